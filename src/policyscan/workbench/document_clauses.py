"""Show the clauses of a page: what each does, which measures it speaks to, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model import Box, Clause, Finding, Modality, Page
from policyscan.store.recent import Recent

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.workspace import Workspace

# Of clauses, by reading: those of a 600-page manual take a tenth of a second to fetch.
_CLAUSES: Recent[tuple[Clause, ...]] = Recent(40_000)
_EFFECTS = {"meets": "meets", "part": "part of", "defeats": "against", "fails": "near"}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause of the page: `tags` are (effect, measure's title), `forces` titles of force types."""

    clause: Clause
    modality: str
    tags: tuple[tuple[str, str], ...]
    forces: tuple[str, ...]
    boxes: tuple[Box, ...]


def clauses_on(store: Store, sha256: str, page: Page) -> tuple[Clause, ...]:
    """The clauses that begin on a page or run over onto it."""
    digests = store.reading_digests().get(sha256)
    key = f"{sha256} {digests}"
    clauses = _CLAUSES.get(key) if digests else None
    if clauses is None:
        clauses = store.clauses(sha256)
        if digests:
            _CLAUSES.put(key, clauses, len(clauses))
    return tuple(
        clause
        for clause in clauses
        if clause.page == page.number or (clause.start < page.end and clause.end > page.start)
    )


def rows_of(work: Workspace, sha256: str, clauses: Sequence[Clause], number: int) -> tuple[ClauseRow, ...]:
    """Each clause with what it does, the measures that it speaks to, and its boxes on a page."""
    titles = {measure.id: measure.title for measure in work.taxonomy.measures}
    forces = {force.id: force.title for force in work.taxonomy.force_types}
    found: dict[str, list[Finding]] = {}
    for finding in work.store.findings(sha256):
        found.setdefault(finding.clause_id, []).append(finding)
    places = work.store.boxes(sha256, [(clause.start, clause.end) for clause in clauses])
    return tuple(
        ClauseRow(
            clause=clause,
            modality="" if clause.modality is Modality.NONE else clause.modality.value.replace("_", " "),
            tags=tuple(
                dict.fromkeys(
                    (_EFFECTS[finding.effect.value], titles.get(finding.measure, finding.measure))
                    for finding in found.get(clause.id, ())
                )
            ),
            forces=tuple(forces.get(name, name) for name in clause.force_types),
            boxes=tuple(box for box in boxes if box.page == number),
        )
        for clause, boxes in zip(clauses, places, strict=True)
    )
