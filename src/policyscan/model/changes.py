"""What changed between two versions of a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    MOVED = "moved"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a document that an end of a change rests on: half-open offsets into the document's text."""

    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """One clause, or the judgement of one measure, in two versions of a document.

    `old` is None for what was added, `new` for what was removed. `measures` are those that the clauses speak of.
    `is_judgement` tells a measure's judgement that flipped (`measures` then holds just that measure) from a clause.
    `old_words` and `new_words` span the words that make the difference, within the clauses, piece by piece: where words
    only came or only went, the other span of the pair is empty. `why` says it in a line. `old_lead` and `new_lead` are
    the clauses that introduce an item, where it is they that make the difference.
    """

    kind: ChangeKind
    old: Span | None
    new: Span | None
    measures: tuple[str, ...] = ()
    is_judgement: bool = False
    old_words: tuple[Span, ...] = ()
    new_words: tuple[Span, ...] = ()
    why: str = ""
    old_lead: Span | None = None
    new_lead: Span | None = None
