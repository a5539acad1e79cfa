"""The store of a workspace: one folder, one object."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

from policyscan.errors import WorkspaceError
from policyscan.store.blobs import Blobs
from policyscan.store.check import Check
from policyscan.store.commonness import Commonness
from policyscan.store.database import Database
from policyscan.store.documents import DOCUMENT_CHARACTERS, LAYOUT_CHARACTERS, Documents
from policyscan.store.journal import Journal
from policyscan.store.judgements import Judgements
from policyscan.store.listings import Listings
from policyscan.store.lock import WriteLock
from policyscan.store.readings import Readings
from policyscan.store.recent import Recent
from policyscan.store.retrieval import Retrieval
from policyscan.store.reviews import Reviews
from policyscan.store.statements import Statements
from policyscan.store.watching import Notices, Watching

DATABASE = "policyscan.sqlite"


class Store(
    Documents,
    Listings,
    Readings,
    Retrieval,
    Commonness,
    Judgements,
    Reviews,
    Statements,
    Watching,
    Notices,
    Journal,
    Check,
):
    """Keeps records and gives back exactly what was put in.

    `policyscan.sqlite` holds the records, `blobs/` the original bytes, `lock` the writer's process
    id. Every `put_…` is one transaction; keys are text and functions of content.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._database = database
        self._blobs = Blobs(folder / "blobs")
        self._write_lock = WriteLock(folder / "lock")
        self._live = (None, ())
        self._layouts = Recent(LAYOUT_CHARACTERS)
        self._documents = Recent(DOCUMENT_CHARACTERS)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Store:
        """Open the workspace in `folder`, or with `create` make one there.

        `WorkspaceError` where there is none, where the folder cannot be written, or where a newer
        program made it.
        """
        folder = Path(folder)
        path = folder / DATABASE
        if create:
            try:
                (folder / "blobs").mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise WorkspaceError(
                    f"The workspace {folder} cannot be made ({error.strerror}).",
                    fix="Name a folder that you may write to with --workspace.",
                ) from error
        elif not _is_file(path) or not path.stat().st_size:
            raise WorkspaceError(
                f"{folder} is not a workspace: it holds no {DATABASE}.",
                fix=f"Name the folder of an earlier ingest, or make one: policyscan ingest PATH --workspace {folder}",
            )
        for needed in (folder, path):
            if needed.exists() and not os.access(needed, os.R_OK | os.W_OK):
                raise WorkspaceError(
                    f"{needed} may not be read and written by this user.",
                    fix="Give yourself write permission on the folder, or name another with --workspace.",
                )
        return cls(folder, Database(path))

    def close(self) -> None:
        """Close the database; the store is of no use afterwards."""
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def writing(self, timeout_seconds: float = 600.0, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
        """Be the only process that writes to the workspace; it may be nested.

        `on_wait` gets a line that names the other process, at once and then twice a minute.
        `WorkspaceBusy` where the other one is not done in time.
        """
        with self._write_lock.held(timeout_seconds, on_wait):
            self._blobs.sweep()
            yield

    def transaction(self) -> AbstractContextManager[None]:
        """Make several `put_…` calls all or nothing."""
        return self._database.transaction()

    def put_blob(self, data: bytes) -> str:
        """Keep original bytes; returns their sha256."""
        return self._blobs.put(data)

    def blob(self, sha256: str) -> bytes:
        """Original bytes, checked against their hash."""
        return self._blobs.get(sha256)

    def blob_path(self, sha256: str) -> Path:
        """Where the original bytes lie."""
        return self._blobs.path(sha256)

    def has_blob(self, sha256: str) -> bool:
        """Whether the original bytes are here."""
        return self._blobs.has(sha256)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
