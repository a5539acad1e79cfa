"""Answer each measure from the findings alone: which clauses meet it, defeat it, or come near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policyscan.judge.sources import Source
from policyscan.model import Effect, Finding, Judgement, Place, Searched, State, rules_name
from policyscan.taxonomy import Measure, Taxonomy

# A clause that defeats a measure decides unless one that meets it is firmer by this much (weights
# are set in the rule files on a scale of 0 to 1).
DEFEAT_MARGIN = 0.12
# Between documents, two clauses at least this firm contradict one another.
FIRM = 0.85
# What is said where a rule found words that do not bear on the measure.
ELSEWHERE = "What comes nearest is about another matter."
# Unreadable pages of a document that a reason names one by one.
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """The rules' answer, still without quotes, and the findings that it rests on, the deciding one first."""

    judgement: Judgement
    leads: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ByRules:
    """Judges one place's sources by the rules."""

    place: Place
    sources: Sequence[Source]
    taxonomy: Taxonomy
    searched: Searched
    as_of: str

    def answer(self, measure: Measure, found: Sequence[Finding]) -> Answer:
        """The rules' answer; its confidence is only an order, from the weights of the rules."""
        if not self.sources:
            return self._say(
                measure, State.NOT_COLLECTED, None, "other", "No policy of this place has been collected.", 1.0, ()
            )
        if not any(source.speaks_of_force for source in self.sources):
            if self.searched.unreadable_pages:
                return self._unreadable(measure)
            reason = "The documents collected for this place say nothing of use of force."
            return self._say(measure, State.NOT_COLLECTED, None, "other", reason, 0.9, ())
        meets = _best_first(found, Effect.MEETS) or self._parts_together(measure, found)
        defeats = _best_first(found, Effect.DEFEATS)
        fails = _best_first(found, Effect.FAILS)
        parts = _best_first(found, Effect.PART)
        if meets and defeats:
            return self._weigh(measure, meets, defeats)
        if meets:
            return self._adopted(measure, meets)
        if defeats:
            return self._refused(measure, defeats[0])
        if self.searched.unreadable_pages:
            return self._unreadable(measure)
        if parts:
            # The clause that bans one of the two is the nearest language.
            supplied = {part for finding in parts for part in finding.part.split(",")}
            missing = next(part for part in measure.parts if part not in supplied)
            return self._refused(measure, parts[0], code=measure.reason_without(missing))
        if fails and fails[0].reason != "silent":
            return self._refused(measure, fails[0])
        return self.silent(measure)

    def _parts_together(self, measure: Measure, found: Sequence[Finding]) -> list[Finding]:
        """The best findings that supply every part of a measure, or nothing."""
        if not measure.parts:
            return []
        chosen: list[Finding] = []
        for part in measure.parts:
            supply = [f for f in _best_first(found, Effect.PART) if part in f.part.split(",")]
            if not supply:
                return []
            if supply[0] not in chosen:
                chosen.append(supply[0])
        return chosen

    def _weigh(self, measure: Measure, meets: list[Finding], defeats: list[Finding]) -> Answer:
        one, other = meets[0], defeats[0]
        if min(one.weight, other.weight) >= FIRM:
            if one.sha256 != other.sha256:
                return self._contested(measure, meets, defeats)
            if self._chapters_differ(one, other):
                return self._contested_within(measure, meets, defeats)
        if one.weight >= other.weight + DEFEAT_MARGIN:
            return self._adopted(measure, meets, unsure=True)
        return self._refused(measure, other, unsure=True)

    def _contested(self, measure: Measure, meets: list[Finding], defeats: list[Finding]) -> Answer:
        dates = {source.listing.sha256: source.listing.published for source in self.sources}
        newer = dates.get(meets[0].sha256, "") > dates.get(defeats[0].sha256, "")
        first, second = (meets, defeats) if newer else (defeats, meets)
        reason = f"Two documents contradict each other: {_lower(first[0].says)} But: {_lower(second[0].says)}"
        return self._say(
            measure,
            State.CONTESTED,
            1 if newer else 0,
            "contested",
            reason,
            0.5,
            (*first[:1], *second, *first[1:]),
        )

    def _chapters_differ(self, one: Finding, other: Finding) -> bool:
        source = next(source for source in self.sources if source.listing.sha256 == one.sha256)
        first, second = source.chapter(one.start), source.chapter(other.start)
        return first is not None and second is not None and first != second

    def _contested_within(self, measure: Measure, meets: list[Finding], defeats: list[Finding]) -> Answer:
        """Two chapters of one document contradict each other: the more specific one is named and decides."""
        source = next(source for source in self.sources if source.listing.sha256 == meets[0].sha256)
        names = [chapter.name if (chapter := source.chapter(f.start)) else "" for f in (meets[0], defeats[0])]
        # The chapter that bears the measure's words is about it; the other speaks of it in passing.
        is_ban_specific = measure.is_hinted_in(names[0].casefold()) and not measure.is_hinted_in(names[1].casefold())
        first, second = (meets, defeats) if is_ban_specific else (defeats, meets)
        specific, other = names if is_ban_specific else reversed(names)
        reason = (
            f"Two chapters contradict each other. '{specific}', the more specific, decides: {_lower(first[0].says)} "
            f"But '{other}': {_lower(second[0].says)}"
        )
        leads = (*first[:1], *second, *first[1:])
        return self._say(measure, State.CONTESTED, 1 if is_ban_specific else 0, "contested", reason, 0.5, leads)

    def _adopted(self, measure: Measure, deciding: list[Finding], *, unsure: bool = False) -> Answer:
        weakest = min(f.weight for f in deciding[: len(measure.parts) or 1])
        confidence = weakest - (0.15 if unsure else 0.0)
        leads = deciding[:1] if deciding[0].effect is Effect.MEETS else deciding
        return self._say(measure, State.JUDGED, 1, "adopted", said(leads), confidence, leads)

    def _refused(self, measure: Measure, lead: Finding, *, code: str = "", unsure: bool = False) -> Answer:
        reason = lead.says
        if code:
            reason = f"{lead.says} {self.taxonomy.reason_words[code].capitalize()}."
        firmness = 0.5 + lead.weight / 2 if lead.effect is not Effect.DEFEATS else lead.weight
        confidence = firmness - (0.15 if unsure else 0.0)
        return self._say(measure, State.JUDGED, 0, code or lead.reason, reason, confidence, [lead])

    def silent(self, measure: Measure, *, is_near: bool = False) -> Answer:
        """A no because nothing is said on the measure; `is_near`: the words that a rule found are on something else."""
        pages, clauses = _count(self.searched.pages, "page"), _count(self.searched.clauses, "clause")
        said = ELSEWHERE if is_near else measure.silent
        reason = f"{said} Searched: {pages}, {clauses}."
        return self._say(measure, State.SILENT, 0, "silent", reason, 0.9, ())

    def _unreadable(self, measure: Measure) -> Answer:
        reason = (
            f"{_count(self.searched.unreadable_pages, 'page')} of {self.searched.pages} could not be read"
            f"{self._unread_pages()}, so the rule may stand there."
        )
        return self._say(measure, State.UNREADABLE, None, "unreadable", reason, 0.0, ())

    def _unread_pages(self) -> str:
        """Which pages of which documents could not be read, where that is known."""
        named = [
            f"{source.listing.file}, {'page' if len(source.unread) == 1 else 'pages'} {_numbers(source.unread)}"
            for source in self.sources
            if source.unread
        ]
        return f" ({'; '.join(named)})" if named else ""

    def _say(
        self,
        measure: Measure,
        state: State,
        adopted: int | None,
        code: str,
        reason: str,
        confidence: float,
        leads: Sequence[Finding],
    ) -> Answer:
        verdict = {1: measure.verdict_yes, 0: measure.verdict_no, None: "not assessable"}[adopted]
        judgement = Judgement(
            place=self.place,
            measure=measure.id,
            state=state,
            verdict=verdict,
            adopted=adopted,
            reason_code=code,
            reason=reason,
            confidence=round(max(0.0, min(1.0, confidence)), 2),
            evidence=(),
            searched=self.searched,
            by=rules_name(self.taxonomy.hash),
            as_of=self.as_of,
        )
        return Answer(judgement, tuple(leads))


def said(leads: Sequence[Finding]) -> str:
    """What the findings that a yes rests on say, each thing once."""
    return " ".join(dict.fromkeys(lead.says for lead in leads))


def _best_first(findings: Sequence[Finding], effect: Effect) -> list[Finding]:
    return sorted((f for f in findings if f.effect is effect), key=lambda f: (-f.weight, f.sha256, f.start))


def _lower(says: str) -> str:
    return says[:1].lower() + says[1:]


def _numbers(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:MOST_NAMED]))
    return shown if len(pages) <= MOST_NAMED else f"{shown} and {len(pages) - MOST_NAMED} more"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
