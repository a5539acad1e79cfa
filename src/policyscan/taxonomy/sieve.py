"""Tell which of many sets of patterns may match a text, looking once for the words that any of them must hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from policyscan.taxonomy.pattern import Pattern
from policyscan.taxonomy.present import Present, is_word_like


class Sieve:
    """Sets of patterns, known by their places in the order given. Of a set every pattern is to match somewhere."""

    def __init__(self, sets: Sequence[Sequence[Pattern]]) -> None:
        told = [[pattern for pattern in group if _is_told(pattern)] for group in sets]
        found_by: dict[str, set[str]] = defaultdict(set)
        for pattern in {pattern.expression: pattern for group in told for pattern in group}.values():
            for literal in pattern.literals:
                found_by[literal].add(pattern.expression)
        self._found_by = {literal: frozenset(expressions) for literal, expressions in found_by.items()}
        self._present = Present(found_by)
        self._sets = tuple(
            (place, frozenset(pattern.expression for pattern in group)) for place, group in enumerate(told)
        )

    def possible(self, lowered: str) -> list[int]:
        """The places of the sets that may match the text of which this is the small-letter form, in their order.

        That one which is not among them does not match is certain; that one which is matches is not.
        """
        found = frozenset[str]().union(*(self._found_by[literal] for literal in self._present.in_text(lowered)))
        return [place for place, wanted in self._sets if wanted <= found]


def _is_told(pattern: Pattern) -> bool:
    return bool(pattern.literals) and all(map(is_word_like, pattern.literals))
