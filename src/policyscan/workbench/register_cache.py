"""Keep registers in memory as long as the store says the same: some take seconds to build."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Register, content_id
from policyscan.store import DATABASE

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.workspace import Workspace

# Registers kept. The largest seen (1,240 recommendations) takes 3 MB.
MOST_KEPT = 24
# Rows of a register of practices, which by itself gives the 50 best.
MOST_PRACTICES = 1000

# What a register was asked with, beyond the filters that are applied to its records: sorted pairs.
Question = tuple[tuple[str, str], ...]
_Stamp = tuple[tuple[int, int], ...]
_Key = tuple[str, str, Question, str, str]


@dataclass(slots=True)
class _Kept:
    stamp: _Stamp
    content: str
    register: Register


@dataclass(slots=True)
class _Turn:
    """One builds, the others wait; it is kept as long as there are any."""

    takers: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class RegisterCache:
    """Registers by workspace, name and question; each is built once, however many ask for it at a time.

    A register stands as long as the database file is untouched, or what it rests on is the same: readings,
    judgements, listings, statements, arrivals, the day and, where it was asked in words, the vector index.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._turns: dict[_Key, _Turn] = {}
        self._lock = threading.Lock()

    def get(self, work: Workspace, name: str, question: Mapping[str, str] | None = None) -> Register:
        """The register of that name ("agreements"), whole. Raises `QueryError` for a question that it cannot answer."""
        asked = tuple(sorted((key, value) for key, value in (question or {}).items() if value))
        # During an ingest the index lags behind the passages: what it gave then is not what it gives later.
        indexed = work.index().card.passages if any(part == "like" for part, _ in asked) else ""
        key = (str(work.store.folder), name, asked, date.today().isoformat(), indexed)
        with self._turn(key):
            # Before reading: what is written meanwhile makes it a different one.
            stamp = _stamp(work.store)
            kept = self._kept.get(key)
            if kept is None or kept.stamp != stamp:
                content = _content(work.store)
                if kept is None or kept.content != content:
                    kept = _Kept(stamp, content, _BUILDERS[name](work, dict(asked)))
                kept.stamp = stamp
            self._put(key, kept)
            return kept.register

    def _put(self, key: _Key, kept: _Kept) -> None:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    @contextmanager
    def _turn(self, key: _Key) -> Iterator[None]:
        """One at a time for each key."""
        with self._lock:
            turn = self._turns.setdefault(key, _Turn())
            turn.takers += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._lock:
                turn.takers -= 1
                if not turn.takers:
                    del self._turns[key]


def _stamp(store: Store) -> _Stamp:
    """When the database was written to last, by anybody."""
    found = []
    for name in (DATABASE, f"{DATABASE}-wal"):
        try:
            state = (store.folder / name).stat()
        except OSError:
            continue
        found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)


def _content(store: Store) -> str:
    """Sum up all that registers rest on."""
    return content_id(
        store.readings_key(),
        store.judgements_key(),
        *map(repr, store.listings(include_removed=True)),
        *map(repr, store.agreements()),
        *map(repr, store.report_readings()),
        *(f"{item.name} {item.sha256} {item.standing}" for item in store.versions()),
    )


def _exchanges(work: Workspace, asked: Mapping[str, str]) -> Register:
    """The register with each partner's country, by which the page is narrowed; exports give the register's columns."""
    found = work.exchanges(as_of=_day(asked["as_of"]) if "as_of" in asked else None)
    countries: dict[tuple[object, object], str] = {
        (agreement.sha256, party.name): party.country
        for agreement in work.store.agreements()
        for party in agreement.parties
        if party.country
    }
    records = []
    for record in found.records:
        land = countries.get((record.get("sha256"), record.get("partner")), "")
        records.append(replace(record, values=(*record.values, ("partner_country", land))))
    return replace(found, records=tuple(records))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryError(f"'{text}' is no date", fix="Give it as YYYY-MM-DD, such as 2024-06-30.") from None


_BUILDERS: dict[str, Callable[[Workspace, Mapping[str, str]], Register]] = {
    "agreements": lambda work, _: work.agreements(),
    "findings": lambda work, _: work.findings(),
    "recommendations": lambda work, _: work.recommendations(),
    "exchanges": _exchanges,
    "changes": lambda work, asked: work.changes(since=asked.get("since", "")),
    "practices": lambda work, asked: work.practices(like=asked.get("like", ""), limit=MOST_PRACTICES),
}
