"""Places, and what documents stand for."""

from __future__ import annotations

from dataclasses import dataclass

from policyscan.model.documents import Kind
from policyscan.model.ids import content_id


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A city, county, state or country; blank means unknown. `country` is ISO 3166 alpha-2."""

    name: str
    region: str = ""
    country: str = ""

    @property
    def id(self) -> str:
        """A function of the three names, case and space folded."""
        return content_id(*(" ".join(part.split()).casefold() for part in (self.name, self.region, self.country)))


@dataclass(frozen=True, slots=True)
class Listing:
    """This document, for this place, of this kind, from this address, in this series of versions.

    `file` is the manifest's `file` (without a manifest, the path relative to the one given).
    Dates are ISO 8601 (a year, year-month or day) or empty. `guessed` names the fields that were
    read from the document or its file name rather than given.
    """

    file: str
    sha256: str
    place: Place
    kind: Kind
    title: str = ""
    issuer: str = ""
    published: str = ""
    series: str = ""
    address: str = ""
    valid_from: str = ""
    valid_to: str = ""
    removed: bool = False
    guessed: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """A function of source name, document, place and kind."""
        return content_id(self.file, self.sha256, self.place.id, self.kind)
