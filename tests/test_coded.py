"""The coded texts: every quote stands in its text, every cell is coded, and what is held out stays apart."""

from __future__ import annotations

import pytest
from benchmarks import coded

MEASURES = [measure.id for measure in coded.taxonomy().measures]
PLACES = coded.places()
LABELS = {"meets", "both", "part1", "part2", "defeats", "near", "other"}


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_a_fictional_place_is_coded_on_every_measure_with_quotes_that_stand_in_its_text(place):
    words = " ".join(place.text.split())
    assert set(place.cells) == set(MEASURES)
    for cell in place.cells.values():
        assert cell["adopted"] in (0, 1)
        assert " ".join(str(cell["quote"]).split()) in words
        assert bool(cell["reason"]) is (cell["adopted"] == 0)


def test_some_places_are_frozen_and_none_is_named_twice():
    assert len({place.name for place in PLACES}) == len(PLACES)
    assert 0 < sum(place.is_frozen for place in PLACES) < len(PLACES)


@pytest.mark.parametrize("measure", MEASURES)
def test_labelled_sentences_are_whole_and_none_stands_on_both_sides(measure):
    every = coded.sentences(measure)
    assert {s.label for s in every} <= LABELS
    assert {s.style for s in every} == {"standard", "unusual"}
    assert all(s.text.strip() for s in every)
    assert {s.hand for s in every} >= {"h", "i", "j", "k"}
    assert len({(s.heading, s.lead, s.text) for s in every}) == len(every)
    held = {s.text for s in every if s.is_held}
    assert not held & {s.text for s in every if not s.is_held}


def test_a_quote_is_found_among_the_rows_of_its_text():
    place = next(p for p in PLACES if p.cells["duty-to-intervene"]["adopted"])
    rows = coded.rows_of(coded.read(place.text).clauses)
    found = list(coded.overlapping(rows, str(place.cells["duty-to-intervene"]["quote"])))
    assert found
    assert list(coded.overlapping(rows, "words that stand nowhere in any of these policies at all")) == []
