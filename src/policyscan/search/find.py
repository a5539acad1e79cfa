"""Find and rank what may answer a question, within filters: all that search knows before it says whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.embed import Embedder
from policyscan.matching import Matcher, load
from policyscan.search.beside import beside
from policyscan.search.expand import Expansion, expand
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
from policyscan.search.holding import wanted
from policyscan.search.ports import SearchIndex, SearchStore, SearchTaxonomy
from policyscan.search.query import Query
from policyscan.search.rank import Interest, Ranked, base_scores, best_first, near_measures, rank, with_matches
from policyscan.search.scope import Filters, Scope
from policyscan.search.stance import FITTING, stance_of
from policyscan.search.words import fold
from policyscan.taxonomy.vocabulary import vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Candidates whose words are held against the question's: more than come by words and meaning (`gather.DEPTH`).
MATCHED = 800


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: the candidates that were looked at, best first, and what was known of it all.

    `matched` are the ids of those whose words were held against the question's.
    """

    meant: Expansion
    about: Interest
    ranked: Sequence[Ranked]
    matcher: Matcher
    matched: frozenset[str]


def find(
    store: SearchStore,
    index: SearchIndex,
    embedder: Embedder,
    taxonomy: SearchTaxonomy,
    asked: Query,
    scope: Scope,
    *,
    looked_at: int,
) -> Found:
    """The best `looked_at` candidates within a scope that holds documents, with every signal that speaks for them."""
    memory = memory_of(index)
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
    passages = first_fitting(store, best_first(base), asked, scope, looked_at)
    about = Interest(
        asked,
        near,
        frozenset(kind.id for kind in taxonomy.force_types if kind.pattern.search(fold(asked.plain))),
        marks,
        FITTING[stance_of(asked.plain)],
    )
    return Found(meant, about, rank(passages, base, cosines, match, about), matcher, frozenset(match))


def scope_for(
    store: SearchStore, index: SearchIndex, taxonomy: SearchTaxonomy, asked: Query, filters: Filters
) -> Scope:
    """The documents that pass the filters given and typed. Raises QueryError for a value that nothing has."""
    return scope_of(memory_of(index), store.listings(), filters.with_typed(asked), taxonomy)


def halfway(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The unit vector between those of a question.

    A word of the vocabulary may have been typed in another sense, so that neither is trusted alone.
    """
    import numpy as np

    both = rows.sum(axis=0)
    unit: NDArray[np.float32] = both / np.linalg.norm(both)
    return unit
