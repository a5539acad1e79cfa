"""What is trained: the changed model that encodes, and one that reads a question and a passage together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import dropout, normalize, pad, softplus
from torch.utils.checkpoint import checkpoint
from transformers import AutoModel, AutoTokenizer

from benchmarks.learn.changed import changed_layers

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
# Texts of about one length that go through the model together.
CHUNK = 256 if DEVICE == "cuda" else 16
QUESTION_TOKENS, PASSAGE_TOKENS, PAIR_TOKENS = 48, 224, 256
# Numbers of a word's vector where words are held against words.
WORD_WIDTH = 48
DROPOUT, WARM_UP, WEIGHT_DECAY = 0.1, 0.1, 0.01


class _Changed(nn.Module):
    """The embedding model with low-rank changes of `rank`."""

    def __init__(self, folder: Path, rank: int, alpha: float) -> None:
        super().__init__()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self._changed = changed_layers(self._model, rank=rank, alpha=alpha)
        self._scale = alpha / rank

    @property
    def width(self) -> int:
        """Numbers of a token's state."""
        return int(self._model.config.hidden_size)

    def states(self, texts: Sequence[Any], tokens: int) -> tuple[torch.Tensor, torch.Tensor]:
        """The states of the tokens of texts, or of pairs of texts, and which of them are none but padding."""
        found = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=tokens, return_tensors="pt", pad_to_multiple_of=8
        ).to(DEVICE)
        with torch.autocast(DEVICE, dtype=torch.bfloat16):
            states = self._model(**found).last_hidden_state
        return states.float(), found["attention_mask"].bool()

    def change(self) -> dict[str, NDArray[np.float32]]:
        """The trained changes in the form of `policyscan.embed.change`."""
        found = {}
        for name, layer in self._changed.items():
            found[f"{name}.down"] = layer.down.detach().float().cpu().numpy()
            found[f"{name}.up"] = (layer.up.detach() * self._scale).float().cpu().numpy()
        return found


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as unit vectors; their words as unit vectors (nought: padding), and how much each word tells (sum 1)."""

    whole: torch.Tensor
    words: torch.Tensor
    tells: torch.Tensor

    def cosines(self, passages: Encoded) -> torch.Tensor:
        """Cosines of questions and passages."""
        return self.whole @ passages.whole.T

    def nearness(self, passages: Encoded) -> torch.Tensor:
        """How near the words of questions are to the nearest of each passage (Khattab and Zaharia, "ColBERT", 2020)."""
        questions, longest, width = self.words.shape

        def near(words: torch.Tensor) -> torch.Tensor:
            found = self.words.reshape(-1, width) @ words.reshape(-1, width).T
            is_none = (words == 0).all(dim=2)
            found = found.view(questions * longest, len(words), -1).masked_fill(is_none[None], -1.0)
            return (found.amax(2).view(questions, longest, -1).float() * self.tells[..., None]).sum(1)

        parts = range(0, len(passages.words), CHUNK)
        return torch.cat([_again(near, passages.words[at : at + CHUNK]) for at in parts], dim=1)


def _again(work: Callable[..., Any], *given: Any) -> Any:
    """Do some work, and where a gradient is wanted once more for it, so that not all states are kept till then."""
    return checkpoint(work, *given, use_reentrant=False) if torch.is_grad_enabled() else work(*given)


class Encoder(_Changed):
    """Encodes questions and passages. Only the change is shipped; the words' vectors help it to learn."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, rank=8, alpha=16.0)
        self._project = nn.Parameter(torch.randn(WORD_WIDTH, self.width) / self.width**0.5)
        self._telling = nn.Linear(self.width, 1)
        # The bounds from which a cosine, and the nearness of words, tell that a passage answers.
        self.bounds = nn.Parameter(torch.tensor([0.5, 0.5]))
        self.to(DEVICE)

    def forward(self, texts: Sequence[str], tokens: int) -> Encoded:
        """Texts of like length go through the model together."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        parts = [
            _again(self._encode, [texts[i] for i in order[at : at + CHUNK]], tokens)
            for at in range(0, len(order), CHUNK)
        ]
        longest = max(part.words.shape[1] for part in parts)
        back = torch.tensor(order).argsort().to(DEVICE)
        return Encoded(
            torch.cat([part.whole for part in parts])[back],
            torch.cat([pad(part.words, (0, 0, 0, longest - part.words.shape[1])) for part in parts])[back],
            torch.cat([pad(part.tells, (0, longest - part.tells.shape[1])) for part in parts])[back],
        )

    def _encode(self, texts: Sequence[str], tokens: int) -> Encoded:
        states, is_word = self.states(texts, tokens)
        mean = (states * is_word[..., None]).sum(1) / is_word.sum(1, keepdim=True)
        words = normalize(states @ self._project.T, dim=-1) * is_word[..., None]
        tells = softplus(self._telling(states).squeeze(-1)) * is_word
        return Encoded(normalize(mean, dim=-1), words.bfloat16(), tells / tells.sum(1, keepdim=True))


class Reader(_Changed):
    """Reads a question and a passage together: the log-odds that the one answers the other. It only teaches."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, rank=32, alpha=32.0)
        self._answer = nn.Linear(2 * self.width, 1)
        self.to(DEVICE)

    def forward(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        """A number for each pair, from the first token and the mean of all."""
        states, is_word = self.states(pairs, PAIR_TOKENS)
        mean = (states * is_word[..., None]).sum(1) / is_word.sum(1, keepdim=True)
        seen = dropout(torch.cat([states[:, 0], mean], dim=-1), DROPOUT, self.training)
        found: torch.Tensor = self._answer(seen).squeeze(-1)
        return found

    @torch.inference_mode()
    def read(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The same for many pairs."""
        self.eval()
        order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][1]))
        found = [0.0] * len(pairs)
        for at in range(0, len(order), 4 * CHUNK):
            part = order[at : at + 4 * CHUNK]
            for row, value in zip(part, self([pairs[i] for i in part]).tolist(), strict=True):
                found[row] = value
        return found


class Steps:
    """The steps of one training: AdamW with a slope that rises and falls, and a moving mean of the weights."""

    def __init__(self, net: nn.Module, count: int, steepest: float, mean_over: int) -> None:
        self._weights = [weight for weight in net.parameters() if weight.requires_grad]
        self._optimiser = torch.optim.AdamW(self._weights, lr=steepest, weight_decay=WEIGHT_DECAY)
        self._mean = [weight.detach().clone() for weight in self._weights]
        self._count, self._steepest, self._mean_over, self._done = count, steepest, mean_over, 0

    def step(self, loss: torch.Tensor) -> float:
        """Take one step down; the loss as a number."""

        def backward() -> float:
            loss.backward()  # type: ignore[no-untyped-call]
            return float(loss.detach())

        return self.step_by(backward)

    def step_by(self, backward: Callable[[], float]) -> float:
        """Take one step down the gradient that `backward` adds up; what it gives."""
        self._done += 1
        slope = min(1.0, self._done / (WARM_UP * self._count)) * max(0.02, 1.0 - self._done / self._count)
        for group in self._optimiser.param_groups:
            group["lr"] = self._steepest * slope
        self._optimiser.zero_grad()
        loss = backward()
        nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimiser.step()
        keep = min(1.0 - 1.0 / self._mean_over, self._done / (self._done + 10.0))
        with torch.no_grad():
            for kept, weight in zip(self._mean, self._weights, strict=True):
                kept.lerp_(weight, 1.0 - keep)
        return loss

    def take_mean(self) -> None:
        """Set the weights to their mean."""
        with torch.no_grad():
            for kept, weight in zip(self._mean, self._weights, strict=True):
                weight.copy_(kept)


@contextmanager
def trained(net: nn.Module, count: int, steepest: float, mean_over: int) -> Iterator[Steps]:
    """Train for so many steps; afterwards the net has the mean of its last weights."""
    net.train()
    steps = Steps(net, count, steepest, mean_over)
    yield steps
    steps.take_mean()
    net.eval()
