"""One SQLite connection: opened and migrated, with nested transactions and plain errors."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from policyscan.errors import WorkspaceBusy, WorkspaceError
from policyscan.store import schema

# How long a statement waits for another process's transaction. Transactions last a second or two
# (a 600-page document), so that half a minute means that something is stuck.
BUSY_SECONDS = 30.0
# Page cache in KiB: enough for the inner pages of a workspace of some hundred documents.
CACHE_KIB = 32_768
RETRY_SECONDS = 0.02

Row = tuple[Any, ...]


class Database:
    """A connection that several threads of one process may share, one statement at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._depth = 0
        with self._translated():
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rwc",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        self.run("PRAGMA foreign_keys = ON")
        self.run("PRAGMA synchronous = NORMAL")
        self.run(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._check_owner()
        self._use_wal()
        if self.version < schema.known_version():
            self._migrate()

    def _use_wal(self) -> None:
        # SQLite does not wait when two processes change a new file's mode at once: it refuses one.
        give_up = time.monotonic() + BUSY_SECONDS
        while self.value("PRAGMA journal_mode") != "wal":
            try:
                self.run("PRAGMA journal_mode = WAL")
            except WorkspaceBusy:
                if time.monotonic() > give_up:
                    raise
                time.sleep(RETRY_SECONDS)

    def _check_owner(self) -> None:
        # One statement, one snapshot: another process may be making the tables just now.
        owner, tables = self.rows(
            "SELECT application_id, (SELECT count(*) FROM sqlite_master) FROM pragma_application_id"
        )[0]
        if owner != schema.APPLICATION_ID and (owner, tables) != (0, 0):
            raise WorkspaceError(
                f"{self.path} is a database of another program.",
                fix="Name a folder that policyscan made, or a new one, with --workspace.",
            )
        if self.version > schema.known_version():
            raise WorkspaceError(
                f"{self.path.parent} was written by a newer policyscan "
                f"(schema {self.version}; this one knows {schema.known_version()}).",
                fix="Upgrade policyscan, or name another folder with --workspace.",
            )

    def _migrate(self) -> None:
        with self.transaction():
            # Another process may have migrated while this one waited for its turn.
            for number, statements in enumerate(schema.MIGRATIONS, start=1):
                if number <= self.version:
                    continue
                for statement in statements:
                    self.run(statement)
                self.run(f"PRAGMA user_version = {number:d}")
            self.run(f"PRAGMA application_id = {schema.APPLICATION_ID:d}")

    @property
    def version(self) -> int:
        """Number of the last migration applied; 0 for an empty file."""
        return int(self.value("PRAGMA user_version"))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; an inner transaction is part of the outer one."""
        with self._lock:
            if self._depth == 0:
                self.run("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self.run("COMMIT")
            except BaseException:
                if self._depth == 1 and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement; the number of rows it changed (-1 where that means nothing)."""
        with self._lock, self._translated():
            return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement for each row."""
        with self._lock, self._translated():
            self._connection.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        with self._lock, self._translated():
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row of a query, if any."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def value(self, sql: str, values: Sequence[object] = ()) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, values)
        return found[0] if found else None

    def state(self) -> tuple[int, int] | None:
        """The same as long as nothing was written, here or by another process; None within a transaction."""
        with self._lock:
            if self._connection.in_transaction:
                return None
            return self._connection.total_changes, int(self.value("PRAGMA data_version"))

    def close(self) -> None:
        """Move the log into the database file, as far as readers allow, and close."""
        with self._lock:
            try:
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error:
                # A reader or a full disk keeps the log in its own file, where the next opening reads it.
                pass
            finally:
                self._connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            translated = self._as_ours(error)
            if translated is None:
                raise
            raise translated from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise
            raise WorkspaceError(
                f"{self.path} is damaged or no SQLite file ({error}).",
                fix="Put back a copy of the folder, or ingest the documents into a new workspace.",
            ) from error

    def _as_ours(self, error: sqlite3.OperationalError) -> WorkspaceError | None:
        """Put the error in our words; None for what is a fault of the statement itself."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return WorkspaceBusy(
                f"Another process keeps {self.path} busy.", fix="Wait until it is done and run the command again."
            )
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            return WorkspaceError(
                f"{self.path} could not be written or read ({error}).",
                fix="Check that the disk has room and works, then run the command again.",
            )
        if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
            return WorkspaceError(
                f"{self.path} cannot be opened for writing ({error}).",
                fix="Give yourself write permission on the folder, or name another with --workspace.",
            )
        return None
