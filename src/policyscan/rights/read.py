"""Read one rights report: its findings with the state that each is about, and its recommendations."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from policyscan.model import ParsedDocument, ReportReading, content_id
from policyscan.rights import accusations, recommendations
from policyscan.rights.about import subjects
from policyscan.taxonomy import data_hash

# Raise with every change to this package, or to `who`, that can change what is read.
CODE_VERSION = "1"
_DATA = ("violations", "force", "firmness.toml", "groups.toml", "recommendations.toml", "places.toml", "forces.toml")


def read(document: ParsedDocument) -> ReportReading:
    """All that one report says; only English is read."""
    if document.language not in {"en", "und"}:
        return ReportReading(document.sha256)
    about = subjects(document)
    found = []
    for item in accusations.read(document):
        subject = about.at(item.start, item.end)
        found.append(replace(item, country=subject.country, place=subject.place))
    return ReportReading(document.sha256, tuple(found), recommendations.find(document))


@lru_cache(maxsize=1)
def version() -> str:
    """What, besides the parsed text, a reading depends on."""
    return content_id("rights", CODE_VERSION, data_hash(_DATA))
