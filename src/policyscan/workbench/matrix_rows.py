"""Lay the matrix out: a row for each place wanted, a cell for each measure, coverage of what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from policyscan.compare import count
from policyscan.export import words
from policyscan.model import Comparison, Coverage, Evidence, Judgement, Place
from policyscan.workbench import addresses
from policyscan.workbench.matrix_wanted import Wanted

if TYPE_CHECKING:
    from policyscan.workspace import Workspace

# Width of a coverage bar in its own units; only the proportions are seen.
BAR = 400
# What a glance at a cell shows of its quote: about four lines.
_GLANCE = 260
_RANK = {key: number for number, key in enumerate(("yes", "contested", "no", "silent", "unreadable", "not_collected"))}


@dataclass(frozen=True, slots=True)
class Cell:
    """One place and measure as the matrix shows it; `fits` tells those that a filter asks for."""

    judgement: Judgement
    href: str
    fits: bool

    @property
    def answer(self) -> words.Answer:
        """Symbol and word."""
        return words.answer(self.judgement)

    @property
    def word(self) -> str:
        """The answer in words: "yes", "contested: no"."""
        return words.word(self.judgement)

    @property
    def person(self) -> str:
        """Who answered, where it was a person."""
        return self.judgement.person

    @property
    def first(self) -> Evidence | None:
        """The quote that decided, or came nearest."""
        return self.judgement.evidence[0] if self.judgement.evidence else None

    @property
    def glance(self) -> str:
        """The first words of that quote."""
        return shortened(self.first.text, _GLANCE) if self.first else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its cells, in the order of the measures; None where nothing was judged."""

    place: Place
    cells: tuple[Cell | None, ...]

    @property
    def name(self) -> str:
        """Name, region and country."""
        return self.place.full_name

    @property
    def where(self) -> str:
        """Region and country."""
        return self.place.where

    @property
    def adopted(self) -> int:
        """How many measures its documents contain."""
        return sum(1 for cell in self.cells if cell and cell.judgement.adopted == 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A measure's coverage, as a line and as a bar."""

    measure: str
    title: str
    coverage: Coverage

    @property
    def stretches(self) -> tuple[tuple[str, float, float], ...]:
        """The bar's parts: (class, start, width)."""
        return self.coverage.stretches(BAR)


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the page shows: `all_places` counts those before any was left out."""

    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    all_places: int


def matrix(comparison: Comparison, wanted: Wanted) -> Matrix:
    """The rows that a view asks for, in its order; `comparison` holds its measures for all places."""
    places = by_place(comparison.judgements)
    titles = dict(comparison.titles)
    rows = []
    for place, judgements in places.items():
        if not wanted.fits_place(place):
            continue
        place_id = place.id
        cells = tuple(
            Cell(judgement, addresses.cell(place_id, measure), wanted.fits(judgement))
            if (judgement := judgements.get(measure)) is not None
            else None
            for measure in titles
        )
        if not wanted.asks_for_cells or any(cell and cell.fits for cell in cells):
            rows.append(Row(place, cells))
    shown = [cell.judgement for row in rows for cell in row.cells if cell]
    bars = tuple(Bar(measure, title, count(measure, shown)) for measure, title in titles.items())
    return Matrix(tuple(_sorted(rows, wanted, list(titles))), bars, len(places))


def narrowed(work: Workspace, wanted: Wanted) -> Comparison:
    """The comparison that a view shows, for an export: its places in its order, its measures, nothing else.

    Raises `QueryError` for unknown measures.
    """
    whole = work.compare(measures=wanted.measures)
    shown = matrix(whole, wanted)
    judgements = tuple(cell.judgement for row in shown.rows for cell in row.cells if cell)
    if len(shown.rows) == shown.all_places:
        return replace(whole, judgements=judgements)
    # Asked again, so that it names the documents of these places only.
    ids = [row.place.id for row in shown.rows]
    again = work.compare(places=ids, measures=wanted.measures) if ids else replace(whole, documents=(), files=())
    chosen = "; ".join(f"{name} {_plain(value)}" for name, value in wanted.parameters().items() if value)
    note = f"Only {len(shown.rows)} of {shown.all_places} places are given ({chosen}). {again.note}"
    return replace(again, judgements=judgements, coverage=tuple(bar.coverage for bar in shown.bars), note=note)


def by_place(judgements: Iterable[Judgement]) -> dict[Place, dict[str, Judgement]]:
    """Judgements by place, then by measure, both in the order in which they come."""
    found: dict[Place, dict[str, Judgement]] = {}
    for judgement in judgements:
        found.setdefault(judgement.place, {})[judgement.measure] = judgement
    return found


def shortened(text: str, limit: int) -> str:
    """Text on one line, cut between words where it is longer than `limit` characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[:limit].rsplit(' ', 1)[0]} …"


def _sorted(rows: Sequence[Row], wanted: Wanted, measures: Sequence[str]) -> list[Row]:
    by_name = sorted(rows, key=lambda row: (row.place.name.casefold(), row.where.casefold()))
    if wanted.sort not in {"adopted", "confidence", *measures}:
        return by_name[::-1] if wanted.reverse else by_name
    # Places that are alike stay in the order of their names, either way round.
    return sorted(by_name, key=lambda row: _key(row, wanted.sort, measures), reverse=wanted.reverse)


def _key(row: Row, sort: str, measures: Sequence[str]) -> tuple[float, ...]:
    if sort == "adopted":
        return (-row.adopted,)
    if sort == "confidence":
        return (min((cell.judgement.confidence for cell in row.cells if cell), default=1.0),)
    return _rank(row.cells[measures.index(sort)])


def _rank(cell: Cell | None) -> tuple[float, ...]:
    """Yes first, then what is open, then no; within one answer the surest first."""
    return (len(_RANK), 0.0) if cell is None else (_RANK[cell.answer.key], -cell.judgement.confidence)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
