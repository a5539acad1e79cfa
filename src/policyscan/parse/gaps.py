"""Tell a page left empty on purpose from one whose words are gone.

A manual leaves a page empty before a new chapter: the text before it has come to its end, and the next
page opens with a heading or counts its pages anew. A page that is empty in the middle of running text has
been blanked out, or its words were lost; nobody can say what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.model import BlockKind, PageSource
from policyscan.parse.blocks import BlockDraft
from policyscan.parse.records import PageDraft

NOTE = "empty page in the middle of running text"
# A page is full whose text comes this near to the lowest text of the document's pages, as a share of
# the page's height.
_NEAR_BOTTOM = 0.06
_LEAST_FULL = 0.8
_ENDS = re.compile(r"[.!?:;)\]\"'”’*]\s*$|\bend of (?:document|policy|order)\b", re.IGNORECASE)
_CHAPTER = re.compile(r"\W*(?:chapter|part|section|article|appendix|annex|title|volume)\b", re.IGNORECASE)
_FIRST_LABELS = {"1", "i", "I", "A-1"}
_FIRST_OF = re.compile(r"\bpage\s+1\s+of\s+\d+|\b1\s+of\s+\d+\b", re.IGNORECASE)


def mark_gaps(drafts: Sequence[PageDraft], blocks: Sequence[BlockDraft]) -> None:
    """Make empty pages on which words must have stood `PageSource.NONE`, with a note."""
    if not blocks or not any(draft.source is PageSource.BLANK for draft in drafts):
        return
    last = {block.last.page: block for block in blocks}
    first: dict[int, BlockDraft] = {}
    for block in blocks:
        first.setdefault(block.first.page, block)
    lowest = _lowest(drafts)
    for at, draft in enumerate(drafts):
        if draft.source is not PageSource.BLANK:
            continue
        before = next((d for d in reversed(drafts[:at]) if d.source is not PageSource.BLANK), None)
        after = next((d for d in drafts[at + 1 :] if d.source is not PageSource.BLANK), None)
        if not _is_on_purpose(before, after, last, first, lowest):
            draft.source, draft.note = PageSource.NONE, NOTE


def _is_on_purpose(
    before: PageDraft | None,
    after: PageDraft | None,
    last: dict[int, BlockDraft],
    first: dict[int, BlockDraft],
    lowest: float,
) -> bool:
    if before is None:
        return False
    if after is not None and _begins_anew(after):
        return True
    if after is not None and before.label.isdigit() and after.label.isdigit():
        step = int(after.label) - int(before.label)
        if step == 1:
            # The empty page is not counted, so nothing was printed on it.
            return True
        if step == 2 and int(after.label) % 2 == 0:
            # Counted, and a right-hand page: printers leave left-hand pages empty.
            return False
    end = last.get(before.number)
    is_over = end is None or end.kind is BlockKind.HEADING or _ENDS.search(end.last.text) is not None
    is_full = end is not None and end.last.bottom / before.frame.height > lowest - _NEAR_BOTTOM
    opening = first.get(after.number) if after is not None else None
    opens = after is None or (opening is not None and _opens(opening))
    return is_over and not is_full and opens


def _opens(block: BlockDraft) -> bool:
    """Whether a block begins a chapter or a directive: a heading, a letterhead set as a table, "Chapter 2"."""
    return block.kind in {BlockKind.HEADING, BlockKind.TABLE_ROW} or _CHAPTER.match(block.first.text) is not None


def _begins_anew(draft: PageDraft) -> bool:
    """Whether a page says that it is the first of its chapter or directive."""
    return draft.label in _FIRST_LABELS or any(_FIRST_OF.search(row.text) for row in draft.furniture)


def _lowest(drafts: Sequence[PageDraft]) -> float:
    """How far down the body reaches on full pages: the share of the height that a tenth of the pages exceed."""
    bottoms = sorted(draft.rows[-1].bottom / draft.frame.height for draft in drafts if draft.rows)
    return max(_LEAST_FULL, bottoms[int(0.9 * (len(bottoms) - 1))]) if bottoms else 1.0
