"""What changed against the golden figures: `python -m benchmarks.drift sample|real --workspace DIR [--write]`.

`real` is a workspace of all three real corpora, read with OCR; `sample` one of the sample corpus, read without OCR and
with the fake embedder, as the tests read it.
Lists judgements that changed, and evidence that decided a cell and does so no longer, or does so now.
Exits with 1 where anything changed. `--write` makes the present figures the golden ones.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policyscan import open_workspace
from policyscan.model import Judgement

GOLDEN = Path(__file__).parent / "golden"
COLUMNS = ("place", "measure", "state", "adopted", "reason", "document", "page", "start")


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as it was judged, and where its deciding clause stands; our own reading, no words."""

    place: str
    measure: str
    state: str
    adopted: str
    reason: str
    document: str
    page: str
    start: str

    @property
    def cell(self) -> tuple[str, str]:
        """Place and measure."""
        return self.place, self.measure

    @property
    def answer(self) -> str:
        """State, value and reason code in one."""
        return f"{self.state}, {self.adopted or 'none'}, {self.reason}"

    @property
    def where(self) -> str:
        """Where the deciding clause stands."""
        return f"{self.document} p. {self.page} at {self.start}" if self.document else "no clause"


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs between two sets of figures, cell by cell."""

    answers: tuple[tuple[Figure, Figure], ...]
    evidence: tuple[tuple[Figure, Figure], ...]
    lost: tuple[Figure, ...]
    gained: tuple[Figure, ...]

    def __bool__(self) -> bool:
        return bool(self.answers or self.evidence or self.lost or self.gained)

    def as_text(self) -> str:
        """One line for each difference, and a closing line with their counts."""
        lines = [f"answer    {b.place} / {b.measure}: {a.answer} -> {b.answer}" for a, b in self.answers]
        lines += [f"evidence  {b.place} / {b.measure}: {a.where} -> {b.where}" for a, b in self.evidence]
        lines += [f"lost      {f.place} / {f.measure}: {f.answer}" for f in self.lost]
        lines += [f"gained    {f.place} / {f.measure}: {f.answer}" for f in self.gained]
        lines.append(
            f"{len(self.answers)} answers and {len(self.evidence)} deciding clauses changed, "
            f"{len(self.lost)} cells lost, {len(self.gained)} gained"
        )
        return "\n".join(lines)


def figures(judgements: Iterable[Judgement]) -> list[Figure]:
    """The figures of judgements, by place and measure."""
    found = []
    for judgement in judgements:
        first = judgement.evidence[0] if judgement.evidence else None
        found.append(
            Figure(
                judgement.place.name,
                judgement.measure,
                judgement.state.value,
                "" if judgement.adopted is None else str(judgement.adopted),
                judgement.reason_code,
                first.document if first else "",
                str(first.page) if first else "",
                str(first.start) if first else "",
            )
        )
    return sorted(found, key=lambda figure: figure.cell)


def compare(golden: Iterable[Figure], now: Iterable[Figure]) -> Drift:
    """What changed from the golden figures to those of now."""
    old, new = {f.cell: f for f in golden}, {f.cell: f for f in now}
    both = [(old[cell], new[cell]) for cell in old if cell in new]
    return Drift(
        answers=tuple(pair for pair in both if pair[0].answer != pair[1].answer),
        evidence=tuple((a, b) for a, b in both if a.answer == b.answer and a.where != b.where),
        lost=tuple(old[cell] for cell in old if cell not in new),
        gained=tuple(new[cell] for cell in new if cell not in old),
    )


def read(path: Path) -> list[Figure]:
    """Golden figures from a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Figure(**row) for row in csv.DictReader(file)]


def write(path: Path, every: Iterable[Figure]) -> None:
    """Make figures the golden ones."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(figure, name) for name in COLUMNS] for figure in every)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", choices=("sample", "real"))
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with open_workspace(given.workspace, create=False) as workspace:
        now = figures(workspace.store.judgements())
    path = GOLDEN / f"{given.corpus}.csv"
    drift = compare(read(path) if path.exists() else (), now)
    print(drift.as_text())
    if given.write:
        write(path, now)
        return 0
    return 1 if drift else 0


if __name__ == "__main__":
    raise SystemExit(main())
