"""Tell whether words stood somewhere before, however they are broken into lines, pages or passages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policyscan.registers.shelf import fold

if TYPE_CHECKING:
    from policyscan.store import Store


def wording(text: str) -> str:
    """The letters and digits of a text alone: the same for every way of printing the same words."""
    return "".join(char for char in text.casefold() if char.isalnum())


class Earlier:
    """The wording of documents that were here before, by place."""

    def __init__(self, store: Store, documents: Iterable[str]) -> None:
        self._store = store
        self._texts: dict[str, str] = {}
        self._by_place: dict[str, set[str]] = {}
        known = set(documents)
        # A version that was replaced is listed no longer, and stood here all the same.
        for listing in store.listings(include_removed=True):
            if listing.sha256 in known:
                self._by_place.setdefault(fold(listing.place.name), set()).add(listing.sha256)

    def holds(self, words: str, place: str, *, besides: str) -> bool:
        """Whether a document of the place, other than `besides`, holds these words (as `wording` gives them)."""
        return any(words in self._text(sha256) for sha256 in self._by_place.get(fold(place), set()) - {besides})

    def _text(self, sha256: str) -> str:
        if sha256 not in self._texts:
            self._texts[sha256] = wording(self._store.text(sha256))
        return self._texts[sha256]
