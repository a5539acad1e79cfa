"""Every topic's file tests itself: its examples name it, its near misses do not."""

from __future__ import annotations

import pytest

from policyscan.agreements.terms import find_terms
from policyscan.agreements.topics import topics
from policyscan.extract import document_of

FEWEST = 6


def named(text: str) -> set[str]:
    return {term.value for term in find_terms(document_of(text), ()) if term.name == "topics"}


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_examples_name_their_topic(topic):
    assert len(topic.examples) >= FEWEST
    assert [text for text in topic.examples if topic.id not in named(text)] == []


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_near_misses_do_not(topic):
    assert len(topic.near_misses) >= FEWEST
    assert [text for text in topic.near_misses if topic.id in named(text)] == []


def test_a_lead_in_gives_its_items_their_topic():
    text = "The courses will cover:\n(a) riot control;\n(b) police dogs.\nThe kitchen is open."
    assert named(text) == {"crowd-control", "k9"}


def test_a_lead_in_that_denies_denies_its_items():
    text = "The training does not include:\n(a) riot control;\n(b) police dogs."
    assert named(text) == set()


def test_a_topic_is_quoted_once_where_it_is_plainest():
    text = "Training is given.\nOfficers learn of many things that matter to them in their lives and days, and then long after, in the evening, of riot control.\nThe course teaches riot control."
    terms = [term for term in find_terms(document_of(text), ()) if term.name == "topics"]
    assert [text[term.start : term.end] for term in terms] == ["The course teaches riot control."]
