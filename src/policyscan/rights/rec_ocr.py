"""Read words of which a scan has mistaken letters: the phrases of reviews, and the names of states.

Letters that scans take for one another are compared as one ("cf" and "of", "lreland" and "Ireland"); a long word may
have another wrong letter besides. A word is mended only towards words that the rule file's phrases hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Hamming, Levenshtein

from policyscan.who import country, nearest_country
from policyscan.who.countries import country_names
from policyscan.who.names import squash

# Pairs of letters first: "rn" is read for "m", "cl" for "d", "vv" for "w".
_PAIRS = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("ii", "u"))
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("i1tfj!|", "l"),
        **dict.fromkeys("ceo0", "c"),
        **dict.fromkeys("nur", "n"),
        **dict.fromkeys("bh6", "h"),
        **dict.fromkeys("gqp9", "g"),
        "5": "s",
    }
)
_ALIKE_IN_NAMES = str.maketrans("ay", "cv")
_WORD = re.compile(r"[^\W_][\w’'!|]*")
_STYLED = re.compile(r"(?P<name>[^(),;]+?)\s*\([^()]*\)")
# A word of so many letters may have one wrong letter that looks unlike, and so many in all; shorter ones none. In the
# reviews at hand this changes next to no word that is printed right.
_LONG, _MOST = 6, 2
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with its words mended; `at` turns a place in it into one of the text that was given."""

    text: str
    places: tuple[tuple[int, int], ...]

    def at(self, place: int) -> int:
        """The place in the text given that a place in the mended text stands for."""
        shift = 0
        for start, moved in self.places:
            if start > place:
                break
            shift = moved
        return place + shift


def skeleton(word: str) -> str:
    """A word with letters that look alike made one."""
    word = word.casefold()
    for pair, one in _PAIRS:
        word = word.replace(pair, one)
    return word.translate(_ALIKE)


class Mender:
    """Mends words towards the vocabulary of some phrases; words to be kept are never taken for mistakes."""

    def __init__(self, words: Iterable[str], kept: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._kept = self._words | frozenset(kept)
        by_skeleton: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            by_skeleton[skeleton(word)].add(word)
        self._by_skeleton = {key: next(iter(found)) for key, found in by_skeleton.items() if len(found) == 1}
        self._cache: dict[str, str] = {}

    def mend(self, text: str) -> Mended:
        """The text with each word that is nearly one of the vocabulary put right, and nothing else changed."""
        parts: list[str] = []
        places: list[tuple[int, int]] = []
        at, length = 0, 0
        for match in _WORD.finditer(text):
            right = self._right(match.group())
            if right == match.group():
                continue
            parts += [text[at : match.start()], right]
            length += match.start() - at + len(right)
            at = match.end()
            places.append((length, at - length))
        return Mended("".join([*parts, text[at:]]), tuple(places))

    def _right(self, word: str) -> str:
        found = self._cache.get(word)
        if found is None:
            found = self._cache[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> str:
        small = word.casefold()
        if small in self._kept or len(small) < 2 or small.isdigit():
            return word
        key = skeleton(small)
        if same := self._by_skeleton.get(key):
            return same
        if len(key) < _LONG:
            return word
        near = [
            known
            for known, one in self._by_skeleton.items()
            if len(known) == len(key)
            and Hamming.distance(key, known) == 1
            and Levenshtein.distance(small, one) <= _MOST
        ]
        return self._by_skeleton[near[0]] if len(near) == 1 else word


@lru_cache(maxsize=4096)
def nearest_state(name: str) -> str | None:
    """The English name of the one state that a garbled name may mean, with or without its style in brackets."""
    styled = _STYLED.fullmatch(name)
    for words in (name, styled["name"]) if styled else (name,):
        found = nearest_country(words)
        if found is None and len(words) >= _SHORTEST_NAME:
            code = _states().get(_shape(words), "")
            found = country(code) if code else None
        if found:
            return found.name
    return None


def _shape(name: str) -> str:
    """The skeleton of a name, in which more letters count as alike: few names are that near to another."""
    return skeleton(squash(name)).translate(_ALIKE_IN_NAMES)


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    codes: dict[str, set[str]] = defaultdict(set)
    for name, code in country_names():
        if len(name) >= _SHORTEST_NAME and not name.isupper():
            codes[_shape(name)].add(code)
    return {key: next(iter(found)) for key, found in codes.items() if len(found) == 1}
