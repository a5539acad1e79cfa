"""The sources that a workspace watches: its list, checks of it, what waits for a person, what is in force."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.ingesting import Intake, from_watched
from policyscan.sources import Watchlist, read_watchlist, remove_entry
from policyscan.watch import (
    Watch,
    WatchSettings,
    accept,
    accept_volumes,
    documents_in_force,
    from_environment,
    withdraw,
)

if TYPE_CHECKING:
    from policyscan.model import CheckReport, IngestReport, Version, Watched, WatchReport
    from policyscan.pipeline import Event
    from policyscan.sources import BrokenRow, Entry
    from policyscan.workspace import Workspace

SOURCES = "sources.csv"


@dataclass(frozen=True, slots=True)
class Overview:
    """What is watched: each address as it stands, the rows not checked yet, those of no use, and notes on the list."""

    watched: tuple[Watched, ...]
    not_checked: tuple[Entry, ...] = ()
    failures: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The keys used in JSON."""
        return {
            "watched": self.watched,
            "not_checked": [
                {"name": entry.name, "address": entry.address, "form": entry.form, "group": entry.group}
                for entry in self.not_checked
            ],
            "failures": self.failures,
        }


class WatchedSources:
    """`workspace.sources`. The list is the file named, else `sources.csv` in the workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def path(self, sources: str | Path | None = None) -> Path:
        """Where the list lies."""
        return Path(sources) if sources is not None else self.workspace.store.folder / SOURCES

    def listed(self, sources: str | Path | None = None) -> Watchlist:
        """The list as it is read. Raises `ManifestError` where it cannot be."""
        return read_watchlist(self.path(sources))

    def watched(self) -> tuple[Watched, ...]:
        """Every address as it stands after its last check."""
        return self.workspace.store.watched()

    def overview(self, sources: str | Path | None = None) -> Overview:
        """All that is watched, beside what the list says; a list that is not there says nothing."""
        watched = self.watched()
        if not self.path(sources).exists():
            return Overview(watched)
        listed = self.listed(sources)
        known = {item.name for item in watched}
        return Overview(
            watched,
            tuple(entry for entry in listed.entries if entry.name not in known),
            tuple(listed.failures),
            tuple(listed.notes),
        )

    def versions(self, name: str | None = None) -> tuple[Version, ...]:
        """What arrived under one name, or in all, oldest first."""
        return self.workspace.store.versions(name)

    def watching(
        self,
        sources: str | Path | None = None,
        *,
        settings: WatchSettings | None = None,
        groups: Sequence[str] = (),
        only: Sequence[str] = (),
        on_check: Callable[[CheckReport], None] | None = None,
    ) -> Watch:
        """A check of the sources, address by address (as the flow does); hold `store.writing()` meanwhile."""
        return Watch(
            self.workspace.store,
            self.listed(sources),
            settings or from_environment(),
            groups=groups,
            only=only,
            on_check=on_check,
        )

    def check(
        self,
        sources: str | Path | None = None,
        *,
        settings: WatchSettings | None = None,
        groups: Sequence[str] = (),
        only: Sequence[str] = (),
        on_check: Callable[[CheckReport], None] | None = None,
    ) -> WatchReport:
        """Check the sources and keep what arrives; nothing is read yet (`ingest` does that)."""
        with (
            self.workspace.store.writing(),
            self.watching(sources, settings=settings, groups=groups, only=only, on_check=on_check) as watch,
        ):
            return watch.run()

    def intake(self, sources: str | Path | None = None) -> Intake:
        """The documents in force, as they stand now; passwords come from the list."""
        store = self.workspace.store
        return from_watched(documents_in_force(store, self.passwords(sources)))

    def passwords(self, sources: str | Path | None = None) -> dict[str, str]:
        """The passwords in the list, by the names that they open; the store keeps none."""
        if not self.path(sources).exists():
            return {}
        given = {entry.name: entry.source.password for entry in self.listed(sources).entries if entry.source.password}
        return {item.name: given[item.source] for item in self.watched() if item.source in given}

    def ingest(
        self,
        sources: str | Path | None = None,
        *,
        ocr: bool = True,
        jobs: int | None = None,
        on_progress: Callable[[Event], None] | None = None,
    ) -> IngestReport:
        """Take in what is in force; nothing unchanged is done again."""
        with self.workspace.taking(lambda: self.intake(sources), ocr=ocr, jobs=jobs, on_progress=on_progress) as run:
            return run.take_all()

    def accept(self, names: Sequence[str] = (), *, places: Sequence[str] = ()) -> tuple[Version, ...]:
        """A person's yes to what waits under these names, and to what these places' text has become.

        What is listed no more stays as it is. Raises `QueryError`, and changes nothing, where nothing waits.
        """
        store = self.workspace.store
        with store.writing(), store.transaction():
            accept_volumes(store, places)
            return accept(store, names, now=datetime.now(UTC).isoformat(timespec="seconds"))

    def withdraw(self, names: Sequence[str]) -> tuple[str, ...]:
        """A person's word that what is listed no more under these names was withdrawn; returns the names that went.

        They are out of force from the next `ingest` on. Raises `QueryError`, and changes nothing, where nothing under
        a name is unlisted.
        """
        with self.workspace.store.writing():
            return withdraw(self.workspace.store, names)

    def remove(self, name: str, sources: str | Path | None = None) -> tuple[str, ...]:
        """Take a row out of the list and watch its documents no more; returns their names.

        They are out of force from the next `ingest` on. Raises `QueryError` where the list has no such row.
        """
        store = self.workspace.store
        with store.writing():
            remove_entry(self.path(sources), name)
            gone = tuple(item.name for item in store.watched() if item.source == name)
            store.forget_watched(gone)
        return gone
