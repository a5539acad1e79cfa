"""Coded places with what was read in them, real and fictional: what is trained on and left out as one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import policyscan
from benchmarks import coded
from benchmarks.coded import Row
from policyscan.judge import Source
from policyscan.judging import in_force, source_of


@dataclass(frozen=True)
class Group:
    """A place that is left out as one: its clauses, its coding, and what the rules found in it."""

    name: str
    hand: str
    is_real: bool
    is_frozen: bool
    rows: list[Row]
    adopted: dict[str, int]
    quotes: dict[str, str]
    is_firm: dict[str, bool]
    sources: list[Source]


def fictional(*, frozen: bool | None = False) -> list[Group]:
    """The fictional places that are tuned on, those that are not, or (None) all."""
    found = []
    for place in coded.places():
        if frozen is not None and place.is_frozen is not frozen:
            continue
        reading = coded.read(place.text)

        cells = place.cells
        found.append(
            Group(
                name=place.name,
                hand=place.hand,
                is_real=False,
                is_frozen=place.is_frozen,
                rows=coded.rows_of(reading.clauses),
                adopted={m: int(str(cell["adopted"])) for m, cell in cells.items()},
                quotes={m: str(cell["quote"]) for m, cell in cells.items()},
                is_firm={m: bool(cell.get("sure", True)) for m, cell in cells.items()},
                sources=[coded.source(place.text)],
            )
        )
    return found


def real(workspace: policyscan.Workspace, gold: Path) -> list[Group]:
    """The real places that the second reader coded; firm where the 2016 coders say the same of the same version."""
    second = gold_rows(gold / "second_reader.csv")
    first = {key: row for key, row in gold_rows(gold / "measures_2016.csv").items() if row["pdf"] == "same-version"}
    measures = [measure.id for measure in coded.taxonomy().measures]
    found = []
    for place, policies in sorted(in_force(workspace.store).items(), key=lambda pair: pair[0]):
        if (place.name, measures[0]) not in second:
            continue
        sources = [source_of(workspace.store, listing) for listing in policies]
        rows = [row for s in sources for row in coded.rows_of(workspace.store.clauses(s.listing.sha256))]

        cells = {m: second[place.name, m] for m in measures}
        found.append(
            Group(
                name=place.name,
                hand=place.name,
                is_real=True,
                is_frozen=False,
                rows=rows,
                adopted={m: int(cell["adopted"]) for m, cell in cells.items()},
                quotes={m: cell["quote"] for m, cell in cells.items()},
                is_firm={
                    m: (place.name, m) in first and first[place.name, m]["adopted"] == cell["adopted"]
                    for m, cell in cells.items()
                },
                sources=sources,
            )
        )
    return found


def gold_rows(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Rows of a coding by place and measure."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {(row["place"], row["measure"]): row for row in csv.DictReader(file)}
