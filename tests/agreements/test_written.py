"""The made-up agreements of `corpora/agreements`: no fewer are read rightly than before."""

from __future__ import annotations

from collections import Counter

import pytest
from benchmarks.agreements_written import FIELDS, WRITTEN, judged

from policyscan.work import Directions, tag

# Of the 184 of sets a to r by rules alone, November 2026 (`python -m benchmarks.agreements_written`), less one each.
FEWEST = {"local_party": 133, "counterparty": 131, "jurisdiction": 117, "country": 136, "direction": 120, "signed": 148}
MOST_WRONG_DATES = 25
# Of the 48 of sets s to u, from which the readers have not learned, less one each.
FEWEST_READ = {"local_party": 40, "counterparty": 33, "jurisdiction": 32, "country": 34, "direction": 35, "signed": 32}


def test_no_fewer_are_right() -> None:
    counts = {field: Counter[str]() for field in FIELDS}
    for _, field, _, _, verdict in judged("abcdefghijklmnopqr"):
        counts[field][verdict] += 1
    assert {field: counts[field]["right"] >= least for field, least in FEWEST.items()} == dict.fromkeys(FIELDS, True)
    assert counts["signed"]["wrong"] <= MOST_WRONG_DATES


@pytest.mark.model
@pytest.mark.slow
def test_no_fewer_are_right_with_the_readers() -> None:
    right = Counter(field for _, field, _, _, verdict in judged("stu", tag, Directions()) if verdict == "right")
    assert {field: right[field] >= least for field, least in FEWEST_READ.items()} == dict.fromkeys(FIELDS, True)


def test_each_text_has_an_answer() -> None:
    lines = (WRITTEN / "answers.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(line.partition(",")[0] for line in lines) == sorted(path.name for path in WRITTEN.glob("*.txt"))
