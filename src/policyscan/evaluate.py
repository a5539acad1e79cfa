"""Hold judgements against human coding: accuracy, kappa, F1, and whether the evidence is the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import ManifestError
from policyscan.model import Judgement

if TYPE_CHECKING:
    import pandas as pd

# A quote is found in our evidence at this normalised partial ratio (0 to 100) or above.
FOUND_AT = 80.0
SHORTEST_QUOTE = 40
# Of a "no" the nearest language counts: so many passages.
NEAREST = 3
_NEEDED = ("place", "measure", "adopted")
_QUOTED = re.compile(r"[\"\u201c\u201d]([^\"\u201c\u201d]{40,})[\"\u201c\u201d]")
# The coders' notes on this measure quote the language of another question.
_MISQUOTED = "exhaust-alternatives"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % Wilson score interval (Wilson 1927)."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """The share, 0 to 1; 0 where there is nothing to count."""
        return self.hits / self.of if self.of else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Lower and upper bound at 95 %."""
        if not self.of:
            return (0.0, 1.0)
        z = 1.959964
        centre = (self.share + z * z / (2 * self.of)) / (1 + z * z / self.of)
        half = z * sqrt(self.share * (1 - self.share) / self.of + z * z / (4 * self.of**2)) / (1 + z * z / self.of)
        return (max(0.0, centre - half), min(1.0, centre + half))

    def __str__(self) -> str:
        low, high = self.bounds
        return f"{self.share:.2f} ({self.hits}/{self.of}; {low:.2f}-{high:.2f})"


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of one comparison: ours against theirs. An abstention counts as wrong."""

    both_yes: int = 0
    both_no: int = 0
    only_ours: int = 0
    only_theirs: int = 0
    abstained_yes: int = 0
    abstained_no: int = 0

    @property
    def cells(self) -> int:
        """All cells compared."""
        return self.both_yes + self.both_no + self.only_ours + self.only_theirs + self.abstained_yes + self.abstained_no

    @property
    def accuracy(self) -> Interval:
        """Agreeing cells of all."""
        return Interval(self.both_yes + self.both_no, self.cells)

    @property
    def kappa(self) -> float:
        """Cohen's kappa (1960), an abstention being a third answer that the other side never gives."""
        if not self.cells:
            return 0.0
        observed = (self.both_yes + self.both_no) / self.cells
        theirs_yes = self.both_yes + self.only_theirs + self.abstained_yes
        ours_yes = self.both_yes + self.only_ours
        ours_no = self.both_no + self.only_theirs
        chance = (theirs_yes * ours_yes + (self.cells - theirs_yes) * ours_no) / self.cells**2
        return 1.0 if chance == 1.0 else (observed - chance) / (1 - chance)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of "adopted"."""
        wrong = self.only_ours + self.only_theirs + self.abstained_yes
        return 2 * self.both_yes / (2 * self.both_yes + wrong) if self.both_yes else 0.0

    def add(self, ours: int | None, theirs: int) -> Confusion:
        """The counts with one cell more."""
        name = {
            (1, 1): "both_yes", (0, 0): "both_no", (1, 0): "only_ours", (0, 1): "only_theirs",
            (None, 1): "abstained_yes", (None, 0): "abstained_no",
        }[(ours, theirs)]  # fmt: skip
        values = {field: getattr(self, field) for field in self.__slots__}
        values[name] += 1
        return Confusion(**values)


@dataclass(frozen=True, slots=True)
class Cell:
    """One coded cell: theirs, ours, and how well our evidence holds their quotes (0 to 100)."""

    place: str
    measure: str
    theirs: int
    ours: int | None
    quotes: tuple[str, ...]
    found: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result: counts over all measures and for each, evidence hits, and the cells themselves."""

    overall: Confusion
    by_measure: tuple[tuple[str, Confusion], ...]
    evidence_yes: Interval
    evidence_no: Interval
    cells: tuple[Cell, ...]
    not_in_workspace: int
    other_rows: int

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each coded cell."""
        import pandas as pd

        return pd.DataFrame([asdict(cell) for cell in self.cells])

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "overall": _figures(self.overall),
            "measures": {name: _figures(confusion) for name, confusion in self.by_measure},
            "evidence": {
                "adopted": _interval(self.evidence_yes),
                "not_adopted": _interval(self.evidence_no),
            },
            "cells_not_in_workspace": self.not_in_workspace,
            "rows_of_other_versions": self.other_rows,
            "disagreements": [
                {"place": cell.place, "measure": cell.measure, "theirs": cell.theirs, "ours": cell.ours}
                for cell in self.cells
                if cell.ours != cell.theirs
            ],
        }

    def as_text(self) -> str:
        """A table for people, with counts and Wilson intervals."""
        lines = [
            f"{'measure':30} {'accuracy (counts; 95 % Wilson)':36} {'kappa':>6} {'F1':>5}   "
            "yes/yes  no/no  only ours  only theirs  abstained"
        ]
        for name, c in [*self.by_measure, ("all", self.overall)]:
            lines.append(
                f"{name:30} {c.accuracy!s:36} {c.kappa:6.2f} {c.f1:5.2f}   {c.both_yes:7} {c.both_no:6} "
                f"{c.only_ours:10} {c.only_theirs:12} {c.abstained_yes + c.abstained_no:10}"
            )
        if self.evidence_yes.of or self.evidence_no.of:
            lines.append(
                f"evidence holds the coder's quote: adopted {self.evidence_yes}, not adopted {self.evidence_no}"
            )
        if self.not_in_workspace:
            lines.append(f"{self.not_in_workspace} cells of places that are not in the workspace are left out")
        if self.other_rows:
            lines.append(f"{self.other_rows} rows coded from another version are left out (--all counts them)")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class DoubleEvaluation:
    """Ours against each of two codings, the codings against one another, and ours where they agree.

    In `between` the first coding stands for "theirs" and the second for "ours"; it counts the cells
    of the workspace that both coded.
    """

    first: Evaluation
    second: Evaluation
    between: Evaluation
    firm: Evaluation

    def parts(self) -> tuple[tuple[str, str, Evaluation], ...]:
        """Name, heading and figures of the four, in the order in which they are shown."""
        return (
            ("first", "Against the first coding", self.first),
            ("second", "Against the second coding", self.second),
            ("between", 'The codings against one another ("ours" is the second)', self.between),
            ("firm", "On the cells where the codings agree", self.firm),
        )

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each cell of each comparison, named in the column `against`."""
        import pandas as pd

        return pd.DataFrame(
            [{"against": name, **asdict(cell)} for name, _, part in self.parts() for cell in part.cells]
        )

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {name: part.as_dict() for name, _, part in self.parts()}

    def as_text(self) -> str:
        """The four tables for people."""
        return "\n\n".join(f"{heading}\n{part.as_text()}" for _, heading, part in self.parts())


def evaluate(judgements: Sequence[Judgement], gold: Path, *, all_rows: bool = False) -> Evaluation:
    """Compare judgements with the coded cells of a CSV (columns place, measure, adopted, …).

    A cell with nothing in `adopted` is skipped. Raises `ManifestError` where the file lacks a column
    or holds another value than 0 or 1.
    """
    rows = _read(gold)
    versions = "pdf" in rows[0] if rows else False
    numbered = list(enumerate(rows, start=2))
    used = [(at, row) for at, row in numbered if all_rows or not versions or row["pdf"].strip() == "same-version"]
    ours = {(_fold(j.place.name), j.measure): j for j in judgements}
    places = {_fold(j.place.name) for j in judgements}
    cells: list[Cell] = []
    outside = 0
    for number, row in used:
        theirs = row["adopted"].strip()
        if theirs not in {"0", "1"}:
            if theirs == "":
                continue
            raise ManifestError(f"{gold}: row {number} has adopted = '{theirs}'", fix="Write 1, 0 or nothing.")
        if _fold(row["place"]) not in places:
            outside += 1
            continue
        judgement = ours.get((_fold(row["place"]), row["measure"].strip()))
        if judgement is None:
            outside += 1
            continue
        quotes = _quotes(row)
        cells.append(
            Cell(
                place=row["place"],
                measure=judgement.measure,
                theirs=int(theirs),
                ours=judgement.adopted,
                quotes=quotes,
                found=_found(quotes, judgement) if quotes else None,
            )
        )
    return summarise(cells, not_in_workspace=outside, other_rows=len(rows) - len(used))


def summarise(cells: Sequence[Cell], *, not_in_workspace: int = 0, other_rows: int = 0) -> Evaluation:
    """Count cells into an evaluation."""
    overall = Confusion()
    by_measure: dict[str, Confusion] = {}
    for cell in cells:
        overall = overall.add(cell.ours, cell.theirs)
        by_measure[cell.measure] = by_measure.get(cell.measure, Confusion()).add(cell.ours, cell.theirs)

    def hits(adopted: int) -> Interval:
        rows = [cell for cell in cells if cell.theirs == adopted and cell.found is not None]
        return Interval(sum(1 for cell in rows if (cell.found or 0.0) >= FOUND_AT), len(rows))

    return Evaluation(overall, tuple(by_measure.items()), hits(1), hits(0), tuple(cells), not_in_workspace, other_rows)


def firm(first: Path, second: Path, judgements: Sequence[Judgement]) -> Evaluation:
    """The evaluation on the cells on which two codings agree."""
    return evaluate_both(judgements, first, second).firm


def evaluate_both(
    judgements: Sequence[Judgement], first: Path, second: Path, *, all_rows: bool = False
) -> DoubleEvaluation:
    """Compare judgements with two codings, and the codings with one another.

    Raises `ManifestError` as `evaluate` does.
    """
    one = evaluate(judgements, first, all_rows=all_rows)
    two = evaluate(judgements, second, all_rows=all_rows)
    other = {(_fold(cell.place), cell.measure): cell for cell in two.cells}
    pairs = [(cell, other.get((_fold(cell.place), cell.measure))) for cell in one.cells]
    both = [(cell, match) for cell, match in pairs if match is not None]
    return DoubleEvaluation(
        first=one,
        second=two,
        between=summarise([replace(cell, ours=match.theirs, quotes=(), found=None) for cell, match in both]),
        firm=summarise(
            [match for cell, match in both if match.theirs == cell.theirs],
            not_in_workspace=one.not_in_workspace,
            other_rows=one.other_rows,
        ),
    )


def _read(gold: Path) -> list[dict[str, str]]:
    try:
        text = gold.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{gold}: cannot be read ({error})", fix="Give a CSV file in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise ManifestError(
            f"{gold}: {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} not there among the columns; "
            f"found: {', '.join(reader.fieldnames or ()) or 'nothing'}",
            fix="Give a CSV with the columns place, measure and adopted.",
        )
    return [{key: value or "" for key, value in row.items() if key is not None} for row in reader]


def _quotes(row: dict[str, str]) -> tuple[str, ...]:
    if row.get("quote", "").strip():
        return (row["quote"].strip(),)
    if row["measure"].strip() == _MISQUOTED:
        return ()
    return tuple(
        part.strip() for part in _QUOTED.findall(row.get("coder_note", "")) if len(part.strip()) >= SHORTEST_QUOTE
    )


def _found(quotes: Iterable[str], judgement: Judgement) -> float:
    from rapidfuzz.fuzz import partial_ratio

    shown = judgement.evidence if judgement.adopted else judgement.evidence[:NEAREST]
    ours = [_letters(evidence.text) for evidence in shown]
    scores = [partial_ratio(_letters(quote), text) for quote in quotes for text in ours if text]
    return max(scores, default=0.0)


def _letters(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _figures(c: Confusion) -> dict[str, object]:
    return {
        "cells": c.cells,
        "accuracy": _interval(c.accuracy),
        "kappa": round(c.kappa, 4),
        "f1": round(c.f1, 4),
        **{name: getattr(c, name) for name in c.__slots__},
    }


def _interval(interval: Interval) -> dict[str, object]:
    low, high = interval.bounds
    return {
        "share": round(interval.share, 4),
        "hits": interval.hits,
        "of": interval.of,
        "low": round(low, 4),
        "high": round(high, 4),
    }
