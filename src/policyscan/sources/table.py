"""Read a CSV as people's programs write it: any usual delimiter and encoding, header names folded."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from policyscan.errors import ManifestError

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Table:
    """`header` as written and `names` folded, in the same order; each line with the number on which it starts."""

    path: Path
    header: list[str]
    names: list[str]
    lines: list[tuple[int, list[str]]]
    notes: list[str]


def read_table(path: Path, *, needed: str, option: str) -> Table:
    """Read a table that has the column `needed`; `option` is the command line's for it.

    UTF-8, UTF-16 or Latin-1; comma, semicolon, tab or bar between the cells. `ManifestError` where the file is of no
    use as a whole.
    """
    notes: list[str] = []
    text = _decode(path, notes, needed, option)
    header, lines = _table(path, text, needed)
    return Table(path, header, [fold_column(name) for name in header], lines, notes)


def check_header(table: Table, *, needed: str, likely: Collection[str], columns: Collection[str], fix: str) -> None:
    """Raise `ManifestError` where the needed column is missing or a known one stands there twice; note unknown ones."""
    path, header, names = table.path, table.header, table.names
    if needed not in names:
        other = next((header[names.index(name)] for name in likely if name in names), "")
        raise ManifestError(
            f"{path}: no column '{needed}' among the columns found: {', '.join(header)}.",
            fix=f"Rename the column '{other}' to '{needed}'." if other else fix,
        )
    twice = sorted({name for name in names if name in columns and names.count(name) > 1})
    if twice:
        raise ManifestError(
            f"{path}: the column '{twice[0]}' stands there twice.", fix="Rename or delete one of the two."
        )
    unknown = [shown for shown, name in zip(header, names, strict=True) if name and name not in columns]
    if unknown:
        table.notes.append(f"{path.name}: not used: column{'s' * (len(unknown) > 1)} {', '.join(unknown)}.")


def _decode(path: Path, notes: list[str], needed: str, option: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(
            f"{path}: the list cannot be read ({error.strerror}).", fix=f"Check the path given with {option}."
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data or data.startswith(b"%PDF"):
        raise ManifestError(
            f"{path}: this is no CSV file.", fix=f"Give a CSV file with the column '{needed}' as {option}."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.append(f"{path.name}: not UTF-8, so it was read as Latin-1; check accented names.")
        # Windows programs write their own superset of Latin-1, with typographic quotes.
        return data.decode("cp1252", "replace")


def _table(path: Path, text: str, needed: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Split into the header and the rows, each with the line on which it starts."""
    first, _, rest = text.partition("\n")
    declared = first.strip().casefold()
    skipped = 0
    delimiters: tuple[str, ...] = _DELIMITERS
    # A spreadsheet's own way of naming the delimiter.
    if declared.startswith("sep=") and len(declared) == 5:
        text, skipped, delimiters = rest, 1, (first.strip()[4],)
    candidates = [_split(path, text, delimiter, skipped) for delimiter in delimiters]
    best = max(
        candidates, key=lambda rows: (needed in map(fold_column, rows[0][1]), len(rows[0][1])) if rows else (0, 0)
    )
    if not best:
        raise ManifestError(
            f"{path}: the list is empty.",
            fix=f"Give it a header with the column '{needed}', and rows below it.",
        )
    return best[0][1], best[1:]


def _split(path: Path, text: str, delimiter: str, skipped: int) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    line = 1 + skipped
    try:
        for cells in reader:
            if rows or any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise ManifestError(
            f"{path}: line {line} cannot be read ({error}).", fix="Look for a quotation mark that is not closed."
        ) from error
    return rows


def fold_column(name: str) -> str:
    """A column's name as columns are compared; an address by any of its names."""
    folded = "_".join(name.strip().strip("\ufeff").casefold().replace("-", " ").split())
    return "address" if folded in {"url", "source_url", "web_address"} else folded
