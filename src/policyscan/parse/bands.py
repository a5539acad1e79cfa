"""Find the gutters of a page: runs of rows that are parted at the same places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from policyscan.parse.columns import (
    FEWEST_PARTED,
    FURTHEST,
    GUTTER,
    LOOK_AHEAD,
    TURNS,
    Span,
    are_beside,
    are_text,
    are_uneven,
    between,
    common_gaps,
    go_on,
    goes_on_above,
    is_near,
    tops_a_column,
)
from policyscan.parse.records import Piece, Row
from policyscan.parse.rows import cut, is_title

# Where words start exactly at a column's edge, the gap before them may be this small.
_TIGHT_GUTTER = 1.5
# Of the rows of a column at least this share starts (or ends, or is centred) at one place.
_LINED_UP = 0.6
# Or of at least so many rows this share starts at either of two places, to half a point.
_EXACT, _FEWEST_EXACT = 0.8, 7
_NO_LIMIT = 1e9


@dataclass(slots=True)
class Band:
    """Rows that follow one another, and the gaps (from, to) that part them all; none on plain rows."""

    rows: list[Row]
    gutters: list[Span]


def find_bands(rows: Sequence[Row]) -> list[Band]:
    """Runs of rows that share a gutter, and the runs of plain rows between them."""
    turns = [are_beside(upper, lower) for upper, lower in pairwise(rows)]
    if not any(turns) and all(len(row.pieces) == 1 for row in rows):
        return [Band(list(rows), [])]
    bands: list[Band] = []
    number = 0
    while number < len(rows):
        gutters = _gaps(rows[number])
        if sum(turns[number : number + LOOK_AHEAD]) >= TURNS:
            gutters += between(rows, number)
        if not gutters:
            _add_plain(bands, rows[number])
            number += 1
            continue
        end = number + 1
        rows = list(rows)
        tight = GUTTER
        while end < len(rows):
            kept = _narrow(gutters, rows[end], tight)
            parted = _part(rows[end], gutters) if not kept else None
            if parted is not None:
                tight = _TIGHT_GUTTER
                rows[end] = parted
                kept = _narrow(gutters, parted, tight)
            if not kept or rows[end].top - rows[end - 1].bottom > FURTHEST:
                break
            if (
                len(rows[end].pieces) == 1
                and _closes(rows[number:end], rows[end], tight)
                and not go_on(rows[end:], kept)
            ):
                break
            gutters, end = kept, end + 1
        # Rows that do not reach the gutter say nothing at the end of a band.
        while end > number + 1 and len(rows[end - 1].pieces) == 1 and _is_left(rows[end - 1], gutters):
            if goes_on_above(rows[number:end], gutters):
                break
            end -= 1
        band = list(rows[number:end])
        gaps = common_gaps(band, tight)
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
    for low, high in common_gaps(band, tight):
        if piece.x0 < low - 1 and piece.x1 > high + 1:
            both = sum(r.pieces[0].x1 <= low + 0.1 and r.pieces[-1].x0 >= high - 0.1 for r in band)
            if both >= FEWEST_PARTED and _is_lined_up(band, (low, high)):
                return True
    return False


def _is_lined_up(rows: Sequence[Row], gutter: Span, limit: float = _NO_LIMIT) -> bool:
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


def _gaps(row: Row) -> list[Span]:
    pairs = pairwise(row.pieces)
    return [(left.x1, right.x0) for left, right in pairs if right.x0 - left.x1 >= GUTTER]


def _part(row: Row, gutters: Sequence[Span]) -> Row | None:
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


def _narrow(gutters: Sequence[Span], row: Row, tight: float = GUTTER) -> list[Span]:
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


def _is_left(row: Row, gutters: Sequence[Span]) -> bool:
    return row.pieces[-1].x1 <= gutters[0][0] + 0.1


def _take_back(bands: list[Band], band: list[Row], gutters: Sequence[Span]) -> list[Row]:
    """Add rows above the band that stand wholly in a column other than the first."""
    if not bands or bands[-1].gutters:
        return band
    above = bands[-1].rows
    if are_uneven(band) and are_text(band, gutters):
        while above and tops_a_column(above[-1], band, gutters):
            band.insert(0, above.pop())
        if not above:
            bands.pop()
        return band
    taken: list[Row] = []
    while above and len(above[-1].pieces) == 1 and above[-1].pieces[0].x0 >= gutters[0][1] - 0.1:
        if not is_near(above[-1], (taken or band)[0]):
            break
        taken.insert(0, above.pop())
    # The first lines of a title that stands beside its text, and is longer upwards.
    title = band[0].pieces[0]
    while above and not taken[:1] and is_title([title]) and len(above[-1].pieces) == 1:
        line = above[-1].pieces[0]
        if not (is_title([line]) and abs(line.x0 - title.x0) < 3 and line.x1 <= gutters[0][0] + 0.1):
            break
        if not is_near(above[-1], band[0]):
            break
        band.insert(0, above.pop())
    if not above:
        bands.pop()
    return taken + band
