"""List the documents of a workspace: a row for each listing, filtered and sorted as a reader asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Listing, PageSource, Place
from policyscan.sources import resolve_places

if TYPE_CHECKING:
    from policyscan.store import Store


@dataclass(frozen=True, slots=True)
class Row:
    """One listed document, with what of it could be read."""

    listing: Listing
    place: Place
    pages: int
    unreadable: int
    by_ocr: int
    clauses: int

    @property
    def name(self) -> str:
        """Its title, or its file where it has none."""
        return self.listing.title or self.listing.file

    @property
    def is_at_fault(self) -> bool:
        """Whether a page could not be read, or a fact had to be guessed."""
        return bool(self.unreadable or self.listing.guessed)


@dataclass(frozen=True, slots=True)
class Totals:
    """What rows come to, a document that is listed several times counted once."""

    documents: int
    places: int
    pages: int
    unreadable: int
    by_ocr: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for: words, a place's id, a kind, only faults; a sort, with "-" before it for backwards."""

    words: str = ""
    place: str = ""
    kind: str = ""
    faults: bool = False
    sort: str = ""


_SORTS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "document": lambda row: (row.name.casefold(),),
    "place": lambda row: (row.place.name.casefold(), row.place),
    "kind": lambda row: (row.listing.kind.value,),
    "published": lambda row: (row.listing.published,),
    "pages": lambda row: (row.pages,),
    "clauses": lambda row: (row.clauses,),
}
SORTS = tuple(_SORTS)


def rows_of(store: Store) -> tuple[list[Row], tuple[str, ...]]:
    """A row for each listing that stands, by place and title; and notes on places that are ambiguous."""
    listings = store.listings()
    places, notes = resolve_places(listings)
    rows = []
    for listing in listings:
        sources = [page.source for page in store.pages(listing.sha256)]
        rows.append(
            Row(
                listing=listing,
                place=places[listing.id],
                pages=len(sources),
                unreadable=sources.count(PageSource.NONE),
                by_ocr=sources.count(PageSource.OCR),
                clauses=store.clause_count(listing.sha256),
            )
        )
    return sorted(rows, key=lambda row: (*_SORTS["place"](row), row.name.casefold(), row.listing.id)), notes


def chosen(rows: Sequence[Row], wanted: Wanted) -> list[Row]:
    """The rows asked for, in the order asked for. Raises `QueryError` for an unknown sort."""
    words = wanted.words.casefold().split()
    found = [
        row
        for row in rows
        if (not wanted.place or row.place.id == wanted.place)
        and (not wanted.kind or row.listing.kind.value == wanted.kind)
        and (not wanted.faults or row.is_at_fault)
        and all(word in _searched(row) for word in words)
    ]
    name = wanted.sort.removeprefix("-")
    if name and name not in _SORTS:
        raise QueryError(f"Documents cannot be sorted by '{name}'", fix=f"Sort by one of: {', '.join(SORTS)}.")
    return sorted(found, key=_SORTS[name], reverse=wanted.sort.startswith("-")) if name else found


def totals(rows: Sequence[Row]) -> Totals:
    """Count what is in the rows."""
    once = {row.listing.sha256: row for row in rows}.values()
    return Totals(
        documents=len(once),
        places=len({row.place for row in rows}),
        pages=sum(row.pages for row in once),
        unreadable=sum(row.unreadable for row in once),
        by_ocr=sum(row.by_ocr for row in once),
    )


def turned(sort: str, name: str) -> str:
    """The sort that a click on a column asks for: by it, or backwards where it is sorted by it already."""
    return f"-{name}" if sort == name else name


def _searched(row: Row) -> str:
    listing = row.listing
    return " ".join((listing.title, listing.file, listing.issuer, listing.series, row.place.full_name)).casefold()
