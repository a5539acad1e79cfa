"""The commands that a person is told to answer by."""

from __future__ import annotations

import shlex


def command(verb: str, name: str) -> str:
    """`policyscan sources VERB NAME`, as it is typed."""
    return f"policyscan sources {verb} {shlex.quote(name)}"
