"""Tell scraps that a picture left in the text, by the words that are none, from clauses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from policyscan.changes.words import Part, Side

# Words that are none from which on, where they are a fifth of what has no partner on a page, the page's text is what
# OCR made of a picture: in 42 policies of 1,272 pages two diagrams have 9 and 31, and no other page more than 4.
_FEWEST_STRANGE, _SHARE = 6, 5
# A clause of fewer letters says nothing by itself.
_FEWEST_LETTERS = 4
# "24", "122", "300.4", "1st", and how acts are quoted: "s203".
_NUMBER = re.compile(r"[a-z]{0,2}\d[\d.,:/]*[a-z]{0,2}")
# "LVNR", "CEWs", "X26P".
_ABBREVIATION = re.compile(r"[A-Z\d]+s?")
_CASE_BREAKS = re.compile(r"[a-z][A-Z]")
# "UoF", "McDonald", "BolaWrap", "eForm".
_NAME = re.compile(r"(?:Mc|Mac|[a-z])?[A-Z][a-z]+(?:[A-Z][a-z]+)*[A-Z]?s?")
_VOWELS = frozenset("aeiouyàáâäåæèéêëìíîïòóôöøùúûü")
# The last letter of the Latin alphabets: of words in others nobody can say.
_LATIN = "\u024f"
_LIMITS = frozenset({"exception", "condition"})


class Noise:
    """What of one version's clauses without a partner (`left`) is noise; `known` are words that stand twice or more.

    A scrap is a word or a few letters that no list holds. Else noise stands only on a page that was read by OCR, or
    whose text layer is what OCR made of a picture. What holds a cue, or a word of `binding`, is neither.
    """

    def __init__(self, side: Side, left: Iterable[int], known: frozenset[str], binding: frozenset[str]) -> None:
        self._known, self._binding, self._ocr_pages = known, binding, side.ocr_pages
        on: dict[int, list[Part]] = defaultdict(list)
        for index in left:
            if not self._binds(side.parts[index]):
                on[side.parts[index].clause.page].append(side.parts[index])
        # Pages that nobody could read.
        self.pages = frozenset(page for page, parts in on.items() if _is_garbled(parts, _FEWEST_STRANGE))

    def holds(self, part: Part) -> bool:
        """Whether a part is a scrap, or noise: most words stand nowhere else, many of it or of its page are none."""
        if part.lead < 0 and (len(part.words) < 2 or len(part.key) < _FEWEST_LETTERS):
            return not self._binds(part, but=_LIMITS)
        page = part.clause.page
        if self._binds(part) or not (page in self.pages or (page in self._ocr_pages and _is_garbled([part], 1))):
            return False
        known = sum(1 for word in part.texts if word in self._known and len(word) > 1)
        return known * 2 < len(part.words)

    def _binds(self, part: Part, *, but: frozenset[str] = frozenset()) -> bool:
        cues = any(cue.category not in but for cue in part.clause.cues)
        return cues or not self._binding.isdisjoint(part.texts)


def _is_garbled(parts: Sequence[Part], fewest: int) -> bool:
    """Whether many of the words are none, a single letter aside: of "e.g." nobody can say."""
    strange = words = 0
    for part in parts:
        text, at = part.clause.text, part.clause.start
        printed = [(text[word.start - at : word.end - at], word.text) for word in part.words if len(word.text) > 1]
        words += len(printed)
        strange += sum(not _is_wordlike(*word) for word in printed)
    return strange >= fewest and strange * _SHARE >= words


def _is_wordlike(printed: str, word: str) -> bool:
    letters = "".join(char for char in printed if char.isalnum())
    if _ABBREVIATION.fullmatch(letters) or _NUMBER.fullmatch(word):
        return True
    if _CASE_BREAKS.search(letters) and not _NAME.fullmatch(letters):
        return False
    return word.isalpha() and any(char in _VOWELS or char > _LATIN for char in word)
