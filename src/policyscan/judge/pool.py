"""Gather what may be quoted for a measure, with all that is known of it, and rank it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from policyscan import quotable, reasons
from policyscan.model import Candidate, Effect, Finding
from policyscan.taxonomy import Measure

# Fewer words are a scrap, such as an item of a list: quoted where nothing else is there, or an answer rests on them.
FEWEST_WORDS = 5
# Clauses that no rule knows are looked at if they come so near by their meaning, and so many of the nearest passages.
MOST_READ, MOST_PASSAGES = 40, 6
# Clauses, likeliest quoted first, that speak for a reason.
LOOKED_AT = 12
MOST_CHANCE = 0.9999

Span = tuple[str, int, int]
# The passages of some documents, nearest to a measure first, each with its cosine to the measure's question.
Nearest = Callable[[Sequence[str], Measure], Sequence[tuple[Span, float]]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A span that may be quoted, and what is known of it; a passage has neither findings nor a candidate."""

    span: Span
    findings: tuple[Finding, ...] = ()
    candidate: Candidate | None = None
    rank: int | None = None
    cosine: float = 0.0


@dataclass(frozen=True, slots=True)
class Pool:
    """All that may be quoted for one measure of one place; `texts` are the documents by hash."""

    measure: Measure
    entries: Sequence[Entry]
    texts: Mapping[str, str]

    def ranked(self, code: str, *, yes: bool, model: quotable.Model) -> list[tuple[Entry, float]]:
        """The entries with the chance that a reader would quote them for this answer, likeliest first."""
        chances = [
            0.0 if self.is_scrap(entry.span) else model.chance(known, yes=yes)
            for entry, known in zip(self.entries, self.known(code), strict=True)
        ]
        order = sorted(range(len(chances)), key=lambda at: -chances[at])
        return [(self.entries[at], chances[at]) for at in order]

    def facts(self, code: str, model: quotable.Model) -> tuple[reasons.Facts, frozenset[str]]:
        """What speaks for one reason or another of a "no" that rules give `code`, and the codes that have words."""
        ranked = self.ranked(code, yes=False, model=model)
        found: dict[str, float] = {}
        read: dict[str, float] = {}
        supported = {code, "silent"}
        for number, (entry, chance) in enumerate(ranked):
            c, codes = entry.candidate, {finding.reason for finding in entry.findings}
            supported |= codes | ({c.reason} if c is not None and c.on_topic > 0 else set())
            if number < LOOKED_AT:
                found |= {reason: max(chance, found.get(reason, 0.0)) for reason in codes}
                if c is not None:
                    read[c.reason] = max(chance, read.get(c.reason, 0.0))
        candidates = [entry.candidate for entry, _ in ranked if entry.candidate is not None]
        best = min(MOST_CHANCE, max(1 - MOST_CHANCE, ranked[0][1])) if ranked else 1 - MOST_CHANCE
        facts = reasons.Facts(
            measure=self.measure.id,
            code=code,
            found=found,
            read=read,
            first_found=tuple({finding.reason for finding in ranked[0][0].findings}) if ranked else (),
            first_read=candidates[0].reason if candidates else "",
            best=log(best / (1 - best)),
            topic=max((c.on_topic for c in candidates), default=-6.0),
            clauses=sum(bool(entry.findings) for entry in self.entries),
        )
        return facts, frozenset(supported & self._fitting(code) | {code})

    def _fitting(self, code: str) -> set[str]:
        """The reason codes that do not gainsay what rules found."""
        every = [finding for entry in self.entries for finding in entry.findings]
        if defeats := {finding.reason for finding in every if finding.effect is Effect.DEFEATS}:
            # What takes the measure away is the reason.
            return defeats
        codes = {code, *reasons.CODES}
        if any(finding.effect is not Effect.FAILS for finding in every):
            codes.discard("silent")
        supplied = {part for f in every if f.effect is Effect.PART for part in f.part.split(",")}
        without = {part: self.measure.reason_without(part) for part in self.measure.parts}
        missing = {without[part] for part in without if part not in supplied}
        return codes - ({without[part] for part in without if part in supplied} - missing)

    def lead(self, code: str, reason: str, model: quotable.Model) -> Finding | Candidate | None:
        """The words that speak likeliest for a reason: in which a rule found it, else of which the reader says it."""
        ranked = self.ranked(code, yes=False, model=model)
        by_rule = (finding for entry, _ in ranked for finding in entry.findings if finding.reason == reason)
        by_reader = (entry.candidate for entry, _ in ranked if entry.candidate and entry.candidate.reason == reason)
        return next(by_rule, None) or next((c for c in by_reader if c.on_topic > 0), None)

    def is_same(self, one: Span, other: Span) -> bool:
        """Whether two spans share words, or say the same in two places."""
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]:
            return True
        words = self.words(one)
        return bool(words) and words == self.words(other)

    def is_scrap(self, span: Span) -> bool:
        """Whether too few words stand there to say anything; marks and numbers of a list are no words."""
        words = [word for word in self.words(span) if len(word) > 1 and any(map(str.isalpha, word))]
        return len(words) < FEWEST_WORDS

    def words(self, span: Span) -> list[str]:
        """The words at a span, in small letters."""
        sha256, start, end = span
        return self.texts.get(sha256, "")[start:end].casefold().split()

    def known(self, code: str) -> list[quotable.Known]:
        """What the model asks of each entry, in their order, where `code` is the answer's reason code."""
        read = [entry.candidate for entry in self.entries if entry.candidate is not None]
        topics = _ranks(c.on_topic for c in read)
        nearness = _ranks(map(nearness_of, read))
        turns = _turns(self.entries)
        best = max((entry.cosine for entry in self.entries), default=0.0)
        known = []
        for entry in self.entries:
            weights: dict[str, float] = {}
            for finding in entry.findings:
                weights[finding.effect.value] = max(weights.get(finding.effect.value, 0.0), finding.weight)
            c = entry.candidate
            words = " ".join(self.words(entry.span))
            known.append(
                quotable.Known(
                    weights=weights,
                    rules=len(entry.findings),
                    turn=min((turns[id(finding)] for finding in entry.findings), default=0),
                    is_silent=any(finding.reason == "silent" for finding in entry.findings),
                    is_reason=any(finding.reason == code for finding in entry.findings),
                    meaning=None
                    if c is None
                    else quotable.Meaning(
                        topic=c.on_topic,
                        meets=max(c.meets),
                        defeats=c.defeats,
                        topic_rank=topics[c.on_topic],
                        nearness_rank=nearness[nearness_of(c)],
                        is_reason=c.reason == code,
                    ),
                    rank=entry.rank,
                    cosine=entry.cosine,
                    best=best,
                    hints=sum(hint in words for hint in self.measure.gate),
                )
            )
        return known


def pool_of(
    measure: Measure,
    found: Sequence[Finding],
    candidates: Sequence[Candidate],
    near: Sequence[tuple[Span, float]],
    texts: Mapping[str, str],
) -> Pool:
    """Put together what rules found, what was read closely and the nearest passages (`near`, nearest first)."""
    cosine = _cosines(near)
    by_clause = {c.clause_id: c for c in candidates}
    by_span: dict[Span, list[Finding]] = defaultdict(list)
    for finding in sorted(found, key=lambda f: (-f.weight, f.sha256, f.start)):
        by_span[finding.sha256, finding.start, finding.end].append(finding)
    entries = [
        Entry(span, tuple(same), by_clause.get(same[0].clause_id), cosine=cosine(span))
        for span, same in by_span.items()
    ]
    for c in sorted(candidates, key=lambda c: -nearness_of(c))[:MOST_READ]:
        span = (c.sha256, c.start, c.end)
        if span not in by_span:
            by_span[span] = []
            entries.append(Entry(span, (), by_clause[c.clause_id], cosine=cosine(span)))
    entries += [
        Entry(span, rank=rank, cosine=score)
        for rank, (span, score) in enumerate(near[:MOST_PASSAGES])
        if span not in by_span
    ]
    return Pool(measure, entries, texts)


def nearness_of(candidate: Candidate) -> float:
    """How near a clause comes to a measure by its meaning: on its matter, and like one that meets or defeats it."""
    return candidate.on_topic + max(*candidate.meets, candidate.defeats)


def _turns(entries: Sequence[Entry]) -> dict[int, int]:
    """Of each finding its number among those of its rule (or part), the firmest being the first."""
    every = sorted((f for entry in entries for f in entry.findings), key=lambda f: (-f.weight, f.sha256, f.start))
    seen: dict[str, int] = defaultdict(int)
    turns = {}
    for finding in every:
        seen[finding.part or finding.rule] += 1
        turns[id(finding)] = seen[finding.part or finding.rule]
    return turns


def _ranks(values: Iterable[float]) -> dict[float, int]:
    return {value: rank for rank, value in enumerate(sorted(set(values), reverse=True))}


def _cosines(near: Sequence[tuple[Span, float]]) -> Callable[[Span], float]:
    """The best cosine of the passages that a span touches; those of one document do not overlap."""
    by_document: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for (sha256, start, end), score in near:
        by_document[sha256].append((start, end, score))
    starts = {}
    for sha256, passages in by_document.items():
        passages.sort()
        starts[sha256] = [start for start, _, _ in passages]

    def of(span: Span) -> float:
        sha256, start, end = span
        if sha256 not in starts:
            return 0.0
        passages = by_document[sha256]
        at = max(0, bisect_right(starts[sha256], start) - 1)
        touched = []
        while at < len(passages) and passages[at][0] < end:
            if passages[at][1] > start:
                touched.append(passages[at][2])
            at += 1
        return max(touched, default=0.0)

    return of
