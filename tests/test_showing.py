"""Which words stand for an answer: first what it rests on, then what a reader would quote beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.judge.pool import pool_of
from policyscan.judge.showing import MEANT, MOST_EVIDENCE, NEAR, NEAREST, Showing
from policyscan.model import (
    Candidate,
    Effect,
    Evidence,
    Finding,
    Judgement,
    Modality,
    Place,
    Searched,
    State,
)
from policyscan.quotable import Model
from policyscan.taxonomy import load

MEASURE = load().measure_by_id["duty-to-intervene"]
DOCUMENT = "a" * 64
# As many characters anywhere hold five words or more, and no two stretches are alike.
WIDTH = 18
TEXT = "".join(f"{a}{b} {c}{d} {e}{a} {b}{c} {d}{e} {a}{c} " for a, b, c, d, e in product("abcdef", repeat=5))
# The clause reader alone says what is quoted.
BY_READING = Model({"bias": 0.0, "topic": 4.0}, {"bias": 0.0, "topic": 4.0}, "")


def quote(sha256, start, end, finding):
    return Evidence(f"{start}", "", sha256, 1, "", "", start, end, (), says=finding.says if finding else "")


def judgement(adopted, code="report-only", state=State.JUDGED):
    searched = Searched(1, 1, 0, 1)
    return Judgement(Place("X"), MEASURE.id, state, "", adopted, code, "", 0.9, (), searched, "rules@x", "")


def finding(start, *, effect=Effect.FAILS, rule="a-rule", weight=0.5, reason="report-only"):
    return Finding(
        DOCUMENT, MEASURE.id, rule, effect, reason, f"{rule} says", weight, f"clause {start}", start, start + WIDTH, 1
    )


def read(start, topic, *, meets=-5.0):
    return Candidate(DOCUMENT, start, start + WIDTH, f"clause {start}", Modality.MUST, (meets,), -5.0, topic, "other")


def shown(answer, leads, found=(), candidates=(), near=(), deciding=(), *, firm=False):
    pool = pool_of(MEASURE, found, candidates, near, {DOCUMENT: TEXT})
    return Showing(quote, BY_READING).evidence(pool, answer, leads, deciding, firm=firm)


def starts(evidence):
    return [one.start for one in evidence]


def test_of_the_clauses_that_say_the_same_the_likeliest_stands_first():
    found = [finding(0), finding(20), finding(40, rule="another", weight=0.9)]
    evidence, leads = shown(judgement(0), found[:1], found, [read(0, -3.0), read(20, 3.0), read(40, 5.0)])
    assert starts(evidence) == [20, 40, 0]
    assert leads == (found[1],)


def test_a_yes_may_rest_on_any_clause_that_meets_the_measure_by_itself():
    found = [finding(0, effect=Effect.MEETS), finding(20, effect=Effect.MEETS, rule="another"), finding(40)]
    evidence, leads = shown(judgement(1), found[:1], found, [read(0, -3.0), read(20, 3.0), read(40, 9.0)])
    assert starts(evidence)[0] == 20
    assert leads[0].rule == "another"


def test_clauses_that_contradict_one_another_stand_as_they_are_given():
    found = [finding(0), finding(20)]
    evidence, _ = shown(judgement(0, state=State.CONTESTED), found, found, [read(0, -3.0), read(20, 3.0)], firm=True)
    assert starts(evidence) == [0, 20]


def test_a_no_is_filled_up_with_the_nearest_passages_only_where_there_are_too_few_clauses():
    near = [((DOCUMENT, start, start + 50), 0.5) for start in (1000, 1100, 1200, 1300)]
    assert starts(shown(judgement(0, "silent"), (), near=near)[0]) == [1000, 1100, 1200]
    few = [read(1010, 2.0)]
    assert starts(shown(judgement(0, "silent"), (), candidates=few, near=near)[0]) == [1010, 1100, 1200]
    enough = [read(start, -1.0) for start in (0, 20, 40)]
    assert starts(shown(judgement(0, "silent"), (), candidates=enough, near=near)[0]) == [0, 20, 40]


def test_a_yes_shows_beside_its_ground_only_what_a_reader_might_quote():
    found = [finding(0, effect=Effect.MEETS)]
    evidence, _ = shown(judgement(1), found, found, [read(0, 0.0), read(20, 0.0), read(40, -6.0)])
    assert starts(evidence) == [0, 20]


def test_pages_that_could_not_be_read_are_given_no_passage_for_an_answer():
    near = [((DOCUMENT, 0, 50), 0.9)]
    assert shown(judgement(None, "unreadable", State.UNREADABLE), (), near=near)[0] == ()


@pytest.mark.parametrize(("carries", "says"), [(True, MEANT), (False, NEAR)])
def test_a_clause_found_by_its_meaning_says_whether_it_carries_the_answer(carries, says):
    found, second = [finding(0, effect=Effect.MEETS)], read(20, 2.0, meets=2.0)
    evidence, _ = shown(judgement(1), found, found, [second], deciding=[second] if carries else [])
    assert evidence[1].says == says


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(Effect), st.floats(0, 1)), max_size=12),
    st.lists(st.tuples(st.integers(0, 40), st.floats(-6, 6)), max_size=12),
    st.integers(0, 8),
    st.sampled_from([0, 1, None]),
)
def test_quotes_are_few_and_each_shows_other_words(found, candidates, passages, adopted):
    found = [finding(at * 7, effect=effect, weight=weight) for at, effect, weight in found]
    candidates = [replace(read(at * 7, topic), clause_id=f"{at}") for at, topic in candidates]
    near = [((DOCUMENT, at * 60, at * 60 + 60), 0.5) for at in range(passages)]
    leads = found[:1]
    evidence, _ = shown(judgement(adopted), leads, found, candidates, near)
    assert len(evidence) <= MOST_EVIDENCE
    spans = [(one.start, one.end) for one in evidence]
    assert all(a[1] <= b[0] or b[1] <= a[0] for n, a in enumerate(spans) for b in spans[n + 1 :])
    if leads:
        assert evidence
    if adopted == 0 and passages >= 6 + len(evidence):
        assert len(evidence) >= NEAREST


def test_what_is_hardly_ever_quoted_is_left_out_beyond_the_nearest():
    candidates = [read(start, -6.0) for start in range(0, 100, 20)]
    model = Model({"bias": 0.0}, {"bias": -4.0}, "")
    pool = pool_of(MEASURE, (), candidates, (), {DOCUMENT: TEXT})
    evidence, _ = Showing(quote, model).evidence(pool, judgement(0, "silent"), ())
    assert len(evidence) == NEAREST


def test_words_that_stand_in_two_places_are_quoted_once():
    text = "Report it now to me. Go on.. report IT  now to me."
    candidates = [read(0, 3.0), read(29, 2.0)]
    candidates = [replace(c, end=end) for c, end in zip(candidates, (20, len(text)), strict=True)]
    pool = pool_of(MEASURE, (), candidates, (), {DOCUMENT: text})
    assert pool.words(pool.entries[0].span) == pool.words(pool.entries[1].span)
    assert starts(Showing(quote, BY_READING).evidence(pool, judgement(1), ())[0]) == [0]


def test_a_scrap_is_quoted_only_where_an_answer_rests_on_it():
    text = "(1) Hd Officers may use a hold on a violent person."
    found = [finding(0, rule="a-rule"), finding(7, rule="a-rule")]
    found = [replace(f, end=end) for f, end in zip(found, (6, len(text)), strict=True)]
    pool = pool_of(MEASURE, found, [read(0, 6.0), read(7, -6.0)], (), {DOCUMENT: text})
    showing = Showing(quote, BY_READING)
    assert starts(showing.evidence(pool, judgement(0), found[:1])[0]) == [7, 0]
    alone = pool_of(MEASURE, found[:1], (), (), {DOCUMENT: text})
    assert starts(showing.evidence(alone, judgement(0), found[:1])[0]) == [0]


def test_a_yes_does_not_come_to_rest_on_a_clause_that_is_less_firm():
    found = [finding(0, effect=Effect.MEETS, weight=0.95), finding(20, effect=Effect.MEETS, rule="weak", weight=0.3)]
    evidence, leads = shown(judgement(1), found[:1], found, [read(0, -3.0), read(20, 5.0)])
    assert (starts(evidence)[0], leads[0].rule) == (0, "a-rule")
    firm = [found[0], replace(found[1], weight=0.9), finding(40, effect=Effect.DEFEATS, weight=0.8)]
    assert shown(judgement(1), firm[:1], firm[:2], [read(0, -3.0), read(20, 5.0)])[1][0].rule == "weak"
    assert shown(judgement(1), firm[:1], firm, [read(0, -3.0), read(20, 5.0)])[1][0].rule == "a-rule"


def supported(measure, found, candidates):
    pool = pool_of(load().measure_by_id[measure], found, candidates, (), {DOCUMENT: TEXT})
    return pool.facts("other", BY_READING)[1]


def test_the_reason_never_gainsays_what_rules_found():
    about = [replace(read(60, 3.0), reason="optional"), replace(read(80, 3.0), reason="only-some-situations")]
    assert supported("duty-to-intervene", [finding(0)], about) >= {"optional", "silent", "report-only"}
    defeats = finding(0, effect=Effect.DEFEATS, reason="lesser-force-only")
    assert supported("duty-to-intervene", [defeats], about) == {"other", "lesser-force-only"}
    part = replace(finding(0, effect=Effect.PART, reason="adopted"), part="force")
    assert load().measure_by_id["comprehensive-reporting"].reason_without("force") == "only-some-situations"
    assert not supported("comprehensive-reporting", [part], about) & {"only-some-situations", "silent"}
    assert "optional" in supported("comprehensive-reporting", [part], about)


def test_many_contradicting_clauses_are_not_all_quoted():
    asked = []

    def counting(*span):
        asked.append(span)
        return quote(*span)

    found = [finding(start) for start in range(0, 6000, 20)]
    pool = pool_of(MEASURE, found, (), (), {DOCUMENT: TEXT})
    Showing(counting, BY_READING).evidence(pool, judgement(0, state=State.CONTESTED), found, firm=True)
    assert len(asked) == MOST_EVIDENCE


def test_passages_go_before_scraps():
    text = "(1) Hd (2) Ho (3) Hu " + TEXT
    scraps = [replace(read(start, 6.0), end=start + 6) for start in (0, 7, 14)]
    near = [((DOCUMENT, start, start + 50), 0.5) for start in (1000, 1100)]
    pool = pool_of(MEASURE, (), scraps, near, {DOCUMENT: text})
    assert starts(Showing(quote, BY_READING).evidence(pool, judgement(0, "silent"), ())[0]) == [1000, 1100, 0]


def test_a_clause_is_as_near_as_the_nearest_passage_that_it_touches():
    near = [((DOCUMENT, 0, 20), 0.9), ((DOCUMENT, 40, 60), 0.7), ((DOCUMENT, 20, 40), 0.5)]
    found = [finding(0), finding(20), finding(30), finding(100)]
    pool = pool_of(MEASURE, found, (), near, {DOCUMENT: TEXT})
    cosines = {entry.span[1]: entry.cosine for entry in pool.entries if entry.findings}
    # The third goes on into the next passage; the last stands in none.
    assert cosines == {0: 0.9, 20: 0.5, 30: 0.7, 100: 0.0}
