"""Lines of text as versions of a policy, and what is said to have changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policyscan.changes.compare import compare
from policyscan.changes.rules import load
from policyscan.changes.words import Side, side
from policyscan.extract import document_of, read
from policyscan.model import BlockKind, ChangeKind
from policyscan.taxonomy import load as load_taxonomy

RULES = load()
BEFORE = "Officers shall call a supervisor to the scene of every use of force."
AFTER = "Members attend a course in first aid at the academy each year."
GONE = "A baton is carried by officers who passed the course on impact weapons."


def made(*lines: str, pages: Sequence[int] = (), rows: Sequence[int] = (), **how: object) -> Side:
    """Lines as a version; `pages` gives each clause's page, `rows` the clauses that are rows of a table."""
    document = document_of("\n".join(lines))
    clauses = list(read(document, load_taxonomy()).clauses)
    for at, page in enumerate(pages):
        clauses[at] = replace(clauses[at], page=page)
    for at in rows:
        clauses[at] = replace(clauses[at], kind=BlockKind.TABLE_ROW)
    return side(clauses, document.sections, RULES, **how)  # type: ignore[arg-type]


def kinds(one: Side, other: Side) -> list[ChangeKind]:
    """The changes from one to the other; back there are as many."""
    found = compare(one, other, RULES)
    back = compare(other, one, RULES)
    assert len(back.changes) == len(found.changes)
    return [change.kind for change in found.changes]


def between(old: str, new: str, *, rows: Sequence[int] = (), **how: object) -> list[ChangeKind]:
    """The changes where one clause below a heading became another."""
    versions = [made("# Force", BEFORE, line, AFTER, rows=rows, **how) for line in (old, new)]
    return kinds(*versions)
