"""Answer an analyst's question from the store: words and meaning together, within filters, or say that nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from policyscan.embed import Embedder
from policyscan.errors import QueryError
from policyscan.model import Hit
from policyscan.search.enough import judged
from policyscan.search.find import Found, find, scope_for
from policyscan.search.gather import Memory, memory_of
from policyscan.search.hits import Facet, Folded, NearWords, facets, fold_repeats, hits, one_for_each_place
from policyscan.search.ports import SearchIndex, SearchStore, SearchTaxonomy
from policyscan.search.query import parse
from policyscan.search.scope import Filters, Scope

# Candidates whose text is looked at for every hit that is wanted, and at least; facets count them.
LOOKED_AT_PER_HIT = 4
LOOKED_AT_LEAST = 120
# Of what does not answer, so many passages are shown as what comes nearest.
NEAREST = 3


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits, best first; `note` says in a sentence why there are none, or what was left out.

    `facets` count the relevant passages that were looked at, not only those shown. Where nothing is relevant, `nearest`
    are the passages that come nearest, best first: none of them seems to answer.
    """

    hits: tuple[Hit, ...]
    note: str = ""
    facets: tuple[Facet, ...] = ()
    nearest: tuple[Hit, ...] = ()

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
    scope = scope_for(store, index, taxonomy, asked, filters)
    if not scope.listings:
        return SearchAnswer((), _with_undated("No document passes the filters.", scope))
    looked_at = max(LOOKED_AT_LEAST, LOOKED_AT_PER_HIT * limit)
    found = find(store, index, embedder, taxonomy, asked, scope, looked_at=looked_at)
    memory = memory_of(index)
    verdict = judged(found.ranked, found.about, memory)
    folded = fold_repeats(verdict.relevant or found.ranked, memory)
    if diverse:
        folded = one_for_each_place(folded, scope)
    shown = folded[: limit if verdict.relevant else min(limit, NEAREST)]
    made = hits(store, memory, scope, asked, shown, found.meant.meant, _near_words(found, memory, shown))
    if not verdict.relevant:
        return SearchAnswer((), _with_undated(verdict.note, scope), nearest=made)
    return SearchAnswer(made, _with_undated("", scope), facets(verdict.relevant, scope))


def _near_words(found: Found, memory: Memory, shown: Sequence[Folded]) -> dict[str, NearWords]:
    names = [name for one in shown if (name := one.best.passage.id) in found.matched]
    pieces = [memory.pieces[name] for name in names]
    return dict(zip(names, found.matcher.near_words(found.about.query.plain, pieces), strict=True))


def _with_undated(note: str, scope: Scope) -> str:
    if not scope.undated:
        return note
    left_out = f"{scope.undated} document{'s' if scope.undated > 1 else ''} without a date left out."
    return f"{note} {left_out}".strip()
