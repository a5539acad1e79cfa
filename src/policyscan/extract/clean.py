"""A copy of the document's text to read from, and the way back to the printed characters.

The printed text is never changed. The copy repairs what would keep words from being recognised:
hyphens at a line's end, ligatures, typographic quotes and dashes, odd spaces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# One character for one character, so that offsets stay.
_SAME_LENGTH = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u00b4": "'", "`": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"', "\u2015": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
    }
)  # fmt: skip
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_LIGATURE = re.compile("[" + "".join(_LIGATURES) + "]")
_LEFT = re.compile(r"[^\W\d_]+$")
_RIGHT = re.compile(r"[^\W\d_]+")
# Compounds that are written with a hyphen wherever the line breaks.
_PREFIXES = frozenset({"non", "self", "less", "de", "co", "re", "well", "cross", "anti", "semi", "off", "on", "multi"})

# Of these, the ones that are as often a mere syllable ("de-partment", "re-ported", "off-icer").
_SYLLABLES = frozenset({"de", "co", "re", "off", "on"})


@dataclass(frozen=True, slots=True)
class Clean:
    """The text to read from; `breaks` and `shifts` say how far it has moved from the printed text."""

    text: str
    breaks: tuple[int, ...]
    shifts: tuple[int, ...]

    def to_printed(self, offset: int) -> int:
        """The offset in the printed text of the character at `offset` here."""
        at = bisect_right(self.breaks, offset) - 1
        return offset + (self.shifts[at] if at >= 0 else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The printed span of a non-empty half-open span here."""
        return self.to_printed(start), self.to_printed(end - 1) + 1


def clean(text: str, soft_hyphens: Sequence[int] = ()) -> Clean:
    """Repair a printed text for reading.

    A hyphen at a line's end is dropped unless the hyphenated word stands elsewhere in the text, or it
    begins with a prefix that keeps its hyphen and the rest is a word (of "re-ported" it is none).
    """
    folded = text.translate(_SAME_LENGTH)
    edits: list[tuple[int, int, str]] = [
        (match.start(), match.end(), _LIGATURES[match.group()]) for match in _LIGATURE.finditer(folded)
    ]
    lowered = folded.lower() if soft_hyphens else ""
    for at in soft_hyphens:
        if not 0 < at < len(folded) - 1 or folded[at] != "-":
            continue
        left, right = _LEFT.search(folded, max(0, at - 40), at), _RIGHT.match(folded, at + 1)
        if left is None or right is None:
            continue
        word = f"{left.group()}-{right.group()}".lower()
        prefix, rest = left.group().lower(), right.group().lower()
        is_prefixed = prefix in _PREFIXES and (prefix not in _SYLLABLES or _stands(lowered, rest, at + 1))
        kept = is_prefixed or _count(lowered, word) > 1
        if not kept:
            edits.append((at, at + 1, ""))
    if not edits:
        return Clean(folded, (), ())
    edits.sort()
    pieces: list[str] = []
    breaks: list[int] = []
    shifts: list[int] = []
    read = written = 0
    for start, end, new in edits:
        if start < read:
            continue
        pieces += [folded[read:start], new]
        written += start - read + len(new)
        read = end
        if len(new) > 1:
            # Every letter of a ligature belongs to the one printed character.
            for extra in range(1, len(new)):
                breaks.append(written - len(new) + extra)
                shifts.append(start - (written - len(new) + extra))
        breaks.append(written)
        shifts.append(read - written)
    pieces.append(folded[read:])
    return Clean("".join(pieces), tuple(breaks), tuple(shifts))


def _stands(text: str, word: str, but: int) -> bool:
    """Whether a word stands in a text by itself, besides the place `but`."""
    return any(match.start() != but for match in re.finditer(rf"\b{re.escape(word)}\b", text))


def _count(text: str, word: str) -> int:
    first = text.find(word)
    return 0 if first < 0 else 1 + (text.find(word, first + 1) >= 0)
