"""Lay places side by side on one kind of force: what is banned, required, allowed under conditions, allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.explain import cut
from policyscan.model import Clause, Cue, Modality, Place
from policyscan.sources import resolve_places
from policyscan.workbench.compare_labels import Label, labels
from policyscan.workbench.matrix_marks import Segment, segments
from policyscan.workbench.search_asked import Asked

if TYPE_CHECKING:
    from policyscan.explain import Document
    from policyscan.store import Store
    from policyscan.taxonomy import ForceType
    from policyscan.workspace import Workspace

# (key, heading, the modalities to search for the rest)
GROUPS = (
    ("banned", "Banned", (Modality.MUST_NOT, Modality.SHOULD_NOT)),
    ("required", "Required", (Modality.MUST, Modality.SHOULD)),
    ("conditions", "Allowed with conditions", (Modality.MAY_ONLY, Modality.MAY)),
    ("allowed", "Allowed", (Modality.MAY,)),
)
# Clauses of one place shown under one heading: more are read better in a search.
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One clause with its marks; `also` names the other places that have it in the same words."""

    clause: Clause
    document: str
    section: str
    lead: str
    segments: tuple[Segment, ...]
    labels: tuple[Label, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one place says under one heading: the clauses shown, how many there are, where to search for the rest."""

    place: Place
    shown: tuple[Said, ...]
    total: int
    rest: str

    @property
    def name(self) -> str:
        """The place's full name."""
        return self.place.full_name


@dataclass(frozen=True, slots=True)
class Group:
    """One heading with a part for each place."""

    key: str
    title: str
    parts: tuple[Part, ...]

    @property
    def differs(self) -> bool:
        """Whether some places say something under it and others nothing."""
        return len({bool(part.total) for part in self.parts}) > 1


@dataclass(frozen=True, slots=True)
class ByForce:
    """Places side by side on one kind of force; `mentions` counts the statements that bind nobody."""

    groups: tuple[Group, ...]
    mentions: tuple[int, ...]
    documents: tuple[tuple[Document, ...], ...]


def on_force(work: Workspace, force: ForceType, places: Sequence[Place]) -> ByForce:
    """What the policies in force of each place say of a kind of force, grouped by what they do to officers."""
    measure = work.taxonomy.measures[0].id
    documents = [work.explain(place.id, measure).documents for place in places]
    clauses = [_clauses(work.store, found, force) for found in documents]
    wordings = [{clause.text_id for clause in found} for found in clauses]
    names = _names(work.store)
    groups = []
    for key, title, modalities in GROUPS:
        parts = []
        for at, place in enumerate(places):
            found = [clause for clause in clauses[at] if group_of(clause) == key]
            files = {document.sha256: document.file for document in documents[at]}
            others = [(other.name, wordings[n]) for n, other in enumerate(places) if n != at]
            said = tuple(_said(work.store, clause, force, files, others) for clause in _first(found, force))
            parts.append(Part(place, said, len(found), _search(force, modalities, names.get(place.id, ()))))
        groups.append(Group(key, title, tuple(parts)))
    mentions = tuple(sum(1 for clause in found if not group_of(clause)) for found in clauses)
    return ByForce(tuple(groups), mentions, tuple(documents))


def group_of(clause: Clause) -> str:
    """The heading a clause belongs under (a key of `GROUPS`); empty for a statement that binds nobody."""
    if clause.modality is Modality.MAY:
        return "conditions" if clause.condition or clause.exception else "allowed"
    return next((key for key, _, modalities in GROUPS if clause.modality in modalities), "")


def _clauses(store: Store, documents: Iterable[Document], force: ForceType) -> list[Clause]:
    """The clauses that speak of it, each wording of a document once, in the order of the text."""
    found: dict[tuple[str, str], Clause] = {}
    for document in documents:
        for clause in store.clauses(document.sha256):
            if force.id in clause.force_types:
                found.setdefault((clause.sha256, clause.text_id), clause)
    return list(found.values())


def _first(clauses: Sequence[Clause], force: ForceType) -> list[Clause]:
    """The few to show: those first that name it themselves and not only in what introduces them."""
    names = {clause.id: force.pattern.search(clause.text) is not None for clause in clauses}
    first = sorted(clauses, key=lambda clause: not names[clause.id])[:SHOWN]
    return sorted(first, key=clauses.index)


def _names(store: Store) -> dict[str, list[str]]:
    """For each place's id, the names by which its documents are listed: one may lack the region that another has."""
    listings = store.listings()
    places, _ = resolve_places(listings)
    found: dict[str, list[str]] = {}
    for listing in listings:
        names = found.setdefault(places[listing.id].id, [])
        if listing.place.name and listing.place.full_name not in names:
            names.append(listing.place.full_name)
    return found


def _search(force: ForceType, modalities: Iterable[Modality], places: Iterable[str]) -> str:
    """The address of a search for what a place, by its names, says of a kind of force under one heading."""
    filters = (
        *(("place", name) for name in places),
        ("force", force.id),
        *(("modality", modality.value) for modality in modalities),
    )
    return Asked(force.synonyms[0] if force.synonyms else force.title, filters).at()


def _said(
    store: Store,
    clause: Clause,
    force: ForceType,
    files: dict[str, str],
    others: Sequence[tuple[str, set[str]]],
) -> Said:
    named = [
        Cue("trigger", match.group(), clause.start + match.start(), clause.start + match.end())
        for match in force.pattern.finditer(clause.text)
    ]
    pieces = cut(clause.text, clause.start, (*named, *clause.cues))
    section = store.section(clause.sha256, clause.section)
    return Said(
        clause=clause,
        document=files[clause.sha256],
        section=section.name if section else "",
        lead=store.clause(clause.lead).text if clause.lead else "",
        segments=segments(pieces),
        labels=labels(clause),
        also=tuple(name for name, wordings in others if clause.text_id in wordings),
    )
