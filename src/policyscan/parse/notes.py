"""Find footnotes: smaller type at the foot of a column, opened by a note's mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.model import BlockKind
from policyscan.parse.blocks import BlockDraft
from policyscan.parse.order import Zone
from policyscan.parse.records import Piece

_SMALLER = 0.93
# Small type beside other text, above this share of what stands on the page, is a letterhead's and no note.
_HIGHEST = 0.3
_MARK = re.compile(
    r"^(?:\[?\d{1,3}\]?(?=[\s.]*[A-Z“\"'‘(\[§a-z])|[*†‡§]{1,3}\s?(?=\S)|[¹²³⁴⁵⁶⁷⁸⁹⁰]+\s?"
    # Letters and small Roman numbers, as reports mark the notes of their lists.
    r"|(?:[a-z]|[ivx]{2,4})\s(?=[A-Z“\"]))"
)
_NUMBER = re.compile(r"\d{1,3}")


def split_notes(zones: Sequence[Zone], body_size: float) -> list[BlockDraft]:
    """Take the footnotes off the zones' ends and give them back as blocks; changes the zones."""
    notes: list[BlockDraft] = []
    every = [line for zone in zones for line in zone.lines]
    if not every:
        return notes
    top, bottom = min(line.top for line in every), max(line.bottom for line in every)
    highest = top + _HIGHEST * (bottom - top)
    for zone in zones:
        if zone.is_row:
            continue
        start = _start_of_notes(zone.lines, body_size)
        if start is None or (zone.is_apart and zone.lines[start].top < highest):
            continue
        for line in zone.lines[start:]:
            if notes and not _opens_note(line, notes[-1]):
                notes[-1].lines.append(line)
            else:
                notes.append(BlockDraft(BlockKind.FOOTNOTE, [line], text_x=line.x0))
        del zone.lines[start:]
    return notes


def _start_of_notes(lines: Sequence[Piece], body_size: float) -> int | None:
    """The number of the first line of the notes at the end, if there are any."""
    start = len(lines)
    while start and lines[start - 1].size <= _SMALLER * body_size and not lines[start - 1].is_ocr:
        start -= 1
    if start == len(lines) or start == 0:
        # A page that is small all over has no foot: an appendix, a form, a list of endnotes.
        return None
    while start < len(lines) and not _MARK.match(lines[start].text):
        start += 1
    return start if start < len(lines) else None


def _opens_note(line: Piece, note: BlockDraft) -> bool:
    if not _MARK.match(line.text):
        return False
    mine, theirs = _NUMBER.match(line.text), _NUMBER.match(note.first.text)
    if mine is None or theirs is None:
        return mine is None
    return int(mine[0]) - int(theirs[0]) in (1, 2)
