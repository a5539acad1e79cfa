"""Two logistic models over what is known of a clause, for yes and for no, trained by `benchmarks.learn_quotable`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from policyscan.trained import read_weights

FOLDER = Path(__file__).parent
FEATURES = (
    "found", "meets", "part", "defeats", "fails", "several", "silent", "says-the-reason", "first", "second", "turn",
    "is-read", "topic", "reading", "reading-defeats", "topic-rank", "nearness-rank", "means-the-reason",
    "is-passage", "passage-rank", "cosine", "below-the-nearest", "hints", "no-hint",
)  # fmt: skip
# Log-odds of the clause reader are kept within these bounds, and divided so that all features are of one size.
TOPIC, ODDS = 6.0, 8.0
MOST_HINTS = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the clause reader says of a clause, in log-odds, and where it stands among the others of its place.

    `topic`: it is about the matter; `meets`: the likeliest part of the measure; `defeats`: it takes the measure
    away. Ranks begin with 0. `is_reason`: it reads as the answer's reason code.
    """

    topic: float
    meets: float
    defeats: float
    topic_rank: int
    nearness_rank: int
    is_reason: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a clause, or of a passage, before it is quoted.

    `weights`: the firmest rule (0 to 1) of each effect that matched; `rules`: how many did; `turn`: how many
    findings of the same rule are as firm or firmer (1: none is firmer; 0: no rule matched). `cosine` is that of
    its passage to the measure's question, `best` that of the nearest passage; `rank` a passage's rank (from 0).
    `hints` counts the measure's telling letters in it.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    rules: int = 0
    turn: int = 0
    is_silent: bool = False
    is_reason: bool = False
    meaning: Meaning | None = None
    rank: int | None = None
    cosine: float = 0.0
    best: float = 0.0
    hints: int = 0

    def values(self) -> dict[str, float]:
        """The features by name; what is 0 may be left out."""
        values = {
            **{effect: self.weights.get(effect, 0.0) for effect in ("meets", "part", "defeats", "fails")},
            "found": float(self.rules > 0),
            "several": float(self.rules > 1),
            "silent": float(self.is_silent),
            "says-the-reason": float(self.is_reason),
            "first": float(self.turn == 1),
            "second": float(self.turn == 2),
            "turn": 1.0 / self.turn if self.turn else 0.0,
            "cosine": self.cosine,
            "below-the-nearest": 3.0 * (self.cosine - self.best),
            "hints": min(self.hints, MOST_HINTS) / (MOST_HINTS / 2),
            "no-hint": float(self.hints == 0),
        }
        if self.rank is not None:
            values |= {"is-passage": 1.0, "passage-rank": 1.0 / (1 + self.rank)}
        if self.meaning is not None:
            values |= {
                "is-read": 1.0,
                "topic": _scaled(self.meaning.topic, TOPIC, TOPIC / 2),
                "reading": _scaled(self.meaning.meets, ODDS, ODDS / 2),
                "reading-defeats": _scaled(self.meaning.defeats, ODDS, ODDS / 2),
                "topic-rank": 1.0 / (1 + self.meaning.topic_rank),
                "nearness-rank": 1.0 / (1 + self.meaning.nearness_rank),
                "means-the-reason": float(self.meaning.is_reason),
            }
        return values


def _scaled(odds: float, most: float, unit: float) -> float:
    return max(-most, min(most, odds)) / unit


@dataclass(frozen=True)
class Model:
    """Weights by feature name for answers of yes and of no; each with its `bias`."""

    yes: Mapping[str, float]
    no: Mapping[str, float]
    hash: str

    def chance(self, known: Known, *, yes: bool) -> float:
        """The chance (0 to 1) that a careful reader would quote the clause for this answer."""
        weights = self.yes if yes else self.no
        total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in known.values().items())
        return 1.0 / (1.0 + exp(-total))


@cache
def load(folder: Path = FOLDER) -> Model:
    """The model that comes with the package."""
    return read_weights(folder, _made)


def _made(table: dict[str, Any], digest: str) -> Model:
    yes, no = ({name: float(value) for name, value in table[answer].items()} for answer in ("yes", "no"))
    return Model(yes, no, digest)
