"""Filters that are typed in a query are read, kept apart from the words, and do what the options do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_corpus import ALDER, Source, Written

from policyscan.errors import QueryError
from policyscan.search import Filters
from policyscan.search.query import FILTERS, parse

WORDS = "officers intervene excessive force"
# What closes a quotation, and dashes that are read as hyphens, cannot stand in a value as they are.
VALUES = st.text(st.characters(exclude_characters='"“”„«»−–', exclude_categories=["Cs"]), max_size=20)
NAMES = st.sampled_from(sorted(FILTERS))


@pytest.mark.parametrize(
    ("typed", "plain", "filters"),
    [
        ("force place:Alder", "force", (("place", "Alder"),)),
        ('place:"Spring Town, Iowa" force', "force", (("place", "Spring Town, Iowa"),)),
        ("force place:“Spring Town”", "force", (("place", "Spring Town"),)),
        ("force city:Alder state:Ohio", "force", (("place", "Alder"), ("region", "Ohio"))),
        ("since:2020 force UNTIL:2021-06", "force", (("after", "2020"), ("before", "2021-06"))),
        ("place:B force place:A", "force", (("place", "B"), ("place", "A"))),
        ("force kind:policy, country:US", "force", (("kind", "policy,"), ("country", "US"))),
        # A quotation that is not closed goes on to the end.
        ('force place:"Spring Town', "force", (("place", "Spring Town"),)),
        ('"last resort" modality:must_not', "last resort", (("modality", "must_not"),)),
        # No value, no filter.
        ('force place:"" region:" "', "force", ()),
        # No filters: a space after the colon, another name, a name inside a word or after a minus.
        ("force place: Alder", "force place: Alder", ()),
        ("cost:5 force", "cost:5 force", ()),
        ("workplace:Alder force", "workplace:Alder force", ()),
        ("-place:Alder force", "force", ()),
        # Letters that only look like those of a name.
        ("ſtate:Ohio force", "ſtate:Ohio force", ()),
        ("cıty:Alder force", "cıty:Alder force", ()),
    ],
)
def test_typed_filters_are_no_words(typed: str, plain: str, filters: tuple[tuple[str, str], ...]) -> None:
    query = parse(typed)
    assert (query.plain, query.filters) == (plain, filters)


def test_a_filter_inside_a_phrase_is_part_of_the_phrase() -> None:
    query = parse('"in place:here of force" x')
    assert (query.phrases, query.filters) == (("in place:here of force",), ())


@given(st.lists(st.tuples(NAMES, VALUES), max_size=6), st.booleans())
def test_whatever_a_filter_holds_is_read_back_as_typed(typed: list[tuple[str, str]], upper: bool) -> None:
    shown = [f'{name.upper() if upper else name}:"{value}"' for name, value in typed]
    query = parse(" ".join(["force", *shown, "officer"]))
    assert query.filters == tuple((FILTERS[name], value.strip()) for name, value in typed if value.strip())
    assert (query.plain, query.phrases, query.excluded) == ("force officer", (), ())


@given(VALUES, VALUES)
def test_typed_filters_fill_the_filters_of_their_name_and_no_other(place: str, measure: str) -> None:
    filters = Filters(places=("A",), since="2001").with_typed(
        parse(f'x place:"{place}" measure:"{measure}" after:2020')
    )
    assert filters == Filters(
        places=("A", *filter(None, [place.strip()])), measures=tuple(filter(None, [measure.strip()])), since="2020"
    )


def test_every_name_of_a_filter_is_used() -> None:
    none = Filters()
    for name in FILTERS:
        assert none.with_typed(parse(f"x {name}:2020")) != none, name


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("place:alder", {"places": ["Alder"]}),
        ('city:"spring town, iowa"', {"places": ["Spring Town, Iowa"]}),
        ("place:alder place:birch", {"places": ["Alder", "Birch"]}),
        ("region:iowa", {"regions": ["Iowa"]}),
        ("state:Ohio country:us", {"regions": ["Ohio"], "countries": ["US"]}),
        ('kind:"rights report"', {"kinds": ["rights_report"]}),
        ("measure:duty-to-intervene", {"measures": ["duty-to-intervene"]}),
        ('measure:"duty to intercede"', {"measures": ["duty-to-intervene"]}),
        ("force:taser", {"force_types": ["conducted-energy"]}),
        ("after:2020", {"since": "2020"}),
        ("since:2016-12-31 until:2020-06-09", {"since": "2016-12-31", "until": "2020-06-09"}),
        ("before:2016-03", {"until": "2016-03"}),
    ],
)
def test_a_typed_filter_does_what_its_option_does(ask: Any, typed: str, filters: dict[str, Any]) -> None:
    for query in (WORDS, "verbal warning taser firearm"):
        assert ask(f"{query} {typed}") == ask(query, **filters)
    every = ask(WORDS)
    assert {hit.document for hit in ask(f"{WORDS} place:birch")} < {hit.document for hit in every}


def test_typed_filters_and_options_hold_together(ask: Any) -> None:
    assert {hit.place for hit in ask(f"{WORDS} place:birch", places=["Cedar"])} == {"Birch", "Cedar"}
    answer = ask(f"{WORDS} place:birch", kinds=["rights_report"])
    assert (answer.hits, answer.note) == ((), "No document passes the filters.")


def test_a_mood_filters_passages(ask_of: Any) -> None:
    written = (
        Written("Officers shall intervene when force is excessive.", modality="must"),
        Written("Officers may intervene when force is excessive too.", modality="may"),
    )
    ask = ask_of([Source("one.pdf", ALDER, written)])
    assert [hit.page for hit in ask("intervene excessive force modality:MUST")] == [1]
    assert [hit.modalities for hit in ask("intervene excessive force", modalities=["may"])] == [("may",)]
    assert {hit.page for hit in ask("intervene excessive force modality:may modality:must")} == {1, 2}


@pytest.mark.parametrize(
    ("typed", "problem", "fix"),
    [
        ("place:Adler", "there is no place 'Adler' here", "did you mean Alder?"),
        ("kind:polices", "there is no kind 'polices' here", "did you mean policy?"),
        ("modality:mus", "there is no modality 'mus' here", "did you mean must or must_not?"),
        ("after:June", "since 'June' is not a date", "write 2020, 2020-06 or 2020-06-09"),
        ("after:2021 before:2020", "since 2021 is after until 2020", "exchange the two dates"),
    ],
)
def test_an_unknown_value_is_refused_as_that_of_an_option(ask: Any, typed: str, problem: str, fix: str) -> None:
    with pytest.raises(QueryError) as caught:
        ask(f"{WORDS} {typed}")
    assert (caught.value.problem, caught.value.fix) == (problem, fix)


@pytest.mark.parametrize("typed", ["place:Alder", 'kind:policy since:2020 "?"', "measure:-", 'place:""'])
def test_filters_alone_ask_for_nothing(typed: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(typed)
    assert caught.value.problem == "the query only has filters"


def test_a_measure_alone_asks_for_itself(ask: Any) -> None:
    hits = ask("measure:duty-to-intervene").hits
    assert hits
    assert all("duty-to-intervene" in hit.measures for hit in hits)
    assert hits == ask("duty to intervene measure:duty-to-intervene").hits


PIECES = st.sampled_from([
    "force", "officers", "warning", "taser", "must", "alder", "policy", "2020", "may", '"', "“", "-", " ", "  ", ":", "NEAR(",
    "OR", "*", "^", "™", "ͺ", "½", "警", "ñ", "\0", "\n", "\udce9", "a\u0301", *(f"{name}:" for name in FILTERS), "ſtate:", "İ",
])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=3), max_size=14), st.sampled_from(["", " "]))
def test_whatever_is_typed_is_answered_or_refused(ask: Any, pieces: list[str], between: str) -> None:
    try:
        answer = ask(between.join(pieces))
    except QueryError as error:
        assert error.problem
        assert error.fix
    else:
        assert answer.hits or answer.note


@given(st.lists(PIECES | st.text(max_size=3), max_size=14), st.sampled_from(["", " "]))
def test_a_query_that_is_read_has_words_to_look_for(pieces: list[str], between: str) -> None:
    try:
        query = parse(between.join(pieces))
    except QueryError:
        return
    assert query.content
    assert query.words or query.phrases


def test_half_a_pair_of_surrogates_goes_no_further() -> None:
    # A shell gives one for a byte that is no UTF-8; neither a model nor a database takes it.
    query = parse('caf\udce9 "b\udce9 c" -d\udce9 place:"e\udce9"')
    assert (query.plain, query.excluded, query.filters) == ("caf? b? c", ("d?",), (("place", "e?"),))
