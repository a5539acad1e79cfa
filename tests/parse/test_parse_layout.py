"""Reading order, paragraphs, lists, titles, tables, notes and furniture, on PDFs made for each trait."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parse_samples import HEIGHT, SENTENCES, WIDTH, blocks_of, pdf, text_of, wrap, write
from reportlab.pdfgen.canvas import Canvas

from policyscan.model import BlockKind, PageSource, ParsedDocument
from policyscan.parse import parse
from policyscan.parse.bands import find_bands
from policyscan.parse.records import Piece, Row

SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"


def read(data: bytes) -> ParsedDocument:
    return parse(data, ocr=False).document


def test_lines_of_a_paragraph_are_joined_by_one_space() -> None:
    text = " ".join(SENTENCES[:3])
    document = read(pdf(lambda canvas: write(canvas, wrap(text, 80))))
    assert document.text == text


def test_a_gap_parts_two_paragraphs() -> None:
    def draw(canvas: Canvas) -> None:
        below = write(canvas, wrap(" ".join(SENTENCES[:3]), 80))
        write(canvas, wrap(" ".join(SENTENCES[3:]), 80), y=below - 10)

    assert read(pdf(draw)).text == " ".join(SENTENCES[:3]) + "\n" + " ".join(SENTENCES[3:])


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = " ".join(SENTENCES[:4]), " ".join(SENTENCES[2:])

    def draw(canvas: Canvas) -> None:
        write(canvas, wrap(left, 38), x=60)
        write(canvas, wrap(right, 38), x=330)

    assert read(pdf(draw)).text == left + "\n" + right


@given(lower=st.integers(0, 26), leading=st.sampled_from([12, 13, 14.3]), heading=st.booleans())
@settings(max_examples=25, deadline=None)
def test_columns_whose_lines_do_not_stand_level(lower: int, leading: float, heading: bool) -> None:
    left, right = " ".join(SENTENCES[:5]), " ".join(SENTENCES[1:])

    def draw(canvas: Canvas) -> None:
        if heading:
            write(canvas, ["A TITLE THAT REACHES OVER BOTH COLUMNS OF THE WHOLE PAGE"], y=730)
        write(canvas, wrap(left, 38), x=60)
        write(canvas, wrap(right, 38), x=330, y=700 - lower / 2, leading=leading)

    head = "A TITLE THAT REACHES OVER BOTH COLUMNS OF THE WHOLE PAGE " if heading else ""
    assert read(pdf(draw)).text.replace("\n", " ") == f"{head}{left} {right}"


def test_a_sentence_goes_on_below_what_stands_at_a_pages_foot() -> None:
    lines = wrap(" ".join(SENTENCES), 80)
    half = next(at for at in range(2, len(lines)) if lines[at - 1][-1].islower() and lines[at][0].islower())

    def first(canvas: Canvas) -> None:
        write(canvas, lines[:half], y=120)
        write(canvas, ["Chair: R. Milner    Registrar: T. Quill"], y=60)

    document = read(pdf(first, lambda canvas: write(canvas, lines[half:])))
    assert " ".join(SENTENCES) in document.text
    assert "Chair: R. Milner" in document.text


def test_a_text_and_a_sidebar_are_not_run_together() -> None:
    text, aside = " ".join(SENTENCES), " ".join(SENTENCES[:3])

    def draw(canvas: Canvas) -> None:
        write(canvas, wrap(text, 52), x=60, leading=15)
        write(canvas, wrap(aside, 26), x=400, y=694, leading=12, font="Helvetica 9")

    read_text = read(pdf(draw)).text
    assert text in read_text
    assert aside in read_text


def test_a_line_of_three_columns_is_no_stretched_line() -> None:
    columns = [wrap(" ".join(SENTENCES[at : at + 3]), 26) for at in range(3)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 9)
        for place, lines in enumerate(columns):
            for number, line in enumerate(lines):
                canvas.drawString(50 + 158 * place, 700 - 12 * number, line)

    read_text = read(pdf(draw)).text
    assert all(" ".join(lines) in read_text for lines in columns)


def test_a_chart_set_in_from_the_edge_of_a_column() -> None:
    left = [f"{line} more" for line in wrap(" ".join(SENTENCES * 2), 34)]
    right = wrap(" ".join(SENTENCES[:4]), 38)

    def draw(canvas: Canvas) -> None:
        write(canvas, left, x=60)
        below = write(canvas, right, x=330)
        for number in range(14):
            write(canvas, [f"Unit {number}"], x=338, y=below - 13 * number)
            write(canvas, ["Partly free"], x=460, y=below - 13 * number)

    text = read(pdf(draw)).text.replace("\n", " ")
    assert text.startswith(" ".join([*left, *right, "Unit 0 Partly free"]))


def test_columns_go_on_below_a_chart_within_one_of_them() -> None:
    left, right = " ".join(SENTENCES[:4]), " ".join(SENTENCES * 2)

    def draw(canvas: Canvas) -> None:
        for number, (one, other) in enumerate(
            [("Rights: 6", "Capital: Lod"), ("Rank: 7", "Trend: none"), ("A: 1", "B: 2")]
        ):
            write(canvas, [one], x=64, y=694 - 13 * number)
            write(canvas, [other], x=170, y=694 - 13 * number)
        write(canvas, wrap(left, 38), x=60, y=648)
        write(canvas, wrap(right, 38), x=330)

    text = read(pdf(draw)).text
    assert left in text
    assert right in text


def test_a_sentence_goes_on_from_one_column_to_the_next() -> None:
    lines = wrap(" ".join(SENTENCES), 38)
    half = len(lines) // 2
    while lines[half - 1].endswith("."):
        half -= 1

    def draw(canvas: Canvas) -> None:
        write(canvas, lines[:half], x=60)
        write(canvas, lines[half:], x=330)

    document = read(pdf(draw))
    assert document.text == " ".join(SENTENCES)
    assert len(document.blocks) == 1


def running_pages(bodies: list[list[str]]) -> bytes:
    def page(number: int, body: list[str]):
        def draw(canvas: Canvas) -> None:
            canvas.drawString(72, HEIGHT - 40, "VESPER FALLS POLICE DEPARTMENT")
            write(canvas, body)
            canvas.drawCentredString(WIDTH / 2, 36, f"Use of Force - {number + 40}")

        return draw

    return pdf(*(page(number, body) for number, body in enumerate(bodies)))


def test_running_heads_and_feet_are_furniture_on_two_pages() -> None:
    document = read(running_pages([wrap(" ".join(SENTENCES[:3]), 80), wrap(" ".join(SENTENCES[3:]), 80)]))
    assert blocks_of(document, BlockKind.FURNITURE) == [
        "VESPER FALLS POLICE DEPARTMENT",
        "Use of Force - 40",
        "VESPER FALLS POLICE DEPARTMENT",
        "Use of Force - 41",
    ]
    assert [page.label for page in document.pages] == ["40", "41"]


def test_the_last_line_of_an_item_that_comes_twice_by_chance_stays_with_it() -> None:
    states = ("Peru);", "Republic);", "Chad);", "Republic);", "Mali);", "Oman);")

    def page(number: int):
        before = (
            f"{SENTENCES[number][:40]} (Lao Democratic" if states[number] == "Republic);" else SENTENCES[number][40:]
        )
        items = [*wrap(SENTENCES[-number], 60), before, states[number]]

        def draw(canvas: Canvas) -> None:
            write(canvas, items, y=60 + 13 * (len(items) - 1))

        return draw

    document = read(pdf(*(page(number) for number in range(len(states)))))
    assert document.text.count("(Lao Democratic Republic);") == 2
    assert blocks_of(document, BlockKind.FURNITURE) == []


def test_a_sentence_over_a_page_break_stays_whole_though_furniture_stands_between() -> None:
    lines = wrap(" ".join(SENTENCES), 80)
    half = next(number for number in range(3, len(lines)) if not lines[number - 1].endswith("."))
    document = read(running_pages([lines[:half], lines[half:]]))
    body = document.blocks[0]
    assert text_of(document, body) == " ".join(SENTENCES)
    assert {box.page for box in document.boxes(body.start, body.end)} == {1, 2}
    assert document.pages[1].start == body.start + len(" ".join(lines[:half])) + 1


def test_a_hyphen_at_a_lines_end_joins_without_a_space_and_is_recorded() -> None:
    lines = [
        "Every member who sees that another member uses force beyond what is reason-",
        "able shall intercede to prevent it as soon as there is an opportunity to do so.",
    ]
    document = read(pdf(lambda canvas: write(canvas, lines)))
    assert document.text == "".join(lines)
    assert [document.text[: offset + 1] for offset in document.soft_hyphens] == [lines[0]]


def test_a_letterheads_small_print_is_no_footnote() -> None:
    document = read((SAMPLE / "peer-review-belmorra-2022.pdf").read_bytes())
    assert 0 < document.text.index("12 December 2022") < document.text.index("Report of the Working Group")


def test_an_ornament_is_no_content() -> None:
    lines = wrap(" ".join(SENTENCES), 80)

    def draw(canvas: Canvas) -> None:
        below = write(canvas, lines[:4])
        canvas.drawCentredString(WIDTH / 2, below - 20, "o   o   o")
        write(canvas, lines[4:], y=below - 60)

    document = read(pdf(draw))
    assert blocks_of(document, BlockKind.FURNITURE) == ["o o o"]
    assert blocks_of(document, BlockKind.LIST_ITEM) == []


def test_a_bracket_over_a_lines_end_stays_with_its_item() -> None:
    def draw(canvas: Canvas) -> None:
        below = write(canvas, wrap(" ".join(SENTENCES), 84))
        write(
            canvas, ["A.  A report is submitted whenever a member uses force: (Revised", "     12-18-06)"], y=below - 10
        )
        write(canvas, ["1.  applies force to a person; (A 1.3)"], x=108, y=below - 36)

    assert blocks_of(read(pdf(draw)), BlockKind.LIST_ITEM) == [
        "A. A report is submitted whenever a member uses force: (Revised 12-18-06)",
        "1. applies force to a person; (A 1.3)",
    ]


def test_columns_go_on_below_a_chart_beside_text_that_is_not_level() -> None:
    yearbook = SAMPLE.parent / "reports_written" / "y4.pdf"
    text = read(yearbook.read_bytes()).text
    assert "accused of the massacre at Cacheu was adjourned for the sixth time in January" in text


def test_a_marker_far_from_its_text_is_one_and_a_number_at_a_columns_end_is_none() -> None:
    def listed(canvas: Canvas) -> None:
        for number in range(3):
            write(canvas, [f"{number + 1}."], x=60, y=700 - 13 * number)
            write(canvas, [f"Shall not be used on a person of group {number}."], x=220, y=700 - 13 * number)

    items = blocks_of(read(pdf(listed)), BlockKind.LIST_ITEM)
    assert items == [f"{number + 1}. Shall not be used on a person of group {number}." for number in range(3)]


def test_cells_of_a_form_scanned_askew_are_no_columns() -> None:
    def rows(*, is_ocr: bool) -> list[Row]:
        found = []
        for number in range(12):
            x0 = 60.0 if number % 2 == 0 else 330.0
            edges = [x0 + 2.5 * at for at in range(51)]
            found.append(Row([Piece("a" * 50, edges, 100 + 7.0 * number, 111 + 7.0 * number, 10.0, 1, is_ocr=is_ocr)]))
        return found

    assert [len(band.gutters) for band in find_bands(rows(is_ocr=False))] == [1]
    assert [len(band.gutters) for band in find_bands(rows(is_ocr=True))] == [0]


def test_list_items_keep_their_hanging_text_and_have_depths() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "A.")
        below = write(canvas, wrap(SENTENCES[0], 60), x=95)
        for marker, text in (("1.", SENTENCES[1]), ("2.", SENTENCES[2])):
            canvas.drawString(95, below, marker)
            below = write(canvas, wrap(text, 60), x=118, y=below)
        canvas.drawString(118, below, "(a)")
        below = write(canvas, wrap(SENTENCES[3], 55), x=140, y=below)
        canvas.drawString(72, below, "B.")
        write(canvas, wrap(SENTENCES[4], 60), x=95, y=below)

    document = read(pdf(draw))
    assert [(block.marker, block.depth) for block in document.blocks] == [
        ("A.", 0),
        ("1.", 1),
        ("2.", 1),
        ("(a)", 2),
        ("B.", 0),
    ]
    assert text_of(document, document.blocks[1]) == "1. " + SENTENCES[1]
    assert {block.kind for block in document.blocks} == {BlockKind.LIST_ITEM}


def test_numbered_titles_make_a_tree_and_a_numbered_sentence_is_an_item() -> None:
    def draw(canvas: Canvas) -> None:
        below = write(canvas, ["300.4 USE OF FORCE"], font="Helvetica-Bold 12")
        below = write(canvas, wrap(" ".join(SENTENCES[:2]), 80), y=below - 8)
        below = write(canvas, ["300.4.1 DUTY TO INTERCEDE"], font="Helvetica-Bold 12", y=below - 8)
        below = write(canvas, wrap("A. De-escalation. " + SENTENCES[3], 80), y=below - 8)
        write(canvas, ["300.5 REPORTING"], font="Helvetica-Bold 12", y=below - 8)

    document = read(pdf(draw))
    assert [(section.number, section.title, section.level, section.parent) for section in document.sections] == [
        ("300.4", "USE OF FORCE", 0, -1),
        ("300.4.1", "DUTY TO INTERCEDE", 1, 0),
        ("300.5", "REPORTING", 0, -1),
    ]
    assert document.sections[1].path == ("USE OF FORCE", "DUTY TO INTERCEDE")
    assert blocks_of(document, BlockKind.LIST_ITEM) == ["A. De-escalation. " + SENTENCES[3]]
    assert [block.section for block in document.blocks] == [0, 0, 1, 1, 2]


def test_a_ruled_table_has_cells_and_its_rows_are_read_across() -> None:
    rows = (("Level", "Resistance", "Response"), ("1", "Compliant", "Presence"), ("2", "Assaultive", "Baton"))

    def draw(canvas: Canvas) -> None:
        write(canvas, wrap(SENTENCES[0], 80), y=740)
        canvas.grid([72, 180, 320, 480], [700, 680, 660, 640])
        for number, row in enumerate(rows):
            for x, cell in zip((76, 184, 324), row, strict=True):
                canvas.drawString(x, 686 - 20 * number, cell)

    document = read(pdf(draw))
    assert blocks_of(document, BlockKind.TABLE_ROW) == [" ".join(row) for row in rows]
    (table,) = document.tables
    assert (table.rows, table.columns) == (3, 3)
    assert [cell.text for cell in table.cells] == [cell for row in rows for cell in row]


def test_a_frame_around_the_page_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(40, 40, WIDTH - 80, HEIGHT - 80)
        write(canvas, wrap(" ".join(SENTENCES), 80))

    document = read(pdf(draw))
    assert document.tables == ()
    assert document.text == " ".join(SENTENCES)


@pytest.mark.parametrize("marks", [("1", "2"), ("a", "b"), ("ii", "iii")])
def test_footnotes_stand_behind_the_body(marks: tuple[str, str]) -> None:
    notes = [f"{marks[0]} See the order on medical aid.", f"{marks[1]} See the order on reports."]

    def draw(canvas: Canvas) -> None:
        write(canvas, wrap(" ".join(SENTENCES), 80))
        write(canvas, notes, y=90, font="Helvetica 8")

    document = read(pdf(draw))
    assert document.text == "\n".join([" ".join(SENTENCES), *notes])
    assert len(blocks_of(document, BlockKind.FOOTNOTE)) == 2
    assert document.pages[0].end == len(" ".join(SENTENCES))


def test_a_table_of_contents_is_no_content() -> None:
    entries = [f"Chapter on the subject of order {number} ................ {number * 7}" for number in range(1, 7)]
    document = read(pdf(lambda canvas: write(canvas, ["CONTENTS", *entries])))
    assert blocks_of(document, BlockKind.TOC) == entries


def test_a_page_with_nothing_on_it_is_blank() -> None:
    document = read(pdf(lambda canvas: write(canvas, [SENTENCES[0]]), lambda canvas: None))
    assert [page.source for page in document.pages] == [PageSource.TEXT, PageSource.BLANK]


def test_a_picture_without_text_is_unreadable_without_ocr() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(0, 0, WIDTH, HEIGHT / 2, fill=1)

    document = read(pdf(draw))
    assert document.unreadable_pages == (1,)
    assert document.pages[0].note == "no text on the page; OCR was switched off"


def test_a_stamp_on_end_beside_the_text_is_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, wrap(" ".join(SENTENCES), 80))
        canvas.translate(40, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "RESTRICTED COPY")

    document = read(pdf(draw))
    assert document.text == " ".join(SENTENCES) + "\nRESTRICTED COPY"
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH, BlockKind.FURNITURE]
