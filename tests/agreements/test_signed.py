"""When an agreement was signed: typed, stamped and digital dates are read, what nobody can read is said to be unread."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from benchmarks.agreements_written import typeset
from tests.agreements.memo import Row, memo, opening, seen, signatures

from policyscan.agreements import read
from policyscan.agreements.signatures import UNREAD
from policyscan.model import Term
from policyscan.parse import OcrLine, parse

FIRST = opening("Bay County Sheriff's Office")
FOOT = ("Bay County Sheriff's Office", "Revised 02/12/2025")


def signed(
    signature: Sequence[Row],
    *,
    again: Sequence[Row] = (),
    score: float = 0.98,
    made: str = "",
    title: str = "",
    foot: Sequence[str] = FOOT,
) -> list[Term]:
    def look(page: int) -> Sequence[OcrLine]:
        return seen(again, page, score) if page == 2 else ()

    document = memo(FIRST, signature=signature, foot=foot, made=made, title=title).document()
    return list(read(document, look if again else None).named("signed"))


def values(terms: Sequence[Term]) -> list[str]:
    return [term.value for term in terms]


@pytest.mark.parametrize(
    ("local", "ice", "days"),
    [
        ("03/05/2025", "March 7, 2025", ["2025-03-07", "2025-03-05"]),
        ("3/5/25", "MAR 1 9 2025", ["2025-03-19", "2025-03-05"]),
        ("April 2, 2025", "", ["2025-04-02", ""]),
        ("5/z/Z5", "6/18/2025", ["2025-06-18", ""]),
        ("", "", ["", ""]),
        # Before the form existed, or years after: one of the digits is wrong.
        ("03/05/2023", "04/01/2025", ["2025-04-01", ""]),
        ("03/05/2035", "04/01/2025", ["2025-04-01", ""]),
    ],
)
def test_the_last_signature_comes_first_and_the_unread_last(local: str, ice: str, days: list[str]) -> None:
    assert values(signed(signatures(local, ice))) == days


def test_an_unread_date_says_where_to_look() -> None:
    term = signed(signatures("", "March 7, 2025"))[-1]
    assert term.value == ""
    assert term.note.startswith(UNREAD)
    assert "for LEA" in term.note
    assert term.box is not None
    assert term.box.page == term.page == 2
    assert term.start == term.end


def test_a_date_typed_above_its_line_fills_the_place_below() -> None:
    rows = [*signatures("", ""), (120.0, 478.0, "03/05/2025"), (350.0, 481.0, "March 7, 2025")]
    terms = signed(rows)
    assert values(terms) == ["2025-03-07", "2025-03-05"]
    assert [term.note for term in terms] == ["for ICE", "for LEA"]


def test_a_digital_signature_dates_and_names_itself() -> None:
    rows = [
        (72.0, 460.0, "Date: "), (100.0, 462.0, "JOAN M"), (190.0, 456.0, "Digitally signed by JOAN M"), (190.0, 466.0, "DUBOSE"),
        (190.0, 476.0, "Date: 2020.06.08 10:05:20"), (190.0, 486.0, "-04'00'"), (72.0, 500.0, "J.M. Dubose"),
        (72.0, 512.0, "Assistant Director, Enforcement"), (320.0, 460.0, "Date: 5/28/2020"), (320.0, 500.0, "Will Bell"), (320.0, 512.0, "Sheriff"),
    ]  # fmt: skip
    terms = signed(rows, foot=())
    assert values(terms) == ["2020-06-08", "2020-05-28"]
    assert terms[1].note == "Will Bell"


def test_signing_services_print_the_hour_too() -> None:
    rows = [
        (72.0, 460.0, "DocuSigned by: Ann Bell"),
        (72.0, 480.0, "3/5/2025 | 10:15 AM EST"),
        (310.0, 480.0, "Date: 3/9/2025"),
        (310.0, 500.0, "Signature: "),
    ]
    assert values(signed(rows)) == ["2025-03-09", "2025-03-05"]


def test_the_picture_tells_what_the_text_leaves_out() -> None:
    again = [
        (94.0, 486.0, "03/05/2025"),
        (350.0, 491.0, "March 7, 2025"),
        (72.0, 496.0, "Date:"),
        (310.0, 496.0, "Date:"),
    ]
    assert values(signed(signatures("031'05'202/5/", ""), again=again)) == ["2025-03-07", "2025-03-05"]


def test_handwriting_that_is_read_with_doubt_stays_unread() -> None:
    again = [(94.0, 486.0, "5/12/25"), (72.0, 496.0, "Date:")]
    assert values(signed(signatures("", "6/18/2025"), again=again, score=0.7)) == ["2025-06-18", ""]


def test_the_picture_is_not_asked_where_all_dates_are_read() -> None:
    asked: list[int] = []

    def look(page: int) -> Sequence[OcrLine]:
        asked.append(page)
        return ()

    read(memo(FIRST, signature=signatures("3/5/2025", "3/7/2025"), foot=FOOT).document(), look)
    assert asked == []


@pytest.mark.parametrize(
    "words",
    [
        "Effective Date: 01/02/2025",
        "Form expires 04/30/2025",
        "Revised 02/12/2025",
        "Received 03/09/2025 10:15 FAX",
        "Public Law of March 3, 2025",
        "Resolution of 03/03/2025",
    ],
)
def test_other_dates_are_not_those_of_signatures(words: str) -> None:
    rows = [*signatures("3/5/2025", "3/7/2025"), (72.0, 600.0, words)]
    assert values(signed(rows, foot=())) == ["2025-03-07", "2025-03-05"]


def test_a_date_after_the_file_was_last_changed_is_misread() -> None:
    made = "D:20250410120000-04'00'"
    assert values(signed(signatures("3/5/2025", "8/7/2025"), made=made)) == ["2025-03-05", ""]


def test_the_local_date_alone_is_shown_second_where_it_is_too_old_to_be_the_last() -> None:
    assert values(signed(signatures("3/5/2025", ""), made="D:20250625120000-04'00'")) == ["", "2025-03-05"]
    assert values(signed(signatures("3/5/2025", ""), made="D:20250320120000-04'00'")) == ["2025-03-05", ""]


def test_lawyers_and_clerks_sign_after_the_parties() -> None:
    rows = [
        *signatures("3/5/2025", "3/7/2025"),
        (72.0, 600.0, "Approved as to form and legality"),
        (72.0, 640.0, "Date: 3/20/2025"),
        (72.0, 655.0, "City Attorney"),
    ]
    assert values(signed(rows)) == ["2025-03-07", "2025-03-05", "2025-03-20"]


def test_a_file_title_dates_what_nothing_else_does() -> None:
    terms = signed([], title="Bay WSO MOA Signed 6-8-2020.pdf", foot=())
    assert values(terms) == ["2020-06-08"]
    assert terms[0].note == "as the file's title says"


def test_dates_are_quoted_where_they_are_printed() -> None:
    document = memo(FIRST, signature=signatures("03/05/2025", "March 7, 2025"), foot=FOOT).document()
    assert [document.text[t.start : t.end] for t in read(document).named("signed")] == ["March 7, 2025", "03/05/2025"]


@pytest.mark.parametrize("label", ["Date ", "Date", "Oate: ", "D4TE: ", "Dat.: "])
def test_a_label_is_known_without_its_colon_or_misread(label: str) -> None:
    rows = [
        (72.0, 460.0, "For the LEA:"), (310.0, 460.0, "For ICE:"),
        (72.0, 495.0, f"{label}03/05/2025"), (310.0, 495.0, f"{label}March 7, 2025"),
        (72.0, 520.0, "Signature: "), (310.0, 520.0, "Signature: "),
    ]  # fmt: skip
    assert values(signed(rows)) == ["2025-03-07", "2025-03-05"]


def test_words_that_begin_like_a_label_are_none() -> None:
    rows = [(72.0, 460.0, "Data 3 of 7 systems"), (72.0, 480.0, "Data materials 5/5/2025 and others besides these")]
    assert values(signed(rows)) == []


@pytest.mark.parametrize("made", ["D:20000101000000+00'00'", "D:20070615101010Z"])
def test_a_file_older_than_all_its_signatures_is_not_believed(made: str) -> None:
    again = signatures("MAR 05 2025", "MAR 07 2025")
    assert values(signed(signatures("", ""), again=again, made=made, foot=())) == ["2025-03-07", "2025-03-05"]


def test_one_date_after_the_file_was_made_is_misread() -> None:
    again = signatures("MAR 05 2025", "MAR 07 2035")
    assert values(signed(signatures("", ""), again=again, made="D:20250310101010Z", foot=())) == ["2025-03-05", ""]


def test_a_page_whose_labels_cannot_be_read_is_looked_at() -> None:
    rows = [(72.0, 495.0, "~.:t~ ,~"), (310.0, 495.0, "~~~")]
    again = signatures("03/05/2025", "March 7, 2025")
    assert values(signed(rows, again=again)) == ["2025-03-07", "2025-03-05"]


def test_a_second_reading_of_a_digital_date_replaces_the_first() -> None:
    rows = [
        (72.0, 460.0, "For the LEA:"),
        (72.0, 495.0, "Signature: BELL Date: 2025.08.11 09:02:36"),
        (72.0, 520.0, "Date:"),
    ]
    again = [(72.0, 460.0, "For the LEA:"), (72.0, 495.0, "Signature: BELL"), (147.0, 495.0, "Date: 2025.03.17 09:02:36"),
             (72.0, 520.0, "Date:")]  # fmt: skip
    assert [value for value in values(signed(rows, again=again)) if value] == ["2025-03-17"]


def stacked(local: str, ice: str) -> list[Row]:
    return [
        (72.0, 430.0, "For the LEA"), (72.0, 460.0, "By:"), (340.0, 460.0, f"Date: {local}"), (90.0, 475.0, "Sheriff"),
        (72.0, 530.0, "FOR U.S. IMMIGRATION AND CUSTOMS ENFORCEMENT"), (72.0, 560.0, "By:"),
        (340.0, 560.0, f"Date: {ice}"), (90.0, 575.0, "Director"),
    ]  # fmt: skip


def test_blocks_one_above_the_other_are_told_apart_by_their_headings() -> None:
    assert values(signed(stacked("04/18/2025", "06/06/2025"))) == ["2025-06-06", "2025-04-18"]
    terms = signed(stacked("6/9/2025", "04/18/2025"))
    # The agency may sign last; where its date is misread by years, it is dropped.
    assert values(terms) == ["2025-06-09", "2025-04-18"]
    assert values(signed(stacked("6/9/2026", "04/18/2025"))) == ["2025-04-18", ""]


def test_docusign_dates_are_read_without_a_label() -> None:
    text = (
        "This Agreement is made between the City of Alder and the Town of Elm.\n\n\nDocuSigned by:\nAnn Bell\n\n"
        "Date: 24 January 2024 | 16:02 GMT\n\n\n\nDocuSigned by:\nJo Ray\n\nDate: 30 January 2024 | 09:47 GMT\n"
    )
    assert read(parse(typeset(text)).document).named("signed")[0].value == "2024-01-30"
