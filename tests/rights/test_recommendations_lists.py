"""Lists of recommendations in reports of other kinds: below headings, for several addressees, in tables."""

from __future__ import annotations

import pytest
from tests.rights.test_recommendations_prose import H, L, P, document, table

from policyscan.model import BlockKind
from policyscan.rights.rec_passages import asks, is_frame, like_an_act
from policyscan.rights.recommendations import find

R = BlockKind.TABLE_ROW


def test_items_are_taken_whatever_their_verb_where_most_begin_with_an_act() -> None:
    parsed = document(
        (H, "Recommendations"),
        (P, "To the Government:"),
        (L, "1. Reopen the inquiries before civilian courts."),
        (L, "2. Bar the use of tear gas in closed places."),
        (H, "To cities abroad:"),
        (L, "3. Suspend training until the killings are cleared up."),
        (L, "• Publish what the training costs."),
        (L, "• Muzzle all dogs used by border guards."),
        (L, "• Photographs by the border archive"),
        (H, "How we worked"),
        (L, "• Interviews should be read in this light."),
    )
    assert table(parsed) == [
        ("1", "Reopen the inquiries before civilian courts."),
        ("2", "Bar the use of tear gas in closed places."),
        ("3", "Suspend training until the killings are cleared up."),
        ("", "Publish what the training costs."),
        ("", "Muzzle all dogs used by border guards."),
    ]


def test_items_without_acts_among_them_are_none() -> None:
    parsed = document(
        (H, "Recommendations"),
        (L, "• Interviews were held in four languages."),
        (L, "• Muzzle velocity and range of the rounds"),
        (L, "• Maps of the border and the camp"),
    )
    assert table(parsed) == []


@pytest.mark.parametrize("maker", ["We call on the Ministry to:", "Open Ledger urges the Ministry to:"])
def test_a_list_below_a_call(maker: str) -> None:
    parsed = document(
        (P, f"At least 70 people were killed. {maker}"),
        (L, "4. Retire the old database by 2018."),
        (L, "5. Back up all records each night."),
        (L, "7. The police did not reply."),
    )
    assert table(parsed) == [("4", "Retire the old database by 2018."), ("5", "Back up all records each night.")]


def test_what_somebody_called_for_is_none() -> None:
    parsed = document(
        (P, "Open Ledger urged the Ministry to:"), (L, "• retire the database;"), (L, "• back up all records.")
    )
    assert table(parsed) == []


def test_a_numbered_introduction_gives_its_number_to_the_letters_below() -> None:
    parsed = document(
        (H, "B. Recommendations"),
        (L, "85. Donors should:"),
        (L, "(a) Fund small associations directly;"),
        (L, "(b) Speak out against reprisals."),
        (L, "86. The police must wear name tags."),
    )
    assert table(parsed) == [
        ("85 (a)", "Fund small associations directly;"),
        ("85 (b)", "Speak out against reprisals."),
        ("86", "The police must wear name tags."),
    ]


def test_introductions_and_closings_are_none() -> None:
    parsed = document(
        (H, "II. Conclusions and recommendations"),
        (L, "21. The recommendations listed below have been examined by Belmorra and enjoy its support:"),
        (L, "1. Abolish the fee for complaints."),
        (L, "2. Train the judges of the high court."),
        (L, "26. With regard to recommendation 1, Belmorra considers that the matter is closed."),
        (L, "27. All conclusions and recommendations contained in the report reflect the position of their authors."),
    )
    assert [words for _, words in table(parsed)] == [
        "Abolish the fee for complaints.",
        "Train the judges of the high court.",
    ]


def test_a_table_with_the_status_in_its_last_column() -> None:
    parsed = document(
        (P, "The table lists what the Monitor recommended."),
        (R, "No. Recommendation Status"),
        (R, "1 The department should revise its policy on pursuits. Implemented"),
        (R, "2 Overhaul the intervention system. In progress A vendor was chosen."),
        (R, "3.1 Equip each patrol car with a kit Not started"),
        (R, "Rows without a number or a duty"),
        (P, "The next report follows in June."),
        (R, "1 Firearms 12"),
    )
    assert [(*row, record.response) for row, record in zip(table(parsed), find(parsed), strict=True)] == [
        ("1", "The department should revise its policy on pursuits.", "implemented"),
        ("2", "Overhaul the intervention system.", ""),
        ("3.1", "Equip each patrol car with a kit", ""),
    ]
    first = find(parsed)[0]
    assert parsed.text[first.response_start : first.response_end] == "Implemented"


def test_a_labelled_paragraph_holds_its_bullets_and_its_answer_is_none() -> None:
    parsed = document(
        (P, "Recommendation 2.1: The Chief of Police should:"),
        (L, "• set a date of disposal for each class of item;"),
        (L, "• auction unclaimed bicycles."),
        (P, "Management response: Disagree. The department should keep them."),
        (P, "Recommendation 2.1: Agree. The department should be able to begin in May."),
    )
    assert table(parsed) == [
        (
            "2.1",
            "The Chief of Police should:\n• set a date of disposal for each class of item;\n• auction unclaimed bicycles.",
        )
    ]


def test_asking_for_follow_up_is_no_recommendation() -> None:
    parsed = document(
        (L, "12. The Committee requests the State party to provide, by May, information on follow-up to paragraph 6."),
        (L, "13. The Committee requests the State party to provide the victims with a lawyer."),
    )
    assert [number for number, _ in table(parsed)] == ["13"]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Commanders should withdraw the horses.", True),
        ("Commanders should have withdrawn the horses.", True),
        ("Much should have been done earlier.", False),
        ("Horses should have access to water.", True),
        ("The recommendations of the task force were read.", False),
    ],
)
def test_what_asks(words: str, asked: bool) -> None:
    assert asks(words) is asked


@pytest.mark.parametrize(
    ("words", "like"),
    [
        ("Bar the use of tear gas.", True),
        ("Bars of the cells", False),
        ("Map of the border", False),
        ("The use of tear gas", False),
        ("Discipline officers who hide their badges.", True),
    ],
)
def test_the_shape_of_an_order(words: str, like: bool) -> None:
    assert like_an_act(words) is like


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("12. The Ministry should:", True),
        ("These recommendations were made in May.", True),
        ("These recommendations should be carried out by May.", False),
        ("In response to the recommendations, the Ministry wrote to us.", True),
        ("Respond to the recommendations of the Ombudsman.", False),
    ],
)
def test_what_frames_a_list(text: str, frame: bool) -> None:
    assert is_frame(text) is frame
