"""The threads beside a search: those of the process that searches, after a fork too."""

from __future__ import annotations

import os

import pytest

from policyscan.search.beside import beside


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_forked_child_has_threads_of_its_own() -> None:
    assert beside().submit(sum, [1, 2]).result(timeout=10) == 3
    child = os.fork()
    if child == 0:
        # Whatever happens, the child must not go on as a second run of the tests.
        try:
            os._exit(0 if beside().submit(sum, [1, 2]).result(timeout=3) == 3 else 1)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
