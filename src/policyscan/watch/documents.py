"""The documents in force among what is watched, as sources of an ingest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policyscan.model import LISTED_TITLE, Kind, Place
from policyscan.sources import Source

if TYPE_CHECKING:
    from policyscan.store import Store

_TEXTS = ("title", "issuer", "published", "series", "valid_from", "valid_to")
# Which version the row's date is said of, by its hash.
DATED = "dated"
# The list of sources that a name comes from, by its path from the workspace.
LIST = "list"
_GIVEN = ("place", "region", "country", "kind", *_TEXTS, "address")


def facts_of(source: Source) -> dict[str, str]:
    """What is known of a document beforehand, as plain strings; the password is left out."""
    values = {
        "place": source.place.name,
        "region": source.place.region,
        "country": source.place.country,
        "kind": source.kind or "",
        **{name: getattr(source, name) for name in _TEXTS},
    }
    if source.title and "title" not in source.given:
        values[LISTED_TITLE] = "yes"
    return {name: str(value) for name, value in values.items() if value}


def documents_in_force(store: Store, passwords: Mapping[str, str] | None = None) -> list[Source]:
    """A source for each watched address with a version in force; `passwords` by name."""
    found = []
    for watched in store.watched():
        if not watched.in_force:
            continue
        facts = {name: value for name, value in watched.facts.items() if name in _GIVEN}
        if watched.facts.get(DATED, watched.in_force) != watched.in_force:
            # The row's date is that of another version; this one tells its own.
            facts.pop("published", None)
        found.append(
            Source(
                file=watched.name,
                path=store.blob_path(watched.in_force),
                sha256=watched.in_force,
                password=(passwords or {}).get(watched.name, ""),
                place=Place(facts.get("place", ""), facts.get("region", ""), facts.get("country", "")),
                kind=Kind(facts["kind"]) if facts.get("kind") else None,
                address=watched.address,
                given=(frozenset(facts) | {"address"}) - ({"title"} if LISTED_TITLE in watched.facts else set()),
                **{name: facts.get(name, "") for name in _TEXTS},
            )
        )
    return found
