"""Hold quotes of several places against one another, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from policyscan.changes.words import Word, words_of

# Below this share of common words, two clauses were written apart: nearly every word would be marked.
ALIKE = 0.5
# From here on nothing but numbering, case and signs differs.
SAME = 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """The quote of another place that a quote is most like, and the words that only this one has.

    `share` is twice the words in common over the words of both (0 to 1); `alone` are spans of the quote.
    """

    place: str
    share: float
    alone: tuple[tuple[int, int], ...]

    @property
    def sentence(self) -> str:
        """How like it is, in words."""
        if self.share >= SAME:
            return f"The same words as {self.place}."
        where = "those that stand only here are dotted" if self.alone else "nothing stands only here"
        return f"{self.share:.0%} the same words as {self.place}; {where}."


def likeness(text: str, others: Iterable[tuple[str, str]]) -> Likeness | None:
    """The nearest of others' quotes (place, text); None where each was written apart."""
    own = words_of(text)
    best: Likeness | None = None
    for place, other in others:
        matcher = SequenceMatcher(None, _texts(own), _texts(words_of(other)), autojunk=False)
        if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < ALIKE:
            continue
        share = matcher.ratio()
        if share >= ALIKE and (best is None or share > best.share):
            best = Likeness(place, share, tuple(_alone(own, matcher)))
    return best


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def _alone(own: Sequence[Word], matcher: SequenceMatcher[str]) -> Iterable[tuple[int, int]]:
    for kind, first, last, _, _ in matcher.get_opcodes():
        if kind in {"replace", "delete"}:
            yield own[first].start, own[last - 1].end
