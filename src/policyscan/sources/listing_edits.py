"""Add a row to a list of sources, and take rows out, leaving the rest of the file as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from policyscan.errors import ManifestError, QueryError
from policyscan.sources.facts import RowFault
from policyscan.sources.table import Table, read_table
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
        _write(path, _csv([ORDER, [written.get(name, "") for name in ORDER]], ","))
        return entry
    _refuse_twins(read_watchlist(path), entry)
    table = read_table(path, needed="address", option="--sources")
    missing = sorted(name for name, value in values.items() if value and name not in table.names)
    if missing:
        raise QueryError(
            f"{path.name} has no column {', '.join(missing)}.", fix=f"Add it to the header of {path.name}."
        )
    before = _text(path)
    row = _csv([[written.get(name, "") for name in table.names]], _delimiter(before))
    _write(path, before + ("" if before.endswith("\n") else "\n") + row)
    return entry


def remove_entry(path: Path, name: str) -> Entry:
    """Take the row of that name out of the list; returns what it was. Raises `QueryError` where there is none."""
    known = read_watchlist(path)
    entry = next((item for item in known.entries if item.name == name), None)
    if entry is None:
        raise QueryError(f"{path.name} has no source named {name}.", fix="policyscan sources list shows the names.")
    table = read_table(path, needed="address", option="--sources")
    _write(path, _without(table, entry.line, _text(path)))
    return entry


def _without(table: Table, line: int, text: str) -> str:
    """The text without the row that starts on a line; a row's quoted cells may hold line breaks."""
    lines = text.split("\n")
    following = min((number for number, _ in table.lines if number > line), default=len(lines))
    kept = [*lines[: line - 1], *lines[following - 1 :]] if following < len(lines) else lines[: line - 1]
    return "\n".join(kept).rstrip("\n") + "\n"


def _refuse_twins(known: Watchlist, entry: Entry) -> None:
    for other in known.entries:
        if other.address == entry.address and other.source.place.id == entry.source.place.id:
            raise QueryError(f"{entry.address} is in {known.path.name} already.", fix="Change its row there instead.")
        if other.name == entry.name:
            raise QueryError(
                f"{known.path.name} has a source named {entry.name} already.", fix="Give another name by --file."
            )


def _csv(rows: list[list[str] | tuple[str, ...]], delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: the list is not UTF-8.", fix="Save it as UTF-8, then change it.") from error


def _delimiter(text: str) -> str:
    return max(",;\t|", key=text.partition("\n")[0].count)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(text.encode("utf-8"))
        part.replace(path)
    except OSError as error:
        raise ManifestError(
            f"{path}: the list cannot be written ({error.strerror}).", fix="Name another file with --sources."
        ) from error
