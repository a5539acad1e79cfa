"""Train the clause model and the confidence model: `python -m benchmarks.train --workspace DIR [--gold DIR] [--write]`.

DIR is a workspace with the real policies that `--gold` codes. Both models are linear and are written as
plain numbers into the package (`--write`); without it the figures are shown only. Every figure is
cross-fitted: a place's cells are scored by models that never saw it.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import policyscan
from benchmarks import coded
from benchmarks.coded import Row
from benchmarks.groups import Group, fictional, real
from policyscan import confidence, meaning
from policyscan.confidence import Grounds
from policyscan.embed import Embedder
from policyscan.evaluate import Interval
from policyscan.judge import judge_place, place_grounds
from policyscan.meaning.model import READING
from policyscan.model import Candidate, Evidence, Place
from policyscan.taxonomy import Measure

FOLDS = 5
# Of the clauses of places that have not adopted a measure so many stand for "decides nothing", each
# with little weight.
NEGATIVES, NEGATIVE_WEIGHT = 4000, 0.3
CLAUSE_C, CONFIDENCE_C = 10.0, 1.0
# A fictional cell counts less than a real one.
FICTIONAL_WEIGHT = 0.7
YES_FROM = 0.7
# The share of cells over which the surest answers are counted.
COVERAGE = 0.8
MEANING = Path(meaning.__file__).parent
CONFIDENCE = Path(confidence.__file__).parent


class Vectors:
    """Embeds strings once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def embeddings(self) -> str:
        """The sha256 of the embedding model's weights."""
        return self._embedder.card.sha256

    def of(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        """Feature rows of the clause model."""
        new = sorted({row.text for row in rows} - set(self._known), key=len)
        for at in range(0, len(new), 2048):
            part = new[at : at + 2048]
            self._known.update(zip(part, self._embedder.encode_passages(part), strict=True))
        stacked = np.stack([self._known[row.text] for row in rows])
        return meaning.features(stacked, [row.modality for row in rows], [row.has_exception for row in rows])


@cache
def own_rows(measure: str) -> list[Row]:
    """Rows that belong to no place: the rules' examples, minimal pairs and labelled sentences that are tuned on."""
    rules = coded.taxonomy().measure_by_id[measure].rules
    rows = [coded.row(e, rule.effect.value in {"meets", "part"}) for rule in rules for e in rule.examples]
    for yes, no in coded.pairs(measure, frozen=False):
        rows += [coded.row(yes, True), coded.row(no, False)]
    return rows + [coded.row(s.text, s.decides) for s in coded.sentences(measure) if not s.is_held]


def fit_clauses(measure: str, groups: Sequence[Group], vectors: Vectors) -> LogisticRegression:
    """The clause model of one measure from the rows that belong to no place and those of `groups`."""
    rows = list(own_rows(measure))
    nothing: list[Row] = []
    for group in groups:
        quoted = set(coded.overlapping(group.rows, group.quotes[measure]))
        yes = bool(group.adopted[measure])
        rows += [Row(r.text, r.modality, r.has_exception, yes) for i, r in enumerate(group.rows) if i in quoted]
        if not yes:
            nothing += group.rows
    order = np.random.default_rng(0).permutation(len(nothing))[:NEGATIVES]
    weights = np.array([1.0] * len(rows) + [NEGATIVE_WEIGHT] * len(order))
    rows += [nothing[int(i)] for i in order]
    model = LogisticRegression(C=CLAUSE_C, class_weight="balanced", max_iter=1000)
    return model.fit(vectors.of(rows), [row.decides for row in rows], sample_weight=weights)


def candidates(models: dict[str, LogisticRegression], group: Group, vectors: Vectors) -> Callable[..., list[Candidate]]:
    """What `judge_place` asks for: the likeliest clauses of a group for a measure (their spans are of no use)."""
    features = vectors.of(group.rows)

    def of(_: Sequence[str], measure: Measure) -> list[Candidate]:
        scores = models[measure.id].decision_function(features)
        scores[[not measure.can_rest_on(row.modality) for row in group.rows]] = -9.0
        order = np.argsort(-scores, kind="stable")[:3]
        return [Candidate("", 0, 0, group.rows[int(i)].modality, float(scores[i])) for i in order]

    return of


@dataclass(frozen=True, slots=True)
class Cell:
    """A coded cell with what our answer rests on, by models that never saw its place."""

    group: Group
    measure: str
    grounds: Grounds
    adopted: int


def cells(groups: Sequence[Group], vectors: Vectors) -> list[Cell]:
    """The cells of all groups, cross-fitted: places of one hand are left out together.

    Frozen places never train the clause model, but their cells are scored: they say how sure we may be
    of texts that no rule was tuned on.
    """
    hands = sorted({group.hand for group in groups})
    order = np.random.default_rng(1).permutation(len(hands))
    fold = {hands[int(hand)]: number % FOLDS for number, hand in enumerate(order)}
    found = []
    for number in range(FOLDS):
        kept = [group for group in groups if fold[group.hand] != number and not group.is_frozen]
        models = {m.id: fit_clauses(m.id, kept, vectors) for m in coded.taxonomy().measures}
        for group in groups:
            if fold[group.hand] == number:
                found += cells_of(group, models, vectors)
        print(f"fold {number + 1} of {FOLDS}", flush=True)
    return found


def cells_of(group: Group, models: dict[str, LogisticRegression], vectors: Vectors) -> list[Cell]:
    """The cells of one group, with candidates by `models`."""

    def quote(*_: object) -> Evidence:
        return Evidence("", "", "", 1, "", "", 0, 0, ())

    every = place_grounds(group.sources, coded.taxonomy(), quote=quote, meant=candidates(models, group, vectors))
    return [Cell(group, grounds.measure, grounds, group.adopted[grounds.measure]) for grounds in every]


def table(cells_: Sequence[Cell], names: Sequence[str]) -> NDArray[np.float64]:
    """Feature rows of the confidence model, shape `(cells, names)`."""
    values = [cell.grounds.values() for cell in cells_]
    return np.array([[value.get(name, 0.0) for name in names] for value in values])


def feature_names() -> list[str]:
    """All features of the confidence model."""
    measures = [measure.id for measure in coded.taxonomy().measures]
    return [*confidence.FEATURES, *(f"is {m}" for m in measures), *(f"score {m}" for m in measures)]


def fit_confidence(train: Sequence[Cell], names: Sequence[str]) -> LogisticRegression:
    """The confidence model; each cell is seen with and without scores, since some workspaces have none."""
    blind = [replace(cell, grounds=replace(cell.grounds, scores=())) for cell in train]
    both = [*train, *blind]
    weights = [1.0 if cell.group.is_real else FICTIONAL_WEIGHT for cell in both]
    model = LogisticRegression(C=CONFIDENCE_C, max_iter=2000)
    return model.fit(table(both, names), [cell.adopted for cell in both], sample_weight=weights)


def chances(every: Sequence[Cell], names: Sequence[str]) -> NDArray[np.float64]:
    """The chance of "adopted" for each cell, by a model that never saw cells of its hand."""
    hands = np.array([cell.group.hand for cell in every])
    found = np.zeros(len(every))
    for hand in sorted(set(hands)):
        train = [cell for cell, other in zip(every, hands, strict=True) if other != hand]
        mine = [cell for cell, other in zip(every, hands, strict=True) if other == hand]
        found[hands == hand] = fit_confidence(train, names).predict_proba(table(mine, names))[:, 1]
    return np.clip(found, confidence.LEAST, confidence.MOST)


def answers(every: Sequence[Cell], chance: NDArray[np.float64], yes_from: float) -> NDArray[np.int64]:
    """Our answers: the rules', save that a no without a defeating clause turns at `yes_from`."""
    rules = np.array([cell.grounds.adopted for cell in every])
    is_open = np.array([cell.grounds.defeats == 0 and bool(cell.grounds.scores) for cell in every])
    return (rules | (is_open & (chance >= yes_from))).astype(np.int64)


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equal bins of confidence (Guo et al. 2017)."""
    at = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs(sure[at == b].mean() - right[at == b].mean()) * (at == b).mean() for b in set(at.tolist())))


@dataclass(frozen=True, slots=True)
class Figures:
    """How often the rules, and the rules with the clause model, are right, and what confidence is worth."""

    rules: Interval
    ours: Interval
    turned: Interval
    calibration: float
    covered: Interval


def figures(every: Sequence[Cell], chance: NDArray[np.float64], chosen: NDArray[np.bool_]) -> Figures:
    """Figures over the chosen cells; `turned` counts the right ones of the cells that the clause model turned."""
    truth = np.array([cell.adopted for cell in every])[chosen]
    ours = answers(every, chance, YES_FROM)[chosen]
    rules = np.array([int(cell.grounds.adopted) for cell in every])[chosen]
    sure = np.where(ours == 1, chance[chosen], 1 - chance[chosen])
    best = np.argsort(-sure, kind="stable")[: round(COVERAGE * len(sure))]
    turned = ours > rules
    return Figures(
        rules=_share(rules == truth),
        ours=_share(ours == truth),
        turned=_share((truth == 1)[turned]),
        calibration=calibration_error(sure, ours == truth),
        covered=_share((ours == truth)[best]),
    )


def _share(right: NDArray[np.bool_]) -> Interval:
    return Interval(int(right.sum()), len(right))


def report(name: str, every: Sequence[Cell], chance: NDArray[np.float64], keep: Callable[[Cell], bool]) -> None:
    """Print the figures for the cells that `keep` takes."""
    f = figures(every, chance, np.array([keep(cell) for cell in every]))
    print(
        f"{name}: rules {f.rules}; with meaning {f.ours}, turned rightly {f.turned}; "
        f"calibration error {f.calibration:.3f}; at 80 % coverage {f.covered}"
    )


def shipped_candidates(group: Group, vectors: Vectors) -> Callable[..., list[Candidate]]:
    """Candidates of a group by the clause model that comes with the package."""
    model = meaning.load(vectors.embeddings)
    assert model is not None
    features = vectors.of(group.rows)
    scores = features @ model.matrix.T + model.bias

    def of(_: Sequence[str], measure: Measure) -> list[Candidate]:
        column = scores[:, model.measures.index(measure.id)].copy()
        column[[not measure.can_rest_on(row.modality) for row in group.rows]] = -9.0
        order = np.argsort(-column, kind="stable")[:3]
        return [Candidate("", 0, 0, group.rows[int(i)].modality, float(column[i])) for i in order]

    return of


def answers_of(group: Group, meant: Callable[..., Sequence[Candidate]] | None) -> dict[str, int | None]:
    """Our answers on a group's measures."""

    def quote(*_: object) -> Evidence:
        return Evidence("", "", "", 1, "", "", 0, 0, ())

    judged = judge_place(Place(group.name), group.sources, coded.taxonomy(), as_of="", quote=quote, meant=meant)
    return {judgement.measure: judgement.adopted for judgement in judged}


def write(
    models: dict[str, LogisticRegression],
    sure: LogisticRegression,
    names: Sequence[str],
    card: Embedder,
    lines: Sequence[str],
) -> None:
    """Write both models as plain numbers."""
    with (MEANING / "clauses.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        dimensions = len(next(iter(models.values())).coef_[0]) - len(READING)
        writer.writerow(["measure", "bias", *(f"d{i}" for i in range(dimensions)), *READING])
        for measure, model in models.items():
            writer.writerow([measure, f"{model.intercept_[0]:.4f}", *(f"{value:.4f}" for value in model.coef_[0])])
    head = "\n".join(f"# {line}" for line in lines)
    (MEANING / "card.toml").write_text(f'{head}\nembeddings = "{card.card.sha256}"\n', encoding="utf-8")
    numbers = "\n".join(f'"{name}" = {value:.4f}' for name, value in zip(names, sure.coef_[0], strict=True))
    (CONFIDENCE / "weights.toml").write_text(
        f"{head}\nbias = {sure.intercept_[0]:.4f}\nyes_from = {YES_FROM}\n\n[weights]\n{numbers}\n", encoding="utf-8"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--gold", type=Path, default=coded.GOLD)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    names = feature_names()
    with policyscan.open_workspace(given.workspace) as workspace:
        embedder = workspace.embedder()
        vectors = Vectors(embedder)
        groups = [*real(workspace, given.gold), *fictional(frozen=None)]
    every = cells(groups, vectors)
    chance = chances(every, names)
    report("real places, second reader", every, chance, lambda cell: cell.group.is_real)
    report(
        "real places, firm cells", every, chance, lambda cell: cell.group.is_real and cell.group.is_firm[cell.measure]
    )
    report(
        "fictional places, tuned on", every, chance, lambda cell: not cell.group.is_real and not cell.group.is_frozen
    )
    report("fictional places, frozen", every, chance, lambda cell: cell.group.is_frozen)
    if given.write:
        tuned = [group for group in groups if not group.is_frozen]
        models = {m.id: fit_clauses(m.id, tuned, vectors) for m in coded.taxonomy().measures}
        places = sum(group.is_real for group in groups)
        lines = (
            "Written by `python -m benchmarks.train --workspace DIR --write`; do not edit.",
            f"Linear models, trained on {places} real and {len(groups) - places} fictional coded places (the frozen "
            "ones for confidence only), the labelled sentences and minimal pairs that are tuned on.",
            "Figures and limits: docs/evaluation.md.",
        )
        write(models, fit_confidence(every, names), names, embedder, lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
