"""The clause reader: plain numbers that change an embedding model so that it answers what a clause says on a measure.

Trained by `python -m benchmarks.learn`; what it was trained on and how good it is stand in `card.toml`
and docs/evaluation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from policyscan.meaning import gate
from policyscan.trained import read_trained

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
NUMBERS = "reader.safetensors"
# What is asked of a clause on a measure besides its parts.
DEFEATS, TOPIC = "defeats", "topic"
MEETS = "meets"
# Below this score of the gate a text is about something else; so many are read even so. Of 627 answers on 38 real
# policies that weigh on a measure, among the first 40 clauses for it, 614 come of it with 3,894 clauses read; 24
# clauses for each measure, whatever their score, gave 572 with 4,443.
UNLIKELY, FEWEST = -2.0, 4
GATE_WEIGHTS, GATE_BIAS = "gate.weight", "gate.bias"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one clause says on one measure, in log-odds.

    `meets` has one entry for each part of the measure (one in all where it has no parts); `defeats`:
    it takes the duty or ban away; `on_topic`: it speaks of the matter at all; `reason` is the likeliest
    reason code, were it near language.
    """

    meets: tuple[float, ...]
    defeats: float
    on_topic: float
    reason: str


@dataclass(frozen=True, eq=False)
class ClauseReader:
    """The weights and what their outputs mean.

    They change the embedding model `base`, whose own weights have the sha256 `weights`, and mean nothing
    for another.
    `outputs` names each answer as `(measure, what)`, in order; after them come the log-odds of each
    reason code for each of the `measures`.
    """

    base: str
    weights: str
    max_tokens: int
    measures: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    tensors: dict[str, NDArray[np.float32]]
    hash: str

    @property
    def id(self) -> str:
        """The key of its answers in a store."""
        return f"reader-{self.hash}"

    @cached_property
    def _columns(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {measure: {} for measure in self.measures}
        for column, (measure, what) in enumerate(self.outputs):
            found[measure][what] = column
        return found

    def worth_reading(self, texts: Sequence[str], most: int) -> dict[str, list[int]]:
        """For each measure the indices of up to `most` texts that are likeliest about it, likeliest first.

        Of texts that are likely about something else only the first `FEWEST` are among them.
        """
        if not texts:
            return {measure: [] for measure in self.measures}
        found = gate.scores(texts, self.tensors[GATE_WEIGHTS], self.tensors[GATE_BIAS])
        order = np.argsort(-found, axis=0, kind="stable")[:most]
        chosen = {}
        for column, measure in enumerate(self.measures):
            first = order[:, column]
            likely = int((found[first, column] > UNLIKELY).sum())
            chosen[measure] = first[: max(FEWEST, likely)].tolist()
        return chosen

    def answer(self, row: NDArray[np.float32], measure: str, parts: Sequence[str] = ()) -> Answer:
        """What a row of outputs says on a measure with these parts."""
        columns = self._columns[measure]
        first = len(self.outputs) + len(self.reasons) * self.measures.index(measure)
        code = self.reasons[int(np.argmax(row[first : first + len(self.reasons)]))]
        meets = tuple(round(float(row[columns[part]]), 3) for part in parts or (MEETS,))
        return Answer(meets, round(float(row[columns[DEFEATS]]), 3), round(float(row[columns[TOPIC]]), 3), code)


@cache
def load(folder: Path = FOLDER) -> ClauseReader:
    """The reader in a folder; by default the one that comes with the package.

    Raises PolicyScanError where its files are broken.
    """

    def make(card: dict[str, Any], tensors: dict[str, NDArray[np.float32]], name: str) -> ClauseReader:
        return ClauseReader(
            base=card["base"],
            weights=card["weights"],
            max_tokens=int(card["max_tokens"]),
            measures=tuple(card["measures"]),
            outputs=tuple((measure, what) for measure, what in card["outputs"]),
            reasons=tuple(card["reasons"]),
            tensors=tensors,
            hash=name,
        )

    return read_trained(folder, NUMBERS, "the clause reader", make)
