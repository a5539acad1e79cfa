"""Phrases that are tried one by one find what one expression of all of them finds."""

from __future__ import annotations

import pytest

from policyscan.rights.acc_phrases import Phrases, Vocabulary
from policyscan.taxonomy.pattern import build_concepts, compile_any

CONCEPTS = build_concepts({"force": ["(police|officer|officers)", "border guard*"]}, {}, where="test")
LISTS = (
    ["{force} ..4 (beat|kicked|hit)", "(beat|kicked) ..3 {force}", "hit"],
    ["tortur*", "(ill|mis) treat*", "[very] cruel (acts|treatment)", "no"],
    ["(held|kept) ..8 without ..2 (charge|trial)", "held", "on|off", "day ..2 (night|day)"],
)
TEXTS = (
    "Police kicked and beat him, officers hit her; no officer was tried.",
    "The border guards, who were tired, kicked a child. They HIT him, no doubt.",
    "Torture, ill-treatment and very cruel treatment; mis treated on a day of no night.",
    "He was held and kept for two days without a charge; held again day by day, off and on.",
    "Nothing of the kind is said here.",
    "",
)


@pytest.mark.parametrize("phrases", LISTS, ids=str)
@pytest.mark.parametrize("text", TEXTS)
def test_matches_are_those_of_one_expression(phrases: list[str], text: str) -> None:
    apart = Phrases(phrases, CONCEPTS, Vocabulary(), where="test")
    whole = compile_any(phrases, CONCEPTS, where="test").compiled
    assert [match.span() for match in apart.finditer(text)] == [match.span() for match in whole.finditer(text)]


def test_each_gives_matches_that_overlap() -> None:
    phrases = Phrases(["held ..6 trial", "without ..2 trial"], {}, Vocabulary(), where="test")
    assert [match.group() for match in phrases.each("held for years without a trial")] == [
        "held for years without a trial",
        "without a trial",
    ]


def test_several_lists_share_a_vocabulary() -> None:
    vocabulary = Vocabulary()
    one, other = (Phrases(phrases, {}, vocabulary, where="test") for phrases in (["kicked", "beaten"], ["beaten"]))
    held = vocabulary.held("He was beaten.")
    assert [len(list(phrases.finditer("He was beaten.", held))) for phrases in (one, other)] == [1, 1]
    assert vocabulary.held("He was seen.") == {}


def test_a_free_word_counts_as_standing_everywhere() -> None:
    vocabulary = Vocabulary()
    phrases = Phrases(["(zz|alpha) beta"], {}, vocabulary, where="test", free="alpha")
    assert phrases.search("zz beta", vocabulary.held("beta")) is not None


def test_blanking_keeps_every_offset() -> None:
    phrases = Phrases(["committee against torture"], {}, Vocabulary(), where="test")
    text = "The Committee against Torture met."
    assert phrases.blank(text) == f"The {'_' * 25} met."
    assert len(phrases.blank(text)) == len(text)
