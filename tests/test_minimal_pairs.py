"""Minimal pairs, written from the codebook without sight of the rules: floors that only rise.

A third of them is frozen: no rule is tuned on these, so their floor says how far the reading carries
to wording that nobody here has seen.
"""

from __future__ import annotations

import tomllib

import pytest
from benchmarks import closely, coded
from benchmarks.coded import PAIRS
from benchmarks.judgements import pairs

from policyscan.extract import read_text
from policyscan.taxonomy import load

MEASURES = [measure.id for measure in load().measures]
# Right cells of all cells when the floors were last raised (see CHANGELOG.md), by whether the pair is frozen.
FLOORS = {False: 0.93, True: 0.79}
# The same for the frozen pairs and for whole frozen policies, clauses read closely as a workspace does.
FLOOR_OF_PAIRS, FLOOR_OF_POLICIES, HANDS = 0.84, 0.93, {"q2", "q6"}


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


def test_close_reading_keeps_to_its_floor_on_pairs():
    share = pairs(frozen=True, close=True)
    assert share.share >= FLOOR_OF_PAIRS, str(share)


def test_close_reading_keeps_to_its_floor_on_policies_in_whose_sight_nobody_wrote_rules_or_trained_the_reader():
    found = [place for place in coded.places() if place.hand in HANDS]
    assert all(place.is_frozen for place in found)
    judged = closely.judge([place.text for place in found])
    cells = [
        (ours[measure].adopted, cell["adopted"])
        for place, ours in zip(found, judged, strict=True)
        for measure, cell in place.cells.items()
        if cell.get("sure", True)
    ]
    right = sum(ours == theirs for ours, theirs in cells)
    assert right >= FLOOR_OF_POLICIES * len(cells), f"{right} of {len(cells)}"
