"""The answer that stands beside a recommendation in a column of its own, where the columns were read one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from policyscan.model import Line, ParsedDocument
from policyscan.rights.rec_cells import Response, cell_response
from policyscan.rights.rec_items import Item

# Points: lines of one row begin at the same height, cells of one column at the same left edge.
_LEVEL, _ALIGNED = 3.0, 4.0
# So many answers make a column.
_FEWEST = 3


def beside(document: ParsedDocument, items: Sequence[Item]) -> dict[int, Response]:
    """Answers by the start of their items; none where fewer than three stand in one column."""
    by_page: dict[int, list[Line]] = defaultdict(list)
    for line in document.lines:
        by_page[line.page].append(line)
    columns: dict[int, list[tuple[float, int, Response]]] = defaultdict(list)
    for item in items:
        page = document.page_at(item.start)
        first = next((line for line in by_page[page] if item.start < line.end), None)
        found_beside = next(_answers(document, item, first, by_page[page]), None) if first else None
        if found_beside is not None:
            edge, response = found_beside
            columns[page].append((edge, item.start, response))
    found: dict[int, Response] = {}
    for column in columns.values():
        for edge, start, response in column:
            if sum(abs(edge - other) <= _ALIGNED for other, *_ in column) >= _FEWEST:
                found[start] = response
    return found


def _answers(
    document: ParsedDocument, item: Item, first: Line, lines: Sequence[Line]
) -> Iterator[tuple[float, Response]]:
    """What stands right of an item's first line and begins with an answer, the nearest first."""
    level = [
        line
        for line in lines
        if abs(line.top - first.top) <= _LEVEL and line.edges[0] >= first.edges[-1] and line.start >= item.end
    ]
    for line in sorted(level, key=lambda line: line.edges[0]):
        response = cell_response(document.text[line.start : line.end], line.start, row=True)
        if response.id:
            yield line.edges[0], response
