"""Lend workspaces to requests: a few connections, one model and one index for all."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from policyscan import vectorise
from policyscan.errors import IndexMismatch, WorkspaceBusy
from policyscan.workspace import Workspace, default_embedder, open_workspace

if TYPE_CHECKING:
    from policyscan.embed import Embedder
    from policyscan.store import Store
    from policyscan.vectors import VectorIndex

# Requests that are worked on at once: more than the cores of a small machine only fill its memory.
LENT_AT_ONCE = 4
# How long a request waits for its turn, and how often it looks.
PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.005
# Pages that are drawn at once: PDFium draws one, another is packed meanwhile.
DRAWN_AT_ONCE = 2


class Desk:
    """Lends workspaces on one folder; `workspace()` is an asynchronous context manager. Close it at the end.

    A request waits for its workspace in the event loop, never in a thread: those who have one need a thread to give
    it back. `store` is for looks of a moment (a page list, an original); `drawing` limits the threads that draw.
    """

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
        for one in self._all:
            one.taxonomy = self._all[0].taxonomy
        # The one given back last is the warmest, and is lent next.
        self._free = list(self._all)
        self._looks = open_workspace(folder, taxonomy_folder=taxonomy_folder, embedder=embedder)
        self.store = self._looks.store
        self.drawing = anyio.CapacityLimiter(DRAWN_AT_ONCE)

    def embedder(self) -> Embedder:
        """The model, loaded at the first use."""
        return self._embedder or default_embedder()

    @asynccontextmanager
    async def workspace(self) -> AsyncIterator[Workspace]:
        """A workspace for one request. Raises `WorkspaceBusy` where none is free in time."""
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not self._free:
            if time.monotonic() > give_up:
                raise WorkspaceBusy("The workbench is busy with other requests.", fix="Try again in a few seconds.")
            await anyio.sleep(LOOK_SECONDS)
        lent = self._free.pop()
        try:
            yield lent
        finally:
            self._free.append(lent)

    def close(self) -> None:
        """Close every connection."""
        for one in (*self._all, self._looks):
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
