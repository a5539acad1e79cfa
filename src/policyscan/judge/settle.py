"""Settle each measure of a place: the rules' answer, what clauses mean beyond the rules, and how sure both are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp

from policyscan import confidence
from policyscan.confidence import Grounds, Reading
from policyscan.judge.rules import MOST_EVIDENCE, ByRules, Nearest, Quote
from policyscan.judge.sources import Source
from policyscan.model import Candidate, Effect, Evidence, Finding, Judgement, Modality, Place, Searched, State
from policyscan.taxonomy import Measure, Taxonomy

# What is said of a clause that decides by its meaning, and of one that a rule took for a yes.
MEANT = "By its meaning this clause meets the measure, in words that no rule knows."
NOT_MEANT = "By their meaning these words do not meet the measure, though a rule knows them"
NEAR = "Near language, by its meaning."
_MODAL_WORDS = {
    Modality.MUST: "a duty",
    Modality.SHOULD: "a duty ('should')",
    Modality.MUST_NOT: "a ban",
    Modality.SHOULD_NOT: "a ban ('should not')",
    Modality.MAY_ONLY: "leave in some cases only",
}
# From this chance on the answer is yes.
YES_FROM = 0.5
# Clauses that are about the matter, by their meaning, and are shown beside what the rules found.
MOST_NEAR = 3
_ON_TOPIC = 1.5
# What a rule that supplies a part of a measure counts beside the clause reader's log-odds.
RULE_ODDS = 4.0
_SUPPLY = {Effect.MEETS, Effect.PART}

Meant = Callable[[Sequence[str], Measure], Sequence[Candidate]]


def judge_place(
    place: Place,
    sources: Sequence[Source],
    taxonomy: Taxonomy,
    *,
    as_of: str,
    quote: Quote,
    nearest: Nearest | None = None,
    meant: Meant | None = None,
) -> tuple[Judgement, ...]:
    """One judgement for each measure, in the taxonomy's order.

    `sources` are the policy documents in force. `quote` turns a span into evidence with its place
    on the page; `nearest` finds the nearest language where no rule found any; `meant` gives the
    clauses that were read closely, with what each says on a measure by its meaning.
    """
    searched = Searched(
        documents=len(sources),
        pages=sum(source.pages for source in sources),
        unreadable_pages=sum(source.unreadable_pages for source in sources),
        clauses=sum(source.clauses for source in sources),
    )
    rules = ByRules(place, sources, taxonomy, searched, as_of, quote, nearest)
    return tuple(_settle(measure, rules, meant) for measure in taxonomy.measures)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a cell rests on: the rules' judgement, the clauses that were read closely, and the grounds of its chance.

    `deciding` are the clauses that would carry a yes by their meaning, none where nothing would.
    """

    by_rules: Judgement
    candidates: Sequence[Candidate]
    deciding: Sequence[Candidate | Finding]
    grounds: Grounds

    def adopted(self, chance: float) -> int | None:
        """The answer at this chance of a yes: 1, 0, or None where pages that could not be read may hold the rule."""
        rules = self.by_rules.adopted
        if self.by_rules.state in {State.NOT_COLLECTED, State.CONTESTED}:
            return rules
        if chance >= YES_FROM:
            return 1 if self.deciding else rules
        return 0 if rules == 1 and self.candidates else rules


def place_bases(
    sources: Sequence[Source], taxonomy: Taxonomy, *, quote: Quote, meant: Meant | None = None
) -> tuple[Basis, ...]:
    """What each measure's answer rests on, before anybody says how sure it is: for training and for figures."""
    rules = ByRules(Place("any"), sources, taxonomy, Searched(0, 0, 0, 0), "", quote, None)
    return tuple(_basis(measure, rules, meant) for measure in taxonomy.measures)


def _basis(measure: Measure, rules: ByRules, meant: Meant | None) -> Basis:
    found = [finding for source in rules.sources for finding in source.findings if finding.measure == measure.id]
    judgement = rules.answer(measure, found)
    hashes = [source.listing.sha256 for source in rules.sources]
    candidates = _likelier(measure, meant(hashes, measure)) if meant is not None else ()
    grounds = _grounds(measure, judgement, found, candidates)
    return Basis(judgement, candidates, _deciding(measure, candidates, found), grounds)


def _likelier(measure: Measure, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates with what the measure adds to the odds of its parts.

    Nothing is added to the clause that is likeliest to supply another part: there the reader sees both together.
    """
    odds = dict(measure.odds)
    for number, part in enumerate(measure.parts):
        if part not in odds or not candidates:
            continue
        whole = [_likeliest(candidates, other) for other in range(len(measure.parts)) if other != number]
        candidates = [
            each if any(_overlap(each, other) for other in whole) else _shifted(each, number, odds[part])
            for each in candidates
        ]
    return candidates


def _likeliest(candidates: Sequence[Candidate], part: int) -> Candidate:
    return max(candidates, key=lambda c: c.meets[part])


def _shifted(candidate: Candidate, part: int, odds: float) -> Candidate:
    meets = list(candidate.meets)
    meets[part] += odds
    return replace(candidate, meets=tuple(meets))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.sha256 == other.sha256 and one.start < other.end and other.start < one.end


def _settle(measure: Measure, rules: ByRules, meant: Meant | None) -> Judgement:
    basis = _basis(measure, rules, meant)
    judgement, candidates = basis.by_rules, basis.candidates
    if judgement.state is State.NOT_COLLECTED:
        return judgement
    if basis.grounds.reading is not None:
        judgement = _scored(judgement, 1.0 / (1.0 + exp(-basis.grounds.reading.meets)))
    chance = confidence.load().adopted(basis.grounds)
    answer = basis.adopted(chance)
    if answer is None or judgement.state is State.CONTESTED:
        return judgement
    if answer != judgement.adopted:
        if answer == 1:
            return _yes_by_meaning(measure, judgement, basis.deciding, chance, rules)
        return _no_by_meaning(measure, judgement, candidates, chance, rules)
    further = [c for c in basis.deciding if isinstance(c, Candidate)] if answer == 1 else _near(candidates)
    return replace(
        judgement,
        confidence=round(chance if answer == 1 else 1.0 - chance, 2),
        evidence=_with(judgement.evidence, _quotes(further, rules, yes=answer == 1)),
    )


def _scored(judgement: Judgement, best: float) -> Judgement:
    reason = f"{judgement.reason} Best score: {best:.2f}." if judgement.state is State.SILENT else judgement.reason
    return replace(judgement, reason=reason, searched=replace(judgement.searched, best_score=round(best, 2)))


def _deciding(measure: Measure, candidates: Sequence[Candidate], found: Sequence[Finding]) -> list[Candidate | Finding]:
    """The best clause for each part of a measure: likelier than not to supply it by its meaning, else known to a rule.

    Leave never supplies a part.
    """
    fit = [c for c in candidates if c.modality is not Modality.MAY or measure.admits_leave]
    chosen: list[Candidate | Finding] = []
    for number, part in enumerate(measure.parts or ("",)):
        likely = [c for c in fit if c.meets[number] >= 0.0]
        known = _supplying(part, found) if part else []
        if likely:
            best: Candidate | Finding = max(likely, key=lambda c: c.meets[number])
        elif known:
            best = max(known, key=lambda f: f.weight)
        else:
            return []
        if best not in chosen:
            chosen.append(best)
    return chosen if any(isinstance(each, Candidate) for each in chosen) else []


def _supplying(part: str, found: Sequence[Finding]) -> list[Finding]:
    """The findings that supply a part of a measure."""
    return [f for f in found if f.effect is Effect.MEETS or (f.effect is Effect.PART and part in f.part.split(","))]


def _near(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The clauses that come nearest to a measure by their meaning: on its matter, and like one that meets it."""
    on_topic = [c for c in candidates if c.on_topic > _ON_TOPIC]
    return sorted(on_topic, key=lambda c: (-_nearness(c), c.sha256, c.start))[:MOST_NEAR]


def _nearness(candidate: Candidate) -> float:
    return candidate.on_topic + max(*candidate.meets, candidate.defeats)


def _yes_by_meaning(
    measure: Measure, judgement: Judgement, deciding: Sequence[Candidate | Finding], chance: float, rules: ByRules
) -> Judgement:
    """A yes that rests on clauses whose words no rule knows, as they were read."""
    meant = [clause for clause in deciding if isinstance(clause, Candidate)]
    words = " and ".join(dict.fromkeys(_MODAL_WORDS[c.modality] for c in meant if c.modality in _MODAL_WORDS))
    quotes = [
        *_quotes(meant, rules, yes=True),
        *(rules.quote(f.sha256, f.start, f.end, f) for f in deciding if isinstance(f, Finding)),
    ]
    return replace(
        judgement,
        state=State.JUDGED,
        adopted=1,
        verdict=measure.verdict_yes,
        reason_code="adopted",
        reason=f"{MEANT} It is read as {words}." if words else MEANT,
        confidence=round(chance, 2),
        evidence=_with(quotes, judgement.evidence),
    )


def _no_by_meaning(
    measure: Measure, judgement: Judgement, candidates: Sequence[Candidate], chance: float, rules: ByRules
) -> Judgement:
    """A no where the words that a rule knows do not meet the measure as they are meant."""
    first = judgement.evidence[0]
    same = [c for c in candidates if c.sha256 == first.sha256 and c.start < first.end and first.start < c.end]
    code = max(same, key=_nearness).reason if same else "other"
    return replace(
        judgement,
        adopted=0,
        verdict=measure.verdict_no,
        reason_code=code,
        reason=f"{NOT_MEANT}: {rules.taxonomy.reason_words[code]}.",
        confidence=round(1.0 - chance, 2),
        evidence=_with(judgement.evidence, _quotes(_near(candidates), rules, yes=False)),
    )


def _quotes(candidates: Iterable[Candidate], rules: ByRules, *, yes: bool) -> list[Evidence]:
    says, effect = (MEANT, Effect.MEETS.value) if yes else (NEAR, Effect.FAILS.value)
    return [replace(rules.quote(c.sha256, c.start, c.end, None), says=says, effect=effect) for c in candidates]


def _with(first: Sequence[Evidence], further: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The first quotes and those of the further ones that show other words."""
    shown = list(first)
    for quote in further:
        if not any(quote.sha256 == e.sha256 and quote.start < e.end and e.start < quote.end for e in shown):
            shown.append(quote)
    return tuple(shown[:MOST_EVIDENCE])


def _grounds(
    measure: Measure, judgement: Judgement, found: Sequence[Finding], candidates: Sequence[Candidate]
) -> Grounds:
    def firmest(effect: Effect) -> float:
        return max((finding.weight for finding in found if finding.effect is effect), default=0.0)

    is_yes = judgement.adopted == 1
    meets, parts, reading = firmest(Effect.MEETS), firmest(Effect.PART), None
    candidates = _joined(measure, candidates, found)
    if candidates:
        number = _weakest(measure, found, candidates)
        supplying = _supplying(measure.parts[number], found) if measure.parts else []
        if supplying and not is_yes and not firmest(Effect.DEFEATS):
            # The rules miss another part than the one that the answer hangs on.
            is_yes, meets = True, max(f.weight for f in supplying)
        rested_on = {f.clause_id for f in (supplying if measure.parts else found) if f.effect in _SUPPLY}
        reading = _reading(number, rested_on if is_yes else set(), candidates)
    return Grounds(
        measure=judgement.measure,
        adopted=is_yes,
        meets=meets,
        parts=parts,
        defeats=firmest(Effect.DEFEATS),
        fails=firmest(Effect.FAILS),
        is_silent=judgement.state is State.SILENT,
        is_optional=judgement.reason_code == "optional",
        reading=reading,
    )


def _joined(measure: Measure, candidates: Sequence[Candidate], found: Sequence[Finding]) -> Sequence[Candidate]:
    """The candidates, where a rule finds several parts in one clause each with what the clearest of them has.

    A definition elsewhere may say that the hold named covers both parts; rules join the two, the reader sees one.
    """
    joint = {f.clause_id for f in found if f.effect is Effect.PART and "," in f.part}
    if not joint:
        return candidates
    width = max(1, len(measure.parts))
    return [replace(c, meets=(max(c.meets),) * width) if c.clause_id in joint else c for c in candidates]


def _weakest(measure: Measure, found: Sequence[Finding], candidates: Sequence[Candidate]) -> int:
    """The number of the part that is least likely to be there, by what clauses mean and what rules found."""

    def odds(number: int) -> float:
        known = RULE_ODDS if _supplying(measure.parts[number], found) else 0.0
        return max(c.meets[number] for c in candidates) + known

    return min(range(len(measure.parts)), key=odds, default=0)


def _reading(part: int, rested_on: set[str], candidates: Sequence[Candidate]) -> Reading:
    """What the clauses say of a part; `rested_on` are the clauses by which rules say that it is there."""
    best = sorted((c.meets[part] for c in candidates), reverse=True)
    of_rules = [c.meets[part] for c in candidates if c.clause_id in rested_on]
    return Reading(
        meets=best[0],
        second=best[1] if len(best) > 1 else best[0],
        defeats=max(c.defeats for c in candidates),
        rule=max(of_rules, default=None),
    )
