"""Mend the words by which agreements are read, where a scan has bent them: "vvill neceive officors"."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from policyscan.agreements.terms_rules import table
from policyscan.model import PageSource, ParsedDocument

# A word this near to a known one is that one, misread.
_MISREAD = 80.0
# What a scan leaves within words, and how much of it says that a text layer is one's.
_NOISE = re.compile(r"[a-z][·_~|][a-z]|[a-z][0-9][a-z]|\bvv[a-z]|(?<=\s)[;·](?=[a-z])|[a-z]·|[a-z]~")
_NOISY = 4
# Words of four letters and more, with digits that stand for letters.
WORD = re.compile(r"(?=\w*[^\W\d_]{2})[^\W_]{4,}")


def is_noisy(document: ParsedDocument) -> bool:
    """Whether words were read from pictures, by us or by whoever made the text layer."""
    if any(page.source is PageSource.OCR for page in document.pages):
        return True
    return len(_NOISE.findall(document.text)) >= _NOISY


def mended(words: str) -> str:
    """The words with those mended that are nearly one of the words that rules look for."""
    return WORD.sub(lambda match: nearest(match[0]), words)


@lru_cache(maxsize=16384)
def nearest(word: str) -> str:
    """The word itself, or the one that rules look for and that it nearly is."""
    plain = word.lower()
    known, kept = _known()
    if plain in known or plain in kept or any(char.isdigit() for char in plain[:1] + plain[-1:]):
        return word
    # Letters that stand for two, or for one that looks alike.
    joined = plain.replace("rn", "m").replace("vv", "w")
    found = process.extractOne(joined, known, scorer=ratio, score_cutoff=_MISREAD)
    if found is None or (abs(len(found[0]) - len(joined)) > 1):
        return word
    return str(found[0]).capitalize() if word[0].isupper() else str(found[0])


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[str, ...], frozenset[str]]:
    said = table()["mend"]
    return tuple(word.lower() for word in said["words"]), frozenset(said["keep"])
