"""What only looks changed, because a page was set, cut or read otherwise, is no change, or is said to be unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from policyscan.changes.compare import Compared, compare
from policyscan.changes.exact import FEWEST_LETTERS
from policyscan.changes.rules import load
from policyscan.changes.words import Side, side, words_of
from policyscan.extract import document_of, read
from policyscan.model import BlockKind, ChangeKind
from policyscan.taxonomy import load as load_taxonomy

RULES = load()
BEFORE = "Officers shall call a supervisor to the scene of every use of force."
AFTER = "Members attend a course in first aid at the academy each year."
GONE = "A baton is carried by officers who passed the course on impact weapons."


def made(*lines: str, pages: Sequence[int] = (), rows: Sequence[int] = (), **how: object) -> Side:
    """Lines as a version; `pages` gives each clause's page, `rows` the clauses that are rows of a table."""
    document = document_of("\n".join(lines))
    clauses = list(read(document, load_taxonomy()).clauses)
    for at, page in enumerate(pages):
        clauses[at] = replace(clauses[at], page=page)
    for at in rows:
        clauses[at] = replace(clauses[at], kind=BlockKind.TABLE_ROW)
    return side(clauses, document.sections, RULES, **how)  # type: ignore[arg-type]


def kinds(one: Side, other: Side) -> list[ChangeKind]:
    found = compare(one, other, RULES)
    back = compare(other, one, RULES)
    assert len(back.changes) == len(found.changes)
    return [change.kind for change in found.changes]


def test_a_heading_that_one_version_reads_as_text_is_no_change():
    heading, text = made(BEFORE, "# Use of force at sea", AFTER), made(BEFORE, "Use of force at sea", AFTER)
    assert kinds(heading, text) == []


def test_a_heading_that_is_read_with_the_clause_below_it_is_no_change():
    apart, together = made(BEFORE, "# Use of force at sea", AFTER), made(BEFORE, f"Use of force at sea {AFTER}")
    assert kinds(apart, together) == []


def test_a_row_of_a_table_cut_into_clauses_is_no_change():
    row = made(BEFORE, f"Batons {GONE[:-1]} | {AFTER}", rows=(1,))
    cut = made(BEFORE, "Batons", GONE[:-1], AFTER)
    assert kinds(row, cut) == []


def test_the_cells_of_a_row_read_in_another_order_are_no_change():
    one = made(BEFORE, "Initial review a supervisor reads the report within the shift", rows=(1,))
    other = made(BEFORE, "Initial a supervisor reads the report within the shift review", rows=(1,))
    assert kinds(one, other) == []


LEVELS = "Taser level {} reported to {} | Baton level {} reported to {}"


@pytest.mark.parametrize(
    "swapped",
    [
        ("3", "captain", "2", "sergeant"),
        ("3", "sergeant", "2", "captain"),
        ("2", "captain", "3", "sergeant"),
    ],
)
def test_values_that_two_cells_exchanged_are_a_change(swapped: tuple[str, ...]):
    one = made(BEFORE, LEVELS.format("2", "sergeant", "3", "captain"), rows=(1,))
    assert kinds(one, made(BEFORE, LEVELS.format(*swapped), rows=(1,))) == [ChangeKind.REWORDED]


def test_a_cell_that_was_read_in_two_pieces_is_no_change():
    one = made(BEFORE, "Initial review of forms a sergeant reads the report within the shift", rows=(1,))
    other = made(BEFORE, "Initial a sergeant reads review of the report within forms the shift", rows=(1,))
    assert kinds(one, other) == []


def test_words_taken_for_a_running_head_are_no_removal():
    one, other = made(BEFORE, GONE, AFTER), made(BEFORE, AFTER, text=f"{BEFORE} {AFTER}\n{GONE}")
    assert kinds(one, other) == []
    assert kinds(one, made(BEFORE, AFTER, text=f"{BEFORE} {AFTER}")) == [ChangeKind.REMOVED]


def unread_between(*, unread: int) -> Compared:
    one = made(BEFORE, GONE, AFTER, pages=(1, 2, 3))
    return compare(one, made(BEFORE, AFTER, pages=(1, 3), unread_pages=frozenset({unread})), RULES)


def test_what_may_stand_on_a_page_that_nobody_could_read_is_counted_not_listed():
    found = unread_between(unread=2)
    assert (found.changes, found.unread) == ((), 1)


def test_an_unread_page_elsewhere_hides_nothing():
    found = unread_between(unread=9)
    assert ([change.kind for change in found.changes], found.unread) == ([ChangeKind.REMOVED], 0)


def test_what_a_picture_gave_is_no_clause():
    noise = ("&..ipp::irt: 5eGd ltJ 5mr.Jr0Aa!rre,~wa: CIJrnnien1 amicn::laii::tm", "klo:rnp'~eoc Ch,us~s Ro:iUtw xq3z")
    found = compare(made(BEFORE, AFTER), made(BEFORE, *noise, AFTER), RULES)
    assert (found.changes, found.noise) == ((), 2)


def left_out(one: Side, other: Side) -> tuple[list[ChangeKind], int]:
    return kinds(one, other), compare(one, other, RULES).noise


ABBREVIATIONS = "LVNR and CNR techniques."
GARBLED = "klo:rnp'~eoc Ch,us~s Ro:iUtw xq3z CIJrrnnien1"


def test_clauses_of_abbreviations_are_no_noise():
    for line in (ABBREVIATIONS, "CEW probes, BWC footage and RMS entries go to the TSD.", "BWC muting forbidden."):
        assert left_out(made(BEFORE, AFTER), made(BEFORE, line, AFTER)) == ([ChangeKind.ADDED], 0), line
        assert left_out(made(BEFORE, line, AFTER), made(BEFORE, AFTER)) == ([ChangeKind.REMOVED], 0), line


def test_a_few_odd_words_make_no_picture_of_a_page_that_was_printed():
    assert left_out(made(BEFORE, AFTER), made(BEFORE, GARBLED, GONE, AFTER)) == ([ChangeKind.ADDED] * 2, 0)


def test_what_ocr_made_of_a_picture_is_counted_and_hides_no_clause_beside_it():
    by_ocr = {"ocr_pages": frozenset({1})}
    duty = "Wardens shall quench lanterns at midnight."
    assert left_out(made(BEFORE, AFTER), made(BEFORE, GARBLED, AFTER, **by_ocr)) == ([], 1)
    other = made(BEFORE, GARBLED, duty, ABBREVIATIONS, AFTER, **by_ocr)
    assert left_out(made(BEFORE, AFTER), other) == ([ChangeKind.ADDED] * 2, 1)


def test_nothing_that_a_cue_governs_is_noise():
    odd = "Klrrt mxtz brttw prs shall wrtq nnts."
    found = made(BEFORE, odd, AFTER, ocr_pages=frozenset({1}))
    assert left_out(made(BEFORE, AFTER), found) == ([ChangeKind.ADDED], 0)


def test_single_words_are_counted_but_a_ban_of_one_word_is_a_clause():
    one = made("# Force", BEFORE, AFTER)
    assert left_out(one, made("# Force", BEFORE, "Lanterns", AFTER)) == ([], 1)
    assert left_out(one, made("# Force", BEFORE, "Prohibited", AFTER)) == ([ChangeKind.ADDED], 0)


def test_a_ban_in_the_words_of_a_heading_that_both_versions_have_is_told():
    heading, ban = "# Neck holds are prohibited", "Neck holds are prohibited."
    one, other = made(BEFORE, heading, AFTER, ban), made(BEFORE, heading, AFTER)
    assert kinds(one, other) == [ChangeKind.REMOVED]


def test_letters_that_ocr_misread_are_no_change_on_a_page_it_read():
    misread = AFTER.replace("academy", "acadenny")
    assert kinds(made(BEFORE, AFTER, ocr_pages=frozenset({1})), made(BEFORE, misread)) == []
    assert kinds(made(BEFORE, AFTER), made(BEFORE, misread)) == [ChangeKind.REWORDED]


def test_a_number_is_never_misread():
    one, other = (made(f"A report is filed within {hours} hours.", ocr_pages=frozenset({1})) for hours in (24, 72))
    assert kinds(one, other) == [ChangeKind.REWORDED]


def test_dates_versions_and_page_numbers_are_no_clauses():
    for line in (
        "Effective Date: March 1, 2021",
        "Page 3 of 12",
        "Version 4.2",
        "Revised 04/05/2023",
        "Copyright 2021 Example LLC",
    ):
        assert made(BEFORE, line).parts[1:] == (), line
    assert len(made(BEFORE, "Effective training takes place in March of every year.").parts) == 2


def test_a_table_of_contents_is_no_clause():
    assert len(made("# Table of Contents", "Purpose of this policy and its scope", "# Purpose", BEFORE).parts) == 1


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


SHORT = "animals in care"


def test_a_short_item_that_stands_once_is_followed_to_another_section():
    assert len(SHORT.replace(" ", "")) < FEWEST_LETTERS
    one = made("# Purpose", BEFORE, SHORT, "# Reporting", AFTER)
    assert kinds(one, made("# Purpose", BEFORE, "# Reporting", AFTER, GONE, SHORT)) == [
        ChangeKind.ADDED,
        ChangeKind.MOVED,
    ]


def test_a_short_item_that_stands_often_is_the_same_only_where_its_surroundings_are():
    one = made("# Purpose", SHORT, BEFORE, SHORT, "# Reporting", AFTER)
    assert kinds(one, made("# Purpose", SHORT, BEFORE, "# Reporting", AFTER, GONE, SHORT)) == [
        ChangeKind.REMOVED,
        ChangeKind.ADDED,
        ChangeKind.ADDED,
    ]


def test_a_short_item_that_goes_from_leave_to_a_ban_is_bound_more():
    lists = ("Officers may use:", "{}", "(b) handcuffs and leg irons", "Officers shall not use:", "(a) hog ties", "{}")
    one = made(*(line.format("(c) spit hoods" if at == 1 else "(d) neck holds") for at, line in enumerate(lists)))
    other = made(*(line.format("(c) thumb cuffs" if at == 1 else "(d) spit hoods") for at, line in enumerate(lists)))
    assert kinds(one, other) == [ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.STRENGTHENED]
