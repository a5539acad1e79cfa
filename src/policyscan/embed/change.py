"""Small trained changes to a model's matrices: low-rank, merged into the weights when the model is loaded.

After Hu et al., "LoRA", 2021, arXiv:2106.09685: of each changed matrix a file holds `<module>.down` (rank × in) and
`<module>.up` (out × rank), and the matrix becomes itself plus `up @ down`, so that a changed model costs what it cost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.base import ModelCard
from policyscan.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tensors = Mapping[str, NDArray[np.float32]]

DOWN, UP = ".down", ".up"


def read_change(file: Path, sha256: str) -> dict[str, NDArray[np.float32]]:
    """The numbers of a change, as float32. Raises ModelError where they are not the file of that hash."""
    import numpy as np
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        data = file.read_bytes()
    except OSError as error:
        raise ModelError(
            f"the change of a model cannot be read: {file} ({error.strerror})", fix="install policyscan again"
        ) from error
    if (found := hashlib.sha256(data).hexdigest()) != sha256:
        raise ModelError(
            f"the change of a model is not the named one: {file} has sha256 {found}, not {sha256}",
            fix="install policyscan again; if another change is meant, give it a table with a new name and this hash",
        )
    try:
        return {name: tensor.astype(np.float32) for name, tensor in load(data).items()}
    except SafetensorError as error:
        raise ModelError(f"{file} is not a file of numbers ({error})", fix="name a file of safetensors") from error


def differences(tensors: Tensors) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Each changed module by name, with what is added to its matrix: float32, shape `(out, in)`.

    Raises KeyError for half a change and ValueError for halves that do not fit.
    """
    for name, down in tensors.items():
        if name.endswith(DOWN):
            module = name.removesuffix(DOWN)
            yield module, tensors[f"{module}{UP}"] @ down


def merge(model: Any, tensors: Tensors) -> None:
    """Change a model of torch in place. Raises KeyError, ValueError or RuntimeError where the two do not fit."""
    import torch

    modules = dict(model.named_modules())
    with torch.no_grad():
        for name, added in differences(tensors):
            modules[name].weight += torch.from_numpy(added)


def does_not_fit(card: ModelCard, error: Exception) -> ModelError:
    """What is said of a model whose weights have other names or shapes than its change."""
    return ModelError(
        f"the change of model {card.name!r} does not fit its weights: {error}",
        fix="name the change that was trained on these weights",
    )
