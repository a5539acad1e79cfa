"""Tell which topics an agreement has people trained in, or exchanges between its parties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from policyscan.agreements.terms_clauses import Clause
from policyscan.agreements.terms_context import Context
from policyscan.agreements.terms_rules import FOLDER, concepts, cue, read_toml
from policyscan.errors import TaxonomyError
from policyscan.model import Term
from policyscan.taxonomy.pattern import Pattern, compile_any

_KEYS = frozenset({"id", "title", "phrases", "alone", "unless", "examples", "near_misses"})
# Characters between a topic and a word of training within which the one is surely about the other.
_NEAR = 90
_PART = re.compile(r"[;.:](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    `pattern` names it where training or exchange is spoken of, `alone` anywhere; `unless` means another thing.
    """

    id: str
    title: str
    pattern: Pattern
    alone: Pattern | None
    unless: Pattern | None
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """All topics, by their files' names."""
    return tuple(_topic(path) for path in sorted((FOLDER / "topics").glob("*.toml")))


def _topic(path: Path) -> Topic:
    where = f"topics/{path.name}"
    table = read_toml(path)
    if unknown := sorted(set(table) - _KEYS):
        raise TaxonomyError(f"{where}: unknown key '{unknown[0]}'", fix=f"Use only: {', '.join(sorted(_KEYS))}.")
    if table.get("id") != path.stem:
        raise TaxonomyError(f"{where}: id '{table.get('id')}' is not the file's name", fix=f"Set id = '{path.stem}'.")

    def some(key: str) -> Pattern | None:
        return compile_any(table[key], concepts(), where=where) if table.get(key) else None

    return Topic(
        id=table["id"],
        title=table["title"],
        pattern=compile_any(table["phrases"], concepts(), where=where),
        alone=some("alone"),
        unless=some("unless"),
        examples=tuple(table["examples"]),
        near_misses=tuple(table["near_misses"]),
    )


def find_topics(context: Context) -> Iterator[Term]:
    """One term for each topic: the clause that says it most plainly."""
    for topic in topics():
        best: Term | None = None
        for clause in context.clauses:
            term = _in_clause(context, clause, topic)
            if term is not None and (best is None or term.confidence > best.confidence):
                best = term
        if best is not None:
            yield best


def _in_clause(context: Context, clause: Clause, topic: Topic) -> Term | None:
    text = clause.text
    if topic.unless is not None and topic.unless.search(text):
        return None
    if topic.alone is not None and (match := topic.alone.search(text)) and not _denied(clause, match):
        return context.term("topics", topic.id, clause, match.span(), 0.92)
    own = cue("training").search(text) is not None
    if not own and not (clause.lead and cue("training").search(clause.lead)):
        return None
    for match in topic.pattern.finditer(text):
        if not _denied(clause, match) and not cue("not_training").search(text):
            near = cue("training").search(text[max(0, match.start() - _NEAR) : match.end() + _NEAR]) is not None
            return context.term("topics", topic.id, clause, match.span(), 0.9 if near else 0.75 if not own else 0.7)
    return None


def _denied(clause: Clause, match: re.Match[str]) -> bool:
    """Whether the words before the topic in its part of the clause, after it, or in the lead-in, take it back."""
    before = _PART.split(clause.text[: match.start()])[-1]
    after = _PART.split(clause.text[match.end() :])[0]
    if cue("denied_after").search(after[:140]):
        return True
    return any(
        cue("denied").search(part) and not cue("not_denied").search(part)
        for part in (before[-160:], clause.lead[-160:])
    )
