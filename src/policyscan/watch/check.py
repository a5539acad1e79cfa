"""One check of the sources: fetch what may have changed, hold it against what is expected, keep it by its content."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from policyscan.errors import PolicyScanError
from policyscan.fetch import Fetcher, Known
from policyscan.model import Checked, CheckReport, SourceForm, WatchReport
from policyscan.parse import Glance, glance_at
from policyscan.sources import Entry, Watchlist
from policyscan.watch.accept import UNLISTED
from policyscan.watch.arrivals import Arrival, judge
from policyscan.watch.asked import chosen, is_of, unchecked
from policyscan.watch.follow import Item, in_turns, item_of, items_of, links_of, titles_of
from policyscan.watch.ledger import Ledger
from policyscan.watch.moved import in_words, moved
from policyscan.watch.settings import WatchSettings
from policyscan.watch.unlisted import unlisted
from policyscan.workers import Limits, Workers

if TYPE_CHECKING:
    from policyscan.store import Store

_LOOK_LIMITS = Limits(seconds_of_silence=60.0, seconds_in_all=120.0)
_PARTIAL = "partial"
# The stage at which streaks of failed checks are counted.
CHECK = "check"


class Watch:
    """One check: `gather` the items, `check` each, from any thread, then `finish` once.

    Use it as a context manager under the store's lock. `on_check` hears of each address that is done.
    """

    def __init__(
        self,
        store: Store,
        watchlist: Watchlist,
        settings: WatchSettings,
        *,
        groups: Sequence[str] = (),
        only: Sequence[str] = (),
        on_check: Callable[[CheckReport], None] | None = None,
    ) -> None:
        self.store = store
        self.settings = settings
        self.watchlist = watchlist
        self.entries = chosen(watchlist, groups, only)
        self._only = tuple(only)
        if any(urlsplit(entry.address).scheme in {"http", "https"} for entry in self.entries):
            settings.check_contact()
        self._fetcher = Fetcher(settings.fetch)
        self._workers = Workers(glance_at, jobs=1, limits=_LOOK_LIMITS)
        self._ledger = Ledger(store, watchlist)
        self._reports: list[CheckReport] = []
        self._listed: dict[str, set[str]] = {}
        self._on_check = on_check
        self._started = time.monotonic()
        self._notes = list(watchlist.notes)

    # --- the steps ---------------------------------------------------------------------------

    def gather(self) -> list[Item]:
        """Every address to check: the entries that are documents, and what lists name."""
        self._notes += self._ledger.adopt()
        items = [Item(entry, entry.name) for entry in self.entries if entry.form is SourceForm.DOCUMENT]
        lists = [entry for entry in self.entries if entry.form is not SourceForm.DOCUMENT]
        with ThreadPoolExecutor(max_workers=self.settings.jobs) as threads:
            for found in threads.map(self._expand, lists):
                items += found
        return in_turns(self._told_apart([item for item in items if self._is_wanted(item)]))

    def _expand(self, entry: Entry) -> list[Item]:
        """Read a list and give its items; where it cannot be read, what it listed before is checked."""
        started = time.monotonic()
        item = Item(entry, entry.name)
        try:
            page = None
            if entry.form is not SourceForm.FOLDER:
                # No conditional request: the list's own text is not kept, and it is small.
                page = self._fetcher.fetch(entry.address)
            found = links_of(entry, self._fetcher, page, self.settings.most_links)
        except PolicyScanError as error:
            self._note(self._ledger.fail(item, error, started))
            return self._listed_before(entry)
        known = self._ledger.below(entry.name)
        titles = titles_of(entry, found)
        elsewhere = moved(entry, found, known, titles, self._ledger.of(item).address)
        if elsewhere:
            self._notes.append(in_words(entry, elsewhere))
        names = {one.address: one.name for one in known if one.name not in elsewhere.values()}
        items = items_of(entry, found, {**names, **elsewhere}, titles)
        self._listed[entry.name] = {item.name for item in items}
        self._note(self._ledger.reached(item, page, started))
        return items

    def _told_apart(self, items: list[Item]) -> list[Item]:
        """Of two items with one name the second fails, also of two lists: results go by names."""
        first: dict[str, Item] = {}
        for item in items:
            before = self._ledger.of(item)
            other = self._ledger.origin.other(before) if before.address != item.entry.address else ""
            if other:
                self._refuse_name(item, f"{other} names another source {item.name}.")
            elif first.setdefault(item.name, item) is not item:
                problem = f"{first[item.name].source} and {item.source} both give the name {item.name}."
                self._refuse_name(item, problem)
        return list(first.values())

    def _refuse_name(self, item: Item, problem: str) -> None:
        self._note(
            CheckReport(
                name=item.name,
                source=item.source,
                address=item.entry.address,
                outcome=Checked.FAILED,
                fault="name_taken",
                problem=problem,
                fix="Give one of the two rows another name in the column 'file'.",
            )
        )

    def check(self, item: Item) -> CheckReport:
        """Check one address; what goes wrong is a report, never an exception."""
        started = time.monotonic()
        try:
            return self._note(self._check(item, started))
        except Exception as error:
            # A check that breaks down must not be one that never was.
            wrong = error if isinstance(error, PolicyScanError) else _breakdown(item, error)
            report = CheckReport(
                name=item.name,
                source=item.source,
                address=item.entry.address,
                outcome=Checked.FAILED,
                fault="broken_down",
                problem=wrong.problem,
                fix=wrong.fix,
            )
            with contextlib.suppress(PolicyScanError):
                report = self._ledger.fail(item, wrong, started)
            return self._note(report)

    def _check(self, item: Item, started: float) -> CheckReport:
        entry = item.entry
        before = self._ledger.of(item)
        if before.address != entry.address:
            # Another address knows nothing of what this one sent.
            before = replace(before, address=entry.address, etag="", last_modified="")
        kept = before.held or before.in_force
        known = Known(before.etag, before.last_modified) if kept and self.store.has_blob(kept) else Known()
        name = hashlib.sha256(f"{entry.address}\0{item.name}".encode()).hexdigest()[:32]
        partial = self.store.folder / _PARTIAL / name
        partial.parent.mkdir(exist_ok=True)
        try:
            fetched = self._fetcher.fetch(entry.address, known=known, partial=partial)
        except PolicyScanError as error:
            return self._ledger.fail(item, error, started)
        return self._ledger.settle(
            item, before, fetched, started, lambda data: self._judge(data, item, before.in_force)
        )

    def finish(self) -> WatchReport:
        """Tell what nobody names any more, what rows cannot be used, what was not there to be checked, and report."""
        if not self._only:
            self._tell_unlisted()
        for failure in self.watchlist.failures:
            if not self._only or failure.file in self._only:
                self._note(
                    CheckReport(
                        name=failure.file,
                        source=failure.file,
                        address="",
                        outcome=Checked.FAILED,
                        fault=failure.fault,
                        problem=failure.problem,
                        fix=failure.fix,
                    )
                )
        for report in unchecked(self.watchlist, self._only, self._reports):
            self._note(report)
        if not self._only:
            self._end_streaks()
        ordered = sorted(self._reports, key=lambda row: (row.source, row.name))
        return WatchReport(tuple(ordered), tuple(self._notes), round(time.monotonic() - self._started, 3))

    def _tell_unlisted(self) -> None:
        name, watched = self.watchlist.path.name, self.store.watched()
        for lost, names in self._ledger.origin.lost(watched).items():
            self._notes.append(
                f"{lost} is not there any more, so nobody checks what it named: {', '.join(names)}. "
                f"Put it back, or name these in {name}."
            )
        if not all(row.is_known for row in self.watchlist.failures):
            self._notes.append(f"{name}: as long as a row of it cannot be read, rows that are gone are not told.")
        ours = [item for item in watched if self._ledger.origin.is_ours(item)]
        gone = []
        for item, problem in unlisted(ours, self.watchlist, self._listed):
            if item.in_force or item.held:
                self._note(self._ledger.unlist(item, problem))
            else:
                gone.append(item.name)
        if gone:
            self.store.forget_watched(gone)

    def _end_streaks(self) -> None:
        """End the streaks of what nobody asks for any more: if it comes back and fails, that is told."""
        origin = self._ledger.origin.name
        told = {row.name for row in self._reports}
        failing = [name for name in self.store.streaks(CHECK, origin) if name not in told]
        self.store.end_streaks(CHECK, [name for name in failing if not self._may_be_named(name)], origin)

    def _may_be_named(self, name: str) -> bool:
        """Whether the list names it, in a group that was not checked or in a list that could not be read."""
        rows = [entry for entry in self.watchlist.entries if is_of(entry, name)]
        return any(name == row.name or row.name not in self._listed for row in rows)

    def run(self) -> WatchReport:
        """All steps, several addresses at once."""
        items = self.gather()
        with ThreadPoolExecutor(max_workers=self.settings.jobs) as threads:
            list(threads.map(self.check, items))
        return self.finish()

    # --- what is known ------------------------------------------------------------------------

    def _judge(self, data: bytes, item: Item, in_force: str) -> Arrival:
        """What new bytes are worth, beside the version in force."""
        return judge(
            data,
            item.entry,
            self._last(item, in_force),
            look=lambda data: self._look(data, item),
            least_share=self.settings.least_share,
        )

    def _last(self, item: Item, in_force: str) -> Glance | None:
        if not in_force or not self.store.has_blob(in_force):
            return None
        try:
            return self._look(self.store.blob(in_force), item)
        except PolicyScanError:
            return None

    def _look(self, data: bytes, item: Item) -> Glance:
        found: Glance = self._workers.run((data, item.entry.source.password), name=item.name)
        return found

    def _listed_before(self, entry: Entry) -> list[Item]:
        """What a list that cannot be read now named when it could, with what it said then."""
        return [
            item_of(entry, item.name, item.address, item.facts.get("title", ""), item.facts.get("published", ""))
            for item in self._ledger.below(entry.name)
            if item.fault != UNLISTED
        ]

    def _is_wanted(self, item: Item) -> bool:
        return not self._only or item.name in self._only or item.source in self._only

    def _note(self, report: CheckReport) -> CheckReport:
        origin = self._ledger.origin.name
        # A store that cannot be written is told of by what else it fails at.
        with contextlib.suppress(PolicyScanError):
            if report.outcome is Checked.FAILED:
                report = replace(report, streak=self.store.begin_streak(CHECK, report.name, origin))
            else:
                self.store.end_streaks(CHECK, [report.name], origin)
        self._reports.append(report)
        if self._on_check is not None:
            self._on_check(report)
        return report

    # --- opening and closing ------------------------------------------------------------------

    def close(self) -> None:
        """End the worker and the connections."""
        self._workers.close()
        self._fetcher.close()

    def __enter__(self) -> Watch:
        self.settings.check_room(self.store.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _breakdown(item: Item, error: Exception) -> PolicyScanError:
    return PolicyScanError(
        f"{item.name}: the check broke down ({type(error).__name__}: {error}).",
        fix="Run it again; if it stays, report it with the address.",
    )
