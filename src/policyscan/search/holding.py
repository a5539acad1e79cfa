"""Which word pieces stand for the telling words of a question, so that passages are held against them by number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from policyscan.embed import WordPieces
from policyscan.matching import Ways
from policyscan.search.expand import Meant
from policyscan.search.query import Query
from policyscan.search.words import STOP_WORDS, WORD, fold, stem


def wanted(asked: Query, meant: Sequence[Meant], pieces: WordPieces) -> list[Ways]:
    """For each telling word the ways to hold it: in any of its forms, or as a term that documents use for it."""
    found: list[Ways] = []
    for telling in sorted(asked.content):
        terms = [word for word in asked.typed if stem(word) == telling]
        terms += [term for one in meant if telling in one.stems for term in one.terms]
        ways = (way for term in terms for way in _ways(term, pieces))
        found.append(tuple(dict.fromkeys(way for way in ways if way)))
    return found


# The documents' words for a thing are asked for again and again.
@lru_cache(maxsize=10_000)
def _ways(term: str, pieces: WordPieces) -> Ways:
    """A term as the parts that must all stand in a passage, wherever: each word in any form, or cut up as it is."""
    forms = _forms(pieces.names)
    words = [word for word in WORD.findall(fold(term)) if word not in STOP_WORDS]
    cut = [tuple(frozenset({number}) for number in numbers) for numbers in pieces.ids(words)]
    whole = [(known,) if (known := forms.get(stem(word))) else parts for word, parts in zip(words, cut, strict=True)]
    return tuple(tuple(part for parts in each for part in parts) for each in (whole, cut))


@lru_cache(maxsize=2)
def _forms(names: tuple[str, ...]) -> dict[str, frozenset[int]]:
    """The pieces that are words by themselves, by their stems."""
    found: dict[str, set[int]] = {}
    for number, name in enumerate(names):
        if name.isalnum():
            found.setdefault(stem(name), set()).add(number)
    return {one: frozenset(numbers) for one, numbers in found.items()}
