"""The telling words of a question as word pieces: in any form, as other terms, cut up where they must be."""

from __future__ import annotations

import pytest

from policyscan.matching import load
from policyscan.search.expand import expand
from policyscan.search.holding import wanted
from policyscan.search.query import parse
from policyscan.taxonomy.vocabulary import WordGroup

TASERS = WordGroup(say=("stun gun",), mean=("conducted energy device", "taser"))


def share(question: str, text: str, groups: tuple[WordGroup, ...] = ()) -> float:
    matcher = load()
    asked = parse(question)
    ways = wanted(asked, expand(asked, groups).meant, matcher.pieces_of)
    assert len(ways) == len(asked.content)
    return float(matcher.match(question, matcher.pieces([text]), ways)[0, 2])


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("baton whistle", "The baton is carried.", 0.5),
        ("batons whistles", "A baton and a whistle.", 1.0),
        ("report an injury", "Injuries are reported.", 1.0),
        ("report an injury", "Soup is served.", 0.0),
        # No piece by itself: in another form that is one, or all of its pieces.
        ("kettling", "Kettling is not a tactic.", 1.0),
        ("kettling", "The kettle boils.", 1.0),
        ("bodycams", "Bodycams are worn.", 1.0),
        ("bodycams", "The body is searched.", 0.0),
    ],
)
def test_a_word_is_held_in_any_of_its_forms(question: str, text: str, expected: float) -> None:
    assert share(question, text) == pytest.approx(expected)


def test_a_term_that_stands_for_words_holds_each_of_them() -> None:
    question = "stun gun on a bridge"
    assert share(question, "A taser is carried.", (TASERS,)) == pytest.approx(2 / 3)
    assert share(question, "Conducted energy devices on bridges.", (TASERS,)) == pytest.approx(1.0)
    assert share(question, "A device with much energy.", (TASERS,)) == 0.0
    assert share(question, "A taser is carried.") == 0.0
