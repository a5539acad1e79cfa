"""Answers given by number, in tables, and in sentences that hold more than one."""

from __future__ import annotations

import pytest
from tests.rights.test_recommendations import review, table

ITEMS = tuple(f"116.{number}. Adopt measure number {number} (Chad);" for number in range(1, 10))
OPEN = "116. The following recommendations will be examined by Norway, which will respond in due time:"


def given(*behind: str) -> str:
    """The first letters of the answers to nine recommendations."""
    return "".join((response or "-")[0] for _, _, _, response in table(review(OPEN, *ITEMS, *behind)))


@pytest.mark.parametrize(
    ("sentences", "answers"),
    [
        ("Recommendations 116.3 to 116.6 and 116.9 enjoy the support of Norway; 116.1 is noted.", "ncssssccs"),
        ("Norway accepts recommendations 116.1–116.3 and takes note of recommendations 116.4 and 116.5.", "sssnncccc"),
        ("Recommendations 116.1 and 116.2 are accepted, while recommendations 116.8-9 are rejected.", "sscccccrr"),
        ("Recommendations 116.1 to 116.5, except 116.2, which is noted, are supported by Norway.", "snssscccc"),
        (
            "Norway accepts all recommendations, with the exception of recommendation 116.7, which it rejects.",
            "ssssssrss",
        ),
        ("Recommendations 116.1 and 116.2 enjoy its support. The other recommendations are noted.", "ssnnnnnnn"),
        ("With regard to paragraph 116 of the report, the delegation has noted the views of the Office.", "ccccccccc"),
    ],
)
def test_answers_by_number(sentences: str, answers: str) -> None:
    assert given(f"117. {sentences}") == answers


def test_answers_by_number_above_the_list() -> None:
    parsed = review(
        "44. Norway has considered all that was recommended. Recommendations 45.1 and 45.3 enjoy its support, while "
        "recommendation 45.2 has been noted.",
        "45. The recommendations are listed below:",
        *(f"45.{number} Adopt measure number {number} (Chad);" for number in range(1, 4)),
    )
    assert [response for _, _, _, response in table(parsed)] == ["support", "noted", "support"]


def test_a_table_with_a_column_of_comments() -> None:
    parsed = review(
        "92. The table below sets out the recommendations made and the position of Norway on each:",
        "| No. Recommendation Position Comments",
        "| 92.1 Ratify the Protocol (Spain) Accepted A bill is before parliament.",
        "| 92.2 Follow up on the observations of the Committee (CEDAW) Noted",
        "| 92.3 Abolish the fee (Cuba) Not accepted See the national report.",
    )
    assert table(parsed) == [
        ("92.1", "Ratify the Protocol (Spain)", ("Spain",), "support"),
        ("92.2", "Follow up on the observations of the Committee (CEDAW)", (), "noted"),
        ("92.3", "Abolish the fee (Cuba)", ("Cuba",), "reject"),
    ]


def test_a_table_with_a_column_of_states() -> None:
    parsed = review(
        "92. The recommendations received and the position of Norway on each of them, as conveyed to the Council at its "
        "session in March, are contained in the table below:",
        "| No. Recommendation State Position",
        "| 92.1 Ratify the Protocol and publish it Bosnia and Herzegovina, Spain Supported",
        "| 92.2 Abolish the fee Venezuela (Bolivarian Republic of) Noted",
    )
    assert table(parsed) == [
        ("92.1", "Ratify the Protocol and publish it", ("Bosnia and Herzegovina", "Spain"), "support"),
        ("92.2", "Abolish the fee", ("Venezuela",), "noted"),
    ]


def test_marks_of_notes_on_numbers() -> None:
    parsed = review(
        "116. The following recommendations enjoy the support of Norway:",
        "116.6 Ratify the Protocol (Spain);",
        "116.71 Abolish the fee (Cuba);",
        "116.8.** Sign the Protocol (Peru);",
        "116.9.",
        "Publish a report (Togo).",
    )
    assert [(number, words) for number, words, _, _ in table(parsed)] == [
        ("116.6", "Ratify the Protocol (Spain);"),
        ("116.7", "Abolish the fee (Cuba);"),
        ("116.8", "Sign the Protocol (Peru);"),
        ("116.9", "Publish a report (Togo)."),
    ]


def test_a_bracket_broken_over_two_blocks() -> None:
    parsed = review(
        "116. The following recommendations enjoy the support of Norway:",
        "116.1. Ratify the Domestic Workers Convention, 2011 (No.",
        "189) (Italy);",
        "116.2. Abolish the fee (Cuba).",
    )
    assert [(number, states) for number, _, states, _ in table(parsed)] == [("116.1", ("Italy",)), ("116.2", ("Cuba",))]


def test_a_note_that_names_the_heading_is_not_the_heading() -> None:
    parsed = review(
        "116. The following recommendations enjoy the support of Norway:",
        "116.1. Ratify the Protocol (Spain);",
        "* Conclusions and recommendations have not been edited.",
        "116.2. Abolish the fee (Cuba).",
    )
    assert [number for number, _, _, _ in table(parsed)] == ["116.1", "116.2"]


def test_headings_that_say_which_recommendations_follow() -> None:
    parsed = review(
        "6. The recommendations listed below have been examined by Norway:",
        "Recommendations that enjoy the support of Norway:",
        "6.1 Ratify the Protocol (Spain);",
        "Recommendations of which Norway takes note:",
        "6.2 Abolish the fee (Cuba).",
    )
    assert [response for _, _, _, response in table(parsed)] == ["support", "noted"]


LETTERED = tuple(f"({letter}) Adopt measure {letter} (Chad, Mali);" for letter in "abcdef")


def answered(*paragraphs: str) -> str:
    """The first letters of the answers to all recommendations of a review."""
    return "".join((response or "-")[0] for _, _, _, response in table(review(*paragraphs)))


@pytest.mark.parametrize(
    ("sentences", "answers"),
    [
        ("Norway considers that those in paragraph 48 (b) and (d) have already been implemented.", "sisiss"),
        ("The recommendations in paragraph 48 (a) to (c), and (f), above did not enjoy its support.", "rrrssr"),
        (
            "The recommendations in paragraph 48 (c)–(d) above were noted; that in paragraph 48 (f) was rejected.",
            "ssnnsr",
        ),
        # Letters of a paragraph in the summary of the discussion.
        ("The recommendations in paragraphs 27 (b) and 31 (a) above did not enjoy its support.", "ssssss"),
    ],
)
def test_answers_by_letter(sentences: str, answers: str) -> None:
    opening = "48. The following recommendations enjoy the support of Norway:"
    assert answered(opening, *LETTERED, f"49. {sentences}") == answers


def test_the_rest_of_the_recommendations_in_a_paragraph() -> None:
    plain = tuple(f"{number}. To adopt measure number {number} (Chad);" for number in range(1, 6))
    assert (
        answered(
            "48. In the course of the discussion, the following recommendations were made to Norway:",
            *plain,
            "49. Recommendations Nos. 1 and 4 enjoy the support of Norway.",
            "50. Recommendation No. 2 does not enjoy the support of Norway.",
            "51. The response of Norway to the remaining recommendations listed in paragraph 48 above will be included in "
            "the outcome report.",
        )
        == "srcsc"
    )


def test_noted_below() -> None:
    opening = "116. Norway noted the following recommendations:"
    assert answered(opening, *ITEMS[:2]) == "nn"


def test_paragraphs_that_are_items_and_those_that_answer_them() -> None:
    parsed = review(
        "44. In the course of the discussion, a number of recommendations were made to Norway, as follows.",
        "45. Norway should abolish the fee (Chad).",
        "46. Norway should sign the Protocol (Peru).",
        "47. Norway was urged to publish the report (Cuba).",
        "48. Norway accepted all the recommendations above, except those noted in paragraphs 45 and 46.",
        "49. The recommendations noted in paragraph 46 above will be examined by Norway, which will respond in due time. "
        "Its response to these recommendations will be included in the outcome report.",
        "50. The recommendation noted in paragraph 45 above did not enjoy the support of Norway.",
    )
    assert [(number, response) for number, _, _, response in table(parsed)] == [
        ("44.45", "reject"),
        ("44.46", "consider"),
        ("44.47", "support"),
    ]
