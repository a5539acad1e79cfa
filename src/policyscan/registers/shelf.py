"""What the registers share: the listed documents of the store, and how a register is put together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from policyscan.model import Kind, Listing, Place, Record, Register
from policyscan.quoting import Quoting
from policyscan.sources import resolve_places

if TYPE_CHECKING:
    from policyscan.store import Store

READ_BY = (
    "Read by rules from the documents named here, and from nothing else. Every quote stands at its document, page and "
    "characters; a confidence is the reading's own estimate. Check the quotes before you rely on them."
)


def fold(name: object) -> str:
    """A name as names are compared: case and space folded."""
    return " ".join(str(name).split()).casefold()


class Shelf:
    """The listed documents: their listings, the places they count for, and quotes from them.

    `codes` maps the names of listed places to their countries' codes, for lands that no register knows.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.listings = store.listings()
        self.places: dict[str, Place] = resolve_places(self.listings)[0]
        self.codes = {place.name: place.country for place in self.places.values() if place.country}
        self._first: dict[str, Listing] = {}
        for listing in self.listings:
            self._first.setdefault(listing.sha256, listing)
        self.quoting = Quoting(store, {sha256: listing.file for sha256, listing in self._first.items()})

    def listing(self, sha256: str, kind: Kind | None = None) -> Listing:
        """The document's first listing, of that kind where there is one."""
        of_kind = (item for item in self.listings if item.sha256 == sha256 and kind in {None, item.kind})
        return next(of_kind, self._first[sha256])

    def places_of(self, sha256: str) -> tuple[Place, ...]:
        """All places that the document is listed for."""
        return tuple(dict.fromkeys(self.places[item.id] for item in self.listings if item.sha256 == sha256))

    def unread_pages(self, sha256: str) -> tuple[int, ...]:
        """Numbers of the pages that nobody could read."""
        return tuple(page.number for page in self.store.pages(sha256) if not page.is_readable)

    def register(
        self,
        name: str,
        title: str,
        columns: Iterable[str],
        records: Iterable[Record],
        *,
        documents: Collection[str],
        rules: str,
        note: str = "",
    ) -> Register:
        """Put a register together; `documents` are the hashes of all that was read for it."""
        listed = sorted({(item.file, item.sha256) for item in self.listings if item.sha256 in documents})
        return Register(
            name=name,
            title=title,
            columns=tuple(columns),
            records=tuple(records),
            documents=tuple(listed),
            files=tuple(sorted({(sha256, str(self.store.blob_path(sha256))) for _, sha256 in listed})),
            rules=rules,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            note=f"{note} {READ_BY}".strip(),
        )
