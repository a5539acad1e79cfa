"""The rounds of training: the encoder alone, a reader from its nearest misses, and the encoder taught by the reader."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch.nn import Module
from torch.nn.functional import logsigmoid, normalize, one_hot

from benchmarks.learn_encoder.nets import (
    CHUNK,
    DEVICE,
    PASSAGE_TOKENS,
    QUESTION_TOKENS,
    Encoded,
    Encoder,
    Reader,
    trained,
)
from benchmarks.learn_encoder.questions import Case, Corpus, Part
from policyscan.embed import Embedder


@dataclass(frozen=True, slots=True)
class Plan:
    """How a round goes: epochs, the steepest step, how many near but wrong passages come with each question.

    `size` questions of a batch have an answer, `silent` beside them none; the weights kept are a mean over
    `mean_steps` or so.
    """

    epochs: int
    steepest: float
    wrong: int
    size: int
    silent: int
    mean_steps: int


FIRST = Plan(epochs=6, steepest=1.5e-3, wrong=3, size=192, silent=32, mean_steps=60)
READING = Plan(epochs=3, steepest=1e-3, wrong=11, size=32, silent=8, mean_steps=100)
SECOND = replace(FIRST, epochs=4, steepest=1.05e-3, wrong=4)
# Wrong passages are drawn from so many that are nearest; the reader's from the first of them; and what it teaches.
NEAREST, NEAR, TAUGHT = 100, 50, 32
SCALE = 20.0
# How much of what is wanted goes to passages like the one that the question was written for (softened by LIKE); those
# above ALIKE are not taken for a no. How much goes to what the reader says, where there is one.
SHARED, READER_SHARED, LIKE, ALIKE, TEACHING = 0.3, 0.2, 0.05, 0.8, 0.6
# How much the telling by itself counts beside the order, and for how many passages of a batch at most.
TELLING, TOLD = 0.3, 110
# How much a question's wrong passages count there for the reader, and those of a question that nothing answers.
READER_NO, READER_SILENT = 0.5, 0.3

# What a reader says of the passages of each question, by row.
Lessons = Mapping[Case, Mapping[int, float]]
# The loss of a batch: questions that something answers, and that nothing does.
LossOf = Callable[[Sequence[Case], Sequence[Case], random.Random], torch.Tensor]


def learn(corpus: Corpus, part: Part) -> tuple[Encoder, Encoder]:
    """The encoder of the first round, and the same once a reader has taught it."""
    every = [*part.seen, *part.silent]
    torch.manual_seed(5)
    encoder = Encoder(corpus.model.folder)
    near = _nearest(ask_model(corpus.model, corpus.vectors, every), every, part, NEAREST)
    _encode(corpus, part, encoder, FIRST, near, None)
    first = Encoder(corpus.model.folder)
    first.load_state_dict(encoder.state_dict())
    encoded = encode_all(encoder, corpus.texts)
    near = _nearest(ask(encoder, every, encoded)[0], every, part, 2 * TAUGHT)
    reader = _read(corpus, part, READING, near)
    lessons: dict[Case, dict[int, float]] = {}
    for case in part.seen:
        taught = [case.row, *(row for row in near[case] if row != case.row)][:TAUGHT]
        lessons[case] = dict(zip(taught, reader.read([(case.typed, corpus.texts[row]) for row in taught]), strict=True))
    _encode(corpus, part, encoder, SECOND, near, lessons)
    return first.eval(), encoder


def ask_model(model: Embedder, vectors: torch.Tensor, cases: Sequence[Case]) -> torch.Tensor:
    """Cosines of questions and passages by a model of policyscan, halfway between both forms of a question."""
    typed, meant = (model.encode_queries([getattr(case, form) for case in cases]) for form in ("typed", "meant"))
    return normalize(torch.from_numpy(typed + meant), dim=-1) @ vectors.T


@torch.inference_mode()
def encode_all(encoder: Encoder, texts: Sequence[str]) -> Encoded:
    """All passages."""
    encoder.eval()
    parts = [encoder(texts[at : at + 8 * CHUNK], PASSAGE_TOKENS) for at in range(0, len(texts), 8 * CHUNK)]
    longest = max(part.words.shape[1] for part in parts)
    words = [torch.nn.functional.pad(part.words, (0, 0, 0, longest - part.words.shape[1])) for part in parts]
    return Encoded(torch.cat([part.whole for part in parts]), torch.cat(words), torch.empty(0))


@torch.inference_mode()
def ask(encoder: Encoder, cases: Sequence[Case], passages: Encoded) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines of questions and all passages, halfway between both forms of a question; and the nearness of words."""
    encoder.eval()
    cosines, nearness = [], []
    for at in range(0, len(cases), 64):
        typed, meant = (
            encoder([getattr(case, form) for case in cases[at : at + 64]], QUESTION_TOKENS)
            for form in ("typed", "meant")
        )
        cosines.append(normalize(typed.whole + meant.whole, dim=-1) @ passages.whole.T)
        nearness.append((typed.nearness(passages) + meant.nearness(passages)) / 2)
    return torch.cat(cosines), torch.cat(nearness)


def _nearest(cosines: torch.Tensor, cases: Sequence[Case], part: Part, count: int) -> dict[Case, list[int]]:
    """The nearest passages of each question, of those that may be wrong answers."""
    shown = cosines.masked_fill(~part.shown.to(cosines.device), -1.0)
    return dict(zip(cases, shown.topk(min(count, int(part.shown.sum()))).indices.tolist(), strict=True))


def _train(net: Module, part: Part, plan: Plan, loss_of: LossOf) -> None:
    draw = random.Random(5)
    batches = max(1, len(part.seen) // plan.size)
    with trained(net, plan.epochs * batches, plan.steepest, plan.mean_steps) as steps:
        for epoch in range(plan.epochs):
            began, total, order = time.monotonic(), 0.0, draw.sample(part.seen, len(part.seen))
            for at in range(0, batches * plan.size, plan.size):
                silent = draw.sample(part.silent, min(len(part.silent), plan.silent))
                total += steps.step(loss_of(order[at : at + plan.size], silent, draw))
            done = f"{type(net).__name__}: epoch {epoch + 1} of {plan.epochs}, {time.monotonic() - began:.0f} s"
            print(f"{done}, loss {total / batches:.3f}", flush=True)


def _encode(
    corpus: Corpus,
    part: Part,
    encoder: Encoder,
    plan: Plan,
    near: Mapping[Case, Sequence[int]],
    lessons: Lessons | None,
) -> None:
    def loss_of(seen: Sequence[Case], silent: Sequence[Case], draw: random.Random) -> torch.Tensor:
        rows = [case.row for case in seen]
        for case in (*seen, *silent):
            rows += draw.sample([row for row in near[case] if row != case.row][:NEAR], plan.wrong)
        rows = list(dict.fromkeys(rows))
        asked = encoder([draw.choice((one.typed, one.meant)) for one in (*seen, *silent)], QUESTION_TOKENS)
        passages = encoder([corpus.texts[row] for row in rows], PASSAGE_TOKENS)
        like, right = _like(corpus, seen, rows), [rows.index(case.row) for case in seen]
        wanted = _wanted(seen, rows, like, lessons)
        scores = (asked.cosines(passages), asked.nearness(passages))
        losses = [_loss(one, wanted, like, bound, right) for one, bound in zip(scores, encoder.bounds, strict=True)]
        return losses[0] + losses[1]

    _train(encoder, part, plan, loss_of)


def _read(corpus: Corpus, part: Part, plan: Plan, near: Mapping[Case, Sequence[int]]) -> Reader:
    reader = Reader(corpus.model.folder)

    def loss_of(seen: Sequence[Case], silent: Sequence[Case], draw: random.Random) -> torch.Tensor:
        others = ([row for row in near[case] if row != case.row][:NEAR] for case in seen)
        rows = [[case.row, *draw.sample(own, plan.wrong)] for case, own in zip(seen, others, strict=True)]
        likes = [_like(corpus, [case], own)[0] for case, own in zip(seen, rows, strict=True)]
        rows += [draw.sample(list(near[case])[: NEAR * 3 // 5], plan.wrong + 1) for case in silent]
        questions = [draw.choice((case.typed, case.meant)) for case in (*seen, *silent)]
        pairs = [(asked, corpus.texts[row]) for asked, own in zip(questions, rows, strict=True) for row in own]
        return _reading_loss(reader(pairs).view(-1, plan.wrong + 1), likes)

    _train(reader, part, plan, loss_of)
    return reader


def _like(corpus: Corpus, cases: Sequence[Case], rows: Sequence[int]) -> torch.Tensor:
    """How alike each passage is to the one that answers, to the model as it was."""
    return (corpus.vectors[[case.row for case in cases]] @ corpus.vectors[list(rows)].T).to(DEVICE)


def _wanted(cases: Sequence[Case], rows: Sequence[int], like: torch.Tensor, lessons: Lessons | None) -> torch.Tensor:
    exact = one_hot(torch.tensor([rows.index(case.row) for case in cases], device=like.device), len(rows)).float()
    if lessons is None:
        return SHARED * torch.softmax(like / LIKE, 1) + (1 - SHARED) * exact
    at = {row: column for column, row in enumerate(rows)}
    said = torch.full((len(cases), len(rows)), -1e4)
    for number, case in enumerate(cases):
        for row, value in lessons[case].items():
            if row in at:
                said[number, at[row]] = value
    return TEACHING * torch.softmax(said.to(like.device), 1) + (1 - TEACHING) * exact


def _loss(
    scores: torch.Tensor, wanted: torch.Tensor, like: torch.Tensor, bound: torch.Tensor, right: Sequence[int]
) -> torch.Tensor:
    """Each question is to be nearest to its passage; and every score is to tell by itself (Zhai et al., 2023)."""
    order = -(wanted * torch.log_softmax(SCALE * scores[: len(wanted)], 1)).sum(1).mean()
    may_be_no = torch.ones_like(scores, dtype=torch.bool)
    may_be_no[: len(wanted)] = like < ALIKE
    margin = SCALE * (scores - bound)
    yes = -logsigmoid(margin[list(range(len(wanted))), list(right)]).mean()
    no = -(logsigmoid(-margin) * may_be_no).sum(1).mean() * TOLD / scores.shape[1]
    return order + TELLING * (yes + no)


def _reading_loss(said: torch.Tensor, likes: Sequence[torch.Tensor]) -> torch.Tensor:
    """The first passage of each question answers it; behind those that anything answers stand the others."""
    like = torch.stack(list(likes))
    seen, silent = said[: len(like)], said[len(like) :]
    wanted = READER_SHARED * torch.softmax(like / LIKE, 1)
    wanted[:, 0] += 1 - READER_SHARED
    order = -(wanted * torch.log_softmax(seen, 1)).sum(1).mean()
    no = READER_NO * -(logsigmoid(-seen) * (like < ALIKE)).sum(1).mean()
    if len(silent):
        no = no + READER_SILENT * -logsigmoid(-silent).sum(1).mean()
    return order + TELLING * (no - logsigmoid(seen[:, 0]).mean())
