"""Put places on a page in reading order by where they are printed, for pages in two columns.

Where large headings stand beside text, parsing may join the columns; what is printed below a heading in its own
column, and in the next column, belongs to it all the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.model import BlockKind, Line, ParsedDocument

# Page, part of the page between full-width rows, column, height or offset.
Key = tuple[int, int, int, float]

# In points: wider than any space between words, narrower than between columns.
_GAP = 12.0
_LONG = 15
_FEWEST_LINES = 12
# At most this share of the long lines crosses the gutter, and each column holds this share.
_CROSSING, _COLUMN = 0.15, 0.2
_OVERLAP = 2.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line's characters without a gap as wide as those between columns; `x0`, `x1` are its edges."""

    start: int
    end: int
    x0: float
    x1: float
    top: float
    bottom: float


def pieces(text: str, line: Line) -> list[Piece]:
    """The pieces of one line, which has several where parsing joined columns."""
    cuts = [
        place
        for place in range(line.start, line.start + len(line.edges) - 1)
        if text[place].isspace() and line.edges[place + 1 - line.start] - line.edges[place - line.start] > _GAP
    ]
    found = []
    for start, end in zip([line.start, *(cut + 1 for cut in cuts)], [*cuts, line.end], strict=True):
        if start < end and line.edges:
            x0, x1 = line.edges[start - line.start], line.edges[end - line.start]
            found.append(Piece(start, end, x0, x1, line.top, line.bottom))
    return found


class Order:
    """Sorts the offsets of one document."""

    def __init__(self, document: ParsedDocument) -> None:
        self._text = document.text
        self._lines = sorted(document.lines, key=lambda line: line.start)
        self._starts = [line.start for line in self._lines]
        self._pages = sorted((page.start, page.number) for page in document.pages)
        aside = {BlockKind.FURNITURE, BlockKind.FOOTNOTE}
        spans = sorted((block.start, block.end) for block in document.blocks if block.kind in aside)
        first_aside = spans[0][0] if spans else len(document.text)
        by_page: dict[int, list[Piece]] = defaultdict(list)
        for line in self._lines:
            if line.start < first_aside:
                by_page[line.page] += pieces(document.text, line)
        self._columns = {page: found for page, rows in by_page.items() if (found := _Columns.of(rows)) is not None}

    def key(self, offset: int) -> Key:
        """Where the character at `offset` stands in reading order."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return (self._page(offset), 0, 0, float(offset))
        line = self._lines[place]
        columns = self._columns.get(line.page)
        found = pieces(self._text, line) if columns is not None else []
        if columns is None or not found:
            return (line.page, 0, 0, float(offset))
        piece = max((one for one in found if one.start <= offset), key=lambda one: one.start, default=found[0])
        return (line.page, *columns.place(piece), line.top)

    def at_column(self, page: int, piece: Piece) -> Key:
        """Where something stands that parsing put aside, as at the top of its column."""
        columns = self._columns.get(page)
        return (page, 0, int(columns is not None and piece.x0 > columns.gutter - 1), piece.top if columns else -1.0)

    def _page(self, offset: int) -> int:
        place = bisect_right(self._pages, (offset, 1 << 30)) - 1
        return self._pages[place][1] if place >= 0 else 1


class _Columns:
    def __init__(self, gutter: float, breaks: Sequence[float]) -> None:
        self.gutter, self.breaks = gutter, sorted(breaks)

    @classmethod
    def of(cls, rows: Sequence[Piece]) -> _Columns | None:
        """The two columns of a page; None where it has one, or more."""
        long = [row for row in rows if row.end - row.start >= _LONG]
        if len(long) < _FEWEST_LINES:
            return None
        left, right = min(row.x0 for row in long), max(row.x1 for row in long)
        steps = [left + (right - left) * share / 100 for share in range(40, 61)]
        crossing = {at: sum(row.x0 < at - 1 and row.x1 > at + 1 for row in long) for at in steps}
        fewest = min(crossing.values())
        best = [at for at in steps if crossing[at] == fewest]
        gutter = best[len(best) // 2]
        lefts = sum(row.x1 <= gutter + 1 for row in long)
        rights = sum(row.x0 >= gutter - 1 for row in long)
        if fewest > _CROSSING * len(long) or min(lefts, rights) < _COLUMN * len(long):
            return None
        wide = [row.top for row in rows if row.x0 < gutter - 1 and row.x1 > gutter + 1]
        return cls(gutter, [*wide, *_lone(rows, gutter)])

    def place(self, piece: Piece) -> tuple[int, int]:
        """The band and column of a piece; one that crosses the gutter opens a band."""
        return bisect_right(self.breaks, piece.top + 0.5), int(piece.x0 >= self.gutter - 1)


def _lone(rows: Sequence[Piece], gutter: float) -> list[float]:
    """The tops of large rows in the left column with nothing beside them, but text beside what is above and below."""
    heights = sorted(row.bottom - row.top for row in rows)
    usual = heights[len(heights) // 2]
    rights = [row for row in rows if row.x0 >= gutter - 1]
    found = []
    for row in rows:
        if row.bottom - row.top < 1.3 * usual or row.x0 >= gutter:
            continue
        beside = any(one.top < row.bottom + _OVERLAP and one.bottom > row.top - _OVERLAP for one in rights)
        above = any(one.bottom <= row.top for one in rights)
        below = any(one.top >= row.bottom for one in rights)
        if not beside and above and below:
            found.append(row.top)
    return found
