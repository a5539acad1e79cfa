"""Settle each measure of a place: the rules' answer, what clauses mean beyond the rules, and how sure both are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp

from policyscan import confidence, quotable, reasons
from policyscan.confidence import Grounds, Reading
from policyscan.judge.pool import Nearest, Pool, nearness_of, pool_of
from policyscan.judge.rules import ByRules, said
from policyscan.judge.showing import MEANT, Quote, Showing
from policyscan.judge.sources import Source
from policyscan.model import Candidate, Effect, Finding, Judgement, Modality, Place, Searched, State
from policyscan.taxonomy import Measure, Taxonomy

# What is said of a clause that a rule took for a yes.
NOT_MEANT = "By their meaning these words do not meet the measure, though a rule knows them"
# What is said of the nearest words, where no rule says why they are not enough.
NEAR_MEANT = "By their meaning the nearest words do not meet the measure"
_MODAL_WORDS = {
    Modality.MUST: "a duty",
    Modality.SHOULD: "a duty ('should')",
    Modality.MUST_NOT: "a ban",
    Modality.SHOULD_NOT: "a ban ('should not')",
    Modality.MAY_ONLY: "leave in some cases only",
}
# From this chance on the answer is yes.
YES_FROM = 0.5
# What a rule that supplies a part of a measure counts beside the clause reader's log-odds.
RULE_ODDS = 4.0
_SUPPLY = {Effect.MEETS, Effect.PART}

Meant = Callable[[Sequence[str], Measure], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class Learned:
    """The learned numbers that say what is quoted, and why a no is one."""

    quotable: quotable.Model
    reasons: reasons.Model


def judge_place(
    place: Place,
    sources: Sequence[Source],
    taxonomy: Taxonomy,
    *,
    as_of: str,
    quote: Quote,
    nearest: Nearest | None = None,
    meant: Meant | None = None,
    learned: Learned | None = None,
) -> tuple[Judgement, ...]:
    """One judgement for each measure, in the taxonomy's order.

    `sources` are the policy documents in force. `quote` turns a span into evidence with its place
    on the page; `nearest` finds what is near a measure; `meant` gives the clauses that were read closely, with what
    each says on a measure by its meaning; `learned` are the package's own numbers, if none are given.
    """
    searched = Searched(
        documents=len(sources),
        pages=sum(source.pages for source in sources),
        unreadable_pages=sum(source.unreadable_pages for source in sources),
        clauses=sum(source.clauses for source in sources),
    )
    rules = ByRules(place, sources, taxonomy, searched, as_of)
    learned = learned or Learned(quotable.load(), reasons.load())
    showing = Showing(quote, learned.quotable)
    return tuple(
        _settle(_basis(measure, rules, meant), rules, showing, nearest, learned.reasons)
        for measure in taxonomy.measures
    )


@dataclass(frozen=True, slots=True)
class Basis:
    """What a cell rests on: the rules' judgement and the findings that lead to it, what was read, and its grounds.

    `found` are all findings on the measure, `read` the clauses that were read closely, as they were, `candidates`
    the same with what the measure adds; `deciding` are the clauses that would carry a yes by their meaning, none
    where nothing would.
    """

    measure: Measure
    by_rules: Judgement
    leads: Sequence[Finding]
    found: Sequence[Finding]
    read: Sequence[Candidate]
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


def place_bases(sources: Sequence[Source], taxonomy: Taxonomy, *, meant: Meant | None = None) -> tuple[Basis, ...]:
    """What each measure's answer rests on, before anybody says how sure it is: for training and for figures."""
    rules = ByRules(Place("any"), sources, taxonomy, Searched(0, 0, 0, 0), "")
    return tuple(_basis(measure, rules, meant) for measure in taxonomy.measures)


def _basis(measure: Measure, rules: ByRules, meant: Meant | None) -> Basis:
    found = [finding for source in rules.sources for finding in source.findings if finding.measure == measure.id]
    answer = rules.answer(measure, found)
    hashes = [source.listing.sha256 for source in rules.sources]
    read = meant(hashes, measure) if meant is not None else ()
    candidates = _likelier(measure, read)
    grounds = _grounds(measure, answer.judgement, found, candidates)
    deciding = _deciding(measure, candidates, found)
    return Basis(measure, answer.judgement, answer.leads, found, read, candidates, deciding, grounds)


def pool_of_basis(basis: Basis, sources: Sequence[Source], nearest: Nearest | None) -> Pool:
    """All that may be quoted for a cell."""
    texts = {source.listing.sha256: source.text for source in sources}
    near = nearest([source.listing.sha256 for source in sources], basis.measure) if nearest is not None else ()
    return pool_of(basis.measure, basis.found, basis.read, near, texts)


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


def _settle(
    basis: Basis, rules: ByRules, showing: Showing, nearest: Nearest | None, weighing: reasons.Model
) -> Judgement:
    judgement = basis.by_rules
    if judgement.state is State.NOT_COLLECTED:
        return judgement
    chance = confidence.load().adopted(basis.grounds)
    answer = basis.adopted(chance)
    pool = pool_of_basis(basis, rules.sources, nearest)
    leads: Sequence[Finding | Candidate] = basis.leads
    if answer == judgement.adopted == 0 and judgement.state is not State.CONTESTED and basis.read:
        judgement, leads = _reason_weighed(basis, pool, rules, showing.model, weighing)
    if basis.grounds.reading is not None:
        judgement = _scored(judgement, 1.0 / (1.0 + exp(-basis.grounds.reading.meets)))
    if judgement.state is State.CONTESTED:
        evidence, _ = showing.evidence(pool, judgement, basis.leads, firm=True)
        return replace(judgement, evidence=evidence)
    is_meant = answer is not None and answer != judgement.adopted
    if is_meant and answer == 1:
        judgement, leads = _yes_by_meaning(basis, judgement), _candidates_first(basis.deciding)
    elif is_meant:
        judgement = _no_by_meaning(basis, judgement, rules)
    if answer is not None:
        judgement = replace(judgement, confidence=round(chance if answer == 1 else 1.0 - chance, 2))
    evidence, shown = showing.evidence(pool, judgement, leads, basis.deciding, firm=is_meant)
    if answer == 1 and not is_meant and shown:
        judgement = replace(judgement, reason=said(shown))
    return replace(judgement, evidence=evidence)


def _reason_weighed(
    basis: Basis, pool: Pool, rules: ByRules, model: quotable.Model, weighing: reasons.Model
) -> tuple[Judgement, Sequence[Finding | Candidate]]:
    """A no with the rules' reason or, where that is doubtful, with the one that a careful reader would give.

    The numbers were learned where clauses were read closely, and ask for that.
    """
    judgement = basis.by_rules
    facts, supported = pool.facts(judgement.reason_code, model)
    code = weighing.code(facts, supported)
    if code == judgement.reason_code:
        return judgement, basis.leads
    if code == "silent":
        return rules.silent(basis.measure, is_near=True).judgement, ()
    lead = pool.lead(judgement.reason_code, code, model)
    if lead is None:
        return judgement, basis.leads
    said_of_it = lead.says if isinstance(lead, Finding) else f"{NEAR_MEANT}: {rules.taxonomy.reason_words[code]}."
    return replace(judgement, state=State.JUDGED, reason_code=code, reason=said_of_it), [lead]


def _candidates_first(deciding: Sequence[Candidate | Finding]) -> list[Candidate | Finding]:
    return sorted(deciding, key=lambda clause: isinstance(clause, Finding))


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


def _yes_by_meaning(basis: Basis, judgement: Judgement) -> Judgement:
    """A yes that rests on clauses whose words no rule knows, as they were read; still without quotes."""
    meant = [clause for clause in basis.deciding if isinstance(clause, Candidate)]
    words = " and ".join(dict.fromkeys(_MODAL_WORDS[c.modality] for c in meant if c.modality in _MODAL_WORDS))
    return replace(
        judgement,
        state=State.JUDGED,
        adopted=1,
        verdict=basis.measure.verdict_yes,
        reason_code="adopted",
        reason=f"{MEANT} It is read as {words}." if words else MEANT,
    )


def _no_by_meaning(basis: Basis, judgement: Judgement, rules: ByRules) -> Judgement:
    """A no where the words that a rule knows do not meet the measure as they are meant; still without quotes."""
    first = basis.leads[0]
    same = [c for c in basis.candidates if c.sha256 == first.sha256 and c.start < first.end and first.start < c.end]
    code = max(same, key=nearness_of).reason if same else "other"
    return replace(
        judgement,
        adopted=0,
        verdict=basis.measure.verdict_no,
        reason_code=code,
        reason=f"{NOT_MEANT}: {rules.taxonomy.reason_words[code]}.",
    )


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
