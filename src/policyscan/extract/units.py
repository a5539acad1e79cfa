"""Cut a parsed document into clauses and give each the context in which it must be read.

A list item says little without its lead-in ("Officers shall not: (a) …"), its heading, or the items
that it introduces itself; here they are tied together once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from policyscan.extract.clean import Clean
from policyscan.extract.sentences import split
from policyscan.model import Block, BlockKind, ParsedDocument

# Characters of lead-in that are read with an item, and of items that are read with their lead-in.
LONGEST_LEAD = 700
LONGEST_TAIL = 2500
NEAR_UNITS = 3
# Nothing but brackets, "(Added 06-18-03) (A 1.3.6d.)", by itself or at the end.
_NOTES = re.compile(r"(?:\s*\([^()]*\))+\s*")
_LAST_NOTES = re.compile(r"(?:\s*\([^()]*\))+\s*$")
_FOLLOWS = ("following", "as follows", "below", "these ", "includ")


@dataclass(eq=False)
class Unit:
    """A clause in the reading text, with its neighbours. `start, end` are offsets of the clean text."""

    index: int
    start: int
    end: int
    own: str
    block: Block
    heading: str
    lead: Unit | None = None
    items: list[Unit] = field(default_factory=list)
    last_in_block: bool = False

    @cached_property
    def lead_text(self) -> str:
        """The lead-ins from the outermost to the nearest, each on a line."""
        parts: list[str] = []
        unit = self.lead
        while unit is not None and sum(map(len, parts)) < LONGEST_LEAD:
            parts.append(unit.own)
            unit = unit.lead
        return "\n".join(reversed(parts))

    @cached_property
    def text(self) -> str:
        """The lead-ins and the clause itself."""
        return f"{self.lead_text}\n{self.own}" if self.lead_text else self.own

    @property
    def own_at(self) -> int:
        """Where the clause itself begins in `text`."""
        return len(self.text) - len(self.own)

    @cached_property
    def folded(self) -> str:
        """`text` in lower case."""
        return self.text.lower()

    @cached_property
    def tail(self) -> str:
        """The list items that the clause introduces, at any depth."""
        parts: list[str] = []
        size = 0
        waiting = list(reversed(self.items))
        while waiting and size < LONGEST_TAIL:
            item = waiting.pop()
            parts.append(item.own)
            size += len(item.own)
            waiting.extend(reversed(item.items))
        return "\n".join(parts)

    def spans_in_clean(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where a span of `text` stands in the clean text; a span may touch several lead-ins."""
        chain: list[Unit] = []
        unit: Unit | None = self.lead if self.lead_text else None
        size = 0
        while unit is not None and size < LONGEST_LEAD:
            chain.append(unit)
            size += len(unit.own)
            unit = unit.lead
        spans = []
        at = 0
        for piece in [*reversed(chain), self]:
            first, last = max(start, at), min(end, at + len(piece.own))
            if first < last:
                spans.append((piece.start + first - at, piece.start + last - at))
            at += len(piece.own) + 1
        return spans


def cut(document: ParsedDocument, clean: Clean, to_clean: list[tuple[int, int]]) -> list[Unit]:
    """The clauses of a document's content, in order, with lead-ins and items linked.

    `to_clean` gives the clean span of every block, in the order of `document.blocks`.
    """
    units: list[Unit] = []
    # Open lists: (depth, last unit, whether it introduces what follows).
    stack: list[tuple[int, Unit, bool]] = []
    section = -2
    for block, (start, end) in zip(document.blocks, to_clean, strict=True):
        if not block.kind.is_content:
            continue
        if block.section != section:
            section = block.section
            stack = []
        heading = _heading(document, block)
        text = clean.text[start:end]
        spans = [(0, len(text.rstrip()))] if block.kind in {BlockKind.HEADING, BlockKind.TABLE_ROW} else split(text)
        spans = [(a, b) for a, b in spans if b > a]
        if not spans:
            continue
        depth = block.depth if block.kind is BlockKind.LIST_ITEM else -1
        # Notes of revision between items do not end a list.
        is_note = bool(block.kind is BlockKind.PARAGRAPH and stack and _NOTES.fullmatch(text))
        if block.kind is BlockKind.LIST_ITEM:
            while stack and stack[-1][0] >= depth:
                stack.pop()
        elif block.kind is not BlockKind.TABLE_ROW and not is_note:
            stack = []
        parent = next((unit for _, unit, opens in reversed(stack) if opens), None) if stack else None
        if is_note or (stack and not stack[-1][2]):
            parent = None
        made = [
            Unit(len(units) + i, start + a, start + b, text[a:b], block, heading, lead=parent)
            for i, (a, b) in enumerate(spans)
        ]
        made[-1].last_in_block = True
        if parent is not None:
            parent.items.extend(made)
        units.extend(made)
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM} and not is_note:
            last = next((unit for unit in reversed(made) if not _NOTES.fullmatch(unit.own)), made[-1])
            stack.append((depth, last, _introduces(last.own)))
        elif block.kind is BlockKind.HEADING and made[-1].own.rstrip().endswith(":"):
            stack.append((-1, made[-1], True))
    return units


def _introduces(text: str) -> bool:
    """Whether a clause leaves off for a list to go on."""
    stripped = _LAST_NOTES.sub("", text).rstrip(" \"')")
    if stripped.endswith((":", "-", ",")) or stripped.lower().endswith(
        (" unless", " when", " if", " to", " either", " the", " or", " and", " that")
    ):
        return True
    if stripped.endswith((".", "!", "?", ";")):
        return stripped.endswith(".") and any(word in stripped.lower()[-90:] for word in _FOLLOWS[:3])
    # A title without a verb ("Deadly force") introduces as a heading does; keep it short.
    return len(stripped) < 120


def _heading(document: ParsedDocument, block: Block) -> str:
    if 0 <= block.section < len(document.sections):
        return " / ".join(document.sections[block.section].path)
    return ""
