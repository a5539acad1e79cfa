"""Explanations: cues marked where they stand, every row of the table, and what would change the answer."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.explain import Piece, cut, marked
from policyscan.explain.change import what_would_change
from policyscan.explain.records import Document
from policyscan.model import Cue, Effect, Evidence, Finding, Judgement, Place, Searched, State
from policyscan.taxonomy import load


@pytest.fixture(scope="module")
def workspace(sample_folder):
    with open_workspace(sample_folder, embedder=FakeEmbedder()) as place:
        yield place


# --- cues in their text -------------------------------------------------------------------------


def cue_of(text: str, words: str, category: str, start: int = 0) -> Cue:
    at = text.index(words) + start
    return Cue(category, words, at, at + len(words))


def test_cues_are_marked_where_they_stand():
    text = "Officers shall intervene unless it is unsafe."
    cues = [
        cue_of(text, words, name, 70)
        for words, name in [("shall", "must"), ("intervene", "trigger"), ("unless", "exception")]
    ]
    assert (
        marked(cut(text, 70, cues)) == "Officers [must: shall] [trigger: intervene] [exception: unless] it is unsafe."
    )


def test_what_governs_goes_before_the_words_that_hold_it():
    text = "A warning shall be given."
    cues = [cue_of(text, "warning shall be", "trigger"), cue_of(text, "shall", "must")]
    assert cut(text, 0, cues) == (
        Piece("A "),
        Piece("warning", "trigger"),
        Piece(" "),
        Piece("shall", "must"),
        Piece(" "),
        Piece("be", "trigger"),
        Piece(" given."),
    )


def test_a_cue_of_another_clause_marks_nothing():
    assert cut("Officers run.", 100, [Cue("must", "shall", 80, 85)]) == (Piece("Officers run."),)


@given(
    st.text(min_size=0, max_size=40),
    st.lists(
        st.tuples(st.integers(-5, 50), st.integers(0, 12), st.sampled_from(["must", "trigger", "exception"])),
        max_size=5,
    ),
)
def test_no_letter_is_lost_or_added(text, spans):
    cues = [Cue(name, "", 10 + start, 10 + start + length) for start, length, name in spans]
    assert "".join(piece.text for piece in cut(text, 10, cues)) == text


# --- the sample ---------------------------------------------------------------------------------


def test_every_cell_of_the_sample_can_be_explained(workspace):
    for judgement in workspace.compare():
        found = workspace.explain(judgement.place.name, judgement.measure)
        rules = [rule.id for rule in workspace.taxonomy.measure_by_id[judgement.measure].rules]
        assert [row.rule for row in found.rows] == rules
        assert found.judgement == judgement
        assert "".join(piece.text for clause in found.clauses for piece in clause.pieces) == "".join(
            evidence.text for evidence in judgement.evidence
        )
        assert found.change.endswith(".")
        assert any(clause.decides for clause in found.clauses) is (judgement.state in {State.JUDGED, State.CONTESTED})
        assert json.loads(json.dumps(found.as_dict()))["place"] == judgement.place.name


def test_a_duty_shows_its_cue_and_the_row_that_held(workspace):
    found = workspace.explain("wexcombe", "duty-to-intervene")
    (first, *_) = found.clauses
    assert first.decides
    assert {"must", "trigger"} <= {piece.cue for piece in first.pieces}
    assert "[must: shall] [trigger: intervene]" in first.marked
    row = next(row for row in found.rows if row.rule == first.evidence.rule)
    assert row.held == f"1 clause, first {first.evidence.document}, page {first.evidence.page}"
    assert {row.held for row in found.rows if not row.clauses} == {"no clause"}


def test_an_item_is_shown_with_its_lead_in_and_heading(workspace):
    found = workspace.explain("Calder Mills", "ban-chokeholds")
    assert [clause.decides for clause in found.clauses] == [True, True]
    assert all("[must_not: shall not]" in marked(clause.lead) for clause in found.clauses)
    assert all(clause.heading for clause in found.clauses)


def test_what_was_searched_is_listed(workspace):
    found = workspace.explain("Wexcombe", "duty-to-intervene")
    # The version of 2019 is not in force.
    assert [document.file for document in found.documents] == ["wexcombe-force-2023.pdf"]
    assert sum(document.pages for document in found.documents) == found.judgement.searched.pages
    assert sum(document.clauses for document in found.documents) == found.judgement.searched.clauses
    assert workspace.explain("Osterly", "duty-to-intervene").documents[0].unreadable_pages == (1, 2)


@pytest.mark.parametrize(
    ("place", "measure", "words"),
    [
        ("Marlow Junction", "require-de-escalation", "A clause with 'shall' or 'should' in place of 'may'"),
        ("Marlow Junction", "restrict-shooting-at-vehicles", "The exception left out or narrowed ('unless an occupant"),
        ("Harrow Bend", "ban-chokeholds", "a clause for the missing part (vascular)"),
        (
            "Pell Harbor",
            "duty-to-intervene",
            "A clause that says one of these: An officer who sees another use excessive force must act",
        ),
        ("Osterly", "duty-to-intervene", "(osterly-order-22-scan.pdf, pages 1, 2): read them by OCR"),
        ("Linden Quay", "duty-to-intervene", "A policy on use of force of this place"),
        ("Tolland Reach", "restrict-shooting-at-vehicles", "Only one of the two documents in force"),
        (
            "Wexcombe",
            "duty-to-intervene",
            "The loss of the deciding clause: what else was found does not meet the measure.",
        ),
    ],
)
def test_what_would_change_the_answer_comes_from_the_table(workspace, place, measure, words):
    assert words in workspace.explain(place, measure).change


def test_unknown_names_are_refused_with_the_nearest(workspace):
    with pytest.raises(QueryError) as raised:
        workspace.explain("Wexcomb", "duty-to-intervene")
    assert (raised.value.problem, raised.value.fix) == ("There is no place 'Wexcomb' here", "Did you mean: Wexcombe?")
    with pytest.raises(QueryError) as raised:
        workspace.explain("Wexcombe", "duty-to-interven")
    assert raised.value.problem == "There is no measure 'duty-to-interven' here"


def test_places_of_one_name_are_told_apart_by_region(sample_folder, tmp_path):
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as place:
        known = place.store.judgements()
        twin = Place("Wexcombe", "Elsewhere", "XD")
        extra = [replace(j, place=twin) for j in known if j.place.name == "Wexcombe"]
        place.store.put_judgements([*known, *extra], "key")
        with pytest.raises(QueryError) as raised:
            place.explain("Wexcombe", "duty-to-intervene")
        assert raised.value.problem == "There are 2 places 'Wexcombe' here"
        assert place.explain("Wexcombe, Elsewhere, XD", "duty-to-intervene").judgement.place == twin


def test_rules_that_changed_since_are_named(sample_folder, tmp_path):
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as place:
        known = place.store.judgements()
        place.store.put_judgements([replace(j, by="rules@older") for j in known], "key")
        assert place.explain("Wexcombe", "duty-to-intervene").notes == (
            "The rules have changed since this judgement: ingest again to have it made anew.",
        )


# --- sentences by hand --------------------------------------------------------------------------


def yes(*findings: Finding) -> str:
    """What would change a yes on a ban of two parts that rests on the first finding."""
    from policyscan.explain.records import Clause

    quote = Evidence(
        "x", "a.pdf", "a" * 64, 1, "", "", findings[0].start, findings[0].end, (), findings[0].rule, "part"
    )
    judgement = Judgement(
        Place("A"), "ban-chokeholds", State.JUDGED, "", 1, "adopted", "", 0.9, (quote,), Searched(1, 1, 0, 1), "r", "t"
    )
    clauses = (Clause(quote, True, ()),)
    return what_would_change(None, judgement, load().measure_by_id["ban-chokeholds"], clauses, findings, ())


def part(clause: str, start: int, parts: str) -> Finding:
    return Finding(
        "a" * 64, "ban-chokeholds", "ban", Effect.PART, "adopted", "", 0.9, clause, start, start + 1, 1, parts
    )


def test_a_yes_that_rests_on_one_clause_is_lost_with_it():
    assert yes(part("one", 0, "airway,vascular"), part("two", 5, "airway")).startswith(
        "The loss of the deciding clause:"
    )


def test_a_yes_that_rests_on_two_is_not_lost_with_one():
    assert yes(part("one", 0, "airway,vascular"), part("two", 5, "airway,vascular")).startswith(
        "Not the loss of the deciding clause alone: 1 other clause supports the answer too."
    )


def test_unreadable_pages_are_named_by_document():
    judgement = Judgement(
        Place("A"), "m", State.UNREADABLE, "", None, "unreadable", "", 0.0, (), Searched(2, 9, 3, 1), "r", "t"
    )
    documents = (
        Document("a.pdf", "a", "", 4, (2,), 1),
        Document("b.pdf", "b", "", 4, (), 1),
        Document("c.pdf", "c", "", 4, (1, 3), 1),
    )
    table = load().measures[0]
    assert "(a.pdf, page 2; c.pdf, pages 1, 3)" in what_would_change(None, judgement, table, (), (), documents)


def test_a_yes_by_meaning_rests_on_a_clause_for_each_part_and_shows_their_cues(sample_folder, tmp_path):
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as place:
        known = place.store.judgements()
        cell = next(j for j in known if (j.place.name, j.measure) == ("Wexcombe", "ban-chokeholds"))
        shown = {e.start for e in cell.evidence}
        every = place.store.clauses(cell.evidence[0].sha256)
        found = [clause for clause in every if clause.modality == "must" and clause.cues and clause.start not in shown]
        quotes = [
            replace(cell.evidence[0], start=c.start, end=c.end, text=c.text, rule="", effect=Effect.MEETS.value)
            for c in found[:2]
        ]
        meant = replace(cell, state=State.JUDGED, adopted=1, evidence=(*quotes, *cell.evidence))
        place.store.put_judgements([meant if j == cell else j for j in known], "key")
        explained = place.explain("Wexcombe", "ban-chokeholds")
    assert [clause.decides for clause in explained.clauses] == [True, True, *(False for _ in cell.evidence)]
    assert all("must" in {piece.cue for piece in clause.pieces} for clause in explained.clauses[:2])
    assert explained.change.startswith("The loss of the clauses quoted first, or a wording that leaves the choice")
