"""Read pairs of strings as `policyscan.embed.adapted` does, in plain numpy: for workers, which do without torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.embed.bert import BertEncoder
from policyscan.embed.plain import read_changed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.base import ModelCard

    Tensors = Mapping[str, NDArray[np.float32]]

# So many pairs go through the layers at once: of more the states would fill the caches.
_BATCH = 8


class PlainAdaptedModel:
    """The transformer in `folder`, changed by `tensors`; one core at a time.

    Raises ModelError where model and tensors do not fit.
    """

    def __init__(self, folder: Path, card: ModelCard, tensors: Tensors, *, max_tokens: int) -> None:
        self._encoder = BertEncoder(read_changed(folder, card, tensors, max_tokens=max_tokens))
        self._heads = tensors

    def answer(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Log-odds, float32, shape `(len(pairs), answers + reasons)`, for pairs of heading and words."""
        import numpy as np

        width = len(self._heads["answers.bias"]) + len(self._heads["reasons.bias"])
        found = np.zeros((len(pairs), width), dtype=np.float32)
        # Long ones first, so that those of a batch are about as long.
        order = sorted(range(len(pairs)), key=lambda index: (-len(pairs[index][1]), index))
        for batch in (order[at : at + _BATCH] for at in range(0, len(order), _BATCH)):
            rows = self._answers(self._encoder.states([pairs[index] for index in batch]))
            for index, row in zip(batch, rows, strict=True):
                found[index] = row
        return found

    def _answers(self, states: Sequence[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        import numpy as np

        heads = self._heads
        for state in states:
            weights = state @ heads["attention.weight"].T + heads["attention.bias"]
            weights = np.exp(weights - weights.max(axis=0))
            looked_at = (weights / weights.sum(axis=0)).T @ state
            mean = state.mean(axis=0)
            seen = np.concatenate([looked_at, np.broadcast_to(mean, looked_at.shape)], axis=1)
            answers = (seen * heads["answers.weight"]).sum(axis=1) + heads["answers.bias"]
            reasons = heads["reasons.weight"] @ np.concatenate([state[0], mean]) + heads["reasons.bias"]
            yield np.concatenate([answers, reasons])
