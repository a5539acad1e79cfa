"""What was filled into a form, typed over a page, or drawn by a signature is read like any other words."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen import canvas

from policyscan.parse import flattened, parse
from policyscan.verify import letters, read_boxes

FILLED = "Quarry Hill Police Department"


def form(value: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 700, "This agreement is between the State and the")
    page.acroForm.textfield(name="party", value=value, x=330, y=690, width=220, height=20, fontSize=11)
    page.acroForm.checkbox(name="agreed", x=72, y=600, checked=True)
    page.drawString(72, 650, "hereinafter the Agency.")
    page.save()
    return out.getvalue()


def typed_over(words: str) -> bytes:
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_c

    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 700, "Signed on")
    page.save()
    document = pdfium.PdfDocument(out.getvalue())
    first = document[0]
    note = pdfium_c.FPDFPage_CreateAnnot(first.raw, pdfium_c.FPDF_ANNOT_FREETEXT)
    box = pdfium_c.FS_RECTF(200, 720, 400, 690)
    pdfium_c.FPDFAnnot_SetRect(note, box)
    stream = f"BT /Helv 11 Tf 4 8 Td ({words}) Tj ET"
    encoded = (stream + "\0").encode("utf-16-le")
    import ctypes

    buffer = ctypes.create_string_buffer(encoded)
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium_c.FPDFAnnot_SetAP(note, pdfium_c.FPDF_ANNOT_APPEARANCEMODE_NORMAL, pointer)
    pdfium_c.FPDFPage_CloseAnnot(note)
    saved = io.BytesIO()
    document.save(saved)
    document.close()
    return saved.getvalue()


def test_a_filled_field_stands_on_its_line():
    document = parse(form(FILLED), ocr=False).document
    assert f"between the State and the {FILLED}" in document.text


def test_its_words_have_a_place_that_the_second_reader_confirms():
    data = form(FILLED)
    document = parse(data, ocr=False).document
    start = document.text.index(FILLED)
    boxes = document.boxes(start, start + len(FILLED))
    assert len(boxes) == 1
    assert letters("".join(read_boxes(data, boxes).values())) == letters(FILLED)


def test_an_empty_form_and_a_page_without_one_keep_their_bytes():
    empty = form("")
    assert flattened(empty) is empty
    assert parse(empty, ocr=False).document.text.split("\n")[0] == "This agreement is between the State and the"


@pytest.mark.parametrize("words", ["March 4, 2025"])
def test_words_typed_over_a_page_are_read(words):
    document = parse(typed_over(words), ocr=False).document
    assert words in document.text
