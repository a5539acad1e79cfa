"""A page that is empty in the middle of running text is unreadable; one left empty before a chapter is blank."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.model import PageSource, State
from policyscan.parse import OcrPage, parse
from policyscan.parse.cover import PAINTED_OVER
from policyscan.parse.gaps import NOTE

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
WORDS = ("write down", "sign", "date", "file", "copy", "number", "keep")


Overlay = Callable[[Canvas], None]


def pdf(*pages: tuple[int, str, str], over: Overlay | None = None) -> bytes:
    """Pages of (lines, heading or "", last words); `over` paints on the second.

    A heading "A//B|C" is A on top, B in the middle and C at the foot.
    ."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for at, (lines, heading, last) in enumerate(pages):
        heading, _, note = heading.partition("|")
        heading, _, second = heading.partition("//")
        top = 780
        if heading:
            canvas.setFont("Helvetica-Bold", 18)
            canvas.drawString(60, top, heading)
            top -= 40
        canvas.setFont("Helvetica", 10)
        for number in range(lines):
            line = f"{heading or last} requires that members {WORDS[number % 7]} form {lines * number + 3} before the shift"
            canvas.drawString(60, top - 16 * number, line if number < lines - 1 else last)
        if second:
            canvas.setFont("Helvetica-Bold", 18)
            canvas.drawString(60, 400, second)
            canvas.setFont("Helvetica", 10)
            canvas.drawString(60, 370, f"{second} requires that members keep the form until the shift has ended.")
        if note:
            canvas.drawString(250, 30, note)
        if over is not None and at == 1:
            over(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


FULL = (44, "Rules on Force", "and the sergeant shall send the")
MORE = (44, "", "form to the chief.")
SHORT = (12, "Rules on Force", "That is all.")
CHAPTER = (12, "Chapter 2 Evidence", "Evidence is kept.")
EMPTY = (0, "", "")
TWO_SECTIONS = (12, "Reports//Holsters", "That is all.")
SECTION = (12, "Vehicles", "They are washed.")


def numbered(page: int, pages: int) -> tuple[int, str, str]:
    """A short page of an order with "Page 1 of 2" at its foot."""
    return (12, f"General Order {pages}|Page {page} of {pages}", "That is all.")


def titled(heading: str) -> tuple[int, str, str]:
    """A short page that opens with a heading."""
    return (12, heading, "That is all.")


@pytest.mark.parametrize(
    ("pages", "source"),
    [
        ((FULL, EMPTY, MORE), PageSource.NONE),
        ((SHORT, EMPTY, CHAPTER), PageSource.BLANK),
        ((EMPTY, MORE, SHORT), PageSource.NONE),
        ((FULL, EMPTY), PageSource.NONE),
        ((MORE, SHORT, EMPTY), PageSource.BLANK),
        ((EMPTY,), PageSource.BLANK),
        ((TWO_SECTIONS, EMPTY, SECTION), PageSource.NONE),
        ((numbered(1, 2), EMPTY, numbered(1, 3)), PageSource.NONE),
        ((numbered(2, 2), EMPTY, numbered(1, 3)), PageSource.BLANK),
        ((numbered(2, 3), EMPTY), PageSource.NONE),
        ((numbered(3, 3), EMPTY), PageSource.BLANK),
        ((numbered(1, 2), EMPTY, numbered(2, 2)), PageSource.BLANK),
        ((titled("Chapter 1"), titled("Chapter 2"), EMPTY, titled("Chapter 4")), PageSource.NONE),
        ((titled("Chapter 1"), titled("Chapter 2"), EMPTY, titled("Chapter 3")), PageSource.BLANK),
    ],
    ids=[
        "inside",
        "before-chapter",
        "first",
        "last-after-full",
        "last-after-short",
        "alone",
        "before-a-mere-section",
        "first-of-two-alone",
        "before-another-order",
        "last-missing",
        "after-the-last",
        "not-counted",
        "number-skipped",
        "numbers-go-on",
    ],
)
def test_an_empty_page_is_blank_only_where_the_text_has_ended(pages, source):
    at = pages.index(EMPTY)
    page = parse(pdf(*pages), ocr=False).document.pages[at]
    assert page.source is source
    assert ("running text" in page.note) is (source is PageSource.NONE)


def rectangle(colour: str, height: float = 842) -> Overlay:
    def paint(canvas: Canvas) -> None:
        canvas.setFillColor(colour)
        canvas.rect(0, 842 - height, 595, height, stroke=0, fill=1)

    return paint


def picture(colour: str) -> Overlay:
    return lambda canvas: canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), colour)), 0, 0, 595, 842)


@pytest.mark.parametrize("paint", [rectangle, picture])
@pytest.mark.parametrize("colour", ["white", "black"])
def test_text_under_an_opaque_box_or_picture_is_not_read(paint, colour):
    document = parse(pdf(FULL, MORE, SHORT, over=paint(colour)), ocr=False).document
    assert document.pages[1].source is PageSource.NONE
    assert document.pages[1].note == PAINTED_OVER
    assert "form to the chief" not in document.text


def test_text_beside_a_box_is_still_read_but_the_page_counts_as_unreadable():
    document = parse(pdf(FULL, MORE, SHORT, over=rectangle("white", 300)), ocr=False).document
    assert document.pages[1].source is PageSource.NONE
    assert "form to the chief" in document.text
    assert "write down form 3 before" not in document.text[document.pages[1].start : document.pages[1].end]


def test_what_does_not_hide_the_words_is_no_cover():
    def paint(canvas: Canvas) -> None:
        canvas.setFillColor("yellow", alpha=0.3)
        canvas.rect(0, 0, 595, 842, stroke=0, fill=1)

    assert parse(pdf(FULL, MORE, SHORT, over=paint), ocr=False).document.pages[1].source is PageSource.TEXT


@pytest.mark.parametrize("paint", [rectangle, picture])
@pytest.mark.parametrize("colour", ["white", "black"])
@pytest.mark.parametrize("known", [{}, {2: OcrPage(2, "engine", ())}], ids=["new", "read-before"])
def test_a_picture_of_one_colour_in_place_of_a_page_is_an_empty_page(paint, colour, known):
    inside = parse(pdf(FULL, EMPTY, MORE, over=paint(colour)), known_ocr=known).document.pages[1]
    assert (inside.source, inside.note) == (PageSource.NONE, NOTE)
    before_chapter = parse(pdf(SHORT, EMPTY, CHAPTER, over=paint(colour)), known_ocr=known).document.pages[1]
    assert before_chapter.source is PageSource.BLANK


def emptied(document: pypdfium2.PdfDocument, number: int) -> None:
    """An empty page in place of a page."""
    width, height = document[number - 1].get_size()
    document.del_page(number - 1)
    document.new_page(width, height, number - 1)


def stripped(document: pypdfium2.PdfDocument, number: int) -> None:
    """The same page without its content."""
    page = document[number - 1]
    for item in list(page.get_objects(max_depth=1)):
        page.remove_obj(item)
    page.gen_content()


def painted(document: pypdfium2.PdfDocument, number: int) -> None:
    """A white box over a page."""
    page = document[number - 1]
    width, height = page.get_size()
    box = pdfium_c.FPDFPageObj_CreateNewRect(0, 0, width, height)
    pdfium_c.FPDFPageObj_SetFillColor(box, 255, 255, 255, 255)
    pdfium_c.FPDFPath_SetDrawMode(box, pdfium_c.FPDF_FILLMODE_ALTERNATE, 0)
    pdfium_c.FPDFPage_InsertObject(page.raw, box)
    page.gen_content()


@pytest.mark.parametrize("blank", [emptied, stripped, painted])
def test_blanking_out_the_page_with_the_rule_never_makes_a_bare_no(blank, sample_folder, tmp_path):
    with open_workspace(sample_folder, create=False) as workspace:
        found = next(
            j for j in workspace.store.judgements()
            if j.adopted == 1 and j.measure == "duty-to-intervene" and j.evidence[0].page > 1
        )  # fmt: skip
    evidence = found.evidence[0]
    document = pypdfium2.PdfDocument((SAMPLE / evidence.document).read_bytes())
    blank(document, evidence.page)
    document.save(tmp_path / "rules.pdf")
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as workspace:
        workspace.ingest([tmp_path / "rules.pdf"], ocr=False)
        again = next(j for j in workspace.store.judgements() if j.measure == found.measure)
    assert (again.state, again.adopted) == (State.UNREADABLE, None)
    assert again.searched.unreadable_pages == 1
    assert f"rules.pdf, page {evidence.page})" in again.reason
