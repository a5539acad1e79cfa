"""Choose the words that stand for an answer: what it rests on, then what a careful reader would quote beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from policyscan import quotable
from policyscan.judge.pool import Entry, Pool, Span
from policyscan.model import Candidate, Effect, Evidence, Finding, Judgement

# Quotes of a cell at most. A "no" shows at least so many of its nearest language, where there are so many.
MOST_EVIDENCE = 6
NEAREST = 3
# Beyond these, what a reader would quote at least this likely.
LIKELY = 0.03
# In place of the firmest clause that meets a measure may stand one that is less firm by so much (weights of rules).
CLOSE = 0.1
# What is said of a clause that was found by its meaning: one that decides, and one that only comes near.
MEANT = "By its meaning this clause meets the measure, in words that no rule knows."
NEAR = "Near language, by its meaning."

# The evidence that stands at a span of a document, as a finding or as the nearest language.
Quote = Callable[[str, int, int, Finding | None], Evidence]


@dataclass(frozen=True, slots=True)
class Showing:
    """Puts quotes to answers; `quote` turns a span into evidence with its place on the page."""

    quote: Quote
    model: quotable.Model

    def evidence(
        self,
        pool: Pool,
        judgement: Judgement,
        leads: Sequence[Finding | Candidate],
        deciding: Sequence[Finding | Candidate] = (),
        *,
        firm: bool = False,
    ) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
        """The quotes of an answer, those that it rests on first, and the findings among `leads` as they are shown.

        In place of a leading finding stands the one that a reader would quote most likely, of those that say the
        same by the same rule (of a yes: of those that meet the measure by themselves about as firmly). With `firm`
        the leads stand as they are given. `deciding` are the clauses that would carry a yes by their meaning.
        """
        yes = judgement.adopted == 1
        ranked = pool.ranked(judgement.reason_code, yes=yes, model=self.model)
        shown: dict[Span, Evidence] = {}
        findings = []
        for lead in leads:
            if len(shown) >= MOST_EVIDENCE:
                break
            if isinstance(lead, Finding):
                chosen = lead if firm else _likeliest(lead, ranked, yes=yes)
                findings.append(chosen)
                if _span(chosen) not in shown:
                    shown[_span(chosen)] = self.quote(*_span(chosen), chosen)
            elif _span(lead) not in shown:
                shown[_span(lead)] = self._read(_span(lead), meets=yes)
        carry = {_span(one) for one in deciding if yes and isinstance(one, Candidate)}
        least = NEAREST if judgement.adopted == 0 else 0
        # Clauses, then passages where they are too few, scraps where there is nothing else.
        for kind in ("clause", "passage", "scrap"):
            for entry, chance in ranked:
                is_filling = kind != "clause" or chance < LIKELY
                if len(shown) >= MOST_EVIDENCE or (len(shown) >= least and is_filling):
                    break
                own = "passage" if entry.rank is not None else "clause" if chance > 0.0 else "scrap"
                if own == kind and not any(pool.is_same(entry.span, other) for other in shown):
                    shown[entry.span] = self._of(entry, meets=entry.span in carry)
        return tuple(shown.values()), tuple(findings)

    def _of(self, entry: Entry, *, meets: bool) -> Evidence:
        if entry.findings:
            return self.quote(*entry.span, entry.findings[0])
        return self.quote(*entry.span, None) if entry.candidate is None else self._read(entry.span, meets=meets)

    def _read(self, span: Span, *, meets: bool) -> Evidence:
        """A clause that was found by its meaning."""
        says, effect = (MEANT, Effect.MEETS) if meets else (NEAR, Effect.FAILS)
        return replace(self.quote(*span, None), says=says, effect=effect.value)


def _likeliest(lead: Finding, ranked: Sequence[tuple[Entry, float]], *, yes: bool) -> Finding:
    every = [finding for entry, _ in ranked for finding in entry.findings]
    # Where a clause takes the measure away, the yes rests on the firm one that outweighs it.
    alone = yes and lead.effect is Effect.MEETS and not any(f.effect is Effect.DEFEATS for f in every)
    for finding in every:
        is_as_firm = alone and finding.weight >= lead.weight - CLOSE
        if finding.effect is lead.effect and (is_as_firm or finding.rule == lead.rule):
            return finding
    return lead


def _span(words: Finding | Candidate) -> Span:
    return words.sha256, words.start, words.end
