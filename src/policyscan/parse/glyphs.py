"""Read a page's characters and their boxes through pdfium, in as few calls as possible."""

from __future__ import annotations

import ctypes
import math
from collections import deque
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from policyscan.parse.records import Frame, Piece

_Pointer = ctypes.c_void_p


def _fast(function: Any, *argument_types: Any, result: Any = ctypes.c_int) -> Any:
    # The same C function without pointer type checks: half the time for each of the thousands of
    # calls a page needs.
    return ctypes.PYFUNCTYPE(result, *argument_types)(ctypes.cast(function, _Pointer).value or 0)


_loose_box = _fast(pdfium_c.FPDFText_GetLooseCharBox, _Pointer, ctypes.c_int, _Pointer)
_unicode = _fast(pdfium_c.FPDFText_GetUnicode, _Pointer, ctypes.c_int, result=ctypes.c_uint)
_font_info = _fast(
    pdfium_c.FPDFText_GetFontInfo,
    _Pointer,
    ctypes.c_int,
    _Pointer,
    ctypes.c_ulong,
    _Pointer,
    result=ctypes.c_ulong,
)
_font_weight = _fast(pdfium_c.FPDFText_GetFontWeight, _Pointer, ctypes.c_int)
_font_size = _fast(pdfium_c.FPDFText_GetFontSize, _Pointer, ctypes.c_int, result=ctypes.c_double)
_char_matrix = _fast(pdfium_c.FPDFText_GetMatrix, _Pointer, ctypes.c_int, _Pointer)
_char_origin = _fast(pdfium_c.FPDFText_GetCharOrigin, _Pointer, ctypes.c_int, _Pointer, _Pointer)
_tight_box = _fast(pdfium_c.FPDFText_GetCharBox, _Pointer, ctypes.c_int, _Pointer, _Pointer, _Pointer, _Pointer)

# pdfium puts these in place of a hyphen at which it joins two lines.
_HYPHENS = (0x02, 0xFFFE)
# Symbol fonts put their bullets into this private area; word processors use these four.
_BULLETS = {0xF0B7: 0x2022, 0xF0A7: 0x25AA, 0xF0D8: 0x27A2, 0xF0FC: 0x2713, 0xF0A8: 0x25AB, 0xF06F: 0x25CB}
# A gap this wide, in font sizes, ends a piece: wider than a justified space in the policies
# measured for docs/decisions/0002-parsing.md, narrower than the space between two columns.
_PIECE_GAP = 1.5
# A gap this wide without a space in the PDF is a space.
_SPACE_GAP = 0.4
# Font boxes are up to 1.45 times the type size in the documents measured; above this they are wrong.
_TALLEST = 1.8
_FORCE_BOLD = 1 << 18


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A page's printable characters in the order of the PDF.

    Arrays of one length n: code points, `boxes` (n, 4) as x0, top, x1, bottom, whether white space
    stands before each, whether each is a hyphen at a line's end; `index` is pdfium's number.
    `strange` counts characters that no reader can make out: unmapped, controls, private use.
    """

    codes: npt.NDArray[np.uint32]
    boxes: npt.NDArray[np.float64]
    spaced: npt.NDArray[np.bool_]
    soft: npt.NDArray[np.bool_]
    index: npt.NDArray[np.int64]
    strange: int


def read_glyphs(text_page: Any, frame: Frame) -> Glyphs:
    """All printable characters of a pdfium text page, with boxes in the frame's coordinates."""
    count = max(0, int(pdfium_c.FPDFText_CountChars(text_page)))
    address = ctypes.cast(text_page, _Pointer).value or 0
    codes = _codes(text_page, address, count)
    soft = (codes == _HYPHENS[0]) | (codes == _HYPHENS[1])
    codes[soft] = 0x2D
    white = _is_white(codes)
    control = (codes < 32) | ((codes >= 0x7F) & (codes < 0xA0)) | (codes == 0xAD) | (codes == 0xFFFF)
    control &= ~white
    strange = int(control.sum()) + _settle_private(codes)
    index = np.flatnonzero(~white & ~control)
    boxes = _in_frame(_raw_boxes(address, index), frame)
    left, top, right, bottom = frame.visible
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    # What lies outside the crop box nobody sees: printers' marks, other halves of split scans.
    seen = (middle_x > left - 1) & (middle_x < right + 1) & (middle_y > top - 1) & (middle_y < bottom + 1)
    np.clip(boxes, (left, top, left, top), (right, bottom, right, bottom), out=boxes)
    if not seen.all():
        index, boxes = index[seen], boxes[seen]
    spaced = np.diff(np.cumsum(white)[index], prepend=0) > 0
    return Glyphs(codes[index], boxes, spaced, soft[index], index, strange)


def _settle_private(codes: npt.NDArray[np.uint32]) -> int:
    """Put plain bullets for those of symbol fonts, in place; gives how many other private codes there are."""
    private = (codes >= 0xE000) & (codes < 0xF900)
    private |= (codes == 0xFFFD) | (codes >= 0xF0000)
    if not private.any():
        return 0
    found = int(private.sum())
    for private_code, plain in _BULLETS.items():
        known = codes == private_code
        codes[known] = plain
        found -= int(known.sum())
    return found


def _raw_boxes(address: int, index: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The characters' font boxes (left, top, right, bottom) in the page's own space."""
    count = len(index)
    loose = np.zeros((count, 4), dtype=np.float32)
    start = loose.ctypes.data
    deque(map(_loose_box, repeat(address), index.tolist(), range(start, start + 16 * count, 16)), 0)
    raw = loose.astype(np.float64)
    # A font without ascent and descent has no font box; the ink must do.
    for place in np.flatnonzero(np.abs(raw[:, 1] - raw[:, 3]) < 0.3).tolist():
        raw[place] = _ink_box(address, int(index[place]))
    return raw


def _codes(text_page: Any, address: int, count: int) -> npt.NDArray[np.uint32]:
    """Code points of all characters; the bulk call where it gives one unit for each character."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    pointer = buffer.ctypes.data_as(ctypes.POINTER(ctypes.c_ushort))
    written = int(pdfium_c.FPDFText_GetText(text_page, 0, count, pointer)) if count else 1
    codes = buffer[:count].astype(np.uint32)
    surrogate = (codes >= 0xD800) & (codes < 0xE000)
    if written - 1 != count or surrogate.any():
        codes = np.fromiter(map(_unicode, repeat(address), range(count)), dtype=np.uint32, count=count)
        lone = ((codes >= 0xD800) & (codes < 0xE000)) | (codes > 0x10FFFF)
        codes[lone] = 0xFFFD
    return codes


def _ink_box(address: int, index: int) -> list[float]:
    """A character's (left, top, right, bottom) in the page's own space, as inked."""
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    places = [ctypes.addressof(value) for value in (left, right, low, high)]
    _tight_box(address, index, *places)
    return [left.value, high.value, right.value, low.value]


def _is_white(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    white = (codes == 0x20) | ((codes >= 9) & (codes <= 13)) | (codes == 0xA0) | (codes == 0x3000)
    odd = (codes == 0xFEFF) | (codes == 0x202F) | (codes == 0x205F) | (codes == 0x2028) | (codes == 0x2029)
    spaces = ((codes >= 0x2000) & (codes <= 0x200F)) | (codes == 0x85) | (codes == 0x1680)
    return np.asarray(white | odd | spaces, dtype=np.bool_)


def _in_frame(raw: npt.NDArray[np.float64], frame: Frame) -> npt.NDArray[np.float64]:
    """Boxes (left, top, right, bottom) in the page's own space, turned into the frame's."""
    a, b, c, d, e, f = frame.matrix
    x_first, x_second = a * raw[:, 0] + c * raw[:, 1] + e, a * raw[:, 2] + c * raw[:, 3] + e
    y_first, y_second = b * raw[:, 0] + d * raw[:, 1] + f, b * raw[:, 2] + d * raw[:, 3] + f
    boxes = np.empty_like(raw)
    boxes[:, 0], boxes[:, 2] = np.minimum(x_first, x_second), np.maximum(x_first, x_second)
    boxes[:, 1], boxes[:, 3] = np.minimum(y_first, y_second), np.maximum(y_first, y_second)
    return boxes


def make_pieces(glyphs: Glyphs, text_page: Any, page: int, frame: Frame) -> list[Piece]:
    """Cut the characters into pieces wherever the baseline changes or a wide gap stands."""
    if not len(glyphs.codes):
        return []
    _mend_tall_boxes(glyphs, text_page, frame)
    return _cut(glyphs, text_page, page)


def _mend_tall_boxes(glyphs: Glyphs, text_page: Any, frame: Frame) -> None:
    """Give fonts that claim an absurd ascent or descent a font box about their baseline; changes the boxes."""
    heights = glyphs.boxes[:, 3] - glyphs.boxes[:, 1]
    fonts = _Fonts(text_page)
    sizes: dict[float, float] = {}
    for height, place in zip(*np.unique(np.round(heights, 1), return_index=True), strict=True):
        size = fonts.size(int(glyphs.index[place]))
        if size and height > _TALLEST * size:
            sizes[float(height)] = size
    for height, size in sizes.items():
        for place in np.flatnonzero(np.abs(heights - height) < 0.06).tolist():
            x, y = fonts.origin(int(glyphs.index[place]))
            a, b, _, d, _, f = frame.matrix
            if abs(a) > abs(b):
                base = b * x + d * y + f
                glyphs.boxes[place, 1], glyphs.boxes[place, 3] = base - 0.8 * size, base + 0.22 * size


def _cut(glyphs: Glyphs, text_page: Any, page: int) -> list[Piece]:
    count = len(glyphs.codes)
    boxes = glyphs.boxes
    x0, top, x1, bottom = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    height = np.maximum(bottom - top, 0.1)
    em = np.maximum(height[1:], height[:-1])
    shared = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    gap = x0[1:] - x1[:-1]
    breaks = (
        (shared < 0.4 * np.minimum(height[1:], height[:-1])) | (gap > _PIECE_GAP * em) | (x0[1:] < x0[:-1] - 0.35 * em)
    )
    starts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    ends = np.concatenate((starts[1:], [count]))
    spaced = glyphs.spaced.copy()
    spaced[1:] |= gap > _SPACE_GAP * em
    spaced[starts] = False
    text, lefts, shift = _with_spaces(glyphs.codes, x0, x1, spaced)
    out_starts = starts + shift[starts]
    number = np.zeros(len(lefts), dtype=np.float64)
    number[out_starts[1:]] = 1
    # Adding a growing constant lets one running maximum serve all pieces.
    lifted = lefts + np.cumsum(number) * 1e6
    lefts = np.maximum.accumulate(lifted) - np.cumsum(number) * 1e6
    edges: list[float] = np.round(lefts, 2).tolist()
    lengths = ends - starts
    mean_top = np.add.reduceat(top, starts) / lengths
    mean_bottom = np.add.reduceat(bottom, starts) / lengths
    middle = (top + bottom) / 2
    tops = np.minimum(mean_top, np.minimum.reduceat(middle, starts) - 0.6)
    bottoms = np.maximum(mean_bottom, np.maximum.reduceat(middle, starts) + 0.6)
    rights = np.maximum.reduceat(x1, starts)
    fonts = _Fonts(text_page)
    # The tallest of three letters: a footnote's mark is no measure of its line.
    thirds = np.stack([starts + lengths * step // 4 for step in (1, 2, 3)])
    middles = thirds[np.argmax(height[thirds], axis=0), np.arange(len(starts))]
    sizes = [
        fonts.size(index) or tall
        for index, tall in zip(glyphs.index[middles].tolist(), height[middles].tolist(), strict=True)
    ]
    first, last = glyphs.index[starts].tolist(), glyphs.index[ends - 1].tolist()
    out_ends = (ends - 1 + shift[ends - 1] + 1).tolist()
    soft = glyphs.soft[ends - 1].tolist()
    pieces = []
    for number_, (a, b) in enumerate(zip(out_starts.tolist(), out_ends, strict=True)):
        piece_edges = edges[a:b]
        piece_edges.append(max(piece_edges[-1], round(float(rights[number_]), 2)))
        begins_bold = fonts.is_bold(first[number_])
        pieces.append(
            Piece(
                text[a:b],
                piece_edges,
                float(tops[number_]),
                float(bottoms[number_]),
                sizes[number_],
                page,
                begins_bold,
                fonts.is_bold(last[number_]) if b - a > 1 else begins_bold,
                soft[number_],
            )
        )
    return pieces


def _with_spaces(
    codes: npt.NDArray[np.uint32],
    x0: npt.NDArray[np.float64],
    x1: npt.NDArray[np.float64],
    spaced: npt.NDArray[np.bool_],
) -> tuple[str, npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The page's string with its spaces, left edges, and how far each character moved right."""
    shift = np.cumsum(spaced, dtype=np.int64)
    total = len(codes) + int(shift[-1])
    places = np.arange(len(codes)) + shift
    out = np.full(total, 0x20, dtype="<u4")
    out[places] = codes
    lefts = np.empty(total, dtype=np.float64)
    lefts[places] = x0
    gaps = places[spaced] - 1
    lefts[gaps] = x1[np.flatnonzero(spaced) - 1]
    return out.tobytes().decode("utf-32-le"), lefts, shift


def is_hidden(glyphs: Glyphs, text_page: Any) -> bool:
    """Whether most of the text is invisible, as the layer that OCR programs put over a scan is."""
    sample = glyphs.index[:: max(1, len(glyphs.index) // 20)].tolist()
    hidden = 0
    for index in sample:
        item = pdfium_c.FPDFText_GetTextObject(text_page, index)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(item) if item else -1
        hidden += mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
    return 2 * hidden > len(sample)


class _Fonts:
    """Size and weight of single characters."""

    def __init__(self, text_page: Any) -> None:
        self._address = ctypes.cast(text_page, _Pointer).value or 0
        self._buffer = ctypes.create_string_buffer(96)
        self._flags = ctypes.c_int()
        self._matrix = (ctypes.c_float * 6)()
        self._places = (
            ctypes.addressof(self._buffer),
            ctypes.addressof(self._flags),
            ctypes.addressof(self._matrix),
        )
        self._known: dict[bytes, bool] = {}

    def size(self, index: int) -> float:
        """The font size as printed, in points; 0 where the PDF does not say."""
        size = float(_font_size(self._address, index))
        if _char_matrix(self._address, index, self._places[2]):
            size *= math.hypot(self._matrix[2], self._matrix[3])
        return round(abs(size), 2) if math.isfinite(size) else 0.0

    def origin(self, index: int) -> tuple[float, float]:
        """Where the character stands on its baseline, in the page's own space."""
        x, y = ctypes.c_double(), ctypes.c_double()
        _char_origin(self._address, index, ctypes.addressof(x), ctypes.addressof(y))
        return x.value, y.value

    def is_bold(self, index: int) -> bool:
        """Whether the font's name, flags or weight say bold."""
        name_at, flags_at, _ = self._places
        length = _font_info(self._address, index, name_at, 96, flags_at)
        name = self._buffer.value if 0 < length <= 96 else b""
        known = self._known.get(name)
        if known is None:
            lowered = name.lower()
            known = any(word in lowered for word in (b"bold", b"black", b"heavy", b"-bd"))
            known = known or bool(self._flags.value & _FORCE_BOLD)
            known = known or (not name and _font_weight(self._address, index) >= 600)
            self._known[name] = known
        return known
