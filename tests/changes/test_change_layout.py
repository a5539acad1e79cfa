"""What only looks changed, because a page was set, cut or read otherwise, is no change, or is said to be unreadable."""

from __future__ import annotations

from change_lines import AFTER, BEFORE, GONE, RULES, kinds, made

from policyscan.changes.compare import Compared, compare
from policyscan.changes.exact import FEWEST_LETTERS
from policyscan.changes.words import Side
from policyscan.model import ChangeKind


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
