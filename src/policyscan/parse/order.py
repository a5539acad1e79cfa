"""Put a page's rows into reading order: one column after the other, the cells of a chart row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policyscan.parse.markers import read_marker
from policyscan.parse.records import Piece, Row
from policyscan.parse.rows import cut, group_rows, join

# A gap between columns is at least this wide, in points; word spaces in large type stay below.
_GUTTER = 7.0
# Where words start exactly at a column's edge, the gap before them may be this small.
_TIGHT_GUTTER = 1.5
# Lines in a text column fill at least this share of it, in the middle of all lines.
_PROSE_FILL = 0.55
# A column of running text is at least this share of the page's width.
_PROSE_WIDTH = 0.2
_PROSE_LINES = 4
_EVEN = 0.6
# A line across a gap ends a band only if this many rows stand on both sides of the gap.
_FEWEST_PARTED = 3
# Above these lengths (words; characters) a chart's row is running text, a first cell no defined term.
_LONGEST_CHART_ROW = 130
_LONGEST_TERM = 40
# Word spaces in justified lines reach this many times the height of the line.
_STRETCHED = 2.6
# Of the rows of a column at least this share starts (or ends, or is centred) at one place.
_LINED_UP = 0.6

_Span = tuple[float, float]


@dataclass(slots=True)
class Zone:
    """Lines to be read from top to bottom: a column, a cell, or the whole page.

    `is_row` says that the lines are one row of a chart, each line one of its cells' lines;
    `is_apart` that the zone goes on with nothing that stands before it.
    """

    lines: list[Piece] = field(default_factory=list)
    is_row: bool = False
    is_apart: bool = False


def order_rows(rows: Sequence[Row], page_width: float) -> list[Zone]:
    """The zones of a page in reading order."""
    zones: list[Zone] = []
    plain: list[Piece] = []
    for band in _bands([_with_markers(row) for row in rows]):
        if len(band.gutters) == 0:
            plain += [join(row.pieces) for row in band.rows]
            continue
        if plain:
            zones.append(Zone(plain))
            plain = []
        zones += _read_band(band, page_width)
    if plain:
        zones.append(Zone(plain))
    return zones


def _with_markers(row: Row) -> Row:
    """The row with each list marker joined to the text behind it, and a stretched line to one."""
    if len(row.pieces) == 1:
        return row
    if _is_stretched(row):
        return Row([join(row.pieces)])
    pieces: list[Piece] = []
    waiting: Piece | None = None
    for piece in row.pieces:
        if waiting is not None:
            piece = join([waiting, piece])
            waiting = None
        if len(piece.text) <= 9 and _is_marker_only(piece.text):
            waiting = piece
        else:
            pieces.append(piece)
    if waiting is not None:
        pieces.append(waiting)
    return Row(pieces)


def _is_stretched(row: Row) -> bool:
    """Whether the gaps are but the word spaces of a justified line: all alike, and none very wide."""
    gaps = [right.x0 - left.x1 for left, right in pairwise(row.pieces)]
    size = max(piece.bottom - piece.top for piece in row.pieces)
    if len(gaps) < 2 or max(gaps) > _STRETCHED * size or max(gaps) > 1.7 * max(min(gaps), 1.0):
        return False
    wordy = sum(any(char.isalpha() for char in piece.text) for piece in row.pieces)
    return wordy >= 0.7 * len(row.pieces)


def _is_marker_only(text: str) -> bool:
    marker = read_marker(text + " X")
    return marker is not None and len(marker.text) == len(text)


@dataclass(slots=True)
class _Band:
    rows: list[Row]
    gutters: list[_Span]


def _bands(rows: Sequence[Row]) -> list[_Band]:
    """Runs of rows that share a gutter, and the runs of plain rows between them."""
    if all(len(row.pieces) == 1 for row in rows):
        return [_Band(list(rows), [])]
    bands: list[_Band] = []
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
            bands.append(_Band(_take_back(bands, band, gutters), gutters))
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


def _add_plain(bands: list[_Band], row: Row) -> None:
    if bands and not bands[-1].gutters:
        bands[-1].rows.append(row)
    else:
        bands.append(_Band([row], []))


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


def _take_back(bands: list[_Band], band: list[Row], gutters: Sequence[_Span]) -> list[Row]:
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
    while above and not taken[:1] and _is_title([title]) and len(above[-1].pieces) == 1:
        line = above[-1].pieces[0]
        if not (_is_title([line]) and abs(line.x0 - title.x0) < 3 and line.x1 <= gutters[0][0] + 0.1):
            break
        if not _is_near(above[-1], band[0]):
            break
        band.insert(0, above.pop())
    if not above:
        bands.pop()
    return taken + band


def _read_band(band: _Band, page_width: float) -> list[Zone]:
    columns = _columns(band)
    if len(columns) < 2:
        return [Zone([join(row.pieces) for row in band.rows])]
    if _are_even(columns) and all(_is_prose(column, page_width) for column in columns):
        return [Zone([line for _, line in column]) for column in columns]
    if not _are_level(band):
        return _read_apart(band, columns, page_width)
    zones = []
    for part in _parts(band, columns):
        numbered = [[(row, line) for row, line in column if row in part] for column in columns]
        zones += _read_part([cell for cell in numbered if cell])
    return zones


def _read_apart(band: _Band, columns: Sequence[Sequence[tuple[int, Piece]]], page_width: float) -> list[Zone]:
    """Columns that have nothing to do with one another: each is put in order for itself."""
    zones: list[Zone] = []
    for column in columns:
        left, right = min(line.x0 for _, line in column) - 0.1, max(line.x1 for _, line in column) + 0.1
        pieces = [piece for row in band.rows for piece in row.pieces if left <= piece.x0 and piece.x1 <= right]
        inner = order_rows(group_rows(pieces), page_width)
        for zone in inner:
            zone.is_apart = True
        zones += inner
    return zones


def _read_part(cells: Sequence[Sequence[tuple[int, Piece]]]) -> list[Zone]:
    """The zones of one row of a chart, or of one title beside its text."""
    lines = [[line for _, line in cell] for cell in cells]
    if len(cells) == 1:
        return [Zone(lines[0])]
    first, second = lines[0], lines[1]
    is_term = len(cells) == 2 and len(first) == 1 and cells[0][0][0] == cells[1][0][0]
    is_term = is_term and (any(char.islower() for char in first[0].text) or first[0].text.endswith(":"))
    if is_term and len(first[0].text) <= _LONGEST_TERM and len(second) > 1 and len(second[0].text) > _LONGEST_TERM:
        return [Zone([join([first[0], second[0]]), *second[1:]], is_apart=True)]
    words = sum(line.text.count(" ") + 1 for cell in lines for line in cell)
    if words > _LONGEST_CHART_ROW or (len(cells) == 2 and _is_title(first) and not _is_title(second)):
        return [Zone(cell, is_apart=True) for cell in lines]
    return [Zone([line for cell in lines for line in cell], is_row=True)]


def _is_title(lines: Sequence[Piece]) -> bool:
    return all((line.bold and line.bold_end) or line.text.isupper() for line in lines)


def _are_level(band: _Band) -> bool:
    """Whether the cells of a row stand on one line, as they do where rows are meant to be read across."""
    level = sides = 0
    for row in band.rows:
        for left, right in pairwise(row.pieces):
            sides += 1
            slack = 3.0 if left.is_ocr else max(0.6, 1.2 * abs(left.size - right.size))
            level += abs(left.middle - right.middle) <= slack
    return level >= 0.5 * sides


def _are_even(columns: Sequence[Sequence[tuple[int, Piece]]]) -> bool:
    """Whether the columns are about as wide as one another, as columns of running text are."""
    widths = [max(line.x1 for _, line in column) - min(line.x0 for _, line in column) for column in columns]
    return min(widths) >= _EVEN * max(widths)


def _columns(band: _Band) -> list[list[tuple[int, Piece]]]:
    """For each column its lines, each with the number of its row in the band."""
    limits = [(low + high) / 2 for low, high in sorted(band.gutters)]
    columns: list[list[tuple[int, Piece]]] = [[] for _ in range(len(limits) + 1)]
    for number, row in enumerate(band.rows):
        cells: dict[int, list[Piece]] = {}
        for piece in row.pieces:
            centre = (piece.x0 + piece.x1) / 2
            cells.setdefault(sum(centre > limit for limit in limits), []).append(piece)
        for place, pieces in cells.items():
            columns[place].append((number, join(pieces)))
    return [column for column in columns if column]


def _is_prose(column: Sequence[tuple[int, Piece]], page_width: float) -> bool:
    if len(column) < _PROSE_LINES:
        return False
    left, right = min(line.x0 for _, line in column), max(line.x1 for _, line in column)
    widths = sorted(line.x1 - line.x0 for _, line in column)
    full = widths[len(widths) // 2] >= _PROSE_FILL * (right - left)
    return full and right - left >= _PROSE_WIDTH * page_width


def _parts(band: _Band, columns: Sequence[Sequence[tuple[int, Piece]]]) -> list[set[int]]:
    """The rows of the chart: each a set of printed rows that belong together.

    A new one starts where the first column starts again after a gap, or with each printed row where
    all columns are filled on nearly all of them.
    """
    filled = sum(len(column) for column in columns)
    is_full = filled >= 0.85 * len(band.rows) * len(columns)
    heights = sorted(row.bottom - row.top for row in band.rows)
    usual = heights[len(heights) // 2]
    first = {number for number, _ in columns[0]}
    going_on = _going_on(columns)
    parts: list[set[int]] = []
    last_bottom = 0.0
    for number, row in enumerate(band.rows):
        gap = row.top - last_bottom
        opens = number in first and (is_full or number - 1 not in first or gap > 0.35 * usual)
        if not parts or (opens and not (number in going_on and gap < 0.5 * usual)) or gap > 0.8 * usual:
            parts.append(set())
        parts[-1].add(number)
        last_bottom = max(last_bottom, row.bottom)
    return parts


def _going_on(columns: Sequence[Sequence[tuple[int, Piece]]]) -> set[int]:
    """The printed rows on which some cell's sentence goes on from the row above."""
    found: set[int] = set()
    for column in columns:
        for (above, upper), (number, lower) in pairwise(column):
            open_end = upper.text[-1:].isalnum() or upper.text[-1:] in ",-"
            if number == above + 1 and open_end and lower.text[:1].islower():
                found.add(number)
    return found
