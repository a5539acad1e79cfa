"""Drop the original bytes of what is not in force any more, and say which.

Texts, readings and the record of each version stay; what goes is the PDF itself. Kept are the originals of live
listings, and of versions that are in force or wait for a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model import Standing

if TYPE_CHECKING:
    from pathlib import Path

    from policyscan.store import Store

# What the record of a replaced version says from then on.
REASON = "its original was dropped"
_KEPT = {Standing.IN_FORCE, Standing.HELD}


@dataclass(frozen=True, slots=True)
class Dropped:
    """Original bytes that were dropped, or would be: the names under which they came, empty where there is none."""

    sha256: str
    names: tuple[str, ...]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PruneReport:
    """What was dropped, and what stays."""

    dropped: tuple[Dropped, ...]
    kept: int
    kept_bytes: int
    dry_run: bool

    @property
    def dropped_bytes(self) -> int:
        """Bytes of all that was dropped."""
        return sum(row.size_bytes for row in self.dropped)


def prune(
    store: Store, *, dry_run: bool = False, keep_versions: int = 0, on_wait: Callable[[str], None] | None = None
) -> PruneReport:
    """Drop original bytes that are not in force; with `dry_run` only say which.

    `keep_versions` also keeps, for each name, so many of the newest that are not in force. `WorkspaceBusy` where
    another process writes for too long.
    """
    with store.writing(on_wait=on_wait):
        names = _names(store)
        kept = _in_force(store)
        here = {path.name: path for path in _blobs(store)}
        kept |= {sha256 for history in _histories(store, here.keys() - kept) for sha256 in history[:keep_versions]}
        sizes = {sha256: path.stat().st_size for sha256, path in here.items()}
        gone = sorted(here.keys() - kept, key=lambda sha256: (names[sha256], sha256))
        dropped = tuple(Dropped(sha256, names[sha256], sizes[sha256]) for sha256 in gone)
        if not dry_run:
            # The record first: bytes that are recorded as dropped and still here go at the next prune.
            with store.transaction():
                for version in store.versions():
                    if version.sha256 in sizes and version.sha256 not in kept and version.standing is Standing.REPLACED:
                        # It stays a version that was in force: only those have changes to tell.
                        reason = version.reason or REASON
                        at = version.position
                        store.set_standing(version.name, version.sha256, version.standing, reason, position=at)
            for sha256 in gone:
                here[sha256].unlink(missing_ok=True)
        stay = sizes.keys() - set(gone)
        return PruneReport(dropped, len(stay), sum(sizes[sha256] for sha256 in stay), dry_run)


def _in_force(store: Store) -> set[str]:
    found = {listing.sha256 for listing in store.listings()}
    found |= {sha256 for each in store.watched() for sha256 in (each.in_force, each.held) if sha256}
    return found | {version.sha256 for version in store.versions() if version.standing in _KEPT}


def _histories(store: Store, wanted: set[str]) -> Iterator[list[str]]:
    """For each name, those of the wanted hashes that came under it, the newest first, each once."""
    arrived: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for version in store.versions():
        arrived[version.name].append((version.position, "", version.sha256))
    for listing in store.listings(include_removed=True):
        # Without a version, the time of the removal tells which is newer; such came before it was watched.
        if listing.removed:
            arrived[listing.file].append((0, f"{store.removed_at(listing.id)} {listing.published}", listing.sha256))
    for history in arrived.values():
        newest = [sha256 for _, _, sha256 in sorted(history, reverse=True)]
        yield [sha256 for sha256 in dict.fromkeys(newest) if sha256 in wanted]


def _names(store: Store) -> dict[str, tuple[str, ...]]:
    """The names under which bytes came: of files that list them, and of addresses that gave them."""
    found: dict[str, set[str]] = defaultdict(set)
    for listing in store.listings(include_removed=True):
        found[listing.sha256].add(listing.file)
    for version in store.versions():
        found[version.sha256].add(version.name)
    return defaultdict(tuple, {sha256: tuple(sorted(names)) for sha256, names in found.items()})


def _blobs(store: Store) -> Iterator[Path]:
    for folder in sorted(store.blob_path("00").parent.parent.iterdir()):
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if path.is_file())
