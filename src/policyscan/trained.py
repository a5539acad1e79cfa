"""Read what was trained and comes with the package: plain numbers, and a card that says what they are."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from policyscan.errors import PolicyScanError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tensors = dict[str, NDArray[np.float32]]

CARD = "card.toml"
WEIGHTS = "weights.toml"
_Made = TypeVar("_Made")


def read_trained(folder: Path, numbers: str, what: str, make: Callable[[dict[str, Any], Tensors, str], _Made]) -> _Made:
    """What `make` makes of the card in a folder, the numbers beside it (as float32) and the hash of their file.

    `what` names it ("the clause reader") where its files are broken: PolicyScanError.
    """
    import numpy as np
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        card = tomllib.loads((folder / CARD).read_text(encoding="utf-8"))
        data = (folder / numbers).read_bytes()
        tensors = {name: tensor.astype(np.float32) for name, tensor in load(data).items()}
        return make(card, tensors, hashlib.sha256(data).hexdigest()[:12])
    except (OSError, tomllib.TOMLDecodeError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise PolicyScanError(f"{folder}: {what} cannot be read ({error})", fix="Install policyscan again.") from error


def read_weights(folder: Path, make: Callable[[dict[str, Any], str], _Made]) -> _Made:
    """What `make` makes of the weights in a folder and the hash of their file; PolicyScanError where it is broken."""
    file = folder / WEIGHTS
    try:
        text = file.read_text(encoding="utf-8")
        return make(tomllib.loads(text), hashlib.sha256(text.encode()).hexdigest()[:16])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise PolicyScanError(f"{file}: cannot be read ({error})", fix="Install policyscan again.") from error
