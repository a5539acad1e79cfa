"""Train the matcher that holds the words of a question against those of a passage (`policyscan.matching`).

`python -m benchmarks.learn_matching --workspace DIR [--model NAME] [--turn N] [--write]`: the workspace holds the real
policies, agreements and reports, embedded by the model. `search_set/asked.csv` has some 5,700 questions in people's own
words (the shipped matcher is from the first 3,160), each with the passage that it was written for; none of the graded
questions is among them. First documents are left out in four turns and the questions about them asked; then, with
`--write`, all of them are learned from and the numbers put beside the code.

A model that learned from these questions itself (`benchmarks.learn_encoder`) is too sure of its cosines on them. With
`--turn` and a model that learned in that turn (whose vectors are made where they are not there yet), documents are left
out that neither had learned from: they tell what the whole finds, and what each signal counts for is learned from them
(each half of them asked with the weights of the other); `--write` then puts these weights alone into the card.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import dropout, normalize, softplus

from benchmarks.search_questions import TURNS, left_out, written_for
from policyscan import Workspace, open_workspace, vectorise
from policyscan.embed import DEFAULT_MODEL, load_model, word_pieces
from policyscan.matching import Weights
from policyscan.matching.model import FOLDER, MOST_PIECES, NONE, NUMBERS, SHARPNESS, held, joined
from policyscan.search import parse
from policyscan.search.expand import expand
from policyscan.search.find import halfway
from policyscan.search.gather import by_meaning, by_words, cosines_of_all, memory_of, question_vectors
from policyscan.search.holding import wanted
from policyscan.search.scope import Filters, resolve
from policyscan.search.words import STOP_WORDS
from policyscan.taxonomy.vocabulary import vocabulary
from policyscan.trained import CARD

BASE = "minilm"
# Begins the last part of the card.
RANKING = "# What each signal counts for in the ranking"
DIMENSIONS, EPOCHS, BATCH, NEGATIVES, RATE, DROP = 64, 2, 16, 150, 2e-3, 0.1
# How much of what is wanted goes to passages like the one that the question was written for (softened by LIKE).
SHARED, LIKE = 0.3, 0.05
# Keeps the projection near the one that it begins with.
ANCHOR = 0.01
# What was used before there was a matcher.
BEFORE = Weights(cosine=0.7, words=0.3, held=0.0, near=0.0, close=0.0)


@dataclass(frozen=True, slots=True)
class Case:
    """A question: its pieces, candidates (rows), their signals (cosine, words, held), and the row that answers it."""

    pieces: torch.Tensor
    rows: torch.Tensor
    signals: torch.Tensor
    answer: int


class Corpus:
    """The passages of a workspace as rows, and questions about them as cases."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self._index = work.index()
        self.ids = list(self._index.ids)
        self._row = {name: row for row, name in enumerate(self.ids)}
        self.vectors = torch.tensor(self._index.vectors_of(self.ids))
        passages = work.store.passages_by_id(self.ids)
        self.documents = [passages[name].sha256 for name in self.ids]
        card = load_model(BASE).card
        self.base = card
        self._pieces = word_pieces(BASE, card.sha256)
        self.embeddings = torch.tensor(np.array(self._pieces.vectors))
        self._silent = {
            number
            for number, name in enumerate(self._pieces.names)
            if name in STOP_WORDS or name.startswith("[") or not any(char.isalnum() for char in name)
        }
        texts = [passages[name].embed_text for name in self.ids]
        pieces = [set(numbers) - self._silent for numbers in self._pieces.ids(texts)]
        counts = Counter(number for numbers in pieces for number in numbers)
        self.seen = sorted(counts)
        self.rarity = torch.tensor(
            [math.log((len(self.ids) + 1) / (counts[number] + 0.5)) for number in range(len(self.embeddings))]
        )
        self.pieces = torch.full((len(self.ids), MOST_PIECES), NONE, dtype=torch.long)
        self._kept: list[bytes] = []
        for row, numbers in enumerate(pieces):
            kept = sorted(numbers, key=lambda number: -float(self.rarity[number]))[:MOST_PIECES]
            self.pieces[row, : len(kept)] = torch.tensor(kept, dtype=torch.long)
            self._kept.append(np.asarray(kept, dtype="<u2").tobytes())

    @property
    def tells(self) -> torch.Tensor:
        """1 for each piece that may tell something, 0 for the others."""
        return torch.tensor([0.0 if number in self._silent else 1.0 for number in range(len(self.embeddings))])

    def case(self, question: str, answer: str) -> Case | None:
        """A question with its candidates; None where the passage is not among them."""
        work, asked = self._work, parse(question)
        meant = expand(asked, vocabulary())
        scope = resolve(Filters(), work.store.listings(), work.taxonomy)
        memory = memory_of(self._index)
        vector = halfway(question_vectors(memory, work.embedder(), asked.plain, meant.plain))
        terms = [term for one in meant.meant for term in one.terms]
        words = by_words(work.store, memory, asked, scope, terms)
        nearest = by_meaning(self._index, asked, scope, vector, None)
        cosines = cosines_of_all(self._index, vector, nearest, words, {}, None)
        if answer not in cosines:
            return None
        names = sorted(cosines)
        ways = wanted(asked, meant.meant, self._pieces)
        shares = held(ways, len(self.embeddings), *joined([self._kept[self._row[name]] for name in names]))
        signals = [
            (cosines[name], words.scores.get(name, 0.0), float(share))
            for name, share in zip(names, shares, strict=True)
        ]
        pieces = dict.fromkeys(number for number in self._pieces.ids([asked.plain])[0] if number not in self._silent)
        return Case(
            torch.tensor(list(pieces), dtype=torch.long),
            torch.tensor([self._row[name] for name in names]),
            torch.tensor(signals),
            names.index(answer),
        )


class Learner(torch.nn.Module):
    """What is learned: a projection of piece vectors, how much each piece tells, and what each signal counts for."""

    def __init__(self, corpus: Corpus) -> None:
        super().__init__()
        self._corpus = corpus
        self.mean = corpus.embeddings.mean(0)
        self._unit = normalize(corpus.embeddings - self.mean, dim=-1)
        axes = torch.linalg.svd(self._unit[corpus.seen], full_matrices=False)[2]
        self._begin = axes[:DIMENSIONS].T.contiguous()
        self.project = torch.nn.Parameter(self._begin.clone())
        self._telling = torch.nn.Parameter(torch.zeros(self._unit.shape[1]))
        self._by_rarity = torch.nn.Parameter(torch.tensor([0.3, 0.0]))
        self.signals = torch.nn.Parameter(torch.tensor([20.0, 4.0, 5.0]))
        self.matches = torch.nn.Parameter(torch.tensor([5.0, 3.0]))
        self.threshold = torch.nn.Parameter(torch.tensor(0.3))

    def slow(self) -> list[torch.nn.Parameter]:
        """What changes little at a step."""
        return [self.project, self._telling]

    def fast(self) -> list[torch.nn.Parameter]:
        """Single numbers."""
        return [self._by_rarity, self.signals, self.matches, self.threshold]

    def table(self) -> torch.Tensor:
        """The vectors that are compared."""
        return normalize(dropout(self._unit @ self.project, DROP, self.training), dim=-1)

    def tells(self, pieces: torch.Tensor) -> torch.Tensor:
        """How much pieces tell."""
        corpus = self._corpus
        rare = self._by_rarity[0] * corpus.rarity[pieces] + self._by_rarity[1]
        return softplus(rare + 5 * (self._unit[pieces] @ self._telling))

    def forward(self, table: torch.Tensor, case: Case, kept: torch.Tensor) -> torch.Tensor:
        """The score of some of a case's candidates."""
        rows = self.signals_of(table, case, kept)
        return rows @ torch.cat([self.signals, self.matches])

    def signals_of(self, table: torch.Tensor, case: Case, kept: torch.Tensor | None = None) -> torch.Tensor:
        """What speaks for some of a case's candidates, or for all: cosine, words, held, near and close words."""
        kept = torch.arange(len(case.rows)) if kept is None else kept
        signals = case.signals[kept]
        if not len(case.pieces):
            return torch.cat([signals, torch.zeros(len(kept), 2)], dim=1)
        cosines = table[case.pieces] @ table.T
        cosines = torch.cat([torch.zeros_like(cosines[:, :1]), cosines[:, 1:]], dim=1)
        nearest = cosines[:, self._corpus.pieces[case.rows[kept]]].amax(2)
        shares = self.tells(case.pieces)
        shares = shares / shares.sum()
        close = torch.sigmoid(SHARPNESS * (nearest - self.threshold))
        return torch.cat([signals, (shares @ nearest)[:, None], (shares @ close)[:, None]], dim=1)

    def away(self) -> torch.Tensor:
        """How far the projection is from where it began."""
        return ((self.project - self._begin) ** 2).sum()


def train(corpus: Corpus, cases: Sequence[Case], left_out: frozenset[str] = frozenset()) -> Learner:
    """Learn from cases; passages of documents that are left out are no wrong answers."""
    torch.manual_seed(2)
    draw = random.Random(2)
    learner = Learner(corpus).train()
    optimiser = torch.optim.Adam([{"params": learner.slow(), "lr": RATE}, {"params": learner.fast(), "lr": 20 * RATE}])
    shown = torch.tensor([document not in left_out for document in corpus.documents])
    order = list(cases)
    for _ in range(EPOCHS):
        draw.shuffle(order)
        for at in range(0, len(order) - BATCH + 1, BATCH):
            table = learner.table()
            loss = ANCHOR * learner.away()
            for case in order[at : at + BATCH]:
                others = torch.nonzero(shown[case.rows]).flatten()
                kept = torch.unique(
                    torch.cat([others[torch.randperm(len(others))[:NEGATIVES]], torch.tensor([case.answer])])
                )
                like = torch.softmax(corpus.vectors[case.rows[kept]] @ corpus.vectors[case.rows[case.answer]] / LIKE, 0)
                wanted = SHARED * like + (1 - SHARED) * (kept == case.answer)
                loss = loss - (wanted * torch.log_softmax(learner(table, case, kept), 0)).sum() / BATCH
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return learner.eval()


def weigh(learner: Learner, cases: Sequence[Case]) -> None:
    """Learn anew what each signal counts for, all else kept: the best there is, as the loss has one least value."""
    with torch.no_grad():
        table = learner.table()
    weights = [learner.signals, learner.matches]
    optimiser = torch.optim.LBFGS(weights, max_iter=100, line_search_fn="strong_wolfe")
    with torch.no_grad():
        signals = [learner.signals_of(table, case) for case in cases]

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        every = torch.cat(weights)
        scores = (torch.log_softmax(rows @ every, 0)[case.answer] for rows, case in zip(signals, cases, strict=True))
        total = -torch.stack(list(scores)).mean()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)


def weigh_in_halves(learner: Learner, cases: Sequence[tuple[Case, str]]) -> list[int]:
    """Ranks of cases whose documents the learner has not learned from, each half with the weights of the other.

    The learner is left with the weights of all.
    """
    documents = sorted({of for _, of in cases})
    random.Random(1).shuffle(documents)
    half = frozenset(documents[::2])
    parts = [[case for case, of in cases if (of in half) is wanted] for wanted in (True, False)]
    begin = {name: value.clone() for name, value in learner.state_dict().items()}
    places = []
    for asked_now, learned_from in (parts, parts[::-1]):
        learner.load_state_dict(begin)
        weigh(learner, learned_from)
        places += ranks(asked_now, learner)
    learner.load_state_dict(begin)
    weigh(learner, [case for case, _ in cases])
    return places


def ranks(cases: Sequence[Case], learner: Learner | None) -> list[int]:
    """Where each case's answer comes among its candidates, counted from 1; without a learner by the weights before."""
    before = torch.tensor([BEFORE.cosine, BEFORE.words, BEFORE.held])
    places = []
    with torch.no_grad():
        table = learner.table() if learner else torch.empty(0)
        for case in cases:
            every = torch.arange(len(case.rows))
            scores = learner(table, case, every) if learner else case.signals @ before
            places.append(int((scores > scores[case.answer]).sum()) + 1)
    return places


def tell(name: str, places: Sequence[int], asked: int) -> None:
    """Print the mean reciprocal rank and the share among the first ten, of all that was asked."""
    first = sum(1 / place for place in places) / asked
    ten = sum(place <= 10 for place in places) / asked
    print(f"{name}: mean reciprocal rank {first:.3f}, among the first ten {100 * ten:.1f} % of {asked}", flush=True)


def write(corpus: Corpus, learner: Learner, cases: int, figures: str) -> None:
    """Put the numbers and their card beside the code."""
    from safetensors.numpy import save_file

    with torch.no_grad():
        tells = learner.tells(torch.arange(len(corpus.embeddings))) * corpus.tells
        tensors: dict[str, Any] = {"mean": learner.mean, "project": learner.project, "tells": tells}
        threshold = round(float(learner.threshold), 4)
    save_file({name: tensor.detach().numpy().astype(np.float16) for name, tensor in tensors.items()}, FOLDER / NUMBERS)
    # A file of weights is for everybody who may read the code.
    (FOLDER / NUMBERS).chmod(0o644)
    lines = [
        "# Written by `python -m benchmarks.learn_matching`; do not edit.",
        f"# Trained on {cases} questions with the passage that each was written for. {figures}",
        "# Limits: docs/search.md.",
        f'base = "{BASE}"',
        f'weights = "{corpus.base.sha256}"',
        f"threshold = {threshold}",
    ]
    _put_card("\n".join(lines), learner, "the same questions")


def write_weights(learner: Learner, cases: int) -> None:
    """Put what each signal counts for into the card, and leave the rest of it."""
    text = (FOLDER / CARD).read_text(encoding="utf-8").partition(RANKING)[0].strip()
    _put_card(text, learner, f"{cases} questions by a model and a matcher that had not learned from their documents")


def _put_card(text: str, learner: Learner, learned_from: str) -> None:
    signals = [*learner.signals.tolist(), *learner.matches.tolist()]
    ranking = asdict(Weights(*(round(value / sum(signals), 4) for value in signals)))
    lines = [text, "", f"{RANKING}, learned from {learned_from}.", "[ranking]"]
    lines += [f"{name} = {value}" for name, value in ranking.items()]
    (FOLDER / CARD).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the questions, leave documents out in turn, learn, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, required=True)
    options.add_argument("--model", default=DEFAULT_MODEL, help="the model whose vectors the workspace holds")
    options.add_argument("--turn", type=int, choices=range(1, TURNS + 1), help="leave documents out in this turn only")
    options.add_argument("--write", action="store_true", help="put the numbers beside the code")
    given = options.parse_args()
    with open_workspace(given.workspace, embedder=load_model(given.model)) as work:
        vectorise.update(work.store, work.embedder)
        corpus = Corpus(work)
        document = dict(zip(corpus.ids, corpus.documents, strict=True))
        cases = [(corpus.case(question, name), document[name]) for question, name in written_for(work)]
    before: list[int] = []
    after: list[int] = []
    anew: list[int] = []
    count = 0
    for turn in [given.turn] if given.turn else range(1, TURNS + 1):
        hidden = left_out(corpus.documents, turn)
        seen = [case for case, of in cases if case and of not in hidden]
        unseen = [(case, of) for case, of in cases if case and of in hidden]
        # A passage that is no candidate counts as not found.
        count += sum(of in hidden for _, of in cases)
        before += ranks([case for case, _ in unseen], None)
        learner = train(corpus, seen, hidden)
        after += ranks([case for case, _ in unseen], learner)
        anew += weigh_in_halves(learner, unseen) if given.turn else []
        print(f"turn {turn} of {TURNS}: {len(seen)} learned from, {len(unseen)} asked", flush=True)
        if given.turn and given.write:
            write_weights(learner, len(unseen))
    tell("weights of before", before, count)
    tell("learned, documents left out", after, count)
    if given.turn:
        tell("the same, signals weighed on the other half of them", anew, count)
    elif given.write:
        known = [case for case, _ in cases if case]
        mean = sum(1 / place for place in after) / count
        figures = f"Mean reciprocal rank on documents left out: {mean:.3f}."
        write(corpus, train(corpus, known), len(known), figures)


if __name__ == "__main__":
    main()
