"""Judge plain texts as a workspace would, clauses read closely by the reader that comes with the package."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks import coded
from benchmarks.groups import Group, meant
from policyscan import meaning
from policyscan.embed import load_adapted
from policyscan.extract import document_of
from policyscan.judge import judge_place
from policyscan.meaning import ClauseReader
from policyscan.model import Judgement


@cache
def shipped() -> tuple[ClauseReader, Shipped]:
    """The clause reader of the package, and what answers by it."""
    reader = meaning.load()
    model = load_adapted(reader.base, reader.weights, reader.tensors, max_tokens=reader.max_tokens)
    return reader, Shipped(model.answer)


class Shipped:
    """Answers of the shipped reader; a pair is read once."""

    def __init__(self, answer: object) -> None:
        self._answer = answer
        self._known: dict[tuple[str, str], NDArray[np.float32]] = {}

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[NDArray[np.float32]]:
        """A row of outputs for each pair of heading and words."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        if new:
            self._known |= dict(zip(new, self._answer(new), strict=True))
        return [self._known[pair] for pair in pairs]


def judge(texts: Sequence[str]) -> list[dict[str, Judgement]]:
    """Judgements by measure for texts that each stand for one place's whole policy."""
    reader, answer = shipped()
    groups = [group_of(text) for text in texts]
    # All at once: reading one by one wastes half of the time.
    answer([(c.heading, c.words) for group in groups for c in group.contexts])
    found = []
    for group in groups:
        judged = judge_place(
            coded.PLACE, group.sources, coded.taxonomy(), as_of="", quote=coded.no_quote,
            meant=meant(group, reader, answer),
        )  # fmt: skip
        found.append({judgement.measure: judgement for judgement in judged})
    return found


def group_of(text: str) -> Group:
    """A text as a place of which nothing is known."""
    contexts = meaning.contexts(coded.read(text).clauses, document_of(text).sections, text)
    return Group("Text", "", False, False, contexts, {}, {}, {}, {}, [coded.source(text)])
