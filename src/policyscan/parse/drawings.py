"""Look at what a page holds besides text: pictures, and the straight rules of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium_c

from policyscan.parse.records import Drawing, Frame

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
# Pages with more objects than this are maps and plans; the rest of them tells nothing new.
_MOST_OBJECTS = 20_000
_MOST_PATHS, _MOST_SEGMENTS = 3_000, 2_000
_DEEPEST_FORM = 3
# A rectangle is a start and four sides; with more parts a path is looked at part by part.
_RECTANGLE_SEGMENTS = 5
# A rule is at most this thick, and at least this long, in points.
_RULE_THICKNESS, _RULE_LENGTH = 2.5, 9.0

_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def look_at(page: Any, frame: Frame) -> Drawing:
    """The page's pictures and rules, in the frame's coordinates."""
    left, top, right, bottom = frame.visible
    area = max(1.0, (right - left) * (bottom - top))
    covered = 0.0
    paths = 0
    vertical: list[tuple[float, float, float]] = []
    horizontal: list[tuple[float, float, float]] = []
    for kind, x0, y0, x1, y1 in _boxes(page, frame.matrix):
        if kind == _IMAGE:
            width, height = min(x1, right) - max(x0, left), min(y1, bottom) - max(y0, top)
            covered += max(0.0, width) * max(0.0, height)
            continue
        if paths >= _MOST_PATHS:
            break
        paths += 1
        wide, high = x1 - x0, y1 - y0
        if wide <= _RULE_THICKNESS and high >= _RULE_LENGTH:
            vertical.append(((x0 + x1) / 2, y0, y1))
        elif high <= _RULE_THICKNESS and wide >= _RULE_LENGTH:
            horizontal.append(((y0 + y1) / 2, x0, x1))
        elif wide >= _RULE_LENGTH and high >= _RULE_LENGTH:
            vertical += [(x0, y0, y1), (x1, y0, y1)]
            horizontal += [(y0, x0, x1), (y1, x0, x1)]
    return Drawing(min(1.0, covered / area), paths, tuple(vertical), tuple(horizontal))


def _boxes(page: Any, matrix: _Matrix) -> Iterator[tuple[int, float, float, float, float]]:
    """Kind and box of every picture and path, also of those inside form objects."""
    left_budget = _MOST_OBJECTS
    stack: list[tuple[Any, bool, _Matrix, int]] = [(page, False, _UNIT, 0)]
    values = [ctypes.c_float() for _ in range(4)]
    while stack:
        holder, is_form, inner, depth = stack.pop()
        get = pdfium_c.FPDFFormObj_GetObject if is_form else pdfium_c.FPDFPage_GetObject
        count = pdfium_c.FPDFFormObj_CountObjects(holder) if is_form else pdfium_c.FPDFPage_CountObjects(holder)
        count = min(max(0, count), left_budget)
        left_budget -= count
        for number in range(count):
            item = get(holder, number)
            kind = pdfium_c.FPDFPageObj_GetType(item)
            if kind == _TEXT:
                continue
            if kind == _FORM:
                if depth < _DEEPEST_FORM:
                    stack.append((item, True, _times(_matrix_of(item), inner), depth + 1))
                continue
            if kind == _PATH and pdfium_c.FPDFPath_CountSegments(item) > _RECTANGLE_SEGMENTS:
                yield from _segments(item, _times(_times(_matrix_of(item), inner), matrix))
            elif kind in (_PATH, _IMAGE) and pdfium_c.FPDFPageObj_GetBounds(item, *values):
                yield (kind, *_moved([value.value for value in values], _times(inner, matrix)))


def _segments(item: Any, matrix: _Matrix) -> Iterator[tuple[int, float, float, float, float]]:
    """The straight upright and level parts of a path of many parts: a whole table may be one path."""
    x, y = ctypes.c_float(), ctypes.c_float()
    start: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for number in range(min(_MOST_SEGMENTS, pdfium_c.FPDFPath_CountSegments(item))):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, number)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        a, b, c, d, e, f = matrix
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO and last is not None:
            yield from _straight(last, point)
        last = point
        if pdfium_c.FPDFPathSegment_GetClose(segment) and start is not None:
            yield from _straight(last, start)
            last = start


def _straight(
    first: tuple[float, float], second: tuple[float, float]
) -> Iterator[tuple[int, float, float, float, float]]:
    (x0, y0), (x1, y1) = first, second
    if abs(x1 - x0) <= _RULE_THICKNESS or abs(y1 - y0) <= _RULE_THICKNESS:
        yield (_PATH, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _matrix_of(item: Any) -> _Matrix:
    found = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(item, found):
        return _UNIT
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    """The matrix that moves by `first`, then by `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(box: list[float], matrix: _Matrix) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = matrix
    left, low, right, high = box
    corners = ((left, low), (left, high), (right, low), (right, high))
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))
