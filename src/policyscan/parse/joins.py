"""Put together what a column's or page's end has cut apart."""

from __future__ import annotations

from collections.abc import Iterable

from policyscan.model import BlockKind
from policyscan.parse.blocks import BlockDraft, has_ended, is_left_open

# A bracket over a line's end is at most so long on either line (characters), and the lines so near (letter heights).
_LONGEST_NOTE = 80
_NEAR = 1.2
_FLOWING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def join_zones(zones: Iterable[list[BlockDraft]]) -> list[BlockDraft]:
    """One list of blocks from the zones of all pages, in order.

    The first block of a zone joins the last one before it where that one breaks off in a sentence.
    """
    joined: list[BlockDraft] = []
    for zone in zones:
        for place, block in enumerate(zone):
            before = joined[-1] if joined else None
            if before is not None and (
                (place == 0 and not block.is_apart and _goes_on(before, block)) or _closes_a_bracket(before, block)
            ):
                before.lines += block.lines
                continue
            joined.append(block)
    return joined


def _goes_on(before: BlockDraft, block: BlockDraft) -> bool:
    if before.kind is BlockKind.TABLE_ROW and block.kind is BlockKind.PARAGRAPH:
        # A cell that runs over the page's end.
        turns = before.last.page == block.first.page - 1
        return turns and not before.has_ended and block.first.text[:1].islower()
    if before.kind not in _FLOWING or block.kind not in _FLOWING:
        return False
    if before.last.page not in (block.first.page, block.first.page - 1):
        return False
    if abs(before.last.size - block.first.size) > 0.12 * max(before.last.size, 4.0) and not block.first.is_ocr:
        return False
    text = before.last.text
    ended = has_ended(text)
    start = block.first.text
    small = start[:1].islower() or start[:1] in ",;)”’&/"
    if block.marker is not None:
        return not ended and is_left_open(text) and not block.marker.is_first and not block.marker.is_bullet and small
    if ended:
        if small and not text.rstrip().endswith((".", "!", "?")):
            return True
        # The text of a list item goes on at its own indent, which is not the margin.
        hangs = before.marker is not None and before.text_x - before.x0 > 9
        return (
            hangs and before.last.page != block.first.page and abs(block.x0 - before.text_x) < 2.5 and _is_full(before)
        )
    if small or is_left_open(text):
        return True
    whole_bold = block.first.bold and block.first.bold_end and not before.last.bold
    is_title = whole_bold or (start.isupper() and not text.isupper()) or start.rstrip().endswith(":")
    return not is_title and _is_full(before) and len(text) > 20


def _closes_a_bracket(before: BlockDraft, block: BlockDraft) -> bool:
    """Whether a block is the rest of a bracket that the one before it has open: "... (Revised" above "12-18-06)"."""
    if before.kind not in _FLOWING or block.kind is not BlockKind.PARAGRAPH or block.marker is not None:
        return False
    if before.last.page != block.first.page or block.first.top - before.last.bottom > _NEAR * before.last.size:
        return False
    tail, start = before.last.text[-_LONGEST_NOTE:], block.first.text[:_LONGEST_NOTE]
    closes = start.find(")")
    return tail.rfind("(") > tail.rfind(")") and closes >= 0 and "(" not in start[:closes]


def _is_full(block: BlockDraft) -> bool:
    """Whether the last line reaches the right margin, so that the text may go on."""
    return block.last.x1 > block.right - 0.16 * max(block.right - block.x0, 1.0)
