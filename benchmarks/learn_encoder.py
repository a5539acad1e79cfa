"""Train the change to the embedding model by which everyday questions come nearer to the passages that answer them.

`python -m benchmarks.learn_encoder --workspace DIR [--turn N] [--write]`: the workspace holds the real policies,
agreements and reports. `search_set/asked.csv` has some 5,700 questions in people's own words, each with the passage
that it was written for; `unanswered.csv` has questions that no passage answers; none of the graded questions is among
either. With `--turn` a quarter of the documents and of the unanswered questions is left out and asked afterwards;
without, all are learned from. `--write` puts the numbers beside the code, `--output` anywhere else: a table of a file
named by POLICYSCAN_MODELS that is that of MiniLM with this change makes it a model that the other scripts can name.

Questions and passages are encoded by the same changed model. Each question is to be nearer to its passage than to all
others of its batch, one of which is near it as the model was before; and every cosine is to tell by itself whether a
passage answers (the sigmoid loss of Zhai et al., 2023, arXiv:2303.15343), so that one bound serves all questions.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import logsigmoid, normalize
from transformers import AutoModel, AutoTokenizer

from benchmarks.learn.changed import changed_layers
from benchmarks.search_questions import TURNS, UNANSWERED, left_out, written, written_for
from policyscan import Workspace, open_workspace
from policyscan.embed import load_model
from policyscan.embed import models as embed_models
from policyscan.search import parse
from policyscan.search.expand import expand
from policyscan.taxonomy.vocabulary import vocabulary

BASE = "minilm"
# The change beside the code, and the file that names it with its hash.
CHANGE = Path(embed_models.__file__).with_name("policing.safetensors")
CARD = Path(embed_models.__file__).with_name("models.toml")
RANK, ALPHA = 8, 16.0
EPOCHS, BATCH, STEEPEST, WARM_UP, WEIGHT_DECAY = 2, 48, 1e-3, 0.1, 0.01
# Questions of each batch that nothing answers; passages that are encoded together.
SILENT, CHUNK = 8, 16
QUESTION_TOKENS, PASSAGE_TOKENS = 48, 192
# Wrong passages are drawn from so many that were nearest before.
NEAREST = 100
SCALE = 20.0
# How much of what is wanted goes to passages like the one that the question was written for (softened by LIKE); those
# above ALIKE are not taken for a no.
SHARED, LIKE, ALIKE = 0.3, 0.05, 0.8
# How much the telling by itself counts beside the order.
TELLING = 0.3


@dataclass(frozen=True, slots=True)
class Case:
    """A question as typed and in the documents' words, and the row of the passage that answers it (none: -1)."""

    typed: str
    meant: str
    row: int


class Corpus:
    """The passages of a workspace as rows with the vectors of the unchanged model, and the questions about them."""

    def __init__(self, work: Workspace) -> None:
        self.model = load_model(BASE)
        self.ids = list(work.index().ids)
        passages = work.store.passages_by_id(self.ids)
        self.texts = [passages[name].embed_text for name in self.ids]
        self.documents = [passages[name].sha256 for name in self.ids]
        self.vectors = torch.from_numpy(self.model.encode_passages(self.texts))
        row = {name: at for at, name in enumerate(self.ids)}
        self.asked = [_case(question, row[name]) for question, name in written_for(work)]
        self.silent = [_case(question, -1) for question in written(UNANSWERED)]
        every = [*self.asked, *self.silent]
        rows = torch.from_numpy(self.model.encode_queries([case.typed for case in every]))
        self.nearest = dict(zip(every, (rows @ self.vectors.T).topk(NEAREST).indices.tolist(), strict=True))


def _case(question: str, row: int) -> Case:
    plain = parse(question).plain
    return Case(plain, expand(parse(question), vocabulary()).plain, row)


class Encoder(torch.nn.Module):
    """The embedding model with a low-rank change; `policyscan.embed` computes the same once it is written."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model: Any = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self._changed = changed_layers(self._model, rank=RANK, alpha=ALPHA)
        # The bound from which a cosine tells that a passage answers.
        self.bound = torch.nn.Parameter(torch.tensor(0.5))

    def forward(self, texts: Sequence[str], tokens: int) -> torch.Tensor:
        """Unit rows; texts of like length go through the model together."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        parts = []
        for at in range(0, len(order), CHUNK):
            chunk = [texts[i] for i in order[at : at + CHUNK]]
            found = self._tokenizer(chunk, padding=True, truncation=True, max_length=tokens, return_tensors="pt")
            with torch.autocast("cpu", dtype=torch.bfloat16):
                states = self._model(**found).last_hidden_state
            is_word = found["attention_mask"].unsqueeze(-1).float()
            parts.append((states.float() * is_word).sum(1) / is_word.sum(1))
        rows = normalize(torch.cat(parts), dim=-1)
        return rows[torch.tensor(order).argsort()]

    def tensors(self) -> dict[str, NDArray[np.float16]]:
        """The trained numbers in the form of `policyscan.embed.change`."""
        found = {}
        for name, layer in self._changed.items():
            found[f"{name}.down"] = layer.down.detach().numpy().astype(np.float16)
            found[f"{name}.up"] = (layer.up.detach() * (ALPHA / RANK)).numpy().astype(np.float16)
        return found


def train(corpus: Corpus, cases: Sequence[Case], silent: Sequence[Case], hidden: frozenset[str]) -> Encoder:
    """Learn from questions; passages of documents that are left out are no wrong answers."""
    torch.manual_seed(5)
    draw = random.Random(5)
    encoder = Encoder(corpus.model.folder).train()
    weights = [weight for weight in encoder.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=STEEPEST, weight_decay=WEIGHT_DECAY)
    steps, step, began = EPOCHS * (len(cases) // BATCH), 0, time.monotonic()
    order = list(cases)
    for epoch in range(EPOCHS):
        draw.shuffle(order)
        total = 0.0
        for at in range(0, len(order) - BATCH + 1, BATCH):
            step += 1
            slope = STEEPEST * min(1.0, step / (WARM_UP * steps)) * max(0.02, 1.0 - step / steps)
            for group in optimiser.param_groups:
                group["lr"] = slope
            batch = [*order[at : at + BATCH], *draw.sample(silent, min(SILENT, len(silent)))]
            loss = _loss(corpus, encoder, batch, hidden, draw)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            total += float(loss.detach())
        mean = total / (len(order) // BATCH)
        print(f"epoch {epoch + 1} of {EPOCHS}, {time.monotonic() - began:.0f} s: loss {mean:.3f}", flush=True)
    return encoder.eval()


def _loss(
    corpus: Corpus, encoder: Encoder, batch: Sequence[Case], hidden: frozenset[str], draw: random.Random
) -> torch.Tensor:
    rows = [case.row for case in batch if case.row >= 0]
    for case in batch:
        near = [row for row in corpus.nearest[case] if corpus.documents[row] not in hidden and row != case.row]
        rows.append(draw.choice(near))
    rows = list(dict.fromkeys(rows))
    asked = encoder([draw.choice((case.typed, case.meant)) for case in batch], QUESTION_TOKENS)
    cosines = asked @ encoder([corpus.texts[row] for row in rows], PASSAGE_TOKENS).T
    answered = [at for at, case in enumerate(batch) if case.row >= 0]
    right = torch.tensor([rows.index(batch[at].row) for at in answered])
    # How alike each passage is to the one that answers, to the model as it was.
    like = torch.full((len(batch), len(rows)), -1.0)
    like[answered] = corpus.vectors[[batch[at].row for at in answered]] @ corpus.vectors[rows].T
    exact = torch.nn.functional.one_hot(right, len(rows)).float()
    wanted = SHARED * torch.softmax(like[answered] / LIKE, 1) + (1 - SHARED) * exact
    order = -(wanted * torch.log_softmax(SCALE * cosines[answered], 1)).sum(1).mean()
    margin = SCALE * (cosines - encoder.bound)
    yes = -logsigmoid(margin[answered, right]).mean()
    no = -(logsigmoid(-margin) * (like < ALIKE)).sum(1).mean()
    return order + TELLING * (yes + no)


def ask(cases: Sequence[Case], silent: Sequence[Case], encode: Any, vectors: torch.Tensor) -> str:
    """How well the passages of questions are found by meaning alone, and how well nothing is told from something."""

    def best(part: Sequence[Case]) -> torch.Tensor:
        both = encode([case.typed for case in part]) + encode([case.meant for case in part])
        found: torch.Tensor = normalize(torch.as_tensor(both), dim=-1) @ vectors.T
        return found

    cosines = best(cases)
    answers = cosines[torch.arange(len(cases)), [case.row for case in cases]]
    places = (cosines > answers[:, None]).sum(1) + 1
    nothing = best(silent).amax(1)
    bound = cosines.amax(1).quantile(0.05)
    shares = " ".join(f"first {top} {100 * float((places <= top).float().mean()):.1f} %," for top in (1, 10, 100))
    return (
        f"mean reciprocal rank {float((1 / places).mean()):.3f}, {shares} of {len(cases)};"
        f" where one in twenty is refused, {int((nothing < bound).sum())} of {len(silent)} unanswered ones are told"
    )


def put(tensors: dict[str, Any], file: Path) -> str:
    """Write the numbers; their hash."""
    from safetensors.numpy import save_file

    save_file(tensors, file)
    # A file of weights is for everybody who may read the code.
    file.chmod(0o644)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Read the questions, learn, ask what was left out, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, required=True)
    options.add_argument("--turn", type=int, choices=range(1, TURNS + 1))
    options.add_argument("--output", type=Path)
    options.add_argument("--write", action="store_true", help="put the numbers beside the code")
    given = options.parse_args()
    with open_workspace(given.workspace, create=False) as work:
        corpus = Corpus(work)
    turn = given.turn
    hidden = left_out(corpus.documents, turn) if turn else frozenset()
    seen = [case for case in corpus.asked if corpus.documents[case.row] not in hidden]
    silent = [case for at, case in enumerate(corpus.silent) if not turn or at % TURNS != turn - 1]
    print(f"{len(seen)} questions and {len(silent)} that nothing answers are learned from", flush=True)
    encoder = train(corpus, seen, silent, hidden)
    print(f"bound {float(encoder.bound):.3f}")
    if given.output:
        digest = put(encoder.tensors(), given.output)
        print(f'for a file of models: change = "{given.output.absolute()}", change_sha256 = "{digest}"')
    if given.write:
        digest = put(encoder.tensors(), CHANGE)
        text = CARD.read_text(encoding="utf-8")
        text = re.sub(r'(?m)^change_sha256 = "[0-9a-f]*"', f'change_sha256 = "{digest}"', text)
        CARD.write_text(text, encoding="utf-8")
    if turn:
        unseen = [case for case in corpus.asked if corpus.documents[case.row] in hidden]
        untold = [case for at, case in enumerate(corpus.silent) if at % TURNS == turn - 1]
        print("before:", ask(unseen, untold, corpus.model.encode_queries, corpus.vectors), flush=True)
        with torch.inference_mode():
            vectors = torch.cat([encoder(corpus.texts[at : at + 256], 256) for at in range(0, len(corpus.texts), 256)])
            print("after:", ask(unseen, untold, lambda texts: encoder(texts, 64), vectors), flush=True)


if __name__ == "__main__":
    main()
