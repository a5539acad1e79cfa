"""Group a page's pieces into rows, and cut the rows' boxes so that neighbours do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from policyscan.parse.records import Piece, Row

# Two pieces share a row when their centre lines are nearer than this share of the lower one's height.
_SAME_ROW = 0.45
# A word on end has at least this many letters.
_FEWEST_ON_END = 4


def group_rows(pieces: Iterable[Piece]) -> list[Row]:
    """Rows from top to bottom, the pieces of each from left to right."""
    rows: list[Row] = []
    current: list[Piece] = []
    middle = low_height = 0.0
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.x0)):
        height = piece.bottom - piece.top
        here = piece.middle
        if current and abs(here - middle) < _SAME_ROW * min(height, low_height):
            current.append(piece)
            if height > low_height:
                middle, low_height = here, height
            continue
        if current:
            rows.append(_row(current))
        current, middle, low_height = [piece], here, height
    if current:
        rows.append(_row(current))
    return rows


def _row(pieces: list[Piece]) -> Row:
    if len(pieces) > 1:
        pieces.sort(key=lambda piece: piece.x0)
    return Row(pieces)


def part_boxes(pieces: Sequence[Piece]) -> None:
    """Cut overlapping boxes of pieces that stand above one another half-way; changes them in place."""
    ordered = sorted(pieces, key=lambda piece: piece.top)
    for number, upper in enumerate(ordered):
        for lower in ordered[number + 1 : number + 6]:
            if lower.top >= upper.bottom:
                break
            if lower.x0 >= upper.x1 or upper.x0 >= lower.x1 or lower.middle - upper.middle < 2.0:
                continue
            cut = (max(lower.top, upper.middle) + min(upper.bottom, lower.middle)) / 2
            upper.bottom, lower.top = min(upper.bottom, cut), max(lower.top, cut)


def join(pieces: Sequence[Piece]) -> Piece:
    """One line from pieces that stand side by side, a space between each two."""
    first = pieces[0]
    if len(pieces) == 1:
        return first
    text, edges = first.text, list(first.edges)
    for piece in pieces[1:]:
        touches = piece.x0 - edges[-1] < 0.12 * first.size
        right = edges[-1]
        if not touches:
            text += " "
            text += piece.text
            # The space reaches from the end of the one to the start of the other.
            edges += [max(right, edge) for edge in piece.edges]
        else:
            text += piece.text
            # Where the two overlap, the last letter of the one keeps its place.
            edges = edges[:-1] + [max(right, edge) for edge in piece.edges]
        for place in range(1, len(edges)):
            if edges[place] < edges[place - 1]:
                edges[place] = edges[place - 1]
    longest = max(pieces, key=lambda piece: len(piece.text))
    return Piece(
        text,
        edges,
        min(piece.top for piece in pieces),
        max(piece.bottom for piece in pieces),
        longest.size,
        first.page,
        first.bold,
        pieces[-1].bold_end,
        pieces[-1].is_soft,
        first.is_ocr,
    )


def cut(piece: Piece, start: int, end: int) -> Piece:
    """The characters of a piece from `start` to `end`, as a piece of its own."""
    return Piece(
        piece.text[start:end],
        piece.edges[start : end + 1],
        piece.top,
        piece.bottom,
        piece.size,
        piece.page,
        piece.bold,
        piece.bold_end,
        piece.is_soft and end == len(piece.text),
        piece.is_ocr,
    )


def part_upright(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces that read from left to right, and those that stand on end, put together to lines.

    A line on end comes as one piece for each letter, lying on its side: wider than it is high.
    """
    upright: list[Piece] = []
    on_end: list[Piece] = []
    run: list[Piece] = []
    for piece in pieces:
        if run and not _stands_by(run[-1], piece):
            _settle(run, upright, on_end)
            run = []
        run.append(piece)
    if run:
        _settle(run, upright, on_end)
    return upright, on_end


def _stands_by(above: Piece, piece: Piece) -> bool:
    if len(piece.text) > 2 or len(above.text) > 2:
        return False
    gap = max(piece.top - above.bottom, above.top - piece.bottom)
    return abs(piece.x0 + piece.x1 - above.x0 - above.x1) < 6 and gap < 0.9 * max(piece.size, above.size)


def _settle(run: list[Piece], upright: list[Piece], on_end: list[Piece]) -> None:
    lying = sum(piece.x1 - piece.x0 > piece.bottom - piece.top for piece in run)
    if len(run) < _FEWEST_ON_END or lying < 0.6 * len(run):
        upright += run
        return
    text = run[0].text
    for above, piece in pairwise(run):
        gap = max(piece.top - above.bottom, above.top - piece.bottom)
        text += (" " if gap > 0.15 * piece.size else "") + piece.text
    left, right = min(piece.x0 for piece in run), max(piece.x1 for piece in run)
    edges = [round(left + (right - left) * place / len(text), 2) for place in range(len(text) + 1)]
    top, bottom = min(piece.top for piece in run), max(piece.bottom for piece in run)
    on_end.append(Piece(text, edges, top, bottom, run[0].size, run[0].page, run[0].bold, run[-1].bold_end))


def is_title(lines: Sequence[Piece]) -> bool:
    """Whether all lines are bold or in capitals."""
    return all((line.bold and line.bold_end) or line.text.isupper() for line in lines)
