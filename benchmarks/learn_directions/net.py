"""The net that reads directions, and its training; `policyscan.embed.marked_plain` computes the same."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy, logsigmoid, nll_loss
from transformers import AutoModel

from benchmarks.learn.changed import changed_layers
from benchmarks.learn_directions.cases import Case
from benchmarks.learn_encoder.nets import trained
from policyscan.agreements.directed import KINDS
from policyscan.agreements.direction_told import LEAST
from policyscan.embed.marked_plain import Judged, Marked

SIZE, MOST = 190, 8
RANK, ALPHA, DROPOUT = 16, 32.0, 0.1
# Rounds over the passages alone, then over the agreements with passages among them; so many of each in a step.
FIRST, THEN = 4, 4
ALONE, WHOLE, BESIDE = 16, 2, 12
STEEPEST, MEAN_STEPS = 1.5e-3, 24
# What the sentences that say so count for beside the whole agreement, and a passage beside it.
SAID, PASSAGE = 0.5, 0.25


class Net(nn.Module):
    """Log-shares of the five ways of each sentence, and log-odds of a whole agreement."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self.changed = changed_layers(self.model, rank=RANK, alpha=ALPHA)
        width = int(self.model.config.hidden_size)
        self.kind, self.role = nn.Linear(width, len(KINDS)), nn.Linear(width, 1)
        self.dropout = nn.Dropout(DROPOUT)
        self.weight = nn.Parameter(torch.tensor([1.0, 1.0, 0.5]))
        self.bias = nn.Parameter(torch.zeros(4))

    def tokens(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """As `policyscan.embed.marked_plain.PlainMarked.tokens`."""
        found = self.tokenizer.encode(text, add_special_tokens=False)
        return list(found.ids), list(found.offsets)

    def forward(self, windows: Sequence[Marked]) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """For each window the log-odds of the kinds `(parts, kinds)` and how much the first mark gives `(parts,)`."""
        longest = max(len(window.ids) for window in windows) + 2
        ids = torch.zeros(len(windows), longest, dtype=torch.long)
        is_word = torch.zeros_like(ids)
        head, tail = (self.tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        for row, window in enumerate(windows):
            marked = [head, *window.ids, tail]
            ids[row, : len(marked)] = torch.tensor(marked)
            is_word[row, : len(marked)] = 1
        states = self.dropout(self.model(input_ids=ids, attention_mask=is_word).last_hidden_state)
        return [self._of(window, states[row, 1:]) for row, window in enumerate(windows)]

    def _of(self, window: Marked, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        kinds = torch.stack([self.kind(states[start:end].mean(dim=0)) for start, end in window.parts])
        roles, marks = self.role(states).squeeze(-1), torch.tensor(window.marks)
        gives = []
        for start, end in window.parts:
            own = marks[start:end]
            mean = (own * roles[start:end, None]).sum(dim=0) / own.sum(dim=0).clamp(min=1.0)
            gives.append(mean[0] - mean[1])
        return kinds, torch.stack(gives)

    def ways(self, windows: Sequence[Marked]) -> torch.Tensor:
        """The log-share of each way, for all sentences of some windows: `(sentences, 5)`."""
        found = []
        for kinds, gives in self(windows):
            none, one, both, powers = kinds.log_softmax(dim=-1).unbind(dim=-1)
            found.append(torch.stack([none, one + logsigmoid(gives), one + logsigmoid(-gives), both, powers], dim=-1))
        return torch.cat(found)

    def whole(self, ways: torch.Tensor, early: Sequence[bool]) -> torch.Tensor:
        """The log-odds of a whole agreement, as `policyscan.agreements.direction_told.together`."""
        said = ways.exp()[:, 1:]
        title = (said * torch.tensor(early, dtype=torch.float32)[:, None]).sum(dim=0).clamp(max=1.0)
        parts = torch.stack([torch.log(LEAST + said.sum(dim=0)), said.max(dim=0).values, title])
        return torch.cat([self.bias[:1], self.weight @ parts + self.bias[[1, 1, 2, 3]]])

    @torch.no_grad()
    def judge(self, windows: Sequence[Marked]) -> list[Judged]:
        """As `policyscan.embed.marked_plain.PlainMarked.judge`."""
        self.eval()
        return [Judged(kinds.softmax(dim=-1).numpy(), gives.numpy()) for kinds, gives in self(windows)]

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """The trained numbers, as `policyscan.agreements.directed` takes them."""
        found = {
            "kind.weight": self.kind.weight,
            "kind.bias": self.kind.bias,
            "role.weight": self.role.weight,
            "role.bias": self.role.bias,
            "whole.weight": self.weight,
            "whole.bias": self.bias,
        }
        for name, changed in self.changed.items():
            found |= {f"{name}.down": changed.down, f"{name}.up": changed.up * (ALPHA / RANK)}
        return {name: numbers.detach().numpy().astype(np.float32) for name, numbers in found.items()}


def train(net: Net, passages: Sequence[Case], wholes: Sequence[Case], *, first: int = FIRST, then: int = THEN) -> None:
    """Learn from passages alone, then from agreements too. Each step's halves go side by side, each on a core."""
    draw = random.Random(0)
    steps_alone, steps_then = first * -(-len(passages) // ALONE), then * -(-len(wholes) // WHOLE)
    began = time.monotonic()
    torch.set_num_threads(1)
    with trained(net, steps_alone + steps_then, STEEPEST, MEAN_STEPS) as steps, ThreadPoolExecutor(2) as halves:

        def step(whole: Sequence[Case], beside: Sequence[Case], weight: float) -> float:
            def half(at: int) -> torch.Tensor:
                loss = torch.zeros(())
                for one in whole[at::2]:
                    loss = loss + _loss(net, one.turned() if draw.random() < 0.5 else one) / len(whole)
                return loss + weight * _said(net, beside[at::2]) if beside[at::2] else loss

            def backward() -> float:
                loss = sum(halves.map(half, (0, 1)), torch.zeros(()))
                loss.backward()
                return float(loss.detach())

            return steps.step_by(backward)

        for number in range(first):
            order = draw.sample(list(passages), len(passages))
            losses = [step((), order[at : at + ALONE], 0.5) for at in range(0, len(order), ALONE)]
            print(f"passages {number + 1}, {time.monotonic() - began:.0f} s, loss {np.mean(losses):.3f}", flush=True)
        rest: list[Case] = []
        for number in range(then):
            order = draw.sample(list(wholes), len(wholes))
            losses = []
            for at in range(0, len(order), WHOLE):
                rest = rest if len(rest) >= BESIDE else rest + draw.sample(list(passages), len(passages))
                beside, rest = rest[:BESIDE], rest[BESIDE:]
                losses.append(step(order[at : at + WHOLE], beside, PASSAGE))
            print(f"agreements {number + 1}, {time.monotonic() - began:.0f} s, loss {np.mean(losses):.3f}", flush=True)


def _loss(net: Net, case: Case) -> torch.Tensor:
    ways = net.ways(case.windows)
    loss = cross_entropy(net.whole(ways, case.early)[None], torch.tensor([case.way]))
    if case.way and case.said:
        loss = loss + SAID * nll_loss(ways[list(case.said)], torch.full((len(case.said),), case.way))
    return loss


def _said(net: Net, cases: Sequence[Case]) -> torch.Tensor:
    return nll_loss(net.ways([case.windows[0] for case in cases]), torch.tensor([case.way for case in cases]))
