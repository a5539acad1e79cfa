"""The passages of a workspace and the questions about them, as what is learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from benchmarks.search_questions import ASKED_SINCE, TURNS, UNANSWERED, left_out, written, written_for
from policyscan import Workspace
from policyscan.embed import load_model
from policyscan.search import parse
from policyscan.search.expand import expand
from policyscan.taxonomy.vocabulary import vocabulary

BASE = "minilm"


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
        hashes = dict.fromkeys(listing.sha256 for listing in work.store.listings())
        passages = [passage for sha256 in hashes for passage in work.store.passages(sha256)]
        self.texts = [passage.embed_text for passage in passages]
        self.documents = [passage.sha256 for passage in passages]
        self.vectors = torch.from_numpy(self.model.encode_passages(self.texts))
        row = {passage.id: at for at, passage in enumerate(passages)}
        self.asked = [_case(question, row[name]) for question, name in written_for(work)]
        self.since = [_case(question, row[name]) for question, name in written_for(work, ASKED_SINCE)]
        self.silent = [_case(question, -1) for question in written(UNANSWERED)]


@dataclass(frozen=True, slots=True)
class Part:
    """What is learned from, and what is left out and asked afterwards; a turn of None leaves nothing out."""

    seen: list[Case]
    silent: list[Case]
    unseen: list[Case]
    untold: list[Case]
    shown: torch.Tensor  # a bool for each passage: whether it may be a wrong answer

    @classmethod
    def of(cls, corpus: Corpus, turn: int | None) -> Part:
        """The part of a turn, counted from 1."""
        hidden = left_out(corpus.documents, turn) if turn else frozenset()
        is_hidden = [document in hidden for document in corpus.documents]
        mine = [bool(turn) and at % TURNS == (turn or 0) - 1 for at in range(len(corpus.silent))]
        return cls(
            seen=[case for case in corpus.asked if not is_hidden[case.row]],
            silent=_where(corpus.silent, mine, wanted=False),
            unseen=[case for case in corpus.asked if is_hidden[case.row]],
            untold=_where(corpus.silent, mine, wanted=True),
            shown=~torch.tensor(is_hidden),
        )


def _where(cases: Sequence[Case], chosen: Sequence[bool], *, wanted: bool) -> list[Case]:
    return [case for case, is_chosen in zip(cases, chosen, strict=True) if is_chosen is wanted]


def _case(question: str, row: int) -> Case:
    plain = parse(question).plain
    return Case(plain, expand(parse(question), vocabulary()).plain, row)
