"""Train the clause reader: small changes to the embedding model, and answers on top of it.

Low-rank changes after Hu et al., "LoRA" (2021). In the second round clauses are added that the reader of
the first takes for a yes in places that have not adopted the measure.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks import coded
from benchmarks.groups import Group
from benchmarks.learn.net import Net
from benchmarks.learn.rows import REASONS, Row, lacking, mined_row, outputs, parts_of, was_looked_at
from policyscan.meaning.model import TOPIC

MAX_TOKENS = 192
BATCH = 32
# Epochs over the rows before clauses are mined, after, and on real places, and the steepest steps of each.
FIRST, SECOND, THIRD = (2, 1.5e-3), (3, 1.0e-3), (2, 7e-4)
# In the third round: how much a clause of a real place counts, and the share of the other rows that are seen again.
REAL_WEIGHT, AGAIN = 1.5, 0.25
WARM_UP, WEIGHT_DECAY = 0.06, 0.01
# The weights that are kept are a moving mean over about so many steps.
MEAN_STEPS = 300
# A row says little on other measures than its own; a heading is left out in a quarter of the steps.
OTHER_MEASURES, NO_HEADING = 0.1, 0.25
TOPIC_SHARE, REASON_SHARE = 0.5, 0.25
# Clauses of a place that lacks a measure: those likeliest taken for a yes, and others.
MINED, RANDOM = 12, 6


def new_net(folder: Path) -> Net:
    """A net that answers for each output, with reasons for each measure."""
    reasons = len(REASONS) * len(coded.taxonomy().measures)
    return Net(folder, answers=len(outputs()), reasons=reasons, sure=-1.0, max_tokens=MAX_TOKENS)


def first_round(folder: Path, rows: Sequence[Row], *, seed: int = 0) -> Net:
    """A reader trained on rows alone, from which the rounds with mined clauses set out."""
    torch.manual_seed(seed)
    net = new_net(folder)
    _fit(net, rows, *FIRST, seed)
    return net


def second_round(net: Net, rows: Sequence[Row], groups: Sequence[Group], *, seed: int = 0) -> None:
    """Train a reader further on rows and on clauses of the groups that it takes for a yes."""
    torch.manual_seed(seed)
    mined = mine(net, groups, seed)
    print(f"{len(rows)} rows, {len(mined)} mined", flush=True)
    _fit(net, [*rows, *mined], *SECOND, seed)


def third_round(net: Net, rows: Sequence[Row], real: Sequence[Row], groups: Sequence[Group], *, seed: int) -> None:
    """Train a reader further on clauses of real places, and on a share of the rows that it knows, lest it forgets."""
    torch.manual_seed(seed)
    mined = mine(net, groups, seed)
    again = random.Random(seed).sample(rows, round(AGAIN * len(rows)))
    print(f"{len(real)} rows of real places, {len(mined)} mined, {len(again)} again", flush=True)
    _fit(net, [*(replace(row, weight=REAL_WEIGHT * row.weight) for row in (*real, *mined)), *again], *THIRD, seed)


def mine(net: Net, groups: Sequence[Group], seed: int) -> list[Row]:
    """Clauses of places that lack a measure, those first that are taken for a yes."""
    chance = random.Random(seed)
    columns = {output: at for at, output in enumerate(outputs())}
    found = []
    for group in groups:
        answers = net.answer([(c.heading, c.words) for c in group.contexts])
        for measure in coded.taxonomy().measures:
            marked = {coded.fold(mark.quote) for mark in group.marks if mark.measure == measure.id}
            missing = lacking(group, measure.id)
            if not missing and group.marks:
                missing = parts_of(measure.id)
            elif not missing:
                continue
            best = answers[:, [columns[measure.id, part] for part in missing]].max(axis=1)
            wanted = [*np.argsort(-best)[:MINED].tolist(), *(chance.randrange(len(best)) for _ in range(RANDOM))]
            for at in wanted:
                context = group.contexts[at]
                if group.adopted[measure.id] and not was_looked_at(context, group):
                    continue
                if group.adopted[measure.id] and any(
                    coded.fold(context.clause.text) in m or m in coded.fold(context.words) for m in marked
                ):
                    continue
                found.append(mined_row(context, measure.id, missing, group))
    return found


def _fit(net: Net, rows: Sequence[Row], epochs: int, steepest: float, seed: int) -> None:
    chance = random.Random(seed)
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=steepest, weight_decay=WEIGHT_DECAY)
    mean = [weight.detach().clone() for weight in weights]
    pairs_of, targets = _merged(rows)
    steps, step, began = epochs * math.ceil(len(pairs_of) / BATCH), 0, time.monotonic()
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for batch in _batches(pairs_of, chance):
            step += 1
            slope = steepest * min(1.0, step / (WARM_UP * steps)) * max(0.02, 1.0 - step / steps)
            for group in optimiser.param_groups:
                group["lr"] = slope
            pairs = [("" if chance.random() < NO_HEADING else pairs_of[i][0], pairs_of[i][1]) for i in batch]
            known, shares = (torch.tensor(np.stack(part)) for part in zip(*(targets[i] for i in batch), strict=True))
            loss = nn.functional.binary_cross_entropy_with_logits(net(pairs), known, reduction="none")
            loss = (loss * shares).sum() / (3 * len(batch))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            total += loss.item()
            keep = min(1.0 - 1.0 / MEAN_STEPS, step / (step + 10.0))
            with torch.no_grad():
                for kept, weight in zip(mean, weights, strict=True):
                    kept.mul_(keep).add_(weight, alpha=1.0 - keep)
        done = f"epoch {epoch + 1} of {epochs}, {time.monotonic() - began:.0f} s"
        print(f"{done}: loss {total / math.ceil(len(pairs_of) / BATCH):.4f}", flush=True)
    with torch.no_grad():
        for kept, weight in zip(mean, weights, strict=True):
            weight.copy_(kept)


Target = tuple[NDArray[np.float32], NDArray[np.float32]]


def _merged(rows: Sequence[Row]) -> tuple[list[tuple[str, str]], list[Target]]:
    """Distinct pairs of heading and words, with what all their rows know of them."""
    found: dict[tuple[str, str], Target] = {}
    for row in rows:
        known, shares = _target(row)
        before = found.get((row.heading, row.words))
        if before is not None:
            is_surer = before[1] > shares
            known, shares = np.where(is_surer, before[0], known), np.maximum(before[1], shares)
        found[row.heading, row.words] = (known, shares)
    return list(found), list(found.values())


def _batches(pairs: Sequence[tuple[str, str]], chance: random.Random) -> Iterator[list[int]]:
    """Shuffled batches of pairs of about one length."""
    order = list(range(len(pairs)))
    chance.shuffle(order)
    batches = []
    for at in range(0, len(order), 20 * BATCH):
        part = sorted(order[at : at + 20 * BATCH], key=lambda i: len(pairs[i][1]))
        batches += [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
    chance.shuffle(batches)
    yield from batches


def _target(row: Row) -> Target:
    """What is known of a row, and how much each output counts; what is not known of other measures is likely a no."""
    names = outputs()
    width = len(names) + len(REASONS) * len(coded.taxonomy().measures)
    known, shares = np.zeros(width, dtype=np.float32), np.zeros(width, dtype=np.float32)
    for at, (measure, what) in enumerate(names):
        if measure != row.measure:
            shares[at] = 0.0 if what == TOPIC else OTHER_MEASURES
        elif what in row.known:
            known[at] = row.known[what]
            shares[at] = TOPIC_SHARE if what == TOPIC else 1.0
    if row.reason:
        measures = [measure.id for measure in coded.taxonomy().measures]
        first = len(names) + len(REASONS) * measures.index(row.measure)
        shares[first : first + len(REASONS)] = REASON_SHARE
        known[first + REASONS.index(row.reason)] = 1.0
    return known, shares * row.weight
