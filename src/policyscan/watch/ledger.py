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
from policyscan.sources import Watchlist
from policyscan.watch.accept import UNLISTED, put_in_force
from policyscan.watch.arrivals import Arrival, Verdict
from policyscan.watch.documents import DATED, LIST, facts_of
from policyscan.watch.follow import Item
from policyscan.watch.naming import new_names
from policyscan.watch.origin import Origin
from policyscan.watch.words import command

if TYPE_CHECKING:
    from policyscan.store import Store


class Ledger:
    """Records checks in the store; each is one transaction. `watchlist` is the list of sources that is checked."""

    def __init__(self, store: Store, watchlist: Watchlist) -> None:
        self.store = store
        self.watchlist = watchlist
        self._known = {item.name: item for item in store.watched()}
        self.origin = Origin(store.folder, watchlist, self._known.values())

    def adopt(self) -> list[str]:
        """Give what is watched already the name that its row has now; a line for each that lost its name to another.

        Without this a renamed row whose server is down would lose its document.
        """
        known = self._known
        foreign = {item.name for item in known.values() if not self.origin.is_ours(item)}
        entries = {entry.name for entry in self.watchlist.entries}
        broken = {row.file for row in self.watchlist.failures}
        ours = [item for item in known.values() if item.name not in foreign]
        names = new_names(ours, self.watchlist.entries, broken=broken, foreign=foreign)
        if names:
            self.store.rename_watched(names)
        self._known = {item.name: item for item in self.store.watched()}
        notes = []
        for name, (new, source) in names.items():
            is_row = name == known[name].source
            wanted = name if is_row else source + name.removeprefix(known[name].source)
            if new != wanted and not (is_row and new in entries):
                notes.append(f"{name} is named {new} now: another source is named {wanted}.")
        return notes

    def of(self, item: Item) -> Watched:
        """How an address stood before this check."""
        return self._known.get(item.name) or Watched(item.name, item.source, item.entry.address)

    def below(self, source: str) -> list[Watched]:
        """What a list named when it was last read."""
        return [item for item in self._known.values() if item.source == source and item.name != source]

    def settle(
        self, item: Item, before: Watched, fetched: Fetched, started: float, judge: Callable[[bytes], Arrival]
    ) -> CheckReport:
        """Record what came of a fetch; `judge` says what bytes are worth that are not in force."""
        facts = self._facts(item, before)
        after = replace(
            before,
            source=item.source,
            facts=facts,
            checked=fetched.fetched or now(),
            etag=fetched.headers.get("etag", before.etag),
            last_modified=fetched.headers.get("last-modified", before.last_modified),
        )
        data = fetched.data
        if data is None:
            if not before.held:
                return self._same(after, fetched, started)
            # What waits may be what is expected now: a row was corrected, a password given.
            data = self.store.blob(before.held)
        else:
            after = replace(
                after,
                etag=fetched.headers.get("etag", ""),
                last_modified=fetched.headers.get("last-modified", ""),
            )
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 == before.in_force:
            # Its original may have been lost.
            self.store.put_blob(data)
            with self.store.transaction():
                if before.held:
                    self.store.set_standing(before.name, before.held, Standing.DROPPED, "the source went back")
                return self._same(replace(after, held=""), fetched, started)
        arrival = judge(data)
        if arrival.verdict is Verdict.USELESS:
            # Its validators would make the next answer "unchanged".
            kept = replace(after, facts=_undated(facts, before), etag=before.etag, last_modified=before.last_modified)
            return self._useless(kept, arrival, fetched, started)
        return self._arrived(after, data, arrival, fetched, started)

    def _same(self, after: Watched, fetched: Fetched, started: float) -> CheckReport:
        """The bytes are those in force."""
        facts = {**after.facts}
        if "published" in facts:
            facts.setdefault(DATED, after.in_force)
        after = replace(after, facts=facts, state=SourceState.OK, fault="", problem="", fix="")
        self.store.put_watched(after)
        return _report(after, Checked.UNCHANGED, fetched, started)

    def _useless(self, after: Watched, arrival: Arrival, fetched: Fetched, started: float) -> CheckReport:
        after = replace(after, state=SourceState.FAILED, fault=arrival.fault, problem=arrival.problem, fix=arrival.fix)
        self.store.put_watched(after)
        return _report(after, Checked.FAILED, fetched, started)

    def _arrived(self, after: Watched, data: bytes, arrival: Arrival, fetched: Fetched, started: float) -> CheckReport:
        """Keep bytes that are not in force: let them come into force, or wait for a person."""
        store = self.store
        sha256 = store.put_blob(data)
        facts = {**after.facts}
        if "published" in facts:
            facts.setdefault(DATED, sha256)
        after = replace(after, facts=facts)
        good = arrival.verdict is Verdict.GOOD
        with store.transaction():
            if after.held and after.held != sha256:
                store.set_standing(after.name, after.held, Standing.DROPPED, "another version arrived")
            if after.held != sha256:
                store.put_version(
                    Version(
                        name=after.name,
                        sha256=sha256,
                        size_bytes=len(data),
                        address=fetched.final_address,
                        headers=fetched.headers,
                        fetched=after.checked,
                        replaced=after.in_force,
                        standing=Standing.HELD,
                        reason=arrival.problem,
                    )
                )
            if good:
                outcome = Checked.CHANGED if after.in_force else Checked.NEW
                put_in_force(store, after, sha256, now=after.checked)
            else:
                outcome = Checked.WARNED
                store.set_standing(after.name, sha256, Standing.HELD, arrival.problem)
                store.put_watched(
                    replace(
                        after,
                        state=SourceState.WARNED,
                        fault=arrival.fault,
                        problem=arrival.problem,
                        fix=arrival.fix,
                        held=sha256,
                    )
                )
        return _report(store.watched_by_name(after.name) or after, outcome, fetched, started)

    def fail(self, item: Item, error: PolicyScanError, started: float) -> CheckReport:
        """Record that nothing usable came; the version in force stays."""
        before = self.of(item)
        after = replace(
            before,
            source=item.source,
            facts=_undated(self._facts(item, before), before),
            state=SourceState.FAILED,
            fault=error.fault if isinstance(error, FetchError) else "store",
            problem=error.problem,
            fix=error.fix,
            checked=now(),
        )
        self.store.put_watched(after)
        status = error.status if isinstance(error, FetchError) else 0
        return replace(_report(after, Checked.FAILED, None, started), status=status)

    def reached(self, item: Item, fetched: Fetched | None, started: float) -> CheckReport:
        """Record that a list of documents was read; the document that it may have been before stays in force."""
        before = self.of(item)
        after = replace(
            before,
            source=item.source,
            address=item.entry.address,
            facts=self._facts(item, before),
            state=SourceState.OK,
            fault="",
            problem="",
            fix="",
            checked=now(),
        )
        if before.in_force or before.held:
            return self.unlist(after, f"{item.name} is a list now; the document that it was stays in force.")
        self.store.put_watched(after)
        return _report(after, Checked.UNCHANGED, fetched, started)

    def unlist(self, item: Watched, problem: str) -> CheckReport:
        """Record that nobody names an address any more: a person has to say that its document is out of force."""
        after = replace(
            item,
            facts={**item.facts, LIST: self.origin.name},
            state=SourceState.WARNED,
            fault=UNLISTED,
            problem=problem,
            fix=f"If it was withdrawn: {command('withdraw', item.name)}",
        )
        self.store.put_watched(after)
        return _report(after, Checked.UNLISTED, None, time.monotonic())

    def _facts(self, item: Item, before: Watched) -> dict[str, str]:
        """What the row says of the document, and of which version its date is said: of none yet where it is another."""
        facts = {**facts_of(item.entry.source), LIST: self.origin.name}
        known = before.facts.get(DATED, "")
        if known and facts.get("published") == before.facts.get("published"):
            facts[DATED] = known
        return facts


def _undated(facts: dict[str, str], before: Watched) -> dict[str, str]:
    """A new date waits for the check that brings the version it is said of."""
    if not before.in_force or DATED in facts:
        return facts
    old = {name: before.facts[name] for name in ("published", DATED) if name in before.facts}
    return {**{name: value for name, value in facts.items() if name != "published"}, **old}


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


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


def now() -> str:
    """The time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
