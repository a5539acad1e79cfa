"""Read a workspace's database at one moment, while others read and write it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE

if TYPE_CHECKING:
    from policyscan.store import Store


@contextmanager
def snapshot(store: Store) -> Iterator[sqlite3.Connection]:
    """Give a connection of its own that sees the database as it is now, and cannot change it."""
    path = store.folder / DATABASE
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as found:
            found.execute("PRAGMA query_only = ON")
            found.execute("BEGIN")
            # A transaction sees what is there at its first reading, not at its beginning.
            found.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield found
    except sqlite3.DatabaseError as error:
        raise WorkspaceError(
            f"{path} could not be read ({error}).",
            fix="Check that the disk has room and works, or put back a backup: policyscan restore FILE --workspace DIR",
        ) from error
