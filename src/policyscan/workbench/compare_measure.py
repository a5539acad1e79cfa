"""Lay places side by side on one measure: answers, deciding words, and in what they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.explain.records import key_of_finding, key_of_quote
from policyscan.export import words
from policyscan.model import Judgement, Place
from policyscan.workbench.compare_labels import Label, labels
from policyscan.workbench.compare_words import Likeness, likeness
from policyscan.workbench.matrix_marks import Segment, segments

if TYPE_CHECKING:
    from policyscan.explain import Clause as Explained
    from policyscan.explain import Explanation
    from policyscan.model import Clause
    from policyscan.store import Store
    from policyscan.workspace import Workspace

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Quote:
    """A deciding quote with its marks; `likeness` is to the nearest deciding quote of another place."""

    explained: Explained
    segments: tuple[Segment, ...]
    labels: tuple[Label, ...]
    likeness: Likeness | None


@dataclass(frozen=True, slots=True)
class Side:
    """One place: its answer and the quotes that it rests on, or, where none decided, the nearest one."""

    place: Place
    judgement: Judgement
    quotes: tuple[Quote, ...]
    decides: bool
    further: int

    @property
    def name(self) -> str:
        """The place's full name."""
        return self.place.full_name

    @property
    def person(self) -> str:
        """Who answered, where it was a person."""
        return self.judgement.person

    def labelled(self, key: str) -> list[str]:
        """What the deciding quotes are labelled with under a key."""
        quotes = self.quotes if self.decides else ()
        return [label.words for quote in quotes for label in quote.labels if label.key == key]


@dataclass(frozen=True, slots=True)
class Line:
    """One respect in which places may differ: a value for each, and whether they do.

    `verdict` is "same", "differs", or "worded otherwise" where all have such words, and not the same.
    """

    name: str
    values: tuple[str, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class BySide:
    """Places side by side on one measure."""

    sides: tuple[Side, ...]
    lines: tuple[Line, ...]


def on_measure(work: Workspace, judgements: Sequence[Judgement]) -> BySide:
    """Judgements of one measure, a place each, laid side by side in their order."""
    read = [_Read(work.store, judgement, work.explain(judgement.place.id, judgement.measure))
            for judgement in judgements]  # fmt: skip
    sides = tuple(
        Side(
            place=one.judgement.place,
            judgement=one.judgement,
            quotes=tuple(one.quote(clause, [other for other in read if other is not one]) for clause in one.shown),
            decides=one.decides,
            further=len(one.explanation.clauses) - len(one.shown),
        )
        for one in read
    )
    return BySide(sides, tuple(_lines(sides)))


class _Read:
    """A place as it was read: the clauses to show."""

    def __init__(self, store: Store, judgement: Judgement, explanation: Explanation) -> None:
        self._store = store
        self.judgement = judgement
        self.explanation = explanation
        deciding = [clause for clause in explanation.clauses if clause.decides]
        self.decides = bool(deciding)
        self.shown = deciding or list(explanation.clauses[:1])

    def quote(self, explained: Explained, others: Sequence[_Read]) -> Quote:
        """One clause of this place, held against the deciding clauses of the others."""
        evidence = explained.evidence
        near = likeness(
            evidence.text,
            ((one.judgement.place.name, clause.evidence.text) for one in others if one.decides for clause in one.shown),
        )
        return Quote(
            explained=explained,
            segments=segments(explained.pieces, near.alone if near and self.decides else ()),
            labels=labels(self._clause(explained), (*explained.pieces, *explained.lead)),
            likeness=near if self.decides else None,
        )

    def _clause(self, explained: Explained) -> Clause | None:
        """The clause that a quote is of: that of the finding behind it, else the one that begins with it."""
        evidence = explained.evidence
        key = key_of_quote(evidence)
        for finding in self._store.findings(evidence.sha256, self.judgement.measure):
            if key_of_finding(finding) == key:
                return self._store.clause(finding.clause_id)
        return next((c for c in self._store.clauses(evidence.sha256) if c.start == evidence.start), None)


def _lines(sides: Sequence[Side]) -> list[Line]:
    lines = [
        _line("Answer", sides, _answer),
        _line("How strongly", sides, _strength, compared=lambda value: value.partition(":")[0]),
    ]
    for key, name in (("exception", "Exceptions"), ("condition", "Conditions")):
        texts = tuple("; ".join(dict.fromkeys(side.labelled(key))) or _NOTHING for side in sides)
        if any(text != _NOTHING for text in texts):
            lines.append(Line(name, texts, _verdict(texts)))
    return lines


def _line(name: str, sides: Sequence[Side], value: Callable[[Side], str], compared: Callable[[str], str] = str) -> Line:
    values = tuple(map(value, sides))
    return Line(name, values, "same" if len(set(map(compared, values))) == 1 else "differs")


def _answer(side: Side) -> str:
    return f"{words.answer(side.judgement).symbol} {words.word(side.judgement)}"


def _strength(side: Side) -> str:
    """What binds, and the words that say so: "duty: shall"; the first deciding quote's."""
    if not side.quotes or not side.decides:
        return _NOTHING
    label = side.quotes[0].labels[0]
    return f"{label.name}: “{label.words}”" if label.words else label.name


def _verdict(texts: Sequence[str]) -> str:
    if len({" ".join(text.casefold().split()) for text in texts}) == 1:
        return "same"
    return "differs" if _NOTHING in texts else "worded otherwise"
