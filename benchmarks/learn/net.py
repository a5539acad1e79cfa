"""The network that readers are trained as: an embedding model with low-rank changes, and answers on top of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel, AutoTokenizer

from benchmarks.learn.changed import changed_layers
from policyscan.embed.models import has_native_bfloat16

RANK, ALPHA, DROPOUT = 8, 16.0, 0.1
# Pairs that are answered at once.
_BATCH = 64


class Net(nn.Module):
    """Answers and reasons for pairs of heading and words; `policyscan.embed.adapted` computes the same.

    `sure` is the log-odds from which every answer sets out.
    """

    def __init__(self, folder: Path, *, answers: int, reasons: int, sure: float, max_tokens: int) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self.model = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self.changed = changed_layers(self.model, rank=RANK, alpha=ALPHA)
        width = self.model.config.hidden_size
        self.attention = nn.Linear(width, answers)
        self.answers = nn.Parameter(torch.randn(answers, 2 * width) * 0.02)
        self.bias = nn.Parameter(torch.full((answers,), sure))
        self.reasons = nn.Linear(2 * width, reasons)
        self.dropout = nn.Dropout(DROPOUT)
        self._max_tokens = max_tokens
        # Elsewhere products in bfloat16 take three times as long.
        self._half = has_native_bfloat16()

    def forward(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Log-odds of the answers, then of the reasons, with a gradient."""
        tokens = self.tokenizer(
            [heading for heading, _ in pairs],
            [words for _, words in pairs],
            padding=True,
            truncation=True,
            max_length=self._max_tokens,
            return_tensors="pt",
        )
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self._half):
            states = self.model(**tokens).last_hidden_state
        states, is_word = states.float(), tokens["attention_mask"].bool()
        weights = self.attention(states).masked_fill(~is_word[:, :, None], -1e4).softmax(dim=1)
        looked_at = torch.einsum("bta,btd->bad", weights, states)
        mean = (states * is_word[:, :, None]).sum(dim=1) / is_word.sum(dim=1, keepdim=True)
        seen = torch.cat([looked_at, mean[:, None].expand(-1, looked_at.shape[1], -1)], dim=-1)
        answers = (self.dropout(seen) * self.answers).sum(dim=-1) + self.bias
        reasons = self.reasons(self.dropout(torch.cat([states[:, 0], mean], dim=-1)))
        return torch.cat([answers, reasons], dim=1)

    @torch.no_grad()
    def answer(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Log-odds for pairs of heading and words."""
        self.eval()
        found = np.zeros((len(pairs), len(self.bias) + self.reasons.out_features), dtype=np.float32)
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][1]))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            found[batch] = self([pairs[i] for i in batch]).numpy()
        return found

    def load(self, tensors: dict[str, NDArray[np.float32]]) -> None:
        """Take up the numbers that `tensors` gave."""
        with torch.no_grad():
            for name, (weight, scale) in self._named().items():
                weight.copy_(torch.from_numpy(tensors[name]) / scale)

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """The trained numbers, as `policyscan.embed.adapted` takes them."""
        return {
            name: (weight.detach() * scale).numpy().astype(np.float32)
            for name, (weight, scale) in self._named().items()
        }

    def _named(self) -> dict[str, tuple[Any, float]]:
        """Each trained number by its name in a reader's file, and what it is multiplied by there."""
        found = {
            "attention.weight": (self.attention.weight, 1.0),
            "attention.bias": (self.attention.bias, 1.0),
            "answers.weight": (self.answers, 1.0),
            "answers.bias": (self.bias, 1.0),
            "reasons.weight": (self.reasons.weight, 1.0),
            "reasons.bias": (self.reasons.bias, 1.0),
        }
        for name, changed in self.changed.items():
            found[f"{name}.down"] = (changed.down, 1.0)
            found[f"{name}.up"] = (changed.up, ALPHA / RANK)
        return found
