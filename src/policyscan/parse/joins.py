"""Put together what a column's or page's end has cut apart."""

from __future__ import annotations

from collections.abc import Iterable

from policyscan.model import BlockKind
from policyscan.parse.blocks import BlockDraft, has_ended, is_left_open

# Between the parts of a sentence stand at most so many blocks, each of at most so many characters.
_MOST_BETWEEN, _LONGEST_BETWEEN = 16, 160
# A line that breaks off in a sentence has at least so many words.
_FEWEST_WORDS = 6
# A line that leaves this share of the text's width free is short.
_SHORT = 0.16
_FLOWING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def join_zones(zones: Iterable[list[BlockDraft]]) -> list[BlockDraft]:
    """One list of blocks from the zones of all pages, in order.

    The first block of a zone joins the last one before it where that one breaks off in a sentence.
    """
    joined: list[BlockDraft] = []
    for zone in zones:
        for place, block in enumerate(zone):
            before = joined[-1] if joined else None
            # A foot breaks off as an unfinished sentence does; the text above it has the better claim.
            if place == 0 and len(joined) > 1 and _is_foot(joined[-1], joined[-2]) and _takes_up(joined[-2], block):
                joined[-2].lines += block.lines
                continue
            if place == 0 and before is not None and not block.is_apart and _goes_on(before, block):
                before.lines += block.lines
                continue
            joined.append(block)
    return _over_intruders(joined)


def _over_intruders(blocks: list[BlockDraft]) -> list[BlockDraft]:
    """The same blocks, a sentence put together that breaks off above a foot, a head or a figure and goes on below.

    What stands between follows it.
    """
    found: list[BlockDraft] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        found.append(block)
        at += 1
        between = at
        while between < len(blocks) and between - at < _MOST_BETWEEN and _may_intrude(blocks[between], block):
            between += 1
        if at < between < len(blocks) and _takes_up(block, blocks[between]):
            block.lines += blocks[between].lines
            found += blocks[at:between]
            at = between + 1
    return found


def _is_foot(block: BlockDraft, before: BlockDraft) -> bool:
    """Whether a block is a single short line below a text that fills its lines."""
    width = before.right - before.x0
    return len(block.lines) == 1 and block.marker is None and block.last.x1 < before.right - _SHORT * width


def _may_intrude(block: BlockDraft, before: BlockDraft) -> bool:
    """Whether a block is short and no rest of a sentence, on the page of the one before or the next."""
    is_short = len(block.text) <= _LONGEST_BETWEEN and not block.first.text[:1].islower()
    return is_short and block.first.page - before.last.page <= 1


def _takes_up(before: BlockDraft, block: BlockDraft) -> bool:
    """Whether a block goes on in the middle of the sentence with which another, full to its last line, breaks off."""
    if before.kind not in _FLOWING or block.kind is not BlockKind.PARAGRAPH or block.marker is not None:
        return False
    if (
        len(before.text.split()) < _FEWEST_WORDS
        or not _is_full(before)
        or abs(before.last.size - block.first.size) > 0.3
    ):
        return False
    if block.first.page - before.last.page not in (0, 1):
        return False
    text, start = before.last.text.rstrip(), block.first.text
    is_open = text[-1:].isalnum() and (text.split()[-1].islower() or is_left_open(text))
    return is_open and start[:1].islower() and " " in start


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


def _is_full(block: BlockDraft) -> bool:
    """Whether the last line reaches the right margin, so that the text may go on."""
    return block.last.x1 > block.right - _SHORT * max(block.right - block.x0, 1.0)
