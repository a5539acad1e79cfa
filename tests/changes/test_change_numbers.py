"""Numbers and marks: what only counts or lists clauses is no word of theirs, how many and yes or no is."""

from __future__ import annotations

import pytest
from change_lines import AFTER, BEFORE, between, kinds, made

from policyscan.changes.numbers import MARKS, listed
from policyscan.changes.words import words_of
from policyscan.model import ChangeKind


def test_own_numbers_and_marks_of_plural_are_no_words():
    def texts(text: str) -> list[str]:
        return [word.text for word in words_of(text)]

    assert texts("300.3.2 (a) Officers") == texts("IV. b) Officers") == texts("• Officers") == ["officers"]
    assert texts("the officer(s) present") == ["the", "officer", "present"]
    assert texts("(1) warn and (2) wait") == ["warn", "and", "wait"]
    assert texts("under section 4(b) or subsection (c)") == ["under", "section", "4", "b", "or", "subsection", "c"]
    assert texts("24 hours") == ["24", "hours"]
    assert texts("A “co-operative” officer’s") == ["a", "cooperative", "officers"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("24-hour notice shall be given.", "48-hour notice shall be given."),
        ("(10) days of notice shall be given.", "(30) days of notice shall be given."),
        ("4.5 hours of training are required.", "6.5 hours of training are required."),
        ("10-15 minutes of rest are required.", "20-25 minutes of rest are required."),
        ("A report shall be filed within (10) days.", "A report shall be filed within (45) days."),
        ("A report shall be filed within thirty (30) days.", "A report shall be filed within thirty (45) days."),
        ("At least (2) officers and (3) medics shall stay.", "At least (4) officers and (3) medics shall stay."),
        ("Officers shall not pursue at > 20 mph.", "Officers shall not pursue at < 20 mph."),
        ("Officers shall stop at speeds >= 60.", "Officers shall stop at speeds > 60."),
        ("Level (II) force shall be reported.", "Level (III) force shall be reported."),
    ],
)
def test_a_number_that_changed_is_a_change(old: str, new: str):
    assert len(kinds(made(BEFORE, old, AFTER), made(BEFORE, new, AFTER))) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(3) Hours of work are posted.", "(4) Hours of work are posted."),
        ("300-1 Officers shall wait.", "300-2 Officers shall wait."),
        ("4-A Officers shall wait.", "5-B Officers shall wait."),
        ("7. 24-hour notice shall be given.", "8. 24-hour notice shall be given."),
        ("Officers shall (1) warn and (2) wait.", "Officers shall (3) warn and (4) wait."),
        ("Officers shall warn; (2) wait.", "Officers shall warn; (3) wait."),
        ("A report is filed within thirty (30) days.", "A report is filed within thirty days."),
        ("Officers stop at speeds \u2265 60.", "Officers stop at speeds >= 60."),
    ],
)
def test_a_number_that_only_counts_or_repeats_is_none(old: str, new: str):
    assert kinds(made(BEFORE, old, AFTER), made(BEFORE, new, AFTER)) == []


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("2-3 officers shall be sent to a person in crisis.", "5-6 officers shall be sent to a person in crisis.", ()),
        ("2.5 points are given for each late report.", "7.5 points are given for each late report.", ()),
        ("(2) officers shall be present at each standoff.", "(4) officers shall be present at each standoff.", ()),
        ("• (2) officers shall be present at each standoff.", "• (4) officers shall be present at each standoff.", ()),
        ("(2) officers | a sergeant reads the report", "(4) officers | a sergeant reads the report", (2,)),
        ("2-3 Officers | a sergeant reads the report", "4-5 Officers | a sergeant reads the report", (2,)),
        ("0.04 - 0.05 | a sergeant reads the report", "0.02 - 0.05 | a sergeant reads the report", (2,)),
    ],
)
def test_how_many_at_the_beginning_of_a_clause_is_no_number_of_its_own(old: str, new: str, rows: tuple[int, ...]):
    assert len(between(old, new, rows=rows)) == 1


def test_numbers_that_go_on_count_their_clauses():
    items = ("warn the person", "withdraw to a place of cover", "call for a supervisor")

    def version(first: int, style: str) -> tuple[str, ...]:
        numbered = (f"{style.format(number)} {item}" for number, item in enumerate(items, start=first))
        return ("# Force", BEFORE, "Officers shall:", *numbered, AFTER)

    for style in ("({})", "4.{}", "4-{}", "{}.", "{})"):
        assert kinds(made(*version(1, style)), made(*version(3, style))) == [], style


def test_which_clauses_are_listed():
    texts = ("(1) warns", "(2) withdraws", "(a) waits", "(3) reports", "(7) officers", "(9) Officers", "4.1 (7) waits")
    assert sorted(listed(texts)) == [0, 1, 2, 3, 5]
    assert sorted(listed(("2-3 Officers", "2-3 officers", "2.3 Officers"), in_table={0, 2})) == [2]


# --- marks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Neck hold on a person ✗", "Neck hold on a person ✓"),
        ("Neck hold on a person ✘", "Neck hold on a person ✔"),
        ("Neck hold on a person ☐", "Neck hold on a person ☑"),
        ("Neck hold on a person \uf0a8", "Neck hold on a person \uf0fe"),
        ("☐ Neck hold on a person ☒ Baton against a person", "☒ Neck hold on a person ☐ Baton against a person"),
        ("☐ Neck hold on a person", "☒ Neck hold on a person"),
        ("✗ Neck hold on a person", "✓ Neck hold on a person"),
        ("Force reports are read in 50% of cases by a captain.", "Force reports are read in 50 of cases by a captain."),
    ],
)
def test_a_mark_that_changed_is_a_change(old: str, new: str):
    assert between(old, new) == [ChangeKind.REWORDED]
    assert between(old, new, rows=(2,)) == [ChangeKind.REWORDED]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Neck hold on a person ✗", "Neck hold on a person ✘"),
        ("Neck hold on a person ☐", "Neck hold on a person □"),
        ("Force reports are read in 50% of cases.", "Force reports are read in 50 percent of cases."),
        ("Force reports are read in 50 % of cases.", "Force reports are read in 50% of cases."),
    ],
)
def test_the_same_mark_in_another_shape_is_none(old: str, new: str):
    assert between(old, new) == []


@pytest.mark.parametrize("bullet", ["✓", "✔", "☐", "□", "\uf0fc", "•"])
def test_marks_that_list_clauses_are_bullets(bullet: str):
    items = ("warn the person of the dog", "withdraw to a place of cover")
    one, other = (made(BEFORE, "Officers shall:", *(f"{mark} {item}" for item in items)) for mark in (bullet, "-"))
    assert kinds(one, other) == []


def test_every_kind_of_mark_is_one_word():
    assert {
        kind for mark, kind in MARKS.items() if [word.text for word in words_of(f"Yes {mark}")] != ["yes", kind]
    } == set()
