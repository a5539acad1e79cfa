"""A logistic model over what came near a measure; `python -m benchmarks.learn_reasons` trains its plain numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

from policyscan.trained import read_weights

FOLDER = Path(__file__).parent
CODES = (
    "silent", "optional", "only-some-situations", "report-only", "exception-swallows-rule", "one-of-two",
    "lesser-force-only", "not-pointing", "other",
)  # fmt: skip
# The rules' code stands unless it is as unlikely as this, and another as likely as that.
DOUBTED, TAKEN = 0.2, 0.4
_MOST_ODDS, _UNIT, _MANY = 9.0, 3.0, 10.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a "no": the rules' code, and what came near.

    `found` and `read` give for each reason code the chance (0 to 1) that a reader would quote the likeliest clause in
    which a rule found it, or of which the clause reader says it; `first_found` and `first_read` are the codes of the
    clause that is quoted likeliest. `best`: that clause's log-odds; `topic`: the highest log-odds that a clause is
    about the matter; `clauses`: how many a rule found.
    """

    measure: str
    code: str
    found: Mapping[str, float] = field(default_factory=dict)
    read: Mapping[str, float] = field(default_factory=dict)
    first_found: Collection[str] = ()
    first_read: str = ""
    best: float = -_MOST_ODDS
    topic: float = -6.0
    clauses: int = 0

    def values(self) -> dict[str, float]:
        """The features by name; what is not there is 0."""
        values = {
            f"rule {self.code}": 1.0,
            f"measure {self.measure}": 1.0,
            **{f"found {code}": chance for code, chance in self.found.items()},
            **{f"read {code}": chance for code, chance in self.read.items()},
            **{f"first found {code}": 1.0 for code in self.first_found},
            "best": max(-_MOST_ODDS, min(_MOST_ODDS, self.best)),
            "topic": self.topic / _UNIT,
            "clauses": self.clauses / _MANY,
        }
        if self.first_read:
            values[f"first read {self.first_read}"] = 1.0
        return values


@dataclass(frozen=True)
class Model:
    """For each reason code its weights by feature name, with its `bias`."""

    weights: Mapping[str, Mapping[str, float]]
    hash: str

    def chances(self, facts: Facts) -> dict[str, float]:
        """The chance of each code; together they are 1."""
        values = facts.values()
        totals = {
            code: weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in values.items())
            for code, weights in self.weights.items()
        }
        most = max(totals.values(), default=0.0)
        powers = {code: exp(total - most) for code, total in totals.items()}
        return {code: power / sum(powers.values()) for code, power in powers.items()}

    def code(self, facts: Facts, supported: Collection[str]) -> str:
        """The rules' code, or where that is doubtful the likeliest of those for which there are words."""
        chances = self.chances(facts)
        if facts.code not in chances:
            return facts.code
        best = max(chances, key=lambda code: chances[code])
        is_better = chances[best] >= TAKEN and chances[facts.code] <= DOUBTED
        return best if is_better and best in supported else facts.code


@cache
def load(folder: Path = FOLDER) -> Model:
    """The model that comes with the package."""
    return read_weights(folder, _made)


def _made(table: dict[str, Any], digest: str) -> Model:
    weights = {code: {name: float(value) for name, value in table[code].items()} for code in CODES}
    return Model(weights, digest)
