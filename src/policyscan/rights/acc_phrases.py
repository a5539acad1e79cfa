"""Search a text for any of many phrases, trying only those whose words it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from policyscan.taxonomy.literals import required
from policyscan.taxonomy.pattern import Pattern, to_regex
from policyscan.taxonomy.present import Present, is_word_like

# Of each list of phrases, by its number, those whose words a text holds.
Held: TypeAlias = Mapping[int, Sequence[int]]


class Vocabulary:
    """The literals of all phrases of some lists, and which phrases may stand in a text by the literals in it."""

    __slots__ = ("_lists", "_opens", "_others", "_present")

    def __init__(self) -> None:
        self._present = Present()
        # The phrases that a literal opens as (list, place in it), and the further sets of literals that they need.
        self._opens: dict[str, list[tuple[int, int]]] = {}
        self._others: dict[tuple[int, int], tuple[frozenset[str], ...]] = {}
        self._lists = 0

    def enter(self, phrases: Sequence[Sequence[frozenset[str]]]) -> int:
        """Take in a list of phrases, each with sets of which a text must hold a literal; gives the list's number."""
        number, self._lists = self._lists, self._lists + 1
        for place, sets in enumerate(phrases):
            first, *others = sorted(sets, key=len)
            self._others[number, place] = tuple(others)
            for literal in first:
                self._opens.setdefault(literal, []).append((number, place))
            self._present.enter(frozenset[str]().union(*sets))
        return number

    def held(self, text: str) -> Held:
        """The phrases whose words all stand in a text, whatever its case; others cannot match."""
        present = self._present.in_text(text.lower())
        opened = {entry for literal in present for entry in self._opens.get(literal, ())}
        found: dict[int, list[int]] = {}
        absent = present.isdisjoint
        for entry in sorted(opened):
            if not any(map(absent, self._others[entry])):
                found.setdefault(entry[0], []).append(entry[1])
        return found


class Phrases:
    """What `compile_any` makes of some phrases, kept apart so that each is tried only where all its words may stand."""

    __slots__ = ("_always", "_number", "_patterns", "_places", "_vocabulary")

    def __init__(
        self, phrases: Sequence[str], concepts: Mapping[str, str], vocabulary: Vocabulary, *, where: str, free: str = ""
    ) -> None:
        """`free` is a word that counts as standing in every text."""
        self._vocabulary = vocabulary
        self._patterns = tuple(Pattern(to_regex(phrase, concepts, where=where)) for phrase in phrases)
        sets = [
            [
                literals
                for part in dict.fromkeys(_parts(phrase))
                if (literals := _literals(to_regex(part, concepts, where=where))) and free not in literals
            ]
            for phrase in phrases
        ]
        self._places = tuple(place for place, found in enumerate(sets) if found)
        self._always = tuple(place for place, found in enumerate(sets) if not found)
        self._number = vocabulary.enter([found for found in sets if found])

    def may_match(self, held: Held) -> bool:
        """Whether a match is possible in a text of which the vocabulary gives `held`: False is certain."""
        return bool(self._always) or self._number in held

    def search(self, text: str, held: Held | None = None) -> re.Match[str] | None:
        """The first match anywhere in `text`; `held` is what the vocabulary gives for it, or for more than it."""
        return next(self.finditer(text, held), None)

    def match(self, text: str, at: int) -> bool:
        """Whether one of the phrases stands at the offset `at`."""
        return any(pattern.match(text, at) for pattern in self._candidates(text, None))

    def finditer(self, text: str, held: Held | None = None) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, as one expression of all phrases gives them.

        Of those that begin at the same place that of the phrase named first is taken.
        """
        ahead = [match for pattern in self._candidates(text, held) if (match := pattern.search(text)) is not None]
        while ahead:
            first = min(ahead, key=re.Match.start)
            yield first
            end = max(first.end(), first.start() + 1)
            ahead = [
                after
                for match in ahead
                if (after := match if match.start() >= end else match.re.search(text, end)) is not None
            ]

    def each(self, text: str, held: Held | None = None) -> Iterator[re.Match[str]]:
        """The matches of every phrase by itself; those of different phrases may overlap."""
        for pattern in self._candidates(text, held):
            yield from pattern.finditer(text)

    def overlapping(self, text: str, held: Held | None = None) -> Iterator[tuple[int, int]]:
        """Start and end of one match for each place at which one begins, in no order."""
        ends: dict[int, int] = {}
        for pattern in self._candidates(text, held):
            match = pattern.search(text)
            while match is not None:
                ends.setdefault(match.start(), match.end())
                match = pattern.search(text, match.start() + 1)
        yield from ends.items()

    def blank(self, text: str, held: Held | None = None) -> str:
        """`text` with every match as one word of underscores, so that offsets stay."""
        for match in self.finditer(text, held):
            text = f"{text[: match.start()]}{'_' * len(match.group())}{text[match.end() :]}"
        return text

    def _candidates(self, text: str, held: Held | None) -> list[re.Pattern[str]]:
        entries = (self._vocabulary.held(text) if held is None else held).get(self._number, ())
        places = [self._places[entry] for entry in entries]
        if self._always:
            places = sorted([*places, *self._always])
        return [self._patterns[place].compiled for place in places]


@lru_cache(maxsize=8192)
def _literals(expression: str) -> frozenset[str]:
    found = frozenset(required(expression))
    return found if all(map(is_word_like, found)) else frozenset()


def _parts(phrase: str) -> Iterator[str]:
    """The words and groups of a phrase that must stand in what it matches; the whole of one that is not understood."""
    depth, part, parts = 0, "", []
    for char in [*phrase, " "]:
        if char == "|" and not depth:
            return iter([phrase])
        if char in "([":
            if not depth and part:
                parts.append(part)
                part = ""
            depth += 1
        depth -= char in ")]"
        if char == " " and not depth:
            parts.append(part)
            part = ""
        else:
            part += char
    return (part for part in parts if part and not part.startswith(("[", "..")))
