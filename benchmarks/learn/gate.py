"""Train the choice of clauses that are worth reading closely: a logistic model over words and pairs of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks import coded
from benchmarks.groups import Group
from benchmarks.learn.rows import Row
from policyscan.meaning.gate import BUCKETS, buckets
from policyscan.meaning.model import TOPIC

# Clauses of each place that stand for all that is on no measure, most of them rightly.
OF_A_PLACE = 120
OTHER_WEIGHT, PLACE_WEIGHT = 0.3, 0.5
STRENGTH = 30.0


def train(rows: Sequence[Row], groups: Sequence[Group]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights of shape `(BUCKETS, measures)` and a bias for each measure."""
    chance = np.random.default_rng(0)
    others = [
        group.contexts[int(at)].words for group in groups for at in chance.permutation(len(group.contexts))[:OF_A_PLACE]
    ]
    table = _table([*(row.words for row in rows), *others])
    weights, biases = [], []
    for measure in coded.taxonomy().measures:
        is_own = np.array([row.measure == measure.id for row in rows] + [False] * len(others))
        is_about = np.array([row.known.get(TOPIC, 0.0) > 0 for row in rows] + [False] * len(others)) & is_own
        counts = np.where(is_own, 1.0, OTHER_WEIGHT)
        counts[len(rows) :] = PLACE_WEIGHT
        model = LogisticRegression(C=STRENGTH, max_iter=400).fit(table, is_about, sample_weight=counts)
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
    return np.stack(weights, axis=1).astype(np.float32), np.array(biases, dtype=np.float32)


def _table(texts: Sequence[str]) -> csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        chosen = buckets(text)
        columns += chosen
        values += [(len(chosen) + 1) ** -0.5] * len(chosen)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))
