"""Read and write a list of sources to watch: a CSV that says which address stands for which place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from policyscan.model import SourceForm
from policyscan.sources.facts import FACTS, RowFault, read_facts, values_of
from policyscan.sources.ranges import Range, read_range
from policyscan.sources.records import MANIFEST_ROW, Source, SourceFailure
from policyscan.sources.table import Row, Table, check_header, read_table

WATCH_COLUMNS = ("form", "pattern", "language", "pages", "size", "group")
COLUMNS = frozenset({"file", *FACTS, *WATCH_COLUMNS})
DEFAULT_GROUP = "daily"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_GROUP = re.compile(r"[\w-]{1,40}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list: an address with what is known of its document, and what is expected of it.

    `source.file` is the name that all results carry. `languages` are ISO 639-1 codes; `pages` counts pages, `size`
    bytes. What is not expected by the row is held against the last good version.
    """

    line: int
    address: str
    source: Source
    form: SourceForm = SourceForm.DOCUMENT
    pattern: str = ""
    languages: tuple[str, ...] = ()
    pages: Range | None = None
    size: Range | None = None
    group: str = DEFAULT_GROUP

    @property
    def name(self) -> str:
        """The name that all results carry."""
        return self.source.file


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow(SourceFailure):
    """A row that cannot be used. `file` is the name that it would have, `address` what it names, where that is known.

    `group` is its schedule group, empty where nobody can say. With `is_known` false nobody can say which source the
    row means: its cells are out of place, or lack the address.
    """

    line: int
    address: str = ""
    group: str = ""
    is_known: bool = True


@dataclass(slots=True)
class Watchlist:
    """The rows that can be used, those that cannot, and what a person should know of the rest."""

    path: Path
    entries: list[Entry] = field(default_factory=list)
    failures: list[BrokenRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def groups(self) -> tuple[str, ...]:
        """The schedule groups that rows are of, those too that cannot be used, sorted."""
        found = {entry.group for entry in self.entries} | {row.group for row in self.failures}
        return tuple(sorted(found - {""}))


def read_watchlist(path: Path) -> Watchlist:
    """Read a list whose local addresses are relative to its own folder.

    Only the column `address` is required. `ManifestError` where the file as a whole is of no use; a row that is of no
    use is a failure of its own.
    """
    table = read_table(path, needed="address", option="--sources")
    check_header(
        table,
        needed="address",
        likely=("link", "web", "source", "href", "uri"),
        columns=COLUMNS,
        fix="Name the column that holds the addresses of the PDFs 'address'.",
    )
    found = Watchlist(path, notes=table.notes)
    for row in table.rows:
        if row.is_blank:
            continue
        where = f"{path.name}, line {row.line}"
        values = values_of(table.names, row.cells)
        misread = _misread(table, row, where)
        entry = misread or read_entry(values, where, path, row.line, found.notes)
        if isinstance(entry, Entry):
            found.entries.append(entry)
        else:
            is_misread = misread is not None or len(row.cells) > len(table.names)
            found.failures.append(_broken(values, entry, where, path, row.line, is_misread=is_misread))
    _refuse_same_names(found)
    if not found.entries and not found.failures:
        found.notes.append(f"{path.name}: no rows below the header.")
    return found


def read_entry(values: Mapping[str, str], where: str, path: Path, line: int, notes: list[str]) -> Entry | RowFault:
    """Make an entry of a row's values by folded column name; or say why that can't be done."""
    address = _address(values.get("address", ""), where, path)
    if isinstance(address, RowFault):
        return address
    facts = read_facts(dict(values), where, path.name, notes)
    if isinstance(facts, RowFault):
        return facts
    form = _form(values.get("form", ""), address)
    if form is None:
        return RowFault(
            f"{where}: '{values['form']}' is no form of a source.",
            f"Write one of {', '.join(SourceForm)}, or leave the cell empty.",
        )
    languages = tuple(filter(None, re.split(r"[;,/ ]+", values.get("language", "").casefold())))
    wrong = next((code for code in languages if not _LANGUAGE.fullmatch(code)), None)
    if wrong is not None:
        return RowFault(f"{where}: '{wrong}' is no language code.", "Write ISO 639-1 codes, as in 'en' or 'en;es'.")
    ranges: dict[str, Range | None] = {}
    for column, units in (("pages", False), ("size", True)):
        try:
            ranges[column] = read_range(values.get(column, ""), units=units)
        except ValueError:
            return RowFault(
                f"{where}: the {column} '{values[column]}' cannot be understood.",
                "Write a number, '200-300', '200+' or 'at most 300'" + (" with KB or MB." if units else "."),
            )
    group = values.get("group", "") or DEFAULT_GROUP
    if not _GROUP.fullmatch(group):
        return RowFault(f"{where}: '{group}' is no name of a group.", "Use letters, digits, - and _ alone.")
    pattern = values.get("pattern", "")
    if pattern.startswith("re:"):
        try:
            re.compile(pattern[3:])
        except re.error as error:
            return RowFault(f"{where}: the pattern is no regular expression ({error}).", "Correct it.")
    return Entry(
        line=line,
        address=address,
        source=replace(facts, file=_name(values, address), address=address),
        form=form,
        pattern=pattern,
        languages=languages,
        pages=ranges["pages"],
        size=ranges["size"],
        group=group,
    )


def link_name(address: str) -> str:
    """The name of the file that an address leads to; its host where the path names none."""
    parts = urlsplit(address)
    last = PurePosixPath(unquote(parts.path)).name
    name = "".join(char if char.isalnum() or char in " ._-()+," else "-" for char in last).strip(" .-")
    return name or parts.hostname or "source"


def _misread(table: Table, row: Row, where: str) -> RowFault | None:
    """Why the cells of a row are not those of its columns, if so."""
    if row is table.rows[-1] and not table.is_closed:
        return RowFault(f"{where}: a quotation mark is never closed, so all that follows is one cell.", "Close it.")
    if any(cell.strip() for cell in row.cells[len(table.names) :]):
        return RowFault(
            f"{where}: the row has {len(row.cells)} cells and the header {len(table.names)}.",
            "Put quotation marks around cells that contain the delimiter.",
        )
    return None


def _broken(
    values: Mapping[str, str], fault: RowFault, where: str, path: Path, line: int, *, is_misread: bool
) -> BrokenRow:
    """What is known of a row of no use: its name as it would be, so that its document is not taken for withdrawn."""
    address = _address(values.get("address", ""), where, path)
    if isinstance(address, RowFault):
        address = ""
    name = _name(values, address) if address else values.get("file", "")
    return BrokenRow(
        name or where,
        MANIFEST_ROW,
        fault.problem,
        fault.fix,
        line=line,
        address="" if is_misread else address,
        group="" if is_misread else values.get("group", "") or DEFAULT_GROUP,
        is_known=bool(name) and not is_misread,
    )


def _address(value: str, where: str, path: Path) -> str | RowFault:
    """The whole address of a row, or why it has none."""
    if not value:
        return RowFault(f"{where}: the cell 'address' is empty.", "Write a web address or a path there.")
    address = _absolute(value, path.parent)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        return RowFault(f"{where}: the address cannot be understood ({error}).", "Copy it from a browser.")
    if parts.username or parts.password:
        return RowFault(f"{where}: the address holds a user's name.", "Leave out what stands before the @.")
    return address


def _absolute(address: str, folder: Path) -> str:
    """A path relative to the list as a file address; web addresses as they are."""
    if _SCHEME.match(address) and not re.match(r"[a-zA-Z]:[\\/]", address):
        return address
    return (folder / address).resolve().as_uri()


def _form(value: str, address: str) -> SourceForm | None:
    if value:
        try:
            return SourceForm(value.casefold())
        except ValueError:
            return None
    parts = urlsplit(address)
    if parts.scheme == "file" and Path(unquote(parts.path)).is_dir():
        return SourceForm.FOLDER
    return SourceForm.DOCUMENT


def _name(values: Mapping[str, str], address: str) -> str:
    """The name of a row: as it says, else below its place or host. It does not depend on other rows."""
    if values.get("file"):
        return values["file"]
    above = values.get("place", "").replace("/", "-").strip(" .") or urlsplit(address).hostname or ""
    return f"{above}/{link_name(address)}" if above else link_name(address)


def _refuse_same_names(found: Watchlist) -> None:
    """Names are what all results go by: of two rows with one name only the first can be used."""
    first: dict[str, Entry] = {}
    for entry in found.entries:
        before = first.setdefault(entry.name, entry)
        if before is not entry:
            found.failures.append(
                BrokenRow(
                    entry.name,
                    MANIFEST_ROW,
                    f"{found.path.name}, line {entry.line}: line {before.line} is named {entry.name} already.",
                    "Give each row its own name in the column 'file'.",
                    line=entry.line,
                    address=entry.address,
                    group=entry.group,
                )
            )
    found.entries[:] = first.values()
