"""Tell a word whose letters OCR mistook from another word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence, Set
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from policyscan.errors import ModelError
from policyscan.extract.language import parser

# Letters that scans take for one another, as one: "tbe" and "the", "cl" and "d".
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("iltfj", "l"),
        **dict.fromkeys("ceo", "c"),
        **dict.fromkeys("nurm", "n"),
        **dict.fromkeys("bh", "h"),
        **dict.fromkeys("gqp", "g"),
        **dict.fromkeys("vy", "v"),
        "w": "vv",
        "d": "cl",
    }
)
# Letters made of strokes are read for others of about as many, "rn" for "m" and "nn" for "rm"; "un" adds more.
_STROKES = {"r": 1, "n": 2, "u": 2, "m": 3}
_MOST_STROKES = 3
# Within a word of so many letters one may be missing, doubled or any other.
_LONG = 8


def is_misread(gone: Sequence[str], come: Sequence[str], *, by_ocr: tuple[bool, bool], known: Set[str]) -> bool:
    """Whether words differ only by letters that OCR mistook, on a page that it read (`by_ocr`: the old, the new).

    It made no word of one: `known` words and those of the English model are not misread for one another. A number is
    never misread, nor a word that has only more in front or behind ("armed" and "unarmed").
    """
    if len(gone) != len(come):
        return False
    return all(
        one == other or (_is_alike(one, other) and _is_made_of(one, other, by_ocr, known))
        for one, other in zip(gone, come, strict=True)
    )


def _is_made_of(one: str, other: str, by_ocr: tuple[bool, bool], known: Set[str]) -> bool:
    is_word = [word in known or _is_english(word) for word in (one, other)]
    return (by_ocr[0] and is_word == [False, True]) or (by_ocr[1] and is_word == [True, False])


def _is_alike(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()):
        return False
    short, long = sorted((one, other), key=len)
    if long.startswith(short) or long.endswith(short):
        return False
    shapes = [re.sub("n+", "n", word.translate(_ALIKE)) for word in (one, other)]
    strokes = [sum(_STROKES.get(char, 0) for char in word) for word in (one, other)]
    if shapes[0] == shapes[1]:
        return abs(strokes[0] - strokes[1]) <= _MOST_STROKES
    is_within = len(short) >= _LONG and short[0] == long[0] and short[-1] == long[-1]
    return is_within and Levenshtein.distance(*shapes, score_cutoff=1) <= 1


def _is_english(word: str) -> bool:
    words = _vocabulary()
    return words is None or word in words


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str] | None:
    """The words that come with the English model, in lower case; None where nobody can tell.

    They hold next to all common words, but few of this trade's, and hardly any that is none: what is not among them
    may be misread, what is was not. They are read from its file, since the model itself adds each word that it meets.
    """
    try:
        strings = json.loads((parser().path / "vocab" / "strings.json").read_text("utf-8"))
    except (ModelError, OSError, ValueError):
        return None
    return frozenset(word.casefold() for word in strings)
