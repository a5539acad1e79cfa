"""Encode by sentence-transformers, offline: the way of every model that `policyscan.embed.layers` cannot compute."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.base import ModelCard
from policyscan.embed.change import does_not_fit, merge
from policyscan.embed.cores import cores, side_by_side
from policyscan.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.change import Tensors

# Texts at once, on each core. With 770 passages on 2 cores with avx512_bf16 (torch 2.13), 8 was fastest in bfloat16; 4
# was slower by a sixth, 16 and 32 by a twentieth, as the activations leave the cache.
BATCH_SIZE = 8


class SentenceModel:
    """A model held by sentence-transformers, changed by `change` (`policyscan.embed.change`).

    Raises ModelError when it cannot be loaded or the change does not fit.
    """

    def __init__(self, folder: Path, card: ModelCard, change: Tensors | None = None) -> None:
        with offline():
            import torch
            from sentence_transformers import SentenceTransformer

            torch.set_num_threads(cores())
            with quiet():
                try:
                    self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
                except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
                    first = (str(error).splitlines() or [""])[0]
                    raise ModelError(
                        f"the model {card.name!r} cannot be loaded from {folder}: {first}",
                        fix="install it again, or name a folder that sentence-transformers can load",
                    ) from error
        try:
            if change:
                merge(self._model[0].auto_model, change)
        except (KeyError, ValueError, RuntimeError, AttributeError) as error:
            raise does_not_fit(card, error) from error
        self._model.max_seq_length = card.max_tokens
        self._model.eval()
        self._dimensions = card.dimensions
        self._name = card.name
        self._torch = torch

    def encode(self, texts: Sequence[str], dtype: str = "float32") -> NDArray[np.float32]:
        """Unit rows, float32, computed in batches of strings with the same number of tokens.

        Without padding no attention mask is needed, which is a fifth to a third faster than strings
        sorted by length. In bfloat16 only the matrix products are (torch's autocast): layer norms,
        the mean and the unit length stay in float32, which costs nothing and halves the difference.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        torch, model = self._torch, self._model
        prompt = model.prompts.get(model.default_prompt_name or "", "")
        tokens = model.tokenizer([prompt + text for text in texts], truncation=True, max_length=model.max_seq_length)
        rows = torch.empty((len(texts), model.get_embedding_dimension()), dtype=torch.float32)

        def fill(batch: list[int]) -> None:
            half = torch.autocast("cpu", dtype=torch.bfloat16) if dtype == "bfloat16" else nullcontext()
            with half, torch.inference_mode():
                features = {name: torch.tensor([of_all[i] for i in batch]) for name, of_all in tokens.items()}
                rows[batch] = model(features)["sentence_embedding"].float()

        side_by_side(torch, fill, _batches(tokens["input_ids"]))
        matrix = rows.numpy()
        if matrix.shape[1] != self._dimensions:
            raise ModelError(
                f"the model {self._name!r} gives vectors of {matrix.shape[1]} dimensions, not {self._dimensions}",
                fix=f"write dimensions = {matrix.shape[1]} in its table",
            )
        unit: NDArray[np.float32] = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
        return unit.astype(np.float32, copy=False)


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indices of strings with the same number of tokens, at most a batch at a time, short ones first."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for index, tokens in enumerate(ids):
        by_length[len(tokens)].append(index)
    for length in sorted(by_length):
        same = by_length[length]
        for at in range(0, len(same), BATCH_SIZE):
            yield same[at : at + BATCH_SIZE]


@contextmanager
def offline() -> Iterator[None]:
    """Keep the libraries off the network while they are imported and load a model."""
    # The libraries read these when they are imported, so they are set around the import.
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def quiet() -> Iterator[None]:
    """Keep a model from drawing a progress bar while it is loaded."""
    from transformers import utils

    logging: Any = utils.logging
    was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if was_on:
            logging.enable_progress_bar()
