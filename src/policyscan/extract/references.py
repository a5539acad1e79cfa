"""Follow cross-references inside one document: "see 300.3.4", "as provided in Section IV", "(see Deadly Force)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyscan.model import Section

_NUMBER = r"[0-9]+(?:[.\-][0-9A-Za-z]+)*(?:\([0-9A-Za-z]{1,3}\))*|[IVXL]+(?:\.[A-Z0-9]+)*|[A-Z](?:\.[0-9]+)*"
_NAMED = re.compile(
    r"(?:\b(?:sub-?sections?|sections?|paragraphs?|parts?|articles?|items?|chapters?|rules?)|§{1,2})\s*#?\s*"
    rf"(?P<number>{_NUMBER})\b",
    re.IGNORECASE,
)
# A bare number is a reference only behind words that send the reader there, and only with a point in it.
_BARE = re.compile(
    r"\b(?:see|refer to|referred to in|pursuant to|in accordance with|as (?:described|provided|defined|outlined) in)\s+"
    r"(?:also\s+)?(?P<number>[0-9]+(?:[.\-][0-9A-Za-z]+)+)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:see|refer to|described (?:in|under)|provided (?:in|under)|set forth (?:in|under))\s+(?:also\s+)?(?:the\s+)?"
    r"(?P<quote>[\"'])?(?P<title>[A-Z][^\"'.;:()\n]{4,70})",
)
# Laws and other books have numbers of their own.
_ELSEWHERE = re.compile(
    r"\b(?:code|statutes?|stat\.|u\.?s\.?c\.?|act|law|constitution|c\.?f\.?r\.?|penal|title \d+)"
    r"\W*(?:§\s*|section\s*)?$",
    re.IGNORECASE,
)
_ELSEWHERE_AFTER = re.compile(
    r"\W{0,3}of\s+(?:the\s+)?(?:\w+\s+){0,3}(?:code|statutes?|act|law|constitution|crimes)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Words from `start` to `end` of a text that send the reader to section `section` (an index)."""

    start: int
    end: int
    section: int


class References:
    """Finds the section of a document that its words refer to."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._parents = [section.parent for section in sections]
        self._numbers: dict[str, int] = {}
        self._titles: dict[str, int] = {}
        for index, section in enumerate(sections):
            self._numbers.setdefault(_plain(section.number), index)
            self._titles.setdefault(_fold(section.title), index)
        self._numbers.pop("", None)
        self._titles.pop("", None)

    def find(self, text: str, *, within: int = -1) -> Iterator[Reference]:
        """The references in `text` that can be followed; a clause's own section (`within`) is none."""
        if not self._numbers and not self._titles:
            return
        for match in (*_NAMED.finditer(text), *_BARE.finditer(text)):
            if _ELSEWHERE.search(text[: match.start()]) or _ELSEWHERE_AFTER.match(text, match.end()):
                continue
            section = self._by_number(match["number"])
            if section is not None and section != within:
                yield Reference(match.start(), match.end(), section)
        for match in _TITLED.finditer(text):
            section = self._titles.get(_fold(match["title"]))
            if section is not None and section != within:
                yield Reference(match.start(), match.end("title"), section)

    def holds(self, section: int, other: int) -> bool:
        """Whether section `other` is `section` or stands below it."""
        while other >= 0:
            if other == section:
                return True
            other = self._parents[other]
        return False

    def _by_number(self, number: str) -> int | None:
        """The section of a number; of "IV.A.2" at least the one of "IV.A" or "IV"."""
        plain = _plain(number)
        while plain:
            if plain in self._numbers:
                return self._numbers[plain]
            plain = plain.rpartition(".")[0]
        return None


def _plain(number: str) -> str:
    return re.sub(r"[.\-()]+", ".", number).strip(".").casefold()


def _fold(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold()))
