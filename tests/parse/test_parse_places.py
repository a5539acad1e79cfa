"""Boxes: where our characters stand, pdfplumber finds the same ones."""

from __future__ import annotations

import io
import re

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parse_samples import SENTENCES, pdf, wrap, write
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from policyscan.model import Box, ParsedDocument
from policyscan.parse import parse


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def letters_within(page: pdfplumber.page.Page, box: Box) -> str:
    inside = [
        char
        for char in page.chars
        if box.x0 <= (char["x0"] + char["x1"]) / 2 < box.x1
        and box.top <= (char["top"] + char["bottom"]) / 2 <= box.bottom
    ]
    return letters("".join(char["text"] for char in sorted(inside, key=lambda char: char["x0"])))


def changed(data: bytes, **boxes: tuple[float, float, float, float] | int) -> bytes:
    """The PDF with another rotation, media box or crop box on its first page."""
    document = PdfDocument(data)
    page = document[0]
    for name, value in boxes.items():
        if isinstance(value, int):
            page.set_rotation(value)
        else:
            getattr(page, f"set_{name}")(*value)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


PLAIN = pdf(lambda canvas: write(canvas, wrap(" ".join(SENTENCES), 80), y=600))


@pytest.mark.parametrize(
    "boxes",
    [
        {},
        {"mediabox": (-20.0, -30.0, 640.0, 820.0)},
        {"mediabox": (30.0, 100.0, 612.0, 792.0)},
        {"cropbox": (40.0, 200.0, 600.0, 700.0)},
        {"cropbox": (40.0, 200.0, 600.0, 700.0), "mediabox": (-20.0, -30.0, 640.0, 820.0)},
    ],
    ids=["plain", "negative", "offset", "cropped", "both"],
)
def test_boxes_are_in_pdfplumbers_coordinates(boxes: dict[str, tuple[float, float, float, float]]) -> None:
    data = changed(PLAIN, **boxes)
    document = parse(data, ocr=False).document
    assert document.text == " ".join(SENTENCES)
    with pdfplumber.open(io.BytesIO(data)) as opened:
        page = opened.pages[0]
        for line in document.lines:
            box = line.box(line.start, line.end)
            assert box is not None
            assert letters_within(page, box) == letters(document.text[line.start : line.end])


@pytest.mark.parametrize("rotation", [90, 180, 270])
@pytest.mark.parametrize("media", [(0.0, 0.0, 612.0, 792.0), (-20.0, 10.0, 640.0, 820.0)])
def test_boxes_follow_the_pages_rotation(rotation: int, media: tuple[float, float, float, float]) -> None:
    def draw(canvas: Canvas) -> None:
        # Text that is upright once the page is turned.
        x, y = {90: (150, 60), 180: (550, 700), 270: (450, 740)}[rotation]
        canvas.translate(x, y)
        canvas.rotate(rotation)
        write(canvas, wrap(" ".join(SENTENCES[:3]), 60), x=0, y=0)

    data = changed(pdf(draw), rotation=rotation, mediabox=media)
    document = parse(data, ocr=False).document
    assert document.text == " ".join(SENTENCES[:3])
    assert document.pages[0].rotation == rotation
    with pdfplumber.open(io.BytesIO(data)) as opened:
        page = opened.pages[0]
        assert (document.pages[0].width, document.pages[0].height) == (page.width, page.height)
        for line in document.lines:
            box = line.box(line.start, line.end)
            assert box is not None
            assert letters_within(page, box) == letters(document.text[line.start : line.end])


def test_text_outside_the_crop_box_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, [SENTENCES[0]], y=600)
        canvas.drawString(72, 20, "Printer's mark 4711")

    document = parse(changed(pdf(draw), cropbox=(0.0, 100.0, 612.0, 792.0)), ocr=False).document
    assert document.text == SENTENCES[0]


def assert_sound(document: ParsedDocument) -> None:
    """What holds for every parsed document."""
    text = document.text
    assert not re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff]", text)
    place = 0
    for number, block in enumerate(document.blocks):
        assert block.start == (place + 1 if number else 0)
        assert block.end > block.start
        assert text[block.start : block.end].strip()
        assert "\n" not in text[block.start : block.end]
        assert text[block.start : block.end].startswith(block.marker)
        place = block.end
    assert place == len(text)
    covered = 0
    for line in document.lines:
        assert len(line.edges) == line.end - line.start + 1
        assert list(line.edges) == sorted(line.edges)
        assert line.top < line.bottom
        assert text[covered : line.start].strip() == ""
        page = document.pages[line.page - 1]
        assert line.edges[0] >= -0.01
        assert line.edges[-1] <= page.width + 0.01
        assert -0.01 <= line.top < line.bottom <= page.height + 0.01
        covered = line.end
    assert text[covered:] == ""
    for offset in document.soft_hyphens:
        assert text[offset] in "-\u2010"
    for section in document.sections:
        assert section.parent < document.sections.index(section)
        assert 0 <= section.start < section.end <= len(text)


words = st.text(alphabet=st.characters(codec="latin-1", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
placed = st.tuples(
    st.lists(words, min_size=1, max_size=9).map(" ".join),
    st.integers(20, 500),
    st.integers(20, 770),
    st.sampled_from(["Helvetica 11", "Helvetica 7", "Helvetica-Bold 15", "Courier 10", "Times-Roman 11"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(placed, max_size=25), min_size=1, max_size=4))
def test_any_arrangement_of_words_gives_a_sound_document(pages: list[list[tuple[str, int, int, str]]]) -> None:
    def page(items: list[tuple[str, int, int, str]]):
        def draw(canvas: Canvas) -> None:
            for text, x, y, font in items:
                write(canvas, [text], x=x, y=y, font=font)

        return draw

    assert_sound(parse(pdf(*(page(items) for items in pages)), ocr=False).document)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12), st.integers(30, 90))
def test_running_text_comes_back_whatever_the_width(sentences: list[str], width: int) -> None:
    text = " ".join(sentences)
    document = parse(pdf(lambda canvas: write(canvas, wrap(text, width), y=760)), ocr=False).document
    assert document.text.replace("\n", " ") == text
    assert_sound(document)
