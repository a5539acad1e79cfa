"""Say how a page's own coordinates become ours: points from the top left, as pdfplumber gives them."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium_c

from policyscan.parse.records import Frame

Corners = tuple[float, float, float, float]
_LETTER: Corners = (0.0, 0.0, 612.0, 792.0)
# 200 inches is the format's own limit for a page side.
_LONGEST_SIDE = 14_400.0


def frame_of(page: Any, inherited_media_box: Corners | None = None) -> Frame:
    """The frame of a loaded pdfium page.

    `inherited_media_box` stands in where the page itself names none (pdfium tells only a page's own).
    """
    shown = _bounding_box(page)
    media = _sorted(_own_box(page, pdfium_c.FPDFPage_GetMediaBox) or inherited_media_box or shown)
    rotation = int(pdfium_c.FPDFPage_GetRotation(page)) % 4 * 90
    x0, y0, x1, y1 = media
    # pdfminer turns the page so that the media box starts at the origin; pdfplumber then moves it
    # back by the turned box's own corner. Both steps are in these two tables.
    turn = {
        0: (1.0, 0.0, 0.0, 1.0, -x0, -y0),
        90: (0.0, -1.0, 1.0, 0.0, -y0, x1),
        180: (-1.0, 0.0, 0.0, -1.0, x1, y1),
        270: (0.0, 1.0, -1.0, 0.0, y1, -x0),
    }[rotation]
    turned = (y0, x0, y1, x1) if rotation in (90, 270) else media
    width, height = turned[2] - turned[0], turned[3] - turned[1]
    left, top = turned[0], height - turned[3]
    a, b, c, d, e, f = turn
    matrix = (a, -b, c, -d, e + left, height - f + top)
    visible = move(shown, matrix)
    return Frame(width, height, rotation, matrix, visible)


def read_media_boxes(data: bytes, password: str) -> list[Corners]:
    """The media box of every page, inherited ones too, as pdfplumber reads them; empty where it cannot."""
    import pdfplumber
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data), password=password) as opened:
            boxes = [page.page_obj.mediabox for page in opened.pages]
        return [(float(box[0]), float(box[1]), float(box[2]), float(box[3])) for box in boxes]
    except (
        PdfminerException,
        MalformedPDFException,
        RecursionError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ):
        # Damaged files that only pdfium can repair; what is shown of the page stands in for its media box.
        return []


def has_own_media_box(page: Any) -> bool:
    """Whether the page itself, and not one of its parents, names its media box."""
    return _own_box(page, pdfium_c.FPDFPage_GetMediaBox) is not None


def _own_box(page: Any, read: Callable[..., int]) -> Corners | None:
    values = [ctypes.c_float() for _ in range(4)]
    if not read(page, *values):
        return None
    left, bottom, right, top = (float(value.value) for value in values)
    sensible = 0 < abs(right - left) <= _LONGEST_SIDE and 0 < abs(top - bottom) <= _LONGEST_SIDE
    return (left, bottom, right, top) if sensible else None


def _bounding_box(page: Any) -> Corners:
    rectangle = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDF_GetPageBoundingBox(page, rectangle):
        return _LETTER
    box = _sorted((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
    return box if box[2] > box[0] and box[3] > box[1] else _LETTER


def _sorted(box: Corners) -> Corners:
    return (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))


def move(box: Corners, matrix: tuple[float, float, float, float, float, float]) -> Corners:
    """A box given by two opposite corners, turned into a frame's coordinates by its matrix."""
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x, y in ((box[0], box[1]), (box[2], box[3]))]
    ys = [b * x + d * y + f for x, y in ((box[0], box[1]), (box[2], box[3]))]
    return (min(xs), min(ys), max(xs), max(ys))
