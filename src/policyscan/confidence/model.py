"""A logistic model over what a judgement rests on; its plain numbers are trained by `python -m benchmarks.learn`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from policyscan.trained import read_weights

FOLDER = Path(__file__).parent
# No cell is certain: the codings that the numbers were learned from are not.
LEAST, MOST = 0.02, 0.98
FEATURES = (
    "adopted", "meets", "parts", "defeats", "fails", "silent", "optional", "both-sides", "is-read", "reading",
    "second", "reading-defeats", "reading-of-a-no", "reading-of-the-rule", "margin",
)  # fmt: skip
# Log-odds are kept within these bounds and divided by a third of the first, so that all features are of one size.
WIDEST, MARGIN = 6.0, 8.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clause reader says of a place on one measure, in log-odds.

    `meets` is the best clause's (of a measure with parts: the worst part's best); `second` the next
    clause's; `defeats` the best of those that take the measure away; `rule` that of the clauses on which
    the rules' yes rests, None where they say no.
    """

    meets: float
    second: float
    defeats: float
    rule: float | None = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a judgement rests on: the rules' answer, their firmest clauses (weights 0 to 1), the clause reader.

    `reading` is None where no clause was read closely.
    """

    measure: str
    adopted: bool
    meets: float = 0.0
    parts: float = 0.0
    defeats: float = 0.0
    fails: float = 0.0
    is_silent: bool = False
    is_optional: bool = False
    reading: Reading | None = None

    def values(self) -> dict[str, float]:
        """The features by name, those of the measure among them."""
        values = {
            "adopted": float(self.adopted),
            "meets": self.meets * self.adopted,
            "parts": self.parts,
            "defeats": self.defeats,
            "fails": self.fails,
            "silent": float(self.is_silent),
            "optional": float(self.is_optional),
            "both-sides": float(self.meets > 0 and self.defeats > 0),
            f"is {self.measure}": 1.0,
        }
        if self.reading is not None:
            meets = _scaled(self.reading.meets)
            margin = max(-MARGIN, min(MARGIN, self.reading.meets - self.reading.defeats)) / (MARGIN / 2)
            values |= {
                "is-read": 1.0,
                "reading": meets,
                "second": _scaled(self.reading.second),
                "reading-defeats": _scaled(self.reading.defeats),
                "reading-of-a-no": 0.0 if self.adopted else meets,
                "reading-of-the-rule": 0.0 if self.reading.rule is None else _scaled(self.reading.rule),
                "margin": margin,
                f"reading {self.measure}": meets,
            }
        return values


def _scaled(odds: float) -> float:
    return max(-WIDEST, min(WIDEST, odds)) / (WIDEST / 2)


@dataclass(frozen=True)
class Model:
    """Weights by feature name."""

    bias: float
    weights: dict[str, float]
    hash: str

    def adopted(self, grounds: Grounds) -> float:
        """The chance that a careful reader says "adopted"."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in grounds.values().items())
        return min(MOST, max(LEAST, 1.0 / (1.0 + exp(-total))))


@cache
def load(folder: Path = FOLDER) -> Model:
    """The model that comes with the package."""
    return read_weights(folder, _made)


def _made(table: dict[str, Any], digest: str) -> Model:
    return Model(float(table["bias"]), {name: float(value) for name, value in table["weights"].items()}, digest)
