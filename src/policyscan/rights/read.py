"""Read one rights report: its findings with the state that each is about, and its recommendations."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from policyscan.model import ParsedDocument, ReportReading, content_id
from policyscan.rights import accusations, recommendations
from policyscan.rights.about import Subjects, name_of, subjects
from policyscan.taxonomy import data_hash

# Raise with every change to this package, or to `who`, that can change what is read.
CODE_VERSION = "3"
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
    return ReportReading(document.sha256, tuple(found), recommendations.find(document), _covers(about))


def _covers(about: Subjects) -> tuple[tuple[str, str], ...]:
    entries = [(entry.country, "" if entry.country else name_of(entry)) for entry in about.entries]
    subjects_named = [entry for entry in entries if entry != ("", "")]
    if not subjects_named and (about.title.country or about.title.place):
        subjects_named = [(about.title.country, about.title.place)]
    return tuple(dict.fromkeys(subjects_named))


@lru_cache(maxsize=1)
def version() -> str:
    """What, besides the parsed text, a reading depends on."""
    return content_id("rights", CODE_VERSION, data_hash(_DATA))
