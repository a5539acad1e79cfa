"""Judge every place of a workspace anew when its documents, findings or the rules changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

from policyscan import confidence, judge, meaning
from policyscan.model import Judgement, Kind, Listing, Place, content_id
from policyscan.quoting import Quoting
from policyscan.taxonomy import Measure, Taxonomy

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.store import Store

NEAREST = 3


def update(store: Store, taxonomy: Taxonomy, embedder: Callable[[], Embedder]) -> bool:
    """Judge all places unless nothing that judgements depend on has changed; whether it did."""
    from policyscan.sources import resolve_places

    listings = store.listings()
    places, _ = resolve_places(listings)
    key = content_id(
        "judge",
        judge.CODE_VERSION,
        taxonomy.hash,
        confidence.load().hash,
        meaning.CODE_VERSION,
        meaning.load().hash,
        store.readings_key(),
        *sorted(f"{listing.id}{listing.published}{listing.series}{places[listing.id].id}" for listing in listings),
    )
    if store.judgements_key() == key:
        return False
    store.put_judgements(judge_all(store, taxonomy, embedder), key)
    return True


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


def judge_all(store: Store, taxonomy: Taxonomy, embedder: Callable[[], Embedder] | None) -> list[Judgement]:
    """Judgements of every place, places by name, measures in the taxonomy's order."""
    from policyscan import candidates
    from policyscan.pipeline import now

    quoting = Quoting(store, {listing.sha256: listing.file for listing in reversed(store.listings())})
    nearest = _nearest(store, embedder) if embedder is not None else None
    close = candidates.finder(store)
    places = sorted(in_force(store).items(), key=lambda pair: pair[0])
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
    )


def _nearest(store: Store, embedder: Callable[[], Embedder]) -> judge.Nearest:
    from policyscan.vectorise import NearestPassages

    nearest = NearestPassages(store, embedder())

    def find(sha256s: Sequence[str], measure: Measure) -> list[tuple[str, int, int]]:
        names = nearest.of([measure.question, *measure.synonyms], sha256s, NEAREST)
        found = store.passages_by_id(names)
        return [(found[name].sha256, found[name].start, found[name].end) for name in names if name in found]

    return find
