"""Judge the places of a workspace anew of which documents, findings or rules changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from policyscan import confidence, judge, meaning, quotable, reasons
from policyscan.model import Judgement, Kind, Listing, Place, content_id
from policyscan.quoting import Quoting
from policyscan.taxonomy import Measure, Taxonomy

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.store import Store

# What each place was judged from, and the key of the whole set that this belongs to.
_JUDGED = "judged"


def update(store: Store, taxonomy: Taxonomy, embedder: Callable[[], Embedder]) -> bool:
    """Judge the places of which something changed that their judgements depend on; whether there were any."""
    rules = content_id(
        "judge",
        judge.CODE_VERSION,
        taxonomy.hash,
        confidence.load().hash,
        quotable.load().hash,
        reasons.load().hash,
        meaning.CODE_VERSION,
        meaning.load().hash,
        # What is quoted depends on how near it is to the measure's question.
        embedder().id,
    )
    names = _shown_names(store)
    digests = store.reading_digests()
    places = in_force(store)
    keys = {place.id: _place_key(place, policies, names, digests, rules) for place, policies in places.items()}
    key = content_id(rules, *(f"{place} {name}" for place, name in sorted(keys.items())))
    before = store.judgements_key()
    if before == key:
        return False
    known = json.loads(store.get_meta(_JUDGED) or "{}")
    # Judgements that somebody else put are not those that these keys were made with.
    same = {place for place, name in keys.items() if known.get("key") == before and known["places"].get(place) == name}
    kept: dict[str, list[Judgement]] = {}
    for judgement in store.judgements(places=same) if same else ():
        kept.setdefault(judgement.place.id, []).append(judgement)
    fresh = judge_all(store, taxonomy, embedder, skip=same)
    for judgement in fresh:
        kept.setdefault(judgement.place.id, []).append(judgement)
    with store.transaction():
        store.put_judgements((item for place in sorted(places) for item in kept.get(place.id, ())), key)
        store.put_meta(_JUDGED, json.dumps({"key": key, "places": keys}, sort_keys=True))
    return True


def _shown_names(store: Store) -> dict[str, str]:
    """The file name by which each document is quoted."""
    return {listing.sha256: listing.file for listing in reversed(store.listings())}


def _place_key(
    place: Place,
    policies: Sequence[Listing],
    names: Mapping[str, str],
    digests: Mapping[str, tuple[str, str | None]],
    rules: str,
) -> str:
    """Sum up all that the judgements of a place depend on."""
    documents = (
        (listing.id, listing.published, listing.series, names[listing.sha256], *digests.get(listing.sha256, ("", "")))
        for listing in policies
    )
    return content_id(rules, place.name, place.region, place.country, *documents)


def in_force(store: Store) -> dict[Place, list[Listing]]:
    """The policies that each place is judged by, as listed; places without any have an empty list."""
    from policyscan.sources import resolve_places

    listings = store.listings()
    places, _ = resolve_places(listings)
    found: dict[Place, list[Listing]] = {place: [] for place in places.values()}
    for listing in listings:
        if listing.kind is Kind.POLICY:
            found[places[listing.id]].append(listing)
    return {place: judge.in_force(policies) for place, policies in found.items()}


def judge_all(
    store: Store,
    taxonomy: Taxonomy,
    embedder: Callable[[], Embedder] | None,
    *,
    skip: Collection[str] = (),
) -> list[Judgement]:
    """Judgements of every place but those of the ids in `skip`, places by name, measures in the taxonomy's order."""
    from policyscan import candidates
    from policyscan.pipeline import now

    quoting = Quoting(store, _shown_names(store))
    nearest = nearest_of(store, embedder) if embedder is not None else None
    close = candidates.finder(store)
    places = sorted((pair for pair in in_force(store).items() if pair[0].id not in skip), key=lambda pair: pair[0])
    close.read(listing.sha256 for _, policies in places for listing in policies)
    as_of = now()
    judgements: list[Judgement] = []
    for place, policies in places:
        sources = [source_of(store, listing) for listing in policies]
        judgements += judge.judge_place(
            place, sources, taxonomy, as_of=as_of, quote=quoting.quote, nearest=nearest, meant=close.of
        )
    return judgements


def judge_apart(
    store: Store, taxonomy: Taxonomy, listings: Sequence[Listing]
) -> tuple[list[tuple[Judgement, ...]], bool]:
    """Judgements of each document by itself, as if its place had no other; nothing is written.

    By the rules, and by what was read closely where that is on record for all of them (the second value); what
    stands in documents that were never in force was not.
    """
    from policyscan import candidates
    from policyscan.pipeline import now

    quoting = Quoting(store, {listing.sha256: listing.file for listing in listings})
    close = candidates.Candidates(store, meaning.load(), _refuse)
    try:
        close.read(listing.sha256 for listing in listings)
        meant: judge.Meant | None = close.of
    except _NeverReadError:
        meant = None
    found = [
        tuple(
            judge.judge_place(
                listing.place, [source_of(store, listing)], taxonomy, as_of=now(), quote=quoting.quote, meant=meant
            )
        )
        for listing in listings
    ]
    return found, meant is not None


class _NeverReadError(Exception):
    """Clauses are not on record as read closely."""


def _refuse(pairs: Sequence[tuple[str, str]]) -> NoReturn:
    raise _NeverReadError(len(pairs))


def source_of(store: Store, listing: Listing) -> judge.Source:
    """A policy with what was found in it."""
    pages = store.pages(listing.sha256)
    unread = tuple(page.number for page in pages if not page.is_readable)
    return judge.Source(
        listing=listing,
        pages=len(pages),
        unreadable_pages=len(unread),
        clauses=store.clause_count(listing.sha256),
        speaks_of_force=store.speaks_of_force(listing.sha256),
        findings=store.findings(listing.sha256),
        chapters=tuple(
            judge.Chapter(section.name, section.start, section.end)
            for section in store.sections(listing.sha256)
            if section.parent < 0
        ),
        unread=unread,
        text=store.text(listing.sha256),
    )


def nearest_of(store: Store, embedder: Callable[[], Embedder]) -> judge.Nearest:
    """Finds what is near a measure in documents of a store, by their vectors."""
    from policyscan.vectorise import NearestPassages

    passages = NearestPassages(store, embedder())

    def find(sha256s: Sequence[str], measure: Measure) -> list[tuple[judge.Span, float]]:
        return passages.of([measure.question, *measure.synonyms], sha256s)

    return find
