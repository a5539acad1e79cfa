"""Read what a passage of a report bears, in words that no rule knows: the learned reader of passages.

Small trained changes to the embedding model answer, for a passage with its heading, how likely it bears each type of
violation. Trained by `python -m benchmarks.learn_violations`; what on and how good it is stand in `card.toml` and
docs/violations-codebook.md. Which rules it corrects and which it only adds to is decided in `rights/acc_closely.py`.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from policyscan.errors import PolicyScanError

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent
CARD, NUMBERS = "card.toml", "passages.safetensors"

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
    from safetensors import SafetensorError
    from safetensors.numpy import load as unpack

    try:
        card = tomllib.loads((folder / CARD).read_text(encoding="utf-8"))
        data = (folder / NUMBERS).read_bytes()
        return PassageReader(
            base=card["base"],
            weights=card["weights"],
            max_tokens=int(card["max_tokens"]),
            types=tuple(card["types"]),
            tensors={name: tensor.astype(np.float32) for name, tensor in unpack(data).items()},
            hash=hashlib.sha256(data).hexdigest()[:12],
        )
    except (OSError, tomllib.TOMLDecodeError, SafetensorError, KeyError, ValueError) as error:
        raise PolicyScanError(
            f"{folder}: the reader of passages cannot be read ({error})", fix="Install policyscan again."
        ) from error
