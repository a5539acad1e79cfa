"""Answer an analyst's question from the store: words and meaning together, within filters, or say that nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policyscan.embed import Embedder
from policyscan.errors import QueryError
from policyscan.matching import load
from policyscan.model import Hit
from policyscan.search.beside import beside
from policyscan.search.expand import expand
from policyscan.search.gather import (
    affinities,
    allowed_of,
    by_meaning,
    by_words,
    cosines_of_all,
    first_fitting,
    matches,
    memory_of,
    question_vectors,
    scope_of,
)
from policyscan.search.hits import Facet, facets, fold_repeats, hits, one_for_each_place
from policyscan.search.holding import wanted
from policyscan.search.ports import SearchIndex, SearchStore, SearchTaxonomy
from policyscan.search.query import Query, parse
from policyscan.search.rank import (
    ENOUGH_FOR_A_HIT,
    Interest,
    Ranked,
    base_scores,
    best_first,
    enough_for,
    near_measures,
    rank,
    with_matches,
)
from policyscan.search.reasons import held_words
from policyscan.search.scope import Filters, Scope
from policyscan.search.stance import FITTING, stance_of
from policyscan.search.words import fold
from policyscan.taxonomy.vocabulary import vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Candidates whose text is looked at for every hit that is wanted, and at least; facets count them.
LOOKED_AT_PER_HIT = 4
LOOKED_AT_LEAST = 120
# Candidates whose words are held against the question's: more than come by words and meaning (`gather.DEPTH`).
MATCHED = 800


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits, best first; `note` says in a sentence why there are none, or what was left out.

    `facets` count the relevant passages that were looked at, not only those shown.
    """

    hits: tuple[Hit, ...]
    note: str = ""
    facets: tuple[Facet, ...] = ()

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


def search(
    store: SearchStore,
    index: SearchIndex,
    embedder: Embedder,
    taxonomy: SearchTaxonomy,
    query: str,
    *,
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    limit: int = 10,
    diverse: bool = False,
) -> SearchAnswer:
    """The passages that answer a question, best first, or a note that there are none.

    `query` is plain words; "words in quotation marks" must stand in the passage as they are, `-word`
    or `-"phrase"` must not, and `place:Albany` and the like filter as `filters` do (`FILTERS` in
    `policyscan.search.query`). Names in filters are matched whatever their case and spacing. With
    `diverse`, the best hit of each place comes before the second of any. Passages of one wording are
    one hit. Raises QueryError, with near matches, for a query without words, an unknown value of a
    filter, and a limit below 1.
    """
    if limit < 1:
        raise QueryError(f"a limit of {limit} asks for nothing", fix="ask for one hit or more")
    asked = parse(query)
    memory = memory_of(index)
    scope = scope_of(memory, store.listings(), filters.with_typed(asked), taxonomy)
    if not scope.listings:
        return SearchAnswer((), _with_undated("No document passes the filters.", scope))
    meant = expand(asked, vocabulary())
    allowed = allowed_of(store, memory, scope)

    def meaning() -> tuple[NDArray[np.float32], NDArray[np.float32], dict[str, float]]:
        rows = question_vectors(memory, embedder, asked.plain, meant.plain)
        vector = halfway(rows)
        return rows, vector, by_meaning(index, asked, scope, vector, allowed)

    coming = beside().submit(meaning)
    # Of each thing meant the term that documents use most: every further one costs as much as all typed words and
    # brings no answer that meaning does not (`benchmarks.search`).
    terms = [one.terms[0] for one in meant.meant if one.terms]
    words = by_words(store, memory, asked, scope, terms, len(index))
    rows, vector, nearest = coming.result()
    near = near_measures(affinities(memory, embedder, taxonomy, rows))
    marks = {name: memory.signals.of(store, name) for name in near}
    # What does not hold the phrases is no candidate, whatever was read in it.
    cosines = cosines_of_all(index, vector, nearest, words, {} if asked.phrases else marks, allowed)
    matcher = load()
    base = base_scores(words.scores, cosines, near, marks, matcher.weights)
    likely = [name for name, _ in best_first(base)[:MATCHED]]
    match = matches(store, memory, matcher, asked.plain, wanted(asked, meant.meant, matcher.pieces_of), likely)
    base = with_matches(base, match, matcher.weights)
    passages = first_fitting(store, best_first(base), asked, scope, max(LOOKED_AT_LEAST, LOOKED_AT_PER_HIT * limit))
    about = Interest(
        asked,
        near,
        frozenset(kind.id for kind in taxonomy.force_types if kind.pattern.search(fold(asked.plain))),
        marks,
        FITTING[stance_of(asked.plain)],
    )
    ranked = rank(passages, base, cosines, match, about)
    relevant = _relevant(ranked, about)
    if not relevant:
        return SearchAnswer((), _with_undated(_why_nothing(asked, ranked), scope))
    folded = fold_repeats(relevant, memory)
    if diverse:
        folded = one_for_each_place(folded, scope)
    shown = folded[:limit]
    names = [name for one in shown if (name := one.best.passage.id) in match]
    near_words = matcher.near_words(asked.plain, [memory.pieces[name] for name in names])
    close = dict(zip(names, near_words, strict=True))
    return SearchAnswer(
        hits(store, memory, scope, asked, shown, meant.meant, close), _with_undated("", scope), facets(relevant, scope)
    )


def halfway(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The unit vector between those of a question.

    A word of the vocabulary may have been typed in another sense, so that neither is trusted alone.
    """
    import numpy as np

    both = rows.sum(axis=0)
    unit: NDArray[np.float32] = both / np.linalg.norm(both)
    return unit


def _relevant(ranked: Sequence[Ranked], about: Interest) -> list[Ranked]:
    if about.query.phrases:
        return list(ranked)
    if max((one.evidence for one in ranked), default=0.0) < enough_for(about.measures):
        return []
    return [one for one in ranked if one.evidence >= ENOUGH_FOR_A_HIT]


def _why_nothing(asked: Query, ranked: Sequence[Ranked]) -> str:
    if asked.phrases:
        phrases = " and ".join(f'"{phrase}"' for phrase in asked.phrases)
        return f"Nothing found: no passage within the filters holds {phrases}."
    if not ranked:
        return "Nothing found: no passage within the filters is left."
    nearest = max(ranked, key=lambda one: one.evidence)
    held = len(held_words(nearest, asked))
    return (
        f"Nothing relevant: the nearest passage holds {held} of the {len(asked.content)} telling words and is far in"
        f" meaning (cosine {nearest.cosine:.2f})."
    )


def _with_undated(note: str, scope: Scope) -> str:
    if not scope.undated:
        return note
    left_out = f"{scope.undated} document{'s' if scope.undated > 1 else ''} without a date left out."
    return f"{note} {left_out}".strip()
