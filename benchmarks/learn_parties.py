"""Train the reader of parties' names: `python -m benchmarks.learn_parties [--without SETS] [--write]`.

It learns from the invented agreements of `corpora/agreements` and their answers: every place at the front and by the
signatures where a name of the answers stands is labelled with its side. Never from the sets of `KEPT_BACK`. `--without`
leaves further sets out and says how well those, and the ones kept back, are read then, by rules and by both; `--write`
puts the numbers and their card into the package.

In most rounds the names of an agreement's sides are changed for those of another's, so that sides are learned from what
stands around a name. Low-rank changes to the embedding model after Hu et al., "LoRA" (2021), labels as of Ramshaw and
Marcus (1995). On two cores without bfloat16 it takes three quarters of an hour.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from benchmarks.agreements_written import FIELDS, WRITTEN, compared, given, typeset
from benchmarks.learn.changed import changed_layers
from policyscan.agreements import learned, read
from policyscan.agreements.learned import LABELS, Tag
from policyscan.agreements.tagged import parts_of
from policyscan.embed.models import load_base
from policyscan.embed.windows import WAYS, Tagged, Window, merged, windows
from policyscan.model import ParsedDocument
from policyscan.parse import parse
from policyscan.rights import learned as passages
from policyscan.trained import CARD

BASE = "minilm"
SIZE, STRIDE = 224, 160
RANK, ALPHA, DROPOUT = 16, 32.0, 0.1
BATCH, EPOCHS, STEEPEST, WARM_UP, WEIGHT_DECAY = 16, 8, 1.5e-3, 0.08, 0.01
# Words of names are few: what a label counts for in the loss, in the order of `LABELS`.
COUNTS = (1.0, 3.0, 2.0, 3.0, 2.0, 2.0, 1.5)
# How often an agreement's names are left as they are, and how often a side's are changed where they are not.
LEFT, CHANGED = 0.4, 0.7
# Sets that nothing was learned from; how its labels and the rules are put together was changed in sight of the first.
KEPT_BACK = "stuy"
_SIDES = ("local", "counterparty", "other")


@dataclass(frozen=True, slots=True)
class Named:
    """A name where it stands in a text, and on which side it is."""

    start: int
    end: int
    side: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """An invented agreement, its answers, and where its names stand."""

    file: str
    row: Mapping[str, str]
    document: ParsedDocument
    names: tuple[Named, ...]


def agreements() -> list[Agreement]:
    """All invented agreements, in the order of the answers."""
    found = []
    with (WRITTEN / "answers.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            document = parse(typeset((WRITTEN / row["file"]).read_text(encoding="utf-8"))).document
            found.append(Agreement(row["file"], row, document, tuple(named(document.text, row))))
    return found


def names_of(row: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """The bodies of each side, each with all its names."""
    columns = {
        "local": [row["local_party"]],
        "counterparty": [row["counterparty"]],
        "other": row["other_parties"].split(";"),
    }
    return {
        side: [names for said in column if (names := [one.strip() for one in said.split("|") if one.strip()])]
        for side, column in columns.items()
    }  # fmt: skip


def named(text: str, row: Mapping[str, str]) -> Iterator[Named]:
    """Where names of the answers stand, the longest at each place, in the text's order."""
    found = [
        Named(match.start(), match.end(), side)
        for side, bodies in names_of(row).items()
        for names in bodies
        for name in names
        for match in _pattern(name).finditer(text)
    ]
    end = -1
    for one in sorted(found, key=lambda one: (one.start, -one.end, _SIDES.index(one.side))):
        if one.start >= end:
            yield one
            end = one.end


def _pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def exchanged(
    text: str, names: Sequence[Named], others: Mapping[str, Sequence[Sequence[str]]], chance: random.Random
) -> tuple[str, list[Named]]:
    """A text with the names of some sides changed for those of other agreements, and where they stand then."""
    changed = {side for side in _SIDES if others[side] and chance.random() < CHANGED}
    body = {side: chance.choice(others[side]) for side in sorted(changed)}
    known: dict[tuple[str, str], str] = {}
    parts: list[str] = []
    found: list[Named] = []
    at = length = 0
    for one in names:
        words = text[one.start : one.end]
        said = " ".join(words.split())
        new = words
        if one.side in changed:
            of = body[one.side] if one.side != "other" else chance.choice(others["other"])
            new = known.setdefault((one.side, said.casefold()), chance.choice(of))
            new = new.upper() if said.isupper() else new
            if "\n" in words and " " in new:
                pieces = new.split()
                cut = chance.randrange(1, len(pieces))
                new = " ".join(pieces[:cut]) + "\n" + " ".join(pieces[cut:])
        parts += [text[at : one.start], new]
        length += one.start - at
        found.append(Named(length, length + len(new), one.side))
        length += len(new)
        at = one.end
    return "".join([*parts, text[at:]]), found


class Net(nn.Module):
    """Log-odds of the labels of every token; `policyscan.embed.tagger_plain` computes the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.model = AutoModel.from_pretrained(str(folder), local_files_only=True)
        self.changed = changed_layers(self.model, rank=RANK, alpha=ALPHA)
        width = self.model.config.hidden_size
        self.written = nn.Linear(WAYS, width)
        nn.init.zeros_(self.written.weight)
        nn.init.zeros_(self.written.bias)
        self.labels = nn.Linear(width + 3 * WAYS, len(LABELS))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, batch: Sequence[Window]) -> Any:
        """Shape `(windows, tokens of the longest with its two marks, labels)`."""
        longest = max(len(window.ids) for window in batch) + 2
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        is_word = torch.zeros_like(ids)
        ways = torch.zeros(len(batch), longest, WAYS)
        head, tail = (self.tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
        for row, window in enumerate(batch):
            marked = [head, *window.ids, tail]
            ids[row, : len(marked)] = torch.tensor(marked)
            is_word[row, : len(marked)] = 1
            ways[row, 1 : len(marked) - 1] = torch.tensor(window.written)
        embedded = self.model.embeddings.word_embeddings(ids) + self.written(ways)
        states = self.model(inputs_embeds=embedded, attention_mask=is_word).last_hidden_state
        none = torch.zeros_like(ways[:, :1])
        beside = [torch.cat([none, ways[:, :-1]], dim=1), ways, torch.cat([ways[:, 1:], none], dim=1)]
        return self.labels(torch.cat([self.dropout(states), *beside], dim=-1))

    @torch.no_grad()
    def tag(self, text: str, parts: Sequence[tuple[int, int]]) -> list[Tagged]:
        """As `policyscan.embed.tagger_plain.PlainTagger.tag`."""
        self.eval()
        cut = list(_windows(self, text, parts))
        found: list[tuple[Window, NDArray[np.float32]]] = []
        for at in range(0, len(cut), BATCH):
            batch = cut[at : at + BATCH]
            shares = self(batch).softmax(dim=-1).numpy()
            found += [(window, shares[row, 1 : len(window.ids) + 1]) for row, window in enumerate(batch)]
        return merged(found)

    def tensors(self) -> dict[str, NDArray[np.float32]]:
        """The trained numbers, as `policyscan.embed.tagger_plain` takes them."""
        found = {
            "written.weight": self.written.weight,
            "written.bias": self.written.bias,
            "labels.weight": self.labels.weight,
            "labels.bias": self.labels.bias,
        }
        for name, changed in self.changed.items():
            found |= {f"{name}.down": changed.down, f"{name}.up": changed.up * (ALPHA / RANK)}
        return {name: numbers.detach().numpy().astype(np.float32) for name, numbers in found.items()}


def _windows(net: Net, text: str, parts: Sequence[tuple[int, int]]) -> Iterator[Window]:
    for start, end in parts:
        for window in windows(net.tokenizer, text, start, end, size=SIZE, stride=STRIDE):
            if window.ids:
                yield window


def labels_of(window: Window, names: Sequence[Named]) -> list[int]:
    """The label of each token of a window, by its place in `LABELS`."""
    found = [0] * len(window.ids)
    for one in names:
        inside = [at for at, (start, end) in enumerate(window.spans) if one.start <= start < end <= one.end]
        first = LABELS.index(one.side)
        for at in inside:
            found[at] = first if at == inside[0] else first + 1
    return found


def train(folder: Path, rows: Sequence[Agreement], *, epochs: int = EPOCHS, seed: int = 0) -> Net:
    """A reader that has learned from some agreements."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net = Net(folder)
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=STEEPEST, weight_decay=WEIGHT_DECAY)
    others: dict[str, list[list[str]]] = {side: [] for side in _SIDES}
    for row in rows:
        for side, bodies in names_of(row.row).items():
            others[side] += bodies
    each = sum(len(_learned_from(net, row.document.text, row.names)) for row in rows)
    steps, step, began = epochs * math.ceil(each / BATCH), 0, time.monotonic()
    for epoch in range(epochs):
        net.train()
        part = [one for row in rows for one in _learned_from(net, *_as_it_is_read(row, others, chance))]
        chance.shuffle(part)
        for at in range(0, len(part), BATCH):
            batch = part[at : at + BATCH]
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = STEEPEST * min(1.0, step / (WARM_UP * steps)) * max(0.02, 1.0 - step / steps)
            odds = net([window for window, _ in batch])
            wanted = torch.full(odds.shape[:2], -100)
            for row_number, (_, labels) in enumerate(batch):
                wanted[row_number, 1 : len(labels) + 1] = torch.tensor(labels)
            loss = nn.functional.cross_entropy(odds.flatten(0, 1), wanted.flatten(), weight=torch.tensor(COUNTS))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
        print(f"epoch {epoch + 1} of {epochs}, {time.monotonic() - began:.0f} s", flush=True)
    return net


def _as_it_is_read(
    row: Agreement, others: Mapping[str, Sequence[Sequence[str]]], chance: random.Random
) -> tuple[str, Sequence[Named]]:
    if chance.random() < LEFT:
        return row.document.text, row.names
    return exchanged(row.document.text, row.names, others, chance)


def _learned_from(net: Net, text: str, names: Sequence[Named]) -> list[tuple[Window, list[int]]]:
    flat = text.replace("\n", "|")
    return [(window, labels_of(window, names)) for window in _windows(net, flat, parts_of(text))]


def tell(rows: Sequence[Agreement], tag: Tag) -> None:
    """How many fields are right in some agreements, by rules and by both."""
    for way, by in (("rules", None), ("both", tag)):
        counts = Counter(
            field
            for row in rows
            for _, field, _, _, verdict in compared(row.row, given(read(row.document, None, by)))
            if verdict == "right"
        )
        print(f"{way:6} of {len(rows)}: {', '.join(f'{field} {counts[field]}' for field in FIELDS)}", flush=True)


def write(net: Net, weights: str, rows: Sequence[Agreement]) -> None:
    """Put the numbers and their card into the package."""
    numbers = {name: numbers.astype(np.float16) for name, numbers in net.tensors().items()}
    (learned.FOLDER / learned.NUMBERS).write_bytes(save(numbers))
    (learned.FOLDER / CARD).write_text(
        "# Made by the steps of `python -m benchmarks.learn_parties`; do not edit.\n"
        f"# A reader of parties' names, trained on {len(rows)} invented agreements (sets"
        f" {''.join(sorted({row.file[0] for row in rows}))}).\n"
        "# How good it is: docs/decisions/0004-agreements-and-reports.md.\n"
        f'base = "{BASE}"\nweights = "{weights}"\nsize = {SIZE}\nstride = {STRIDE}\n',
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", default="", metavar="SETS", help="letters of sets that are not learned from")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--write", action="store_true", help="put the reader into the package")
    options = parser.parse_args()
    every = agreements()
    rows = [row for row in every if row.file[0] not in options.without + KEPT_BACK]
    weights = passages.load().weights
    net = train(load_base(BASE, weights, "a reader").folder, rows, epochs=options.epochs)
    for sets in filter(None, (options.without, KEPT_BACK)):
        print(f"sets {sets}, not learned from")
        tell([row for row in every if row.file[0] in sets], net.tag)
    if options.write:
        write(net, weights, rows)


if __name__ == "__main__":
    main()
