"""The listings of a workspace as one ingest sees them, by file and by document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from policyscan.model import Kind, Listing


class ListingBook:
    """All listings, read once and kept up to date by who writes them.

    To ask the store for them at each document costs the square of their number.
    """

    def __init__(self, listings: Iterable[Listing]) -> None:
        self._by_id: dict[str, Listing] = {}
        self._by_file: dict[str, set[str]] = defaultdict(set)
        self._policies: dict[str, int] = defaultdict(int)
        for listing in listings:
            self.put(listing)

    def put(self, listing: Listing) -> bool:
        """Take a listing in, in place of one with the same id; whether it is another than before."""
        before = self._by_id.get(listing.id)
        if before == listing:
            return False
        if before is not None:
            self._policies[before.sha256] -= _is_policy(before)
        self._by_id[listing.id] = listing
        self._by_file[listing.file].add(listing.id)
        self._policies[listing.sha256] += _is_policy(listing)
        return True

    def of_file(self, file: str) -> list[Listing]:
        """The live listings of a file, sorted as the store sorts them."""
        found = [self._by_id[name] for name in self._by_file.get(file, ())]
        live = [listing for listing in found if not listing.removed]
        return sorted(live, key=lambda item: (item.place, item.kind, item.sha256))

    def is_policy(self, sha256: str) -> bool:
        """Whether a live listing says that a document is a policy."""
        return self._policies.get(sha256, 0) > 0


def _is_policy(listing: Listing) -> bool:
    return listing.kind is Kind.POLICY and not listing.removed
