"""Draw pages, and places on pages with a mark on the words, as PNG pictures.

What a picture shows, and where, follows `frames`: the crop box as the reader turns it, in points from the top left
as pdfplumber counts them, so that our boxes fall on the words.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from policyscan.errors import DocumentError, DocumentFault
from policyscan.model import Box
from policyscan.parse.door import open_pdf
from policyscan.parse.frames import Corners, frame_of, has_own_media_box, read_media_boxes

# PDFium may be in use by one thread of a process at a time, from opening a file to closing it.
PDFIUM = threading.RLock()
# How long one waits for it: no page should take so long, and one that hangs must not hold all others.
PATIENCE_SECONDS = 20.0
# Of one picture: a page of Letter size at 300 dpi has 8 million.
MOST_PIXELS = 12_000_000
# Yellow that darkens paper and leaves ink as it is, and the line around it for dark scans.
_MARK, _MARK_EDGE = (255, 233, 120), (190, 130, 0)
# Points by which a mark goes beyond its box: a box ends at the letters' own height.
_MARK_ROOM = 0.8
# Pages compress but a tenth smaller at the slower levels.
_COMPRESSION = 1


def page_view(data: bytes, number: int, *, password: str = "") -> Corners:
    """The part of a page that its picture shows: (x0, top, x1, bottom) in points, as our boxes count them.

    Raises `DocumentError` as `open_pdf` does, and for a page that is not there or cannot be loaded.
    """
    with _loaded(data, number, password) as page:
        return _visible(page, data, number, password)


def page_png(data: bytes, number: int, *, width: int, password: str = "") -> bytes:
    """A page as a PNG so many pixels wide; narrower where it would have more than `MOST_PIXELS`.

    Raises `DocumentError` as `page_view` does, and for a page that cannot be drawn.
    """
    with _loaded(data, number, password) as page:
        picture = _drawn(page, number, (width - 0.5) / page.get_width())
    return _png(picture)


def cut_png(
    data: bytes,
    boxes: Sequence[Box],
    *,
    margin: float = 12.0,
    scale: float = 2.0,
    mark: bool = True,
    password: str = "",
) -> bytes:
    """The place on a page around boxes, with the boxes marked on it, as a PNG.

    `margin` is in points, `scale` in pixels a point. Raises `ValueError` for boxes of no page or of several, and
    `DocumentError` as `page_png` does.
    """
    if len({box.page for box in boxes}) != 1:
        raise ValueError("a cut-out needs boxes of one page")
    number = boxes[0].page
    with _loaded(data, number, password) as page:
        left, top, right, bottom = _visible(page, data, number, password)
        picture = _drawn(page, number, scale)
    across, down = picture.width / (right - left), picture.height / (bottom - top)

    def pixels(x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
        edges = (max(x0, left), max(y0, top), min(x1, right), min(y1, bottom))
        return (
            round((edges[0] - left) * across),
            round((edges[1] - top) * down),
            round((edges[2] - left) * across),
            round((edges[3] - top) * down),
        )

    if mark:
        for box in boxes:
            room = _MARK_ROOM
            _mark(picture, pixels(box.x0 - room, box.top - room, box.x1 + room, box.bottom + room))
    around = pixels(
        min(box.x0 for box in boxes) - margin,
        min(box.top for box in boxes) - margin,
        max(box.x1 for box in boxes) + margin,
        max(box.bottom for box in boxes) + margin,
    )
    # Boxes beyond what is seen of the page: the whole page tells more than an empty picture.
    return _png(picture.crop(around) if _has_area(around) else picture)


@contextmanager
def _loaded(data: bytes, number: int, password: str) -> Iterator[Any]:
    if not PDFIUM.acquire(timeout=PATIENCE_SECONDS):
        raise DocumentError(
            "another page has taken too long to draw",
            fix="try again later; if it stays so, start the program again",
            fault=DocumentFault.TIMEOUT,
        )
    try:
        document = open_pdf(data, password)
        try:
            if not 1 <= number <= len(document):
                raise DocumentError(
                    f"the PDF has {len(document)} pages, and no page {number}",
                    fix="ask for one of its pages",
                    fault=DocumentFault.BROKEN,
                )
            try:
                page = document[number - 1]
            except pdfium.PdfiumError as error:
                raise _undrawable(number) from error
            try:
                yield page
            finally:
                page.close()
        finally:
            document.close()
    finally:
        PDFIUM.release()


def _drawn(page: Any, number: int, scale: float) -> Image.Image:
    """The page as a picture of its own, with what was filled into its forms."""
    area = page.get_width() * page.get_height()
    try:
        bitmap = page.render(scale=min(scale, (MOST_PIXELS / max(area, 1e-6)) ** 0.5))
    except (pdfium.PdfiumError, ValueError) as error:
        raise _undrawable(number) from error
    try:
        # A copy, since the bitmap's own memory goes with it.
        picture: Image.Image = bitmap.to_pil().convert("RGB").copy()
        return picture
    finally:
        bitmap.close()


def _visible(page: Any, data: bytes, number: int, password: str) -> Corners:
    inherited = None
    if not has_own_media_box(page.raw):
        boxes = _media_boxes(data, password)
        inherited = boxes[number - 1] if number <= len(boxes) else None
    return frame_of(page.raw, inherited).visible


@lru_cache(maxsize=4)
def _media_boxes(data: bytes, password: str) -> tuple[Corners, ...]:
    return tuple(read_media_boxes(data, password))


def _mark(picture: Image.Image, edges: tuple[int, int, int, int]) -> None:
    if not _has_area(edges):
        return
    under = picture.crop(edges)
    picture.paste(ImageChops.multiply(under, Image.new("RGB", under.size, _MARK)), edges[:2])
    ImageDraw.Draw(picture).rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), outline=_MARK_EDGE)


def _has_area(edges: tuple[int, int, int, int]) -> bool:
    return edges[2] - edges[0] >= 2 and edges[3] - edges[1] >= 2


def _png(picture: Image.Image) -> bytes:
    red, green, blue = picture.split()
    if ImageChops.difference(red, green).getbbox() is None and ImageChops.difference(green, blue).getbbox() is None:
        picture = red
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def _undrawable(number: int) -> DocumentError:
    return DocumentError(
        f"page {number} of the PDF cannot be drawn",
        fix="open the original in another reader, or download or export the file again",
        fault=DocumentFault.BROKEN,
    )
