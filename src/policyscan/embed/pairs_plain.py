"""Read pairs of texts together by an embedding model with small trained changes, in plain numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.embed.bert import BertEncoder
from policyscan.embed.plain import read_changed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.base import ModelCard

    Tensors = Mapping[str, NDArray[np.float32]]


class PlainPairs:
    """The transformer in `folder`, changed by `tensors`; one core at a time.

    Raises ModelError where model and tensors do not fit.
    """

    def __init__(self, folder: Path, card: ModelCard, tensors: Tensors, *, max_tokens: int) -> None:
        model = read_changed(folder, card, tensors, max_tokens=max_tokens)
        self._encoder, self._tokenizer, self._width = BertEncoder(model), model.tokenizer, card.dimensions

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """What comes out for each pair: float32, shape `(len(pairs), 2 * dimensions + 1)`.

        These are the first token's state, the mean of all, and the cosine between the means of the pair's two texts. Of
        a pair longer than the tokens allowed the end of the longer text is cut.
        """
        import numpy as np

        found = np.zeros((len(pairs), 2 * self._width + 1), dtype=np.float32)
        for row, (pair, state) in enumerate(zip(pairs, self._encoder.states(pairs), strict=True)):
            is_second = np.asarray(self._tokenizer.encode(*pair).type_ids, dtype=bool)
            one, other = state[~is_second].mean(axis=0), state[is_second].mean(axis=0)
            cosine = one @ other / (np.linalg.norm(one) * np.linalg.norm(other))
            found[row] = np.concatenate([state[0], state.mean(axis=0), [cosine]])
        return found
