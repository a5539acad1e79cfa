"""Find the gutters of a page: runs of rows that are parted at the same places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from policyscan.parse.records import Piece, Row
from policyscan.parse.rows import cut, is_title

# A gap between columns is at least this wide, in points; word spaces in large type stay below.
_GUTTER = 7.0
# Where words start exactly at a column's edge, the gap before them may be this small.
_TIGHT_GUTTER = 1.5
# A line across a gap ends a band only if this many rows stand on both sides of the gap.
_FEWEST_PARTED = 3
# Of the rows of a column at least this share starts (or ends, or is centred) at one place.
_LINED_UP = 0.6
# Or of at least so many rows this share starts at either of two places, to half a point.
_EXACT, _FEWEST_EXACT = 0.8, 7
# Columns whose lines do not stand level are told by so many lines by turns, each beginning this deep beside the other.
_FEWEST_BY_TURNS, _BESIDE = 4, 0.15
# Steps from line to line differ by less than this share.
_SAME_STEP = 0.05
# Cells of one row stand level to so many points.
_LEVEL = 0.6
# A column's first line stands at most so many of its heights above the next.
_TOP_GAP = 1.5
# Rows further apart than this belong to no one band, in points.
_FURTHEST = 60.0
# Rows looked at below the end of a chart.
_LOOK_AHEAD = 10
# A line of a column of running text is at least so long, in points.
_LINE = 90.0
# Forms that were scanned askew have rows by turns, too; their cells are shorter than this.
_OCR_LINE = 180.0
_NO_LIMIT = 1e9
_Span = tuple[float, float]


@dataclass(slots=True)
class Band:
    """Rows that follow one another, and the gaps (from, to) that part them all; none on plain rows."""

    rows: list[Row]
    gutters: list[_Span]


def find_bands(rows: Sequence[Row]) -> list[Band]:
    """Runs of rows that share a gutter, and the runs of plain rows between them."""
    turns = [are_beside(upper, lower) for upper, lower in pairwise(rows)]
    if not any(turns) and all(len(row.pieces) == 1 for row in rows):
        return [Band(list(rows), [])]
    bands: list[Band] = []
    number = 0
    while number < len(rows):
        gutters = _gaps(rows[number])
        if sum(turns[number : number + _LOOK_AHEAD]) >= _FEWEST_BY_TURNS - 1:
            gutters += _between(rows, number)
        if not gutters:
            _add_plain(bands, rows[number])
            number += 1
            continue
        end = number + 1
        rows = list(rows)
        tight = _GUTTER
        while end < len(rows):
            kept = _narrow(gutters, rows[end], tight)
            parted = _part(rows[end], gutters) if not kept else None
            if parted is not None:
                tight = _TIGHT_GUTTER
                rows[end] = parted
                kept = _narrow(gutters, parted, tight)
            if not kept or rows[end].top - rows[end - 1].bottom > _FURTHEST:
                break
            if (
                len(rows[end].pieces) == 1
                and _closes(rows[number:end], rows[end], tight)
                and not _go_on(rows[end:], kept)
            ):
                break
            gutters, end = kept, end + 1
        # Rows that do not reach the gutter say nothing at the end of a band.
        while end > number + 1 and len(rows[end - 1].pieces) == 1 and _is_left(rows[end - 1], gutters):
            if _goes_on_above(rows[number:end], gutters):
                break
            end -= 1
        band = list(rows[number:end])
        gaps = _common_gaps(band, tight)
        nexts = [*(low for low, _ in gaps[1:]), _NO_LIMIT]
        gutters = [gap for gap, limit in zip(gaps, nexts, strict=False) if _is_lined_up(band, gap, limit)]
        if not gutters:
            for row in band:
                _add_plain(bands, row)
        else:
            bands.append(Band(_take_back(bands, band, gutters), gutters))
        number = end
    return bands


def _closes(band: Sequence[Row], row: Row, tight: float) -> bool:
    """Whether a line lies across a gap that has parted columns on several rows: a chart's foot, say."""
    piece = row.pieces[0]
    for low, high in _common_gaps(band, tight):
        if piece.x0 < low - 1 and piece.x1 > high + 1:
            both = sum(r.pieces[0].x1 <= low + 0.1 and r.pieces[-1].x0 >= high - 0.1 for r in band)
            if both >= _FEWEST_PARTED and _is_lined_up(band, (low, high)):
                return True
    return False


def _go_on(rows: Sequence[Row], gutters: Sequence[_Span]) -> bool:
    """Whether columns go on on both sides of a gutter: what ended was a chart within one of them."""
    near = rows[:_LOOK_AHEAD]
    for low, high in gutters:
        left = sum(is_line(row.pieces[0]) and row.pieces[0].x1 <= low + 0.1 for row in near)
        right = sum(is_line(row.pieces[-1]) and row.pieces[-1].x0 >= high - 0.1 for row in near)
        crossed = any(piece.x0 < low - 1 and piece.x1 > high + 1 for row in near for piece in row.pieces)
        if not crossed and min(left, right) >= _FEWEST_PARTED:
            return True
    return False


def is_line(piece: Piece) -> bool:
    """Whether a piece is as long as a line of running text, and no cell."""
    return piece.x1 - piece.x0 >= (_OCR_LINE if piece.is_ocr else _LINE)


def _between(rows: Sequence[Row], number: int) -> list[_Span]:
    """The gaps between columns whose lines do not stand level, so that rows hold lines of either by turns."""
    near = list(rows[number : number + _LOOK_AHEAD])
    for at, (upper, lower) in enumerate(pairwise(near)):
        if lower.top - upper.bottom > _FURTHEST:
            near = near[: at + 1]
            break
    by_turns = 0
    for count, (upper, lower) in enumerate(pairwise(near), 2):
        by_turns += are_beside(upper, lower)
        if by_turns < _FEWEST_BY_TURNS - 1:
            continue
        # What crosses a gap further down ends the columns; it does not unmake them.
        part = near[:count]
        gaps = [gap for gap in _common_gaps(part, _GUTTER) if _parts_lines(part, gap)]
        if gaps:
            return gaps
    return []


def _parts_lines(rows: Sequence[Row], gap: _Span) -> bool:
    """Whether lines of running text stand on both sides of a gap."""
    left = sum(is_line(row.pieces[0]) for row in rows if row.pieces[0].x1 <= gap[0] + 0.1)
    right = sum(is_line(row.pieces[-1]) for row in rows if row.pieces[-1].x0 >= gap[1] - 0.1)
    return min(left, right) >= 2


def are_beside(upper: Row, lower: Row) -> bool:
    """Whether of two rows the lower begins beside the upper, and not below it."""
    apart = max(lower.pieces[0].x0 - upper.pieces[-1].x1, upper.pieces[0].x0 - lower.pieces[-1].x1)
    return apart >= _GUTTER and upper.bottom - lower.top > _BESIDE * min(
        upper.bottom - upper.top, lower.bottom - lower.top
    )


def _common_gaps(rows: Sequence[Row], tight: float) -> list[_Span]:
    """The gaps that no piece of any row reaches into, from left to right."""
    spans = sorted((piece.x0, piece.x1) for row in rows for piece in row.pieces)
    gaps: list[_Span] = []
    reach = spans[0][1]
    for left, right in spans:
        if left - reach >= tight:
            gaps.append((reach, left))
        reach = max(reach, right)
    return gaps


def _is_lined_up(rows: Sequence[Row], gutter: _Span, limit: float = _NO_LIMIT) -> bool:
    """Whether the text behind a gutter starts, ends or is centred at one place on most rows.

    Wide spaces in justified lines may stand above one another by chance; what follows them does not.
    """
    behind: list[Piece] = []
    both_sides = sum(are_beside(upper, lower) for upper, lower in pairwise(rows))
    for row in rows:
        right = [piece for piece in row.pieces if piece.x0 >= gutter[1] - 0.1]
        if right:
            behind.append(right[0])
            both_sides += len(right) < len(row.pieces)
    if len(behind) < 2 or not both_sides:
        return False
    slack = 9.0 if behind[0].is_ocr else 3.0
    places = (
        [piece.x0 for piece in behind],
        [piece.x1 for piece in behind],
        [(piece.x0 + piece.x1) / 2 for piece in behind],
    )
    for values in places:
        middle = sorted(values)[len(values) // 2]
        if sum(abs(value - middle) <= slack for value in values) >= max(2.0, _LINED_UP * len(values)):
            return True
    # Two starts that nearly all rows up to the next gap keep to exactly: text, and a chart set in from its edge.
    starts = Counter(round(2 * value) for value in places[0] if value < limit)
    count = sum(starts.values())
    return count >= _FEWEST_EXACT and sum(n for _, n in starts.most_common(2)) >= _EXACT * count


def _add_plain(bands: list[Band], row: Row) -> None:
    if bands and not bands[-1].gutters:
        bands[-1].rows.append(row)
    else:
        bands.append(Band([row], []))


def _gaps(row: Row) -> list[_Span]:
    pairs = pairwise(row.pieces)
    return [(left.x1, right.x0) for left, right in pairs if right.x0 - left.x1 >= _GUTTER]


def _part(row: Row, gutters: Sequence[_Span]) -> Row | None:
    """The row with its pieces cut where a word starts exactly at the column behind a gutter, if one does."""
    pieces = list(row.pieces)
    for _, high in gutters:
        for number, piece in enumerate(pieces):
            if not piece.x0 < high - 1 < piece.x1 - 1:
                continue
            place = next((at for at, edge in enumerate(piece.edges[:-1]) if abs(edge - high) <= 0.4), 0)
            if place > 1 and piece.text[place - 1] == " ":
                pieces[number : number + 1] = [cut(piece, 0, place - 1), cut(piece, place, len(piece.text))]
                break
    return Row(pieces) if len(pieces) > len(row.pieces) else None


def _narrow(gutters: Sequence[_Span], row: Row, tight: float = _GUTTER) -> list[_Span]:
    """What the row leaves free of each gutter; a gutter that the row crosses is gone."""
    kept = []
    for low, high in gutters:
        for piece in row.pieces:
            if piece.x1 <= low or piece.x0 >= high:
                continue
            if piece.x0 <= low and piece.x1 >= high:
                low = high
            elif piece.x0 <= low:
                low = piece.x1
            elif piece.x1 >= high or piece.x0 - low >= high - piece.x1:
                high = piece.x0
            else:
                low = piece.x1
        if high - low >= tight:
            kept.append((low, high))
    return kept


def _is_left(row: Row, gutters: Sequence[_Span]) -> bool:
    return row.pieces[-1].x1 <= gutters[0][0] + 0.1


def _is_near(upper: Row, lower: Row) -> bool:
    return lower.top - upper.bottom < 0.5 * (lower.bottom - lower.top)


def _goes_on_above(rows: Sequence[Row], gutters: Sequence[_Span]) -> bool:
    """Whether the last row goes on with text of the first column; rows of other columns may stand between."""
    column = [row for row in rows[-_LOOK_AHEAD:] if row.pieces[0].x1 <= gutters[0][0] + 0.1]
    start = column[-1].pieces[0].x0 if column else 0.0
    if not any(abs(row.pieces[0].x0 - start) < 3 for row in column[:-1]):
        return False
    if _is_near(column[-2], column[-1]):
        return True
    # Or as far below as that is below the one before, in text that is set wide.
    steps = [lower.pieces[0].middle - upper.pieces[0].middle for upper, lower in pairwise(column[-3:])]
    return len(steps) == 2 and is_line(column[-2].pieces[0]) and abs(steps[1] - steps[0]) < _SAME_STEP * steps[0]


def _are_uneven(rows: Sequence[Row]) -> bool:
    """Whether most lines of either column stand higher or lower than those of the other, as in running text."""
    by_turns = sum(are_beside(upper, lower) for upper, lower in pairwise(rows))
    pairs = [(row.pieces[0], row.pieces[-1]) for row in rows if len(row.pieces) > 1]
    uneven = sum(abs(left.middle - right.middle) > _LEVEL and not left.is_ocr for left, right in pairs)
    return by_turns + uneven >= _FEWEST_BY_TURNS and by_turns + uneven >= 0.5 * (by_turns + len(pairs))


def _sides(gutters: Sequence[_Span]) -> list[_Span]:
    """Where the columns between gutters lie."""
    limits = [0.0, *(edge for gutter in gutters for edge in gutter), _NO_LIMIT]
    return [(low - 0.1, high + 0.1) for low, high in zip(limits[::2], limits[1::2], strict=True)]


def _are_text(rows: Sequence[Row], gutters: Sequence[_Span]) -> bool:
    """Whether each column holds lines of running text, most of them nearly as wide as the column."""
    for low, high in _sides(gutters):
        inside = [piece for row in rows for piece in row.pieces if low <= piece.x0 and piece.x1 <= high]
        widths = sorted(piece.x1 - piece.x0 for piece in inside)
        if len(widths) < _FEWEST_BY_TURNS or widths[len(widths) // 2] < _LINE:
            return False
    return True


def _tops_a_column(row: Row, band: Sequence[Row], gutters: Sequence[_Span]) -> bool:
    """Whether a row above a band is a line of one of its columns: close above that column's next."""
    if len(row.pieces) > 1:
        return False
    piece = row.pieces[0]
    inside = [(low, high) for low, high in _sides(gutters) if low <= piece.x0 and piece.x1 <= high]
    if not inside:
        return False
    low, high = inside[0]
    below = next(
        (other for r in band[:_LOOK_AHEAD] for other in r.pieces if low <= other.x0 and other.x1 <= high), None
    )
    return below is not None and below.top - piece.bottom < _TOP_GAP * (piece.bottom - piece.top)


def _take_back(bands: list[Band], band: list[Row], gutters: Sequence[_Span]) -> list[Row]:
    """Add rows above the band that stand wholly in a column other than the first."""
    if not bands or bands[-1].gutters:
        return band
    above = bands[-1].rows
    if _are_uneven(band) and _are_text(band, gutters):
        while above and _tops_a_column(above[-1], band, gutters):
            band.insert(0, above.pop())
        if not above:
            bands.pop()
        return band
    taken: list[Row] = []
    while above and len(above[-1].pieces) == 1 and above[-1].pieces[0].x0 >= gutters[0][1] - 0.1:
        if not _is_near(above[-1], (taken or band)[0]):
            break
        taken.insert(0, above.pop())
    # The first lines of a title that stands beside its text, and is longer upwards.
    title = band[0].pieces[0]
    while above and not taken[:1] and is_title([title]) and len(above[-1].pieces) == 1:
        line = above[-1].pieces[0]
        if not (is_title([line]) and abs(line.x0 - title.x0) < 3 and line.x1 <= gutters[0][0] + 0.1):
            break
        if not _is_near(above[-1], band[0]):
            break
        band.insert(0, above.pop())
    if not above:
        bands.pop()
    return taken + band
