"""Record what is new for a subscription, once; what was there before it began is its baseline and is never told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policyscan.errors import PolicyScanError, QueryError
from policyscan.model import Register, content_id
from policyscan.model.notices import OPERATOR, Channel, Notice, Sent, Subscription, What
from policyscan.notices import find
from policyscan.notices.ports import Changes, Leaving, Search
from policyscan.notices.wording import Earlier, wording
from policyscan.registers.shelf import Shelf
from policyscan.store.lock import WriteLock

if TYPE_CHECKING:
    from policyscan.store import Store

# One batch of a webhook may take half a minute, so that another process's sending is worth waiting for.
WAIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class CollectReport:
    """How many notices are new for each subscription, and which subscriptions could not be looked after."""

    new: Mapping[str, int]
    failed: tuple[tuple[str, PolicyScanError], ...] = ()


@dataclass(slots=True)
class _Found:
    """What is new, and the baselines to keep with it."""

    notices: list[Notice] = field(default_factory=list)
    baselines: dict[str, Mapping[str, Any]] = field(default_factory=dict)


@contextmanager
def alone(store: Store, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Be the only process that collects or sends notices of a workspace; raises `WorkspaceBusy`."""
    with WriteLock(store.folder / "notices.lock").held(wait_seconds, None):
        yield


def subscriptions(store: Store) -> tuple[Subscription, ...]:
    """All subscriptions, sorted by name."""
    return tuple(Subscription.from_spec(*row) for row in store.subscriptions())


def subscription(store: Store, name: str) -> Subscription:
    """One subscription; raises `QueryError`, with the names that there are."""
    known = {item.name: item for item in subscriptions(store)}
    if name not in known:
        there = ", ".join(known)
        raise QueryError(
            f"There is no subscription {name!r} here.",
            fix=f"Use one of: {there}." if there else "Make it: policyscan subscriptions add.",
        )
    return known[name]


def add(
    store: Store,
    wanted: Subscription,
    *,
    changes: Register | None = None,
    search: Search | None = None,
    leaving: Leaving | None = None,
    now: str,
    wait_seconds: float = WAIT_SECONDS,
) -> tuple[Subscription, list[Notice]]:
    """Keep a subscription with its baseline, all or nothing; returns it with what is to be told at once.

    It counts from now, or from when one of its name began, which it replaces. One whose name was used before and ended
    begins anew: what that one was told is put aside. Raises `QueryError` for the operator's name, and for a query that
    cannot be understood, `WorkspaceBusy` where another process sends notices for longer than `wait_seconds`.
    """
    if wanted.name == OPERATOR:
        raise QueryError(
            f"{OPERATOR!r} is the name of what a failed run tells the operator.", fix="Name the subscription otherwise."
        )
    with alone(store, wait_seconds):
        since = {item.name: item.since for item in subscriptions(store)}
        kept = replace(wanted, since=since.get(wanted.name, now))
        found = _look(store, kept, changes, search, leaving, None, now)
        with store.transaction():
            if kept.name not in since:
                store.put_notices_aside(kept.name)
            store.put_subscription(kept.name, kept.spec(), kept.since)
            return kept, _record(store, kept, found)


def remove(store: Store, name: str, *, wait_seconds: float = WAIT_SECONDS) -> None:
    """End a subscription; what was not sent yet is dropped. Raises `QueryError` where there is none."""
    subscription(store, name)
    with alone(store, wait_seconds), store.transaction():
        for (notice, channel), (state, at) in store.deliveries(name).items():
            if state != Sent.SENT:
                store.put_delivery(notice, channel, Sent.DROPPED, at)
        store.forget_subscription(name)


def collect(
    store: Store,
    wanted: Subscription,
    *,
    changes: Register | None = None,
    search: Search | None = None,
    leaving: Leaving | None = None,
    run: Mapping[str, Any] | None = None,
    now: str,
) -> list[Notice]:
    """Record and return what is new for one subscription, in the order in which it is told.

    The first time that a part (documents, matches, changes) is looked at, what stands there becomes its baseline; a
    part whose source is not given is left for another time. Notices and baselines are kept together or not at all.
    """
    with alone(store):
        found = _look(store, wanted, changes, search, leaving, run, now)
        return _record(store, wanted, found)


def collect_all(
    store: Store,
    *,
    changes: Changes | None = None,
    search: Search | None = None,
    leaving: Leaving | None = None,
    now: str,
    only: Sequence[str] = (),
) -> CollectReport:
    """Collect for all subscriptions, or those named; one that cannot be looked after does not keep back the others."""
    new: dict[str, int] = {}
    failed: list[tuple[str, PolicyScanError]] = []
    register: Register | None = None
    for wanted in [subscription(store, name) for name in only] or subscriptions(store):
        try:
            if register is None and changes is not None and wanted.tells(What.CHANGES):
                register = changes()
            found = collect(store, wanted, changes=register, search=search, leaving=leaving, now=now)
        except PolicyScanError as error:
            failed.append((wanted.name, error))
        else:
            new[wanted.name] = len(found)
    return CollectReport(new, tuple(failed))


def preview(
    store: Store,
    wanted: Subscription,
    *,
    changes: Register | None = None,
    search: Search | None = None,
    leaving: Leaving | None = None,
    now: str,
) -> list[Notice]:
    """What would be told now: what waits to be sent, then what `collect` would find. Nothing is recorded."""
    stands = store.deliveries(wanted.name)
    due = {
        notice
        for (notice, channel), (state, _) in stands.items()
        if channel in wanted.channels and state in {Sent.WAITING, Sent.FAILED}
    }
    waiting = [notice for notice in map(Notice.from_row, store.notices(wanted.name)) if notice.id in due]
    known = {row[0] for row in store.notices(wanted.name)}
    found = _look(store, wanted, changes, search, leaving, None, now).notices
    return waiting + [notice for notice in _once(found) if notice.id not in known]


def record(
    store: Store,
    wanted: Subscription,
    notices: Iterable[Notice],
    channels: Iterable[Channel],
    baselines: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> list[Notice]:
    """Keep baselines and those notices that are new, to be sent by these channels, all or nothing; returns the new."""
    new: list[Notice] = []
    with store.transaction():
        for key, data in baselines.items():
            store.put_baseline(wanted.name, key, data)
        for notice in _once(notices):
            if store.put_notice(notice.id, wanted.name, notice.kind, notice.stored(), notice.at):
                new.append(notice)
                for channel in channels:
                    store.put_delivery(notice.id, channel, Sent.WAITING, notice.at)
    return new


def _record(store: Store, wanted: Subscription, found: _Found) -> list[Notice]:
    return record(store, wanted, found.notices, wanted.channels, found.baselines)


def _once(notices: Iterable[Notice]) -> list[Notice]:
    return list({notice.id: notice for notice in reversed(list(notices))}.values())[::-1]


def _look(
    store: Store,
    wanted: Subscription,
    changes: Register | None,
    search: Search | None,
    leaving: Leaving | None,
    run: Mapping[str, Any] | None,
    now: str,
) -> _Found:
    scope = find.Scope(Shelf(store), wanted)
    found = _Found()
    if run is not None and wanted.tells(What.FAILURES):
        found.notices += find.failures(scope, run, now)
    if changes is not None and wanted.tells(What.CHANGES):
        _beyond_baseline(store, scope, What.CHANGES, list(find.changes(scope, changes, now)), found)
    if leaving is not None and wanted.tells(What.EXPIRIES):
        found.notices += find.expiries(scope, leaving, now)
    if wanted.tells(What.DOCUMENTS):
        _beyond_baseline(store, scope, What.DOCUMENTS, list(find.documents(scope, now)), found)
    if wanted.tells(What.MATCHES) and (search is not None if wanted.query else bool(wanted.measures)):
        _new_words(store, scope, search, now, found)
    return found


def _beyond_baseline(store: Store, scope: find.Scope, what: What, standing: list[Notice], found: _Found) -> None:
    key = _key(scope.subscription, what)
    before = store.baseline(scope.subscription.name, key)
    if before is None:
        found.baselines[key] = {"notices": sorted(notice.id for notice in standing)}
    else:
        known = set(before["notices"])
        found.notices += [notice for notice in standing if notice.id not in known]


def _new_words(store: Store, scope: find.Scope, search: Search | None, now: str, found: _Found) -> None:
    """Tell matches in documents that came since, unless a document that was here before holds the same words.

    So a document that is read or paged anew tells nothing, nor does an old passage that comes to rank higher.
    """
    key = _key(scope.subscription, What.MATCHES)
    listed = {listing.sha256 for listing in scope.shelf.listings}
    before = store.baseline(scope.subscription.name, key)
    # Asked even where nothing can be new yet, so that a query that cannot be understood is known at once.
    standing = list(find.matches(scope, search, now))
    if before is None:
        found.baselines[key] = {"documents": sorted(listed), "later": []}
        return
    first, later = set(before["documents"]), set(before["later"])
    earlier = Earlier(store, first | later)
    found.notices += [
        notice
        for notice in standing
        if notice.sha256 not in first and not earlier.holds(wording(notice.text), notice.place, besides=notice.sha256)
    ]
    if listed - first - later:
        found.baselines[key] = {"documents": sorted(first), "later": sorted(later | (listed - first))}


def _key(wanted: Subscription, what: What) -> str:
    """Names a baseline: another if the subscription asks for something else."""
    asked: list[object] = [sorted(wanted.places), sorted(wanted.measures), sorted(wanted.kinds)]
    if what is What.MATCHES:
        asked += [wanted.query, wanted.least_score]
    return f"{what}/{content_id(wanted.since, *asked)}"
