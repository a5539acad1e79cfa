"""Passages like a given one, and those that rule the other way."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from search_corpus import ALDER, BIRCH, CEDAR, Source, Written, document

from policyscan.errors import QueryError
from policyscan.model import Kind, Modality
from policyscan.search.similar import OPPOSITES

TASER = ("conducted-energy",)


def source(name: str, place: Any, *passages: Written, kind: Kind = Kind.POLICY) -> Source:
    return Source(name, place, passages, kind)


MUST = Written("Officers shall give a warning before a taser is fired.", "Tasers", (), TASER, "must")
MAY = Written("Officers may give a warning before a taser is fired.", "Tasers", (), TASER, "may")
BAN = Written("Officers shall not give a warning before a taser is fired.", "Tasers", (), TASER, "must_not")
DOGS = Written("Officers may give a warning before a dog is fired.", "Tasers", (), (), "may")
PLAIN = Written("A taser is fired after a warning by officers.", "Tasers", (), TASER)
ELSE = Written("Vehicles are washed on Tuesdays by the motor pool.")
SOURCES = (
    source("alder.pdf", ALDER, MUST, PLAIN, ELSE),
    source("birch.pdf", BIRCH, MAY, MUST, DOGS),
    source("cedar.pdf", CEDAR, BAN, kind=Kind.RIGHTS_REPORT),
)


def passage_id(number: int, place: int = 0) -> str:
    return document(SOURCES[number].name, SOURCES[number].passages)[1].passages[place].id


def clause_id(number: int, place: int = 0) -> str:
    return document(SOURCES[number].name, SOURCES[number].passages)[1].clauses[place].id


def texts(answer: Any) -> list[str]:
    return [hit.text for hit in answer]


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of(SOURCES)


@pytest.mark.parametrize("name", [passage_id(0), clause_id(0)], ids=["passage", "clause"])
def test_the_same_words_elsewhere_come_first_and_the_given_one_never(desk: Any, name: str) -> None:
    answer = desk.similar(name)
    assert (answer[0].place, answer[0].text) == ("Birch", MUST.text)
    assert answer[0].why == ("force type: conducted-energy", "meaning: 1.00")
    assert passage_id(0) not in {hit.passage_id for hit in answer}
    assert {sha256 for hit in answer for _, sha256, _ in hit.also}.isdisjoint({answer[0].sha256})
    scores = [hit.score for hit in answer]
    assert scores == sorted(scores, reverse=True)
    assert ELSE.text not in texts(answer)
    assert answer.facets


def test_a_passage_without_clauses_is_not_like_itself(desk: Any) -> None:
    name = passage_id(0, 1)
    answer = desk.similar(name)
    assert answer.hits
    assert name not in {hit.passage_id for hit in answer}


def test_a_shared_tag_goes_before_a_little_more_likeness(desk: Any) -> None:
    answer = desk.similar(passage_id(1, 0))
    scores = {hit.text: (hit.score, hit.why[-1]) for hit in answer}
    for text, (score, meaning) in scores.items():
        tagged = 0.0 if text == DOGS.text else 0.05
        assert meaning == f"meaning: {score - tagged:.2f}"


def test_the_opposite_rules_otherwise_on_the_same_thing(desk: Any) -> None:
    # What leaves a dog free is no opposite of a duty about tasers, and a statement rules nothing.
    assert set(texts(desk.similar(passage_id(0), opposite=True))) == {MAY.text, BAN.text}
    assert set(texts(desk.similar(clause_id(1), opposite=True))) == {MUST.text, BAN.text}
    assert set(texts(desk.similar(clause_id(2), opposite=True))) == {MUST.text, MAY.text}


def test_a_passage_that_also_rules_the_same_way_is_no_opposite(desk_of: Any) -> None:
    both = Written(
        "Officers may give a warning before a taser is fired, and shall aim low.", "Tasers", (), TASER, "may must"
    )
    desk = desk_of([SOURCES[0], source("birch.pdf", BIRCH, both)])
    assert texts(desk.similar(passage_id(0), opposite=True)) == []
    assert texts(desk.similar(passage_id(0))) == [both.text, PLAIN.text]


def test_the_opposite_of_the_untagged_may_speak_of_anything_near(desk: Any) -> None:
    assert set(texts(desk.similar(passage_id(1, 2), opposite=True))) == {MUST.text, BAN.text}


def test_what_rules_nothing_has_no_opposite(desk: Any) -> None:
    answer = desk.similar(passage_id(0, 1), opposite=True)
    assert (answer.hits, answer.note) == (
        (),
        "This passage neither binds nor leaves free: there is no opposite to it.",
    )


def test_nothing_like_it_is_said_so(desk: Any) -> None:
    assert desk.similar(passage_id(0, 2)).note == "Nothing like it was found."
    answer = desk.similar(passage_id(0), opposite=True, places=["Alder"])
    assert (answer.hits, answer.note) == ((), "Nothing that says the opposite was found.")


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({"places": ["Birch"]}, {"Birch"}),
        ({"kinds": ["rights_report"]}, {"Cedar"}),
        ({"modalities": ["must_not"]}, {"Cedar"}),
        ({"force_types": ["firearm"]}, set()),
    ],
)
def test_filters_hold_for_similar_passages(desk: Any, filters: dict[str, Any], places: set[str]) -> None:
    assert {hit.place for hit in desk.similar(passage_id(0), **filters)} == places


def test_a_place_is_looked_through_however_much_is_nearer_elsewhere(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # The package has a function of the module's name.
    monkeypatch.setattr(import_module("policyscan.search.similar"), "DEPTH", 2)
    assert texts(desk.similar(passage_id(0), places=["Cedar"])) == [BAN.text]


def test_a_limit_gives_the_first_of_the_same_order(desk: Any) -> None:
    every = desk.similar(passage_id(0)).hits
    assert len(every) > 2
    assert desk.similar(passage_id(0), limit=2).hits == every[:2]
    with pytest.raises(QueryError):
        desk.similar(passage_id(0), limit=0)


def test_an_unknown_id_is_refused(desk: Any) -> None:
    with pytest.raises(QueryError):
        desk.similar("0" * 16)


def test_every_mood_that_rules_has_opposites_among_the_others() -> None:
    assert set(OPPOSITES) == {mood.value for mood in Modality} - {"none"}
    for mood, others in OPPOSITES.items():
        assert others <= OPPOSITES.keys() - {mood}
    # A duty and its ban, leave and its ban: each is answered by the other.
    for one, other in (("must", "must_not"), ("must", "may"), ("may", "must_not"), ("should", "should_not")):
        assert other in OPPOSITES[one]
        assert one in OPPOSITES[other]
