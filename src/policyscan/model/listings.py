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

    @property
    def full_name(self) -> str:
        """Name, region and country, those that are known, on one line: "Austin, Texas, US"."""
        return _line(self.name, self.region, self.country)

    @property
    def where(self) -> str:
        """Region and country alone: "Texas, US"."""
        return _line(self.region, self.country)


def _line(*names: str) -> str:
    folded = (" ".join(name.split()) for name in names)
    return ", ".join(name for name in folded if name)


# Says of a listing that its title is what its list calls it.
LISTED_TITLE = "listed title"


@dataclass(frozen=True, slots=True)
class Listing:
    """This document, for this place, of this kind, from this address, in this series of versions.

    `file` is the manifest's `file` (without a manifest, the path relative to the one given).
    Dates are ISO 8601 (a year, year-month or day) or empty. `guessed` names the fields that were
    read from the document or its file name rather than given; `LISTED_TITLE` is there where the title is what an index
    or feed calls the document, or a row all documents of a list.
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
    def version_of(self) -> str:
        """What documents of one place and kind share that are versions of one another; empty where nothing tells.

        That is the series, else the title that the document bears or was given: "Download PDF" or "Current version",
        as lists say, makes no two documents one.
        """
        return self.series or ("" if LISTED_TITLE in self.guessed else " ".join(self.title.casefold().split()))

    @property
    def id(self) -> str:
        """A function of source name, document, place and kind."""
        return content_id(self.file, self.sha256, self.place.id, self.kind)
