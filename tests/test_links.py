"""Links between coded parties and passages: those of the sample corpus, linked anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.links import PAIRS, score

from policyscan.store import Store


@pytest.mark.parametrize(("name", "fewest"), [("pairs.csv", 6), ("second.csv", 8), ("third.csv", 2)])
def test_what_is_linked_is_right(sample_folder: Path, name: str, fewest: int) -> None:
    with Store.open(sample_folder) as store:
        found = score(PAIRS.with_name(name), [store])
    assert found.linked >= fewest
    assert found.counts["false"] == 0, found.errors
