"""Minimal pairs, written from the codebook without sight of the rules: floors that only rise.

A third of them is frozen: no rule is tuned on these, so their floor says how far the reading carries
to wording that nobody here has seen.
"""

from __future__ import annotations

import tomllib

import pytest
from benchmarks.coded import PAIRS
from benchmarks.judgements import pairs

from policyscan.extract import read_text
from policyscan.taxonomy import load

MEASURES = [measure.id for measure in load().measures]
# Right cells of all cells when the floors were last raised (see CHANGELOG.md), by whether the pair is frozen.
FLOORS = {False: 0.93, True: 0.78}


@pytest.mark.parametrize("measure", MEASURES)
def test_pairs_are_well_formed(measure):
    found = tomllib.loads((PAIRS / f"{measure}.toml").read_text(encoding="utf-8"))["pair"]
    assert len(found) >= 30
    assert len({pair["id"] for pair in found}) == len(found)
    reasons = load().reason_words
    for pair in found:
        assert pair["reason"] in reasons
        assert pair["adopted"] != pair["not_adopted"]
        assert read_text(pair["adopted"], load()).clauses


@pytest.mark.parametrize("frozen", [False, True], ids=["tuned-on", "frozen"])
def test_the_reading_keeps_to_its_floors(frozen):
    share = pairs(frozen=frozen)
    assert share.share >= FLOORS[frozen], str(share)
