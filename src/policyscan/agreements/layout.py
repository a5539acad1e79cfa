"""Lay out a document as printed pieces with a place on the page, whether from its text or from a second reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from policyscan.model import BlockKind, Box, ParsedDocument
from policyscan.parse.records import OcrLine

# A gap in a line wider than this many times a letter's width parts two columns.
_GAP_LETTERS = 4.0
_GAP_POINTS = 14.0
# Where nothing is known of places, lines stand this far apart and columns this far to the right, in points.
_LINE_POINTS = 14.0
_COLUMN_POINTS = 300.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Words side by side on one line of a page. `start, end` are offsets in the text, equal for a second reading.

    `score` is the OCR engine's certainty, 1 for a text layer. `is_prose` marks a line of a long paragraph,
    `is_margin` one of a running head or foot.
    """

    text: str
    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    score: float = 1.0
    is_prose: bool = False
    is_margin: bool = False

    @property
    def box(self) -> Box:
        """Where it is printed."""
        return Box(self.page, self.x0, self.top, self.x1, self.bottom)

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


def pieces(document: ParsedDocument) -> tuple[Piece, ...]:
    """The pieces of a document's own text, page by page from top to bottom."""
    found = list(_from_lines(document) if document.lines else _from_blocks(document))
    found.sort(key=lambda piece: (piece.page, piece.is_margin, piece.top, piece.x0))
    return tuple(found)


def seen(lines: Sequence[OcrLine]) -> tuple[Piece, ...]:
    """The pieces of a page's second reading."""
    return tuple(
        Piece(
            line.text, 0, 0, line.box.page, line.box.x0, line.box.top, line.box.x1, line.box.bottom, line.score,
            is_prose=len(line.text) > 70,
        )
        for line in sorted(lines, key=lambda line: (line.box.top, line.box.x0))
    )  # fmt: skip


def _from_lines(document: ParsedDocument) -> Iterator[Piece]:
    blocks = sorted(document.blocks, key=lambda block: block.start)
    at = 0
    for line in sorted(document.lines, key=lambda line: line.start):
        while at + 1 < len(blocks) and blocks[at + 1].start <= line.start:
            at += 1
        block = blocks[at] if blocks else None
        is_margin = block is not None and block.kind is BlockKind.FURNITURE
        is_prose = block is not None and block.kind is not BlockKind.TABLE_ROW and block.end - block.start > 220
        for start, end in _columns(document.text[line.start : line.end], line.edges):
            text = document.text[line.start + start : line.start + end]
            if text.strip():
                yield Piece(
                    text, line.start + start, line.start + end, line.page, line.edges[start], line.top,
                    line.edges[end], line.bottom, is_prose=is_prose, is_margin=is_margin,
                )  # fmt: skip


def _columns(text: str, edges: Sequence[float]) -> Iterator[tuple[int, int]]:
    widths = [right - left for left, right in pairwise(edges) if right > left]
    limit = max(_GAP_POINTS, _GAP_LETTERS * median(widths)) if widths else _GAP_POINTS
    start = 0
    for index, char in enumerate(text):
        if char == " " and edges[index + 1] - edges[index] > limit:
            yield start, index
            start = index + 1
    yield start, len(text)


def _from_blocks(document: ParsedDocument) -> Iterator[Piece]:
    for number, block in enumerate(document.blocks):
        at = block.start
        text = document.text[block.start : block.end]
        for column, part in enumerate(text.split(" | ")):
            top = number * _LINE_POINTS
            left = column * _COLUMN_POINTS
            yield Piece(
                part, at, at + len(part), block.page, left, top, left + 5.0 * len(part), top + 10.0,
                is_prose=len(part) > 220, is_margin=block.kind is BlockKind.FURNITURE,
            )  # fmt: skip
            at += len(part) + 3
