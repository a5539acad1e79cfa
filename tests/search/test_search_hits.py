"""Hits: one for each wording, places in turn, facets, and the words that are marked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_corpus import ALDER, BIRCH, CEDAR, SPRING_IOWA, SPRING_OHIO, Source, Written

from policyscan.errors import QueryError
from policyscan.model import Kind, Listing, Passage, Place
from policyscan.search.gather import Memory
from policyscan.search.hits import Facet, facets, fold_repeats, one_for_each_place
from policyscan.search.marks import spans
from policyscan.search.query import parse
from policyscan.search.rank import Ranked
from policyscan.search.scope import Scope
from policyscan.search.words import WORD, fold, stem
from policyscan.taxonomy.vocabulary import WordGroup

WORDS = "officers intervene excessive force"
PLACES = (ALDER, BIRCH, CEDAR, SPRING_OHIO, SPRING_IOWA)


def ranked(document: int, start: int, text: str, score: float = 0.5) -> Ranked:
    passage = Passage(f"{document:064}", start, start + len(text), text, text, 1, 0, "en", ())
    return Ranked(passage, score, score, score, (), ())


def scope_of(documents: dict[int, tuple[Place, ...]]) -> Scope:
    listings = {
        f"{number:064}": tuple(Listing(f"{number}.pdf", f"{number:064}", place, Kind.POLICY) for place in places)
        for number, places in documents.items()
    }
    return Scope(listings, True, frozenset(), frozenset(), frozenset(), 0)


def names(found: Any) -> list[str]:
    return [one.passage.id for one in found]


# --- one hit for each wording ---------------------------------------------------------------


def test_the_same_wording_elsewhere_is_named_with_place_document_and_page(ask_of: Any) -> None:
    passage = Written("Officers shall intervene when excessive force is used.")
    other = Written("Vehicles are washed on Tuesdays.")
    sources = [
        Source("one.pdf", ALDER, (passage,)),
        Source("two.pdf", BIRCH, (other, passage, passage)),
        Source("three.pdf", ALDER, (other, other, passage)),
    ]
    (hit,) = ask_of(sources)(WORDS)
    # Each document once, with the page of its first passage.
    stands = {(hit.place, hit.sha256, hit.page), *hit.also}
    assert len(hit.also) == 2
    assert sorted((place, page) for place, _, page in stands) == [("Alder", 1), ("Alder", 3), ("Birch", 2)]
    assert len({sha256 for _, sha256, _ in stands}) == 3
    assert [set(one) for one in hit.as_dict()["also"]] == [{"place", "sha256", "page"}] * 2


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("(a) Officers shall intervene.", "(b) Officers shall intervene.", True),
        ("iv. Officers shall intervene.", "2) OFFICERS shall  intervene", True),
        ("Officers shall intervene.", "Officers may intervene.", False),
        # A short word that ends with a stop is no list mark.
        ("Yes. Officers intervene at once.", "No. Officers intervene at once.", False),
        # Other figures are another rule.
        ("Officers report within 24 hours.", "Officers report within 48 hours.", False),
        ("Held for 2.5 hours.", "Held for 25 hours.", False),
        ("A distance of 1/2 mile.", "A distance of 12 mile.", False),
        ("12.5 %", "98.1 %", False),
        ("", "", False),
    ],
)
def test_list_marks_case_and_spaces_make_no_other_wording(one: str, other: str, is_same: bool) -> None:
    assert len(fold_repeats([ranked(1, 0, one), ranked(2, 0, other)], Memory())) == (1 if is_same else 2)


TEXTS = st.sampled_from(
    ["Officers act.", "(a) Officers act.", "officers ACT", "They act.", "12", "7", "", "No. They act."]
)


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9), TEXTS | st.text(max_size=5)), unique_by=lambda t: t[:2])
)
def test_folding_keeps_every_passage_once_and_the_order(given_ones: list[tuple[int, int, str]]) -> None:
    before = [ranked(document, 1000 * place, text) for document, place, text in given_ones]
    folded = fold_repeats(before, Memory())
    kept = [name for entry in folded for name in names((entry.best, *entry.others))]
    assert sorted(kept) == sorted(names(before))
    order = names(before).index
    for entry in folded:
        assert [order(name) for name in names((entry.best, *entry.others))] == sorted(
            order(name) for name in names((entry.best, *entry.others))
        )
    best = [order(entry.best.passage.id) for entry in folded]
    assert best == sorted(best)


# --- places in turn -------------------------------------------------------------------------


@given(st.lists(st.integers(0, 4), max_size=12))
def test_places_take_turns_and_nothing_is_lost(documents: list[int]) -> None:
    scope = scope_of({number: (place,) for number, place in enumerate(PLACES)})
    folded = fold_repeats(
        [ranked(document, 100 * at, f"{'a' * (at + 1)}") for at, document in enumerate(documents)], Memory()
    )
    turned = one_for_each_place(folded, scope)
    assert Counter(map(id, turned)) == Counter(map(id, folded))
    seen: Counter[str] = Counter()
    turns = []
    for entry in turned:
        turns.append(seen[entry.best.passage.sha256])
        seen[entry.best.passage.sha256] += 1
    assert turns == sorted(turns)
    for turn in set(turns):
        places = [folded.index(entry) for entry, number in zip(turned, turns, strict=True) if number == turn]
        assert places == sorted(places)


def test_a_diverse_answer_has_the_best_of_each_place_first(ask: Any) -> None:
    plain, diverse = ask(WORDS, limit=50), ask(WORDS, limit=50, diverse=True)
    ids = [(hit.place, hit.region) for hit in plain]
    first = list(dict.fromkeys(ids))
    assert len(first) < len(ids)
    assert [(hit.place, hit.region) for hit in diverse][: len(first)] == first
    assert {hit.passage_id for hit in diverse} == {hit.passage_id for hit in plain}
    assert [hit.rank for hit in diverse] == list(range(1, len(diverse) + 1))
    assert ask(WORDS, limit=2, diverse=True).hits == diverse.hits[:2]


# --- facets ---------------------------------------------------------------------------------


def test_facets_count_all_relevant_passages_and_not_those_shown(ask: Any) -> None:
    one, every = ask(WORDS, limit=1), ask(WORDS, limit=100)
    assert one.facets == every.facets
    assert [facet.name for facet in one.facets] == ["place", "kind", "measure", "force", "modality"]
    counted = {facet.name: dict(facet.values) for facet in one.facets}
    # Two passages of one wording in Birch are two.
    assert sum(counted["kind"].values()) == len(every) + 1
    assert counted["place"]["Birch"] == sum(hit.place == "Birch" for hit in every) + 1
    assert counted["measure"]["duty-to-intervene"] == 1
    assert ask("recipe for apple pie").facets == ()


def test_facets_put_the_most_first_and_count_a_shared_document_for_each_place() -> None:
    scope = scope_of({1: (ALDER, CEDAR), 2: (BIRCH,)})
    found = facets([ranked(2, 0, "a"), ranked(2, 5, "b"), ranked(1, 0, "c")], scope)
    assert found[:2] == (
        Facet("place", (("Birch", 2), ("Alder", 1), ("Cedar", 1))),
        Facet("kind", (("policy", 3),)),
    )
    assert [facet.values for facet in found[2:]] == [(), (), ()]


def test_a_value_of_a_facet_is_a_filter(ask: Any) -> None:
    answer = ask(WORDS, limit=100)
    for facet in answer.facets:
        for value, count in facet.values:
            narrowed = ask(f'{WORDS} {facet.name}:"{value}"', limit=100)
            own = {one.name: dict(one.values) for one in narrowed.facets}
            assert own[facet.name][value] == count, (facet.name, value)


# --- marks ----------------------------------------------------------------------------------

GROUPS = (WordGroup(("zapper", "stun gun"), ("conducted energy device", "taser")),)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Warnings are given before officers shoot.", "must an officer warn", ["Warnings"]),
        ("A verbal warning, where feasible.", '"verbal warning" -feasible', ["verbal", "warning"]),
        ("The dog of Alder.", "dog place:Alder", ["dog"]),
        ("Une Política.", "politica", ["Política"]),
        ("Less-lethal", "lethal", ["lethal"]),
        # Words of every policy, where nothing else is asked.
        ("Officers act.", "officer", ["Officers"]),
        ("You must not.", "must not", ["must", "not"]),
        # The words of documents for those of people.
        ("Conducted-energy\n Devices and a Taser.", "zappers", ["Conducted", "energy", "Devices", "Taser"]),
        ("A stun gun fires.", "stun gun", ["stun", "gun"]),
        ("A taser fires.", '"stun gun"', []),
        ("multitaser, conducted device", "zapper", []),
        ("force", "", []),
        ("force", "-force", []),
        ("force", "place:x", []),
    ],
)
def test_the_words_that_a_query_asks_for_are_marked(speak: Any, text: str, query: str, marked: list[str]) -> None:
    speak(GROUPS)
    assert [text[start:end] for start, end in spans(text, query)] == marked


LETTERS = st.sampled_from("abée\u0301\ufb01ß_-' .\n1½警İsͺ")
WORDS_OF_BOTH = st.sampled_from(
    ["force", "officers", "zapper", "stun", "gun", "taser", "conducted", "energy", "device"]
)
TEXT = (
    st.text(LETTERS, max_size=40)
    | st.text(max_size=40)
    | st.lists(WORDS_OF_BOTH | st.text(LETTERS), max_size=8).map(" ".join)
)
TYPED = st.lists(WORDS_OF_BOTH | st.text(LETTERS, max_size=4) | st.sampled_from(['"', "-", "place:a"]), max_size=6)
REUSED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@REUSED
@given(TEXT, TYPED.map(" ".join))
def test_marks_lie_in_the_text_on_the_bounds_of_words(speak: Any, text: str, query: str) -> None:
    speak(GROUPS)
    at = 0
    for start, end in spans(text, query):
        assert at <= start < end <= len(text)
        assert text[start:end].isalnum()
        assert not text[start - 1 : start].isalnum() or start == 0
        assert not text[end : end + 1].isalnum()
        at = end


@REUSED
@given(TEXT, TYPED.map(" ".join))
def test_every_telling_word_is_marked_and_without_a_vocabulary_no_other(speak: Any, text: str, query: str) -> None:
    try:
        content = parse(query).content
    except QueryError:
        content = frozenset()
    telling = tuple(word.span() for word in WORD.finditer(text) if stem(fold(word.group())) in content)
    speak(())
    assert spans(text, query) == telling
    speak(GROUPS)
    assert set(spans(text, query)) >= set(telling)
