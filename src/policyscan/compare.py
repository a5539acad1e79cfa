"""Lay places beside one another: judgements, coverage, and all that an export must name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from policyscan import review
from policyscan.errors import QueryError
from policyscan.model import Comparison, Coverage, Judgement, Place, State
from policyscan.sources import resolve_places
from policyscan.taxonomy import Taxonomy

if TYPE_CHECKING:
    from policyscan.store import Store

NOTE = (
    "Read by rules from the documents named here, and from nothing else: a rule that stands in another document is not "
    "seen. 'silent' means that the documents were read and say nothing; 'unreadable' that pages could not be read; "
    "'not collected' that no document on use of force is at hand; 'contested' that two documents contradict each "
    "other. Every quote stands at its document, page and characters. Confidence is the reading's own estimate, not a "
    "probability proven for your city: check the quotes before you rely on them."
)


def compare(
    store: Store,
    taxonomy: Taxonomy,
    *,
    places: Collection[str] = (),
    measures: Collection[str] = (),
    review_below: float | None = None,
) -> Comparison:
    """Judgements for the places and measures named, or for all; coverage is counted over those.

    Places go by name, by full name ("Austin, Texas, US") or by id; a name alone means every place of that name.
    A person's answer comes first where there is one. With `review_below`, only the cells of a lower
    confidence are given, the least certain first; coverage still counts all. Raises `QueryError` for
    a place or measure that is not there, with the nearest names.
    """
    known = store.judgements()
    wanted_places = places_meant(places, {judgement.place for judgement in known})
    wanted_measures = {match(name, {m.id for m in taxonomy.measures}, "measure") for name in measures}
    every = [
        judgement
        for judgement in review.overlay(store, taxonomy, known)
        if (not places or judgement.place in wanted_places) and (not measures or judgement.measure in wanted_measures)
    ]
    chosen, note = every, NOTE
    if review_below is not None:
        chosen = review.uncertain(every, review_below, states=False)
        note = f"Only the {len(chosen)} of {len(every)} cells below a confidence of {review_below:g} are given. {NOTE}"
    shown = [m for m in taxonomy.measures if not measures or m.id in wanted_measures]
    listings = store.listings()
    counts_for, _ = resolve_places(listings)
    in_view = {judgement.place.id for judgement in every}
    quoted = {evidence.sha256 for judgement in every for evidence in judgement.evidence}
    documents = sorted(
        {
            (item.file, item.sha256)
            for item in listings
            if not places or counts_for[item.id].id in in_view or item.sha256 in quoted
        }
    )
    from policyscan.pipeline import now

    return Comparison(
        judgements=tuple(chosen),
        coverage=tuple(count(measure.id, every) for measure in shown),
        titles=tuple((measure.id, measure.title) for measure in shown),
        documents=tuple(documents),
        files=tuple(sorted({(sha256, str(store.blob_path(sha256))) for _, sha256 in documents})),
        taxonomy=taxonomy.hash,
        made_at=now(),
        note=note,
    )


def count(measure: str, judgements: Sequence[Judgement]) -> Coverage:
    """How many places stand where on one measure."""
    rows = [judgement for judgement in judgements if judgement.measure == measure]

    def of(*states: State) -> int:
        return sum(1 for row in rows if row.state in states)

    return Coverage(
        measure=measure,
        places=len(rows),
        yes=sum(1 for row in rows if row.adopted == 1),
        no=sum(1 for row in rows if row.adopted == 0),
        silent=of(State.SILENT),
        unreadable=of(State.UNREADABLE),
        not_collected=of(State.NOT_COLLECTED),
        contested=of(State.CONTESTED),
    )


def places_meant(names: Iterable[str], known: Iterable[Place]) -> frozenset[Place]:
    """The places of `known` that are meant by names, full names or ids; a name alone means each place of that name.

    Raises `QueryError` with the nearest names where there is none.
    """
    by_way: dict[str, set[Place]] = {}
    for place in known:
        for way in (place.name, place.full_name, place.id):
            by_way.setdefault(_fold(way), set()).add(place)
    found: set[Place] = set()
    for name in names:
        if _fold(name) not in by_way:
            raise _none_such(name, {place.name for places in by_way.values() for place in places}, "place")
        found |= by_way[_fold(name)]
    return frozenset(found)


def match(name: str, known: Collection[str], noun: str) -> str:
    """The one of `known` that is meant by `name`; raises `QueryError` with the nearest where there is none."""
    folded = {_fold(other): other for other in known}
    if _fold(name) not in folded:
        raise _none_such(name, known, noun)
    return folded[_fold(name)]


def _none_such(name: str, known: Collection[str], noun: str) -> QueryError:
    """Say that there is none, and which come nearest."""
    folded = {_fold(other): other for other in known}
    near = get_close_matches(_fold(name), folded, n=3, cutoff=0.5)
    names = [folded[key] for key in near] or sorted(known)[:8]
    return QueryError(
        f"There is no {noun} '{name}' here", fix=f"Did you mean: {', '.join(names)}?" if names else "Ingest it first."
    )


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
