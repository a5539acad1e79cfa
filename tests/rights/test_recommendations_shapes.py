"""Recommendations in shapes that few reviews have: run on, in cells, with the answer below, with numbers in brackets."""

from __future__ import annotations

import pytest

from policyscan.extract import document_of
from policyscan.model import Recommendation
from policyscan.rights.rec_cells import cell_response, row_of
from policyscan.rights.recommendations import find

HEAD = "# II. Conclusions and/or recommendations\n\n"


def read(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """The words of each recommendation up to its bracket, the answer and the states."""
    document = document_of(HEAD + text)

    def words(one: Recommendation) -> str:
        return document.text[one.start : one.end].partition(" (")[0]

    return [(words(one), one.response, one.states) for one in find(document)]


def test_run_on_with_answers_by_numbers_that_are_paragraphs_too() -> None:
    text = (
        "3. The following recommendations were made to Ruritania: 1. to ratify the Covenant (Mexico); 2. to close the old"
        " prison (Slovenia); 3. to train its police (Italy); 4. to pay its judges (Ghana).\n\n"
        "4. Ruritania expressed its support for recommendations Nos. 1 and 2.\n\n"
        "5. Recommendations Nos. 3 and 4 will be examined by Ruritania.\n"
    )
    assert read(text) == [
        ("to ratify the Covenant", "support", ("Mexico",)),
        ("to close the old prison", "support", ("Slovenia",)),
        ("to train its police", "consider", ("Italy",)),
        ("to pay its judges", "consider", ("Ghana",)),
    ]


def test_numbers_in_brackets() -> None:
    text = (
        "88. The recommendations listed below enjoy the support of Ruritania:\n\n"
        "88.(1) Ratify the Covenant (Iraq) (Spain);\n\n88.(2) Close the old prison (Slovakia).\n"
    )
    assert read(text) == [
        ("Ratify the Covenant", "support", ("Iraq", "Spain")),
        ("Close the old prison", "support", ("Slovakia",)),
    ]


def test_the_answer_below_each() -> None:
    text = (
        "127.1 Ratify the Covenant (Malta, Cyprus).\n\nSupported. The ministry will submit it to the cabinet in 2025.\n\n"
        "127.2 Close the old prison (Luxembourg).\n\nNoted. A new one would be needed first.\n"
    )
    assert read(text) == [
        ("Ratify the Covenant", "support", ("Malta", "Cyprus")),
        ("Close the old prison", "noted", ("Luxembourg",)),
    ]


def test_without_numbers() -> None:
    text = (
        "24. The recommendations below did not enjoy the support of Ruritania: to abolish the register (Turkey); to return"
        " the land (Denmark).\n"
    )
    assert read(text) == [
        ("to abolish the register", "reject", ("Turkey",)),
        ("to return the land", "reject", ("Denmark",)),
    ]


LIST = "\n\n".join(f"134.{n} Ratify convention number {n} (Ghana);" for n in range(1, 9))
REVIEW = f"134. The following recommendations will be examined by Ruritania:\n\n{LIST}\n\n"


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("1. Recommendations 134.1 to 134.3 are accepted. The same holds for recommendation 134.5.", {1, 2, 3, 5}),
        ("1. Recommendations 134.1 and 134.2 are accepted: see Decree No. 2011-144.", {1, 2}),
        ("1. Recommendations 134.1 and 134.2 are accepted: see Law No. 7.", {1, 2}),
        ("1. It accepts recommendations 134.2 to 134.4 and 134.6 and 134.8.", {2, 3, 4, 6, 8}),
    ],
    ids=["same", "decree", "law", "ranges"],
)
def test_answers_by_number(answer: str, wanted: set[int]) -> None:
    answers = [response for _, response, _ in read(REVIEW + answer + "\n")]
    assert answers == ["support" if n in wanted else "consider" for n in range(1, 9)]


@pytest.mark.parametrize(
    ("lead", "wanted"),
    [
        ("2. Ruritania accepts in part the recommendations below, each for the reasons that are given:", "noted"),
        # What is said of the whole table is no answer to a row that has its own.
        ("2. The position of Ruritania on each of the following recommendations is noted in the table:", "support"),
    ],
    ids=["in part", "noted in a table"],
)
def test_what_a_paragraph_says_of_the_rows_below(lead: str, wanted: str) -> None:
    rows = "134.2 Supported. It concerns minors, and no other case.\n\n134.4 Supported, as the law says already."
    answers = [response for _, response, _ in read(f"{REVIEW}{lead}\n\n{rows}\n")]
    assert answers == [wanted if n in {2, 4} else "consider" for n in range(1, 9)]


@pytest.mark.parametrize(
    ("row", "words", "states", "response"),
    [
        ("Ratify the Covenant Portugal Noted A12 Acceptance of norms", "Ratify the Covenant", ("Portugal",), "noted"),
        (
            "Close the old prison Montenegro Togo South Africa Supported D26 Conditions of detention",
            "Close the old prison",
            ("Montenegro", "Togo", "South Africa"),
            "support",
        ),
    ],
    ids=["one state", "three states"],
)
def test_a_row_with_a_column_for_states(row: str, words: str, states: tuple[str, ...], response: str) -> None:
    found = row_of(row)
    assert row[found.start : found.end].strip() == words
    assert (found.states, found.response.id) == (states, response)


def test_supported_and_done_is_implemented() -> None:
    assert (
        cell_response("Supported (already implemented or in the process of implementation)", 0, row=True).id
        == "implemented"
    )
    assert cell_response("Supported The law is before parliament", 0, row=True).id == "support"
