"""Find words of which every match of an expression holds at least one, so that most texts need no matching at all."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

# Shorter pieces stand in nearly every sentence.
_SHORTEST = 3
_MOST = 400


def required(expression: str, stands_for: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Small-letter literals, one of which stands in the small-letter form of any text that matches.

    Empty where no such set is known. A character of `stands_for` in the expression stands for another expression,
    which is read once, however many use it. Read from the parse tree of Python's own `re`, whose shape is no promise:
    what is not understood counts as matching anything.
    """
    try:
        found = _best(_sets(_parsed(expression), stands_for or {}))
    except Exception:  # an aid to speed: whatever a future `re` makes of it must not change what is found
        return ()
    return tuple(sorted(found)) if found and len(found) <= _MOST else ()


def _parsed(expression: str) -> list[Any]:
    parser: Any = importlib.import_module("re._parser")
    return list(parser.parse(expression))


@lru_cache(maxsize=4096)
def _known(expression: str) -> frozenset[str] | None:
    return _best(_sets(_parsed(expression), {}))


def _sets(tree: Sequence[Any], stands_for: Mapping[str, str]) -> Iterator[frozenset[str] | None]:
    """What each part of a sequence asks for, and each of its runs of letters."""
    run = ""
    for part in [*tree, (None, None)]:
        kind = str(part[0])
        if kind == "LITERAL" and chr(part[1]) not in stands_for:
            run += chr(part[1])
            continue
        if len(run) >= _SHORTEST and run.isascii():
            yield frozenset({run.lower()})
        run = ""
        yield _part(kind, part[1], stands_for)


def _part(kind: str, value: Any, stands_for: Mapping[str, str]) -> frozenset[str] | None:
    if kind == "LITERAL":
        return _known(stands_for[chr(value)])
    if kind == "SUBPATTERN":
        return _best(_sets(list(value[3]), stands_for))
    if kind == "ATOMIC_GROUP":
        return _best(_sets(list(value), stands_for))
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _best(_sets(list(value[2]), stands_for)) if value[0] >= 1 else None
    if kind == "BRANCH":
        return _union(_best(_sets(list(branch), stands_for)) for branch in value[1])
    if kind == "IN" and stands_for:
        # Signs that are each one branch of several are put together as a class of characters.
        signs = [chr(code) if str(name) == "LITERAL" else "" for name, code in value]
        return _union(_known(stands_for[sign]) if sign in stands_for else None for sign in signs)
    return None


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    whole: set[str] = set()
    for found in sets:
        if not found:
            return None
        whole |= found
    return frozenset(whole)


def _best(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """The set that fewest texts pass: longer pieces first, then fewer of them."""
    known = filter(None, sets)
    return max(known, key=lambda found: (min(4, min(map(len, found))), -len(found)), default=None)
