"""The questions that the reader of answers learns from or is asked, each with what the search finds for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.search_questions import (
    ASKED_NEAR,
    ASKED_SINCE,
    UNANSWERED,
    UNANSWERED_NEAR,
    UNANSWERED_SINCE,
    by_hand,
    kept_back,
    left_out,
    unlike,
    written,
    written_for,
)
from policyscan import Workspace
from policyscan.search import Filters, parse
from policyscan.search.enough import enough_for
from policyscan.search.find import find, scope_for
from policyscan.search.gather import memory_of
from policyscan.search.hits import fold_repeats

# The turn in whose documents no question that something answers is learned from.
KEPT_BACK = 1
# So many passages are kept for each question; what is found beyond these is never a hit.
DEPTH = 40


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what the search finds for it (ids of different wording, best first), and its answer's id, if any.

    `spare` is what the best hit says for itself beyond what is wanted; `near_measure` whether the question is near one.
    """

    question: str
    found: tuple[str, ...]
    answer: str
    spare: float
    near_measure: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """What is learned from (`seen`, `silent`), and what is only asked: that something and that nothing answers."""

    seen: Sequence[Case]
    silent: Sequence[Case]
    asked: Sequence[Case]
    untold: Sequence[Case]


class Corpus:
    """The passages of a workspace, with the vectors of the model that search uses, and the search itself."""

    def __init__(self, work: Workspace) -> None:
        self._work = work
        self.ids = list(work.index().ids)
        passages = work.store.passages_by_id(self.ids)
        self.texts = {name: passage.embed_text for name, passage in passages.items()}
        self.documents = {name: passage.sha256 for name, passage in passages.items()}
        self.vectors = dict(zip(self.ids, work.index().vectors_of(self.ids), strict=True))
        self.hidden = left_out(self.documents.values(), KEPT_BACK)
        self.shown = [name for name in self.ids if self.documents[name] not in self.hidden]

    def cases(self, *, to_train: bool) -> Cases:
        """All of them; without those to learn from where nothing is to be trained."""
        asked = written_for(self._work) if to_train else []
        near = list(by_hand(UNANSWERED_NEAR).values())
        kept = dict.fromkeys(one for hand in (written(UNANSWERED), *near) for one in kept_back(hand))
        silent = [one for hand in (written(UNANSWERED), *near) for one in hand if one not in kept]
        # The model of the search has learned from all of `UNANSWERED`.
        since = [*written(UNANSWERED_SINCE), *(one for hand in near for one in kept_back(hand))]
        untold = unlike(since, [*written(UNANSWERED), *silent])
        return Cases(
            seen=self._asked((question, name) for question, name in asked if self.documents[name] not in self.hidden),
            silent=self._asked((one, "") for one in (silent if to_train else [])),
            asked=self._asked((one, "") for one in (*written(ASKED_SINCE), *written(ASKED_NEAR))),
            untold=self._asked((one, "") for one in untold),
        )

    def _asked(self, questions: Iterable[tuple[str, str]]) -> list[Case]:
        return [self._case(question, answer) for question, answer in questions]

    def _case(self, question: str, answer: str) -> Case:
        work, asked = self._work, parse(question)
        scope = scope_for(work.store, work.index(), work.taxonomy, asked, Filters())
        found = find(work.store, work.index(), work.embedder(), work.taxonomy, asked, scope, looked_at=3 * DEPTH)
        folded = fold_repeats(found.ranked, memory_of(work.index()))
        best = max((one.evidence for one in found.ranked), default=0.0)
        return Case(
            asked.plain,
            tuple(one.best.passage.id for one in folded[:DEPTH]),
            answer,
            best - enough_for(found.about.measures),
            bool(found.about.measures),
        )
