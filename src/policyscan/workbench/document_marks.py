"""Gather what rests on the words of one document: judgements, and what was read from an agreement or report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policyscan import review
from policyscan.export import words
from policyscan.model import Accusation, Agreement, Box, Judgement, Recommendation, Term

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.taxonomy import Taxonomy

_SIDES = {"local": "our side", "counterparty": "other side", "other": "further party"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a document on which something rests, and in a line each what does. `page` is where it begins.

    `seen` is its place where it was read from the page's picture and stands in no text (`start` equals `end`).
    """

    start: int
    end: int
    page: int
    says: tuple[str, ...]
    seen: Box | None = None

    @property
    def order(self) -> tuple[int, int, int]:
        """As a reader meets them."""
        return (self.page, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with the marks in this document that it rests on; `decisive` decided, where it stands here."""

    judgement: Judgement
    title: str
    marks: tuple[Mark, ...]
    decisive: Mark | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that an agreement or rights report says, with its mark."""

    topic: str
    value: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks of a document in reading order, each span once, and what they are there for."""

    judged: tuple[Judged, ...] = ()
    stated: tuple[Stated, ...] = ()
    walk: tuple[Mark, ...] = field(default=())

    def after(self, place: tuple[int, int, int]) -> Mark | None:
        """The first mark behind a place (page, start, end)."""
        return next((mark for mark in self.walk if mark.order > place), None)

    def before(self, place: tuple[int, int, int]) -> Mark | None:
        """The last mark before a place."""
        return next((mark for mark in reversed(self.walk) if mark.order < place), None)


def marks_of(store: Store, taxonomy: Taxonomy, sha256: str) -> Marks:
    """Everything that rests on the words of a document."""
    judged = tuple(_judged(store, taxonomy, sha256))
    stated = tuple(_stated(store, sha256))
    marks = [mark for item in judged for mark in item.marks] + [item.mark for item in stated]
    return Marks(judged, stated, tuple(sorted(_merged(marks), key=lambda mark: mark.order)))


def _judged(store: Store, taxonomy: Taxonomy, sha256: str) -> Iterable[Judged]:
    titles = {measure.id: measure.title for measure in taxonomy.measures}
    here = [item for item in store.judgements() if any(quote.sha256 == sha256 for quote in item.evidence)]
    for judgement in review.overlay(store, taxonomy, here):
        title = titles.get(judgement.measure, judgement.measure)
        says = (f"{title}: {words.word(judgement)}",)
        quotes = [
            Mark(quote.start, quote.end, quote.page, says) for quote in judgement.evidence if quote.sha256 == sha256
        ]
        decisive = quotes[0] if judgement.evidence[0].sha256 == sha256 else None
        marks = tuple(sorted(set(quotes), key=lambda mark: mark.order))
        yield Judged(judgement, title, marks, decisive)


def _stated(store: Store, sha256: str) -> Iterable[Stated]:
    agreement = store.agreement(sha256)
    if agreement is not None:
        yield from _agreed(agreement)
    report = store.report_reading(sha256)
    if report is not None:
        found = [*map(_accused, report.accusations), *map(_recommended, report.recommendations)]
        yield from sorted(found, key=lambda item: item.mark.order)


def _agreed(agreement: Agreement) -> Iterable[Stated]:
    for party in agreement.parties:
        topic = _SIDES[party.role.value]
        if party.start < party.end:
            yield Stated(topic, party.name, Mark(party.start, party.end, party.page, (f"{topic}: {party.name}",)))
    for term in agreement.terms:
        topic = term.name.replace("_", " ")
        value = ", ".join(part for part in (term.value or "not read", term.note) if part)
        if term.start < term.end or term.box is not None:
            yield Stated(topic, value, Mark(term.start, term.end, term.page, (f"{topic}: {value}",), _seen(term)))


def _seen(term: Term) -> Box | None:
    return term.box if term.start == term.end else None


def _accused(item: Accusation) -> Stated:
    kinds = ", ".join(name.replace("-", " ") for name in item.violations)
    says = f"{item.firmness.value}: {kinds}"
    return Stated(item.firmness.value, kinds, Mark(item.start, item.end, item.page, (says,)))


def _recommended(item: Recommendation) -> Stated:
    topic = f"recommendation {item.number}".strip()
    value = ", ".join(part for part in (item.response, "; ".join(item.states)) if part)
    says = f"{topic}: {value}" if value else topic
    return Stated(topic, value, Mark(item.start, item.end, item.page, (says,)))


def _merged(marks: Sequence[Mark]) -> list[Mark]:
    """Each span of characters once, with all that it is there for; places in pictures are left out."""
    found: dict[tuple[int, int, int], list[str]] = {}
    for mark in marks:
        if mark.start < mark.end:
            found.setdefault(mark.order, []).extend(mark.says)
    return [Mark(start, end, page, tuple(dict.fromkeys(says))) for (page, start, end), says in found.items()]
