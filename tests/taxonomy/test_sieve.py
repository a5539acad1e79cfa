"""What is sieved out cannot match; words are found once for many patterns."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policyscan.taxonomy import load
from policyscan.taxonomy.literals import required
from policyscan.taxonomy.pattern import Pattern, build_concepts, compile_any
from policyscan.taxonomy.present import Present, is_word_like
from policyscan.taxonomy.sieve import Sieve

TAXONOMY = load()
EXAMPLES = sorted(
    {
        text
        for record in (*(rule for _, rule in TAXONOMY.rules), *TAXONOMY.cues, *TAXONOMY.force_types)
        for text in (*record.examples, *record.near_misses)
    }
)
WORDS = st.text("abcAB 1-é.", max_size=30)


def test_every_rule_cue_and_force_type_that_matches_an_example_passes() -> None:
    seen = passed = 0
    for text in EXAMPLES:
        lowered = text.lower()
        rules = set(TAXONOMY.rule_sieve.possible(lowered))
        cues = set(TAXONOMY.cue_sieve.possible(lowered))
        forces = set(TAXONOMY.force_sieve.possible(lowered))
        for place, (_, rule) in enumerate(TAXONOMY.rules):
            if all(pattern.compiled.search(text) for pattern in rule.in_clause):
                seen += 1
                assert place in rules, (rule.id, text)
        for place, cue in enumerate(TAXONOMY.cues):
            assert place in cues or not cue.pattern.compiled.search(text), (cue.id, text)
        for place, force in enumerate(TAXONOMY.force_types):
            assert place in forces or not force.pattern.compiled.search(text), (force.id, text)
        passed += len(rules)
    assert seen > 100
    # It is of use only where it holds most back.
    assert passed < len(EXAMPLES) * len(TAXONOMY.rules) / 3


def test_a_set_passes_only_where_all_its_patterns_may_match() -> None:
    sieve = Sieve([[Pattern("taser"), Pattern("warn(ing|ed)")], [Pattern("warn")], [Pattern(r"\d+")]])
    assert sieve.possible("a warning before a taser") == [0, 1, 2]
    assert sieve.possible("a warning") == [1, 2]
    assert sieve.possible("nothing of the kind") == [2]


def test_a_literal_that_is_not_within_one_word_holds_nothing_back() -> None:
    assert Sieve([[Pattern("less than lethal")]]).possible("less") == [0]


@given(st.lists(st.sampled_from(["abc", "bca", "aab", "bb1", "cab"]), unique=True), WORDS)
def test_the_literals_of_a_text_are_those_within_it(literals: list[str], text: str) -> None:
    present = Present(literals)
    expected = {literal for literal in literals if literal in text.lower()}
    assert present.in_text(text.lower()) == expected
    assert present.in_text(text.lower()) == expected


def test_literals_taken_in_later_are_found_in_words_seen_before() -> None:
    present = Present(["force"])
    assert present.in_text("forceful warning") == {"force"}
    present.enter(["warn"])
    assert present.in_text("forceful warning") == {"force", "warn"}


@pytest.mark.parametrize("literal", ["", "no", "two words", "de-escalate"])
def test_what_is_no_part_of_one_word_is_refused(literal: str) -> None:
    assert not is_word_like(literal)
    with pytest.raises(ValueError):
        Present([literal])


def test_words_are_the_same_whether_concepts_are_read_once_or_each_time() -> None:
    patterns = [pattern for _, rule in TAXONOMY.rules for pattern in rule.in_clause]
    assert sum(pattern.literals == required(pattern.expression) for pattern in patterns) == len(patterns)


def test_a_concept_among_others_asks_for_the_words_of_all() -> None:
    concepts = build_concepts({"stop": ["stop*", "halt"], "look": ["see", "watch*"], "any": ["it"]}, {}, where="test")
    assert compile_any(["({stop}|{look})"], concepts, where="test").literals == ("halt", "see", "stop", "watch")
    assert compile_any(["({stop}|{any})"], concepts, where="test").literals == ()
    assert compile_any(["{stop} [{look}]"], concepts, where="test").literals == ("halt", "stop")


def test_the_hints_of_measures_are_those_that_stand_in_a_text() -> None:
    for text in EXAMPLES:
        lowered = text.lower()
        expected = {measure.id for measure in TAXONOMY.measures if measure.is_hinted_in(lowered)}
        assert TAXONOMY.hinted_in(lowered) == expected


SHAPED = compile_any(["officer's [own] warn* ..2 well-known", "don't ... so-called"], {}, where="test")


@given(st.text("officer's own don't so called well known -\u2013\u2019\u2018\u2010\u2022,.", max_size=60))
@example("the officer\u2019s own \u2013 warning of well\u2010known")
@example("an officer's warning: well-known")
@example("\u2022 don't be so called")
def test_a_text_without_other_shapes_of_hyphens_is_matched_as_any(text: str) -> None:
    found = [match.span() for match in SHAPED.for_text(text).finditer(text)]
    assert found == [match.span() for match in SHAPED.compiled.finditer(text)]


def test_examples_are_matched_alike_by_both_forms_of_an_expression() -> None:
    for text in EXAMPLES[::5]:
        for _, rule in TAXONOMY.rules:
            one, other = (form.search(text) for form in (rule.match.for_text(text), rule.match.compiled))
            assert (one and one.span()) == (other and other.span())
