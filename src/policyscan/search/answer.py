"""Answer an analyst's question from the store: words and meaning together, within filters, or say that nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from policyscan.embed import Embedder
from policyscan.errors import QueryError
from policyscan.model import Hit, Listing, Passage
from policyscan.search.ports import SearchIndex, SearchStore, SearchTaxonomy
from policyscan.search.query import Query, match_expression, parse, quote
from policyscan.search.rank import (
    ENOUGH_FOR_A_HIT,
    ENOUGH_FOR_AN_ANSWER,
    Ranked,
    base_scores,
    interest,
    rank,
    reasons,
    without_repeats,
)
from policyscan.search.scope import Filters, Scope, resolve
from policyscan.search.words import fold, holds_phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Candidates taken from words and from vectors each; beyond, neither would come among the first ten.
DEPTH = 200
# Candidates where most of them will be left out by a phrase, a word or a tag.
WIDE_DEPTH = 100_000
# Candidates whose text is looked at for every hit that is wanted, and at least.
LOOKED_AT_PER_HIT = 4
LOOKED_AT_LEAST = 40


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits, best first; `note` says in a sentence why there are none, or what was left out."""

    hits: tuple[Hit, ...]
    note: str = ""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, number: int) -> Hit:
        return self.hits[number]

    def to_pandas(self) -> Any:
        """The hits as a DataFrame with the columns of the JSON."""
        import pandas

        return pandas.DataFrame([hit.as_dict() for hit in self.hits], columns=list(Hit.__slots__))


@dataclass(slots=True)
class _Memory:
    """What stays the same as long as an index does; kept with it, so that a warm search is fast."""

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, dict[int, str]] = field(default_factory=dict)
    measures: dict[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)


_MEMORIES: WeakKeyDictionary[SearchIndex, _Memory] = WeakKeyDictionary()


def search(
    store: SearchStore,
    index: SearchIndex,
    embedder: Embedder,
    taxonomy: SearchTaxonomy,
    query: str,
    *,
    places: Sequence[str] = (),
    regions: Sequence[str] = (),
    countries: Sequence[str] = (),
    kinds: Sequence[str] = (),
    measures: Sequence[str] = (),
    force_types: Sequence[str] = (),
    since: str = "",
    until: str = "",
    limit: int = 10,
) -> SearchAnswer:
    """The passages that answer a question, best first, or a note that there are none.

    `query` is plain words; "words in quotation marks" must stand in the passage as they are, and
    `-word` or `-"phrase"` must not. Names given in filters are matched whatever their case and
    spacing. Raises QueryError, with near matches, for a query without words, an unknown value of a
    filter, and a limit below 1.
    """
    if limit < 1:
        raise QueryError(f"a limit of {limit} asks for nothing", fix="ask for one hit or more")
    asked = parse(query)
    filters = Filters(
        tuple(places), tuple(regions), tuple(countries), tuple(kinds), tuple(measures), tuple(force_types), since, until
    )
    scope = resolve(filters, store.listings(), taxonomy)
    if not scope.listings:
        return SearchAnswer((), _with_undated("No document passes the filters.", scope))
    memory = _MEMORIES.setdefault(index, _Memory())
    vector = embedder.encode_query(asked.plain)
    words, cosines = _candidates(store, index, memory, asked, scope, vector)
    base = base_scores(words, cosines)
    passages = _first_fitting(store, base, asked, scope, max(LOOKED_AT_LEAST, LOOKED_AT_PER_HIT * limit))
    about = interest(
        asked,
        _affinities(memory, embedder, taxonomy, vector),
        frozenset(kind.id for kind in taxonomy.force_types if kind.pattern.search(fold(asked.plain))),
    )
    ranked = rank(passages, dict(base), cosines, about)
    shown = _relevant(ranked, asked, limit)
    if not shown:
        return SearchAnswer((), _with_undated(_why_nothing(asked, ranked), scope))
    return SearchAnswer(_hits(store, memory, scope, asked, shown), _with_undated("", scope))


def _candidates(
    store: SearchStore,
    index: SearchIndex,
    memory: _Memory,
    asked: Query,
    scope: Scope,
    vector: NDArray[np.float32],
) -> tuple[dict[str, float], dict[str, float]]:
    """Candidates with BM25, and candidates with cosine; every candidate by words has its cosine too."""
    documents = None if scope.is_whole else sorted(scope.listings)
    depth = WIDE_DEPTH if asked.phrases or asked.excluded or scope.has_tags else DEPTH
    unwanted = {
        name
        for part in asked.excluded
        for name, _ in store.search_text(quote(part), limit=WIDE_DEPTH, sha256s=documents)
    }
    found = store.search_text(match_expression(asked), limit=depth, sha256s=documents)
    words = {name: score for name, score in found if name not in unwanted}
    if asked.phrases:
        return words, dict(index.search(vector, len(words), words.keys()))
    allowed = None if documents is None else _ids(store, memory, documents)
    cosines = {name: cosine for name, cosine in index.search(vector, depth, allowed) if name not in unwanted}
    rest = words.keys() - cosines.keys()
    return words, cosines | dict(index.search(vector, len(rest), rest))


def _ids(store: SearchStore, memory: _Memory, documents: Sequence[str]) -> list[str]:
    for sha256 in documents:
        if sha256 not in memory.ids:
            memory.ids[sha256] = tuple(passage.id for passage in store.passages(sha256))
    return [name for sha256 in documents for name in memory.ids[sha256]]


def _first_fitting(
    store: SearchStore, base: Sequence[tuple[str, float]], asked: Query, scope: Scope, wanted: int
) -> list[Passage]:
    """The passages of the best candidates that stand in the scope and hold the phrases."""
    fitting: list[Passage] = []
    for start in range(0, len(base), wanted):
        names = [name for name, _ in base[start : start + wanted]]
        loaded = store.passages_by_id(names)
        fitting += [loaded[name] for name in names if name in loaded and _fits(loaded[name], asked, scope)]
        if len(fitting) >= wanted:
            break
    return fitting[:wanted]


def _fits(passage: Passage, asked: Query, scope: Scope) -> bool:
    return (
        passage.sha256 in scope.listings
        and (not scope.measures or not scope.measures.isdisjoint(passage.measures))
        and (not scope.force_types or not scope.force_types.isdisjoint(passage.force_types))
        and all(holds_phrase(passage.text, phrase) for phrase in asked.phrases)
    )


def _affinities(
    memory: _Memory, embedder: Embedder, taxonomy: SearchTaxonomy, vector: NDArray[np.float32]
) -> dict[str, float]:
    """For each measure, the greatest cosine between the query and its title, question and synonyms."""
    key = (taxonomy.hash, embedder.id)
    names = [
        (measure.id, text)
        for measure in taxonomy.measures
        for text in (measure.title, measure.question, *measure.synonyms)
    ]
    if not names:
        return {}
    if key not in memory.measures:
        memory.measures[key] = embedder.encode_queries([text for _, text in names])
    nearest: dict[str, float] = {}
    for (name, _), cosine in zip(names, memory.measures[key] @ vector, strict=True):
        nearest[name] = max(nearest.get(name, -1.0), float(cosine))
    return nearest


def _relevant(ranked: Sequence[Ranked], asked: Query, limit: int) -> list[Ranked]:
    if asked.phrases:
        return without_repeats(ranked, limit)
    if max((one.evidence for one in ranked), default=0.0) < ENOUGH_FOR_AN_ANSWER:
        return []
    return without_repeats([one for one in ranked if one.evidence >= ENOUGH_FOR_A_HIT], limit)


def _why_nothing(asked: Query, ranked: Sequence[Ranked]) -> str:
    if asked.phrases:
        phrases = " and ".join(f'"{phrase}"' for phrase in asked.phrases)
        return f"Nothing found: no passage within the filters holds {phrases}."
    if not ranked:
        return "Nothing found: no passage within the filters is left."
    nearest = max(ranked, key=lambda one: one.evidence)
    held = len(nearest.words) + len(nearest.above)
    return (
        f"Nothing relevant: the nearest passage holds {held} of the {len(asked.content)} telling words and is far in"
        f" meaning (cosine {nearest.cosine:.2f})."
    )


def _with_undated(note: str, scope: Scope) -> str:
    if not scope.undated:
        return note
    left_out = f"{scope.undated} document{'s' if scope.undated > 1 else ''} without a date left out."
    return f"{note} {left_out}".strip()


def _hits(store: SearchStore, memory: _Memory, scope: Scope, asked: Query, shown: Sequence[Ranked]) -> tuple[Hit, ...]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for one in shown:
        spans.setdefault(one.passage.sha256, []).append((one.passage.start, one.passage.end))
    boxes = {
        (sha256, *span): found
        for sha256, asked_for in spans.items()
        for span, found in zip(asked_for, store.boxes(sha256, asked_for), strict=True)
    }
    for sha256 in spans:
        if sha256 not in memory.labels:
            memory.labels[sha256] = {page.number: page.label for page in store.pages(sha256)}
    hits = []
    for number, one in enumerate(shown, start=1):
        passage = one.passage
        listings = scope.listings[passage.sha256]
        listing = listings[0]
        section = store.section(passage.sha256, passage.section)
        hits.append(
            Hit(
                rank=number,
                score=round(one.score, 4),
                text=passage.text,
                place=listing.place.name,
                region=listing.place.region,
                country=listing.place.country,
                kind=listing.kind.value,
                document=listing.file,
                sha256=passage.sha256,
                title=listing.title,
                published=listing.published,
                page=passage.page,
                page_label=memory.labels[passage.sha256].get(passage.page, ""),
                section=section.name if section else "",
                start=passage.start,
                end=passage.end,
                boxes=boxes[passage.sha256, passage.start, passage.end],
                passage_id=passage.id,
                measures=passage.measures,
                force_types=passage.force_types,
                why=(*reasons(one, asked), *_also(listings)),
            )
        )
    return tuple(hits)


def _also(listings: Sequence[Listing]) -> tuple[str, ...]:
    others = dict.fromkeys(listing.place.name for listing in listings[1:] if listing.place != listings[0].place)
    return (f"the same document also stands for: {', '.join(others)}",) if others else ()
