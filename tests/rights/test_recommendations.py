"""Layouts of reviews' lists of recommendations, each with invented states of affairs."""

from __future__ import annotations

import re

import pytest

from policyscan.model import Block, BlockKind, Line, Page, PageSource, ParsedDocument
from policyscan.model.rights import Recommendation
from policyscan.rights.recommendations import find

OPENING = "The Working Group on the Universal Periodic Review held its ninth session in Geneva. The review of Norway was held at the 3rd meeting."
ALL_CONCLUSIONS = "All conclusions and/or recommendations contained in the present report reflect the position of the submitting State(s) and/or the State under review. They should not be construed as endorsed by the Working Group as a whole."
MARKER = re.compile(r"(?:\d{1,3}(?:\.\d+)*\.?|\([a-z]\)|[•*])\s")


def document(*lines: str, per_page: int = 6) -> ParsedDocument:
    """A parsed document of blocks: "# " a heading, "| " a table row, a number or bullet a list item, else a paragraph."""
    text, blocks, places = "", [], []
    for at, line in enumerate(lines):
        kind = BlockKind.PARAGRAPH
        if line.startswith("# "):
            kind, line = BlockKind.HEADING, line[2:]
        elif line.startswith("| "):
            kind, line = BlockKind.TABLE_ROW, line[2:]
        elif MARKER.match(line):
            kind = BlockKind.LIST_ITEM
        start = len(text) + (1 if text else 0)
        text = f"{text}\n{line}" if text else line
        page = at // per_page + 1
        blocks.append(Block(kind, start, len(text), page))
        edges = tuple(float(x) for x in range(len(line) + 1))
        places.append(Line(start, len(text), page, 0.0, 10.0, edges))
    pages = tuple(
        Page(number, str(number), 600, 800, 0, PageSource.TEXT, 0, 0) for number in range(1, len(lines) // per_page + 2)
    )
    return ParsedDocument("a" * 64, text, "en", "", pages, tuple(places), tuple(blocks), ())


def review(*lines: str) -> ParsedDocument:
    """A review of Norway: title, a summary that repeats a recommendation, and the conclusions given."""
    return document(
        "# Report of the Working Group on the Universal Periodic Review*",
        "# Norway",
        f"1. {OPENING}",
        "# I. Summary of the proceedings of the review process",
        "2. France recommended that Norway (a) ratify the Convention, and (b) abolish the fee (para. 3).",
        "# II. Conclusions and/or recommendations",
        *lines,
    )


def words(parsed: ParsedDocument, record: Recommendation) -> str:
    return parsed.text[record.start : record.end]


def table(parsed: ParsedDocument) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Number, words, states and response of each record."""
    return [(r.number, words(parsed, r), r.states, r.response) for r in find(parsed)]


def test_number_with_that_of_its_paragraph() -> None:
    parsed = review(
        "105. The recommendations formulated during the interactive dialogue and listed below enjoy the support of Norway:",
        "105.1. Ratify the Convention (CED) without delay (Brazil);",
        "105.2. Continue its efforts (Bosnia and Herzegovina, Trinidad and Tobago).",
        "106. The following recommendations will be examined by Norway, which will provide responses in due time:",
        "106.1. Abolish the fee (Viet Nam);",
        "107. The recommendations below did not enjoy the support of Norway:",
        "107.1. Withdraw the law (Venezuela (Bolivarian Republic of), Iran (Islamic Republic of)).",
        f"108. {ALL_CONCLUSIONS}",
        "# Annex",
        "# Composition of the delegation",
        "The delegation of Norway was headed by the Minister and composed of the following members:",
        "• Ms. Kari Nord, Adviser (Denmark);",
    )
    assert table(parsed) == [
        ("105.1", "Ratify the Convention (CED) without delay (Brazil);", ("Brazil",), "support"),
        (
            "105.2",
            "Continue its efforts (Bosnia and Herzegovina, Trinidad and Tobago).",
            ("Bosnia and Herzegovina", "Trinidad and Tobago"),
            "support",
        ),
        ("106.1", "Abolish the fee (Viet Nam);", ("Vietnam",), "consider"),
        (
            "107.1",
            "Withdraw the law (Venezuela (Bolivarian Republic of), Iran (Islamic Republic of)).",
            ("Venezuela", "Iran"),
            "reject",
        ),
    ]
    assert {record.addressee for record in find(parsed)} == {"Norway"}
    assert [parsed.text[r.response_start : r.response_end] for r in find(parsed)][1:] == [
        "enjoy the support",
        "will be examined",
        "did not enjoy the support",
    ]


def test_numbers_begin_anew_below_the_paragraph_and_pass_its_own() -> None:
    items = [f"{number}. Adopt measure number {number} without delay (Chad);" for number in range(1, 8)]
    parsed = review(
        "4. In the course of the discussion, the following recommendations were made to Norway:",
        *items,
        "5. The response of Norway to these recommendations will be included in the outcome report.",
        f"6. {ALL_CONCLUSIONS}",
        "# III. Voluntary commitments of the State under review",
        "7. During the interactive dialogue, Norway made the following voluntary commitments:",
        "1. To publish a report (Sweden) each year;",
    )
    assert [record.number for record in find(parsed)] == [f"4.{number}" for number in range(1, 8)]
    assert {record.response for record in find(parsed)} == {"consider"}
    assert {record.states for record in find(parsed)} == {("Chad",)}


def test_numbers_that_begin_anew_below_headings_and_numbers_that_are_lost() -> None:
    parsed = review(
        "95. The recommendations listed below enjoy the support of Norway:",
        "# A. Treaties",
        "1. Ratify the Protocol (Spain);",
        "9. Sign the Protocol (Peru);",
        "# B. Women",
        "1. Protect women (Togo);",
        "2. Abolish the fee (Cuba).",
        "96. The delegation of Norway thanked all for their recommendations.",
    )
    assert [(number, words_) for number, words_, _, _ in table(parsed)] == [
        ("95.1", "Ratify the Protocol (Spain);"),
        ("95.9", "Sign the Protocol (Peru);"),
        ("95.1", "Protect women (Togo);"),
        ("95.2", "Abolish the fee (Cuba)."),
    ]


def test_a_new_layout_without_a_stop_behind_the_number_and_with_a_bracket_for_each_state() -> None:
    parsed = review(
        "6. The recommendations formulated during the interactive dialogue/listed below have been examined by Norway and enjoy the support of Norway:",
        "# A. Acceptance of international norms",
        "6.33 Ratify the Protocol (Spain) (Lithuania);",
        "# B. Women",
        "6.34 Consider the Protocol (Niger); Sign the Protocol (Ukraine) (Republic of Korea);",
        "6.101 End the practice (United Kingdom of Great Britain and Northern Ireland).",
    )
    assert table(parsed) == [
        ("6.33", "Ratify the Protocol (Spain) (Lithuania);", ("Spain", "Lithuania"), "support"),
        ("6.34", "Consider the Protocol (Niger);", ("Niger",), "support"),
        ("6.34.1", "Sign the Protocol (Ukraine) (Republic of Korea);", ("Ukraine", "South Korea"), "support"),
        (
            "6.101",
            "End the practice (United Kingdom of Great Britain and Northern Ireland).",
            ("United Kingdom",),
            "support",
        ),
    ]


def test_headings_in_two_halves_of_a_review_are_answered_apart() -> None:
    parsed = review(
        "6. The following recommendations were made to Norway:",
        "# Supported recommendations",
        "6.1 Ratify the Protocol (Spain);",
        "6.2 Sign the Protocol (Peru);",
        "# Noted recommendations",
        "6.3 Withdraw the reservation (Cuba);",
    )
    assert [(number, response) for number, _, _, response in table(parsed)] == [
        ("6.1", "support"),
        ("6.2", "support"),
        ("6.3", "noted"),
    ]


def test_a_table_with_the_answer_in_its_last_column() -> None:
    parsed = review(
        "98. In the course of the discussion, the following recommendations were made to Norway:",
        "| 98.1. Ratify the Protocol (Spain) Accepted",
        "| 98.2. Abolish the fee (Cuba) Not accepted",
        "| 98.3. Amend the Code (Peru) Partially accepted. The Code is under review.",
        "| 98.4. Train judges (Togo)",
        "| Noted",
    )
    assert table(parsed) == [
        ("98.1", "Ratify the Protocol (Spain)", ("Spain",), "support"),
        ("98.2", "Abolish the fee (Cuba)", ("Cuba",), "reject"),
        ("98.3", "Amend the Code (Peru)", ("Peru",), "noted"),
        ("98.4", "Train judges (Togo)", ("Togo",), "noted"),
    ]


def test_a_list_by_themes_repeats_and_skips_numbers() -> None:
    parsed = document(
        "# Matrix of recommendations: Norway",
        "| Recommendation Position Full list of themes",
        "Theme: Acceptance of international norms",
        "| 121.1 Ratify the Protocol (France) (Lithuania); Source of Position: A/HRC/43/15 - Para 121 Supported - Acceptance of international norms",
        "| 122.11 Abolish the fee (Peru); Source of Position: A/HRC/43/15/Add.1 - Para.3 Noted - Justice",
        "Theme: Children",
        "| 121.1 Ratify the Protocol (France) (Lithuania); Source of Position: A/HRC/43/15 - Para 121 Supported - Children",
        "121.7 Protect children (Togo);",
        "Source of Position: A/HRC/43/15 - Para 121",
        "Supported/Noted",
        "| 122.2 Sign the Protocol (Cuba); Source of Position: A/HRC/43/15/Add.1 - Para.3 Supported",
    )
    assert table(parsed) == [
        ("121.1", "Ratify the Protocol (France) (Lithuania);", ("France", "Lithuania"), "support"),
        ("122.11", "Abolish the fee (Peru);", ("Peru",), "noted"),
        ("121.7", "Protect children (Togo);", ("Togo",), "noted"),
        ("122.2", "Sign the Protocol (Cuba);", ("Cuba",), "support"),
    ]


def test_answers_by_number_decide() -> None:
    parsed = review(
        "92. In the course of the discussion, the following recommendations were made to Norway:",
        *(f"92.{number}. Adopt measure number {number} (Chad);" for number in range(1, 13)),
        "93. Norway accepts recommendations 92.1, 92.5 to 92.9 and 92.12; it takes note of 92.2 and 92.3.",
        "94. Norway cannot accept recommendations 92.4 and 92.10.",
        "95. With regard to recommendation 92.4, Norway indicated that the matter was being considered elsewhere.",
    )
    assert {record.number: record.response for record in find(parsed)} == {
        **dict.fromkeys(["92.1", "92.5", "92.6", "92.7", "92.8", "92.9", "92.12"], "support"),
        **dict.fromkeys(["92.2", "92.3"], "noted"),
        **dict.fromkeys(["92.4", "92.10"], "reject"),
        "92.11": "",
    }


def test_an_answer_by_short_number_means_the_list_above() -> None:
    parsed = review(
        "95. The recommendations listed below enjoy the support of Norway:",
        *(f"{number}. Adopt measure number {number} (Chad);" for number in range(1, 6)),
        "96. Norway considers that recommendations Nos. 3-5 have already been implemented or are in the process of implementation.",
    )
    assert [record.response for record in find(parsed)] == [
        "support",
        "support",
        "implemented",
        "implemented",
        "implemented",
    ]


def test_an_opening_with_exceptions() -> None:
    parsed = review(
        "110. The recommendations listed below enjoy Norway’s support, with the exception of recommendations 110.2 and 110.4, which are noted:",
        *(f"110.{number}. Adopt measure number {number} (Chad);" for number in range(1, 6)),
    )
    assert [record.response for record in find(parsed)] == ["support", "noted", "support", "noted", "support"]


def test_an_implemented_list() -> None:
    parsed = review(
        "110. The following recommendations enjoy the support of Norway, which considers that they are already implemented or in the process of implementation:",
        "110.1. Train the police (Bhutan);",
        "110.2. Publish the plan (Kenya).",
    )
    assert [record.response for record in find(parsed)] == ["implemented", "implemented"]


def test_a_scan_with_letters_for_digits_and_lost_signs() -> None:
    parsed = review(
        "l05. The recommendations listed below enjoy the support of Norway:",
        "l05.l. Ratify the Protocol (Brasil);",
        "105. 2 Abolish  the fee (Phillipines;",
        "1O5.3. Train the police {Kenya};",
        "105.6. Publish the plan (Czech",
        "105.7. Protect all children;",
    )
    assert [(number, states) for number, _, states, _ in table(parsed)] == [
        ("105.1", ("Brazil",)),
        ("105.2", ("Philippines",)),
        ("105.3", ("Kenya",)),
        ("105.6", ("Czech Republic",)),
        ("105.7", ()),
    ]


def test_items_that_parsing_ran_together_and_took_apart() -> None:
    parsed = review(
        "105. The recommendations listed below enjoy the support of Norway:",
        "105.1. Ratify the Protocol (Spain); 105.2. Abolish the fee of section 105.9 of the Act (Cuba);",
        "105.3. Train the police in the use",
        "of force, and publish the rules (Chad);",
        "# Women",
        "105.4. Protect women (Togo);",
        "consider a shelter in each county (Mali).",
    )
    assert table(parsed) == [
        ("105.1", "Ratify the Protocol (Spain);", ("Spain",), "support"),
        ("105.2", "Abolish the fee of section 105.9 of the Act (Cuba);", ("Cuba",), "support"),
        ("105.3", "Train the police in the use\nof force, and publish the rules (Chad);", ("Chad",), "support"),
        ("105.4", "Protect women (Togo);", ("Togo",), "support"),
        ("105.4.1", "consider a shelter in each county (Mali).", ("Mali",), "support"),
    ]


def test_a_list_whose_opening_paragraph_is_lost() -> None:
    parsed = document(
        "# Norway",
        "61.1. Ratify the Protocol (Spain);",
        "61.2. Abolish the fee (Cuba);",
        "61.3. Train the police (Chad).",
    )
    assert [record.number for record in find(parsed)] == ["61.1", "61.2", "61.3"]


def test_a_note_on_what_was_said_is_no_recommendation() -> None:
    parsed = review(
        "105. The recommendations listed below enjoy the support of Norway:",
        "105.1. Ratify the Protocol (Spain);**",
        "** The recommendation as read during the interactive dialogue: Ratify, without delay, the Protocol (Spain).",
        "105.2. Abolish the fee (Cuba).",
    )
    assert [number for number, *_ in table(parsed)] == ["105.1", "105.2"]
    assert table(parsed)[0][1] == "Ratify the Protocol (Spain);"


def test_an_opening_paragraph_that_a_scan_has_garbled() -> None:
    parsed = review(
        "98. Tne folowing recomrnendations did not enjoy the support of Norway:",
        "1. Ratify the Protocol (Spain);",
        "2. Abolish the fee (Cuba).",
        "99. Norway thanked all delegations.",
        "1. A point without a state;",
    )
    assert [(number, response) for number, _, _, response in table(parsed)] == [("98.1", "reject"), ("98.2", "reject")]


def test_bullets_below_a_paragraph() -> None:
    parsed = review(
        "58. The following recommendations were made to Norway:",
        "• Ratify the Protocol (Egypt, India);",
        "• Abolish the fee (Cuba).",
    )
    assert [(number, words_, states) for number, words_, states, _ in table(parsed)] == [
        ("58", "Ratify the Protocol (Egypt, India);", ("Egypt", "India")),
        ("58", "Abolish the fee (Cuba).", ("Cuba",)),
    ]


def test_letters_below_a_paragraph() -> None:
    parsed = review(
        "58. The following recommendations were made to Norway:",
        "(a) Ratify the Protocol (Egypt, India);",
        "(b) Abolish the fee (Cuba).",
    )
    assert [(number, states) for number, _, states, _ in table(parsed)] == [
        ("58 (a)", ("Egypt", "India")),
        ("58 (b)", ("Cuba",)),
    ]


def test_the_page_is_that_of_the_first_word() -> None:
    parsed = review(
        "105. The recommendations listed below enjoy the support of Norway:",
        *(f"105.{number}. Adopt measure number {number} (Chad);" for number in range(1, 9)),
    )
    assert [record.page for record in find(parsed)] == [2, 2, 2, 2, 2, 3, 3, 3]


def test_numbers_in_a_summary_are_no_list() -> None:
    parsed = document(
        "# Summary",
        "7. The following recommendations were discussed by all delegations:",
        "(a) That reports be shorter;",
        "(b) That meetings be fewer.",
        "8. Chile recommended that Norway ratify the Protocol.",
    )
    assert find(parsed) == ()


@pytest.mark.parametrize(
    ("opening", "response"),
    [
        (
            "The recommendations formulated during the interactive dialogue have been examined by Norway. The recommendations listed below enjoy the support of Norway:",
            "support",
        ),
        ("The recommendations listed below have been examined by Norway and have been noted by Norway:", "noted"),
        ("The recommendations below could not be supported by Norway:", "reject"),
        ("The following recommendations do not enjoy the support of Norway and would thus be noted:", "noted"),
        ("Norway rejects the following recommendations:", "reject"),
        ("The following recommendations are not accepted by Norway:", "reject"),
        (
            "The following recommendations will be examined by Norway, which will provide responses in due course, but no later than the twenty-second session of the Human Rights Council:",
            "consider",
        ),
        ("Norway will provide its replies to the following recommendations in due time:", "consider"),
        ("In the course of the discussion, the following recommendations were made to Norway:", ""),
    ],
)
def test_what_the_opening_paragraph_answers(opening: str, response: str) -> None:
    parsed = review(f"105. {opening}", "105.1. Ratify the Protocol (Spain);", "105.2. Abolish the fee (Cuba).")
    assert [record.response for record in find(parsed)] == [response, response]
