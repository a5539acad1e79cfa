"""Gather what may answer a question: candidates by words, by meaning and by what was read, within a scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from policyscan.embed import Embedder
from policyscan.model import Listing, Passage
from policyscan.search.ports import SearchIndex, SearchStore, SearchTaxonomy
from policyscan.search.query import Query, match_expression, quote
from policyscan.search.scope import Filters, Scope, resolve
from policyscan.search.signals import Signals
from policyscan.search.words import fold, holds_phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.matching import Matcher, Ways

# Candidates taken from words and from vectors each; beyond, neither would come among the first ten.
DEPTH = 200
# Candidates taken for what was read on the measures of a question.
MARKED = 1_000
# From so many passages on, the commonest words are left out of the full-text query, which takes longest among many
# (`benchmarks.search_speed`): so many rows are scored at most, beyond those of the rarest word. Words count for a
# fiftieth of the ranking, so that this changes which candidates there are, and not much their order.
MANY, SCORED = 20_000, 20_000
# Questions whose vectors are remembered, the last ones.
REMEMBERED = 256
# Candidates where most of them will be left out by a phrase, a word or a tag.
WIDE_DEPTH = 100_000


@dataclass(slots=True)
class Memory:
    """What stays the same as long as an index does; kept with it, so that a warm search is fast."""

    asked: dict[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)
    commonness: dict[str, int] = field(default_factory=dict)
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, dict[int, str]] = field(default_factory=dict)
    measures: dict[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict)
    pieces: dict[str, bytes] = field(default_factory=dict)
    said: dict[tuple[str, str], float] = field(default_factory=dict)
    wordings: dict[str, str] = field(default_factory=dict)
    whole: tuple[Sequence[Listing], Scope] | None = None
    signals: Signals = field(default_factory=Signals)


def scope_of(memory: Memory, listings: Sequence[Listing], filters: Filters, taxonomy: SearchTaxonomy) -> Scope:
    """The scope of these filters; that of all documents is kept as long as the store gives the same listings.

    Raises QueryError for a value that nothing has.
    """
    if filters != Filters():
        return resolve(filters, listings, taxonomy)
    known = memory.whole
    if known is None or known[0] is not listings:
        known = memory.whole = (listings, resolve(filters, listings, taxonomy))
    return known[1]


_MEMORIES: WeakKeyDictionary[SearchIndex, Memory] = WeakKeyDictionary()


def memory_of(index: SearchIndex) -> Memory:
    """What is remembered for an index."""
    return _MEMORIES.setdefault(index, Memory())


@dataclass(frozen=True, slots=True)
class ByWords:
    """Candidates by words, with BM25 as a share of the best, and the passages that hold what must not be there."""

    scores: dict[str, float]
    unwanted: set[str]


def by_words(
    store: SearchStore, memory: Memory, asked: Query, scope: Scope, terms: Sequence[str] = (), passages: int = 0
) -> ByWords:
    """Candidates by the telling words that were typed and the documents' words for them.

    `passages` is how many there are: among many, the commonest words are left out.
    """
    documents = _documents(scope)
    unwanted = _without(store, asked, documents)
    words: Sequence[str] = asked.telling
    if passages > MANY and not asked.phrases:
        rare = _rarest(store, memory, [*words, *terms])
        words, terms = [one for one in words if one in rare], [one for one in terms if one in rare]
    expression = match_expression(replace(asked, words=tuple(words)), terms)
    found = _shares(store.search_text(expression, limit=_depth(asked, scope), sha256s=documents))
    return ByWords({name: score for name, score in found.items() if name not in unwanted}, unwanted)


def _rarest(store: SearchStore, memory: Memory, terms: Sequence[str]) -> set[str]:
    """The rarest terms, one at least, as long as the passages that they may stand in are not too many to be scored."""
    if unknown := [term for term in terms if term not in memory.commonness]:
        memory.commonness |= store.commonness(unknown)
    kept: set[str] = set()
    rows = 0
    for count, term in sorted((memory.commonness[term], term) for term in set(terms)):
        rows += count
        if kept and rows > SCORED:
            break
        if count:
            kept.add(term)
    return kept or set(terms)


def by_meaning(
    index: SearchIndex, asked: Query, scope: Scope, vector: NDArray[np.float32], allowed: Collection[str] | None
) -> dict[str, float]:
    """Candidates by meaning, with their cosines; none where a phrase says which passages there are."""
    return {} if asked.phrases else dict(index.search(vector, _depth(asked, scope), allowed))


def cosines_of_all(
    index: SearchIndex,
    vector: NDArray[np.float32],
    nearest: Mapping[str, float],
    words: ByWords,
    marks: Mapping[str, Mapping[str, float]],
    allowed: Collection[str] | None,
) -> dict[str, float]:
    """Candidates by meaning, and those by words and marks, with their cosines."""
    cosines = {name: cosine for name, cosine in nearest.items() if name not in words.unwanted}
    rest = (words.scores.keys() | _marked(marks, words.unwanted, allowed)) - cosines.keys()
    return cosines | dict(index.search(vector, len(rest), rest))


def allowed_of(store: SearchStore, memory: Memory, scope: Scope) -> list[str] | None:
    """The ids of the passages that stand in the scope's documents; None for all."""
    documents = _documents(scope)
    return None if documents is None else ids_of(store, memory, documents)


def _documents(scope: Scope) -> list[str] | None:
    return None if scope.is_whole else sorted(scope.listings)


def _depth(asked: Query, scope: Scope) -> int:
    return WIDE_DEPTH if asked.phrases or asked.excluded or scope.has_tags else DEPTH


def _marked(marks: Mapping[str, Mapping[str, float]], unwanted: set[str], allowed: Collection[str] | None) -> set[str]:
    """The passages that bear most on the measures of a question."""
    best: dict[str, float] = {}
    for found in marks.values():
        for name, mark in found.items():
            best[name] = max(mark, best.get(name, 0.0))
    kept = (best.keys() - unwanted) if allowed is None else (best.keys() - unwanted) & set(allowed)
    return kept if len(kept) <= MARKED else set(sorted(kept, key=lambda name: (-best[name], name))[:MARKED])


def _without(store: SearchStore, asked: Query, documents: Sequence[str] | None) -> set[str]:
    """The passages that hold any of what must not be there."""
    if not asked.excluded:
        return set()
    any_of = " OR ".join(dict.fromkeys(quote(fold(part)) for part in asked.excluded))
    return {name for name, _ in store.search_text(any_of, limit=WIDE_DEPTH, sha256s=documents)}


def _shares(found: Sequence[tuple[str, float]]) -> dict[str, float]:
    best = max((score for _, score in found), default=0.0)
    return {name: score / best for name, score in found} if best > 0.0 else {}


def ids_of(store: SearchStore, memory: Memory, documents: Sequence[str]) -> list[str]:
    """Ids of the passages of some documents."""
    for sha256 in documents:
        if sha256 not in memory.ids:
            memory.ids[sha256] = tuple(passage.id for passage in store.passages(sha256))
    return [name for sha256 in documents for name in memory.ids[sha256]]


def first_fitting(
    store: SearchStore, base: Sequence[tuple[str, float]], asked: Query, scope: Scope, wanted: int
) -> list[Passage]:
    """The passages of the best candidates that stand in the scope and hold the phrases."""
    fitting: list[Passage] = []
    for start in range(0, len(base), wanted):
        names = [name for name, _ in base[start : start + wanted]]
        loaded = store.passages_by_id(names)
        fitting += [loaded[name] for name in names if name in loaded and fits(loaded[name], asked, scope)]
        if len(fitting) >= wanted:
            break
    return fitting[:wanted]


def matches(
    store: SearchStore, memory: Memory, matcher: Matcher, question: str, words: Sequence[Ways], names: Sequence[str]
) -> dict[str, tuple[float, float, float]]:
    """How near passages' words are to a question's, and how many they hold, by passage id (`Matcher.match`)."""
    if unknown := [name for name in names if name not in memory.pieces]:
        memory.pieces |= store.kept_of_passages(matcher.id, unknown)
    # A workspace that was made before there was a matcher.
    if missing := [name for name in names if name not in memory.pieces]:
        passages = store.passages_by_id(missing)
        rows = matcher.pieces([passage.embed_text for passage in passages.values()])
        memory.pieces |= dict(zip(passages, rows, strict=True))
    known = [name for name in names if name in memory.pieces]
    found = matcher.match(question, [memory.pieces[name] for name in known], words)
    return {name: (near, close, held) for name, (near, close, held) in zip(known, found.tolist(), strict=True)}


def fits(passage: Passage, asked: Query, scope: Scope) -> bool:
    """Whether a passage stands in the scope and holds the phrases."""
    return (
        passage.sha256 in scope.listings
        and (not scope.modalities or not scope.modalities.isdisjoint(passage.modalities))
        and (not scope.measures or not scope.measures.isdisjoint(passage.measures))
        and (not scope.force_types or not scope.force_types.isdisjoint(passage.force_types))
        and all(holds_phrase(passage.text, phrase) for phrase in asked.phrases)
    )


def question_vectors(memory: Memory, embedder: Embedder, typed: str, meant: str) -> NDArray[np.float32]:
    """The question in its own words and, where they are others, in those of the documents: unit rows.

    A question is asked again with every facet and page, so that its rows are remembered.
    """
    rows = memory.asked.get((typed, meant))
    if rows is None:
        rows = embedder.encode_queries(list(dict.fromkeys([typed, meant])))
        memory.asked[typed, meant] = rows
        # Threads share the memory: a list of the keys is taken at once.
        for old in list(memory.asked)[:-REMEMBERED]:
            memory.asked.pop(old, None)
    return rows


def affinities(
    memory: Memory, embedder: Embedder, taxonomy: SearchTaxonomy, rows: NDArray[np.float32]
) -> dict[str, float]:
    """For each measure, the greatest cosine between a vector of the query and its title, question and synonyms."""
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
    for (name, _), cosine in zip(names, (memory.measures[key] @ rows.T).max(axis=1), strict=True):
        nearest[name] = max(nearest.get(name, -1.0), float(cosine))
    return nearest
