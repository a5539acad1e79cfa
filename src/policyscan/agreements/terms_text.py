"""A copy of an agreement's text with the commonest slips of OCR mended, and the way back to the printed characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from policyscan.agreements.mending import WORD, is_noisy, nearest
from policyscan.agreements.terms_rules import table
from policyscan.extract.clean import clean
from policyscan.model import ParsedDocument


@dataclass(frozen=True, slots=True)
class Copy:
    """The text to read from; `origin[i]` is the printed offset of its character `i`."""

    text: str
    origin: tuple[int, ...]

    def printed(self, start: int, end: int) -> tuple[int, int]:
        """The printed span of a non-empty half-open span of the copy."""
        return self.origin[start], self.origin[end - 1] + 1

    def at(self, printed: int) -> int:
        """The first offset here whose character is printed at `printed` or later."""
        low, high = 0, len(self.origin)
        while low < high:
            middle = (low + high) // 2
            if self.origin[middle] < printed:
                low = middle + 1
            else:
                high = middle
        return low


@lru_cache(maxsize=1)
def repairs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What OCR writes, and what was printed, in the order in which it is mended."""
    return tuple((re.compile(wrong), right) for wrong, right in table()["repairs"])


def copy_of(document: ParsedDocument) -> Copy:
    """The document's text for reading: hyphens and quotes as `extract.clean` mends them, then OCR's slips."""
    mended = clean(document.text, document.soft_hyphens)
    text = "".join(_plain(char) for char in mended.text)
    origin: Sequence[int] = range(len(text)) if not mended.breaks else [mended.to_printed(i) for i in range(len(text))]
    for wrong, right in repairs():
        text, origin = _replace(text, origin, wrong, partial(_expanded, right))
    if is_noisy(document):
        text, origin = _replace(text, origin, WORD, lambda match: nearest(match[0]))
    return Copy(text, tuple(origin))


def _expanded(right: str, match: re.Match[str]) -> str:
    return match.expand(right)


def _plain(char: str) -> str:
    # OCR puts stray accents on plain letters; one character stays one character.
    return char if char.isascii() else unicodedata.normalize("NFD", char)[0]


def _replace(
    text: str, origin: Sequence[int], wrong: re.Pattern[str], right: Callable[[re.Match[str]], str]
) -> tuple[str, Sequence[int]]:
    pieces: list[str] = []
    places: list[int] = []
    read = 0
    for match in wrong.finditer(text):
        new = right(match)
        if new == match[0]:
            continue
        pieces += [text[read : match.start()], new]
        places.extend(origin[read : match.start()])
        old = origin[match.start() : match.end()]
        # Where the new words are longer or shorter, their characters share the printed ones.
        places.extend(old[min(i * len(old) // len(new), len(old) - 1)] for i in range(len(new)))
        read = match.end()
    if not pieces:
        return text, origin
    return "".join([*pieces, text[read:]]), [*places, *origin[read:]]
