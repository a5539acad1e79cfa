"""Gather what the page of one cell shows: the judgement, how it came about, its neighbours, persons' answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan import review
from policyscan.export import words
from policyscan.model import Coverage, Effect, Judgement
from policyscan.workbench.matrix_rows import by_place
from policyscan.workbench.render import NotHere

if TYPE_CHECKING:
    from policyscan.explain import Clause, Explanation, Row
    from policyscan.store import Review
    from policyscan.taxonomy import Measure
    from policyscan.workspace import Workspace

# The sentence on what would change an answer ends in a list of rows: "… one of these: A / B".
_LIST = re.compile(r"(?s)(.*\bone of these[^:]*:)\s*(.+)")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of a person; `stands` where it is about the documents that are in force now."""

    review: Review
    stands: bool


@dataclass(frozen=True, slots=True)
class CellPage:
    """All that the page of a cell shows.

    `judgement` is what the matrix shows: a person's answer where there is one. `same_place` holds the
    place's judgements on every measure, `before` and `after` the same measure in the places around it.
    """

    judgement: Judgement
    measure: Measure
    explanation: Explanation
    before: Judgement | None
    after: Judgement | None
    same_place: tuple[Judgement, ...]
    coverage: Coverage | None
    told: tuple[Told, ...]

    @property
    def place(self) -> str:
        """The place's full name."""
        return self.judgement.place.full_name

    @property
    def person(self) -> str:
        """Who answered, where it was a person."""
        return self.judgement.person

    @property
    def verdict(self) -> str:
        """The measure's own word for the answer, where it adds to it."""
        plain = self.judgement.verdict.replace("_", " ").strip()
        return "" if plain.casefold() == words.word(self.judgement).casefold() else plain

    @property
    def deciding(self) -> tuple[Clause, ...]:
        """The clauses that the answer rests on."""
        return tuple(clause for clause in self.explanation.clauses if clause.decides)

    @property
    def beside(self) -> tuple[Clause, ...]:
        """The clauses that were weighed beside them, or came nearest."""
        return tuple(clause for clause in self.explanation.clauses if not clause.decides)

    @property
    def held(self) -> tuple[Row, ...]:
        """The rows of the measure's table that some clause held and that count for or against it."""
        return tuple(row for row in self.explanation.rows if row.clauses and row.effect != Effect.FAILS)

    @property
    def near_misses(self) -> tuple[Row, ...]:
        """The rows for near language that some clause held."""
        return tuple(row for row in self.explanation.rows if row.clauses and row.effect == Effect.FAILS)

    @property
    def not_held(self) -> tuple[Row, ...]:
        """The rows that no clause held."""
        return tuple(row for row in self.explanation.rows if not row.clauses)

    @property
    def change(self) -> tuple[str, tuple[str, ...]]:
        """What would change the answer: a sentence, and the rows that it ends in, one by one."""
        found = _LIST.fullmatch(self.explanation.change)
        rows = tuple(found[2].split(" / ")) if found else ()
        return (found[1], rows) if found and len(rows) > 1 else (self.explanation.change, ())

    def step(self, by: int) -> Judgement | None:
        """The place's judgement so many measures on, if any."""
        at = next(n for n, other in enumerate(self.same_place) if other.measure == self.judgement.measure) + by
        return self.same_place[at] if 0 <= at < len(self.same_place) else None


def cell_page(work: Workspace, place_id: str, measure_id: str) -> CellPage:
    """The page of one cell. Raises `NotHere` for a place or measure that was not judged here."""
    measure = work.taxonomy.measure_by_id.get(measure_id)
    if measure is None:
        raise NotHere(f"measure '{measure_id}'")
    comparison = work.compare()
    places = by_place(comparison.judgements)
    here = next((place for place in places if place.id == place_id), None)
    if here is None or measure_id not in places[here]:
        raise NotHere(f"place '{place_id}' with that measure")
    column = [found[measure_id] for found in places.values() if measure_id in found]
    at = next(number for number, judgement in enumerate(column) if judgement.place == here)
    return CellPage(
        judgement=column[at],
        measure=measure,
        explanation=work.explain(place_id, measure_id),
        before=column[at - 1] if at else None,
        after=column[at + 1] if at + 1 < len(column) else None,
        same_place=tuple(places[here].values()),
        coverage=next((line for line in comparison.coverage if line.measure == measure_id), None),
        told=_told(work, column[at]),
    )


def _told(work: Workspace, judgement: Judgement) -> tuple[Told, ...]:
    """What persons answered for this cell, the latest first."""
    place_id = judgement.place.id
    given: Sequence[Review] = [
        one for one in work.store.reviews() if one.place.id == place_id and one.measure == judgement.measure
    ]
    if not given:
        return ()
    documents = review.documents_of(work.store).get(place_id)
    return tuple(Told(one, one.documents == documents) for one in reversed(given))
