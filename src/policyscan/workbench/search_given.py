"""Show the passage or clause whose like is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.workbench import addresses
from policyscan.workbench.citation import page_line

if TYPE_CHECKING:
    from policyscan.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Given:
    """A passage with its place, in words, and its address."""

    text: str
    place: str
    title: str
    page: str
    section: str
    href: str


def given_passage(work: Workspace, name: str) -> Given:
    """The passage or clause of that id. Raises `QueryError` for an unknown one."""
    store = work.store
    one = store.passages_by_id([name]).get(name) or store.clause(name)
    listing = next(item for item in store.listings(include_removed=True) if item.sha256 == one.sha256)
    section = store.section(one.sha256, one.section)
    label = next((page.label for page in store.pages(one.sha256) if page.number == one.page), "")
    return Given(
        text=one.text,
        place=listing.place.full_name or "Unknown place",
        title=listing.title or listing.file,
        page=page_line(one.page, label),
        section=section.name if section else "",
        href=addresses.passage(one.sha256, one.page, one.start, one.end),
    )
