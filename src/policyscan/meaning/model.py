"""The clause model: one row of plain numbers for each measure, trained by `benchmarks/train.py`."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from policyscan.errors import PolicyScanError
from policyscan.model import Clause, Modality

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
# Characters of a lead-in that are read with a list item, and of a whole string.
LEAD, LONGEST = 200, 800
# What the reading says of a clause weighs half as much as one direction of its embedding.
READING_SCALE = 0.5
MODALITIES = tuple(Modality)
READING = (*(modality.value for modality in MODALITIES), "exception")


def clause_string(text: str, lead: str = "") -> str:
    """The string that is embedded for a clause: the end of its lead-in and its own words, on one line."""
    words = " ".join(text.split())
    before = " ".join(lead.split())[-LEAD:]
    return (f"{before} {words}" if before else words)[:LONGEST]


def features(
    vectors: NDArray[np.float32], modalities: Sequence[Modality], exceptions: Sequence[bool]
) -> NDArray[np.float32]:
    """Rows for the model, shape `(clauses, dimensions + len(READING))`: the embedding and what was read."""
    read = np.zeros((len(modalities), len(READING)), dtype=np.float32)
    for row, (modality, has_exception) in enumerate(zip(modalities, exceptions, strict=True)):
        read[row, MODALITIES.index(modality)] = READING_SCALE
        read[row, -1] = READING_SCALE * has_exception
    return np.concatenate([vectors, read], axis=1)


@dataclass(frozen=True, eq=False)
class Meaning:
    """Weights for each measure; `matrix` has shape `(measures, dimensions + len(READING))`.

    `embeddings` is the sha256 of the embedding model's weights that it was trained on; its scores mean
    nothing for another's vectors.
    """

    embeddings: str
    measures: tuple[str, ...]
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]
    hash: str

    def passages(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """How near passages are to what each measure asks, shape `(passages, measures)`; good for an order only."""
        return vectors @ self.matrix[:, : vectors.shape[1]].T

    def clauses(self, vectors: NDArray[np.float32], clauses: Sequence[Clause]) -> NDArray[np.float32]:
        """Log-odds that a clause decides a measure for "adopted", shape `(clauses, measures)`."""
        rows = features(vectors, [c.modality for c in clauses], [bool(c.exception) for c in clauses])
        return rows @ self.matrix.T + self.bias


@cache
def load(embeddings: str, folder: Path = FOLDER) -> Meaning | None:
    """The model that was trained on the vectors of an embedding model (by its sha256), or nothing."""
    file = folder / "clauses.csv"
    try:
        card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
        data = file.read_bytes()
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PolicyScanError(
            f"{folder}: the clause model cannot be read ({error})", fix="Install policyscan again."
        ) from error
    if card["embeddings"] != embeddings:
        return None
    rows = list(csv.reader(data.decode("utf-8").splitlines()))[1:]
    numbers = np.array([[float(value) for value in row[1:]] for row in rows], dtype=np.float32)
    return Meaning(
        embeddings=embeddings,
        measures=tuple(row[0] for row in rows),
        matrix=numbers[:, 1:],
        bias=numbers[:, 0],
        hash=hashlib.sha256(data).hexdigest()[:16],
    )
