"""Lay out what is watched for a page: how each source stands, why, what is to be done, and what arrived."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import ManifestError
from policyscan.model import Place, Record, Register, SourceState, Standing, Version, Watched
from policyscan.sources import read_watchlist
from policyscan.watch.accept import UNLISTED
from policyscan.watch.documents import LIST
from policyscan.watched import SOURCES
from policyscan.workbench import addresses
from policyscan.workbench.register_due import moment, next_due

if TYPE_CHECKING:
    from policyscan.sources import Entry
    from policyscan.store import Store
    from policyscan.workspace import Workspace

# Runs that tell a group's rhythm: with four groups a day some weeks.
_RUNS = 200


@dataclass(frozen=True, slots=True)
class How:
    """How a source stands: its key, what tells it apart without colour, and the badge whose colours it has."""

    key: str
    symbol: str
    word: str
    badge: str


# In the order in which a person should see them.
STATES = (
    How("waits", "!", "waits for a person", "contested"),
    How("unlisted", "!", "no longer listed", "contested"),
    How("failed", "✕", "failed", "no"),
    How("unusable", "✕", "row cannot be used", "no"),
    How("new", "–", "not checked yet", "not_collected"),
    How("changed", "✓", "changed at the last check", "yes"),
    How("ok", "✓", "unchanged", "yes"),
)
_STATES = {state.key: state for state in STATES}
_STANDINGS = {
    Standing.IN_FORCE: "in force",
    Standing.HELD: "waits",
    Standing.REPLACED: "replaced",
    Standing.DROPPED: "dropped",
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A version that arrived: when, how large, in place of what, and what became of it.

    `href` leads to the document, or to the bytes where they were not read; empty where they are no longer kept.
    """

    at: str
    sha256: str
    size_bytes: int
    standing: str
    replaced: str
    reason: str
    href: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source as the page shows it.

    `accept` is the command that lets what waits come into force, or what is listed no more go out of it; `held_href`
    is where the bytes are that wait.
    """

    name: str
    address: str
    href: str
    list: str
    place: str
    group: str
    state: How
    problem: str
    fix: str
    accept: str
    held_href: str
    in_force: str
    in_force_href: str
    checked: str
    changed: str
    due: str
    is_overdue: bool
    arrived: tuple[Arrived, ...] = ()


@dataclass(frozen=True, slots=True)
class Watching:
    """All that is watched: a register to narrow and count by, a row for each record, what is wrong with the lists."""

    register: Register
    rows: tuple[SourceRow, ...]
    notes: tuple[str, ...]

    def of(self, records: Iterable[Record]) -> list[SourceRow]:
        """The rows of some of the register's own records; a row that cannot be used may bear the name of another."""
        wanted = set(map(id, records))
        return [row for record, row in zip(self.register.records, self.rows, strict=True) if id(record) in wanted]


def watching(work: Workspace) -> Watching:
    """How every source stands, those that need a person first; what arrived is left out (`with_arrived`)."""
    store = work.store
    watched = store.watched()
    home = (store.folder / SOURCES).resolve()
    lists = sorted({_list_of(item, store.folder) for item in watched} | {home})
    entries: dict[str, Entry] = {}
    rows: list[SourceRow] = []
    notes: list[str] = []
    hashes = frozenset(store.document_hashes())
    due = _Due(store)
    for path in lists:
        if not path.exists():
            if path != home:
                notes.append(f"The list {path} is not there any more.")
            continue
        try:
            found = read_watchlist(path)
        except ManifestError as error:
            notes.append(f"{error.problem} {error.fix}")
            continue
        notes += found.notes
        entries |= {entry.name: entry for entry in found.entries}
        rows += [_unusable(failure.file, addresses.shown(failure.problem), failure.fix) for failure in found.failures]
    known = {item.name for item in watched}
    rows += [_row(item, entries.get(item.source), work, hashes, due) for item in watched]
    rows += [_new(entry, due) for name, entry in entries.items() if name not in known]
    order = {state.key: number for number, state in enumerate(STATES)}
    rows.sort(key=lambda row: (order[row.state.key], row.name.casefold()))
    return Watching(_register(rows), tuple(rows), tuple(notes))


def with_arrived(rows: Sequence[SourceRow], store: Store) -> list[SourceRow]:
    """The rows with every version that arrived, newest first; under a row that cannot be used nothing arrives."""
    hashes = frozenset(store.document_hashes())

    def arrived(version: Version) -> Arrived:
        sha256 = version.sha256
        kept = addresses.arrived(sha256) if store.has_blob(sha256) else ""
        return Arrived(
            at=moment(version.fetched),
            sha256=sha256,
            size_bytes=version.size_bytes,
            standing=_STANDINGS[version.standing],
            replaced=version.replaced,
            reason=version.reason,
            href=addresses.page(sha256, 1) if sha256 in hashes else kept,
        )

    return [
        row
        if row.state is _STATES["unusable"]
        else replace(row, arrived=tuple(map(arrived, reversed(store.versions(row.name)))))
        for row in rows
    ]


def state_of(item: Watched) -> How:
    """How a watched address stands, in one of `STATES`."""
    if item.fault == UNLISTED:
        return _STATES["unlisted"]
    if item.state is SourceState.OK:
        return _STATES["changed" if item.changed and item.changed == item.checked else "ok"]
    return _STATES[{SourceState.WARNED: "waits", SourceState.FAILED: "failed", SourceState.NEW: "new"}[item.state]]


class _Due:
    """When each group is due, worked out once."""

    def __init__(self, store: Store) -> None:
        self._runs = store.runs(last=_RUNS)
        self._known: dict[str, datetime | None] = {}

    def of(self, group: str) -> tuple[str, bool]:
        """The time in words, empty where unknown, and whether it is past."""
        if group not in self._known:
            self._known[group] = next_due(self._runs, group)
        found = self._known[group]
        return (moment(found.isoformat()), found < datetime.now(UTC)) if found else ("", False)


def _row(item: Watched, entry: Entry | None, work: Workspace, hashes: frozenset[str], due: _Due) -> SourceRow:
    group = entry.group if entry else ""
    expected, is_overdue = due.of(group) if group else ("", False)
    return SourceRow(
        name=item.name,
        address=addresses.shown(item.address),
        href=_web(item.address),
        list="" if item.source == item.name else item.source,
        place=_place(item.facts),
        group=group,
        state=state_of(item),
        problem=addresses.shown(item.problem),
        fix=item.fix,
        accept=_accept(item, work.store.folder) if item.held or item.fault == UNLISTED else "",
        # What waits of a document that was withdrawn goes with it.
        held_href=addresses.arrived(item.held) if item.held and item.fault != UNLISTED else "",
        in_force=item.in_force,
        in_force_href=addresses.page(item.in_force, 1) if item.in_force in hashes else "",
        checked=moment(item.checked),
        changed=moment(item.changed),
        due=expected,
        is_overdue=is_overdue,
    )


def _new(entry: Entry, due: _Due) -> SourceRow:
    place = entry.source.place
    expected, is_overdue = due.of(entry.group)
    return SourceRow(
        name=entry.name,
        address=addresses.shown(entry.address),
        href=_web(entry.address),
        list="",
        place=place.full_name,
        group=entry.group,
        state=_STATES["new"],
        problem="",
        fix="",
        accept="",
        held_href="",
        in_force="",
        in_force_href="",
        checked="",
        changed="",
        due=expected,
        is_overdue=is_overdue,
    )


def _unusable(name: str, problem: str, fix: str) -> SourceRow:
    state = _STATES["unusable"]
    return SourceRow(name, "", "", "", "", "", state, problem, fix, "", "", "", "", "", "", "", False)


def _accept(item: Watched, folder: Path) -> str:
    """The whole command, to be copied: with the list where it is not the workspace's own."""
    words = [
        "policyscan",
        "sources",
        "withdraw" if item.fault == UNLISTED else "accept",
        item.name,
        "--workspace",
        str(folder),
    ]
    given = _list_of(item, folder)
    if given != (folder / SOURCES).resolve():
        words += ["--sources", str(given)]
    return shlex.join(words)


def _list_of(item: Watched, folder: Path) -> Path:
    """The list of sources that an address comes from; it is known by its path from the workspace."""
    return (folder / item.facts.get(LIST, SOURCES)).resolve()


def _register(rows: Sequence[SourceRow]) -> Register:
    columns = ("name", "address", "place", "state", "group", "list", "problem")
    records = tuple(
        Record(
            (
                ("name", row.name),
                ("address", row.address),
                ("place", row.place),
                ("state", row.state.key),
                ("group", row.group),
                ("list", row.list),
                ("problem", row.problem),
            )
        )
        for row in rows
    )
    return Register("sources", "Sources", columns, records, (), (), "", "", "")


def _place(facts: Mapping[str, str]) -> str:
    return Place(*(facts.get(name, "") for name in ("place", "region", "country"))).full_name


def _web(address: str) -> str:
    """The address where a browser may open it."""
    return address if address.startswith(("https://", "http://")) else ""
