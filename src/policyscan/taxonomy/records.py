"""What the rule files hold, as frozen records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from policyscan.model import Effect, Modality
from policyscan.taxonomy.pattern import Pattern
from policyscan.taxonomy.sieve import Sieve


@dataclass(frozen=True, slots=True)
class ForceType:
    """A kind of force ("firearm", "neck-restraint") with the words that name it."""

    id: str
    title: str
    pattern: Pattern
    synonyms: tuple[str, ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueRule:
    """Words that set how a clause is meant, after ConText (Harkema et al. 2009).

    `direction` is where the words that it governs stand: `forward`, `backward` or `both`; it
    governs at most `max_words` of them, and none beyond a terminator. A `pseudo` cue looks like
    another and governs nothing, but keeps the other from matching.
    """

    id: str
    category: str
    direction: str
    max_words: int
    pseudo: bool
    pattern: Pattern
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """A pattern and the words in which it is looked for.

    `field` is `text` (the clause with the lead-in of its list), `own` (the clause alone), `lead`,
    `heading` (titles of its sections), `tail` (list items that it introduces), `exception`,
    `condition`, `next` (the clause after it), `near` (three clauses before and after), `section`,
    `reference` (the sections that it refers to) or `document`.
    """

    field: str
    pattern: Pattern
    phrase: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a measure's table: what a clause must say for the row to hold.

    Of several clauses that hold it, one that also says a `prefer` phrase is quoted first.
    """

    id: str
    effect: Effect
    reason: str
    says: str
    weight: float
    match: Pattern
    needs: tuple[Where, ...]
    unless: tuple[Where, ...]
    modality: tuple[Modality, ...]
    exception: str
    parts: tuple[str, ...]
    prefer: tuple[Where, ...]
    at_least: int
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    @property
    def in_clause(self) -> tuple[Pattern, ...]:
        """The patterns that must all match somewhere in the clause with its lead-ins."""
        return (self.match, *(where.pattern for where in self.needs if where.field in {"text", "own", "lead"}))


@dataclass(frozen=True, slots=True)
class Measure:
    """One reform measure: its question, its words for yes and no, and its table of rules.

    Where `parts` are named, a yes needs all of them; `missing` gives the reason code of a no for
    each part that is not found. `odds` are added to the log-odds with which a clause is read to supply a
    part, but where it also supplies another: spread over a document, a part is more often there than one
    clause shows.
    """

    id: str
    title: str
    question: str
    verdict_yes: str
    verdict_no: str
    silent: str
    parts: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    odds: tuple[tuple[str, float], ...]
    gate: tuple[str, ...]
    rules: tuple[Rule, ...]
    synonyms: tuple[str, ...]

    def reason_without(self, part: str) -> str:
        """The reason code where nothing supplies a part."""
        return dict(self.missing).get(part, "only-some-situations")

    @property
    def admits_leave(self) -> bool:
        """Whether a clause that only gives leave can meet the measure, as far as its rows say."""
        return any(Modality.MAY in rule.modality for rule in self.rules if rule.effect in {Effect.MEETS, Effect.PART})

    def is_hinted_in(self, folded: str) -> bool:
        """Whether case-folded text holds any of the letters without which no rule can match."""
        return any(hint in folded for hint in self.gate)


@dataclass(frozen=True)
class Taxonomy:
    """All that is known about policing, read from the rule files; `hash` changes with any of them."""

    hash: str
    measures: tuple[Measure, ...]
    force_types: tuple[ForceType, ...]
    cues: tuple[CueRule, ...]
    terminators: Pattern
    imperatives: frozenset[str]
    reasons: tuple[tuple[str, str], ...]
    force_words: Pattern

    def hinted_in(self, folded: str) -> set[str]:
        """Ids of the measures of which case-folded text holds a hint."""
        likely = (self.measures[place] for place in self._hint_sieve.possible(folded))
        return {measure.id for measure in likely if measure.is_hinted_in(folded)}

    @cached_property
    def _hint_sieve(self) -> Sieve:
        return Sieve([[Pattern("|".join(map(re.escape, measure.gate)))] for measure in self.measures])

    @cached_property
    def rules(self) -> tuple[tuple[Measure, Rule], ...]:
        """Every measure with each of its rules, in order."""
        return tuple((measure, rule) for measure in self.measures for rule in measure.rules)

    @cached_property
    def rule_sieve(self) -> Sieve:
        """Tells which of `rules` may match a clause with its lead-ins."""
        return Sieve([rule.in_clause for _, rule in self.rules])

    @cached_property
    def cue_sieve(self) -> Sieve:
        """Tells which of `cues` may match."""
        return Sieve([[cue.pattern] for cue in self.cues])

    @cached_property
    def force_sieve(self) -> Sieve:
        """Tells which of `force_types` may match."""
        return Sieve([[force.pattern] for force in self.force_types])

    @cached_property
    def measure_by_id(self) -> dict[str, Measure]:
        """Measures by id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def reason_words(self) -> dict[str, str]:
        """Plain words for every reason code."""
        return dict(self.reasons)
