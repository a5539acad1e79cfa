"""Say which country, or which city, a passage of a rights report is about, and why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.model import BlockKind, ParsedDocument
from policyscan.rights.about_entries import find_entries
from policyscan.rights.about_lines import Lay, survey
from policyscan.rights.about_mentions import forces_abroad, subject_of
from policyscan.rights.about_names import Names, OwnPlace
from policyscan.rights.about_order import Key, Order
from policyscan.rights.about_spans import Entry
from policyscan.rights.about_title import Title, subject

__all__ = ["Entry", "Subject", "Subjects", "subjects"]

# Headings looked at above a passage, and by how much a chapter's is larger than those below it.
_FURTHEST, _LARGER = 40, 1.05
_FIRST: Key = (0, 0, 0, 0.0)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a passage is about.

    `country` is ISO 3166 alpha-2 or a code of the caller's own places, empty if unknown; `place` is then the name of an
    entry that no register knows, else a city or region.

    `why` is "entry" (a yearbook's entry), "heading" (the nearest heading that names one country, outside entries),
    "title" (the whole report's), "mention" (the words of the passage), "abroad" (an entry whose passage accuses the
    forces of another state: the country stays the entry's), or empty.
    """

    country: str = ""
    place: str = ""
    why: str = ""


def name_of(entry: Entry) -> str:
    """The name of an entry that no register knows; blank for a part that is no land's."""
    if not entry.is_land:
        return ""
    return entry.name.title() if entry.name.isupper() else entry.name


class Subjects:
    """The subjects of one document's passages."""

    def __init__(
        self,
        document: ParsedDocument,
        names: Names,
        entries: tuple[Entry, ...],
        title: Title,
        lay: Lay,
        order: Order,
    ) -> None:
        self.entries = entries
        self.title = title
        self.document, self._names, self._lay, self._order = document, names, lay, order
        self._keys = [entry.key for entry in entries]
        self._headings = [spot for spot in lay.spots if spot.is_heading and not spot.from_head]
        self._heading_keys = [spot.key for spot in self._headings]
        self._notes = [block for block in document.blocks if block.kind is BlockKind.FOOTNOTE]
        self._blocks = sorted(document.blocks, key=lambda block: block.start)
        self._block_starts = [block.start for block in self._blocks]

    def at(self, start: int, end: int) -> Subject:
        """What the characters from `start` to `end` are about."""
        key = self._key(start)
        if not self.entries:
            if self.title.country or self.title.place:
                return Subject(self.title.country, self.title.place, "title")
            return self._by_words(start, end, key, _FIRST)
        index = bisect_right(self._keys, key) - 1
        if index < 0:
            return self._by_words(start, end, key, _FIRST)
        entry = self.entries[index]
        if entry.country:
            abroad = forces_abroad(self.document.text, self._names, start, end, entry.country)
            return Subject(entry.country, "", "abroad" if abroad else "entry")
        if entry.is_land:
            return Subject("", name_of(entry), "entry")
        return self._by_words(start, end, key, entry.key)

    def _key(self, start: int) -> Key:
        """The place in the body that decides: for a footnote, the first on its page."""
        if start >= self._lay.body_end:
            note = next((block for block in self._notes if block.start <= start < block.end), None)
            if note is not None:
                return (note.page, 0, 0, 0.0)
        return self._order.key(start)

    def _by_words(self, start: int, end: int, key: Key, since: Key) -> Subject:
        """Outside entries: the heading if it names a country, else the words of the passage."""
        if code := self._above(key, since):
            return Subject(code, "", "heading")
        block = self._blocks[max(0, bisect_right(self._block_starts, start) - 1)] if self._blocks else None
        block_start = block.start if block is not None and block.start <= start < block.end else start
        code = subject_of(self.document.text, self._names, start, end, block_start)
        return Subject(code, "", "mention") if code else Subject()

    def _above(self, key: Key, since: Key) -> str:
        """The country of the nearest heading, or of the nearest larger one above it."""
        size = 0.0
        index = bisect_right(self._heading_keys, key) - 1
        for heading in reversed(self._headings[max(0, index - _FURTHEST) : index + 1]):
            if heading.key < since:
                break
            if heading.size > size * _LARGER:
                if heading.code:
                    return heading.code
                size = heading.size
        return ""


def subjects(document: ParsedDocument, *, own_places: Sequence[OwnPlace] = ()) -> Subjects:
    """Find a report's entries or its one subject; `own_places` are (name, region, country's code) of the caller.

    An own place without a region that is no country of ISO 3166 counts as a country, one with a region as a city.
    """
    names = Names(own_places)
    order = Order(document)
    lay = survey(document, names, order)
    title = subject(document, names, names.cities)
    entries = find_entries(document, lay, names, is_of_one=bool(title.words))
    return Subjects(document, names, entries, title, lay, order)
