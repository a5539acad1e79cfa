"""Every record of the rule file holds to its own examples, both ways."""

from __future__ import annotations

import pytest

from policyscan.changes.compare import compare
from policyscan.changes.rules import OPPOSITE, Example, load
from policyscan.changes.words import side
from policyscan.extract import document_of, read
from policyscan.model import ChangeKind
from policyscan.taxonomy import load as load_taxonomy

RULES = load()


def kinds(old: str, new: str) -> list[ChangeKind]:
    sides = []
    for text in (old, new):
        document = document_of(text)
        reading = read(document, load_taxonomy())
        sides.append(side(reading.clauses, document.sections, RULES, ocr_pages=frozenset()))
    return [change.kind for change in compare(sides[0], sides[1], RULES).changes]


@pytest.mark.parametrize("example", RULES.examples, ids=lambda example: f"{example.old} -> {example.new}")
def test_a_record_holds_to_its_examples(example: Example):
    assert kinds(example.old, example.new) == [example.result]


@pytest.mark.parametrize("example", RULES.examples, ids=lambda example: f"{example.new} -> {example.old}")
def test_the_way_back_is_the_opposite(example: Example):
    assert kinds(example.new, example.old) == [OPPOSITE[example.result]]


def test_no_example_changes_against_itself():
    assert [e.old for e in RULES.examples if kinds(e.old, e.old)] == []


def test_the_rules_know_the_words_of_their_records():
    assert {"sixty", "prohibited", "sergeant", "imminent", "minutes", "without", "only"} <= RULES.known
    assert not {"authori", "authori*ation", "opioid"} & RULES.known
    assert RULES.binds(["batons", "prohibited"]) and RULES.binds(["not"]) and not RULES.binds(["batons", "shall"])
