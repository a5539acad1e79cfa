"""Read one rights report: its findings with the state that each is about, and its recommendations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from policyscan.model import Accusation, Firmness, ParsedDocument, Recommendation, ReportReading, content_id
from policyscan.rights import accusations, learned, recommendations
from policyscan.rights.about import Subjects, name_of, subjects
from policyscan.rights.learned import Closely
from policyscan.taxonomy import data_hash

# Raise with every change to this package, or to `who`, that can change what is read.
CODE_VERSION = "11"
_DATA = ("violations", "force", "firmness.toml", "groups.toml", "recommendations.toml", "places.toml", "forces.toml")


def read(document: ParsedDocument, closely: Closely | None = None) -> ReportReading:
    """All that one report says; only English is read.

    `closely` is the learned reader of passages (`rights.learned`). A review of a state by others is read by rules
    alone: they were made for its prose, in which the reader gains nothing (docs/violations-codebook.md).
    """
    if document.language not in {"en", "und"}:
        return ReportReading(document.sha256)
    about = subjects(document)
    asked = recommendations.find(document)
    found = []
    is_review = any(one.states for one in asked)
    for item in accusations.read(document, None if is_review else closely):
        subject = about.at(item.start, item.end)
        firmness = _as_asked(item, asked)
        found.append(replace(item, country=subject.country, place=subject.place, firmness=firmness))
    return ReportReading(document.sha256, tuple(found), asked, _covers(about))


def _as_asked(item: Accusation, asked: Sequence[Recommendation]) -> Firmness:
    """How firmly a passage accuses: who recommends has found and documented nothing, however it is worded."""
    is_asked = any(item.start < one.end and one.start < item.end for one in asked)
    is_firmer = item.firmness in {Firmness.FOUND, Firmness.DOCUMENTED}
    return Firmness.CONCERNED if is_asked and is_firmer else item.firmness


def _covers(about: Subjects) -> tuple[tuple[str, str], ...]:
    entries = [(entry.country, "" if entry.country else name_of(entry)) for entry in about.entries]
    subjects_named = [entry for entry in entries if entry != ("", "")]
    if not subjects_named and (about.title.country or about.title.place):
        subjects_named = [(about.title.country, about.title.place)]
    return tuple(dict.fromkeys(subjects_named))


@lru_cache(maxsize=1)
def version() -> str:
    """What, besides the parsed text, a reading depends on."""
    return content_id("rights", CODE_VERSION, data_hash(_DATA), learned.load().hash)
