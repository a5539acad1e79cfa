"""Compute a few short texts by a BERT model in plain numpy, so that a single query need not wait for torch.

The computation is that of Devlin et al., "BERT" (2019), with the mean over tokens of Reimers and
Gurevych, "Sentence-BERT" (2019); a test holds it against sentence-transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.plain import PlainBert

    # A text, or a pair of texts that is read as one.
    Text = str | tuple[str, str]


class BertEncoder:
    """A BERT encoder with the mean over tokens and unit length."""

    def __init__(self, model: PlainBert) -> None:
        from threadpoolctl import ThreadpoolController

        self._width, self._heads, self._layers, self._epsilon = model.width, model.heads, model.layers, model.epsilon
        self._weights, self._tokenizer = model.weights, model.tokenizer
        self._threads = ThreadpoolController()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), hidden size)`; of a text beyond the tokens allowed the end is cut.

        All tokens go through the layers in one matrix without padding; only attention and the mean are
        computed text by text.
        """
        # One thread: with two, each of the 36 small products waits for a time slice (8 ms) where another
        # process keeps the cores busy, and a query takes 290 ms instead of 10; on idle cores it gains 3 ms.
        with self._threads.limit(limits=1, user_api="blas"):
            return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        states = self._states(texts)
        if not states:
            return np.zeros((0, self._width), dtype=np.float32)
        means = np.stack([state.mean(axis=0) for state in states])
        rows: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return rows.astype(np.float32, copy=False)

    def states(self, texts: Sequence[Text]) -> list[NDArray[np.float32]]:
        """The last layer's state of each token of each text or pair, each of shape `(tokens, hidden size)`."""
        with self._threads.limit(limits=1, user_api="blas"):
            return self._states(texts)

    def states_beside(
        self, rows: Sequence[NDArray[np.int64]], beside: Sequence[NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """As `states`, of rows of token ids, and with numbers `(tokens, hidden size)` added to their embeddings."""
        import numpy as np

        with self._threads.limit(limits=1, user_api="blas"):
            return self._through(rows, [np.zeros_like(row) for row in rows], np.concatenate(beside)) if rows else []

    def _states(self, texts: Sequence[Text]) -> list[NDArray[np.float32]]:
        import numpy as np

        found = [self._tokenizer.encode(*((text,) if isinstance(text, str) else text)) for text in texts]
        if not found:
            return []
        return self._through([np.asarray(one.ids) for one in found], [np.asarray(one.type_ids) for one in found])

    def _through(
        self,
        tokens: Sequence[NDArray[np.int64]],
        kinds: Sequence[NDArray[np.int64]],
        beside: NDArray[np.float32] | None = None,
    ) -> list[NDArray[np.float32]]:
        """The states behind all layers, of rows of tokens and the kinds of their segments."""
        import numpy as np

        bounds = np.cumsum([0, *map(len, tokens)])
        spans = [slice(start, end) for start, end in pairwise(bounds.tolist())]
        weights = self._weights
        state = (
            weights["embeddings.word_embeddings.weight"][np.concatenate(tokens)]
            + weights["embeddings.position_embeddings.weight"][np.concatenate([np.arange(len(row)) for row in tokens])]
            + weights["embeddings.token_type_embeddings.weight"][np.concatenate(kinds)]
        )
        state = self._norm(state if beside is None else state + beside, "embeddings.LayerNorm")
        for number in range(self._layers):
            state = self._layer(state, spans, f"encoder.layer.{number}.")
        return [state[span] for span in spans]

    def _layer(self, state: NDArray[np.float32], spans: Sequence[slice], name: str) -> NDArray[np.float32]:
        state = self._norm(
            state + self._linear(self._attend(state, spans, name), f"{name}attention.output.dense"),
            f"{name}attention.output.LayerNorm",
        )
        wide = _gelu(self._linear(state, f"{name}intermediate.dense"))
        return self._norm(state + self._linear(wide, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _attend(self, state: NDArray[np.float32], spans: Sequence[slice], name: str) -> NDArray[np.float32]:
        import numpy as np

        query, key, value = (
            self._linear(state, f"{name}attention.self.{part}").reshape(len(state), self._heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scale = np.float32((self._width // self._heads) ** -0.5)
        mixed = np.empty_like(state)
        for span in spans:
            scores = query[:, span] @ key[:, span].transpose(0, 2, 1) * scale
            shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
            shares /= shares.sum(axis=-1, keepdims=True)
            mixed[span] = (shares @ value[:, span]).transpose(1, 0, 2).reshape(-1, self._width)
        return mixed

    def _linear(self, state: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        # The wide matrix first: for the few rows of a query, BLAS takes two thirds of the time of the
        # other order (5.3 against 8.6 ms for all layers at 18 tokens).
        product: NDArray[np.float32] = (self._weights[f"{name}.weight"] @ state.T).T + self._weights[f"{name}.bias"]
        return product

    def _norm(self, state: NDArray[np.float32], name: str) -> NDArray[np.float32]:
        import numpy as np

        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(self._epsilon))
        scaled: NDArray[np.float32] = centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return scaled


def _gelu(values: NDArray[np.float32]) -> NDArray[np.float32]:
    # x·Φ(x) by the error function of Abramowitz and Stegun 7.1.26 (error below 1.5e-7), as numpy has none.
    import numpy as np

    size = np.abs(values) * np.float32(0.5**0.5)
    ratio = 1.0 / (1.0 + np.float32(0.3275911) * size)
    tail = ratio * (
        np.float32(0.254829592)
        + ratio
        * (
            np.float32(-0.284496736)
            + ratio * (np.float32(1.421413741) + ratio * (np.float32(-1.453152027) + ratio * np.float32(1.061405429)))
        )
    )
    error = np.copysign(1.0 - tail * np.exp(-size * size), values)
    result: NDArray[np.float32] = np.float32(0.5) * values * (1.0 + error)
    return result
