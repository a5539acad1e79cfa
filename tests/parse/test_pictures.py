"""Pictures of pages: whatever the page's boxes and rotation, ours fall on the letters that are drawn."""

from __future__ import annotations

import io
import threading

import numpy as np
import numpy.typing as npt
import pytest
from parse_samples import pdf, write
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from policyscan.errors import DocumentError, DocumentFault
from policyscan.model import Box
from policyscan.parse import parse
from policyscan.parse.pictures import MOST_PIXELS, cut_png, page_png, page_view

WORDS = "Officers shall intervene"
Pixels = npt.NDArray[np.int16]


def red_words(canvas: Canvas, rotation: int) -> None:
    """One sentence whose middle word is red, upright once the page is turned."""
    x, y = {0: (150, 400), 90: (250, 300), 180: (450, 400), 270: (350, 500)}[rotation]
    canvas.translate(x, y)
    canvas.rotate(rotation)
    for number, word in enumerate(WORDS.split()):
        canvas.setFillColorRGB(1.0 if number == 1 else 0.0, 0, 0)
        canvas.drawString(0 if not number else (70, 110)[number - 1], 0, word)


def made(rotation: int, boxes: dict[str, tuple[float, float, float, float]]) -> bytes:
    document = PdfDocument(pdf(lambda canvas: red_words(canvas, rotation)))
    page = document[0]
    page.set_rotation(rotation)
    for name, box in boxes.items():
        getattr(page, f"set_{name}")(*box)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_inherited_media_box() -> bytes:
    """A page that takes its media box from its parent, which begins beyond the origin, and has a crop box of its own."""
    stream = b"BT /F 14 Tf 0 1 -1 0 250 300 Tm (Officers ) Tj 1 0 0 rg (shall ) Tj 0 g (intervene) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [20 30 640 820] >>",
        b"<< /Type /Page /Parent 2 0 R /CropBox [100 200 500 600] /Rotate 90 /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (table, len(data))


def opened(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16)


def is_red(picture: Pixels) -> npt.NDArray[np.bool_]:
    return (picture[..., 0] > 150) & (picture[..., 1] < 90) & (picture[..., 2] < 90)


def is_dark(picture: Pixels) -> npt.NDArray[np.bool_]:
    return picture.max(axis=2) < 90


def box_of(data: bytes, word: str) -> Box:
    document = parse(data, ocr=False).document
    start = document.text.index(word)
    (box,) = document.boxes(start, start + len(word))
    return box


TALL = (-20.0, -30.0, 640.0, 820.0)
CASES = {
    "plain": (0, {}),
    "cropped": (0, {"cropbox": (100.0, 300.0, 500.0, 600.0)}),
    "offset": (0, {"mediabox": (30.0, 100.0, 612.0, 792.0)}),
    "both": (0, {"mediabox": TALL, "cropbox": (100.0, 300.0, 500.0, 600.0)}),
    "turned": (90, {}),
    "upside down": (180, {}),
    "turned back": (270, {}),
    "turned and cropped": (90, {"cropbox": (100.0, 200.0, 500.0, 600.0)}),
    "all": (270, {"mediabox": TALL, "cropbox": (100.0, 200.0, 500.0, 600.0)}),
}
PDFS = {name: made(*case) for name, case in CASES.items()} | {"inherited": with_inherited_media_box()}


@pytest.mark.parametrize("data", PDFS.values(), ids=PDFS.keys())
def test_a_box_falls_on_its_word_in_the_pages_picture(data: bytes) -> None:
    box = box_of(data, "shall")
    picture = opened(page_png(data, 1, width=1200))
    assert picture.shape[1] == 1200
    left, top, right, _ = page_view(data, 1)
    rows, columns = np.nonzero(is_red(picture))
    points = (right - left) / picture.shape[1]
    # Within two pixels: the letters are drawn with soft edges.
    room = 2 * points
    assert left + columns.min() * points >= box.x0 - room
    assert left + (columns.max() + 1) * points <= box.x1 + room
    assert top + rows.min() * points >= box.top - room
    assert top + (rows.max() + 1) * points <= box.bottom + room
    assert (columns.max() - columns.min()) * points > 0.8 * (box.x1 - box.x0)


@pytest.mark.parametrize("data", PDFS.values(), ids=PDFS.keys())
def test_a_cut_out_shows_the_word_and_nothing_else(data: bytes) -> None:
    box = box_of(data, "shall")
    whole = is_red(opened(cut_png(data, [box], margin=2000, mark=False))).sum()
    picture = opened(cut_png(data, [box], margin=0, mark=False))
    assert whole > 20
    assert is_red(picture).sum() >= 0.95 * whole
    assert is_dark(picture).sum() == 0
    assert abs(picture.shape[1] - 2 * (box.x1 - box.x0)) <= 2
    assert abs(picture.shape[0] - 2 * (box.bottom - box.top)) <= 2
    assert is_dark(opened(cut_png(data, [box], margin=40, mark=False))).sum() > 0


@pytest.mark.parametrize("name", ["plain", "all"])
def test_the_mark_lies_on_the_word_and_leaves_its_ink(name: str) -> None:
    data = PDFS[name]
    box = box_of(data, "shall")
    plain, marked = (opened(cut_png(data, [box], margin=40, mark=mark)) for mark in (False, True))
    changed = np.nonzero((plain != marked).any(axis=2))
    edges = (changed[1].min(), changed[0].min(), changed[1].max() + 1, changed[0].max() + 1)
    wanted = (80, 80, 80 + 2 * (box.x1 - box.x0), 80 + 2 * (box.bottom - box.top))
    assert all(abs(edge - want) <= 4 for edge, want in zip(edges, wanted, strict=True))
    assert (marked[is_red(plain)][:, 0] > 150).all() and is_red(marked).sum() >= is_red(plain).sum()


def test_boxes_of_several_pages_or_none_cannot_be_cut_out() -> None:
    for boxes in ([], [Box(1, 0, 0, 9, 9), Box(2, 0, 0, 9, 9)]):
        with pytest.raises(ValueError, match="one page"):
            cut_png(PDFS["plain"], boxes)


def test_a_box_beyond_the_crop_box_shows_the_page() -> None:
    picture = opened(cut_png(PDFS["cropped"], [Box(1, 0, 0, 20, 20)]))
    assert picture.shape[:2] == (600, 800)


def test_a_page_of_any_shape_has_a_bounded_picture() -> None:
    data = pdf(lambda canvas: None, page_size=(20.0, 14_000.0))
    picture = Image.open(io.BytesIO(page_png(data, 1, width=2400)))
    assert 0.9 * MOST_PIXELS < picture.width * picture.height < 1.1 * MOST_PIXELS


@pytest.mark.parametrize(
    ("data", "number", "fault"),
    [
        (b"", 1, DocumentFault.EMPTY),
        (b"<html>", 1, DocumentFault.NOT_A_PDF),
        (PDFS["plain"][:200], 1, DocumentFault.BROKEN),
        (PDFS["plain"], 2, DocumentFault.BROKEN),
        (PDFS["plain"], 0, DocumentFault.BROKEN),
    ],
    ids=["empty", "web page", "cut off", "beyond", "before"],
)
def test_what_cannot_be_drawn_says_why(data: bytes, number: int, fault: DocumentFault) -> None:
    for draw in (lambda: page_png(data, number, width=100), lambda: page_view(data, number)):
        with pytest.raises(DocumentError) as caught:
            draw()
        assert caught.value.fault is fault and caught.value.fix


def test_a_password_opens_what_is_locked() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt="sesame")
    write(canvas, [WORDS])
    canvas.save()
    with pytest.raises(DocumentError) as caught:
        page_png(target.getvalue(), 1, width=100)
    assert caught.value.fault is DocumentFault.NEEDS_PASSWORD
    assert opened(page_png(target.getvalue(), 1, width=400, password="sesame")).shape[1] == 400


def test_many_threads_draw_the_same_pictures() -> None:
    wanted = {name: page_png(data, 1, width=300) for name, data in PDFS.items()}
    found: list[tuple[str, bytes]] = []

    def draw() -> None:
        for name, data in PDFS.items():
            found.append((name, page_png(data, 1, width=300)))

    threads = [threading.Thread(target=draw) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 * len(PDFS)
    assert all(png == wanted[name] for name, png in found)
