"""Coded cells with what our answer rests on, how the chance is learned from them, and the figures it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks import coded
from benchmarks.groups import Answer, Group, meant
from policyscan import confidence
from policyscan.confidence import Grounds
from policyscan.evaluate import Interval
from policyscan.judge import Basis, place_bases
from policyscan.meaning import ClauseReader

STRENGTH = 1.0
# A cell without the reader's answers counts little: it is there so that places with no clause to read are answered too.
UNREAD_WEIGHT = 0.3
# The share of cells over which the surest answers are counted.
COVERAGE = 0.8


@dataclass(frozen=True, slots=True)
class Cell:
    """A coded cell with what our answer rests on, read by a reader that never saw its place.

    `blind` is the same as if no rule had found anything.
    """

    group: Group
    basis: Basis
    blind: Basis

    @property
    def measure(self) -> str:
        """The measure's id."""
        return self.basis.by_rules.measure

    @property
    def grounds(self) -> Grounds:
        """What the chance is reckoned from."""
        return self.basis.grounds

    @property
    def adopted(self) -> int:
        """What the coding says."""
        return self.group.adopted[self.measure]

    @property
    def is_firm(self) -> bool:
        """Whether two readers agree on it, or its writer is sure."""
        return self.group.is_firm[self.measure]


def cells_of(group: Group, reader: ClauseReader, answer: Answer) -> list[Cell]:
    """The cells of one group."""
    of = meant(group, reader, answer)
    nothing = [replace(source, findings=()) for source in group.sources]
    with_rules, without = (place_bases(sources, coded.taxonomy(), meant=of) for sources in (group.sources, nothing))
    return [Cell(group, basis, blind) for basis, blind in zip(with_rules, without, strict=True)]


def without_rules(cell: Cell) -> Cell:
    """A cell as if no rule had found anything."""
    return replace(cell, basis=cell.blind)


def feature_names() -> list[str]:
    """All features of the confidence model."""
    measures = [measure.id for measure in coded.taxonomy().measures]
    return [*confidence.FEATURES, *(f"is {m}" for m in measures), *(f"reading {m}" for m in measures)]


def table(grounds: Sequence[Grounds]) -> NDArray[np.float64]:
    """Feature rows of the confidence model, shape `(cells, features)`."""
    names = feature_names()
    values = [each.values() for each in grounds]
    return np.array([[value.get(name, 0.0) for name in names] for value in values])


def fit(cells: Sequence[Cell]) -> LogisticRegression:
    """The confidence model; each cell is seen with and without the reader's answers."""
    seen = [cell.grounds for cell in cells]
    unread = [replace(grounds, reading=None) for grounds in seen]
    counts = [1.0] * len(cells) + [UNREAD_WEIGHT] * len(unread)
    model = LogisticRegression(C=STRENGTH, max_iter=4000)
    return model.fit(table([*seen, *unread]), [cell.adopted for cell in cells] * 2, sample_weight=counts)


def chances(cells: Sequence[Cell], learned: Callable[[Cell], bool]) -> NDArray[np.float64]:
    """The chance of "adopted" for each cell, by a model that never saw cells of its hand."""
    hands = np.array([cell.group.hand for cell in cells])
    found = np.zeros(len(cells))
    for hand in sorted(set(hands)):
        known = [c for c, other in zip(cells, hands, strict=True) if other != hand and learned(c)]
        mine = [c for c, other in zip(cells, hands, strict=True) if other == hand]
        found[hands == hand] = fit(known).predict_proba(table([cell.grounds for cell in mine]))[:, 1]
    return np.clip(found, confidence.LEAST, confidence.MOST)


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equal bins of confidence (Guo et al. 2017)."""
    at = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs(sure[at == b].mean() - right[at == b].mean()) * (at == b).mean() for b in set(at.tolist())))


@dataclass(frozen=True, slots=True)
class Figures:
    """How often the rules alone and our answers are right, kappa and F1, and what confidence is worth."""

    rules: Interval
    ours: Interval
    kappa: float
    f1: float
    most_errors: int
    calibration: float
    covered: Interval

    def __str__(self) -> str:
        return (
            f"rules {self.rules}; ours {self.ours}, kappa {self.kappa:.2f}, F1 {self.f1:.2f}, at most "
            f"{self.most_errors} errors on a measure; calibration error {self.calibration:.3f}; "
            f"at 80 % coverage {self.covered}"
        )


def figures(cells: Sequence[Cell], chance: NDArray[np.float64], keep: Callable[[Cell], bool]) -> Figures:
    """Figures over the cells that `keep` takes, decided as a workspace decides; no answer counts as a no."""
    chosen = np.array([keep(cell) for cell in cells])
    mine = [cell for cell, kept in zip(cells, chosen, strict=True) if kept]
    truth = np.array([cell.adopted for cell in mine])
    rules = np.array([cell.basis.by_rules.adopted == 1 for cell in mine]).astype(int)
    ours = np.array([cell.basis.adopted(c) == 1 for cell, c in zip(mine, chance[chosen], strict=True)]).astype(int)
    sure = np.where(ours == 1, chance[chosen], 1 - chance[chosen])
    best = np.argsort(-sure, kind="stable")[: round(COVERAGE * len(sure))]
    yes, no = int(((ours == 1) & (truth == 1)).sum()), int(((ours == 0) & (truth == 0)).sum())
    extra, lost = int(((ours == 1) & (truth == 0)).sum()), int(((ours == 0) & (truth == 1)).sum())
    size = len(truth)
    by_chance = ((yes + extra) * (yes + lost) + (no + lost) * (no + extra)) / size**2
    wrong = [cell.measure for cell, a, b in zip(mine, ours, truth, strict=True) if a != b]
    return Figures(
        rules=_share(rules == truth),
        ours=_share(ours == truth),
        kappa=((yes + no) / size - by_chance) / (1 - by_chance),
        f1=2 * yes / (2 * yes + extra + lost),
        most_errors=max((wrong.count(m) for m in set(wrong)), default=0),
        calibration=calibration_error(sure, ours == truth),
        covered=_share((ours == truth)[best]),
    )


def _share(right: NDArray[np.bool_]) -> Interval:
    return Interval(int(right.sum()), len(right))
