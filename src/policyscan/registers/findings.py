"""One row for each passage of a rights report that finds, documents, alleges or fears violations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Accusation, Cited, Evidence, Kind, Record, Register
from policyscan.registers.shelf import Shelf, fold
from policyscan.rights.violations import load

if TYPE_CHECKING:
    from policyscan.store import Store

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "document",
    "sha256",
    "source",
    "place",
    "country",
    "body",
    "violations",
    "force_types",
    "period",
    "firmness",
    "text",
    "page",
    "start",
    "end",
    "groups",
    "section",
    "published",
    "cues",
)
_NOTE = (
    "One row for each passage that says, alleges, concedes or fears that a violation happened. 'firmness' tells how "
    "firmly its source says so; a passage is no proof, and a country or force that is missing here is not cleared: it "
    "may be that no report in this workspace covers it."
)


def findings(store: Store, *, places: Sequence[str] = (), violations: Sequence[str] = (), rules: str = "") -> Register:
    """The findings of a store's rights reports, or those about the places (or countries) and violations named.

    Raises `QueryError` for an unknown type of violation.
    """
    _check_types(violations)
    shelf = Shelf(store)
    readings = store.report_readings()
    records = []
    for reading in sorted(readings, key=lambda item: shelf.listing(item.sha256, Kind.RIGHTS_REPORT).file):
        spans = [(item.start, item.end) for item in reading.accusations]
        quotes = shelf.quoting.words(reading.sha256, spans)
        records += [record(item, quote, shelf) for item, quote in zip(reading.accusations, quotes, strict=True)]
    wanted = {fold(name) for name in places}
    kinds = set(violations)
    chosen = [
        row
        for row in records
        if (not wanted or wanted & {fold(row.get("place")), fold(row.get("country")), fold(_name(row))})
        and (not kinds or kinds & set(str(row.get("violations")).split(";")))
    ]
    return shelf.register(
        "findings",
        "Findings of rights reports",
        COLUMNS,
        chosen,
        documents={reading.sha256 for reading in readings},
        rules=rules,
        note=_NOTE,
    )


def _check_types(violations: Sequence[str]) -> None:
    known = [kind.id for kind in load().violations]
    unknown = [name for name in violations if name not in known]
    if unknown:
        raise QueryError(f"there is no type of violation '{unknown[0]}'", fix=f"Use one of: {', '.join(known)}.")


def record(item: Accusation, quote: Evidence, shelf: Shelf) -> Record:
    """One finding as a row with its quote; place and country come from the listing where the passage names none."""
    listing = shelf.listing(item.sha256, Kind.RIGHTS_REPORT)
    about = shelf.places[listing.id]
    country = item.country or shelf.codes.get(item.place, "") or ("" if item.place else about.country)
    place = item.place or (about.name if country == about.country else "")
    values: dict[str, object] = {
        "document": listing.file,
        "sha256": item.sha256,
        "source": listing.issuer or listing.title or listing.file,
        "place": place,
        "country": country,
        "body": item.body,
        "violations": ";".join(item.violations),
        "force_types": ";".join(item.force_types),
        "period": item.period,
        "firmness": item.firmness.value,
        "text": quote.text,
        "page": quote.page,
        "start": item.start,
        "end": item.end,
        "groups": ";".join(item.groups),
        "section": quote.section,
        "published": listing.published,
        "cues": ";".join(dict.fromkeys(f"{cue.category}: {cue.text}" for cue in item.cues)),
    }
    marks = tuple((cue.start - item.start, cue.end - item.start) for cue in item.cues if item.start <= cue.start)
    return Record(tuple(values.items()), (Cited("text", replace(quote, says=_says(item)), marks=marks),))


def _says(item: Accusation) -> str:
    return f"{item.firmness.value}: {', '.join(item.violations)}"


def _name(row: Record) -> str:
    from policyscan.who import country

    found = country(str(row.get("country")))
    return found.name if found else ""
