"""Keep searches by name, and say which matches came since a person last looked: each is a subscription."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from policyscan import notices
from policyscan.errors import PolicyScanError, QueryError
from policyscan.model.notices import Notice, NoticeKind, Subscription, What
from policyscan.workbench import addresses
from policyscan.workbench.search_asked import STEPS, Asked, in_words, loosened

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.workspace import Workspace

# How long a person waits for another process that sends notices just now.
PATIENCE_SECONDS = 3.0
# Answers kept, of which each is a search: (workspace, what is asked, what is here).
MOST_KEPT = 200
LONGEST_NAME = 60
_SEEN = "workbench"
_NO_NAME = re.compile(r"[^a-z0-9_]+")

_Key = tuple[str, Subscription, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search with its new matches; `problem` and `fix` say why they could not be looked for.

    `tells` names the ways by which it is told beside this workbench, in words.
    """

    name: str
    asked: str
    since: str
    href: str
    new: tuple[Notice, ...]
    tells: tuple[str, ...] = ()
    problem: str = ""
    fix: str = ""

    @property
    def spans(self) -> frozenset[tuple[str, int, int]]:
        """Where the new matches stand: document, start and end."""
        places = ((item.sha256, item.data.get("start"), item.data.get("end")) for item in self.new)
        return frozenset(
            (sha256, start, end) for sha256, start, end in places if isinstance(start, int) and isinstance(end, int)
        )


class SavedSearches:
    """Subscriptions to a query. What a search finds is kept in memory as long as the documents are the same."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, tuple[Notice, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def all(self, work: Workspace) -> list[Saved]:
        """Every saved search, by name."""
        return [self._looked_after(work, item) for item in notices.subscriptions(work.store) if item.query]

    def get(self, work: Workspace, name: str) -> Saved | None:
        """One saved search; None where there is none of that name."""
        return next(
            (
                self._looked_after(work, item)
                for item in notices.subscriptions(work.store)
                if item.query and item.name == name
            ),
            None,
        )

    def save(self, work: Workspace, asked: Asked, name: str) -> str:
        """Keep a search under a name of its own; the name as it is kept.

        What is here already is its baseline, so that only new matches are told. Raises `QueryError` for what cannot
        be kept and `WorkspaceBusy` while another process sends notices.
        """
        if asked.similar or not asked.q:
            raise QueryError("There is no question to save", fix="Ask one first.")
        given = as_name(name)
        if not given:
            raise QueryError("A saved search needs a name", fix="Give it one of letters or digits.")
        if given in {item.name for item in notices.subscriptions(work.store)}:
            raise QueryError(f"There is a saved search “{given}” already", fix="Take another name.")
        wanted = Subscription(name=given, query=in_words(asked), what=(What.MATCHES,))
        notices.add(work.store, wanted, search=work.search, now=_now(), wait_seconds=PATIENCE_SECONDS)
        return given

    def mark_seen(self, store: Store, name: str, ids: Iterable[str]) -> None:
        """These matches are new no longer. Raises `QueryError` where there is no such search."""
        notices.subscription(store, name)
        store.put_baseline(name, _SEEN, {"notices": sorted(_seen(store, name).union(ids))})

    def remove(self, work: Workspace, name: str) -> None:
        """End a saved search. Raises `QueryError` where there is none, `WorkspaceBusy` as `save` does."""
        notices.remove(work.store, name, wait_seconds=PATIENCE_SECONDS)

    def _looked_after(self, work: Workspace, wanted: Subscription) -> Saved:
        asked = Asked(
            q=wanted.query,
            filters=tuple(
                (name, value)
                for name, values in (("place", wanted.places), ("kind", wanted.kinds), ("measure", wanted.measures))
                for value in values
            ),
        )
        shown = Saved(
            name=wanted.name,
            asked=in_words(asked),
            since=wanted.since[:10],
            href=replace(loosened(asked), limit=STEPS[1], saved=wanted.name).at(),
            new=(),
            tells=tuple(channel.value for channel in wanted.channels if channel != notices.Channel.DIGEST),
        )
        try:
            seen = _seen(work.store, wanted.name)
            return replace(shown, new=tuple(item for item in self._matches(work, wanted) if item.id not in seen))
        except PolicyScanError as error:
            return replace(shown, problem=error.problem, fix=error.fix)

    def _matches(self, work: Workspace, wanted: Subscription) -> tuple[Notice, ...]:
        """All matches since it was saved: those on record and those that nobody has looked for yet."""
        store = work.store
        listed = {listing.sha256 for listing in store.listings()}
        found = (*map(Notice.from_row, store.notices(wanted.name)), *self._not_recorded(work, wanted))
        once = {item.id: item for item in found if item.kind is NoticeKind.MATCH and item.sha256 in listed}
        return tuple(once.values())

    def _not_recorded(self, work: Workspace, wanted: Subscription) -> tuple[Notice, ...]:
        key = (str(work.store.folder), wanted, work.store.readings_key())
        kept = self._kept.get(key)
        if kept is None:
            kept = tuple(notices.preview(work.store, wanted, search=work.search, now=_now()))
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return kept


def as_name(text: str) -> str:
    """A name as subscriptions have it: "Taser warnings!" as "taser-warnings"."""
    return _NO_NAME.sub("-", text.strip().casefold()).strip("-_")[:LONGEST_NAME]


def address_of(name: str, act: str) -> str:
    """Where a form about a saved search goes: `seen` or `remove`."""
    return addresses.address(f"/searches/{name}/{act}")


def _seen(store: Store, name: str) -> set[str]:
    kept = store.baseline(name, _SEEN)
    return set(kept["notices"]) if kept else set()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
