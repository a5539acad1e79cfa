"""Put words that were typed over a blank of underscores where the blank stands in its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from policyscan.parse.records import Piece
from policyscan.parse.rows import cut, join

_BLANK = re.compile(r"_{4,}")
# How far typed words may stand off the blank's centre line, as a share of its height, and beyond its ends, in points.
_OFF_LINE = 0.6
_BEYOND = 6.0


def fill_blanks(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a page, each blank with words typed over it replaced by these words.

    The underscores that show through go; a blank without words stays. Order is kept.
    """
    blanks = [piece for piece in pieces if _BLANK.search(piece.text)]
    if not blanks:
        return list(pieces)
    typed = [piece for piece in pieces if piece.text.strip() and not _BLANK.search(piece.text)]
    taken: set[int] = set()
    filled: dict[int, Piece] = {}
    for blank in blanks:
        whole = _fill(blank, typed, taken)
        if whole is not None:
            filled[id(blank)] = whole
    return [filled.get(id(piece), piece) for piece in pieces if id(piece) not in taken]


def _fill(line: Piece, typed: Sequence[Piece], taken: set[int]) -> Piece | None:
    parts: list[Piece] = []
    at = 0
    for run in _BLANK.finditer(line.text):
        left, right = line.edges[run.start()], line.edges[run.end()]
        words = [
            piece
            for piece in typed
            if id(piece) not in taken
            and abs(piece.middle - line.middle) < _OFF_LINE * (line.bottom - line.top)
            and left - _BEYOND <= piece.x0
            and piece.x1 <= right + _BEYOND
        ]
        if not words:
            continue
        taken.update(id(piece) for piece in words)
        if line.text[at : run.start()].strip():
            parts.append(_trimmed(line, at, run.start()))
        parts += sorted(words, key=lambda piece: piece.x0)
        at = run.end()
    if not parts:
        return None
    if line.text[at:].strip():
        parts.append(_trimmed(line, at, len(line.text)))
    # The line's own type decides what block it belongs to, however large the typed words are.
    return replace(join(parts), size=line.size, bold=line.bold, bold_end=line.bold_end, is_soft=line.is_soft)


def _trimmed(line: Piece, start: int, end: int) -> Piece:
    """The characters of a line without the spaces around them."""
    text = line.text[start:end]
    first = start + len(text) - len(text.lstrip())
    return cut(line, first, start + len(text.rstrip()))
