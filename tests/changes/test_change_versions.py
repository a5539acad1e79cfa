"""Versions of one policy, made, parsed and read: what is said to have changed is exact."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from change_samples import (
    OTHER_PAGE,
    PLAIN,
    POLICY,
    Section,
    Style,
    changes_of,
    parsed,
    pdf,
    side_of,
    with_clause,
    words_of,
)
from reportlab.lib.pagesizes import A5

from policyscan.changes.compare import compare
from policyscan.changes.rules import load
from policyscan.model import ParsedDocument

VEHICLE = "Officers shall not fire at a moving vehicle."
WARNING = "Officers shall give a verbal warning before a firearm is discharged at any person."
DEADLY = "Officers may use deadly force against an imminent threat of death to any person."
BOILERPLATE = "Violations of this section are referred to the Office of Standards for review."
DOWN = "* leave a restrained person face down on the ground"
REPORT = "A written report shall be filed within 24 hours of any use of force."
REVIEW = "Two supervisors shall review the report and interview each witness of the event."
AID = "The officer shall call for medical aid and shall stay with the injured person until help arrives."
REFERENCE = "Details are given in section 4.2 of this policy and in the forms manual of the department."
CLAUSES = 18


@cache
def version(policy: tuple[Section, ...], style: Style = PLAIN) -> ParsedDocument:
    return parsed(pdf(policy, style))


def frozen(policy: Sequence[Section]) -> tuple[Section, ...]:
    return tuple((title, tuple(clauses)) for title, clauses in policy)


def between(new: Sequence[Section], style: Style = PLAIN, old: Sequence[Section] = POLICY):
    one, other = version(frozen(old)), version(frozen(new), style)
    compared = changes_of(one, other)
    return words_of(compared, one, other), compared


def without(title: str, clause: str) -> tuple[Section, ...]:
    return frozen([(name, [c for c in cs if (name, c) != (title, clause)]) for name, cs in POLICY])


# --- what is no change --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "style",
    [
        PLAIN,
        Style(first=3, letters="stuvwxyz"),
        OTHER_PAGE,
        Style(page=A5, size=10, hyphenate=True),
        Style(head="HOLLOW CREEK PUBLIC SAFETY BUREAU", dated="Revised: 04/05/2023"),
        Style(first=7, page=A5, size=12, font="Courier", hyphenate=True, dated="Version 4 - May 2024", curly=True),
    ],
    ids=["itself", "renumbered", "repaginated", "hyphens", "head and date", "all of it"],
)
def test_the_setting_of_a_page_is_no_change(style: Style):
    found, compared = between(POLICY, style)
    assert found == []
    assert compared.unchanged == CLAUSES


def test_a_reference_that_follows_a_renumbering_is_no_change():
    found, _ = between(with_clause(POLICY, REFERENCE, REFERENCE.replace("4.2", "6.2")), Style(first=3))
    assert found == []


def test_a_reference_to_another_place_is_a_change():
    found, _ = between(with_clause(POLICY, REFERENCE, REFERENCE.replace("4.2", "4.1")))
    assert found == [("reworded", [("4.2", "4.1")])]


def test_case_and_quotes_are_no_change():
    quoted = REPORT.replace("written report", '"written report"')
    old = with_clause(POLICY, REPORT, quoted)
    found, _ = between(with_clause(old, VEHICLE, VEHICLE.upper()), Style(curly=True), old)
    assert found == []


def test_a_renamed_heading_is_no_change():
    found, _ = between([("Use of Firearms", c) if t == "Deadly Force" else (t, c) for t, c in POLICY])
    assert found == []


# --- one change ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "kind", "pieces"),
    [
        (WARNING, WARNING.replace("shall", "may"), "weakened", [("shall", "may")]),
        (WARNING, WARNING.replace("shall", "should"), "weakened", [("shall", "should")]),
        (WARNING, WARNING.replace("shall", "must"), "reworded", [("shall", "must")]),
        (WARNING, "When feasible, officers" + WARNING[8:], "weakened", [("", "When feasible")]),
        (VEHICLE, VEHICLE.replace("not", ""), "reworded", [("not", "")]),
        (VEHICLE, VEHICLE.replace("shall", "should"), "weakened", [("shall", "should")]),
        (
            VEHICLE,
            "Officers shall not fire at a moving vehicle unless a person in it is shooting.",
            "weakened",
            [("", "unless a person in it is shooting")],
        ),
        (VEHICLE, "Officers shall not fire at or from a moving vehicle.", "strengthened", [("", "or from")]),
        (DEADLY, DEADLY.replace("an imminent", "a"), "weakened", [("an imminent", "a")]),
        (DEADLY, DEADLY.replace("may use deadly force", "may use deadly force only"), "strengthened", [("", "only")]),
        (REPORT, REPORT.replace("24", "72"), "weakened", [("24", "72")]),
        (REPORT, REPORT.replace("24 hours", "two days"), "weakened", [("24 hours", "two days")]),
        (REPORT, REPORT.replace("24", "12"), "strengthened", [("24", "12")]),
        (REVIEW, REVIEW.replace("Two supervisors", "One supervisor"), "weakened", [("Two supervisors", "One supervisor")]),
        (REVIEW, REVIEW.replace("the event", "the incident"), "reworded", [("event", "incident")]),
        (
            REVIEW,
            REVIEW.replace("Two", "One").replace("witness", "victim and witness"),
            "reworded",
            [("Two", "One"), ("", "victim and")],
        ),
    ],
)  # fmt: skip
def test_one_clause_changes_and_no_other(old: str, new: str, kind: str, pieces: list[tuple[str, str]]):
    changed = with_clause(POLICY, old, new)
    found, compared = between(changed, OTHER_PAGE)
    assert found == [(kind, pieces)]
    assert compared.unchanged == CLAUSES - 1
    back, _ = between(POLICY, OTHER_PAGE, changed)
    turned = {"weakened": "strengthened", "strengthened": "weakened"}.get(kind, kind)
    assert back == [(turned, [(come, gone) for gone, come in pieces])]


def test_an_exception_that_goes_strengthens_a_ban():
    old = with_clause(POLICY, VEHICLE, "Officers shall not fire at a moving vehicle except to save a life.")
    assert between(POLICY, old=old)[0] == [("strengthened", [("except to save a life", "")])]


def test_an_added_item_is_one_row():
    found, compared = between(with_clause(POLICY, DOWN, DOWN, "* drive a restrained person without a seat belt"))
    assert found == [("added", [])]
    assert compared.unchanged == CLAUSES


def test_an_item_put_first_renumbers_the_others_and_changes_none():
    first = "* strike a person who is handcuffed or otherwise restrained"
    found, compared = between(with_clause(POLICY, first, "* choke any person", first))
    assert found == [("added", [])]
    assert compared.unchanged == CLAUSES


def test_a_changed_lead_in_is_one_row_for_all_its_items():
    found, compared = between(with_clause(POLICY, "Officers shall not:", "Officers should not:"))
    assert found == [("weakened", [("shall", "should")])]
    assert compared.changes[0].why.endswith("it governs 3 items")
    assert compared.unchanged == CLAUSES - 1


def test_an_item_that_goes_below_another_lead_in_is_bound_otherwise():
    down = DOWN[2:]
    new = with_clause(with_clause(POLICY, DOWN), DEADLY, DEADLY, "Officers may:", DOWN)
    found, compared = between(new)
    assert [kind for kind, _ in found] == ["added", "weakened"]
    document = version(frozen(new))
    (_, moved) = compared.changes
    assert moved.new is not None and document.text[moved.new.start : moved.new.end].endswith(down)
    assert moved.new_lead is not None and "Officers may:" in document.text[moved.new_lead.start : moved.new_lead.end]


def test_a_clause_cut_in_two_is_reworded():
    two = (
        "The officer shall call for medical aid.",
        "The officer shall stay with the injured person until help arrives.",
    )
    cut = with_clause(POLICY, AID, " ".join(two))
    found, compared = between(cut)
    assert found == [("reworded", [("and", "The officer")])]
    assert compared.changes[0].why.endswith("1 clause became 2")
    joined, _ = between(POLICY, old=cut)
    assert joined == [("reworded", [("The officer", "and")])]


@pytest.mark.parametrize(("title", "number"), [("Deadly Force", "2.4"), ("Lesser Force", "3.3")])
def test_of_two_equal_clauses_the_one_that_went_is_named(title: str, number: str):
    found, compared = between(without(title, BOILERPLATE))
    assert found == [("removed", [])]
    (gone,) = compared.changes
    assert gone.old is not None
    assert version(POLICY).text[gone.old.start : gone.old.end] == f"{number} {BOILERPLATE}"


def test_a_section_that_moves_takes_its_clauses_along():
    purpose, deadly, lesser, reporting, training = POLICY
    found, compared = between((purpose, deadly, reporting, training, lesser))
    # Fewest clauses moved: of six and of four plus two, either may be told.
    assert [kind for kind, _ in found] == ["moved"] * 6
    assert compared.unchanged == CLAUSES - 6


def test_a_clause_that_moves_to_another_section_moved():
    found, _ = between(with_clause(with_clause(POLICY, WARNING), REVIEW, REVIEW, WARNING))
    assert found == [("moved", [])]


def test_a_change_names_the_measures_of_both_clauses():
    one, other = (
        side_of(version(frozen(p))) for p in (POLICY, with_clause(POLICY, VEHICLE, f"{VEHICLE[:-1]} or boat."))
    )
    measures = {one.parts[2].clause.id: ["ban-chokeholds"], other.parts[2].clause.id: ["restrict-shooting-at-vehicles"]}
    (found,) = compare(one, other, load(), measures=measures).changes
    assert found.measures == ("ban-chokeholds", "restrict-shooting-at-vehicles")
