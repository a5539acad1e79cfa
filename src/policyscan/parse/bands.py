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
_EXACT, _FEWEST_EXACT = 0.8, 12
# Columns whose lines do not stand level are told by so many lines by turns, each beginning this deep beside the other.
_FEWEST_BY_TURNS, _BESIDE = 4, 0.15
# Cells of one row stand level to so many points.
_LEVEL = 0.6
# A column's first line stands at most so many of its heights above the next.
_TOP_GAP = 1.5
# Rows looked at below the end of a chart.
_LOOK_AHEAD = 10
# A line of a column of running text is at least so long, in points.
_LINE = 90.0
_Span = tuple[float, float]


@dataclass(slots=True)
class Band:
    """Rows that follow one another, and the gaps (from, to) that part them all; none on plain rows."""

    rows: list[Row]
    gutters: list[_Span]


def find_bands(rows: Sequence[Row]) -> list[Band]:
    """Runs of rows that share a gutter, and the runs of plain rows between them."""
    bands: list[Band] = []
    number = 0
    while number < len(rows):
        gutters = _gaps(rows[number]) + _between(rows, number)
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
            if not kept or rows[end].top - rows[end - 1].bottom > 60:
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
        gutters = [gutter for gutter in _common_gaps(band, tight) if _is_lined_up(band, gutter)]
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
        left = sum(_is_line(row.pieces[0]) and row.pieces[0].x1 <= low + 0.1 for row in near)
        right = sum(_is_line(row.pieces[-1]) and row.pieces[-1].x0 >= high - 0.1 for row in near)
        crossed = any(piece.x0 < low - 1 and piece.x1 > high + 1 for row in near for piece in row.pieces)
        if not crossed and min(left, right) >= _FEWEST_PARTED:
            return True
    return False


def _is_line(piece: Piece) -> bool:
    """Whether a piece is as long as a line of running text, and no cell."""
    return piece.x1 - piece.x0 >= _LINE


def _between(rows: Sequence[Row], number: int) -> list[_Span]:
    """The gap between columns whose lines stand half a line lower in the one than in the other.

    Rows then hold a line of either column by turns, each beginning beside the one before.
    """
    near = rows[number : number + _FEWEST_BY_TURNS]
    if len(near) < _FEWEST_BY_TURNS or not all(_are_beside(upper, lower) for upper, lower in pairwise(near)):
        return []
    left, right = sorted((near[::2], near[1::2]), key=lambda part: part[0].pieces[0].x0)
    low, high = max(row.pieces[-1].x1 for row in left), min(row.pieces[0].x0 for row in right)
    has_text = any(_is_line(row.pieces[0]) for row in near)
    return [(low, high)] if has_text and high - low >= _GUTTER else []


def _are_beside(upper: Row, lower: Row) -> bool:
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


def _is_lined_up(rows: Sequence[Row], gutter: _Span) -> bool:
    """Whether the text behind a gutter starts, ends or is centred at one place on most rows.

    Wide spaces in justified lines may stand above one another by chance; what follows them does not.
    """
    behind: list[Piece] = []
    both_sides = sum(_are_beside(upper, lower) for upper, lower in pairwise(rows))
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
    # Two starts that nearly all rows keep to exactly: text, and a chart set in from its edge.
    starts = Counter(round(2 * value) for value in places[0])
    return len(behind) >= _FEWEST_EXACT and sum(n for _, n in starts.most_common(2)) >= _EXACT * len(behind)


def _add_plain(bands: list[Band], row: Row) -> None:
    if bands and not bands[-1].gutters:
        bands[-1].rows.append(row)
    else:
        bands.append(Band([row], []))


def _gaps(row: Row) -> list[_Span]:
    pairs = pairwise(row.pieces)
    return [(left.x1, right.x0) for left, right in pairs if right.x0 - left.x1 >= _GUTTER]


def _part(row: Row, gutters: Sequence[_Span]) -> Row | None:
    """The row with a piece cut where a word starts exactly at the column behind a gutter, if one does."""
    for _, high in gutters:
        for number, piece in enumerate(row.pieces):
            if not piece.x0 < high - 1 < piece.x1 - 1:
                continue
            place = next((at for at, edge in enumerate(piece.edges[:-1]) if abs(edge - high) <= 0.4), 0)
            if place > 1 and piece.text[place - 1] == " ":
                halves = [cut(piece, 0, place - 1), cut(piece, place, len(piece.text))]
                return Row([*row.pieces[:number], *halves, *row.pieces[number + 1 :]])
    return None


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
    last = rows[-1]
    for row in reversed(rows[-1 - _FEWEST_BY_TURNS : -1]):
        if row.pieces[0].x1 <= gutters[0][0] + 0.1:
            return _is_near(row, last) and abs(row.pieces[0].x0 - last.pieces[0].x0) < 3
    return False


def _are_uneven(rows: Sequence[Row]) -> bool:
    """Whether most lines of either column stand higher or lower than those of the other, as in running text."""
    by_turns = sum(_are_beside(upper, lower) for upper, lower in pairwise(rows))
    pairs = [(row.pieces[0], row.pieces[-1]) for row in rows if len(row.pieces) > 1]
    uneven = sum(abs(left.middle - right.middle) > _LEVEL and not left.is_ocr for left, right in pairs)
    return by_turns + uneven >= _FEWEST_BY_TURNS and by_turns + uneven >= 0.5 * (by_turns + len(pairs))


def _sides(gutters: Sequence[_Span]) -> list[_Span]:
    """Where the columns between gutters lie."""
    limits = [0.0, *(edge for gutter in gutters for edge in gutter), 1e9]
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
