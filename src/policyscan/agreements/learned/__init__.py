"""Read which words of an agreement name its parties: the learned reader of names.

Small trained changes to the embedding model label each word: it begins or goes on with the name of the local party, of
the one that it agrees with, of a further one, or none of these. Trained by `python -m benchmarks.learn_parties`; what
on stands in `card.toml`, how good it is in docs/decisions/0004-agreements-and-reports.md. How its labels and the rules'
names are put together is decided in `agreements/parties_both.py`.
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

    from policyscan.embed.windows import Tagged

FOLDER = Path(__file__).parent
NUMBERS = "parties.safetensors"
# No name; then for each side the word with which a name begins, and those with which it goes on.
LABELS = ("none", "local", "local +", "counterparty", "counterparty +", "other", "other +")

# The words of some parts of a text, with the share of each label.
Tag = Callable[[str, Sequence[tuple[int, int]]], "Sequence[Tagged]"]


@dataclass(frozen=True, eq=False)
class NameReader:
    """The weights: they change the embedding model `base`, whose own have the sha256 `weights`.

    Texts are read in windows of `size` tokens, each begun `stride` behind the one before.
    """

    base: str
    weights: str
    size: int
    stride: int
    tensors: dict[str, NDArray[np.float32]]
    hash: str


@cache
def load(folder: Path = FOLDER) -> NameReader:
    """The reader in a folder; by default the one that comes with the package.

    Raises PolicyScanError where its files are broken.
    """

    def make(card: dict[str, Any], tensors: dict[str, NDArray[np.float32]], name: str) -> NameReader:
        return NameReader(card["base"], card["weights"], int(card["size"]), int(card["stride"]), tensors, name)

    return read_trained(folder, NUMBERS, "the reader of parties' names", make)
