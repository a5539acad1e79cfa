"""Gather what one judgement rests on: its clauses, the rows of its table, the documents searched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from policyscan.compare import match, places_meant
from policyscan.errors import QueryError
from policyscan.explain.change import what_would_change
from policyscan.explain.records import Clause, Document, Explanation, Piece, Row, cut, key_of_finding, key_of_quote
from policyscan.model import Clause as ReadClause
from policyscan.model import Effect, Evidence, Finding, Judgement, Listing, State, rules_name
from policyscan.taxonomy import Measure, Rule, Taxonomy

if TYPE_CHECKING:
    from policyscan.store import Store


def explain(store: Store, taxonomy: Taxonomy, place: str, measure: str) -> Explanation:
    """Explain one judgement. Raises `QueryError` for a place or measure that is not there."""
    from policyscan import review
    from policyscan.judging import in_force

    table = taxonomy.measure_by_id[match(measure, taxonomy.measure_by_id, "measure")]
    judgement = _find(store.judgements(measures=[table.id]), place)
    listings = in_force(store).get(judgement.place, [])
    findings = [f for listing in listings for f in store.findings(listing.sha256, table.id)]
    clauses = _clauses(store, judgement, table, findings)
    documents = tuple(_document(store, listing) for listing in listings)
    shown = review.overlay(store, taxonomy, [judgement])[0]
    notes = []
    if judgement.by != rules_name(taxonomy.hash):
        notes.append("The rules have changed since this judgement: ingest again to have it made anew.")
    if shown != judgement and shown.by == judgement.by:
        notes.append(shown.reason.removeprefix(judgement.reason).strip())
    return Explanation(
        judgement=judgement,
        answer=shown if shown.by != judgement.by else None,
        title=table.title,
        question=table.question,
        clauses=clauses,
        rows=tuple(_row(rule, findings, listings) for rule in table.rules),
        documents=documents,
        change=what_would_change(store, judgement, table, clauses, findings, documents),
        notes=tuple(notes),
    )


def _find(judgements: Sequence[Judgement], place: str) -> Judgement:
    meant = places_meant([place], (judgement.place for judgement in judgements))
    found = [judgement for judgement in judgements if judgement.place in meant]
    if len(found) > 1:
        choices = ", or ".join(f"'{judgement.place.full_name}'" for judgement in found)
        raise QueryError(f"There are {len(found)} places '{place}' here", fix=f"Name one of them: {choices}.")
    return found[0]


def _clauses(store: Store, judgement: Judgement, measure: Measure, findings: Sequence[Finding]) -> tuple[Clause, ...]:
    deciding = _deciding(judgement, measure)
    clauses = []
    for number, evidence in enumerate(judgement.evidence):
        finding = next((f for f in findings if key_of_finding(f) == key_of_quote(evidence)), None)
        heading = ""
        lead: tuple[Piece, ...] = ()
        clause = store.clause(finding.clause_id) if finding is not None else _clause_at(store, evidence)
        cues = finding.cues if finding is not None else clause.cues if clause is not None else ()
        if clause is not None:
            section = store.section(evidence.sha256, clause.section)
            heading = " / ".join(section.path) if section else ""
            while clause.lead:
                clause = store.clause(clause.lead)
                lead = (*cut(clause.text, clause.start, cues), *((Piece(" … "), *lead) if lead else ()))
        pieces = cut(evidence.text, evidence.start, cues)
        clauses.append(Clause(evidence, number < deciding, pieces, heading, lead))
    return tuple(clauses)


def _clause_at(store: Store, evidence: Evidence) -> ReadClause | None:
    """The clause that a quote begins with, where no rule found it; nothing for a quote of another kind."""
    return next((c for c in store.clauses(evidence.sha256) if c.start == evidence.start), None)


def _deciding(judgement: Judgement, measure: Measure) -> int:
    """How many of the quotes the answer rests on; they stand first."""
    if judgement.state in {State.SILENT, State.UNREADABLE, State.NOT_COLLECTED} or not judgement.evidence:
        return 0
    if judgement.state is State.CONTESTED:
        return min(2, len(judgement.evidence))
    if judgement.adopted == 1 and not judgement.evidence[0].rule:
        # Found by their meaning: a clause for each part, or one for all.
        first = judgement.evidence[: len(measure.parts) or 1]
        by_meaning = ((e.effect == Effect.MEETS and not e.rule) or e.effect == Effect.PART for e in first)
        return sum(1 for _ in takewhile(bool, by_meaning))
    if judgement.adopted == 1 and measure.parts and judgement.evidence[0].effect == Effect.PART:
        missing = set(measure.parts)
        parts = {rule.id: set(rule.parts) for rule in measure.rules}
        for number, evidence in enumerate(judgement.evidence):
            if not missing or evidence.effect != Effect.PART:
                return number
            missing -= parts.get(evidence.rule, set())
        return len(judgement.evidence)
    return 1


def _row(rule: Rule, findings: Sequence[Finding], listings: Sequence[Listing]) -> Row:
    held = [finding for finding in findings if finding.rule == rule.id]
    first = ""
    if held:
        file = next(listing.file for listing in listings if listing.sha256 == held[0].sha256)
        first = f"{file}, page {held[0].page}"
    return Row(rule.id, rule.effect.value, rule.reason, rule.says, len({f.clause_id for f in held}), first)


def _document(store: Store, listing: Listing) -> Document:
    pages = store.pages(listing.sha256)
    return Document(
        file=listing.file,
        sha256=listing.sha256,
        published=listing.published,
        pages=len(pages),
        unreadable_pages=tuple(page.number for page in pages if not page.is_readable),
        clauses=store.clause_count(listing.sha256),
    )
