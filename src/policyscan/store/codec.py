"""Layouts and OCR pages as compact bytes, and back.

A layout holds what is large and seldom needed: lines with the edges of every character, blocks,
tables, soft hyphens. Lengths are kept in hundredths of a point. It is packed as length-prefixed fields:
one JSON object, then little-endian 32-bit arrays; edges are differences from their predecessor, which
zlib packs to about a byte a character. What is kept are the fields, and pieces of the edges, each
compressed by itself, so that the boxes of a few words take a small part of a manual's layout.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from math import isnan
from operator import sub
from typing import TYPE_CHECKING, Any

from policyscan.errors import WorkspaceError
from policyscan.model import Block, BlockKind, Box, Cell, Line, ParsedDocument, Table

if TYPE_CHECKING:
    from policyscan.parse import OcrPage

# Until the pieces, all fields were compressed as one.
_FORMAT, _IN_ONE = b"PSL2", b"PSL1"
_STEPS_PER_POINT = 100
# Two such values differ by less than 2**31, so that a difference fits 32 bits too. Damaged files
# name coordinates of any size.
_FARTHEST = 1_000_000_000
_LENGTH = struct.Struct("<I")
# Of a piece: the edge before it, and its bytes.
_PIECE = struct.Struct("<iI")
# Edges of a piece: a page or two.
_EDGES = 4_096
# Level 1 packs a 600-page layout in a tenth of a second; level 6 saves a tenth of the bytes at
# five times the time.
_LEVEL = 1


class Layout:
    """A layout as it is kept; what is asked for is unpacked then."""

    def __init__(self, fields: Sequence[bytes], pieces: Sequence[tuple[int, bytes]]) -> None:
        self._head = fields[0]
        self._starts, self._ends, self._pages, self._tops, self._bottoms = map(_unpack, fields[1:6])
        # Characters before each line; it has one edge more than characters, so its first edge is `index` further on.
        self._before: array[int] = array("q", accumulate(map(sub, self._ends, self._starts), initial=0))
        self._pieces = pieces
        self._edges: dict[int, array[int]] = {}

    @property
    def characters(self) -> int:
        """Number of characters with a place, for those who watch their memory."""
        return self._before[-1] + len(self._starts)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """Return what `ParsedDocument.boxes` gives, without building its lines."""
        if self._is_ordered:
            first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        else:
            first, last = 0, len(self._starts)
        found = []
        for index in range(first, last):
            here, there = max(start, self._starts[index]), min(end, self._ends[index])
            if here < there:
                edge = self._before[index] + index - self._starts[index]
                found.append(
                    Box(
                        self._pages[index],
                        self._edge(edge + here) / _STEPS_PER_POINT,
                        self._tops[index] / _STEPS_PER_POINT,
                        self._edge(edge + there) / _STEPS_PER_POINT,
                        self._bottoms[index] / _STEPS_PER_POINT,
                    )
                )
        return tuple(found)

    def lines(self) -> tuple[Line, ...]:
        """All lines, in the order in which they were put."""
        pieces = (self._edges_of(number) for number in range(len(self._pieces)))
        edges = tuple(value / _STEPS_PER_POINT for piece in pieces for value in piece)
        offsets = [before + index for index, before in enumerate(self._before)]
        return tuple(
            Line(start, end, page, top / _STEPS_PER_POINT, bottom / _STEPS_PER_POINT, edges[low:high])
            for start, end, page, top, bottom, low, high in zip(
                self._starts, self._ends, self._pages, self._tops, self._bottoms, offsets, offsets[1:], strict=False
            )
        )

    def _edge(self, at: int) -> int:
        number, within = divmod(at, _EDGES)
        return self._edges_of(number)[within]

    def _edges_of(self, number: int) -> array[int]:
        if number not in self._edges:
            before, packed = self._pieces[number]
            steps = _unpack(zlib.decompress(packed))
            steps[0] += before
            self._edges[number] = array("i", accumulate(steps))
        return self._edges[number]

    @cached_property
    def _is_ordered(self) -> bool:
        return _never_falls(self._starts) and _never_falls(self._ends)

    @cached_property
    def _others(self) -> dict[str, Any]:
        others: dict[str, Any] = json.loads(self._head.decode("utf-8", "surrogatepass"))
        return others

    def blocks(self) -> tuple[Block, ...]:
        """All blocks."""
        return tuple(Block(BlockKind(kind), *rest) for kind, *rest in self._others["blocks"])

    def tables(self) -> tuple[Table, ...]:
        """All tables with their cells."""
        return tuple(
            Table(
                page,
                _box(box),
                rows,
                columns,
                tuple(Cell(row, column, text, _box(place) if place else None) for row, column, text, place in cells),
            )
            for page, box, rows, columns, cells in self._others["tables"]
        )

    def soft_hyphens(self) -> tuple[int, ...]:
        """Offsets of hyphens at line ends."""
        return tuple(self._others["soft_hyphens"])


def pack_layout(document: ParsedDocument) -> bytes:
    """Turn the layout's fields into bytes, not yet compressed: the same for equal layouts."""
    lines = document.lines
    for line in lines:
        if len(line.edges) != line.end - line.start + 1:
            raise ValueError(f"a line of {line.end - line.start} characters has {len(line.edges)} edges")
    head = {
        "blocks": [
            [block.kind, block.start, block.end, block.page, block.marker, block.depth, block.section]
            for block in document.blocks
        ],
        "tables": [
            [
                table.page,
                _unbox(table.box),
                table.rows,
                table.columns,
                [[cell.row, cell.column, cell.text, _unbox(cell.box)] for cell in table.cells],
            ]
            for table in document.tables
        ],
        "soft_hyphens": list(document.soft_hyphens),
    }
    edges = _steps(edge for line in lines for edge in line.edges)
    fields = [
        dump_json(head).encode("utf-8", "surrogatepass"),
        _pack(line.start for line in lines),
        _pack(line.end for line in lines),
        _pack(line.page for line in lines),
        _pack(_steps(line.top for line in lines)),
        _pack(_steps(line.bottom for line in lines)),
        _pack([*edges[:1], *map(sub, edges[1:], edges)]),
    ]
    return b"".join(_LENGTH.pack(len(field)) + field for field in fields)


def compress_layout(packed: bytes) -> bytes:
    """Packed fields as they are kept."""
    *fields, steps = _fields(packed)
    first = zlib.compress(b"".join(_LENGTH.pack(len(field)) + field for field in fields), _LEVEL)
    kept = [_FORMAT, _LENGTH.pack(len(first)), first]
    before = 0
    size = _EDGES * _unpack(b"").itemsize
    for at in range(0, len(steps), size):
        piece = steps[at : at + size]
        packed_piece = zlib.compress(piece, _LEVEL)
        kept += [_PIECE.pack(before, len(packed_piece)), packed_piece]
        before += sum(_unpack(piece))
    return b"".join(kept)


def decode_layout(data: bytes) -> Layout:
    """Open what `compress_layout` made."""
    if data[:4] == _IN_ONE:
        data = compress_layout(zlib.decompress(data[4:]))
    fields, pieces = _apart(data)
    return Layout(list(_fields(fields)), pieces)


def unpack_layout(data: bytes) -> bytes:
    """The packed fields that `compress_layout` was given, in whichever format they were kept."""
    if data[:4] == _IN_ONE:
        return zlib.decompress(data[4:])
    fields, pieces = _apart(data)
    steps = b"".join(zlib.decompress(piece) for _, piece in pieces)
    return fields + _LENGTH.pack(len(steps)) + steps


def _apart(data: bytes) -> tuple[bytes, list[tuple[int, bytes]]]:
    """The fields but the last, and the pieces of that one, each with the edge before it and still compressed."""
    if data[:4] != _FORMAT:
        raise WorkspaceError(
            f"A stored layout has an unknown format ({data[:4]!r}).",
            fix="Upgrade policyscan, or ingest the documents into a new workspace.",
        )
    (length,) = _LENGTH.unpack_from(data, 4)
    at = 4 + _LENGTH.size
    fields = zlib.decompress(data[at : at + length])
    at += length
    pieces = []
    while at < len(data):
        before, length = _PIECE.unpack_from(data, at)
        at += _PIECE.size
        pieces.append((before, data[at : at + length]))
        at += length
    return fields, pieces


def _fields(packed: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(packed):
        (length,) = _LENGTH.unpack_from(packed, at)
        at += _LENGTH.size
        yield packed[at : at + length]
        at += length


def encode_ocr_page(page: OcrPage) -> bytes:
    """One page's OCR; scores are kept exactly, lengths in hundredths of a point."""
    lines = [[line.text, _unbox(line.box), line.score, [round(edge, 2) for edge in line.edges]] for line in page.lines]
    return zlib.compress(dump_json(lines).encode("utf-8", "surrogatepass"))


def decode_ocr_page(data: bytes, number: int, engine: str) -> OcrPage:
    """Turn what `encode_ocr_page` made into the record that parsing takes."""
    from policyscan.parse import OcrLine, OcrPage

    lines = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    return OcrPage(
        number=number,
        engine=engine,
        lines=tuple(
            OcrLine(text=text, box=_box(box), score=score, edges=tuple(edges)) for text, box, score, edges in lines
        ),
    )


def dump_json(value: object) -> str:
    """Compact JSON, the same for equal values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _steps(points: Iterable[float]) -> list[int]:
    values = [point * _STEPS_PER_POINT for point in points]
    try:
        steps = [round(value) for value in values]
    except (ValueError, OverflowError):
        # No number, or infinite: only damaged files have such coordinates.
        steps = [round(_within(value)) for value in values]
    if steps and (min(steps) < -_FARTHEST or max(steps) > _FARTHEST):
        steps = [max(-_FARTHEST, min(_FARTHEST, step)) for step in steps]
    return steps


def _within(value: float) -> float:
    return 0.0 if isnan(value) else max(-_FARTHEST, min(_FARTHEST, value))


def _pack(values: Iterable[int]) -> bytes:
    packed = array("i", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpack(data: bytes) -> array[int]:
    values = array("i")
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _box(values: Sequence[Any]) -> Box:
    return Box(values[0], *map(float, values[1:]))


def _unbox(box: Box | None) -> list[float] | None:
    if box is None:
        return None
    return [box.page, round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2)]


def _never_falls(values: Sequence[int]) -> bool:
    # Sorting what is sorted is the fastest way to look at each pair.
    listed = list(values)
    return listed == sorted(listed)
