"""Read what a row of a manifest or a list of sources says of a document: kind, place, title, issuer, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policyscan.model import Kind, Place
from policyscan.sources.dates import to_iso
from policyscan.sources.gazetteer import gazetteer
from policyscan.sources.records import Source

_TEXTS = ("title", "issuer", "published", "series", "address", "valid_from", "valid_to")
_DATES = ("published", "valid_from", "valid_to")
FACTS = frozenset({"kind", "place", "region", "country", "password", *_TEXTS})
# ISO 3166 leaves these codes to everybody's own use, as for invented countries.
_FREE_CODE = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is of no use, and what to do."""

    problem: str
    fix: str


def values_of(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Map the folded column names to the cells, spaces folded."""
    return {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False) if name}


def read_facts(values: dict[str, str], where: str, name: str, notes: list[str]) -> Source | RowFault:
    """Return a source without file and path; what is odd but harmless goes to the notes.

    `where` names the line in messages, `name` the list as a whole.
    """
    kind: Kind | None = None
    if values.get("kind"):
        kind = _kind(values["kind"])
        if kind is None:
            return RowFault(
                f"{where}: '{values['kind']}' is no kind of document.",
                f"Write one of {', '.join(Kind)}, or leave the cell empty.",
            )
    texts = {column: values.get(column, "") for column in _TEXTS}
    for column in _DATES:
        texts[column] = _date(texts[column], where, column, notes)
    country, region = _country_and_region(values, name, notes)
    place = Place(values.get("place", ""), region, country)
    known = {"place": place.name, "region": region, "country": country, "kind": kind or "", **texts}
    return Source(
        file="",
        path=Path(),
        password=values.get("password", ""),
        place=place,
        kind=kind,
        given=frozenset(column for column, value in known.items() if value),
        **texts,
    )


def _kind(value: str) -> Kind | None:
    folded = "_".join(value.casefold().replace("-", " ").replace("_", " ").split())
    singular = {
        "policies": "policy",
        "agreements": "agreement",
        "rights_reports": "rights_report",
        "rights": "rights_report",
    }
    try:
        return Kind(singular.get(folded, folded))
    except ValueError:
        return None


def _date(value: str, where: str, column: str, notes: list[str]) -> str:
    if not value:
        return ""
    iso = to_iso(value)
    if not iso:
        notes.append(
            f"{where}: {column} '{value}' is no date, so it is taken as unknown (write 2024, 2024-03 or 2024-03-26)."
        )
    return iso


def _country_and_region(values: dict[str, str], name: str, notes: list[str]) -> tuple[str, str]:
    country, region = values.get("country", ""), values.get("region", "")
    names = gazetteer()
    if country:
        code = names.country_code(country)
        note = f"{name}: the country '{country}' is not known by that name; it is kept as written."
        if not code and not _FREE_CODE.fullmatch(country) and note not in notes:
            notes.append(note)
        country = code or country
    known = names.region(region, country) if region else None
    return country, known.name if known else region
