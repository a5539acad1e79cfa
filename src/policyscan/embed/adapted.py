"""Read pairs of strings by an embedding model with small trained changes: what comes out are answers, not vectors.

The changes are merged into the weights (`policyscan.embed.change`), so that reading costs what embedding costs. Each
answer looks at the tokens with weights of its own, beside their plain mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.layers import Layers
from policyscan.embed.plain import read_changed
from policyscan.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.base import ModelCard

    Tensors = Mapping[str, NDArray[np.float32]]

# The answers' own tensors; all others change the transformer.
HEADS = (
    "attention.weight", "attention.bias", "answers.weight", "answers.bias", "reasons.weight", "reasons.bias",
)  # fmt: skip


class AdaptedModel:
    """The transformer in `folder`, changed by `tensors`.

    Beside the change (`policyscan.embed.change`) `tensors` hold, for the answers, `attention` (answers × width),
    `answers` (answers × twice the width: the weighted mean and the plain one) and `reasons` (the first token and
    the plain mean), each with weight and bias.
    Raises ModelError where model and tensors do not fit.
    """

    def __init__(self, folder: Path, card: ModelCard, tensors: Tensors, *, max_tokens: int) -> None:
        import torch

        self._torch = torch
        model = read_changed(folder, card, tensors, max_tokens=max_tokens)
        try:
            self._heads = {name: torch.from_numpy(tensors[name].copy()) for name in HEADS}
        except KeyError as error:
            raise ModelError(f"a reader lacks the numbers of {error}", fix="Install policyscan again.") from error
        self._layers = Layers(model, card.dtype)

    def answer(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Log-odds, float32, shape `(len(pairs), answers + reasons)`, for pairs of heading and words."""
        import numpy as np

        width = len(self._heads["answers.bias"]) + len(self._heads["reasons.bias"])
        found = np.zeros((len(pairs), width), dtype=np.float32)

        def look(indices: list[int], states: Any, is_word: Any) -> None:
            found[indices] = self._answers(states, is_word).numpy()

        self._layers.read(pairs, look)
        return found

    def _answers(self, states: Any, is_word: Any) -> Any:
        torch, heads = self._torch, self._heads
        weights = states @ heads["attention.weight"].T + heads["attention.bias"]
        weights = weights.masked_fill(~is_word[:, :, None], -1e4).softmax(dim=1)
        looked_at = torch.einsum("bta,btd->bad", weights, states)
        mean = (states * is_word[:, :, None]).sum(dim=1) / is_word.sum(dim=1, keepdim=True)
        seen = torch.cat([looked_at, mean[:, None].expand(-1, looked_at.shape[1], -1)], dim=-1)
        answers = (seen * heads["answers.weight"]).sum(dim=-1) + heads["answers.bias"]
        reasons = torch.cat([states[:, 0], mean], dim=-1) @ heads["reasons.weight"].T + heads["reasons.bias"]
        return torch.cat([answers, reasons], dim=1)
