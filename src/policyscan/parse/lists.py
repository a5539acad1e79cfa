"""Give every list item its depth, from its number's family and its indent."""

from __future__ import annotations

from collections.abc import Sequence

from policyscan.model import BlockKind
from policyscan.parse.blocks import BlockDraft
from policyscan.parse.markers import Marker

# Items of one list start within this many points of one another.
_SAME_INDENT = 7.0


def set_depths(blocks: Sequence[BlockDraft]) -> None:
    """Set `depth` of all list items, 0 for the outermost; changes the blocks."""
    stack: list[tuple[str, float, int]] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            stack = []
            continue
        if block.kind is not BlockKind.LIST_ITEM or block.marker is None:
            continue
        marker = block.marker
        if marker.parts:
            block.depth = len(marker.parts) - 1
            stack = [(marker.style, block.x0, block.first.page)] * len(marker.parts)
            continue
        found = _find(stack, marker, block)
        if found is None:
            page = block.first.page
            while stack and stack[-1][2] == page and block.x0 < stack[-1][1] - _SAME_INDENT:
                stack.pop()
            stack.append((marker.style, block.x0, page))
        else:
            stack = [*stack[:found], (marker.style, block.x0, block.first.page)]
        block.depth = len(stack) - 1


def _find(stack: Sequence[tuple[str, float, int]], marker: Marker, block: BlockDraft) -> int | None:
    """The place in the stack of the list to which the item belongs."""
    page = block.first.page
    for place in range(len(stack) - 1, -1, -1):
        style, x0, seen_on = stack[place]
        if style != marker.style:
            continue
        shift = block.x0 - x0
        if abs(shift) <= _SAME_INDENT or seen_on != page:
            return place
        if marker.is_bullet:
            continue
        if shift > _SAME_INDENT and marker.is_first:
            return None
        return place
    return None
