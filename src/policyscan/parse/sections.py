"""Build the tree of sections from the headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.model import BlockKind, Section
from policyscan.parse.blocks import BlockDraft
from policyscan.parse.headings import BodyStyle

_REFERENCES = re.compile(
    r"^(?:references?|bibliography|works cited|endnotes|notes|legal references|cross[- ]references?|"
    r"related (?:policies|directives|documents|orders|sops?|general orders)|associated policies|"
    r"sources|références|referencias|literatur|viri)\W*$",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:shall|must|may|should|will|prohibited|required)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """A heading's place: its block's number, its number and title, level from 0, parent's place or -1."""

    block: int
    number: str
    title: str
    level: int
    parent: int


def outline(blocks: Sequence[BlockDraft], body: BodyStyle) -> list[Outline]:
    """The headings as a tree, in order."""
    found: list[Outline] = []
    stack: list[tuple[str, float, int]] = []
    for place, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        style, weight = _style(block, body)
        _pop(stack, style, weight)
        parent = stack[-1][2] if stack else -1
        stack.append((style, weight, len(found)))
        level = len(stack) - 1
        block.depth = level
        text = " ".join(block.text.split())
        number = block.marker.text if block.marker is not None else ""
        title = text[len(number) :].strip(" .:–—-")
        found.append(Outline(place, number.strip().rstrip(".:"), title, level, parent))
    return found


def _style(block: BlockDraft, body: BodyStyle) -> tuple[str, float]:
    """A name for headings of one rank, and a weight that is greater for higher ranks."""
    first = block.first
    size = body.size if first.is_ocr else first.size
    title = block.text
    # Steps of a twentieth of the body size, then capitals, then weight, then underlining.
    weight = float(round(20 * size / max(body.size, 1.0)))
    weight += 0.5 * title.isupper() + 0.3 * (first.bold and first.bold_end) + 0.1 * block.underlined
    if block.marker is not None:
        return block.marker.style, weight
    return f"plain {weight:.1f}", weight


def _pop(stack: list[tuple[str, float, int]], style: str, weight: float) -> None:
    """Take off the stack what a heading of this style closes."""
    names = [name for name, _, _ in stack]
    if style in names:
        del stack[names.index(style) :]
        return
    depth = _depth_in_name(style)
    if depth:
        # 300.4.1 closes whatever stands below 300.4, and nothing above it.
        above = [place for place, name in enumerate(names) if 0 < _depth_in_name(name) < depth]
        deeper = [place for place, name in enumerate(names) if _depth_in_name(name) > depth]
        if above:
            del stack[above[-1] + 1 :]
            return
        if deeper:
            del stack[deeper[0] :]
        while stack and stack[-1][1] < weight - 0.75:
            stack.pop()
        return
    while stack and stack[-1][1] < weight - 0.05:
        stack.pop()


def _depth_in_name(style: str) -> int:
    return int(style[-1]) if style.startswith(("decimal", "path")) else 0


def make_sections(outlines: Sequence[Outline], starts: Sequence[int], body_end: int) -> tuple[Section, ...]:
    """The sections; `starts` holds the offset of each heading's block."""
    sections: list[Section] = []
    for place, item in enumerate(outlines):
        end = next(
            (starts[later] for later in range(place + 1, len(outlines)) if outlines[later].level <= item.level),
            body_end,
        )
        path = (*(sections[item.parent].path if item.parent >= 0 else ()), item.title)
        sections.append(Section(item.number, item.title, item.level, starts[place], end, item.parent, path))
    return tuple(sections)


_ENDNOTE = re.compile(r"^\[?\d{1,3}\]?\s+\S")
_FEWEST_ENDNOTES = 4


def mark_endnotes(blocks: Sequence[BlockDraft], body: BodyStyle) -> None:
    """Turn long runs of small numbered paragraphs, which are notes at a text's end, into references."""
    run: list[BlockDraft] = []
    for block in [*blocks, None]:
        is_small = block is not None and block.first.size <= 0.93 * body.size and not block.first.is_ocr
        if block is not None and is_small and block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            run.append(block)
            continue
        numbered = [place for place, entry in enumerate(run) if _ENDNOTE.match(entry.text)]
        if len(numbered) >= _FEWEST_ENDNOTES and len(numbered) >= 0.5 * (len(run) - numbered[0]):
            for entry in run[numbered[0] :]:
                entry.kind = BlockKind.REFERENCE
        run = []


def mark_references(blocks: Sequence[BlockDraft], outlines: Sequence[Outline]) -> None:
    """Turn the entries below a heading "References" into references, but for sentences that rule something."""
    for place, item in enumerate(outlines):
        if not _REFERENCES.match(item.title):
            continue
        later = (other for other in outlines[place + 1 :] if other.level <= item.level)
        closing = next(later, None)
        end = closing.block if closing is not None else len(blocks)
        for block in blocks[item.block + 1 : end]:
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not _MODAL.search(block.text):
                block.kind = BlockKind.REFERENCE
