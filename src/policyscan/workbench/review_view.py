"""Gather what the review page shows: one cell with its evidence, its place among the others, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan import review
from policyscan.workbench.addresses import address, cut
from policyscan.workbench.addresses import review as review_address
from policyscan.workspace import REVIEW_BELOW

if TYPE_CHECKING:
    from policyscan.explain import Clause, Explanation
    from policyscan.model import Place
    from policyscan.review import Kept, ReviewCell, ReviewProgress
    from policyscan.store import Review
    from policyscan.workspace import Workspace

# Quotes that stand open, with their pictures; the others are folded away.
OPEN_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cells are reviewed: those below a confidence, of these places (ids or names) and measures, or of all."""

    below: float = REVIEW_BELOW
    places: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def is_one_cell(self) -> bool:
        """Whether one cell is asked for by name: it is shown however sure it is."""
        return len(self.places) == len(self.measures) == 1

    def at(self, position: int = 0, answered: str = "") -> str:
        """The address of a position in the queue (from 1); 0 is the first without an answer."""
        below = "" if self.below == REVIEW_BELOW else f"{self.below:g}"
        return address(
            "/review",
            {
                "below": below,
                "place": self.places,
                "measure": self.measures,
                "position": position or "",
                "answered": answered,
            },
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person has typed and chosen so far, with what became of it where it could not be kept."""

    reviewer: str
    comment: str = ""
    say: str = ""
    problem: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A position in the queue; `cell` is None behind its end. `all_cells` are the queue in its order."""

    choice: Choice
    cells: tuple[ReviewCell, ...]
    position: int
    typed: Typed
    title: str
    explanation: Explanation | None
    progress: ReviewProgress
    kept: Kept | None

    @property
    def cell(self) -> ReviewCell | None:
        """The cell to look at."""
        return self.cells[self.position - 1] if 0 < self.position <= len(self.cells) else None

    @property
    def place(self) -> str:
        """The place's full name."""
        return self.cell.judgement.place.full_name if self.cell else ""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The quotes with their cues, those that decide first."""
        return self.explanation.clauses if self.explanation else ()

    @property
    def mine(self) -> Review | None:
        """This person's last answer to the cell."""
        return self.cell.answer_of(self.typed.reviewer) if self.cell else None

    @property
    def others(self) -> tuple[Review, ...]:
        """The answers of others to the cell."""
        return tuple(one for one in self.cell.answers if one.reviewer != self.typed.reviewer) if self.cell else ()

    @property
    def open(self) -> int:
        """How many cells wait for this person's answer."""
        return sum(1 for cell in self.cells if cell.answer_of(self.typed.reviewer) is None)

    @property
    def change(self) -> str:
        """Where the answer that was kept last can be changed."""
        if self.kept is None:
            return ""
        given = self.kept.review
        at = position_of(self.cells, given.place.id, given.measure)
        return self.choice.at(at) if at else review_address(given.place.id, given.measure)

    @property
    def skip(self) -> str:
        """The next cell without this person's answer, or the end of the queue."""
        return self.choice.at(following(self.cells, self.position, self.typed.reviewer))

    @property
    def back(self) -> str:
        """The cell before, answered or not; empty at the first."""
        return self.choice.at(self.position - 1) if self.position > 1 else ""

    @property
    def coming(self) -> str:
        """The picture that the next cell shows first, so that it can be drawn meanwhile."""
        at = following(self.cells, self.position, self.typed.reviewer)
        evidence = self.cells[at - 1].judgement.evidence if at <= len(self.cells) else ()
        return cut(evidence[0].sha256, evidence[0].start, evidence[0].end) if evidence else ""


def following(cells: Sequence[ReviewCell], position: int, reviewer: str) -> int:
    """The next position without this person's answer; one behind the last where there is none."""
    later = (number for number, cell in enumerate(cells, start=1) if number > position and not cell.answer_of(reviewer))
    return next(later, len(cells) + 1)


def queue_of(work: Workspace, choice: Choice) -> tuple[ReviewCell, ...]:
    """The cells of a choice. Raises `QueryError` for unknown names and a confidence beyond 0 to 1."""
    below = None if choice.is_one_cell else choice.below
    return work.review_queue(below=below, places=choice.places, measures=choice.measures)


def review_page(
    work: Workspace,
    choice: Choice,
    typed: Typed,
    *,
    position: int = 0,
    answered: str = "",
) -> ReviewPage:
    """What stands at a position (0: the first without an answer); `answered` names the cell that was answered last."""
    cells = queue_of(work, choice)
    if position <= 0:
        position = 1 if choice.is_one_cell and not answered else following(cells, 0, typed.reviewer)
    position = min(position, len(cells) + 1)
    cell = cells[position - 1] if position <= len(cells) else None
    place_id, _, measure = answered.partition(" ")
    return ReviewPage(
        choice=choice,
        cells=cells,
        position=position,
        typed=typed,
        title=_title(work, cell.judgement.measure) if cell else "",
        explanation=work.explain(cell.judgement.place.id, cell.judgement.measure) if cell else None,
        progress=review.progress(work.store, cells, **_named(choice)),
        kept=review.last_kept(work.store, place_id, measure, typed.reviewer) if answered else None,
    )


def position_of(cells: Sequence[ReviewCell], place_id: str, measure: str) -> int:
    """Where a cell stands in the queue, from 1; 0 where it does not."""
    key = (place_id, measure)
    found = (at for at, cell in enumerate(cells, start=1) if (cell.judgement.place.id, cell.judgement.measure) == key)
    return next(found, 0)


def places_of(work: Workspace) -> list[Place]:
    """The places that can be chosen, by name."""
    return sorted({judgement.place for judgement in work.store.judgements()})


def _named(choice: Choice) -> dict[str, Sequence[str]]:
    return {"places": choice.places, "measures": choice.measures}


def _title(work: Workspace, measure: str) -> str:
    found = work.taxonomy.measure_by_id.get(measure)
    return found.title if found else measure
