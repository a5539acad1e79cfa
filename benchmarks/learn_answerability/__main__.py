"""Train the reader that tells what answers a question from what only speaks of the same (`policyscan.answerability`).

`python -m benchmarks.learn_answerability --workspace DIR [--write]`: the workspace holds the real policies, agreements
and reports. It learns from questions with the passage that each was written for (`search_set/asked.csv`, but for those
about a quarter of the documents) and from questions that nothing answers (`unanswered.csv`, and `unanswered_near.csv`,
whose hands wrote them to share words with the documents and checked what the search finds; of either three quarters),
each with what the search finds for it. Then the bounds are learned by which its reading and what the search found say
together that there is an answer: from questions that no model has learned from (`asked_since.csv`, `asked_near.csv`,
`unanswered_since.csv` and the quarter of `unanswered_near.csv`, but for those like one that was learned from).
`--write` puts the numbers and their card beside the code; with `--bounds` nothing is trained and the bounds alone are
learned anew, for the numbers that are there.

Low-rank changes to the embedding model after Hu et al., "LoRA" (2021), on top of search's own; a pair of texts goes
through it as one (Nogueira and Cho, "Passage Re-ranking with BERT", 2019, arXiv:1901.04085). On two cores without
bfloat16 it takes an hour. The numbers shipped are from a script of the same steps, whose wrong answers to a question
were those nearest in meaning alone, and to one that nothing answers also came from that quarter.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from benchmarks.learn_answerability.bounds import MOST, PARTS, REFUSED, bounds_of, told_in_parts
from benchmarks.learn_answerability.cases import Case, Cases, Corpus
from benchmarks.learn_answerability.reader import TOKENS, train
from policyscan import open_workspace
from policyscan.answerability import AnswerReader, Bounds, load
from policyscan.answerability.model import FOLDER, NUMBERS
from policyscan.embed import DEFAULT_MODEL, load_model
from policyscan.search.enough import READ
from policyscan.trained import CARD

BASE = "minilm"
# Begins the line of the card that says what was learned from.
TRAINED = "Trained on "


def signals(reader: AnswerReader, corpus: Corpus, cases: Sequence[Case]) -> NDArray[np.float64]:
    """A row for each case: what its best hit says beyond what is wanted, and the greatest log-odds of those read."""
    read = [reader.read(case.question, [corpus.texts[name] for name in case.found[:READ]]) for case in cases]
    return np.array([(case.spare, max(said, default=-MOST)) for case, said in zip(cases, read, strict=True)])


def learn_bounds(reader: AnswerReader, corpus: Corpus, cases: Cases) -> tuple[Bounds, str]:
    """The bounds, and how well they tell nothing from something; what is near a measure is never read."""
    asked, untold = ([case for case in part if not case.near_measure] for part in (cases.asked, cases.untold))
    refused, told = (
        sum(case.near_measure and case.spare < 0.0 for case in part) for part in (cases.asked, cases.untold)
    )
    share = max(0.0, REFUSED * len(cases.asked) - refused) / len(asked)
    rows = np.concatenate([signals(reader, corpus, part) for part in (asked, untold)])
    answered = np.arange(len(rows)) < len(asked)
    return bounds_of(rows, answered, share), (
        f"In {PARTS} parts, each by bounds from the others: {told_in_parts(rows, answered, share)}; near a measure"
        f" {refused} of {len(cases.asked) - len(asked)} and {told} of {len(cases.untold) - len(untold)}."
    )


def write_card(bounds: Bounds, trained_on: str, told: str) -> None:
    """Put the card beside the numbers."""
    lines = [
        "# Written by `python -m benchmarks.learn_answerability`; do not edit.",
        f"# {TRAINED}{trained_on}",
        f"# {told} Limits: docs/search.md.",
        f'base = "{BASE}"',
        f'weights = "{load_model(BASE).card.sha256}"',
        f"max_tokens = {TOKENS}",
        "",
        "# There is an answer where found * spare + said + bias, and spare or said, are nought or more (`Bounds`).",
        "[bounds]",
        *(f"{name} = {round(value, 4)}" for name, value in asdict(bounds).items()),
    ]
    (FOLDER / CARD).write_text("\n".join(lines) + "\n", encoding="utf-8")


def rounded(tensors: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The numbers as they are written: in half precision."""
    return {name: tensor.astype(np.float16).astype(np.float32) for name, tensor in tensors.items()}


def write_numbers(tensors: Mapping[str, NDArray[np.float32]]) -> None:
    """Put the numbers beside the code, in half precision."""
    save_file({name: tensor.astype(np.float16) for name, tensor in tensors.items()}, FOLDER / NUMBERS)
    # A file of weights is for everybody who may read the code.
    (FOLDER / NUMBERS).chmod(0o644)


def main() -> None:
    """Read the questions, learn, tell, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, required=True)
    options.add_argument("--bounds", action="store_true", help="train nothing; learn the bounds anew")
    options.add_argument("--write", action="store_true", help="put what was learned beside the code")
    given = options.parse_args()
    with open_workspace(given.workspace, create=False) as work:
        corpus = Corpus(work)
        cases = corpus.cases(to_train=not given.bounds)
    if given.bounds:
        reader, trained_on = (
            load(),
            (FOLDER / CARD).read_text(encoding="utf-8").partition(TRAINED)[2].partition("\n")[0],
        )
    else:
        net = train(corpus, cases, load_model(BASE).folder, load_model(DEFAULT_MODEL).change)
        reader = AnswerReader(
            base=BASE,
            weights=load_model(BASE).card.sha256,
            max_tokens=TOKENS,
            bounds=Bounds(found=0.0, most=0.0, bias=0.0),
            tensors=rounded(net.tensors()),
            hash="",
        )
        trained_on = f"{len(cases.seen)} questions that something answers and {len(cases.silent)} that nothing does."
    bounds, told = learn_bounds(reader, corpus, cases)
    print(bounds, told, sep="\n")
    if given.write:
        if not given.bounds:
            write_numbers(reader.tensors)
        write_card(bounds, trained_on, told)


if __name__ == "__main__":
    main()
