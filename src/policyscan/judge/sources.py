"""What a place is judged by: its policies in force, with what was found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.model import Finding, Listing


@dataclass(frozen=True, slots=True)
class Chapter:
    """An outermost section of a document: its name and the characters that it spans."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """One policy document of a place, with what was found in its `text`; `unread` are the pages nobody could read."""

    listing: Listing
    pages: int
    unreadable_pages: int
    clauses: int
    speaks_of_force: bool
    findings: tuple[Finding, ...]
    chapters: tuple[Chapter, ...] = ()
    unread: tuple[int, ...] = ()
    text: str = ""

    def chapter(self, start: int) -> Chapter | None:
        """The chapter in which a character stands."""
        return next((chapter for chapter in reversed(self.chapters) if chapter.start <= start < chapter.end), None)


def in_force(listings: Sequence[Listing]) -> list[Listing]:
    """The listings that count: of each series of versions (`Listing.version_of`) the newest, by publication."""
    newest: dict[tuple[str, ...], Listing] = {}
    order: list[tuple[str, ...]] = []
    for listing in listings:
        name = listing.version_of
        key = (listing.place.id, listing.kind, name) if name and listing.published else (listing.id,)
        if key not in newest:
            order.append(key)
            newest[key] = listing
        elif listing.published > newest[key].published:
            newest[key] = listing
    return [newest[key] for key in order]
