"""Rows of a table: cells read in another order are no change, what changed places is; headings read into clauses."""

from __future__ import annotations

import pytest
from change_lines import AFTER, BEFORE, GONE, between, kinds, made

from policyscan.model import ChangeKind


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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Taser on a person | Yes | No", "Taser on a person | No | Yes"),
        ("Neck hold on a person | ✗ | ✓", "Neck hold on a person | ✓ | ✗"),
        ("Neck hold on a person prohibited permitted", "Neck hold on a person permitted prohibited"),
        ("Taser review by sergeant captain within the shift", "Taser review by captain sergeant within the shift"),
        ("Taser | verbal order | baton strike | spray", "Taser | baton strike | verbal order | spray"),
        ("Officers not supervisors shall report", "Officers supervisors shall not report"),
        ("Level 2 force is reviewed by a captain in person 3", "Level 3 2 force is reviewed by a captain in person"),
        (
            "Reports of two are read each week by the chief at noon",
            "Reports of are read each week by the chief at noon two",
        ),
        ("Tasers only in the trunk of a locked patrol car", "Tasers in the trunk of a locked patrol car only"),
        ("Tasers when safe are kept in the trunk of a car", "Tasers are kept in the trunk of a car when safe"),
        ("Sergeant reads each report of force by noon weekly", "Reads each report of force by noon weekly sergeant"),
    ],
)
def test_what_tells_by_its_place_is_no_cell_read_elsewhere(old: str, new: str):
    assert len(between(old, new, rows=(2,))) == 1


def test_a_whole_cell_that_holds_a_condition_may_be_read_elsewhere():
    cell, text = "where a person who fled is found again", "the sergeant on duty reads the report within the shift"
    assert between(f"Review {cell} {text}", f"Review {text} {cell}", rows=(2,)) == []


# --- headings ---------------------------------------------------------------------------------


LIST = "Officers may use batons, canines, and pepper spray on a person."
CANINES = ("# Canines", "A canine is handled by its handler at all times and by nobody else.")


def with_heading(*lines: str) -> tuple[str, ...]:
    return (BEFORE, *lines, *CANINES, AFTER)


def test_a_word_of_a_list_that_is_a_heading_elsewhere_is_told():
    without = LIST.replace(" canines,", "")
    assert kinds(made(*with_heading(LIST)), made(*with_heading(without))) == [ChangeKind.STRENGTHENED]
    assert kinds(made(*with_heading(without)), made(*with_heading(LIST))) == [ChangeKind.WEAKENED]


def test_a_word_at_the_end_of_a_clause_is_told_where_both_have_the_heading_beside_it():
    listed = "Officers may use on a person batons, pepper spray, canines"
    assert len(kinds(made(*with_heading(listed)), made(*with_heading(listed[:-9])))) == 1


def test_a_heading_far_from_the_clause_is_not_its_end():
    listed = "Officers may use on a person batons, pepper spray, canines"
    far = made(BEFORE, listed[:-9], AFTER, GONE, *CANINES)
    near = made(BEFORE, listed, AFTER, GONE, CANINES[1])
    assert len(kinds(near, far)) == 1


@pytest.mark.parametrize(
    "limit", ["Except where life is at risk", "If a supervisor agrees", "Neck holds are prohibited"]
)
def test_what_binds_in_a_clause_is_told_where_a_heading_says_it(limit: str):
    duty = "Officers call for medical aid and a supervisor comes."
    assert (
        len(kinds(made(BEFORE, f"{duty[:-1]} {limit.lower()}.", AFTER), made(BEFORE, duty, f"# {limit}", AFTER))) == 1
    )


def test_a_heading_read_with_the_clauses_above_or_below_it_is_no_change():
    heading = "Care of the dogs"
    for lines in ((f"{GONE} {heading}", AFTER), (GONE, f"{heading} {AFTER}")):
        assert kinds(made(BEFORE, *lines), made(BEFORE, GONE, f"# {heading}", AFTER)) == []


def test_a_heading_between_two_clauses_that_a_row_joined_is_no_change():
    row = made("# Force", BEFORE, f"{GONE} Care of the dogs {AFTER}", rows=(2,))
    assert kinds(row, made("# Force", BEFORE, GONE, "# Care of the dogs", AFTER)) == []
