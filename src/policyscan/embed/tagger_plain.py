"""Tag each word of a text by an embedding model with low-rank changes and a head for each token, in plain numpy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.embed.bert import BertEncoder
from policyscan.embed.plain import read_changed
from policyscan.embed.windows import WAYS, Tagged, Window, beside, merged, windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.base import ModelCard

    Tensors = Mapping[str, NDArray[np.float32]]

# So many windows go through the layers at once: of more the states would fill the caches.
_BATCH = 4
_HEAD, _TAIL = "[CLS]", "[SEP]"


class PlainTagger:
    """The transformer in `folder`, changed by `tensors`; one core at a time.

    A window has `size` tokens and begins `stride` behind the one before. Raises ModelError where model and tensors do
    not fit.
    """

    def __init__(self, folder: Path, card: ModelCard, tensors: Tensors, *, size: int, stride: int) -> None:
        model = read_changed(folder, card, tensors, max_tokens=card.max_tokens)
        self._encoder, self._tokenizer, self._tensors = BertEncoder(model), model.tokenizer, tensors
        self._tokenizer.no_truncation()
        self._size, self._stride = size, stride

    def tag(self, text: str, parts: Sequence[tuple[int, int]]) -> list[Tagged]:
        """The tokens of some parts of a text, in its order, with the share of each label."""
        cut = [
            window
            for start, end in parts
            for window in windows(self._tokenizer, text, start, end, size=self._size, stride=self._stride)
            if window.ids
        ]
        read: list[tuple[Window, NDArray[np.float32]]] = []
        for at in range(0, len(cut), _BATCH):
            batch = cut[at : at + _BATCH]
            read += zip(batch, self._shares(batch), strict=True)
        return merged(read)

    def _shares(self, batch: Sequence[Window]) -> Iterator[NDArray[np.float32]]:
        import numpy as np

        head, tail = (self._tokenizer.token_to_id(mark) for mark in (_HEAD, _TAIL))
        # Around a window stand the marks of a text's beginning and end, which are written in no way.
        written = [
            np.pad(np.asarray(window.written, dtype=np.float32).reshape(-1, WAYS), ((1, 1), (0, 0))) for window in batch
        ]
        said = self._tensors
        added = [ways @ said["written.weight"].T + said["written.bias"] for ways in written]
        states = self._encoder.states_beside([np.array([head, *window.ids, tail]) for window in batch], added)
        for state, ways in zip(states, written, strict=True):
            seen = np.concatenate([state, beside(ways)], axis=1)
            odds = (seen @ said["labels.weight"].T + said["labels.bias"])[1:-1]
            odds = np.exp(odds - odds.max(axis=1, keepdims=True))
            yield odds / odds.sum(axis=1, keepdims=True)
