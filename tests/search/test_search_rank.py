"""What passages are weighed by, each signal by itself."""

from __future__ import annotations

from typing import Any

import pytest

from policyscan.matching import Weights
from policyscan.model import Passage
from policyscan.search import gather
from policyscan.search.query import parse
from policyscan.search.rank import base_scores, best_first, interest, rank, with_matches

WEIGHTS = Weights(cosine=0.4, words=0.1, held=0.2, near=0.2, close=0.1)


def passage(start: int, text: str) -> Passage:
    return Passage("0" * 64, start, start + len(text), text, text, 1, 0, "en", ())


def test_words_meaning_and_near_words_come_to_one() -> None:
    base = base_scores({"a": 3.0, "b": 6.0}, {"a": 0.5, "b": 0.0}, {}, {}, WEIGHTS)
    assert base == pytest.approx({"a": 0.4 * 0.5 + 0.1 * 0.5, "b": 0.1})
    matched = with_matches(base, {"b": (0.5, 1.0)}, WEIGHTS)
    assert matched == pytest.approx({"a": base["a"], "b": base["b"] + 0.2 * 0.5 + 0.1 * 1.0})
    assert [name for name, _ in best_first({"b": 1.0, "c": 2.0, "a": 1.0})] == ["c", "a", "b"]


def test_a_passage_counts_by_the_share_of_telling_words_that_it_holds() -> None:
    asked = parse("baton taser pepper whistle")
    held = passage(0, "The taser and the baton."), passage(100, "Soup is served.")
    about = interest(asked, {}, frozenset(), {}, frozenset())
    scores = {one.id: 0.3 for one in held}
    first, second = rank(list(reversed(held)), scores, {}, {}, about, WEIGHTS)
    assert (first.passage, second.passage) == held
    assert (first.score, second.score) == pytest.approx((0.3 + 0.2 * 0.5, 0.3))


def test_of_passages_that_bear_on_a_measure_the_best_are_taken(monkeypatch: Any) -> None:
    monkeypatch.setattr(gather, "MARKED", 2)
    marks = {"one": {"a": 0.1, "b": 0.9, "c": 0.5}, "other": {"a": 0.8, "d": 0.2}}
    assert gather._marked(marks, set(), None) == {"a", "b"}
    assert gather._marked(marks, {"b"}, None) == {"a", "c"}
    assert gather._marked(marks, set(), ["c", "d", "e"]) == {"c", "d"}
