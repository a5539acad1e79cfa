"""Reviews whose states no register knows: they are told by the list's structure and by who speaks in the report."""

from __future__ import annotations

import pytest
from tests.rights.test_recommendations import document, table

from policyscan.model import ParsedDocument
from policyscan.rights.rec_names import unlisted_states
from policyscan.rights.recommendations import find

SUMMARY = (
    "4. Quessara recommended that schools be opened and praised the new books.",
    "5. The delegation of Hallestria spoke of cameras. The Tarn Islands commended the law.",
)
ITEMS = (
    "21. The recommendations listed below have been examined by Belmorra and enjoy its support:",
    "21.1. Ratify the Optional Protocol (OPCAT) (Hallestria) (Quessara);",
    "21.2. Open a shelter in each province (Ivrenia, Quessara, Tarn Islands);",
    "21.3. Muzzle all dogs of the police (Quessara);",
    "22. The recommendations below did not enjoy the support of Belmorra:",
    "22.1. Abolish the fee; and repeal the Act (Vesmark);",
    "22.2. Release all detainees at once (Hallestria).",
    "23. With regard to recommendation 22.1, Belmorra considers that its courts have dealt with the matter.",
    "24. All conclusions and recommendations contained in the present report reflect the position of the submitting States. They should not be construed as endorsed by the Working Group as a whole.",
)


def review(*lines: str) -> ParsedDocument:
    return document(
        "# Report of the Working Group on the Periodic Peer Review",
        "# Belmorra",
        "1. The review of Belmorra took place at the 7th meeting.",
        "# I. Summary of the proceedings",
        *SUMMARY,
        "# II. Conclusions and recommendations",
        *lines,
    )


def names(*lines: str) -> set[str]:
    parsed = review(*lines)
    return set(unlisted_states(parsed, [parsed.text[block.start : block.end] for block in parsed.blocks]))


def test_states_by_their_printed_names() -> None:
    assert table(review(*ITEMS)) == [
        (
            "21.1",
            "Ratify the Optional Protocol (OPCAT) (Hallestria) (Quessara);",
            ("Hallestria", "Quessara"),
            "support",
        ),
        (
            "21.2",
            "Open a shelter in each province (Ivrenia, Quessara, Tarn Islands);",
            ("Ivrenia", "Quessara", "Tarn Islands"),
            "support",
        ),
        ("21.3", "Muzzle all dogs of the police (Quessara);", ("Quessara",), "support"),
        ("22.1", "Abolish the fee; and repeal the Act (Vesmark);", ("Vesmark",), "reject"),
        ("22.2", "Release all detainees at once (Hallestria).", ("Hallestria",), "reject"),
    ]
    assert {record.addressee for record in find(review(*ITEMS))} == {"Belmorra"}


@pytest.mark.parametrize(
    "other", ["ICCPR", "CED", "Istanbul Convention", "Paris Principles", "Ministry of Justice", "2030 Agenda"]
)
def test_treaties_and_bodies_are_none(other: str) -> None:
    lines = [f"21.{number}. Adopt measure number {number} ({other});" for number in range(4, 7)]
    assert names(*ITEMS[:4], *lines) == {"Hallestria", "Quessara", "Ivrenia", "Tarn Islands"}


def test_who_neither_speaks_nor_stands_twice_is_none_where_most_items_end_in_such_names() -> None:
    lines = [
        f"21.{at}. Adopt measure number {at} ({name});" for at, name in enumerate(["Sarnow", "Kolmar", "Lennic"], 1)
    ]
    assert names(ITEMS[0], *lines) == set()
    assert names(ITEMS[0], *lines, *(line.replace("21.", "22.") for line in lines)) == {"Sarnow", "Kolmar", "Lennic"}


def test_names_are_learnt_only_where_the_register_knows_few() -> None:
    known = [
        f"21.{at}. Adopt measure number {at} ({name});" for at, name in enumerate(["Peru", "Chad", "Togo", "Mali"], 4)
    ]
    assert names(*ITEMS[:4]) == {"Hallestria", "Quessara", "Ivrenia", "Tarn Islands"}
    assert names(*ITEMS[:4], *known) == set()


def test_names_behind_items_of_what_is_no_review_are_none() -> None:
    parsed = document(
        "# Recommendations",
        "1. Publish the policy each year (Quessara Station);",
        "2. Train all officers each year (Quessara Station);",
        "3. Count the evidence each month (Quessara Station);",
    )
    assert {record.states for record in find(parsed)} == {()}
    assert len(find(parsed)) == 3


def test_a_list_below_an_answer_needs_no_states() -> None:
    parsed = review(
        "21. Belmorra accepts the following recommendations:", "21.1. Abolish the fee;", "21.2. Train judges;"
    )
    assert table(parsed) == [("21.1", "Abolish the fee;", (), "support"), ("21.2", "Train judges;", (), "support")]
