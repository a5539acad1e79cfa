"""Count how far a review is, and how far persons agree with the rules and with one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from policyscan.evaluate import Confusion
from policyscan.review.answers import documents_of, last_words
from policyscan.review.cells import ReviewCell, judged

if TYPE_CHECKING:
    from policyscan.store import Store

RULES = "rules"


@dataclass(frozen=True, slots=True)
class Agreed:
    """How two answer the same cells, persons or `RULES`; in `counts` the first are "theirs"."""

    first: str
    second: str
    counts: Confusion

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None where it says nothing: no cells, or both give one answer throughout."""
        c = self.counts
        is_one_answer = c.cells in (c.both_yes, c.both_no)
        return None if is_one_answer else c.kappa

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        counts = {name: getattr(self.counts, name) for name in self.counts.__slots__}
        return {"first": self.first, "second": self.second, "kappa": self.kappa, "cells": self.counts.cells, **counts}


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far a review is: uncertain cells, those that anybody answered, and answers by reviewer.

    `with_rules` holds each reviewer against what the rules said to them then, `between` each pair of
    reviewers on the cells that both answered; both count every answer that stands, uncertain or not.
    """

    cells: int
    answered: int
    by_reviewer: tuple[tuple[str, int], ...]
    with_rules: tuple[Agreed, ...]
    between: tuple[Agreed, ...]

    def answered_by(self, reviewer: str) -> int:
        """How many of the uncertain cells one person has answered."""
        return dict(self.by_reviewer).get(reviewer, 0)

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "cells": self.cells,
            "answered": self.answered,
            "by_reviewer": dict(self.by_reviewer),
            "with_rules": [item.as_dict() for item in self.with_rules],
            "between": [item.as_dict() for item in self.between],
        }


def progress(
    store: Store, cells: Sequence[ReviewCell], *, places: Sequence[str] = (), measures: Sequence[str] = ()
) -> ReviewProgress:
    """How many of `cells` are answered, and how far persons agree with the rules and with one another."""
    answers, documents = last_words(store), documents_of(store)
    here = {(judgement.place.id, judgement.measure) for judgement in judged(store, places, measures)}
    standing = {
        key: {name: review for name, review in found.items() if review.documents == documents.get(key[0])}
        for key, found in answers.items()
        if key in here
    }
    names = sorted({name for found in standing.values() for name in found})
    counted = {name: sum(1 for cell in cells if cell.answer_of(name)) for name in names}
    return ReviewProgress(
        cells=len(cells),
        answered=sum(1 for cell in cells if cell.answers),
        by_reviewer=tuple(counted.items()),
        with_rules=tuple(
            Agreed(name, RULES, _count((f[name].answer, f[name].rules_adopted) for f in standing.values() if name in f))
            for name in names
        ),
        between=tuple(
            Agreed(one, other, _count((f[one].answer, f[other].answer) for f in both))
            for one, other in combinations(names, 2)
            if (both := [found for found in standing.values() if one in found and other in found])
        ),
    )


def _count(pairs: Iterable[tuple[int | None, int | None]]) -> Confusion:
    counts = Confusion()
    for theirs, ours in pairs:
        counts = counts.add(ours, int(bool(theirs)))
    return counts
