"""Which list of sources a watched address comes from, by a name that holds when the workspace is moved or restored."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from policyscan.model import Watched
from policyscan.sources import Watchlist
from policyscan.watch.documents import LIST


class Origin:
    """The list that is checked, among those that a workspace was checked by; `name` is its path from the workspace.

    Where the list was moved, what came from it comes from here now: a list that is no longer where it was is known by
    an address that it named and this one names, too.
    """

    def __init__(self, folder: Path, watchlist: Watchlist, watched: Iterable[Watched]) -> None:
        self._folder = folder.resolve()
        self.name = self._from_here(watchlist.path.resolve())
        said = {(entry.name, entry.address) for entry in watchlist.entries}
        same = {self._of(item) for item in watched if (item.name, item.address) in said}
        self._names = {self.name} | {name for name in same if not self._is_there(name)}

    def is_ours(self, item: Watched) -> bool:
        """Whether an address comes from the list that is checked."""
        return self._of(item) in self._names

    def other(self, item: Watched) -> str:
        """The other list that an address comes from, where that is still there; else empty."""
        name = self._of(item)
        return name if name not in self._names and self._is_there(name) else ""

    def lost(self, watched: Iterable[Watched]) -> Mapping[str, list[str]]:
        """Names of documents whose list is no longer there, so that nobody checks them, by that list."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in watched:
            if (item.in_force or item.held) and not self.is_ours(item) and not self.other(item):
                found[self._of(item)].append(item.name)
        return found

    def _of(self, item: Watched) -> str:
        name = item.facts.get(LIST, self.name)
        # As earlier versions wrote it down.
        return self._from_here(Path(name)) if Path(name).is_absolute() else name

    def _from_here(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._folder)).as_posix()

    def _is_there(self, name: str) -> bool:
        return (self._folder / name).exists()
