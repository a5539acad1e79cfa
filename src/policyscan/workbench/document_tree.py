"""Lay out the way through a document: its sections as a tree, the pages around one, where evidence stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policyscan.model import Page, Section

# Pages shown as thumbnails before and after the one that is open.
BEFORE, AFTER = 6, 11


@dataclass(slots=True)
class Node:
    """A section in the tree: `is_open` where the place shown is within it, `is_current` where it is the innermost."""

    name: str
    page: int
    is_open: bool = False
    is_current: bool = False
    below: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tick:
    """Pages on which evidence stands, for a line over the whole document: `at` counts pages from 0."""

    page: int
    at: int
    marks: int


def section_at(sections: Sequence[Section], offset: int) -> int:
    """The index of the innermost section at an offset; -1 before the first."""
    inside = (
        index
        for index in range(len(sections) - 1, -1, -1)
        if sections[index].start <= offset < max(sections[index].end, sections[index].start + 1)
    )
    return next(inside, -1)


def tree(sections: Sequence[Section], pages: Sequence[Page], current: int) -> list[Node]:
    """The sections, outermost first, each with those below it; `current` is the index of the one shown."""
    with_text = [page for page in pages if page.end > page.start]
    starts = [page.start for page in with_text]
    nodes = []
    top: list[Node] = []
    for index, section in enumerate(sections):
        place = bisect_right(starts, section.start) - 1
        node = Node(section.name, with_text[place].number if place >= 0 else 1, is_current=index == current)
        nodes.append(node)
        (nodes[section.parent].below if 0 <= section.parent < index else top).append(node)
    at = current
    while 0 <= at < len(nodes):
        nodes[at].is_open = True
        # A parent stands before its section, so this ends.
        at = sections[at].parent if sections[at].parent < at else -1
    return top


def around(pages: Sequence[Page], number: int) -> Sequence[Page]:
    """The pages to show as thumbnails with one that is open."""
    first = max(0, min(number - 1 - BEFORE, len(pages) - 1 - BEFORE - AFTER))
    return pages[first : first + BEFORE + 1 + AFTER]


def ticks(marked: Iterable[int], pages: int) -> list[Tick]:
    """One tick for each page with evidence, given the page of every mark."""
    counts: dict[int, int] = {}
    for page in marked:
        if 1 <= page <= pages:
            counts[page] = counts.get(page, 0) + 1
    return [Tick(page, page - 1, number) for page, number in sorted(counts.items())]
