"""The net that reads a question and a passage together, and its training."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn.functional import cosine_similarity, dropout, logsigmoid
from transformers import AutoModel, AutoTokenizer

from benchmarks.learn.changed import changed_layers
from benchmarks.learn_answerability.cases import Case, Cases, Corpus
from benchmarks.learn_encoder.nets import trained
from policyscan.answerability.model import HEAD_BIAS, HEAD_WEIGHT
from policyscan.embed.change import merge

TOKENS, RANK, ALPHA, DROPOUT = 160, 32, 32.0, 0.1
EPOCHS, STEEPEST, MEAN_STEPS, CHUNK = 1.05, 1e-3, 100, 16
# How steeply the cosine of both texts' means counts at first, and from where on it speaks for an answer.
STEEP, MIDDLE = 30.0, 0.92
# Questions of a step that something answers, each with its passage and so many that are wrong (WRONG from the first
# TOP that are found, DEEP from the others), and such as nothing answers.
SEEN, SILENT, TOP, WRONG, DEEP = 12, 6, 10, 2, 1
# Of what is found for a question that nothing answers so many are read: from the first FIRST, and from those behind.
FIRST, OF_FIRST, LAST, OF_LAST = 5, 2, 25, 2
# How much of what is wanted goes to passages like the right one (softened by LIKE); those above ALIKE are no clear no.
SHARED, LIKE, ALIKE = 0.2, 0.05, 0.8
# How much it counts that the right passage answers, that wrong ones do not, and that none of a silent question does.
YES, NO, NONE = 0.5, 0.4, 0.6

# A question, passages, and how alike each is to the first; of a question that nothing answers nothing is alike.
Group = tuple[str, list[str], list[float]]


class Reader(nn.Module):
    """The embedding model with what search's own change knows and a further one that learns, and a head over a pair.

    At first its answer is how near the means of both texts are, seen together; the first token and the mean of all
    come to count as it learns.
    """

    def __init__(self, folder: Path, known: Mapping[str, NDArray[np.float32]]) -> None:
        super().__init__()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
        merge(self._model, known)
        self._known = known
        self._changed = changed_layers(self._model, rank=RANK, alpha=ALPHA)
        self._head = nn.Linear(2 * int(self._model.config.hidden_size), 1)
        nn.init.zeros_(self._head.weight)
        nn.init.zeros_(self._head.bias)
        self._near = nn.Parameter(torch.tensor(1.0))

    def forward(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        """The log-odds of each pair; pairs of like length go through the model together."""
        order = sorted(range(len(pairs)), key=lambda at: sum(map(len, pairs[at])))
        parts = [self._read([pairs[i] for i in order[at : at + CHUNK]]) for at in range(0, len(order), CHUNK)]
        return torch.cat(parts)[torch.tensor(order).argsort()]

    def _read(self, pairs: Sequence[tuple[str, str]]) -> torch.Tensor:
        given = self._tokenizer(
            list(pairs), padding=True, truncation="only_second", max_length=TOKENS, return_tensors="pt"
        )
        states, is_word = self._model(**given).last_hidden_state, given["attention_mask"].bool()
        mean = (states * is_word[..., None]).sum(1) / is_word.sum(1, keepdim=True)
        seen = dropout(torch.cat([states[:, 0], mean], dim=-1), DROPOUT, self.training)
        said: torch.Tensor = self._head(seen).squeeze(-1) + STEEP * self._near * (_cosine(states, given) - MIDDLE)
        return said

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """What was learned, in the form of `policyscan.answerability`."""
        steep = STEEP * self._near.detach()
        found = {
            HEAD_WEIGHT: torch.cat([self._head.weight[0], steep[None]]).detach().numpy(),
            HEAD_BIAS: (self._head.bias[0] - MIDDLE * steep).detach().numpy(),
        }
        for name, layer in self._changed.items():
            down, up = layer.down.detach().numpy(), (layer.up.detach() * (ALPHA / RANK)).numpy()
            # Both changes as one: the ranks of the one behind those of the other.
            found[f"{name}.down"] = np.concatenate([self._known[f"{name}.down"], down])
            found[f"{name}.up"] = np.concatenate([self._known[f"{name}.up"], up], axis=1)
        return found


def _cosine(states: torch.Tensor, given: Any) -> torch.Tensor:
    """How near the means of the two texts of each pair are."""
    is_word, is_second = given["attention_mask"].bool(), given["token_type_ids"].bool()
    first, second = ((states * (is_word & part)[..., None]).sum(1) for part in (~is_second, is_second))
    return cosine_similarity(first, second, dim=-1)


def train(corpus: Corpus, cases: Cases, folder: Path, known: Mapping[str, NDArray[np.float32]]) -> Reader:
    """Learn from cases. Each step's two halves go through the model side by side, each on a core."""
    torch.manual_seed(5)
    torch.set_num_threads(1)
    draw = random.Random(5)
    reader = Reader(folder, known)
    count = int(EPOCHS * (len(cases.seen) // SEEN))
    began = time.monotonic()
    with trained(reader, count, STEEPEST, MEAN_STEPS) as steps, ThreadPoolExecutor(2) as halves:
        for number, (seen, silent) in enumerate(_batches(cases, draw, count), start=1):
            right = [_right_and_wrong(corpus, case, draw) for case in seen]
            none = [_nothing(corpus, case, draw) for case in silent]
            parts = [(right[half::2], none[half::2]) for half in (0, 1)]
            loss = steps.step_by(partial(_backward, reader, corpus, parts, halves))
            if number % 20 == 0:
                print(f"step {number} of {count}, {time.monotonic() - began:.0f} s, loss {loss:.3f}", flush=True)
    return reader


def _batches(cases: Cases, draw: random.Random, count: int) -> Iterator[tuple[list[Case], list[Case]]]:
    """So many batches of both kinds of questions, each kind drawn anew when all have come."""
    seen: list[Case] = []
    silent: list[Case] = []
    for _ in range(count):
        if len(seen) < SEEN:
            seen = draw.sample(cases.seen, len(cases.seen))
        if len(silent) < SILENT:
            silent += draw.sample(cases.silent, len(cases.silent))
        yield [seen.pop() for _ in range(SEEN)], [silent.pop() for _ in range(SILENT)]


def _right_and_wrong(corpus: Corpus, case: Case, draw: random.Random) -> Group:
    """A question's passage, then wrong ones of those that are found; none of a document that is kept back."""
    others = [one for one in case.found if one != case.answer and corpus.documents[one] not in corpus.hidden]
    wrong = _drawn(others[:TOP], WRONG, draw) + _drawn(others[TOP:], DEEP, draw)
    while len(wrong) < WRONG + DEEP:
        wrong += set(_drawn(corpus.shown, 1, draw)) - {case.answer, *wrong}
    names = [case.answer, *wrong]
    return case.question, names, [float(corpus.vectors[case.answer] @ corpus.vectors[name]) for name in names]


def _nothing(corpus: Corpus, case: Case, draw: random.Random) -> Group:
    found = [one for one in case.found if corpus.documents[one] not in corpus.hidden]
    return case.question, _drawn(found[:FIRST], OF_FIRST, draw) + _drawn(found[FIRST:LAST], OF_LAST, draw), []


def _drawn(names: Sequence[str], count: int, draw: random.Random) -> list[str]:
    return draw.sample(list(names), min(count, len(names)))


def _backward(
    reader: Reader, corpus: Corpus, parts: Sequence[tuple[list[Group], list[Group]]], halves: ThreadPoolExecutor
) -> float:
    """Add up the gradients of both halves of a batch side by side; the loss of all."""

    def backward(part: tuple[list[Group], list[Group]]) -> float:
        right, none = part
        pairs = [(question, corpus.texts[name]) for question, names, _ in (*right, *none) for name in names]
        loss = loss_of(reader(pairs), torch.tensor([like for _, _, like in right])) / len(parts)
        loss.backward()  # type: ignore[no-untyped-call]
        return float(loss.detach())

    return sum(halves.map(backward, parts))


def loss_of(said: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """The loss of log-odds: first those of each question's passages, the right one first, then those of silent ones.

    `like` is how alike each passage of a question is to its right one.
    """
    seen, none = said[: like.numel()].view_as(like), said[like.numel() :]
    wanted = SHARED * torch.softmax(like / LIKE, 1)
    wanted[:, 0] += 1 - SHARED
    order = -(wanted * torch.log_softmax(seen, 1)).sum(1).mean()
    no = -(logsigmoid(-seen) * (like < ALIKE))[:, 1:].mean()
    silent = -logsigmoid(-none).mean() if len(none) else none.sum()
    return order - YES * logsigmoid(seen[:, 0]).mean() + NO * no + NONE * silent
