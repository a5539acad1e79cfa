"""Mend a misread letter in a name, where that makes it the name of a place that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from policyscan.agreements.lexicon import lexicon
from policyscan.who import resolve

# What OCR takes for one another, both ways.
_MISREAD = "c/o lc/k 1/l 1/i 0/o 5/s 8/b 6/b c/e h/b u/n i/l rn/m f/t a/o vv/w cl/d li/h ii/n g/q l/t e/o"
_PAIRS = tuple(tuple(pair.split("/")) for pair in _MISREAD.split())
_DIGIT_IN_WORD = re.compile(r"(?<=[A-Za-z])[015](?=[A-Za-z])|(?<=[A-Za-z]{2})[015]\b")
_MOST_WORDS, _LONG = 3, 6
_NEAR_STATE = 84.0
_LETTER_OF = {"0": "o", "1": "l", "5": "s"}


@lru_cache(maxsize=1024)
def mended(name: str) -> str:
    """The name itself, where the gazetteer knows it or nothing near it; else the one known name a misreading away."""
    if is_known(name):
        return name
    plain = _DIGIT_IN_WORD.sub(lambda match: _LETTER_OF[match[0]], name)
    if plain != name and is_known(plain):
        return plain
    of_state = _mended_state(plain)
    if of_state:
        return of_state
    known = {variant for variant in _variants(plain) if is_known(variant)}
    return known.pop() if len(known) == 1 else _mended_place(plain)


def _mended_place(name: str) -> str:
    """The name with the place at its beginning mended, where only that is known: "Miomi-Dade County Corrections"."""
    words = name.split()
    for size in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        place, rest = " ".join(words[:size]), words[size:]
        if is_known(place):
            return name
        known = {variant for variant in _variants(place) if is_known(variant)} if len(place) >= _LONG else set()
        if len(known) == 1:
            return " ".join([known.pop(), *rest])
    return name


@lru_cache(maxsize=8192)
def is_known(name: str) -> bool:
    """Whether the gazetteer knows a US place or body of that name, or it is a state's: "Ohio Highway Patrol"."""
    words = name.split()
    if any(
        lexicon().state(state)
        for state, rest in _heads(words)
        if rest and rest[0] in lexicon().statewide and len(state) > 2
    ):
        return True
    return any(entity.region for entity in resolve(name, country="US").candidates)


def _heads(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    for size in (2, 1):
        yield " ".join(words[:size]), list(words[size:])


def _mended_state(name: str) -> str:
    """The name of a state's body with the state mended: "Mcntana Highway Patrol"."""
    for head, rest in _heads(name.split()):
        if not rest or rest[0] not in lexicon().statewide or len(head) < _LONG - 1:
            continue
        near = sorted((-ratio(head.casefold(), s.name.casefold()), s.name) for s in lexicon().states)
        # A place may have nearly a state's name; only one or two letters may differ, and no other state be as near.
        if -near[0][0] >= _NEAR_STATE and near[0][0] < near[1][0] and near[0][1][0] == head[0]:
            return " ".join([near[0][1], *rest])
    return ""


def _variants(name: str) -> Iterator[str]:
    for one, other in _PAIRS:
        for wrong, right in ((one, other), (other, one)):
            for match in re.finditer(wrong, name):
                if right.isalpha() and match.start():
                    yield name[: match.start()] + right + name[match.end() :]
