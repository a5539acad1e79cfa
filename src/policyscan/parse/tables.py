"""Find ruled tables with pdfplumber, on the few pages whose rules can be one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from policyscan.model import Box, Cell, Table
from policyscan.parse.markers import read_marker
from policyscan.parse.order import Zone
from policyscan.parse.records import Drawing, PageDraft, Piece, Row
from policyscan.parse.rows import cut, group_rows, join

# Rules nearer than this are one rule, in points: double lines, and both sides of a thin box.
_SAME_RULE = 3.5
# A chart's row with more words than this is text set in two columns, and is read as such.
_LONGEST_ROW = 130
_TALLEST_SHARE = 0.92
# More rules than this are a drawing.
_MOST_EDGES = 500

_Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's place, and its rows of cells, each a box or None."""

    box: _Corners
    rows: tuple[tuple[_Corners | None, ...], ...]


def find_grids(draft: PageDraft) -> list[Grid]:
    """The grids that pdfplumber's table finder sees in the page's rules.

    It is given the rules that pdfium has read: reading them again through pdfplumber costs forty
    times as long, nearly all of it for characters that nobody asks for.
    """
    from pdfplumber import table as plumber

    edges = [_edge(x, x, low, high, "v") for x, low, high in draft.drawing.vertical]
    edges += [_edge(x0, x1, y, y, "h") for y, x0, x1 in draft.drawing.horizontal]
    merged = plumber.merge_edges(
        edges,
        snap_x_tolerance=_SAME_RULE,
        snap_y_tolerance=_SAME_RULE,
        join_x_tolerance=_SAME_RULE,
        join_y_tolerance=_SAME_RULE,
    )
    if len(merged) > _MOST_EDGES:
        return []
    cells = plumber.intersections_to_cells(plumber.edges_to_intersections(merged, _SAME_RULE, _SAME_RULE))
    no_page: Any = None
    tables = [plumber.Table(no_page, group) for group in plumber.cells_to_tables(cells)]
    return [_grid(table) for table in tables]


def _grid(table: Any) -> Grid:
    x0, top, x1, bottom = (float(value) for value in table.bbox)
    return Grid((x0, top, x1, bottom), tuple(tuple(row.cells) for row in table.rows))


def _edge(x0: float, x1: float, top: float, bottom: float, orientation: str) -> dict[str, Any]:
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": orientation,
        "object_type": "line",
    }


def may_hold_table(draft: PageDraft) -> bool:
    """Whether the page has rules that cross, with words between them."""
    drawing = draft.drawing
    if len(drawing.vertical) < 3 or len(drawing.horizontal) < 2:
        return False
    crossing = _crossing(drawing)
    if len(_distinct(x for x, _, _ in crossing)) < 3:
        return False
    left, right = min(x for x, _, _ in crossing), max(x for x, _, _ in crossing)
    top, bottom = min(low for _, low, _ in crossing), max(high for _, _, high in crossing)
    inside = sum(
        left <= (piece.x0 + piece.x1) / 2 <= right and top <= piece.middle <= bottom
        for row in draft.rows
        for piece in row.pieces
    )
    return inside >= 4


def _crossing(drawing: Drawing) -> list[tuple[float, float, float]]:
    """The vertical rules that meet at least two horizontal ones."""
    found = []
    horizontal = drawing.horizontal[:400]
    for x, low, high in drawing.vertical[:400]:
        heights = [y for y, x0, x1 in horizontal if x0 - 4 <= x <= x1 + 4 and low - 4 <= y <= high + 4]
        if len(_distinct(heights)) >= 2:
            found.append((x, low, high))
    return found


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _SAME_RULE:
            kept.append(value)
    return kept


def take_tables(draft: PageDraft, grids: Sequence[Grid]) -> tuple[list[tuple[float, list[Zone]]], list[Table]]:
    """Move the words of tables out of the draft's rows.

    Gives, for each table, its top and its zones (a chart's row is one zone), and the tables' records.
    """
    placed: list[tuple[float, list[Zone]]] = []
    tables: list[Table] = []
    for grid in sorted(grids, key=lambda grid: (grid.box[1], grid.box[0])):
        if not _is_sensible(grid, draft):
            continue
        inside, outside = _split(draft.rows, grid)
        cells = _fill(grid, inside)
        if _is_boxed_list(cells):
            continue
        filled = [sum(bool(cell) for cell in row) for row in cells]
        if sum(count >= 2 for count in filled) < 2 or max(filled) < 2:
            continue
        draft.rows = group_rows(outside)
        zones, table = _record(draft.number, grid, cells)
        placed.append((grid.box[1], zones))
        tables.append(table)
    return placed, tables


def _is_sensible(grid: Grid, draft: PageDraft) -> bool:
    columns = max((len(row) for row in grid.rows), default=0)
    x0, top, x1, bottom = grid.box
    frame = draft.frame
    is_frame = (x1 - x0) * (bottom - top) > _TALLEST_SHARE * frame.width * frame.height
    return len(grid.rows) >= 2 and columns >= 2 and not is_frame


def _is_boxed_list(cells: Sequence[Sequence[Sequence[Piece]]]) -> bool:
    """Whether most rows hold a number or sign and one text: a list with lines drawn around it."""
    rows = 0
    numbered = 0
    for row in cells:
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        rows += 1
        if len(filled) > 1 or read_marker(filled[0][0].text):
            numbered += all(len(cell) <= 2 and _is_number(cell[0].text) for cell in filled[:-1])
    return rows > 0 and numbered >= 0.7 * rows


def _is_number(text: str) -> bool:
    marker = read_marker(text + " X")
    return marker is not None and len(marker.text) >= len(text) and not text[:-1].isdigit()


def _split(rows: Sequence[Row], grid: Grid) -> tuple[list[Piece], list[Piece]]:
    inside: list[Piece] = []
    outside: list[Piece] = []
    x0, top, x1, bottom = grid.box
    for row in rows:
        for piece in row.pieces:
            centre = (piece.x0 + piece.x1) / 2
            is_in = top - 1 <= piece.middle <= bottom + 1 and x0 - 2 <= centre <= x1 + 2
            (inside if is_in else outside).append(piece)
    return inside, outside


def _fill(grid: Grid, pieces: Sequence[Piece]) -> list[list[list[Piece]]]:
    """For each row and cell the pieces in it, cut at the cells' borders."""
    cells: list[list[list[Piece]]] = [[[] for _ in row] for row in grid.rows]
    boxes = [
        (box, row, column) for row, line in enumerate(grid.rows) for column, box in enumerate(line) if box is not None
    ]
    for piece in pieces:
        level = [entry for entry in boxes if entry[0][1] - 1 <= piece.middle <= entry[0][3] + 1]
        if not level:
            level = [min(boxes, key=lambda entry: abs((entry[0][1] + entry[0][3]) / 2 - piece.middle))]
        for part in _cut(piece, sorted({box[0] for box, _, _ in level} | {box[2] for box, _, _ in level})):
            centre = (part.x0 + part.x1) / 2
            _, row, column = min(
                level, key=lambda entry: max(entry[0][0] - centre, centre - entry[0][2], 0.0) * 1000 + entry[0][1]
            )
            cells[row][column].append(part)
    return cells


def _cut(piece: Piece, borders: Sequence[float]) -> list[Piece]:
    """The piece cut at the word gaps that stand on a border."""
    inner = [border for border in borders if piece.x0 + 2 < border < piece.x1 - 2]
    if not inner:
        return [piece]
    parts: list[Piece] = []
    start = 0
    for place, char in enumerate(piece.text):
        if char == " " and place > start:
            low, high = piece.edges[place], piece.edges[place + 1]
            if any(low - 2 <= border <= high + 2 for border in inner):
                parts.append(cut(piece, start, place))
                start = place + 1
    parts.append(cut(piece, start, len(piece.text)))
    return parts


def _record(page: int, grid: Grid, cells: list[list[list[Piece]]]) -> tuple[list[Zone], Table]:
    zones: list[Zone] = []
    records: list[Cell] = []
    for number, row in enumerate(cells):
        lines = [[join(line.pieces) for line in group_rows(pieces)] for pieces in row]
        for column, cell in enumerate(lines):
            box = grid.rows[number][column]
            if box is not None:
                text = " ".join(line.text for line in cell)
                records.append(Cell(number, column, text, Box(page, *(round(value, 2) for value in box))))
        filled = [cell for cell in lines if cell]
        words = sum(line.text.count(" ") + 1 for cell in filled for line in cell)
        if words <= _LONGEST_ROW and filled:
            zones.append(Zone([line for cell in filled for line in cell], is_row=True))
        else:
            zones += [Zone(cell, is_apart=True) for cell in filled]
    place = Box(page, *(round(value, 2) for value in grid.box))
    columns = max(len(row) for row in grid.rows)
    return zones, Table(page, place, len(grid.rows), columns, tuple(records))
