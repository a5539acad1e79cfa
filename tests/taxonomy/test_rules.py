"""Every rule file tests itself: its examples read as stated, its near misses give nothing."""

from __future__ import annotations

import re

import pytest

from policyscan.extract import read_text
from policyscan.extract.scope import Scope
from policyscan.taxonomy import load

TAXONOMY = load()
RULES = [(measure, rule) for measure in TAXONOMY.measures for rule in measure.rules]
NAMES = [f"{measure.id}:{rule.id}" for measure, rule in RULES]
# Examples that rightly decide another measure too.
SHARED = {("exhaust-alternatives", "only-some", "restrict-shooting-at-vehicles")}


def lay_out(example: str, *, by_sentence: bool = False) -> str:
    """An example as a page would show it: list items, or sentences, on lines of their own."""
    text = re.sub(r": (?=\([a-z]\))", ":\n", example)
    return text.replace(". ", ".\n") if by_sentence else text


def fired(text: str, measure: str) -> set[str]:
    return {finding.rule for finding in read_text(text, TAXONOMY).findings if finding.measure == measure}


@pytest.mark.parametrize(("measure", "rule"), RULES, ids=NAMES)
def test_examples_are_caught(measure, rule):
    for example in rule.examples:
        assert rule.id in fired(lay_out(example, by_sentence=rule.at_least > 1), measure.id), example


@pytest.mark.parametrize(("measure", "rule"), RULES, ids=NAMES)
def test_near_misses_are_refused(measure, rule):
    for example in rule.near_misses:
        assert rule.id not in fired(lay_out(example), measure.id), example


@pytest.mark.parametrize(("measure", "rule"), RULES, ids=NAMES)
def test_examples_decide_no_other_measure(measure, rule):
    for example in rule.examples:
        decided = {
            finding.measure
            for finding in read_text(lay_out(example), TAXONOMY).findings
            if finding.effect.value in {"meets", "part", "defeats"}
        }
        others = {name for name in decided - {measure.id} if (measure.id, rule.id, name) not in SHARED}
        assert others == set(), example


@pytest.mark.parametrize("force", TAXONOMY.force_types, ids=lambda force: force.id)
def test_force_types_name_their_own(force):
    assert [e for e in force.examples if not force.pattern.search(e)] == []
    assert [e for e in force.near_misses if force.pattern.search(e)] == []


@pytest.mark.parametrize("rule", TAXONOMY.cues, ids=lambda rule: rule.id)
def test_cues_are_found_in_their_examples(rule):
    scope = Scope(TAXONOMY)
    for example in rule.examples:
        ids = {cue.id for cue in scope.find(example)}
        assert (rule.id in ids) is not rule.pseudo, example
    for example in rule.near_misses:
        assert rule.id not in {cue.id for cue in scope.find(example)}, example
