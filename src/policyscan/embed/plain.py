"""Read a sentence-transformers model that is a plain BERT with the mean over tokens: its numbers and its tokenizer.

Such a model can be computed by `policyscan.embed.bert` and `policyscan.embed.layers`; any other is left to
sentence-transformers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.base import ModelCard
from policyscan.embed.change import differences
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


@dataclass(frozen=True, eq=False)
class PlainBert:
    """A plain BERT.

    `weights` are float32 by the names in its file, mapped rather than copied; `tokenizer` cuts texts at the tokens
    allowed and does not pad.
    """

    width: int
    heads: int
    layers: int
    epsilon: float
    weights: Weights
    tokenizer: Any


def read_plain(
    folder: Path, card: ModelCard, change: Weights | None = None, *, max_tokens: int | None = None
) -> PlainBert | None:
    """The model in `folder`, changed by `change` (`policyscan.embed.change`); None where it is of another kind.

    Texts are cut at `max_tokens` (default: the card's). Raises ModelError where the files contradict the card, and
    KeyError or ValueError where the change does not fit.
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
    tokenizer.enable_truncation(min(max_tokens or card.max_tokens, int(config["max_position_embeddings"])))
    return PlainBert(
        width=int(config["hidden_size"]),
        heads=int(config["num_attention_heads"]),
        layers=int(config["num_hidden_layers"]),
        epsilon=float(config["layer_norm_eps"]),
        weights=_changed(weights, change or {}),
        tokenizer=tokenizer,
    )


def read_changed(folder: Path, card: ModelCard, change: Weights, *, max_tokens: int) -> PlainBert:
    """The model in `folder` with the change of a reader. Raises ModelError where the two do not fit."""
    try:
        model = read_plain(folder, card, change, max_tokens=max_tokens)
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"a reader does not fit the model in {folder}: {error}", fix="Install policyscan again."
        ) from error
    if model is None:
        raise ModelError(
            f"a reader does not fit the model in {folder}: it is no plain BERT", fix="Install the model again."
        )
    return model


def _changed(weights: Weights, change: Weights) -> Weights:
    added = {f"{module}.weight": difference for module, difference in differences(change)}
    return {**weights, **{name: weights[name] + difference for name, difference in added.items()}}


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
    # Words that are put before every text are not known here.
    if _json(folder / "config_sentence_transformers.json").get("default_prompt_name"):
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
