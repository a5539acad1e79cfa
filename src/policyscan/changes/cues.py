"""Where in a row of words cues stand, matches fall, and what joins a piece of a list to the rest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyscan.changes.words import Part, Word
from policyscan.model import Cue

# Words behind a piece of a list within which its "and" or "or" stands.
_JOINER_WITHIN = 14


@dataclass(frozen=True, slots=True)
class Placed:
    """A cue of a clause: its category with the words that it takes up."""

    category: str
    text: str
    words: frozenset[int]


class Line:
    """Words as one line of text, and which words a match takes up."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.text = " ".join(word.text for word in words)
        self._starts: list[int] = []
        at = 0
        for word in words:
            self._starts.append(at)
            at += len(word.text) + 1

    def found(self, matches: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
        """The words that each match takes up, half-open."""
        return [(self._at(match.start()), bisect_left(self._starts, match.end())) for match in matches if match.group()]

    def _at(self, offset: int) -> int:
        return bisect_left(self._starts, offset + 1) - 1


def placed(parts: Sequence[Part], words: Sequence[Word]) -> list[Placed]:
    """The cues of some parts, placed in the row of their words."""
    found = []
    starts = [word.start for word in words]
    for cue in _cues(parts):
        first = bisect_left([word.end for word in words], cue.start + 1)
        last = bisect_left(starts, cue.end)
        if first < last:
            found.append(Placed(cue.category, " ".join(cue.text.split()), frozenset(range(first, last))))
    return found


def _cues(parts: Sequence[Part]) -> list[Cue]:
    return sorted((cue for part in parts for cue in part.clause.cues), key=lambda cue: (cue.start, cue.end))


def joiner_of(words: Sequence[Word], span: tuple[int, int]) -> str:
    """The "and" or "or" that joins a piece of a list to the rest; empty where it is no such piece."""
    start, end = span
    ends = [words[start].text, words[end - 1].text]
    own = [word for word in ends if word in {"and", "or"}]
    if own:
        return own[0]
    is_listed = start > 0 and end < len(words) and words[end].start - words[end - 1].end > 1
    if not is_listed:
        return ""
    after = (word.text for word in words[end : end + _JOINER_WITHIN])
    return next((word for word in after if word in {"and", "or"}), "")
