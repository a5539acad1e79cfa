"""A logistic model over what a judgement rests on; its plain numbers are trained by `benchmarks/train.py`."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from policyscan.errors import PolicyScanError

FOLDER = Path(__file__).parent
# No cell is certain: the codings that the numbers were learned from are not.
LEAST, MOST = 0.02, 0.98
FEATURES = (
    "adopted", "meets", "parts", "defeats", "fails", "silent", "optional", "both-sides", "is-scored", "score", "second",
    "score-of-a-no",
)  # fmt: skip
# Log-odds are divided by this, so that all features are of one size.
SCORE_SCALE = 3.0


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a judgement rests on: the rules' answer, their firmest clauses (weights 0 to 1), the clause model's scores.

    `scores` are the log-odds of the two best clauses, empty where no clause model fits the workspace.
    """

    measure: str
    adopted: bool
    meets: float = 0.0
    parts: float = 0.0
    defeats: float = 0.0
    fails: float = 0.0
    is_silent: bool = False
    is_optional: bool = False
    scores: tuple[float, ...] = ()

    def values(self) -> dict[str, float]:
        """The features by name, those of the measure among them."""
        best = max(-4.0, self.scores[0]) / SCORE_SCALE if self.scores else 0.0
        second = max(-4.0, self.scores[1]) / SCORE_SCALE if len(self.scores) > 1 else best
        return {
            "adopted": float(self.adopted),
            "meets": self.meets * self.adopted,
            "parts": self.parts,
            "defeats": self.defeats,
            "fails": self.fails,
            "silent": float(self.is_silent),
            "optional": float(self.is_optional),
            "both-sides": float(self.meets > 0 and self.defeats > 0),
            "is-scored": float(bool(self.scores)),
            "score": best,
            "second": second,
            "score-of-a-no": 0.0 if self.adopted else max(0.0, best),
            f"is {self.measure}": 1.0,
            f"score {self.measure}": best,
        }


@dataclass(frozen=True)
class Model:
    """Weights by feature name, and from which chance on a clause found by its meaning alone turns a no into a yes."""

    bias: float
    weights: dict[str, float]
    yes_from: float
    hash: str

    def adopted(self, grounds: Grounds) -> float:
        """The chance that a careful reader says "adopted"."""
        total = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in grounds.values().items())
        return min(MOST, max(LEAST, 1.0 / (1.0 + exp(-total))))


@cache
def load(folder: Path = FOLDER) -> Model:
    """The model that comes with the package."""
    file = folder / "weights.toml"
    try:
        text = file.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PolicyScanError(f"{file}: cannot be read ({error})", fix="Install policyscan again.") from error
    weights = {name: float(value) for name, value in table["weights"].items()}
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Model(float(table["bias"]), weights, float(table["yes_from"]), digest)
