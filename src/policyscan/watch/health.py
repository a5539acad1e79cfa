"""Whether a run may call itself completed: sources reached, text kept, documents read, indexes that agree."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Checked, CheckReport, IngestReport, Outcome, WatchReport

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.watch.settings import WatchSettings

_VOLUMES = "volumes"
# Fewer characters than a page has tell nothing when they halve.
_LEAST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Health:
    """`faults` fail the run, a line each with its fix; `warnings` do not."""

    faults: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the run may be called completed."""
        return not self.faults


def volumes(store: Store) -> dict[str, int]:
    """Characters of all listed documents, by the place that they count for."""
    from policyscan.sources import resolve_places

    listings = store.listings()
    places, _ = resolve_places(listings)
    lengths = store.text_lengths()
    found: dict[str, set[str]] = {}
    for listing in listings:
        found.setdefault(places[listing.id].full_name, set()).add(listing.sha256)
    return {place: sum(lengths.get(sha256, 0) for sha256 in hashes) for place, hashes in sorted(found.items())}


def remembered_volumes(store: Store) -> dict[str, int]:
    """The volumes of the last good run; empty before the first."""
    known: dict[str, int] = json.loads(store.get_meta(_VOLUMES) or "{}")
    return known


def remember_volumes(store: Store) -> None:
    """Take the volumes of now for those that the next run is held against."""
    now = json.dumps(volumes(store), ensure_ascii=False, sort_keys=True)
    if store.get_meta(_VOLUMES) != now:
        store.put_meta(_VOLUMES, now)


def accept_volumes(store: Store, places: Sequence[str]) -> None:
    """Take what these places have now for right. Raises `QueryError` for a place that no good run remembers."""
    known, now = remembered_volumes(store), volumes(store)
    for place in places:
        named = [name for name in known if place in {name, name.partition(",")[0]}]
        if not named:
            raise QueryError(
                f"No run remembers the text of {place}.", fix=f"Name one of: {'; '.join(known) or 'none yet'}."
            )
        if len(named) > 1 and place not in named:
            raise QueryError(f"{place} may be several places.", fix=f"Name one of: {'; '.join(named)}.")
        for name in named:
            known.pop(name)
            if name in now:
                known[name] = now[name]
    if places:
        store.put_meta(_VOLUMES, json.dumps(known, ensure_ascii=False, sort_keys=True))


def assess(
    store: Store,
    settings: WatchSettings,
    *,
    watch: WatchReport | None = None,
    ingest: IngestReport | None = None,
    index_problems: Sequence[str] = (),
) -> Health:
    """Hold a run against what it must not lose. `index_problems`: what the vector index says against the store."""
    faults: list[tuple[str, str]] = []
    warnings: list[str] = []
    if watch is not None:
        faults += _unreached(watch)
        warnings += [f"{row.name}: {row.problem}" for row in watch.of(Checked.WARNED, Checked.UNLISTED)]
        warnings += watch.notes
    faults += _failing(watch, ingest, settings.most_failing)
    if watch is not None and ingest is not None:
        faults += [
            (f"{name} is in force and was not taken in.", "Take it in: policyscan flow run ingest.")
            for name in store.not_taken_in()
        ]
    faults += _shrunk(remembered_volumes(store), volumes(store), settings.least_share)
    faults += [
        (problem, "policyscan ingest again, or restore a backup.") for problem in (*store.check(), *index_problems)
    ]
    return Health(tuple(faults), tuple(warnings))


def _asked(watch: WatchReport) -> list[CheckReport]:
    """What was checked, or should have been: what nobody names any more was not."""
    return [row for row in watch.checks if row.outcome is not Checked.UNLISTED]


def _unreached(watch: WatchReport) -> list[tuple[str, str]]:
    asked = _asked(watch)
    if asked and all(row.outcome is Checked.FAILED for row in asked):
        return [(f"None of {len(asked)} sources could be used. {asked[0].name}: {asked[0].problem}", asked[0].fix)]
    return []


def _failing(watch: WatchReport | None, ingest: IngestReport | None, most: float) -> list[tuple[str, str]]:
    """Too many of those checked that were not fetched, or not read; or too many of those taken in that were not read.

    Each share by itself: what was not checked this time says nothing of what was.
    """
    taken: dict[str, tuple[str, str] | None] = {}
    for row in ingest.sources if ingest is not None else ():
        taken[row.file] = (row.problem, row.fix) if row.outcome is Outcome.FAILED else taken.get(row.file)
    checked = {
        row.name: (row.problem, row.fix) if row.outcome is Checked.FAILED else taken.get(row.name)
        for row in (_asked(watch) if watch is not None else ())
    }
    for ended in (checked, taken):
        failing = [(name, *why) for name, why in ended.items() if why is not None]
        if len(failing) > most * len(ended):
            name, problem, fix = failing[0]
            shown = f"{len(failing)} of {len(ended)} documents failed; at most {most:.0%} may."
            return [(f"{shown} {name}: {problem.removeprefix(f'{name}: ')}", fix)]
    return []


def _shrunk(before: Mapping[str, int], after: Mapping[str, int], least: float) -> list[tuple[str, str]]:
    return [
        (
            f"{place} has {after.get(place, 0):,} characters of text; the last good run had {had:,}.",
            f"Look at its documents; if this is right: policyscan sources accept --place {shlex.quote(place)}",
        )
        for place, had in before.items()
        if had >= _LEAST_CHARACTERS and after.get(place, 0) < least * had
    ]
