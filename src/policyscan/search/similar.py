"""Find passages like a given one, or those that say the opposite of the same thing."""

from __future__ import annotations

from policyscan.embed import Embedder
from policyscan.errors import QueryError
from policyscan.model import Passage
from policyscan.search.answer import SearchAnswer
from policyscan.search.gather import fits, ids_of, memory_of
from policyscan.search.hits import facets, fold_repeats, hits
from policyscan.search.ports import SearchIndex, SearchStore, SearchTaxonomy
from policyscan.search.query import Query
from policyscan.search.rank import Ranked
from policyscan.search.scope import Filters, resolve

# Passages looked at; and the cosine from which two say something of the same thing: of the real documents' pairs one in
# twenty lies above it, as above 0.5 by MiniLM as it comes.
DEPTH = 400
LIKE = 0.3
SAME_TAG = 0.05
# What a clause of each modality is answered by from the other side.
OPPOSITES: dict[str, frozenset[str]] = {
    "must": frozenset({"may", "must_not", "should", "should_not"}),
    "should": frozenset({"must_not", "should_not"}),
    "may": frozenset({"must_not", "must", "may_only"}),
    "may_only": frozenset({"may", "must_not"}),
    "must_not": frozenset({"may", "must", "should", "may_only"}),
    "should_not": frozenset({"may", "must", "should"}),
}
# A passage stands in for a question: none of its words is looked for.
_UNASKED = Query(plain="", words=(), typed=(), phrases=(), excluded=(), content=frozenset())


def similar(
    store: SearchStore,
    index: SearchIndex,
    embedder: Embedder,
    taxonomy: SearchTaxonomy,
    name: str,
    *,
    opposite: bool = False,
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    limit: int = 10,
) -> SearchAnswer:
    """The passages most like a passage or clause, by its id; with `opposite`, those that rule the other way.

    The opposite of a passage speaks of the same kind of force or measure in another mood: what one
    place requires, another leaves free or forbids. Raises QueryError for an unknown id.
    """
    if limit < 1:
        raise QueryError(f"a limit of {limit} asks for nothing", fix="ask for one or more")
    text, moods, tags, own = _given(store, name)
    scope = resolve(filters, store.listings(), taxonomy)
    vector = embedder.encode_passages([text])[0]
    memory = memory_of(index)
    allowed = None if scope.is_whole else ids_of(store, memory, sorted(scope.listings))
    found = dict(index.search(vector, DEPTH, allowed))
    passages = store.passages_by_id(list(found))
    wanted = frozenset().union(*(OPPOSITES.get(mood, frozenset()) for mood in moods)) - moods
    if opposite and not wanted:
        return SearchAnswer((), "This passage neither binds nor leaves free: there is no opposite to it.")
    ranked = [
        _ranked(passage, found[passage.id], tags)
        for passage in passages.values()
        if passage.id != name
        and fits(passage, _UNASKED, scope)
        and own.isdisjoint(passage.clause_ids)
        and (not opposite or _rules_otherwise(passage, moods, wanted, tags))
    ]
    near = sorted((one for one in ranked if one.cosine >= LIKE), key=lambda one: (-one.score, one.passage.id))
    if not near:
        return SearchAnswer(
            (), "Nothing like it was found." if not opposite else "Nothing that says the opposite was found."
        )
    shown = fold_repeats(near, memory)[:limit]
    return SearchAnswer(hits(store, memory, scope, _UNASKED, shown), "", facets(near, scope))


def _given(store: SearchStore, name: str) -> tuple[str, frozenset[str], frozenset[str], set[str]]:
    """What a passage or clause says: the string to embed, its moods, its measures and kinds of force, its clauses."""
    passage = store.passages_by_id([name]).get(name)
    if passage is not None:
        moods = frozenset(str(one) for one in passage.modalities) - {"none"}
        return passage.embed_text, moods, frozenset((*passage.measures, *passage.force_types)), set(passage.clause_ids)
    clause = store.clause(name)
    section = store.section(clause.sha256, clause.section)
    heading = " > ".join(section.path) if section else ""
    moods = frozenset({str(clause.modality)}) - {"none"}
    return f"{heading}\n{clause.text}".strip(), moods, frozenset(clause.force_types), {clause.id}


def _rules_otherwise(passage: Passage, moods: frozenset[str], wanted: frozenset[str], tags: frozenset[str]) -> bool:
    theirs = {str(one) for one in passage.modalities}
    shares = not tags or not tags.isdisjoint((*passage.measures, *passage.force_types))
    return shares and bool(theirs & wanted) and not theirs & moods


def _ranked(passage: Passage, cosine: float, tags: frozenset[str]) -> Ranked:
    shared = tags & {*passage.measures, *passage.force_types}
    return Ranked(
        passage=passage,
        score=cosine + SAME_TAG * bool(shared),
        evidence=cosine,
        cosine=cosine,
        measures=tuple(name for name in passage.measures if name in shared),
        force_types=tuple(name for name in passage.force_types if name in shared),
    )
