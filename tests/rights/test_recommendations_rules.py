"""The rule file tests itself: every example reads as stated, every near miss does not."""

from __future__ import annotations

import pytest

from policyscan.rights.rec_rules import Answer, Strength, Theme, rules
from policyscan.rights.rec_strength import opens_with_act, strength, themes


@pytest.mark.parametrize("theme", rules().themes, ids=lambda theme: theme.id)
def test_a_theme_has_its_example_and_not_its_near_miss(theme: Theme) -> None:
    assert theme.id in themes(theme.example)
    assert theme.id not in themes(theme.near_miss)


@pytest.mark.parametrize("step", rules().strengths, ids=lambda step: str(step.level))
def test_a_step_has_its_examples_and_not_its_near_misses(step: Strength) -> None:
    assert [strength(example) for example in step.examples] == [step.level] * len(step.examples)
    assert step.near_misses
    assert step.level not in [strength(near) for near in step.near_misses]


@pytest.mark.parametrize("answer", rules().answers, ids=lambda answer: answer.id)
def test_an_answer_has_its_examples_and_not_its_near_misses(answer: Answer) -> None:
    assert [first(example) for example in answer.examples] == [answer.id] * len(answer.examples)
    assert answer.near_misses
    assert answer.id not in [first(near) for near in answer.near_misses]


def first(sentence: str) -> str:
    return next((answer.id for answer in rules().answers if answer.pattern.search(sentence)), "")


def test_no_id_and_no_verb_stands_twice() -> None:
    ids = [theme.id for theme in rules().themes]
    verbs = [verb for step in rules().strengths for verb in step.verbs]
    assert sorted(set(ids)) == sorted(ids)
    assert sorted(set(verbs)) == sorted(verbs)


def test_sentences_in_which_a_body_recommends() -> None:
    assert [bool(rules().sentences.search(example)) for example in rules().prose_examples] == [True] * len(
        rules().prose_examples
    )
    assert [bool(rules().sentences.search(near)) for near in rules().prose_near_misses] == [False] * len(
        rules().prose_near_misses
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Ratifying the Covenant;", 5),
        ("To further strengthen its institutions;", 4),
        ("Consider taking steps towards ratification;", 3),
        ("That the law be repealed and the courts, which continue to sit, be closed;", 1),
        ("The right to strike.", 0),
    ],
)
def test_the_first_verb_of_action_counts(text: str, level: int) -> None:
    assert strength(text) == level


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Ratify the Covenant", True),
        ("and to further improve prisons", True),
        ("Fully investigate it", True),
        ("the improvement of prisons", False),
        ("in order to improve prisons", False),
    ],
)
def test_words_that_open_with_an_act(text: str, opens: bool) -> None:
    assert opens_with_act(text) is opens
