"""Encode a few short texts by a BERT model in plain numpy, so that a single query need not wait for torch.

The computation is that of Devlin et al., "BERT" (2019), with the mean over tokens of Reimers and
Gurevych, "Sentence-BERT" (2019); a test holds it against sentence-transformers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.base import ModelCard
from policyscan.embed.change import differences, does_not_fit
from policyscan.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = Mapping[str, NDArray[np.float32]]

# The vector is brought to unit length in any case, so the last module makes no difference.
_MODULES = (("Transformer", "Pooling", "Normalize"), ("Transformer", "Pooling"))
# What a BERT of the plain kind says of itself; any other value is computed by sentence-transformers.
_PLAIN = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute", "is_decoder": False}
_DEFAULTS = {"hidden_act": "gelu", "position_embedding_type": "absolute", "is_decoder": False}


class BertEncoder:
    """A BERT encoder with the mean over tokens and unit length. Weights are mapped, not copied."""

    def __init__(self, config: Mapping[str, Any], weights: Weights, tokenizer: Any) -> None:
        self._width = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._layers = int(config["num_hidden_layers"])
        self._epsilon = float(config["layer_norm_eps"])
        self._weights = weights
        self._tokenizer = tokenizer
        from threadpoolctl import ThreadpoolController

        self._threads = ThreadpoolController()

    @classmethod
    def read(cls, folder: Path, card: ModelCard, change: Weights | None = None) -> BertEncoder | None:
        """The encoder of the model in `folder`, changed by `change`; None where it is of another kind.

        Raises ModelError where the files contradict the card or the change does not fit.
        """
        config = _plain_config(folder)
        weights = map_weights(folder / "model.safetensors") if config else None
        if config is None or weights is None:
            return None
        if int(config["hidden_size"]) != card.dimensions:
            raise ModelError(
                f"the model {card.name!r} gives vectors of {config['hidden_size']} dimensions, not {card.dimensions}",
                fix=f"write dimensions = {config['hidden_size']} in its table",
            )
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(card.max_tokens, int(config["max_position_embeddings"])))
        return cls(config, _changed(weights, change or {}, card), tokenizer)

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

        tokens = [np.asarray(self._tokenizer.encode(text).ids) for text in texts]
        if not tokens:
            return np.zeros((0, self._width), dtype=np.float32)
        bounds = np.cumsum([0, *map(len, tokens)])
        spans = [slice(start, end) for start, end in pairwise(bounds.tolist())]
        weights = self._weights
        state = (
            weights["embeddings.word_embeddings.weight"][np.concatenate(tokens)]
            + weights["embeddings.position_embeddings.weight"][np.concatenate([np.arange(len(row)) for row in tokens])]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._norm(state, "embeddings.LayerNorm")
        for number in range(self._layers):
            state = self._layer(state, spans, f"encoder.layer.{number}.")
        means = np.stack([state[span].mean(axis=0) for span in spans])
        rows: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return rows.astype(np.float32, copy=False)

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


def _changed(weights: Weights, change: Weights, card: ModelCard) -> Weights:
    try:
        added = {f"{module}.weight": difference for module, difference in differences(change)}
        return {**weights, **{name: weights[name] + difference for name, difference in added.items()}}
    except (KeyError, ValueError) as error:
        raise does_not_fit(card, error) from error


def _plain_config(folder: Path) -> dict[str, Any] | None:
    """The model's config, if it is BERT with the mean over tokens and nothing besides."""
    needed = ("config.json", "modules.json", "tokenizer.json", "model.safetensors")
    if not all((folder / name).is_file() for name in needed):
        return None
    config = _json(folder / "config.json")
    modules = _json(folder / "modules.json")
    if any(config.get(key, _DEFAULTS.get(key)) != value for key, value in _PLAIN.items()):
        return None
    kinds = tuple(str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules)
    if kinds not in _MODULES or modules[0]["path"]:
        return None
    if _json(folder / "sentence_bert_config.json").get("do_lower_case", False):
        return None
    pooling = _json(folder / modules[1]["path"] / "config.json")
    modes = {key for key, value in pooling.items() if key.startswith("pooling_mode") and value is True}
    if pooling.get("pooling_mode") == "mean":
        modes.add("pooling_mode_mean_tokens")
    return config if modes == {"pooling_mode_mean_tokens"} else None


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def map_weights(file: Path) -> Weights | None:
    """Every float32 tensor of a safetensors file, mapped; None where the weights are of another type.

    The form: eight bytes with the header's length, the header in JSON, the numbers
    (https://huggingface.co/docs/safetensors).
    """
    import numpy as np

    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    numbers = np.memmap(file, dtype=np.uint8, mode="r", offset=8 + length)
    weights: dict[str, NDArray[np.float32]] = {}
    for name, tensor in header.items():
        if tensor["dtype"] == "I64":
            continue
        if tensor["dtype"] != "F32":
            return None
        first, last = tensor["data_offsets"]
        weights[name.removeprefix("bert.")] = numbers[first:last].view("<f4").reshape(tensor["shape"]).view(np.ndarray)
    return weights
