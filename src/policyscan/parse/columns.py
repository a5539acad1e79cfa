"""Tell columns of running text, whose lines need not stand level, from the cells of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from policyscan.parse.records import Piece, Row

# A gap between columns is at least this wide, in points; word spaces in large type stay below.
GUTTER = 7.0
# On each side of a gap stand at least so many rows, where it is more than chance.
FEWEST_PARTED = 3
# Columns whose lines do not stand level are told by so many turns from one to the other, each line beginning this deep
# beside the one before; they hold at least so many lines.
TURNS, _BESIDE, _FEWEST_LINES = 3, 0.15, 4
# Steps from line to line differ by less than this share.
_SAME_STEP = 0.05
# Cells of one row stand level to so many points.
_LEVEL = 0.6
# A column's first line stands at most so many of its heights above the next.
_TOP_GAP = 1.5
# Rows further apart than this belong to no one band, in points.
FURTHEST = 60.0
# Rows looked at from one on.
LOOK_AHEAD = 10
# A line of a column of running text is at least so long, in points.
_LINE = 90.0
# Forms that were scanned askew have rows by turns, too; their cells are shorter than this.
_OCR_LINE = 180.0
_NO_LIMIT = 1e9
Span = tuple[float, float]


def is_line(piece: Piece) -> bool:
    """Whether a piece is as long as a line of running text, and no cell."""
    return piece.x1 - piece.x0 >= (_OCR_LINE if piece.is_ocr else _LINE)


def are_beside(upper: Row, lower: Row) -> bool:
    """Whether of two rows the lower begins beside the upper, and not below it."""
    apart = max(lower.pieces[0].x0 - upper.pieces[-1].x1, upper.pieces[0].x0 - lower.pieces[-1].x1)
    return apart >= GUTTER and upper.bottom - lower.top > _BESIDE * min(
        upper.bottom - upper.top, lower.bottom - lower.top
    )


def is_near(upper: Row, lower: Row) -> bool:
    """Whether two rows are as near as lines of one paragraph."""
    return lower.top - upper.bottom < 0.5 * (lower.bottom - lower.top)


def common_gaps(rows: Sequence[Row], tight: float) -> list[Span]:
    """The gaps that no piece of any row reaches into, from left to right."""
    spans = sorted((piece.x0, piece.x1) for row in rows for piece in row.pieces)
    gaps: list[Span] = []
    reach = spans[0][1]
    for left, right in spans:
        if left - reach >= tight:
            gaps.append((reach, left))
        reach = max(reach, right)
    return gaps


def between(rows: Sequence[Row], number: int) -> list[Span]:
    """The gaps between columns whose lines do not stand level, so that rows hold lines of either by turns."""
    near = list(rows[number : number + LOOK_AHEAD])
    for at, (upper, lower) in enumerate(pairwise(near)):
        if lower.top - upper.bottom > FURTHEST:
            near = near[: at + 1]
            break
    by_turns = 0
    for count, (upper, lower) in enumerate(pairwise(near), 2):
        by_turns += are_beside(upper, lower)
        if by_turns < TURNS:
            continue
        # What crosses a gap further down ends the columns; it does not unmake them.
        part = near[:count]
        gaps = [gap for gap in common_gaps(part, GUTTER) if _parts_lines(part, gap)]
        if gaps:
            return gaps
    return []


def _parts_lines(rows: Sequence[Row], gap: Span) -> bool:
    """Whether lines of running text stand on both sides of a gap."""
    left = sum(is_line(row.pieces[0]) for row in rows if row.pieces[0].x1 <= gap[0] + 0.1)
    right = sum(is_line(row.pieces[-1]) for row in rows if row.pieces[-1].x0 >= gap[1] - 0.1)
    return min(left, right) >= 2


def go_on(rows: Sequence[Row], gutters: Sequence[Span]) -> bool:
    """Whether columns go on on both sides of a gutter: what ended was a chart within one of them."""
    near = rows[:LOOK_AHEAD]
    for low, high in gutters:
        left = sum(is_line(row.pieces[0]) and row.pieces[0].x1 <= low + 0.1 for row in near)
        right = sum(is_line(row.pieces[-1]) and row.pieces[-1].x0 >= high - 0.1 for row in near)
        crossed = any(piece.x0 < low - 1 and piece.x1 > high + 1 for row in near for piece in row.pieces)
        if not crossed and min(left, right) >= FEWEST_PARTED:
            return True
    return False


def goes_on_above(rows: Sequence[Row], gutters: Sequence[Span]) -> bool:
    """Whether the last row goes on with text of the first column; rows of other columns may stand between."""
    column = [row for row in rows[-LOOK_AHEAD:] if row.pieces[0].x1 <= gutters[0][0] + 0.1]
    start = column[-1].pieces[0].x0 if column else 0.0
    if not any(abs(row.pieces[0].x0 - start) < 3 for row in column[:-1]):
        return False
    if is_near(column[-2], column[-1]):
        return True
    # Or as far below as that is below the one before, in text that is set wide.
    steps = [lower.pieces[0].middle - upper.pieces[0].middle for upper, lower in pairwise(column[-3:])]
    return len(steps) == 2 and is_line(column[-2].pieces[0]) and abs(steps[1] - steps[0]) < _SAME_STEP * steps[0]


def are_uneven(rows: Sequence[Row]) -> bool:
    """Whether most lines of either column stand higher or lower than those of the other, as in running text."""
    by_turns = sum(are_beside(upper, lower) for upper, lower in pairwise(rows))
    pairs = [(row.pieces[0], row.pieces[-1]) for row in rows if len(row.pieces) > 1]
    uneven = sum(abs(left.middle - right.middle) > _LEVEL and not left.is_ocr for left, right in pairs)
    return by_turns + uneven >= _FEWEST_LINES and by_turns + uneven >= 0.5 * (by_turns + len(pairs))


def are_text(rows: Sequence[Row], gutters: Sequence[Span]) -> bool:
    """Whether each column holds lines of running text, most of them nearly as wide as the column."""
    for low, high in _sides(gutters):
        inside = [piece for row in rows for piece in row.pieces if low <= piece.x0 and piece.x1 <= high]
        widths = sorted(piece.x1 - piece.x0 for piece in inside)
        if len(widths) < _FEWEST_LINES or widths[len(widths) // 2] < _LINE:
            return False
    return True


def _sides(gutters: Sequence[Span]) -> list[Span]:
    """Where the columns between gutters lie."""
    limits = [0.0, *(edge for gutter in gutters for edge in gutter), _NO_LIMIT]
    return [(low - 0.1, high + 0.1) for low, high in zip(limits[::2], limits[1::2], strict=True)]


def tops_a_column(row: Row, band: Sequence[Row], gutters: Sequence[Span]) -> bool:
    """Whether a row above a band is a line of one of its columns: close above that column's next."""
    if len(row.pieces) > 1:
        return False
    piece = row.pieces[0]
    inside = [(low, high) for low, high in _sides(gutters) if low <= piece.x0 and piece.x1 <= high]
    if not inside:
        return False
    low, high = inside[0]
    below = next((other for r in band[:LOOK_AHEAD] for other in r.pieces if low <= other.x0 and other.x1 <= high), None)
    return below is not None and below.top - piece.bottom < _TOP_GAP * (piece.bottom - piece.top)
