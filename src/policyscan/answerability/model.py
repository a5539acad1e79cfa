"""The reader of answers: plain numbers that change an embedding model so that it reads question and passage together.

To tell that a text answers a question from that it only speaks of the same things is called answerability (Rajpurkar
et al., "Know What You Don't Know", 2018, arXiv:1806.03822). Trained by `python -m benchmarks.learn_answerability`; on
what, and how good it is, stands in `card.toml` and docs/search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed import load_plain_pairs
from policyscan.trained import read_trained

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.pairs_plain import PlainPairs

FOLDER = Path(__file__).parent
NUMBERS = "reader.safetensors"
# The numbers that turn the state of a pair into an answer; all others change the model.
HEAD_WEIGHT, HEAD_BIAS = "answer.weight", "answer.bias"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How what a search found and what was read in it say together that there is an answer.

    There is one where `found` times what the best hit says for itself beyond what is wanted (`search.enough`), plus the
    greatest log-odds read, cut off at `most` either way, plus `bias`, is nought or more, and one of the two by itself
    says so, too.
    """

    found: float
    most: float
    bias: float

    def sum(self, spare: float, said: float) -> float:
        """What both say together."""
        return self.found * spare + min(max(said, -self.most), self.most) + self.bias

    def is_answer(self, spare: float, said: float) -> bool:
        """Whether there is an answer."""
        return self.sum(spare, said) >= 0.0 and max(spare, said) >= 0.0


@dataclass(frozen=True, eq=False)
class AnswerReader:
    """The trained numbers.

    They change the embedding model `base`, whose own weights have the sha256 `weights`, and mean nothing for another:
    what comes out for a pair (`embed.pairs_plain`) times `HEAD_WEIGHT`, plus `HEAD_BIAS`, is its log-odds.
    """

    base: str
    weights: str
    max_tokens: int
    bounds: Bounds
    tensors: dict[str, NDArray[np.float32]]
    hash: str

    def read(self, question: str, passages: Sequence[str]) -> list[float]:
        """The log-odds that each passage answers the question. Raises ModelError where the model is not there."""
        states = self._model.read([(question, passage) for passage in passages])
        said: list[float] = (states @ self.tensors[HEAD_WEIGHT] + self.tensors[HEAD_BIAS]).tolist()
        return said

    @cached_property
    def _model(self) -> PlainPairs:
        return load_plain_pairs(self.base, self.weights, self.tensors, max_tokens=self.max_tokens)


@cache
def load(folder: Path = FOLDER) -> AnswerReader:
    """The reader in a folder; by default the one that comes with the package.

    Raises PolicyScanError where its files are broken.
    """

    def make(card: dict[str, Any], tensors: dict[str, NDArray[np.float32]], name: str) -> AnswerReader:
        if tensors[HEAD_WEIGHT].ndim != 1 or tensors[HEAD_BIAS].shape:
            raise ValueError(f"{HEAD_WEIGHT} and {HEAD_BIAS} are not a row and a number")
        return AnswerReader(
            base=str(card["base"]),
            weights=str(card["weights"]),
            max_tokens=int(card["max_tokens"]),
            bounds=Bounds(**{key: float(value) for key, value in card["bounds"].items()}),
            tensors=tensors,
            hash=name,
        )

    return read_trained(folder, NUMBERS, "the reader of answers", make)
