"""Tell a page left empty on purpose from one whose words are gone.

A manual leaves a page empty before a new chapter: the text before it has come to its end, and the next
page opens with a heading or counts its pages anew. A page that is empty in the middle of running text has
been blanked out, or its words were lost; nobody can say what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
_COUNT = re.compile(r"\b(\d{1,4})\s+of\s+(\d{1,4})\b", re.IGNORECASE)
# "401.06", "Chapter 3": what is counted, and the number.
_NUMBERED = re.compile(r"\W*((?:chapter|part|section|article)\s+)?((?:\d{1,4}[.\-])*)(\d{1,4})\b", re.IGNORECASE)


def mark_gaps(drafts: Sequence[PageDraft], blocks: Sequence[BlockDraft]) -> None:
    """Make empty pages on which words must have stood `PageSource.NONE`, with a note."""
    if not blocks:
        # Nothing was written at all, so nothing breaks off.
        return
    document = _Document(drafts, blocks)
    missing = [
        draft for at, draft in enumerate(drafts) if draft.source is PageSource.BLANK and not document.is_on_purpose(at)
    ]
    for draft in missing:
        draft.source, draft.note = PageSource.NONE, NOTE


@dataclass(frozen=True, slots=True)
class _Document:
    """The pages and blocks of a document, asked about one page at a time."""

    drafts: Sequence[PageDraft]
    blocks: Sequence[BlockDraft]

    def is_on_purpose(self, at: int) -> bool:
        """Whether the empty page at this place was meant to be empty."""
        before = next((d for d in reversed(self.drafts[:at]) if d.source is not PageSource.BLANK), None)
        after = next((d for d in self.drafts[at + 1 :] if d.source is not PageSource.BLANK), None)
        if before is None:
            return False
        known = self._by_numbers(before, after)
        if known is not None:
            return known
        end = next((block for block in reversed(self.blocks) if block.first.page <= before.number), None)
        if end is not None and end.last.page == before.number:
            is_over = end.kind is BlockKind.HEADING or _ENDS.search(end.last.text) is not None
            if not is_over or end.last.bottom / before.frame.height > self._lowest() - _NEAR_BOTTOM:
                return False
        return after is None or self._opens(after)

    def _by_numbers(self, before: PageDraft, after: PageDraft | None) -> bool | None:
        """What printed numbers say of the empty page between two, if they say anything."""
        count = _count(before)
        then = _count(after) if after is not None else None
        if count is not None and count[0] < count[1]:
            if then is not None and then[1] == count[1] and then[0] == count[0] + 1:
                return True
            if then is None or then[0] == 1:
                # "Page 1 of 2", and the second never comes.
                return False
        if after is None:
            return None
        opening = self._first_of(after)
        if opening is not None and self._skips_a_number(opening):
            return False
        if after.label in _FIRST_LABELS or (then is not None and then[0] == 1):
            return True
        if before.label.isdigit() and after.label.isdigit():
            step = int(after.label) - int(before.label)
            if step == 1:
                # The empty page is not counted, so nothing was printed on it.
                return True
            if step == 2 and int(after.label) % 2 == 0:
                # Counted, and a right-hand page: printers leave left-hand pages empty.
                return False
        return None

    def _first_of(self, draft: PageDraft) -> BlockDraft | None:
        return next((block for block in self.blocks if block.first.page == draft.number), None)

    def _opens(self, draft: PageDraft) -> bool:
        """Whether a page begins with a chapter or a directive: "Chapter 2", a letterhead set as a table, a heading.

        A heading whose like mostly stand in the middle of pages is one of a section that follows on.
        """
        block = self._first_of(draft)
        if block is None:
            return False
        if block.kind is BlockKind.TABLE_ROW or _CHAPTER.match(block.first.text) is not None:
            return True
        if block.kind is not BlockKind.HEADING:
            return False
        on_top = inside = 0
        for previous, other in zip([None, *self.blocks], self.blocks, strict=False):
            if other is not block and other.kind is BlockKind.HEADING and _look(other) == _look(block):
                if previous is None or previous.last.page < other.first.page:
                    on_top += 1
                else:
                    inside += 1
        return inside <= on_top

    def _skips_a_number(self, opening: BlockDraft) -> bool:
        """Whether the sections are counted one by one, and the one before this is not there."""
        key, number = _number(opening)
        if not key or opening.kind is not BlockKind.HEADING:
            return False
        earlier = set()
        for block in self.blocks:
            if block is opening:
                break
            other, value = _number(block)
            if other == key:
                earlier.add(value)
        return number - 1 not in earlier and {number - 2, number - 3} <= earlier | {0}

    def _lowest(self) -> float:
        """How far down the body reaches on full pages: the share of the height that a tenth of them exceed."""
        bottoms = sorted(draft.rows[-1].bottom / draft.frame.height for draft in self.drafts if draft.rows)
        return max(_LEAST_FULL, bottoms[int(0.9 * (len(bottoms) - 1))]) if bottoms else 1.0


def _look(block: BlockDraft) -> tuple[float, bool, bool]:
    """What headings of one rank have in common."""
    return (round(block.first.size), block.first.bold, block.first.text.isupper())


def _number(block: BlockDraft) -> tuple[str, int]:
    found = _NUMBERED.match(block.first.text)
    if found is None or not (found[1] or found[2]):
        return "", 0
    return f"{found[1] or ''}{found[2]}".casefold(), int(found[3])


def _count(draft: PageDraft) -> tuple[int, int] | None:
    """Page and pages where its head or foot says "2 of 7"."""
    for row in draft.furniture:
        found = _COUNT.search(row.text)
        if found is not None and 0 < int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
    return None
