"""Find the gutters of a page: runs of rows that are parted at the same places."""

from __future__ import annotations

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
_Span = tuple[float, float]


@dataclass(slots=True)
class Band:
    """Rows that follow one another, and the gaps (from, to) that part them all; none on plain rows."""

    rows: list[Row]
    gutters: list[_Span]


def find_bands(rows: Sequence[Row]) -> list[Band]:
    """Runs of rows that share a gutter, and the runs of plain rows between them."""
    if all(len(row.pieces) == 1 for row in rows):
        return [Band(list(rows), [])]
    bands: list[Band] = []
    number = 0
    while number < len(rows):
        gutters = _gaps(rows[number])
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
            if len(rows[end].pieces) == 1 and _closes(rows[number:end], rows[end], tight):
                break
            gutters, end = kept, end + 1
        # Rows that do not reach the gutter say nothing at the end of a band.
        while end > number + 1 and len(rows[end - 1].pieces) == 1 and _is_left(rows[end - 1], gutters):
            if _is_near(rows[end - 2], rows[end - 1]) and _same_column_above(rows[number:end], gutters):
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
    both_sides = 0
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
    return False


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


def _same_column_above(rows: Sequence[Row], gutters: Sequence[_Span]) -> bool:
    """Whether the last row goes on with text of the first column."""
    above = rows[-2]
    return above.pieces[0].x1 <= gutters[0][0] + 0.1 and abs(above.pieces[0].x0 - rows[-1].pieces[0].x0) < 3


def _take_back(bands: list[Band], band: list[Row], gutters: Sequence[_Span]) -> list[Row]:
    """Add rows above the band that stand wholly in a column other than the first."""
    if not bands or bands[-1].gutters:
        return band
    above = bands[-1].rows
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
