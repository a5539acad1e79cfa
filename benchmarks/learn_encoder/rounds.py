"""The rounds of training: the encoder alone, a reader from its nearest misses, and the encoder taught by the reader."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence

import torch
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

# Epochs, the steepest steps, and how many near but wrong passages come with each question.
FIRST, SECOND, READING = (6, 1.5e-3, 3), (4, 1.05e-3, 4), (3, 1e-3, 11)
# Questions of a batch; of those that nothing answers beside them, one for so many. The reader's batches.
BATCH, SILENT_OF, READ_TOGETHER, READ_SILENT = 192, 6, 32, 8
MEAN_STEPS, READER_MEAN_STEPS = 60, 100
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


def learn(corpus: Corpus, part: Part) -> tuple[Encoder, Encoder]:
    """The encoder of the first round, and the same once a reader has taught it."""
    every = [*part.seen, *part.silent]
    torch.manual_seed(5)
    encoder = Encoder(corpus.model.folder)
    vectors = corpus.vectors.to(DEVICE)
    with torch.inference_mode():
        rows = torch.cat([torch.from_numpy(corpus.model.encode_queries([one.typed, one.meant])).sum(0, keepdim=True)
                          for one in every])  # fmt: skip
        near = _nearest(normalize(rows, dim=-1).to(DEVICE) @ vectors.T, every, part, NEAREST)
    _encode(corpus, part, encoder, FIRST, near, None)
    first = Encoder(corpus.model.folder)
    first.load_state_dict(encoder.state_dict())
    encoded = encode_all(encoder, corpus.texts)
    near = _nearest(ask(encoder, every, encoded)[0], every, part, 2 * TAUGHT)
    reader = _read(corpus, part, near)
    lessons: dict[Case, dict[int, float]] = {}
    for case in part.seen:
        taught = [case.row, *(row for row in near[case] if row != case.row)][:TAUGHT]
        lessons[case] = dict(zip(taught, reader.read([(case.typed, corpus.texts[row]) for row in taught]), strict=True))
    _encode(corpus, part, encoder, SECOND, near, lessons)
    return first.eval(), encoder


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


def _encode(
    corpus: Corpus,
    part: Part,
    encoder: Encoder,
    plan: tuple[int, float, int],
    near: Mapping[Case, Sequence[int]],
    lessons: Lessons | None,
) -> None:
    epochs, steepest, wrong = plan
    draw = random.Random(5)
    batches = max(1, len(part.seen) // BATCH)
    with trained(encoder, epochs * batches, steepest, MEAN_STEPS) as steps:
        for epoch in range(epochs):
            began, total, order = time.monotonic(), 0.0, draw.sample(part.seen, len(part.seen))
            for at in range(0, batches * BATCH, BATCH):
                seen = order[at : at + BATCH]
                silent = draw.sample(part.silent, min(len(part.silent), BATCH // SILENT_OF))
                rows = [case.row for case in seen]
                for case in (*seen, *silent):
                    rows += draw.sample([row for row in near[case] if row != case.row][:NEAR], wrong)
                rows = list(dict.fromkeys(rows))
                asked = encoder([draw.choice((one.typed, one.meant)) for one in (*seen, *silent)], QUESTION_TOKENS)
                passages = encoder([corpus.texts[row] for row in rows], PASSAGE_TOKENS)
                like = _like(corpus, seen, rows)
                wanted = _wanted(seen, rows, like, lessons)
                loss = torch.zeros((), device=DEVICE)
                for scores, bound in zip(
                    (asked.cosines(passages), asked.nearness(passages)), encoder.bounds, strict=True
                ):
                    loss = loss + _loss(scores, wanted, like, bound, [rows.index(case.row) for case in seen])
                total += steps.step(loss)
            _tell("encoder", epoch, epochs, began, total / batches)


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


def _read(corpus: Corpus, part: Part, near: Mapping[Case, Sequence[int]]) -> Reader:
    epochs, steepest, wrong = READING
    draw = random.Random(5)
    reader = Reader(corpus.model.folder)
    batches = max(1, len(part.seen) // READ_TOGETHER)
    with trained(reader, epochs * batches, steepest, READER_MEAN_STEPS) as steps:
        for epoch in range(epochs):
            began, total, order = time.monotonic(), 0.0, draw.sample(part.seen, len(part.seen))
            for at in range(0, batches * READ_TOGETHER, READ_TOGETHER):
                seen = order[at : at + READ_TOGETHER]
                silent = draw.sample(part.silent, min(len(part.silent), READ_SILENT))
                rows = [
                    [case.row, *draw.sample([row for row in near[case] if row != case.row][:NEAR], wrong)]
                    for case in seen
                ]
                rows += [draw.sample(list(near[case])[: NEAR * 3 // 5], wrong + 1) for case in silent]
                questions = [draw.choice((case.typed, case.meant)) for case in (*seen, *silent)]
                said = reader(
                    [
                        (question, corpus.texts[row])
                        for question, own in zip(questions, rows, strict=True)
                        for row in own
                    ]
                ).view(-1, wrong + 1)
                total += steps.step(
                    _reading_loss(
                        said, [_like(corpus, [c], own)[0] for c, own in zip(seen, rows[: len(seen)], strict=True)]
                    )
                )
            _tell("reader", epoch, epochs, began, total / batches)
    return reader


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


def _tell(what: str, epoch: int, epochs: int, began: float, loss: float) -> None:
    print(f"{what}: epoch {epoch + 1} of {epochs}, {time.monotonic() - began:.0f} s, loss {loss:.3f}", flush=True)
