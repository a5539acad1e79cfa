"""Hold clauses against the rules of the measures: match, check what governs, collect findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from policyscan.extract.clean import Clean
from policyscan.extract.references import Reference, References
from policyscan.extract.scope import Found, Scope
from policyscan.extract.units import NEAR_UNITS, Unit
from policyscan.model import Cue, Effect, Finding, Modality
from policyscan.taxonomy import Measure, Rule, Taxonomy
from policyscan.taxonomy.records import Where

# What each preferred phrase adds to a finding's weight: enough to come first among equals, too
# little to change which rule decides.
PREFERRED = 0.015
# Characters of a quote that takes in the items of a list.
LONGEST_QUOTE = 700
# Characters of a section that are read where a clause refers to it.
LONGEST_REFERENCE = 4000

_BAN_HEADING = re.compile(
    r"\b(?:prohibit\w*|not (?:authorized|permitted|allowed)|forbidden|restrictions?|(?:shall|must|will) not|never)\b",
    re.IGNORECASE,
)

_NO_HEADING = re.compile(r"\W*(?:[\d.]+\s+)?no\b", re.IGNORECASE)


@dataclass(eq=False)
class Reader:
    """Reads one document's units; caches what several rules ask for."""

    units: Sequence[Unit]
    clean: Clean
    taxonomy: Taxonomy
    scope: Scope
    page_at: Callable[[int], int]
    clause_id: Callable[[Unit], str]
    sha256: str
    references: References = field(default_factory=lambda: References(()))
    _cues: dict[int, tuple[Found, ...]] = field(default_factory=dict)
    _sections: dict[int, str] = field(default_factory=dict)
    _document: dict[str, bool] = field(default_factory=dict)

    def cues(self, unit: Unit) -> tuple[Found, ...]:
        """The cues of a unit's text."""
        if unit.index not in self._cues:
            self._cues[unit.index] = self.scope.find(unit.text)
        return self._cues[unit.index]

    def findings(self) -> list[Finding]:
        """All findings of all measures, in the order of the document."""
        found: list[Finding] = []
        rules, sieve = self.taxonomy.rules, self.taxonomy.rule_sieve
        for unit in self.units:
            hinted = self.taxonomy.hinted_in(unit.folded)
            for place in sieve.possible(unit.folded) if hinted else ():
                measure, rule = rules[place]
                finding = self._try(unit, measure, rule) if measure.id in hinted else None
                if finding is not None:
                    found.append(finding)
        return _enough(found, self.taxonomy)

    def _try(self, unit: Unit, measure: Measure, rule: Rule) -> Finding | None:
        own_at = unit.own_at
        for match in rule.match.for_text(unit.text).finditer(unit.text):
            if match.end() <= own_at:
                continue
            modality, cue = self.modality(unit, match.start(), match.end())
            if rule.modality and modality not in rule.modality:
                continue
            if rule.exception and (rule.exception == "some") is not bool(self.exception(unit)):
                continue
            if not all(self._holds(unit, where) for where in rule.needs):
                continue
            if any(self._holds(unit, where) for where in rule.unless):
                continue
            return self._finding(unit, measure, rule, match, cue)
        return None

    def modality(self, unit: Unit, start: int, end: int) -> tuple[Modality, Found | None]:
        """What governs a span of a unit: its own cues, its lead-in's, its heading's, its mood."""
        modality, cue = self.scope.governing(unit.text, self.cues(unit), start, end)
        if modality is not Modality.NONE:
            return modality, cue
        if self.scope.is_imperative(unit.own):
            return Modality.MUST, None
        if unit.block.kind.value == "heading" and (_BAN_HEADING.search(unit.own) or _NO_HEADING.match(unit.own)):
            return Modality.MUST_NOT, None
        if _BAN_HEADING.search(unit.heading.rpartition(" / ")[2]) and unit.block.kind.value == "list_item":
            return Modality.MUST_NOT, None
        return Modality.NONE, None

    def exception(self, unit: Unit) -> str:
        """The words of a unit's exceptions, with the list items that spell them out."""
        cues = [cue for cue in self.cues(unit) if cue.end > unit.own_at or unit.lead is not None]
        spans = self.scope.limits(unit.text, tuple(cues), "exception")
        if not spans:
            return ""
        words = " | ".join(unit.text[start:end] for start, end in spans)
        if unit.tail and any(end == len(unit.text) for _, end in spans):
            words = f"{words}\n{unit.tail}"
        return words

    def _holds(self, unit: Unit, where: Where) -> bool:
        if where.field == "document":
            key = where.phrase
            if key not in self._document:
                self._document[key] = where.pattern.search(self.clean.text) is not None
            return self._document[key]
        return where.pattern.search(self._field(unit, where.field)) is not None

    def _field(self, unit: Unit, name: str) -> str:
        if name == "text":
            return unit.text
        if name == "own":
            return unit.own
        if name == "lead":
            return unit.lead_text
        if name == "heading":
            return unit.heading
        if name == "tail":
            return unit.tail
        if name == "exception":
            return self.exception(unit)
        if name == "condition":
            spans = self.scope.limits(unit.text, self.cues(unit), "condition")
            return " | ".join(unit.text[start:end] for start, end in spans)
        if name == "next":
            following = self.units[unit.index + 1 : unit.index + 2]
            return following[0].own if following and following[0].block.section == unit.block.section else ""
        if name == "near":
            around = self.units[max(0, unit.index - NEAR_UNITS) : unit.index + NEAR_UNITS + 1]
            return "\n".join(other.own for other in around if other.block.section == unit.block.section)
        if name == "section":
            return self._section(unit.block.section)
        if name == "reference":
            return "\n".join(self._chapter(reference.section) for reference in self.referred(unit))
        raise ValueError(name)

    def referred(self, unit: Unit) -> tuple[Reference, ...]:
        """The references in a unit's own words to other sections of the document."""
        return tuple(self.references.find(unit.own, within=unit.block.section))

    def _chapter(self, section: int) -> str:
        """The words of a section with those below it, as far as they are read for a reference."""
        wanted = [unit.own for unit in self.units if self.references.holds(section, unit.block.section)]
        return "\n".join(wanted)[:LONGEST_REFERENCE]

    def _section(self, index: int) -> str:
        if index not in self._sections:
            self._sections[index] = "\n".join(other.own for other in self.units if other.block.section == index)
        return self._sections[index]

    def _finding(self, unit: Unit, measure: Measure, rule: Rule, match: re.Match[str], cue: Found | None) -> Finding:
        start, end = self.clean.span(unit.start, self._quoted_to(unit))
        cues = [self._cue(unit, "trigger", match.start(), match.end())]
        if cue is not None:
            cues.append(self._cue(unit, cue.category, cue.start, cue.end))
        for limit in self.cues(unit):
            if limit.category == "exception":
                cues.append(self._cue(unit, "exception", limit.start, limit.end))
        for reference in self.referred(unit):
            cues.append(self._cue(unit, "reference", unit.own_at + reference.start, unit.own_at + reference.end))
        return Finding(
            sha256=self.sha256,
            measure=measure.id,
            rule=rule.id,
            effect=rule.effect,
            reason=rule.reason,
            says=rule.says,
            weight=round(rule.weight + PREFERRED * sum(self._holds(unit, where) for where in rule.prefer), 3),
            clause_id=self.clause_id(unit),
            start=start,
            end=end,
            page=self.page_at(start),
            part=",".join(rule.parts),
            cues=tuple(found for found in cues if found is not None),
        )

    def _quoted_to(self, unit: Unit) -> int:
        """Where a quote of a clause ends: what leaves off for a list is quoted with its items.

        "A report is due when an officer:" says nothing by itself. The quote stays on one page and in
        one run of text.
        """
        end = unit.end
        for item in unit.items:
            follows = not self.clean.text[end : item.start].strip()
            if not follows or item.block.page != unit.block.page or item.end - unit.start > LONGEST_QUOTE:
                break
            end = item.end
        return end

    def _cue(self, unit: Unit, category: str, start: int, end: int) -> Cue | None:
        spans = unit.spans_in_clean(start, end)
        if not spans:
            return None
        first, last = self.clean.span(spans[-1][0], spans[-1][1])
        return Cue(category, unit.text[start:end], first, last)


def _enough(findings: list[Finding], taxonomy: Taxonomy) -> list[Finding]:
    """Drop findings of rules that need more clauses than were found."""
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        key = (finding.measure, finding.rule)
        counts[key] = counts.get(key, 0) + 1
    wanted = {(measure.id, rule.id): rule.at_least for measure in taxonomy.measures for rule in measure.rules}
    return [f for f in findings if counts[f.measure, f.rule] >= wanted[f.measure, f.rule]]


def by_effect(findings: Sequence[Finding], effect: Effect) -> list[Finding]:
    """The findings of one effect, weightiest first, then in the order of the document."""
    return sorted((f for f in findings if f.effect is effect), key=lambda f: (-f.weight, f.start))
