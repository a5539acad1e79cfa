"""Documents in which a body recommends in its own name, and those that only report what others have recommended."""

from __future__ import annotations

import pytest

from policyscan.model import Block, BlockKind, Line, Page, PageSource, ParsedDocument
from policyscan.rights.recommendations import find


def document(*parts: tuple[BlockKind, str], title: str = "") -> ParsedDocument:
    text, blocks, lines = "", [], []
    for kind, words in parts:
        start = len(text) + (1 if text else 0)
        text = f"{text}\n{words}" if text else words
        blocks.append(Block(kind, start, len(text), 1))
        lines.append(Line(start, len(text), 1, 0.0, 10.0, tuple(float(x) for x in range(len(words) + 1))))
    page = Page(1, "1", 600, 800, 0, PageSource.TEXT, 0, len(text))
    return ParsedDocument("b" * 64, text, "en", title, (page,), tuple(lines), tuple(blocks), ())


H, P, L = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def table(parsed: ParsedDocument) -> list[tuple[str, str]]:
    return [(record.number, parsed.text[record.start : record.end]) for record in find(parsed)]


def test_a_committees_numbered_paragraphs_and_their_items() -> None:
    parsed = document(
        (H, "Concluding observations on the fourth periodic report of Norway"),
        (
            L,
            "9. The Committee is concerned about the use of force. The Committee recommends that the State party train its police.",
        ),
        (L, "10. The Committee urges the State party to:"),
        (L, "(a) Abolish solitary confinement of minors;"),
        (L, "(b) Compensate the victims of abuse."),
        (L, "11. The State party should: (a) Establish an independent body; (b) Publish its findings each year."),
        (L, "12. The Committee recommended in 2009 that a law be passed."),
        (L, "13. The Committee requests the State party to submit its next periodic report by 2020."),
    )
    assert table(parsed) == [
        ("9", "The Committee recommends that the State party train its police."),
        ("10 (a)", "Abolish solitary confinement of minors;"),
        ("10 (b)", "Compensate the victims of abuse."),
        ("11 (a)", "Establish an independent body;"),
        ("11 (b)", "Publish its findings each year."),
    ]
    assert {(record.addressee, record.states, record.response) for record in find(parsed)} == {("Norway", (), "")}


def test_labelled_recommendations_once_each() -> None:
    parsed = document(
        (H, "Summary"),
        (P, "Recommendation 1: The department should publish its policy on body cameras."),
        (H, "Findings"),
        (P, "Recommendation 1: The department should publish its policy on body cameras."),
        (P, "Recommendation 2"),
        (P, "The department should train its officers every year:"),
        (L, "(a) in first aid;"),
        (P, "Recommendation 1 was accepted last year."),
    )
    assert table(parsed) == [
        ("1", "The department should publish its policy on body cameras."),
        ("2", "The department should train its officers every year:\n(a) in first aid;"),
    ]


def test_items_below_a_heading() -> None:
    parsed = document(
        (H, "V. Recommendations"),
        (P, "To the Ministry:"),
        (L, "• Publish the figures of complaints each year."),
        (L, "• Officers must wear name badges."),
        (L, "• Photographs of the visit"),
        (H, "VI. Annex"),
        (L, "• Publish nothing further."),
    )
    assert table(parsed) == [
        ("", "Publish the figures of complaints each year."),
        ("", "Officers must wear name badges."),
    ]


def test_a_monitor_that_says_we() -> None:
    parsed = document(
        (L, "3.1 We recommend that the police record the reason of every search."),
        (P, "We recommend nothing here, in passing."),
    )
    assert table(parsed) == [("3.1", "We recommend that the police record the reason of every search.")]


def test_a_letter_with_its_list_in_the_annex() -> None:
    parsed = document(
        (P, "I encourage Norway to draw up a plan in the areas highlighted in the annex to this letter."),
        (H, "Annex"),
        (L, "• Ratifying the Convention against Disappearance."),
        (L, "• Stepping up measures against hate speech."),
        (P, "Continuing its efforts for a better life in prisons."),
        (L, "• Abolishing the fee for complaints."),
        (P, "Women and children"),
    )
    assert [words for _, words in table(parsed)] == [
        "Ratifying the Convention against Disappearance.",
        "Stepping up measures against hate speech.",
        "Continuing its efforts for a better life in prisons.",
        "Abolishing the fee for complaints.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "4. CAT recommended that Norway amend its law.",
        "5. The Ombudsman noted the recommendations of the Committee.",
        "6. Amnesty International recommended that the government: (a) investigate; (b) prosecute.",
        "7. UNHCR stated that the recommendations below were accepted.",
        "8. Chile recommended that Norway ratify the Protocol (Chile).",
    ],
)
def test_what_others_recommended_is_none(words: str) -> None:
    assert find(document((L, words))) == ()
