"""Read pairs of strings by an embedding model with small trained changes: what comes out are answers, not vectors.

The changes are merged into the weights (`policyscan.embed.change`), so that reading costs what embedding costs. Each
answer looks at the tokens with weights of its own, beside their plain mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.change import merge
from policyscan.embed.sentences import cores, offline, quiet, side_by_side
from policyscan.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tensors = Mapping[str, NDArray[np.float32]]

BATCH_SIZE = 32
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

    def __init__(self, folder: Path, tensors: Tensors, *, max_tokens: int, dtype: str) -> None:
        with offline():
            import torch
            from transformers import AutoModel, AutoTokenizer

            torch.set_num_threads(cores())
            with quiet():
                try:
                    self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
                    self._model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
                except (OSError, ValueError, KeyError) as error:
                    first = (str(error).splitlines() or [""])[0]
                    raise ModelError(
                        f"the model in {folder} cannot be loaded: {first}", fix="install it again"
                    ) from error
        self._torch = torch
        self._max_tokens = max_tokens
        self._is_half = dtype == "bfloat16"
        try:
            self._heads = {name: torch.from_numpy(tensors[name].copy()) for name in HEADS}
            merge(self._model, tensors)
        except (KeyError, AttributeError, RuntimeError, ValueError) as error:
            raise ModelError(
                f"the clause reader does not fit the model in {folder}: {error}", fix="Install policyscan again."
            ) from error
        self._model.eval()

    def answer(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Log-odds, float32, shape `(len(pairs), answers + reasons)`, for pairs of heading and words."""
        import numpy as np

        torch = self._torch
        width = len(self._heads["answers.bias"]) + len(self._heads["reasons.bias"])
        found = np.zeros((len(pairs), width), dtype=np.float32)
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))

        def fill(at: int) -> None:
            batch = order[at : at + BATCH_SIZE]
            with torch.inference_mode():
                found[batch] = self._answer([pairs[i] for i in batch]).numpy()

        side_by_side(torch, fill, range(0, len(order), BATCH_SIZE))
        return found

    def _answer(self, pairs: Sequence[tuple[str, str]]) -> Any:
        torch, heads = self._torch, self._heads
        tokens = self._tokenizer(
            [heading for heading, _ in pairs],
            [words for _, words in pairs],
            padding=True,
            truncation=True,
            max_length=self._max_tokens,
            return_tensors="pt",
        )
        half = torch.autocast("cpu", dtype=torch.bfloat16) if self._is_half else nullcontext()
        with half:
            states = self._model(**tokens).last_hidden_state
        states = states.float()
        is_word = tokens["attention_mask"].bool()
        weights = states @ heads["attention.weight"].T + heads["attention.bias"]
        weights = weights.masked_fill(~is_word[:, :, None], -1e4).softmax(dim=1)
        looked_at = torch.einsum("bta,btd->bad", weights, states)
        mean = (states * is_word[:, :, None]).sum(dim=1) / is_word.sum(dim=1, keepdim=True)
        seen = torch.cat([looked_at, mean[:, None].expand(-1, looked_at.shape[1], -1)], dim=-1)
        answers = (seen * heads["answers.weight"]).sum(dim=-1) + heads["answers.bias"]
        reasons = torch.cat([states[:, 0], mean], dim=-1) @ heads["reasons.weight"].T + heads["reasons.bias"]
        return torch.cat([answers, reasons], dim=1)
