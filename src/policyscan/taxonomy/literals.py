"""Find words of which every match of an expression holds at least one, so that most texts need no matching at all."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

# Shorter pieces stand in nearly every sentence.
_SHORTEST = 3
_MOST = 400


def required(expression: str) -> tuple[str, ...]:
    """Small-letter literals, one of which stands in the small-letter form of any text that matches.

    Empty where no such set is known. Read from the parse tree of Python's own `re`, whose shape is no promise: what is
    not understood counts as matching anything.
    """
    try:
        parser: Any = importlib.import_module("re._parser")
        found = _of(list(parser.parse(expression)))
    except Exception:  # an aid to speed: whatever a future `re` makes of it must not change what is found
        return ()
    return tuple(sorted(found)) if found and len(found) <= _MOST else ()


def _of(tree: Sequence[Any]) -> frozenset[str] | None:
    """The best set for a sequence: that of one of its parts, or a run of letters."""
    best: frozenset[str] | None = None
    run = ""
    for part in [*tree, (None, None)]:
        kind = str(part[0])
        if kind == "LITERAL":
            run += chr(part[1])
            continue
        if len(run) >= _SHORTEST and run.isascii():
            best = _better(best, frozenset({run.lower()}))
        run = ""
        best = _better(best, _part(kind, part[1]))
    return best


def _part(kind: str, value: Any) -> frozenset[str] | None:
    if kind == "SUBPATTERN":
        return _of(list(value[3]))
    if kind == "ATOMIC_GROUP":
        return _of(list(value))
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _of(list(value[2])) if value[0] >= 1 else None
    if kind == "BRANCH":
        return _union(_of(list(branch)) for branch in value[1])
    return None


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    whole: set[str] = set()
    for found in sets:
        if not found:
            return None
        whole |= found
    return frozenset(whole)


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The set that fewer texts pass: longer pieces first, then fewer of them."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda found: (min(4, min(map(len, found))), -len(found)))
