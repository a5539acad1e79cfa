from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_corpus import ALDER, BIRCH, Source, Written

from policyscan.errors import QueryError
from policyscan.model import Box

WORDS = "officers intervene excessive force"


def documents(answer: Any) -> list[str]:
    return [hit.document for hit in answer]


def refusal(ask: Any, query: str, **filters: Any) -> tuple[str, str]:
    with pytest.raises(QueryError) as caught:
        ask(query, **filters)
    return caught.value.problem, caught.value.fix


def test_a_hit_says_where_it_stands_and_why_it_was_found(ask: Any) -> None:
    (hit,) = ask('"verbal warning" firearm', places=["Alder"], limit=1)
    assert hit.text == "A verbal warning shall be given, where feasible, before an officer fires a firearm."
    assert (hit.rank, hit.place, hit.region, hit.country, hit.kind) == (1, "Alder", "Ohio", "US", "policy")
    assert (hit.document, hit.title, hit.published) == ("alder.pdf", "Title of alder.pdf", "2020-06-09")
    assert (hit.page, hit.page_label, hit.section) == (3, "A-3", "3 Firearms")
    assert hit.end - hit.start == len(hit.text)
    assert hit.boxes == (Box(3, 50.0, 100.0, 50.0 + 5.0 * len(hit.text), 110.0),)
    assert (hit.measures, hit.force_types) == (("warn-before-shooting",), ("firearm",))
    assert hit.why[:2] == ('phrase: "verbal warning"', "words: verbal, warning, firearm")
    assert "force type: firearm" in hit.why
    assert hit.why[-1].startswith("meaning: ")


def test_the_passage_that_answers_comes_first(ask: Any) -> None:
    assert ask("must officers intervene?")[0].text.startswith("Any officer who sees another officer")
    assert ask("who washes the vehicles")[0].text.startswith("Vehicles are washed")


def test_near_words_are_told_where_the_typed_ones_do_not_stand(ask: Any) -> None:
    (hit,) = ask("when are cars washed by the staff of the motor pool", limit=1)
    assert hit.text.startswith("Vehicles are washed")
    assert "near: vehicles for cars" in hit.why


def test_of_two_passages_that_are_else_alike_the_one_with_near_words_comes_first(ask_of: Any) -> None:
    rest = "are washed on Tuesdays by the staff of the motor pool."
    other = Written("The canteen serves soup.")
    texts = [f"{what} {rest}" for what in ("Curtains", "Vehicles", "Blankets")]
    ask = ask_of([Source(f"{at}.pdf", ALDER, (Written(text), other)) for at, text in enumerate(texts)])
    found = [hit.text for hit in ask("when are cars washed by the staff of the motor pool")]
    assert found[0] == texts[1] and set(found) >= set(texts)


def test_only_telling_words_are_asked_of_the_full_text_index(desk_of: Any, monkeypatch: Any) -> None:
    desk = desk_of([Source("one.pdf", ALDER, (Written("Officers shall intervene when excessive force is used."),))])
    real, asked = desk.store.search_text, []
    monkeypatch.setattr(
        desk.store, "search_text", lambda query, **given: asked.append(query) or real(query, **given), raising=True
    )
    assert len(desk.ask("must officers intervene when force is used"))
    assert asked == ['"intervene"']


def test_ranks_count_from_one_and_scores_fall(ask: Any) -> None:
    answer = ask(WORDS)
    assert [hit.rank for hit in answer] == list(range(1, len(answer) + 1))
    scores = [hit.score for hit in answer]
    assert scores == sorted(scores, reverse=True)
    assert answer.note == ""


def test_a_limit_gives_the_first_of_the_same_order(ask: Any) -> None:
    every = ask(WORDS).hits
    assert len(every) > 2
    for limit in (1, 2):
        assert ask(WORDS, limit=limit).hits == every[:limit]
    assert refusal(ask, WORDS, limit=0)[0] == "a limit of 0 asks for nothing"


def test_a_document_for_two_places_is_one_hit_that_names_both(ask: Any) -> None:
    hits = [hit for hit in ask("intervene and stop excessive force") if hit.document == "shared.pdf"]
    assert [hit.place for hit in hits] == ["Spring Town"]
    assert hits[0].why[-1] == "the same document also stands for: Spring Town"
    (hit,) = (
        hit for hit in ask("intervene and stop excessive force", regions=["Iowa"]) if hit.document == "shared.pdf"
    )
    assert (hit.region, hit.why[-1].startswith("meaning")) == ("Iowa", True)


def test_wordings_that_stand_twice_in_a_document_are_shown_once(ask: Any) -> None:
    texts = [hit.text for hit in ask(WORDS, places=["birch"])]
    assert sum("used by a colleague" in text for text in texts) == 1


def test_the_same_wording_in_two_documents_is_one_hit_that_names_the_other(ask_of: Any) -> None:
    passage = Written("Officers shall intervene when excessive force is used.")
    ask = ask_of([Source("one.pdf", ALDER, (passage,)), Source("two.pdf", BIRCH, (passage,))])
    (hit,) = ask(WORDS)
    (other,) = hit.also
    assert {(hit.place, hit.page), (other[0], other[2])} == {("Alder", 1), ("Birch", 1)}
    assert other[1] != hit.sha256


# --- phrases and exclusions -----------------------------------------------------------------


def test_a_phrase_must_stand_in_the_passage_word_for_word(ask: Any) -> None:
    assert {hit.page for hit in ask('"verbal WARNING  shall be given"')} == {2, 3}
    # The words are there, but in another order, another form, or not side by side.
    for phrase in ("warning verbal", "verbal warnings", "verbal warning given"):
        answer = ask(f'"{phrase}"')
        assert (len(answer), answer.note) == (0, f'Nothing found: no passage within the filters holds "{phrase}".')


def test_a_phrase_in_a_heading_alone_is_not_in_the_passage(ask: Any) -> None:
    assert len(ask('"duty to intervene"')) == 0


def test_several_phrases_must_all_be_there(ask: Any) -> None:
    assert [hit.page for hit in ask('"verbal warning" "where feasible"')] == [3]
    assert ask('"verbal warning" "motor pool"').note == (
        'Nothing found: no passage within the filters holds "verbal warning" and "motor pool".'
    )


def test_a_phrase_over_a_hyphen_at_a_lines_end_is_found(ask_of: Any) -> None:
    # The document's text keeps the printed hyphen; the full-text index reads the repaired string.
    ask = ask_of(
        [Source("one.pdf", ALDER, (Written("Officers shall inter-vene at once.", "inter vene intervene at once"),))]
    )
    assert len(ask('"intervene at once"')) == 1


@pytest.mark.parametrize(
    "query", ["verbal warning -taser", 'verbal warning -"taser is fired"', '"verbal warning" -TASERS']
)
def test_excluded_words_are_in_no_hit_however_it_was_found(ask: Any, query: str) -> None:
    texts = [hit.text for hit in ask(query)]
    assert texts[0].startswith("A verbal warning shall be given, where feasible")
    assert not any("taser" in text for text in texts)


# --- filters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"places": ["Alder"]}, {"alder.pdf"}),
        ({"places": ["  aLDER "]}, {"alder.pdf"}),
        ({"places": ["alder", "Birch, Iowa"]}, {"alder.pdf", "birch.pdf"}),
        ({"places": ["spring  town"]}, {"shared.pdf"}),
        ({"places": ["Spring Town, Iowa, US"]}, {"shared.pdf"}),
        ({"places": ["Cedar, NZ"]}, {"cedar.pdf"}),
        ({"regions": ["iowa"]}, {"birch.pdf", "shared.pdf"}),
        ({"countries": ["nz"]}, {"cedar.pdf"}),
        ({"countries": ["US"], "regions": ["Ohio"]}, {"alder.pdf", "shared.pdf"}),
        ({"kinds": ["rights report"]}, {"cedar.pdf"}),
        ({"kinds": ["policy", "rights_report"]}, {"alder.pdf", "birch.pdf", "cedar.pdf", "shared.pdf"}),
        ({"since": "2020"}, {"alder.pdf", "shared.pdf"}),
        ({"since": "2020-06-10"}, {"shared.pdf"}),
        ({"until": "2016-03"}, {"birch.pdf"}),
        ({"since": "2016-12-31", "until": "2020-06-09"}, {"alder.pdf", "birch.pdf"}),
        ({"measures": ["duty to intercede"]}, {"alder.pdf"}),
        ({"measures": ["Duty-to-Intervene"], "places": ["Birch"]}, set()),
    ],
)
def test_hits_come_only_from_what_the_filters_leave(ask: Any, filters: dict[str, Any], found: set[str]) -> None:
    assert set(documents(ask(WORDS, **filters))) == found


def test_a_kind_of_force_filters_passages_and_not_documents(ask: Any) -> None:
    query = "a verbal warning shall be given"
    assert [hit.page for hit in ask(query, force_types=["taser"])] == [2]
    assert [hit.page for hit in ask(query, force_types=["Firearms", "conducted-energy"])] in ([2, 3], [3, 2])


def test_documents_without_a_date_are_left_out_of_a_span_and_counted(ask: Any) -> None:
    assert ask(WORDS, since="2000").note == "1 document without a date left out."
    assert ask(WORDS, kinds=["rights_report"], since="2000").note == (
        "No document passes the filters. 1 document without a date left out."
    )


@pytest.mark.parametrize(
    ("filters", "problem", "fix"),
    [
        ({"places": ["Adler"]}, "there is no place 'Adler' here", "did you mean Alder?"),
        ({"places": ["Spring"]}, "there is no place 'Spring' here", "did you mean Spring Town?"),
        (
            {"places": ["Zzz"]},
            "there is no place 'Zzz' here",
            "use one of: Alder; Birch; Cedar; Spring Town",
        ),
        ({"regions": ["Ohoi"]}, "there is no region 'Ohoi' here", "did you mean Ohio?"),
        ({"countries": ["France"]}, "there is no country 'France' here", "use one of: NZ; US"),
        ({"kinds": ["polices"]}, "there is no kind 'polices' here", "did you mean policy?"),
        (
            {"measures": ["duty-to-intervent"]},
            "there is no measure 'duty-to-intervent' here",
            "did you mean duty-to-intervene?",
        ),
        ({"force_types": ["tazer"]}, "there is no force type 'tazer' here", "did you mean conducted-energy?"),
        ({"since": "June 2020"}, "since 'June 2020' is not a date", "write 2020, 2020-06 or 2020-06-09"),
        ({"until": "2021-02-30"}, "until '2021-02-30' is not a date", "write 2020, 2020-06 or 2020-06-09"),
        ({"since": "2021", "until": "2020"}, "since 2021 is after until 2020", "exchange the two dates"),
    ],
)
def test_an_unknown_value_of_a_filter_names_what_was_meant(
    ask: Any, filters: dict[str, Any], problem: str, fix: str
) -> None:
    assert refusal(ask, WORDS, **filters) == (problem, fix)


# --- nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["recipe for apple pie", "blorf gnarg wibble", "xyzzy"])
def test_a_query_about_something_else_finds_nothing_and_says_so(ask: Any, query: str) -> None:
    answer = ask(query)
    assert answer.hits == ()
    assert answer.note.startswith("Nothing relevant: ")
    assert [hit.rank for hit in answer.nearest] == [1, 2, 3]


def test_where_something_answers_nothing_is_called_nearest(ask: Any) -> None:
    assert ask(WORDS).hits and ask(WORDS).nearest == ()
    assert len(ask("recipe for apple pie", limit=1).nearest) == 1


@pytest.mark.parametrize("query", ["", "  ", "?!", '""', "- "])
def test_an_empty_query_is_refused(ask: Any, query: str) -> None:
    assert refusal(ask, query) == (
        "the query is empty",
        'ask in plain words, for example: duty to intervene, or "verbal warning" -taser',
    )


def test_an_index_of_nothing_is_no_error(ask_of: Any) -> None:
    answer = ask_of([])(WORDS)
    assert (answer.hits, answer.note) == ((), "No document passes the filters.")
    silent = ask_of([Source("one.pdf", ALDER, ())])(WORDS)
    assert (silent.hits, silent.note) == ((), "Nothing found: no passage within the filters is left.")


# --- what was read ---------------------------------------------------------------------------


def test_a_finding_on_the_measure_asked_for_lifts_a_passage(ask_of: Any) -> None:
    plain = Written("Duty to intervene: officers.")
    found = Written("Duty to intervene: deputies.", measures=("duty-to-intervene",))
    hits = ask_of([Source("one.pdf", ALDER, (plain, found))])("duty to intervene")
    assert [hit.page for hit in hits] == [2, 1]
    assert "measure: duty-to-intervene" in hits[0].why
    assert hits[0].score > hits[1].score


def test_hits_as_a_table_have_the_columns_of_the_json(ask: Any) -> None:
    answer = ask(WORDS)
    frame = answer.to_pandas()
    assert list(frame["document"]) == documents(answer)
    assert list(frame.columns) == list(answer[0].as_dict())
    assert list(ask("recipe for apple pie").to_pandas().columns) == list(frame.columns)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.sampled_from("ab \"'-*():^{}+~\\/;,.?%_ñ警NEAR OR AND NOT force"), max_size=40)
    | st.text(max_size=40)
)
def test_whatever_is_typed_is_answered_or_refused_as_a_query(ask: Any, query: str) -> None:
    try:
        answer = ask(query)
    except QueryError as error:
        assert error.problem in {"the query is empty", "the query only leaves out words"}
    else:
        assert answer.hits or answer.note
