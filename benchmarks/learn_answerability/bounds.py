"""Put what the search found and what was read in it together, and say how well nothing is told from something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policyscan.answerability import Bounds

# The share of questions with an answer that may be refused, how much reading may count at most (log-odds), and how much
# a whole unit of what the search found counts beside it. With less the reader counts more, which goes by what is asked
# (cost, number, name) as well as by the passage: at 10, 15 of the 180 questions of `asked_near.csv` are refused, at 20
# 13, at 40 6; of `unanswered_near.csv`, kept back, 107, 99 and 78 of 198 are told; 7, 3.5 and 1.5 in 10 are read.
REFUSED, MOST, FOUND = 0.03, 4.0, 20.0
# So many parts are told each with the bounds of the others.
PARTS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """Of the questions with an answer those refused, and of those that nothing answers those told."""

    refused: int
    asked: int
    told: int
    silent: int

    def __str__(self) -> str:
        return f"{self.refused} of {self.asked} refused, {self.told} of {self.silent} told"


def bounds_of(signals: NDArray[np.float64], answered: NDArray[np.bool_], refused: float) -> Bounds:
    """The bounds that refuse that share of the questions with an answer.

    `signals` has a row for each question: what the best hit says beyond what is wanted, and the greatest log-odds read.
    """
    begin = Bounds(found=FOUND, most=MOST, bias=0.0)
    sums = [begin.sum(spare, said) for spare, said in signals[answered].tolist()]
    return Bounds(found=FOUND, most=MOST, bias=-float(np.quantile(sums, refused)))


def told(bounds: Bounds, signals: NDArray[np.float64], answered: NDArray[np.bool_]) -> Told:
    """How well nothing is told from something within these bounds."""
    refused = np.array([not bounds.is_answer(spare, said) for spare, said in signals.tolist()])
    return Told(
        int((refused & answered).sum()), int(answered.sum()), int((refused & ~answered).sum()), int((~answered).sum())
    )


def told_in_parts(signals: NDArray[np.float64], answered: NDArray[np.bool_], refused: float) -> Told:
    """The same, each part of the questions within the bounds that the others give."""
    part = np.arange(len(answered)) % PARTS
    found = [
        told(
            bounds_of(signals[part != one], answered[part != one], refused), signals[part == one], answered[part == one]
        )
        for one in range(PARTS)
    ]
    return Told(*(sum(getattr(one, name) for one in found) for name in ("refused", "asked", "told", "silent")))
