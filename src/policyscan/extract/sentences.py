"""Split a block of text into sentences, as rule books write them."""

from __future__ import annotations

import re

# What ends with a full stop and ends no sentence.
_ABBREVIATIONS = frozenset(
    {
        "a.m", "p.m", "e.g", "i.e", "etc", "vs", "v", "no", "nos", "sec", "secs", "art", "para", "pp",
        "p", "fig", "mr", "mrs", "ms", "dr", "lt", "sgt", "capt", "cpt", "cmdr", "det", "ofc", "off",
        "u.s", "u.n", "st", "ste", "ave", "inc", "dept", "div", "ch", "chap", "cf", "al", "et", "viz",
        "approx", "ext", "ref", "rev", "stat", "ann", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
        "sept", "oct", "nov", "dec",
    }
)  # fmt: skip
_END = re.compile(r"[.!?][\"'\u201d\u2019)\]]*(?=\s)|\n")
_NEXT = re.compile(r"\s*[\"'\u201c\u2018(\[\u2022\-]*\s*([A-Z0-9\u00c0-\u00de])")
_LAST_WORD = re.compile(r"([\w.&'\u2019]+)$")
_MARKER = re.compile(r"^\s*[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,6})[.)\]]+$")
# "…; or 2. A vehicle …": the items of a list set inside a sentence.
_INLINE_MARKER = re.compile(r"(?:[;:,]|\b(?:or|and))\s+(?:\d{1,2}|[a-z]|[ivx]{1,4})$", re.IGNORECASE)
# A clause that nobody can quote is cut at a semicolon.
LONGEST_SENTENCE = 900


def split(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of `text`, without the spaces around them, in order."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() != "\n" and not _ends_here(text, start, match):
            continue
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end())
    if following is None:
        return False
    if text[match.start()] != ".":
        return True
    before = text[start : match.start()]
    if _MARKER.match(text[start : match.start() + 1]):
        return False
    if _INLINE_MARKER.search(before):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    last = word.group().strip("'\u2019").lower()
    if last in _ABBREVIATIONS:
        # "etc." and "a.m." may end a sentence when a new one clearly begins.
        return last in {"etc", "a.m", "p.m", "u.s"} and bool(re.match(r"\s+[A-Z][a-z]+\s+[a-z]", text[match.end() :]))
    # Initials: "J. Smith", "U. S. Code".
    return not (len(last) == 1 and last.isalpha() and before[-1:].isupper())


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(";", start + LONGEST_SENTENCE // 4, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else text.rfind(" ", start + LONGEST_SENTENCE // 4, start + LONGEST_SENTENCE)
        if cut <= 0:
            cut = start + LONGEST_SENTENCE
        _add(spans, text, start, cut + 1)
        start = cut + 1
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))
