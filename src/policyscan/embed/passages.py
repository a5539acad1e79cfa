"""Turn passages into unit vectors by a plain BERT: the way of every passage where the model is of that kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policyscan.embed.layers import Layers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.plain import PlainBert


class PassageEncoder:
    """The mean over tokens (Reimers and Gurevych, "Sentence-BERT", 2019) and unit length.

    A test holds it against sentence-transformers.
    """

    def __init__(self, model: PlainBert, dtype: str) -> None:
        self._layers = Layers(model, dtype)
        self._width = model.width

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), hidden size)`; of a text beyond the tokens allowed the end is cut."""
        import numpy as np

        sums = np.zeros((len(texts), self._width), dtype=np.float32)

        def add_up(indices: list[int], states: Any, is_word: Any) -> None:
            sums[indices] = (states * is_word[:, :, None]).sum(dim=1).numpy()

        self._layers.read(texts, add_up)
        unit: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        return unit
