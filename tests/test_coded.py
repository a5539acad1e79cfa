"""The coded texts: every quote stands in its text, every cell is coded, and what is held out stays apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from benchmarks import coded, groups
from benchmarks.learn.rows import is_same, known_of, lacking, overlaps, was_looked_at

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


@pytest.mark.parametrize("place", [p for p in PLACES if p.marks], ids=lambda place: place.name)
def test_marked_clauses_stand_in_their_text_with_known_labels(place):
    for mark in place.marks:
        assert mark.measure in MEASURES
        assert mark.label in LABELS
        assert mark.quote in place.text
        assert (mark.reason == "silent") is (mark.label == "other")


def test_labelled_clauses_of_real_documents_bear_known_labels_and_no_words():
    rows = [row for rows in coded.labelled_clauses().values() for row in rows]
    assert len({(r.sha256, r.start, r.end, r.measure) for r in rows}) == len(rows) > 4000
    for row in rows:
        assert len(row.sha256) == 64
        assert 0 <= row.start < row.end
        if not row.measure:
            assert (row.label, row.reason) == ("", "")
            continue
        assert row.measure in MEASURES
        assert row.label in LABELS
        assert (row.reason == "adopted") is (row.label in coded.YES)
        assert (row.reason == "silent") is (row.label == "other")


def test_rows_are_known_by_label_and_coding():
    assert known_of("ban-chokeholds", "part1") == {"airway": 1.0, "vascular": 0.0, "defeats": 0.0, "topic": 1.0}
    assert known_of("force-continuum", "other") == {"meets": 0.0, "defeats": 0.0, "topic": 0.0}
    words = "An officer who sees another use excessive force shall intervene."
    assert overlaps(f"1. {words} (a) at once", words)
    assert not overlaps("words that stand nowhere in any of these policies at all", words)
    assert is_same(f"(a) {words}", words)
    assert not is_same(f"{words} {words}", words)


def test_what_a_place_lacks_follows_from_its_coding():
    group = next(g for g in groups.fictional() if not g.adopted["duty-to-intervene"])
    assert lacking(group, "duty-to-intervene") == ("meets",)
    looked = replace(group, looked_at=frozenset({(group.contexts[0].clause.sha256, group.contexts[0].clause.start)}))
    assert [was_looked_at(context, looked) for context in looked.contexts[:2]] == [True, False]
    assert was_looked_at(group.contexts[1], group)
    reported = replace(
        group, adopted={"comprehensive-reporting": 0}, reasons={"comprehensive-reporting": "not-pointing"}
    )
    assert lacking(reported, "comprehensive-reporting") == ("pointing",)
    assert lacking(replace(reported, adopted={"comprehensive-reporting": 1}), "comprehensive-reporting") == ()


@pytest.mark.parametrize("place", [p for p in PLACES if p.second], ids=lambda place: place.name)
def test_a_second_coding_is_whole_quotes_the_text_and_says_the_same(place):
    words = " ".join(place.text.split())
    assert {row["measure"] for row in place.second} == set(MEASURES)
    for row in place.second:
        assert int(row["adopted"]) == place.cells[row["measure"]]["adopted"]
        assert " ".join(row["quote"].split()) in words


def test_all_places_worded_as_real_ones_are_coded_twice():
    assert {p.hand for p in PLACES if p.second} == {p.hand for p in PLACES if p.hand[0] in "pqr"}
    assert all(p.second for p in PLACES if p.hand[0] in "pqr")


def test_coded_passages_are_known_by_place_and_bear_known_types():
    folder = coded.ROOT / "corpora" / "violations"
    rows = [row for name in ("coded", "frozen") for row in coded.read_csv(folder / f"{name}.csv")]
    book = (coded.ROOT / "docs" / "violations-codebook.md").read_text(encoding="utf-8")
    assert len({(r["sha256"], r["start"], r["coder"]) for r in rows}) == len(rows) > 600
    for row in rows:
        assert int(row["start"]) < int(row["end"])
        assert row["kind"] in {"finding", "recommendation", "response", "other"}
        assert bool(row["types"]) is bool(row["firmness"])
        assert all(f"| `{each}` |" in book for each in row["types"].split(";") if each)
