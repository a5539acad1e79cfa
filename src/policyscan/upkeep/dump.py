"""Write out all content of a workspace in one order, so that two workspaces can be held against each other.

A line is a JSON object with sorted keys and its `table`; lines are sorted by table and key. Times, vectors and row
numbers are left out (`tables.py` says which and why), so that the same content gives the same lines however and
whenever it came in. Rows are read one by one: memory does not grow with the workspace.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from policyscan.errors import WorkspaceError
from policyscan.store.codec import unpack_layout
from policyscan.upkeep.snapshot import snapshot
from policyscan.upkeep.tables import DUMPED, Dumped
from policyscan.vectors import CARD

if TYPE_CHECKING:
    from policyscan.store import Store

# What a card says of the index's making rather than of its content.
_NOT_OF_A_CARD = ("made_at", "files")
_LISTED = "sha256 IN (SELECT sha256 FROM listings WHERE removed = 0)"


def dump(store: Store, stream: TextIO) -> int:
    """Write the lines to a text stream; how many there are."""
    count = 0
    for line in dump_lines(store):
        stream.write(line)
        stream.write("\n")
        count += 1
    return count


def dump_lines(store: Store) -> Iterator[str]:
    """The lines, without their ends, of the workspace as it is at the first."""
    with snapshot(store) as database:
        parts = {
            "baselines": _baselines(database),
            "blobs": _blobs(store),
            "embeddings": _embeddings(database, store),
            "index": _index(store),
        }
        for table in sorted({*DUMPED, *parts}):
            rows = parts[table] if table in parts else _rows(database, table, DUMPED[table])
            for row in rows:
                yield json.dumps({**row, "table": table}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rows(database: sqlite3.Connection, table: str, told: Dumped) -> Iterator[dict[str, Any]]:
    columns = [name for (name,) in database.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    names = [name for name in columns if name not in told.left_out]
    selected = list(names)
    if told.turns:
        names.append("turn")
        selected.append(f"row_number() OVER (PARTITION BY {', '.join(told.turns)} ORDER BY position) AS turn")
    query = f"SELECT {', '.join(selected)} FROM {table} ORDER BY {', '.join(told.order)}"  # noqa: S608 - our own names
    for values in database.execute(query):
        yield {name: _told(value, name, told, table) for name, value in zip(names, values, strict=True)}


def _told(value: Any, name: str, told: Dumped, table: str) -> object:
    try:
        if name in told.json:
            return json.loads(value)
        if name in told.packed:
            # In whichever format a layout was kept, it is the same content.
            return _hash(unpack_layout(value) if table == "layouts" else zlib.decompress(value))
    except (ValueError, TypeError, struct.error, zlib.error) as error:
        raise WorkspaceError(
            f"The table {table} holds a value in {name} that cannot be read ({error}).",
            fix="Put back a backup, or ingest the documents into a new workspace.",
        ) from error
    return _hash(value.encode()) if name in told.hashed else value


def _hash(data: bytes) -> dict[str, object]:
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _baselines(database: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """What subscriptions began from, the only notes that are content."""
    for key, value in database.execute("SELECT key, value FROM meta WHERE key GLOB 'baseline/*' ORDER BY key"):
        yield {"key": key, "data": json.loads(value)}


def _blobs(store: Store) -> Iterator[dict[str, Any]]:
    """Original bytes that are here, by name and size."""
    folder = store.blob_path("00").parent.parent
    for each in sorted(path for path in folder.iterdir() if path.is_dir()):
        for path in sorted(each.iterdir()):
            yield {"sha256": path.name, "size_bytes": path.stat().st_size}


def _index(store: Store) -> Iterator[dict[str, Any]]:
    """The card of each vector index."""
    for path in sorted(store.folder.glob(f"index/*/{CARD}")):
        try:
            card = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            card = {"damaged": True}
        yield {name: value for name, value in card.items() if name not in _NOT_OF_A_CARD}


def _embeddings(database: sqlite3.Connection, store: Store) -> Iterator[dict[str, Any]]:
    """For each model that embeds passages, the strings that listed passages need, and whether they are embedded."""
    # What a model embedded beside passages (clauses that are read closely) is no string of a passage.
    query = """
        SELECT DISTINCT model_id FROM embeddings WHERE embed_id IN (SELECT embed_id FROM passages)
    """
    models = {model for (model,) in database.execute(query)}
    models |= {str(card.get("model", "")) for card in _index(store)} - {""}
    for model in sorted(models):
        found = database.execute(
            f"""
            SELECT needed.embed_id, embeddings.embed_id IS NOT NULL
            FROM (SELECT DISTINCT embed_id FROM passages WHERE {_LISTED}) AS needed
            LEFT JOIN embeddings ON embeddings.model_id = ? AND embeddings.embed_id = needed.embed_id
            ORDER BY needed.embed_id
            """,  # noqa: S608
            (model,),
        )
        for embed_id, present in found:
            yield {"embed_id": embed_id, "model_id": model, "present": bool(present)}
