"""Weigh the words in which two clauses differ: whether each piece binds more or less, where one can say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policyscan.changes.cues import Line, Placed, joiner_of, placed
from policyscan.changes.diff import Diff, Hunk
from policyscan.changes.rules import OPPOSITE, NumberRule, Rules, WordRule, polarity
from policyscan.changes.words import Part, Word
from policyscan.model import ChangeKind, Modality

# A condition or exception counts as one that came or went where it begins its piece, or the piece is this short.
_BEGINS, _SHORT = 2, 12
# Words before a number that say what it is.
_BEFORE_NUMBER = 5
_MODALITIES = frozenset(item.value for item in Modality)
_LIMITS = ("exception", "condition")
_MEANS = {
    ("duty", ChangeKind.STRENGTHENED): "the duty asks more",
    ("duty", ChangeKind.WEAKENED): "the duty asks less",
    ("ban", ChangeKind.STRENGTHENED): "the ban covers more",
    ("ban", ChangeKind.WEAKENED): "the ban covers less",
    ("leave", ChangeKind.STRENGTHENED): "leave is narrower",
    ("leave", ChangeKind.WEAKENED): "leave is wider",
}


@dataclass(frozen=True, slots=True)
class Vote:
    """One piece of evidence for a direction, in words, with the pieces that it rests on."""

    kind: ChangeKind
    why: str
    hunks: tuple[Hunk, ...]


def weigh(old: Sequence[Part], new: Sequence[Part], found: Diff, rules: Rules) -> list[Vote]:
    """All votes, in the order: binding force, limits, words, numbers, lists."""
    weighing = _Weighing(old, new, found, rules)
    votes = list(weighing.modality())
    if votes and weighing.old_polarity != weighing.new_polarity:
        # Of a ban that became leave, its new conditions say nothing further.
        return votes
    votes += [*weighing.limits(), *weighing.words(), *weighing.numbers()]
    decided = {hunk for vote in votes for hunk in vote.hunks}
    return [*votes, *weighing.lists(decided)]


class _Weighing:
    def __init__(self, old: Sequence[Part], new: Sequence[Part], found: Diff, rules: Rules) -> None:
        self.found, self.rules = found, rules
        self.old_polarity, self.new_polarity = (polarity(part[0].clause.modality) for part in (old, new))
        self.modalities = (old[0].clause.modality, new[0].clause.modality)
        self.old_cues, self.new_cues = placed(old, found.old), placed(new, found.new)
        self.old_gone, self.new_come = self._unpaired()

    # --- binding force and limits, by the cues of the reading ----------------------------------

    def _unpaired(self) -> tuple[list[Placed], list[Placed]]:
        """Cues of one version that have none of their category in the other, at the same words or in the same piece."""
        to_new = dict(self.found.same)
        free = list(self.new_cues)
        gone = []
        for cue in self.old_cues:
            there = {to_new[at] for at in cue.words if at in to_new}
            pieces = [hunk for hunk in self.found.hunks if any(hunk.old[0] <= at < hunk.old[1] for at in cue.words)]
            there |= {at for hunk in pieces for at in range(*hunk.new)}
            mate = next((c for c in free if self._stands(c) == self._stands(cue) and c.words & there), None)
            if mate is None:
                gone.append(cue)
            else:
                free.remove(mate)
        return [c for c in gone if self._touches(c, is_old=True)], [c for c in free if self._touches(c, is_old=False)]

    def _stands(self, cue: Placed) -> str:
        return self.rules.stands_for.get(cue.category, cue.category)

    def _touches(self, cue: Placed, *, is_old: bool) -> bool:
        """Whether a word of the cue changed, or the cue is another than the one that stands over the same words."""
        if self._hunks_of(cue, is_old=is_old):
            return True
        pairs = self.found.same if is_old else tuple((new, old) for old, new in self.found.same)
        there = {other for one, other in pairs if one in cue.words}
        others = self.new_cues if is_old else self.old_cues
        return any(there & other.words and self._hunks_of(other, is_old=not is_old) for other in others)

    def _hunks_of(self, cue: Placed, *, is_old: bool) -> tuple[Hunk, ...]:
        spans = ((hunk, hunk.old if is_old else hunk.new) for hunk in self.found.hunks)
        return tuple(hunk for hunk, (start, end) in spans if any(start <= at < end for at in cue.words))

    def modality(self) -> Iterator[Vote]:
        """*shall* that became *may*, and the like."""
        gone = [cue for cue in self.old_gone if self._stands(cue) in _MODALITIES]
        come = [cue for cue in self.new_come if self._stands(cue) in _MODALITIES]
        for one, other in zip(gone, come, strict=False):
            kind = self.rules.modality.get((self._stands(one), self._stands(other)))
            hunks = self._hunks_of(one, is_old=True) + self._hunks_of(other, is_old=False)
            if kind is not None and hunks:
                yield Vote(kind, f"“{one.text}” became “{other.text}”", tuple(dict.fromkeys(hunks)))
        was, becomes = self.modalities
        for cues, is_old in ((gone[len(come) :], True), (come[len(gone) :], False)):
            if not cues or (becomes if is_old else was) is not Modality.NONE:
                continue
            ends = (self._stands(cues[0]), "none") if is_old else ("none", self._stands(cues[0]))
            kind, hunks = self.rules.modality.get(ends), self._hunks_of(cues[0], is_old=is_old)
            if kind is not None and hunks:
                yield Vote(kind, f"“{cues[0].text}” {'went' if is_old else 'came'}", hunks)

    def limits(self) -> Iterator[Vote]:
        """Exceptions and conditions that came or went."""
        for category in _LIMITS:
            gone = [hunks for cue in self.old_gone if (hunks := self._limit(cue, category, is_old=True))]
            come = [hunks for cue in self.new_come if (hunks := self._limit(cue, category, is_old=False))]
            if bool(gone) == bool(come):
                continue
            hunks = tuple(dict.fromkeys(hunk for found in (gone or come) for hunk in found))
            of = self._polarity(hunks, is_old=bool(gone))
            kind = self.rules.limits[category].get(of)
            if kind is not None:
                kind = OPPOSITE[kind] if gone else kind
                article = "an" if category == "exception" else "a"
                why = f"{article} {category} {'went' if gone else 'came'}: {_MEANS[of, kind]}"
                yield Vote(kind, why, hunks)

    def _limit(self, cue: Placed, category: str, *, is_old: bool) -> tuple[Hunk, ...]:
        first = cue.text.split(" ", 1)[0].casefold()
        if self._stands(cue) != category or first in self.rules.no_limits:
            return ()
        hunks = []
        for hunk in self._hunks_of(cue, is_old=is_old):
            start, end = hunk.old if is_old else hunk.new
            if min(cue.words) - start < _BEGINS or end - start <= _SHORT:
                hunks.append(hunk)
        return tuple(hunks)

    # --- words and numbers --------------------------------------------------------------------

    def words(self) -> Iterator[Vote]:
        """Words of the rule file that came, went, or stand in place of others."""
        old, new = Line(self.found.old), Line(self.found.new)
        for rule in self.rules.words:
            for is_gain in (True, False):
                here, there = (new, old) if is_gain else (old, new)
                hunks = self._matches(rule, here, there, is_gain=is_gain)
                of = self._polarity(hunks, is_old=not is_gain)
                kind = rule.effect.get(of)
                if hunks and kind is not None:
                    kind = kind if is_gain else OPPOSITE[kind]
                    more = "more" if kind is ChangeKind.STRENGTHENED else "less"
                    means = _MEANS.get((of, kind), f"it binds {more}")
                    yield Vote(kind, f"{rule.about}: {means}", hunks)

    def _matches(self, rule: WordRule, here: Line, there: Line, *, is_gain: bool) -> tuple[Hunk, ...]:
        mine, others = here.found(rule.words.finditer(here.text)), there.found(rule.words.finditer(there.text))
        if len(mine) <= len(others):
            return ()
        instead: list[tuple[int, int]] = []
        if rule.instead is not None:
            instead = there.found(rule.instead.finditer(there.text))
            if len(instead) <= len(here.found(rule.instead.finditer(here.text))):
                return ()
        found = []
        for hunk in self.found.hunks:
            span, other = (hunk.new, hunk.old) if is_gain else (hunk.old, hunk.new)
            inside = [words for words in mine if words[0] < span[1] and words[1] > span[0]]
            if not inside or (rule.alone and (inside != [span] or (instead and other not in instead))):
                continue
            found.append(hunk)
        return tuple(found)

    def numbers(self) -> Iterator[Vote]:
        """Numbers that rose or fell: deadlines, how often, how many."""
        for hunk in self.found.hunks:
            old = [at for at in range(*hunk.old) if self._value(self.found.old, at) is not None]
            new = [at for at in range(*hunk.new) if self._value(self.found.new, at) is not None]
            if len(old) != len(new):
                continue
            for one, other in zip(old, new, strict=True):
                vote = self._number(hunk, one, other)
                if vote is not None:
                    yield vote

    def _number(self, hunk: Hunk, one: int, other: int) -> Vote | None:
        was, becomes = self._value(self.found.old, one), self._value(self.found.new, other)
        units = self._unit(self.found.old, one), self._unit(self.found.new, other)
        if was is None or becomes is None or (units[0] in self.rules.hours) != (units[1] in self.rules.hours):
            return None
        was, becomes = was * self.rules.hours.get(units[0], 1.0), becomes * self.rules.hours.get(units[1], 1.0)
        before = " ".join(word.text for word in self.found.new[max(0, other - _BEFORE_NUMBER) : other])
        of = self._polarity((hunk,), is_old=False)
        rule = next((rule for rule in self.rules.numbers if _speaks_of(rule, before, units[1])), None)
        kind = rule.effect.get(of) if rule else None
        if rule is None or kind is None or was == becomes:
            return None
        kind = kind if becomes > was else OPPOSITE[kind]
        return Vote(kind, f"{rule.about} {'rose' if becomes > was else 'fell'}: {_MEANS[of, kind]}", (hunk,))

    def _value(self, words: Sequence[Word], at: int) -> float | None:
        text = words[at].text
        if text in self.rules.number_words:
            return self.rules.number_words[text]
        if not re.fullmatch(r"\d{1,6}(?:\.\d+)?", text):
            return None
        is_year = len(text) == 4 and text[:2] in {"19", "20"}
        return None if is_year else float(text)

    def _unit(self, words: Sequence[Word], at: int) -> str:
        """The unit behind a number: the first of the next two words that is one, else the next word."""
        following = [word.text for word in words[at + 1 : at + 3]]
        return next((word for word in following if word in self.rules.hours), following[0] if following else "")

    # --- lists ----------------------------------------------------------------------------------

    def lists(self, decided: set[Hunk]) -> Iterator[Vote]:
        """A list that grew or shrank: what that means depends on what it lists."""
        for hunk in self.found.hunks:
            gone, come = self.found.old_words(hunk), self.found.new_words(hunk)
            if hunk in decided or bool(gone) == bool(come):
                continue
            is_gain = bool(come)
            words, span = (self.found.new, hunk.new) if is_gain else (self.found.old, hunk.old)
            of = self.new_polarity if is_gain else self.old_polarity
            joiner = joiner_of(words, span)
            place = self._place(span[0], is_old=not is_gain)
            rule = next((r for r in self.rules.grows if (r.place, r.joiner) == (place, joiner)), None)
            kind = rule.effect.get(of) if rule else None
            if kind is not None:
                kind = kind if is_gain else OPPOSITE[kind]
                what = {"plain": "the list", "condition": "the condition", "exception": "the exception"}[place]
                yield Vote(kind, f"{what} has {'more' if is_gain else 'fewer'} parts: {_MEANS[of, kind]}", (hunk,))

    def _polarity(self, hunks: Sequence[Hunk], *, is_old: bool) -> str:
        """Whether the clause binds, bans or gives leave at a piece: an exception to a duty or a ban gives leave."""
        of = self.old_polarity if is_old else self.new_polarity
        if of in {"duty", "ban"} and hunks:
            start = (hunks[0].old if is_old else hunks[0].new)[0]
            return "leave" if self._place(start, is_old=is_old) == "exception" else of
        return of

    def _place(self, at: int, *, is_old: bool) -> str:
        """Whether words stand in the plain part of a clause, in a condition or in an exception.

        A limit reaches to the end, but one that opens the clause only to the verb: "When a person is hurt, officers
        shall …".
        """
        cues = self.old_cues if is_old else self.new_cues
        before = [cue for cue in cues if self._stands(cue) in _LIMITS and min(cue.words) < at]
        if not before:
            return "plain"
        nearest = max(before, key=lambda cue: min(cue.words))
        verbs = [min(cue.words) for cue in cues if self._stands(cue) in _MODALITIES]
        begins = min(nearest.words)
        if not any(verb < begins for verb in verbs) and any(begins < verb < at for verb in verbs):
            return "plain"
        return self._stands(nearest)


def _speaks_of(rule: NumberRule, before: str, unit: str) -> bool:
    if rule.units and unit not in rule.units:
        return False
    return rule.before is None or rule.before.search(before) is not None
