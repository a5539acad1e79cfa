"""Linear layers with a low-rank change that is learned, after Hu et al., "LoRA" (2021)."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

CHANGED = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
           "intermediate.dense", "output.dense")  # fmt: skip


class Changed(nn.Module):
    """A linear layer with a low-rank change."""

    def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.linear = linear
        self._scale = alpha / rank
        self.down = nn.Parameter(torch.randn(rank, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, states: Any) -> Any:
        """The layer with its change."""
        return self.linear(states) + (states @ self.down.T) @ self.up.T * self._scale


def changed_layers(model: nn.Module, *, rank: int, alpha: float) -> dict[str, Changed]:
    """Put a change that learns into every linear layer of a BERT and freeze the rest: the changes, by their layers."""
    found: dict[str, Changed] = {}
    for weight in model.parameters():
        weight.requires_grad = False
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.Linear) and name.endswith(CHANGED) and ".layer." in name:
            parent, _, last = name.rpartition(".")
            found[name] = Changed(module, rank, alpha)
            setattr(model.get_submodule(parent), last, found[name])
    return found
