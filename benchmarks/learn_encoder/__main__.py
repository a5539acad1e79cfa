"""Train the change to the embedding model by which everyday questions come nearer to the passages that answer them.

`python -m benchmarks.learn_encoder --workspace DIR [--turn N] [--output FILE] [--write]`: the workspace holds the real
policies, agreements and reports. `search_set/asked.csv` has some 5,700 questions in people's own words, each with the
passage that it was written for; `unanswered.csv` has questions that no passage answers; none of the graded questions is
among either. With `--turn` a quarter of the documents and of the unanswered questions is left out and asked afterwards;
without, all are learned from. `--write` puts the numbers beside the code, `--output` anywhere else: a table of a file
named by POLICYSCAN_MODELS that is that of MiniLM with this change makes it a model that the other scripts can name.
With `--ask MODEL ...` nothing is learned: models that are there already are asked what is left out in that turn. A
graphics card is used where there is one (four minutes; two cores would take hours).

Questions and passages are encoded by the same changed model. Each question is to be nearer to its passage than to all
others of its batch, some of which are near it; and every cosine is to tell by itself whether a passage answers (the
sigmoid loss of Zhai et al., 2023, arXiv:2303.15343), so that one bound serves all questions. The same holds of the
nearness of words, which only helps to learn. Then a reader that sees question and passage together is trained on what
the encoder finds, and the encoder is trained on by what it says of them (after Hofstätter et al., 2020,
arXiv:2010.02666): a question was written for one passage, and the reader tells which others answer it as well.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.learn_encoder.nets import Encoder
from benchmarks.learn_encoder.questions import Case, Corpus, Part
from benchmarks.learn_encoder.rounds import ask, ask_model, encode_all, learn
from benchmarks.search_questions import TURNS
from policyscan import open_workspace
from policyscan.embed import load_model
from policyscan.embed import models as embed_models

# The change beside the code, and the file that names it with its hash.
CHANGE = Path(embed_models.__file__).with_name("policing.safetensors")
CARD = Path(embed_models.__file__).with_name("models.toml")


def found(cases: Sequence[Case], cosines: torch.Tensor) -> str:
    """How well the passages of questions are found."""
    answers = cosines[torch.arange(len(cases)), [case.row for case in cases]]
    places = (cosines > answers[:, None]).sum(1) + 1
    shares = " ".join(f"first {top} {100 * float((places <= top).float().mean()):.1f} %," for top in (1, 10, 100))
    return f"mean reciprocal rank {float((1 / places).mean()):.3f}, {shares} of {len(cases)}"


def told(cosines: torch.Tensor, silent: torch.Tensor) -> str:
    """How well nothing is told from something."""
    bound = cosines.amax(1).float().quantile(0.05)
    return f"where one in twenty is refused, {int((silent.amax(1) < bound).sum())} of {len(silent)} unanswered are told"


def tell_of_model(name: str, corpus: Corpus, part: Part) -> None:
    """Print how well a model of policyscan finds what it has not learned from."""
    model = load_model(name)
    vectors = torch.from_numpy(model.encode_passages(corpus.texts))
    if part.unseen:
        cosines = ask_model(model, vectors, part.unseen)
        print(f"{name}, left out: {found(part.unseen, cosines)}")
        print(f"{name}: {told(cosines, ask_model(model, vectors, part.untold))}", flush=True)
    print(f"{name}, written since: {found(corpus.since, ask_model(model, vectors, corpus.since))}", flush=True)


def tell_of_encoder(name: str, encoder: Encoder, corpus: Corpus, part: Part) -> None:
    """Print the same of an encoder in training, by meaning alone and with the nearness of words beside it."""
    passages = encode_all(encoder, corpus.texts)
    for kind, cases in (("left out", part.unseen), ("written since", corpus.since)):
        if cases:
            cosines, nearness = ask(encoder, cases, passages)
            print(f"{name}, {kind}: {found(cases, cosines)}")
            print(f"{name}, {kind}, words beside: {found(cases, cosines + nearness)}", flush=True)
    if part.unseen:
        print(
            f"{name}: {told(ask(encoder, part.unseen, passages)[0], ask(encoder, part.untold, passages)[0])}",
            flush=True,
        )


def put(tensors: Mapping[str, Any], file: Path) -> str:
    """Write the numbers in half precision; their hash."""
    from safetensors.numpy import save_file

    save_file({name: tensor.astype(np.float16) for name, tensor in tensors.items()}, file)
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
    options.add_argument("--ask", nargs="+", metavar="MODEL", help="ask these models, and learn nothing")
    given = options.parse_args()
    with open_workspace(given.workspace, create=False) as work:
        corpus = Corpus(work)
    part = Part.of(corpus, given.turn)
    if given.ask:
        for name in given.ask:
            tell_of_model(name, corpus, part)
        return
    print(f"{len(part.seen)} questions and {len(part.silent)} that nothing answers are learned from", flush=True)
    first, encoder = learn(corpus, part)
    if given.output:
        digest = put(encoder.change(), given.output)
        print(f'for a file of models: change = "{given.output.absolute()}", change_sha256 = "{digest}"')
    if given.write:
        digest = put(encoder.change(), CHANGE)
        text = CARD.read_text(encoding="utf-8")
        text = re.sub(r'(?m)^change_sha256 = "[0-9a-f]*"', f'change_sha256 = "{digest}"', text)
        CARD.write_text(text, encoding="utf-8")
    tell_of_encoder("first round", first, corpus, part)
    tell_of_encoder("taught", encoder, corpus, part)


if __name__ == "__main__":
    main()
