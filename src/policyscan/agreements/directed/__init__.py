"""Read which way training, or power, goes in a sentence of an agreement: the learned reader of directions.

Small trained changes to the embedding model judge each sentence: whether one side trains the other in it, both do, or
powers are conferred; and, of the words for either side, which of them gives. Trained by
`python -m benchmarks.learn_directions`; what on stands in `card.toml`, how good it is in
docs/decisions/0004-agreements-and-reports.md. How its shares and the rules are put together is decided in
`agreements/direction_both.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from policyscan.trained import read_trained

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.marked_plain import Judged, Marked

FOLDER = Path(__file__).parent
NUMBERS = "directions.safetensors"
# What a sentence may speak of: nothing of the kind; that one side trains the other; both, or aid; conferred powers.
KINDS = ("none", "one way", "both", "powers")


class Judge(Protocol):
    """What judges sentences: `policyscan.embed.marked_plain.PlainMarked`."""

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The ids of a text's tokens, and the characters at which each stands."""

    def judge(self, windows: Sequence[Marked]) -> list[Judged]:
        """For each window the share of each of `KINDS` for its parts, and how much the first mark gives."""


@dataclass(frozen=True, eq=False)
class DirectionReader:
    """The weights: they change the embedding model `base`, whose own have the sha256 `weights`.

    A window has at most `size` tokens, and of an agreement at most `most` windows are read.
    """

    base: str
    weights: str
    size: int
    most: int
    tensors: dict[str, NDArray[np.float32]]
    hash: str


@cache
def load(folder: Path = FOLDER) -> DirectionReader:
    """The reader in a folder; by default the one that comes with the package.

    Raises PolicyScanError where its files are broken.
    """

    def make(card: dict[str, Any], tensors: dict[str, NDArray[np.float32]], name: str) -> DirectionReader:
        return DirectionReader(card["base"], card["weights"], int(card["size"]), int(card["most"]), tensors, name)

    return read_trained(folder, NUMBERS, "the reader of directions", make)
