"""Add a row to a list of sources, and take rows out, leaving the rest of the file as it is."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from policyscan.errors import ManifestError, QueryError
from policyscan.sources.facts import RowFault
from policyscan.sources.table import Table, read_table, table_of
from policyscan.sources.watchlist import Entry, Watchlist, read_entry, read_watchlist

# The order in which a new list is written.
ORDER = (
    "address", "file", "form", "pattern", "kind", "place", "region", "country", "issuer", "title", "published",
    "series", "language", "pages", "size", "group", "valid_from", "valid_to", "password",
)  # fmt: skip


def append_entry(path: Path, values: Mapping[str, str]) -> Entry:
    """Add a row to the list, which is made where there is none; returns it as it is read.

    The row is written with its name, so that it keeps it whatever else is written there later. Raises `QueryError` for
    a row that is of no use or there already, `ManifestError` for a list that is.
    """
    values = {name: " ".join(value.split()) for name, value in values.items()}
    entry = read_entry(values, "the new row", path, 0, [])
    if isinstance(entry, RowFault):
        raise QueryError(entry.problem, fix=entry.fix)
    written = {**values, "file": entry.name}
    if not path.exists():
        rows = [_csv(ORDER, ",", "\n"), _csv([written.get(name, "") for name in ORDER], ",", "\n")]
        _write(path, "".join(rows).encode())
        return entry
    _refuse_twins(read_watchlist(path), entry)
    table = _table(path)
    missing = sorted(name for name, value in values.items() if value and name not in table.names)
    if missing:
        raise QueryError(
            f"{path.name} has no column {', '.join(missing)}.", fix=f"Add it to the header of {path.name}."
        )
    cells = [written.get(name, "") for name in table.names]
    head = table.text[table.head.start : table.head.end]
    ending = head[len(head.rstrip("\r\n")) :] or "\n"
    gap = "" if table.text.endswith(("\r", "\n")) else ending
    text = table.text + gap + _csv(cells, table.delimiter, ending)
    _change(table, text, [*(row.cells for row in table.rows), cells])
    return entry


def remove_entry(path: Path, name: str) -> None:
    """Take the row of that name out of the list, also one that cannot be used.

    Raises `QueryError` where there is none, or more than one.
    """
    known = read_watchlist(path)
    lines = sorted(
        [entry.line for entry in known.entries if entry.name == name]
        + [broken.line for broken in known.failures if broken.file == name]
    )
    if not lines:
        raise QueryError(f"{path.name} has no source named {name}.", fix="policyscan sources list shows the names.")
    if len(lines) > 1:
        raise QueryError(
            f"Lines {' and '.join(map(str, lines))} of {path.name} are all named {name}.",
            fix="Give each row its own name in the column 'file', or delete one of them there.",
        )
    table = _table(path)
    gone = next(row for row in table.rows if row.line == lines[0])
    text = table.text[: gone.start] + table.text[gone.end :]
    _change(table, text, [row.cells for row in table.rows if row is not gone])


def _refuse_twins(known: Watchlist, entry: Entry) -> None:
    for other in known.entries:
        if other.address == entry.address and other.source.place.id == entry.source.place.id:
            raise QueryError(f"{entry.address} is in {known.path.name} already.", fix="Change its row there instead.")
    if entry.name in {item.name for item in known.entries} | {broken.file for broken in known.failures}:
        raise QueryError(
            f"{known.path.name} has a source named {entry.name} already.", fix="Give another name by --file."
        )


def _csv(cells: Sequence[str], delimiter: str, ending: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerow(cells)
    return out.getvalue()


def _table(path: Path) -> Table:
    """The list, where all of it can be kept as it is."""
    table = read_table(path, needed="address", option="--sources")
    if table.encoding not in {"utf-8", "utf-8-sig"}:
        raise ManifestError(f"{path}: the list is not UTF-8.", fix="Save it as UTF-8, then change it.")
    if not table.is_closed:
        raise ManifestError(
            f"{path}: line {table.rows[-1].line} opens a quotation mark that is never closed.",
            fix="Close it: all that follows is read as one cell.",
        )
    return table


def _change(table: Table, text: str, rows: Sequence[Sequence[str]]) -> None:
    """Write the new text, unless it would not be read as these rows below the same header."""
    seen = table_of(table.path, text, table.encoding, needed="address")
    if seen.header != table.header or [row.cells for row in seen.rows] != list(rows):
        raise ManifestError(
            f"{table.path}: the change would alter other rows, so nothing is written.", fix="Change the list by hand."
        )
    _write(table.path, text.encode(table.encoding))


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise ManifestError(
            f"{path}: the list cannot be written ({error.strerror}).", fix="Name another file with --sources."
        ) from error
