"""Put the records of changes together by the pair of documents that they compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from policyscan.model import Record

PAIR = ("place", "series", "old_document", "new_document", "old_published", "new_published", "old_sha256", "new_sha256")
Key = tuple[str, ...]
T = TypeVar("T")


def by_pair(items: Iterable[T], record_of: Callable[[T], Record]) -> list[tuple[Key, list[T]]]:
    """Each pair of documents with its records, both in the order in which they come."""
    found: dict[Key, list[T]] = {}
    for item in items:
        record = record_of(item)
        found.setdefault(tuple(str(record.get(name)) for name in PAIR), []).append(item)
    return list(found.items())


def counts(records: Iterable[Record]) -> list[tuple[str, int]]:
    """How many records of each kind, flipped judgements apart and first."""
    rows = list(records)
    flipped = sum(1 for record in rows if record.get("subject") == "judgement")
    kinds = Counter(str(record.get("change")) for record in rows if record.get("subject") != "judgement")
    first = [("judgement flipped" if flipped == 1 else "judgements flipped", flipped)] if flipped else []
    return [*first, *kinds.items()]
