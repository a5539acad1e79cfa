"""Tell which of many literals stand in a text, by what was found in each of its words before."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"\w+")
# Literals are looked up by their first letters.
_KEY = 3
# Words that are remembered with the literals in them; a long report has ten thousand different words.
_MEMORY = 100_000


def is_word_like(literal: str) -> bool:
    """Whether a literal can be told: it is part of one word, and not too short."""
    return len(literal) >= _KEY and _WORD.fullmatch(literal) is not None


class Present:
    """Literals in small letters, and those of them that a text holds."""

    __slots__ = ("_by_key", "_seen")

    def __init__(self, literals: Iterable[str] = ()) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._seen: dict[str, frozenset[str]] = {}
        self.enter(literals)

    def enter(self, literals: Iterable[str]) -> None:
        """Take in more literals. Raises ValueError for one that cannot be told."""
        for literal in literals:
            if not is_word_like(literal):
                raise ValueError(literal)
            self._by_key.setdefault(literal[:_KEY], set()).add(literal)
        self._seen.clear()

    def in_text(self, lowered: str) -> set[str]:
        """The literals in the text of which this is the small-letter form."""
        if len(self._seen) > _MEMORY:
            self._seen.clear()
        found: set[str] = set()
        for word in set(_WORD.findall(lowered)):
            literals = self._seen.get(word)
            if literals is None:
                literals = self._seen[word] = self._within(word)
            found |= literals
        return found

    def _within(self, word: str) -> frozenset[str]:
        return frozenset(
            literal
            for at in range(len(word) - _KEY + 1)
            for literal in self._by_key.get(word[at : at + _KEY], ())
            if word.startswith(literal, at)
        )
