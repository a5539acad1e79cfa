"""Train the reader of passages: `python -m benchmarks.learn_violations --workspace DIR [--without SET …] [--write]`.

It learns from the invented passages of `corpora/violations/written.csv` and from the real ones of `coded.csv`, as far
as the workspace has their reports; never from `frozen.csv`, nor from the set `ninth`. `--without` leaves whole sets out
and says how well those are read then: by rules, by the reader, and by both as `rights/acc_closely.py` puts them
together. `--write` puts the numbers and their card into the package.

Low-rank changes to the embedding model after Hu et al., "LoRA" (2021), as the clause reader has them
(`benchmarks/learn`). On two cores without bfloat16 it takes a quarter of an hour.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torch import nn

from benchmarks.accusations import CODED, Score, kinds, voice_of
from benchmarks.learn.net import Net
from policyscan.embed.models import load_base
from policyscan.model import Firmness
from policyscan.rights import learned
from policyscan.rights.accusations import alone
from policyscan.rights.learned import Closely
from policyscan.rights.violations import load
from policyscan.store import Store
from policyscan.trained import CARD

BASE = "minilm"
MAX_TOKENS = 224
BATCH, EPOCHS, STEEPEST = 16, 6, 1.5e-3
WARM_UP, WEIGHT_DECAY, MEAN_STEPS = 0.06, 0.01, 200
# A heading is left out in a quarter of the steps; what the firmness adds to the loss, and the types.
NO_HEADING, FIRM_SHARE, TYPE_SHARE = 0.25, 0.25, 4.0
TYPES = tuple(violation.id for violation in load().violations)
FIRM = tuple(one.value for one in Firmness)
_LIKELY = 0.5
# The set that nothing was ever learned from or tuned on.
KEPT_BACK = "ninth"


@dataclass(frozen=True, slots=True)
class Row:
    """One coded passage: the set it is of, its heading and words, its types and how firmly it accuses."""

    set: str
    pair: tuple[str, str]
    types: frozenset[str]
    firmness: str


def closely_by(net: Net) -> Closely:
    """The net as `policyscan.work.closely` gives a reader."""
    return lambda pairs: net.answer(pairs)[:, : len(TYPES)]


def written_rows() -> list[Row]:
    """The invented passages."""
    with (CODED / "written.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(row["set"], (row["heading"], row["text"]), frozenset(kinds(row)), row["firmness"])
            for row in csv.DictReader(file)
            if row["set"] != KEPT_BACK
        ]


def real_rows(store: Store) -> list[Row]:
    """The coded passages of reports of a workspace, without the frozen ones."""
    with (CODED / "coded.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["coder"] == "one"]
    present = {listing.sha256 for listing in store.listings()}
    found = []
    for sha256 in sorted({row["sha256"] for row in rows} & present):
        document = store.document(sha256)
        for row in rows:
            if row["sha256"] == sha256:
                start, end = int(row["start"]), int(row["end"])
                block = next((one for one in document.blocks if one.start <= start < one.end), None)
                section = block.section if block else -1
                heading = document.sections[section].title if section >= 0 else ""
                words = " ".join(document.text[start:end].split())
                found.append(Row("coded", (heading, words), frozenset(kinds(row)), row["firmness"]))
    return found


def train(folder: Path, rows: Sequence[Row], *, seed: int = 0) -> Net:
    """A reader that has learned from some passages; the weights that are kept are a moving mean."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net = Net(folder, answers=len(TYPES), reasons=len(FIRM), sure=-1.5, max_tokens=MAX_TOKENS)
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=STEEPEST, weight_decay=WEIGHT_DECAY)
    mean = [weight.detach().clone() for weight in weights]
    bears = torch.tensor([[float(kind in row.types) for kind in TYPES] for row in rows])
    firm = torch.tensor([FIRM.index(row.firmness) if row.firmness in FIRM else -100 for row in rows])
    steps, step, began = EPOCHS * math.ceil(len(rows) / BATCH), 0, time.monotonic()
    for epoch in range(EPOCHS):
        net.train()
        for batch in _batches(rows, chance):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = STEEPEST * min(1.0, step / (WARM_UP * steps)) * max(0.02, 1.0 - step / steps)
            pairs = [("" if chance.random() < NO_HEADING else rows[i].pair[0], rows[i].pair[1]) for i in batch]
            answers, firmness = net(pairs).split([len(TYPES), len(FIRM)], dim=1)
            loss = TYPE_SHARE * nn.functional.binary_cross_entropy_with_logits(answers, bears[batch])
            if (firm[batch] >= 0).any():
                loss = loss + FIRM_SHARE * nn.functional.cross_entropy(firmness, firm[batch], ignore_index=-100)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            keep = min(1.0 - 1.0 / MEAN_STEPS, step / (step + 10.0))
            with torch.no_grad():
                for kept, weight in zip(mean, weights, strict=True):
                    kept.mul_(keep).add_(weight, alpha=1.0 - keep)
        print(f"epoch {epoch + 1} of {EPOCHS}, {time.monotonic() - began:.0f} s", flush=True)
    with torch.no_grad():
        for kept, weight in zip(mean, weights, strict=True):
            weight.copy_(kept)
    return net


def _batches(rows: Sequence[Row], chance: random.Random) -> Iterator[list[int]]:
    """Shuffled batches of passages of about one length."""
    order = list(range(len(rows)))
    chance.shuffle(order)
    batches = []
    for at in range(0, len(order), 20 * BATCH):
        part = sorted(order[at : at + 20 * BATCH], key=lambda i: len(rows[i].pair[1]))
        batches += [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
    chance.shuffle(batches)
    yield from batches


def tell(net: Net, name: str) -> None:
    """How well a set is read that the reader has not learned from."""
    with (CODED / "written.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == name]
    pairs = [(row["heading"], row["text"]) for row in rows]
    voices = [voice_of(row) for row in rows]
    likely = closely_by(net)(pairs) > math.log(_LIKELY / (1 - _LIKELY))
    by_reader = [{kind for kind, is_so in zip(TYPES, row, strict=True) if is_so} for row in likely]
    told = {
        "rules": [types for types, _ in alone(pairs, voices)],
        "reader": by_reader,
        "both": [types for types, _ in alone(pairs, voices, closely_by(net))],
    }
    figures = []
    for way, read in told.items():
        score = Score()
        for row, types in zip(rows, read, strict=True):
            score.add(kinds(row), types, "", None)
        figures.append(f"{way} {score.macro(TYPES):.3f}")
    print(f"{name} ({len(rows)} passages), macro-F1 over {len(TYPES)} types: {', '.join(figures)}")


def write(net: Net, weights: str, rows: Sequence[Row]) -> None:
    """Put the numbers and their card into the package."""
    sets = sorted({row.set for row in rows})
    listed = ", ".join(f'"{kind}"' for kind in TYPES)
    (learned.FOLDER / learned.NUMBERS).write_bytes(
        save({name: numbers.astype(np.float16) for name, numbers in net.tensors().items()})
    )
    (learned.FOLDER / CARD).write_text(
        "# Written by `python -m benchmarks.learn_violations`; do not edit.\n"
        f"# A reader of passages, trained on {len(rows)} coded ones ({', '.join(sets)}). How good it is:"
        " docs/violations-codebook.md.\n"
        f'base = "{BASE}"\nweights = "{weights}"\nmax_tokens = {MAX_TOKENS}\ntypes = [{listed}]\n',
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, help="with the reports of which passages were coded")
    parser.add_argument("--without", nargs="*", default=[], metavar="SET", help="sets that are not learned from")
    parser.add_argument("--write", action="store_true", help="put the reader into the package")
    given = parser.parse_args()
    rows = written_rows()
    if given.workspace is not None:
        rows += real_rows(Store.open(given.workspace, create=False))
    rows = [row for row in rows if row.set not in given.without]
    sha256 = learned.load().weights
    net = train(load_base(BASE, sha256, "a reader").folder, rows)
    for name in (*given.without, KEPT_BACK):
        tell(net, name)
    if given.write:
        write(net, sha256, rows)


if __name__ == "__main__":
    main()
