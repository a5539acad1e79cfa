"""Read what a passage of a report bears, in words that no rule knows: the learned reader of passages.

Small trained changes to the embedding model answer, for a passage with its heading, how likely it bears each type of
violation. Trained by `python -m benchmarks.learn_violations`; what on and how good it is stand in `card.toml` and
docs/violations-codebook.md. Which rules it corrects and which it only adds to is decided in `rights/acc_closely.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.trained import read_trained

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
NUMBERS = "passages.safetensors"

# Log-odds for pairs of heading and words, shape `(pairs, types)`.
Closely = Callable[[Sequence[tuple[str, str]]], "NDArray[np.float32]"]


@dataclass(frozen=True, eq=False)
class PassageReader:
    """The weights: they change the embedding model `base`, whose own have the sha256 `weights`.

    `types` are the ids of the violations that are answered for, in order.
    """

    base: str
    weights: str
    max_tokens: int
    types: tuple[str, ...]
    tensors: dict[str, NDArray[np.float32]]
    hash: str


@cache
def load(folder: Path = FOLDER) -> PassageReader:
    """The reader in a folder; by default the one that comes with the package.

    Raises PolicyScanError where its files are broken.
    """

    def make(card: dict[str, Any], tensors: dict[str, NDArray[np.float32]], name: str) -> PassageReader:
        return PassageReader(
            card["base"], card["weights"], int(card["max_tokens"]), tuple(card["types"]), tensors, name
        )

    return read_trained(folder, NUMBERS, "the reader of passages", make)
