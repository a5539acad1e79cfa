"""One check of the sources: fetch what may have changed, hold it against what is expected, keep it by its content."""

from __future__ import annotations

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
from policyscan.watch.arrivals import Arrival, judge
from policyscan.watch.follow import Item, items_of, links_of
from policyscan.watch.ledger import Ledger
from policyscan.watch.settings import WatchSettings
from policyscan.workers import Limits, Workers

if TYPE_CHECKING:
    from policyscan.store import Store

_LOOK_LIMITS = Limits(seconds_of_silence=60.0, seconds_in_all=120.0)
_PARTIAL = "partial"


class Watch:
    """One check: `expand` each list, `check` each item, from any thread, then `finish` once.

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
        self.entries = [
            entry
            for entry in watchlist.entries
            if (not groups or entry.group in groups) and (not only or _is_named(entry, only))
        ]
        self._only = tuple(only)
        if any(urlsplit(entry.address).scheme in {"http", "https"} for entry in self.entries):
            settings.check_contact()
        self._fetcher = Fetcher(settings.fetch)
        self._workers = Workers(glance_at, jobs=1, limits=_LOOK_LIMITS)
        self._ledger = Ledger(store)
        self._reports: list[CheckReport] = []
        self._listed: dict[str, set[str]] = {}
        self._on_check = on_check
        self._started = time.monotonic()

    # --- the steps ---------------------------------------------------------------------------

    def items(self) -> list[Item]:
        """The entries that are documents themselves."""
        return [Item(entry, entry.name) for entry in self.entries if entry.form is SourceForm.DOCUMENT]

    def lists(self) -> list[Entry]:
        """The entries that list documents, to be expanded."""
        return [entry for entry in self.entries if entry.form is not SourceForm.DOCUMENT]

    def expand(self, entry: Entry) -> list[Item]:
        """Read a list and give its items; one that cannot be read is a report, and what it listed before is checked."""
        started = time.monotonic()
        item = Item(entry, entry.name)
        try:
            page = None
            if entry.form is not SourceForm.FOLDER:
                # No conditional request: the list's own text is not kept, and it is small.
                page = self._fetcher.fetch(entry.address)
            items = items_of(entry, links_of(entry, self._fetcher, page, self.settings.most_links))
        except PolicyScanError as error:
            self._note(self._ledger.fail(item, error, started))
            return [item for item in self._listed_before(entry) if self._is_wanted(item)]
        self._listed[entry.name] = {item.name for item in items}
        self._note(self._ledger.reached(item, page, started))
        return [item for item in items if self._is_wanted(item)]

    def check(self, item: Item) -> CheckReport:
        """Check one address; what goes wrong is a report, never an exception."""
        started = time.monotonic()
        entry = item.entry
        before = self._ledger.of(item)
        moved = before.address != entry.address
        known = Known() if moved or not (before.in_force or before.held) else Known(before.etag, before.last_modified)
        partial = self.store.folder / _PARTIAL / hashlib.sha256(entry.address.encode()).hexdigest()[:32]
        try:
            partial.parent.mkdir(exist_ok=True)
            fetched = self._fetcher.fetch(entry.address, known=known, partial=partial)
            before = replace(before, address=entry.address)
            report = self._ledger.settle(
                item, before, fetched, started, lambda data: self._judge(data, item, before.in_force)
            )
        except PolicyScanError as error:
            report = self._ledger.fail(item, error, started)
        return self._note(report)

    def finish(self) -> WatchReport:
        """Tell what lists name no more, forget what no row names, and report."""
        for item in self.store.watched():
            listed = self._listed.get(item.source)
            if listed is not None and item.name != item.source and item.name not in listed:
                self._note(self._ledger.unlist(item))
        rows = {entry.name for entry in self.watchlist.entries}
        # A row that cannot be used today is a slip of the pen, not a wish to forget.
        broken = bool(self.watchlist.failures)
        gone = [item.name for item in self.store.watched() if item.source not in rows]
        if gone and not broken:
            self.store.forget_watched(gone)
        for failure in self.watchlist.failures if not self._only else ():
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
        ordered = sorted(self._reports, key=lambda row: (row.source, row.name))
        return WatchReport(tuple(ordered), tuple(self.watchlist.notes), round(time.monotonic() - self._started, 3))

    def run(self) -> WatchReport:
        """All steps, several addresses at once."""
        with ThreadPoolExecutor(max_workers=self.settings.jobs) as threads:
            items = self.items()
            for found in threads.map(self.expand, self.lists()):
                items += found
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
        """What a list that cannot be read now named when it could."""
        return [
            Item(
                replace(
                    entry,
                    address=item.address,
                    form=SourceForm.DOCUMENT,
                    source=replace(entry.source, file=item.name, address=item.address),
                ),
                entry.name,
            )
            for item in self._ledger.below(entry.name)
        ]

    def _is_wanted(self, item: Item) -> bool:
        return not self._only or item.name in self._only or item.source in self._only

    def _note(self, report: CheckReport) -> CheckReport:
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


def _is_named(entry: Entry, names: Sequence[str]) -> bool:
    return any(name == entry.name or name.startswith(f"{entry.name}/") for name in names)
