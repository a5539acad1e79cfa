"""Read a CSV as people's programs write it: any usual delimiter and encoding, header names folded."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from policyscan.errors import ManifestError

_DELIMITERS = (",", ";", "\t", "|")
# Windows programs write their own superset of Latin-1, with typographic quotes.
_WINDOWS = "cp1252"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, the line on which it starts, and its characters in the text, line end included."""

    line: int
    cells: list[str]
    start: int
    end: int

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing but spaces."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """`head` is the row of column names, `names` the same folded; `rows` stand below it, blank ones among them.

    `text` is the whole file as it was decoded, `encoding` what encodes it again. Not `is_closed` is one whose last row
    opens a quotation mark and never closes it, so that what follows was read as one cell.
    """

    path: Path
    head: Row
    names: list[str]
    rows: list[Row]
    notes: list[str]
    text: str
    encoding: str
    delimiter: str
    is_closed: bool

    @property
    def header(self) -> list[str]:
        """The column names as written."""
        return self.head.cells


def read_table(path: Path, *, needed: str, option: str) -> Table:
    """Read a table that has the column `needed`; `option` is the command line's for it.

    UTF-8, UTF-16 or Latin-1; comma, semicolon, tab or bar between the cells. `ManifestError` where the file is of no
    use as a whole.
    """
    text, encoding = _decode(path, needed, option)
    return table_of(path, text, encoding, needed=needed)


def table_of(path: Path, text: str, encoding: str, *, needed: str) -> Table:
    """The table that a text is; `path` is for messages alone. `ManifestError` as `read_table`."""
    notes = []
    if encoding == _WINDOWS:
        notes.append(f"{path.name}: not UTF-8, so it was read as Latin-1; check accented names.")
    # As the csv module counts lines: \r, \n and \r\n all end one.
    lines = list(io.StringIO(text, newline=""))
    declared = lines[0].strip() if lines else ""
    # A spreadsheet's own way of naming the delimiter.
    is_declared = len(declared) == 5 and declared.casefold().startswith("sep=")
    candidates = []
    for delimiter in (declared[4],) if is_declared else _DELIMITERS:
        rows = _split(path, lines, delimiter, skipped=int(is_declared))
        if rows:
            names = [fold_column(name) for name in rows[0].cells]
            is_closed = _is_closed(text[rows[-1].start :], delimiter)
            candidates.append(Table(path, rows[0], names, rows[1:], notes, text, encoding, delimiter, is_closed))
    if not candidates:
        raise ManifestError(
            f"{path}: the list is empty.",
            fix=f"Give it a header with the column '{needed}', and rows below it.",
        )
    best = max(candidates, key=lambda table: (needed in table.names, len(table.names)))
    if not best.rows and not best.is_closed:
        raise ManifestError(
            f"{path}: line {best.head.line} opens a quotation mark that is never closed.",
            fix="Close it: all that follows is read as the name of a column.",
        )
    return best


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


def _decode(path: Path, needed: str, option: str) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(
            f"{path}: the list cannot be read ({error.strerror}).", fix=f"Check the path given with {option}."
        ) from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), "utf-16"
    if b"\0" in data or data.startswith(b"%PDF"):
        raise ManifestError(
            f"{path}: this is no CSV file.", fix=f"Give a CSV file with the column '{needed}' as {option}."
        )
    encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return data.decode(_WINDOWS, "replace"), _WINDOWS


def _split(path: Path, lines: list[str], delimiter: str, *, skipped: int) -> list[Row]:
    """The rows from the first that is not blank on; `skipped` lines stand before the table."""
    ends = [0, *accumulate(map(len, lines))]
    reader = csv.reader(lines[skipped:], delimiter=delimiter)
    rows: list[Row] = []
    before = skipped
    try:
        for cells in reader:
            after = reader.line_num + skipped
            row = Row(before + 1, cells, ends[before], ends[after])
            if rows or not row.is_blank:
                rows.append(row)
            before = after
    except csv.Error as error:
        raise ManifestError(
            f"{path}: line {before + 1} cannot be read ({error}).", fix="Look for a quotation mark that is not closed."
        ) from error
    return rows


def _is_closed(row: str, delimiter: str) -> bool:
    """Whether something written below a row would be another row."""
    return len(list(csv.reader(io.StringIO(f"{row.rstrip()}\nx", newline=""), delimiter=delimiter))) == 2


def fold_column(name: str) -> str:
    """A column's name as columns are compared; an address by any of its names."""
    folded = "_".join(name.strip().strip("\ufeff").casefold().replace("-", " ").split())
    return "address" if folded in {"url", "source_url", "web_address"} else folded
