"""The findings of a store's reports as passages to link, and the gazetteer that knows its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan import who
from policyscan.exchanges.linking import Passage
from policyscan.model import Accusation, Kind, Listing, Place
from policyscan.sources import resolve_places
from policyscan.who import OWN_CODES

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.who import Gazetteer


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding with its report's listing, the place that the listing counts for, and the passage to link."""

    accusation: Accusation
    listing: Listing
    place: Place
    passage: Passage


def gazetteer_of(store: Store) -> Gazetteer:
    """The gazetteer with the places that this store lists, and the lands of its reports that no register knows."""
    places, _ = resolve_places(store.listings())
    listed = {(place.name, place.region, place.country) for place in places.values() if place.name and place.country}
    lands = {(name, "", code) for name, code in _codes(store).items()}
    return who.gazetteer().with_places(sorted(listed | lands))


def _codes(store: Store) -> dict[str, str]:
    """Codes for lands that have an entry in a report and stand in no register.

    Any that ISO 3166 leaves to users, 41 in all: of further lands nothing is linked.
    """
    places, _ = resolve_places(store.listings())
    known = {place.name for place in places.values() if place.country}
    lands = sorted(
        {
            place
            for reading in store.report_readings()
            for country, place in (*reading.covers, *((item.country, item.place) for item in reading.accusations))
            if not country
        }
        - known
        - {""}
    )
    # Cities only: a land may name its neighbour.
    own = {place.name: place.country for place in places.values() if place.region and place.country in OWN_CODES}
    found = {land: code for land in lands if (code := _by_cities(store, land, own))}
    taken = {place.country for place in places.values()}
    free = (code for code in OWN_CODES if code not in taken)
    return found | dict(zip([land for land in lands if land not in found], free, strict=False))


def _by_cities(store: Store, land: str, own: Mapping[str, str]) -> str:
    """The code of the listed places that a land's entries name, if they are of one land."""
    codes: set[str] = set()
    for reading in store.report_readings():
        items = [item for item in reading.accusations if item.place == land and not item.country]
        text = store.text(reading.sha256) if items else ""
        for item in items:
            codes |= {code for name, code in own.items() if name in text[item.start : item.end]}
    return codes.pop() if len(codes) == 1 else ""


@dataclass(frozen=True, slots=True)
class Covered:
    """A land or city that a report is about; `country` is blank where nothing tells it."""

    listing: Listing
    country: str
    place: str


def covered_by(store: Store) -> Iterator[Covered]:
    """Whom the reports are about, whether they accuse anybody or not: their entries, or what they are listed for."""
    listings = store.listings()
    places, _ = resolve_places(listings)
    codes = {place.name: place.country for place in places.values() if place.country} | _codes(store)
    for reading in store.report_readings():
        listing = _report(listings, reading.sha256)
        about = places[listing.id]
        if about.country:
            yield Covered(listing, about.country, about.name)
        for country, place in reading.covers:
            yield Covered(listing, country or codes.get(place, ""), place)


def _report(listings: Sequence[Listing], sha256: str) -> Listing:
    of_document = [item for item in listings if item.sha256 == sha256]
    return next((item for item in of_document if item.kind is Kind.RIGHTS_REPORT), of_document[0])


def passages_of(store: Store) -> Iterator[Reported]:
    """All findings, by report; a passage that names no country is about the place that its report is listed for."""
    listings = store.listings()
    places, _ = resolve_places(listings)
    codes = {place.name: place.country for place in places.values() if place.country} | _codes(store)
    for reading in store.report_readings():
        listing = _report(listings, reading.sha256)
        about = places[listing.id]
        text = store.text(reading.sha256)
        sections = store.sections(reading.sha256)
        for item in reading.accusations:
            heading = next(
                (" > ".join(s.path) for s in reversed(sections) if s.start <= item.start < max(s.end, s.start + 1)), ""
            )
            country = item.country or codes.get(item.place, "") or ("" if item.place else about.country)
            place = item.place or (about.name if country == about.country else "")
            passage = Passage(
                text=text[item.start : item.end],
                heading=heading,
                title=listing.title,
                issuer=listing.issuer,
                country=country,
                place=place,
                violations=item.violations,
                accused=tuple((cue.start - item.start, cue.end - item.start) for cue in item.cues),
            )
            yield Reported(item, listing, about, passage)
