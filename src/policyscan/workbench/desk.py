"""Lend workspaces to requests: a few connections, one model and one index for all."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan import vectorise
from policyscan.errors import IndexMismatch, WorkspaceBusy
from policyscan.workspace import Workspace, default_embedder, open_workspace

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.store import Store
    from policyscan.vectors import VectorIndex

# Requests that are worked on at once: more than the cores of a small machine only fill its memory.
LENT_AT_ONCE = 4
# How long a request waits for its turn.
PATIENCE_SECONDS = 30.0


class Desk:
    """Lends workspaces on one folder; `workspace()` is a context manager. Close it at the end."""

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder | None = None,
        taxonomy_folder: Path | None = None,
        lent_at_once: int = LENT_AT_ONCE,
    ) -> None:
        self.folder = Path(folder)
        self._embedder = embedder
        self._index = _SharedIndex(self.embedder)
        # Opened here, so that a folder that is no workspace is told before anybody asks.
        self._all = [
            open_workspace(folder, taxonomy_folder=taxonomy_folder, embedder=embedder, index=self._index)
            for _ in range(lent_at_once)
        ]
        self._free: queue.LifoQueue[Workspace] = queue.LifoQueue()
        for one in self._all:
            one.taxonomy = self._all[0].taxonomy
            self._free.put(one)

    def embedder(self) -> Embedder:
        """The model, loaded at the first use."""
        return self._embedder or default_embedder()

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """A workspace for one request. Raises `WorkspaceBusy` where none is free in time."""
        try:
            lent = self._free.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise WorkspaceBusy(
                "The workbench is busy with other requests.", fix="Try again in a few seconds."
            ) from None
        try:
            yield lent
        finally:
            self._free.put(lent)

    def close(self) -> None:
        """Close every connection."""
        for one in self._all:
            one.close()


class _SharedIndex:
    """The vector index as last built; read again when another process has built a newer one."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._index: VectorIndex | None = None

    def __call__(self, store: Store) -> VectorIndex:
        model = self._embedder()
        with self._lock:
            seen = _stamp(vectorise.folder_of(store, model.id) / "card.json")
            if self._index is None or seen != self._seen:
                try:
                    self._index = vectorise.open_latest(store, model)
                except IndexMismatch:
                    # An ingest may be writing just now: what was open goes on to answer.
                    if self._index is None:
                        raise
                self._seen = seen
            return self._index


def _stamp(card: Path) -> tuple[int, int] | None:
    try:
        found = card.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
