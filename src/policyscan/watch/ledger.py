"""The book of what is watched: what each check gave, which version is in force, which waits for a person."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from policyscan.errors import PolicyScanError
from policyscan.fetch import Fetched, FetchError
from policyscan.model import Checked, CheckReport, SourceState, Standing, Version, Watched
from policyscan.watch.accept import UNLISTED, put_in_force
from policyscan.watch.arrivals import Arrival, Verdict
from policyscan.watch.documents import facts_of
from policyscan.watch.follow import Item

if TYPE_CHECKING:
    from policyscan.store import Store


class Ledger:
    """Records checks in the store; each is one transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known = {item.name: item for item in store.watched()}

    def of(self, item: Item) -> Watched:
        """How an address stood before this check."""
        return self._known.get(item.name) or Watched(item.name, item.source, item.entry.address)

    def below(self, source: str) -> list[Watched]:
        """What a list named when it was last read."""
        return [item for item in self._known.values() if item.source == source and item.name != source]

    def settle(
        self, item: Item, before: Watched, fetched: Fetched, started: float, judge: Callable[[bytes], Arrival]
    ) -> CheckReport:
        """Record what came of a fetch; `judge` says what new bytes are worth."""
        now = fetched.fetched or _now()
        after = replace(
            before,
            source=item.source,
            facts=_facts(item, before),
            checked=now,
            etag=fetched.headers.get("etag", before.etag),
            last_modified=fetched.headers.get("last-modified", before.last_modified),
        )
        if fetched.data is None:
            return self._same(after, fetched, started)
        sha256 = hashlib.sha256(fetched.data).hexdigest()
        after = replace(
            after,
            etag=fetched.headers.get("etag", ""),
            last_modified=fetched.headers.get("last-modified", ""),
        )
        if sha256 == before.in_force and self.store.has_blob(sha256):
            with self.store.transaction():
                if before.held:
                    self.store.set_standing(before.name, before.held, Standing.DROPPED, "the source went back")
                return self._same(replace(after, held=""), fetched, started)
        if sha256 == before.held and self.store.has_blob(sha256):
            return self._same(after, fetched, started)
        arrival = judge(fetched.data)
        if arrival.verdict is Verdict.USELESS:
            # Its validators would make the next answer "unchanged".
            kept = replace(after, etag=before.etag, last_modified=before.last_modified)
            return self._useless(kept, arrival, fetched, started)
        return self._arrived(after, sha256, arrival, fetched, started)

    def _same(self, after: Watched, fetched: Fetched, started: float) -> CheckReport:
        """The bytes are those that were here: in force, or still waiting."""
        if not after.held:
            after = replace(after, state=SourceState.OK, fault="", problem="", fix="")
        elif after.state is SourceState.FAILED:
            # The reason why it waits is with its version.
            reason = next((v.reason for v in reversed(self.store.versions(after.name)) if v.sha256 == after.held), "")
            after = replace(after, state=SourceState.WARNED, fault="held", problem=reason, fix=_accept(after.name))
        self.store.put_watched(after)
        outcome = Checked.WARNED if after.held else Checked.UNCHANGED
        return _report(after, outcome, fetched, started)

    def _useless(self, after: Watched, arrival: Arrival, fetched: Fetched, started: float) -> CheckReport:
        after = replace(after, state=SourceState.FAILED, fault=arrival.fault, problem=arrival.problem, fix=arrival.fix)
        self.store.put_watched(after)
        return _report(after, Checked.FAILED, fetched, started)

    def _arrived(self, after: Watched, sha256: str, arrival: Arrival, fetched: Fetched, started: float) -> CheckReport:
        """Keep new bytes: in force, or held for a person."""
        good = arrival.verdict is Verdict.GOOD
        store = self.store
        store.put_blob(fetched.data or b"")
        with store.transaction():
            if after.held:
                store.set_standing(after.name, after.held, Standing.DROPPED, "another version arrived")
            store.put_version(
                Version(
                    name=after.name,
                    sha256=sha256,
                    size_bytes=len(fetched.data or b""),
                    address=fetched.final_address,
                    headers=fetched.headers,
                    fetched=after.checked,
                    replaced=after.in_force if after.in_force != sha256 else "",
                    standing=Standing.HELD,
                    reason=arrival.problem,
                )
            )
            outcome = Checked.WARNED
            if good:
                outcome = Checked.CHANGED if after.in_force else Checked.NEW
                put_in_force(store, after, sha256, now=after.checked)
            else:
                held = replace(
                    after,
                    state=SourceState.WARNED,
                    fault=arrival.fault,
                    problem=arrival.problem,
                    fix=arrival.fix,
                    held=sha256,
                )
                store.put_watched(held)
        stands = next(item for item in store.watched() if item.name == after.name)
        return _report(stands, outcome, fetched, started)

    def fail(self, item: Item, error: PolicyScanError, started: float) -> CheckReport:
        """Record that nothing usable came; the version in force stays."""
        now = _now()
        before = self.of(item)
        after = replace(
            before,
            source=item.source,
            facts=_facts(item, before),
            state=SourceState.FAILED,
            fault=error.fault if isinstance(error, FetchError) else "store",
            problem=error.problem,
            fix=error.fix,
            checked=now,
        )
        self.store.put_watched(after)
        status = error.status if isinstance(error, FetchError) else 0
        return replace(_report(after, Checked.FAILED, None, started), status=status)

    def reached(self, item: Item, fetched: Fetched | None, started: float) -> CheckReport:
        """Record that a list of documents was read."""
        after = Watched(item.name, item.source, item.entry.address, state=SourceState.OK, checked=_now())
        self.store.put_watched(after)
        return _report(after, Checked.UNCHANGED, fetched, started)

    def unlist(self, item: Watched) -> CheckReport:
        """Record that its list does not name an address any more."""
        after = replace(
            item,
            state=SourceState.WARNED,
            fault=UNLISTED,
            problem=f"{item.source} does not list it any more; it stays in force.",
            fix=f"If it was withdrawn: {_accept(item.name)}",
        )
        self.store.put_watched(after)
        return _report(after, Checked.UNLISTED, None, time.monotonic())


def _facts(item: Item, before: Watched) -> dict[str, str]:
    """What the row says of the document; a date that was said of an earlier version is not said of this one."""
    facts = facts_of(item.entry.source)
    earlier = before.facts.get("published_before", "")
    if earlier:
        if facts.get("published") == earlier:
            del facts["published"]
            facts["published_before"] = earlier
        elif "published" not in facts:
            facts["published_before"] = earlier
    return facts


def _report(watched: Watched, outcome: Checked, fetched: Fetched | None, started: float) -> CheckReport:
    return CheckReport(
        name=watched.name,
        source=watched.source,
        address=watched.address,
        outcome=outcome,
        fault=watched.fault,
        problem=watched.problem,
        fix=watched.fix,
        sha256=watched.in_force,
        held=watched.held,
        status=fetched.status if fetched else 0,
        received_bytes=fetched.received_bytes if fetched else 0,
        retries=fetched.retries if fetched else 0,
        seconds=_since(started),
    )


def _accept(name: str) -> str:
    return f"policyscan sources accept '{name}'"


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
