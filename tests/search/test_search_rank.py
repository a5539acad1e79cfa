"""What passages are weighed by, each signal by itself."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from policyscan.embed import FakeEmbedder
from policyscan.matching import Weights
from policyscan.model import Kind, Listing, Passage, Place
from policyscan.search import Filters, gather
from policyscan.search.query import parse
from policyscan.search.rank import Interest, base_scores, best_first, rank, with_matches
from policyscan.taxonomy import load

WEIGHTS = Weights(cosine=0.4, words=0.1, held=0.2, near=0.2, close=0.1)


def passage(start: int, text: str) -> Passage:
    return Passage("0" * 64, start, start + len(text), text, text, 1, 0, "en", ())


def test_words_meaning_and_near_words_come_to_one() -> None:
    base = base_scores({"a": 3.0, "b": 6.0}, {"a": 0.5, "b": 0.0}, {}, {}, WEIGHTS)
    assert base == pytest.approx({"a": 0.4 * 0.5 + 0.1 * 0.5, "b": 0.1})
    matched = with_matches(base, {"b": (0.5, 1.0, 0.25)}, WEIGHTS)
    assert matched == pytest.approx({"a": base["a"], "b": base["b"] + 0.2 * 0.5 + 0.1 * 1.0 + 0.2 * 0.25})
    assert [name for name, _ in best_first({"b": 1.0, "c": 2.0, "a": 1.0})] == ["c", "a", "b"]


def test_what_a_passage_says_for_itself_is_its_cosine_and_how_near_its_words_are() -> None:
    tasers, soup = passage(0, "The taser and the baton."), passage(100, "Soup is served.")
    about = Interest(parse("baton taser"), {}, frozenset(), {}, frozenset())
    scores = {tasers.id: 0.4, soup.id: 0.3}
    first, second = rank([soup, tasers], scores, {tasers.id: 0.25}, {tasers.id: (0.5, 0.75, 0.25)}, about)
    assert (first.passage, second.passage) == (tasers, soup)
    assert (first.score, second.score) == (0.4, 0.3)
    assert (first.evidence, second.evidence) == pytest.approx((0.25 + 0.4 * 0.75 + 0.3 * 0.25, 0.0))


def test_of_passages_that_bear_on_a_measure_the_best_are_taken(monkeypatch: Any) -> None:
    monkeypatch.setattr(gather, "MARKED", 2)
    marks = {"one": {"a": 0.1, "b": 0.9, "c": 0.5}, "other": {"a": 0.8, "d": 0.2}}
    assert gather._marked(marks, set(), None) == {"a", "b"}
    assert gather._marked(marks, {"b"}, None) == {"a", "c"}
    assert gather._marked(marks, set(), ["c", "d", "e"]) == {"c", "d"}


class Counted:
    """A store that knows how common words are."""

    def __init__(self, **counts: int) -> None:
        self.counts, self.asked = counts, []

    def commonness(self, terms: Collection[str]) -> dict[str, int]:
        self.asked.append(set(terms))
        return {term: self.counts.get(term, 0) for term in terms}


def test_the_vectors_of_the_last_questions_are_remembered(monkeypatch: Any) -> None:
    monkeypatch.setattr(gather, "REMEMBERED", 2)
    embedder, memory = FakeEmbedder(), gather.Memory()
    asked: list[list[str]] = []
    real = embedder.encode_queries
    monkeypatch.setattr(FakeEmbedder, "encode_queries", lambda _, texts: asked.append(list(texts)) or real(texts))
    for typed, meant in [
        ("cop", "officer"),
        ("taser", "taser"),
        ("cop", "officer"),
        ("dog", "dog"),
        ("cop", "officer"),
    ]:
        rows = gather.question_vectors(memory, embedder, typed, meant)
        assert rows.tolist() == real(list(dict.fromkeys([typed, meant]))).tolist()
    # "cop" was the first, and went when "dog" came.
    assert asked == [["cop", "officer"], ["taser"], ["dog"], ["cop", "officer"]]


def test_a_question_is_near_a_measure_by_its_own_words_or_by_those_of_documents() -> None:
    embedder, taxonomy = FakeEmbedder(), load()
    measure = taxonomy.measures[0]
    for texts in ([measure.title, "zzz"], ["zzz", measure.title]):
        near = gather.affinities(gather.Memory(), embedder, taxonomy, embedder.encode_queries(texts))
        assert near[measure.id] == pytest.approx(1.0)


def test_among_many_passages_the_rarest_words_are_looked_for() -> None:
    store: Any = Counted(officer=90_000, baton=9_000, whistle=4_000, kettle=500)
    memory = gather.Memory()
    assert gather._rarest(store, memory, ["officer", "baton", "whistle", "kettle", "zzz"]) == {
        "kettle",
        "whistle",
        "baton",
    }
    # The rarest is kept however common it is, and a word that nothing holds says nothing.
    assert gather._rarest(store, memory, ["officer", "zzz"]) == {"officer"}
    assert gather._rarest(store, memory, ["zzz"]) == {"zzz"}
    assert store.asked == [{"officer", "baton", "whistle", "kettle", "zzz"}]


def test_the_scope_of_all_is_kept_as_long_as_the_listings_are_the_same() -> None:
    memory, taxonomy = gather.Memory(), load()
    one, other = (Listing(f"{n}.pdf", n * 64, Place(f"Place {n}"), Kind.POLICY) for n in "ab")
    first = (one,)
    scope = gather.scope_of(memory, first, Filters(), taxonomy)
    assert list(scope.listings) == ["a" * 64] and scope.is_whole
    assert gather.scope_of(memory, first, Filters(), taxonomy) is scope
    assert list(gather.scope_of(memory, (one, other), Filters(), taxonomy).listings) == ["a" * 64, "b" * 64]
    within = gather.scope_of(memory, (one, other), Filters(places=("Place b",)), taxonomy)
    assert list(within.listings) == ["b" * 64] and not within.is_whole
