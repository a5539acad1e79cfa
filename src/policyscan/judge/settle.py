"""Settle each measure of a place: the rules' answer, how sure it is, and what a clause means beyond the rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import exp

from policyscan import confidence
from policyscan.confidence import Grounds
from policyscan.judge.rules import MOST_EVIDENCE, ByRules, Nearest, Quote
from policyscan.judge.sources import Source
from policyscan.model import Candidate, Effect, Finding, Judgement, Modality, Place, Searched, State
from policyscan.taxonomy import Measure, Taxonomy

# What is said of a clause that decides by its meaning.
MEANT = "By its meaning this clause requires it, in words that no rule knows."
_MODAL_WORDS = {
    Modality.MUST: "a duty",
    Modality.SHOULD: "a duty ('should')",
    Modality.MUST_NOT: "a ban",
    Modality.SHOULD_NOT: "a ban ('should not')",
    Modality.MAY_ONLY: "leave in some cases only",
}

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
    clauses that by their meaning may decide a measure, likeliest first.
    """
    searched = Searched(
        documents=len(sources),
        pages=sum(source.pages for source in sources),
        unreadable_pages=sum(source.unreadable_pages for source in sources),
        clauses=sum(source.clauses for source in sources),
    )
    rules = ByRules(place, sources, taxonomy, searched, as_of, quote, nearest)
    return tuple(_settle(measure, rules, meant) for measure in taxonomy.measures)


def place_grounds(
    sources: Sequence[Source], taxonomy: Taxonomy, *, quote: Quote, meant: Meant | None = None
) -> tuple[Grounds, ...]:
    """What the rules' answer on each measure rests on, before anybody says how sure it is: for training."""
    rules = ByRules(Place("any"), sources, taxonomy, Searched(0, 0, 0, 0), "", quote, None)
    found = [_by_rules(measure, rules) for measure in taxonomy.measures]
    return tuple(
        _grounds(judgement, findings, _candidates(measure, judgement, findings, rules, meant))
        for measure, (judgement, findings) in zip(taxonomy.measures, found, strict=True)
    )


def _by_rules(measure: Measure, rules: ByRules) -> tuple[Judgement, list[Finding]]:
    found = [finding for source in rules.sources for finding in source.findings if finding.measure == measure.id]
    return rules.answer(measure, found), found


def _candidates(
    measure: Measure, judgement: Judgement, found: Sequence[Finding], rules: ByRules, meant: Meant | None
) -> Sequence[Candidate]:
    """Clauses that may turn the rules' no; where a clause meets or defeats the measure none is looked for."""
    is_open = judgement.adopted == 0 and not any(finding.effect is Effect.DEFEATS for finding in found)
    return meant([source.listing.sha256 for source in rules.sources], measure) if meant and is_open else ()


def _settle(measure: Measure, rules: ByRules, meant: Meant | None) -> Judgement:
    judgement, found = _by_rules(measure, rules)
    if judgement.state in {State.NOT_COLLECTED, State.UNREADABLE}:
        return judgement
    candidates = _candidates(measure, judgement, found, rules, meant)
    if candidates:
        best = round(1.0 / (1.0 + exp(-candidates[0].score)), 2)
        reason = f"{judgement.reason} Best score: {best:.2f}." if judgement.state is State.SILENT else judgement.reason
        judgement = replace(judgement, reason=reason, searched=replace(judgement.searched, best_score=best))
    if judgement.state is State.CONTESTED:
        return judgement
    model = confidence.load()
    chance = model.adopted(_grounds(judgement, found, candidates))
    candidate = next((c for c in candidates if measure.can_rest_on(c.modality)), None)
    if candidate is not None and chance >= model.yes_from:
        return _by_meaning(measure, judgement, candidate, chance, rules)
    return replace(judgement, confidence=round(chance if judgement.adopted else 1.0 - chance, 2))


def _by_meaning(
    measure: Measure, judgement: Judgement, candidate: Candidate, chance: float, rules: ByRules
) -> Judgement:
    """A yes that rests on a clause whose words no rule knows, as it was read."""
    evidence = rules.quote(candidate.sha256, candidate.start, candidate.end, None)
    evidence = replace(evidence, says=MEANT, effect=Effect.MEETS.value)
    words = _MODAL_WORDS.get(candidate.modality, "")
    return replace(
        judgement,
        state=State.JUDGED,
        adopted=1,
        verdict=measure.verdict_yes,
        reason_code="adopted",
        reason=f"{MEANT} It is read as {words}." if words else MEANT,
        confidence=round(chance, 2),
        evidence=(evidence, *judgement.evidence[: MOST_EVIDENCE - 1]),
    )


def _grounds(judgement: Judgement, found: Sequence[Finding], candidates: Sequence[Candidate]) -> Grounds:
    def firmest(effect: Effect) -> float:
        return max((finding.weight for finding in found if finding.effect is effect), default=0.0)

    return Grounds(
        measure=judgement.measure,
        adopted=judgement.adopted == 1,
        meets=firmest(Effect.MEETS),
        parts=firmest(Effect.PART),
        defeats=firmest(Effect.DEFEATS),
        fails=firmest(Effect.FAILS),
        is_silent=judgement.state is State.SILENT,
        is_optional=judgement.reason_code == "optional",
        scores=tuple(candidate.score for candidate in candidates[:2]),
    )
