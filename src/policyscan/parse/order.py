"""Put a page's rows into reading order: one column after the other, the cells of a chart row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policyscan.parse.bands import Band, find_bands
from policyscan.parse.columns import are_beside, is_line
from policyscan.parse.markers import read_marker
from policyscan.parse.records import Piece, Row
from policyscan.parse.rows import group_rows, is_title, join

# Lines in a text column fill at least this share of it, in the middle of all lines.
_PROSE_FILL = 0.55
# A column of running text is at least this share of the page's width.
_PROSE_WIDTH = 0.2
_PROSE_LINES = 4
_EVEN = 0.6
# Columns within columns are looked for this often.
_DEEPEST = 3
# Above these lengths (words; characters) a chart's row is running text, a first cell no defined term.
_LONGEST_CHART_ROW = 130
_LONGEST_TERM = 40
# Line distances that differ by this much are not of one text; lines further apart than this many heights do not follow.
_OWN_LEADING, _LINE_STEP = 1.08, 2.2
# A bare number further off than this from the text behind it, in points, ends a column and marks no item.
_MARKER_GAP = 90.0
# Columns start at places that differ by less than this, on rows so near.
_SAME_PLACE, _NEAR_ROWS = 0.6, 7
# Word spaces in justified lines reach this many times the height of the line.
_STRETCHED = 2.6


@dataclass(slots=True)
class Zone:
    """Lines to be read from top to bottom: a column, a cell, or the whole page.

    `is_row` says that the lines are one row of a chart, each line one of its cells' lines;
    `is_apart` that the zone goes on with nothing that stands before it.
    """

    lines: list[Piece] = field(default_factory=list)
    is_row: bool = False
    is_apart: bool = False


def order_rows(rows: Sequence[Row], page_width: float, *, depth: int = 0) -> list[Zone]:
    """The zones of a page in reading order; `depth` counts columns within columns."""
    zones: list[Zone] = []
    plain: list[Piece] = []
    for band in find_bands(
        [_with_markers(row, rows[max(0, at - _NEAR_ROWS) : at + _NEAR_ROWS]) for at, row in enumerate(rows)]
    ):
        if len(band.gutters) == 0:
            plain += [join(row.pieces) for row in band.rows]
            continue
        if plain:
            zones.append(Zone(plain))
            plain = []
        zones += _read_band(band, page_width, depth)
    if plain:
        zones.append(Zone(plain))
    return zones


def _with_markers(row: Row, near: Sequence[Row]) -> Row:
    """The row with each list marker joined to the text behind it, and a stretched line to one."""
    if len(row.pieces) == 1:
        return row
    if _is_stretched(row) and not _shares_gaps(row, near):
        return Row([join(row.pieces)])
    pieces: list[Piece] = []
    waiting: Piece | None = None
    for piece in row.pieces:
        if waiting is not None and waiting.text.isdigit() and piece.x0 - waiting.x1 > _MARKER_GAP:
            pieces.append(waiting)
        elif waiting is not None:
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


def _shares_gaps(row: Row, near: Sequence[Row]) -> bool:
    """Whether behind each gap others near by start at the very same place: columns as far apart as words."""
    starts = [piece.x0 for other in near if other is not row for piece in other.pieces[1:]]
    return all(sum(abs(piece.x0 - start) < _SAME_PLACE for start in starts) > 1 for piece in row.pieces[1:])


def _is_marker_only(text: str) -> bool:
    marker = read_marker(text + " X")
    return marker is not None and len(marker.text) == len(text)


def _read_band(band: Band, page_width: float, depth: int) -> list[Zone]:
    columns = _columns(band)
    if len(columns) < 2:
        return [Zone([join(row.pieces) for row in band.rows])]
    if _are_even(columns) and all(_is_prose(column, page_width) for column in columns):
        return [Zone([line for _, line in column]) for column in columns]
    if not _are_level(band) or _have_own_leading(columns):
        return _read_apart(band, columns, page_width, depth)
    zones = []
    for part in _parts(band, columns):
        numbered = [[(row, line) for row, line in column if row in part] for column in columns]
        zones += _read_part([cell for cell in numbered if cell])
    return zones


def _read_apart(
    band: Band, columns: Sequence[Sequence[tuple[int, Piece]]], page_width: float, depth: int
) -> list[Zone]:
    """Columns that have nothing to do with one another: each is put in order for itself."""
    if depth >= _DEEPEST:
        return [Zone([line for _, line in column], is_apart=True) for column in columns]
    zones: list[Zone] = []
    for column in columns:
        left, right = min(line.x0 for _, line in column) - 0.1, max(line.x1 for _, line in column) + 0.1
        pieces = [piece for row in band.rows for piece in row.pieces if left <= piece.x0 and piece.x1 <= right]
        inner = order_rows(group_rows(pieces), page_width, depth=depth + 1)
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
    if words > _LONGEST_CHART_ROW or (len(cells) == 2 and is_title(first) and not is_title(second)):
        return [Zone(cell, is_apart=True) for cell in lines]
    return [Zone([line for cell in lines for line in cell], is_row=True)]


def _are_level(band: Band) -> bool:
    """Whether the cells of a row stand on one line, as they do where rows are meant to be read across."""
    level = sides = 0
    for row in band.rows:
        for left, right in pairwise(row.pieces):
            sides += 1
            slack = 3.0 if left.is_ocr else max(0.6, 1.2 * abs(left.size - right.size))
            level += abs(left.middle - right.middle) <= slack
    for upper, lower in pairwise(band.rows):
        sides += are_beside(upper, lower) and (is_line(upper.pieces[0]) or is_line(lower.pieces[0]))
    return level >= 0.5 * sides


def _have_own_leading(columns: Sequence[Sequence[tuple[int, Piece]]]) -> bool:
    """Whether two columns of running text have line distances of their own, as a text and what stands beside it."""
    found = [distance for column in columns if (distance := _leading(column))]
    return len(found) == len(columns) and max(found) > _OWN_LEADING * min(found)


def _leading(column: Sequence[tuple[int, Piece]]) -> float:
    """The usual distance of lines that follow one another; 0 where too few do."""
    lines = [line for _, line in column if is_line(line)]
    steps = sorted(
        lower.middle - upper.middle
        for upper, lower in pairwise(lines)
        if lower.middle - upper.middle < _LINE_STEP * (lower.bottom - lower.top)
    )
    return steps[len(steps) // 2] if len(steps) >= _PROSE_LINES else 0.0


def _are_even(columns: Sequence[Sequence[tuple[int, Piece]]]) -> bool:
    """Whether the columns are about as wide as one another, as columns of running text are."""
    widths = [max(line.x1 for _, line in column) - min(line.x0 for _, line in column) for column in columns]
    return min(widths) >= _EVEN * max(widths)


def _columns(band: Band) -> list[list[tuple[int, Piece]]]:
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


def _parts(band: Band, columns: Sequence[Sequence[tuple[int, Piece]]]) -> list[set[int]]:
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
