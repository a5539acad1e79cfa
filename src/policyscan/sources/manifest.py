"""Read a manifest: a CSV that says which file stands for which place."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from policyscan.model import Place
from policyscan.sources.facts import FACTS, RowFault, read_facts, values_of
from policyscan.sources.records import MANIFEST_ROW, Source, SourceFailure
from policyscan.sources.table import check_header, read_table

COLUMNS = frozenset({"file", *FACTS})
_LIKELY_FILE_COLUMNS = ("filename", "file_name", "path", "pdf", "document", "name", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """One source with the line of the manifest on which it stands."""

    line: int
    source: Source


@dataclass(slots=True)
class Manifest:
    """The rows that can be used, those that cannot, and what a person should know of the rest."""

    path: Path
    rows: list[Row] = field(default_factory=list)
    failures: list[SourceFailure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest whose paths are relative to its own folder.

    UTF-8 or Latin-1; comma, semicolon, tab or bar between the cells. Only the column `file` is
    required. `ManifestError` where the file as a whole is of no use; a row that is of no use is a
    failure of its own.
    """
    table = read_table(path, needed="file", option="--manifest")
    check_header(
        table,
        needed="file",
        likely=_LIKELY_FILE_COLUMNS,
        columns=COLUMNS,
        fix="Name the column that holds the paths of the PDFs 'file'.",
    )
    manifest = Manifest(path, notes=table.notes)
    names = table.names
    for row in table.rows:
        if not row.is_blank:
            _read_row(manifest, row.line, names, row.cells)
    _settle_duplicates(manifest)
    if not manifest.rows and not manifest.failures:
        manifest.notes.append(f"{path.name}: no rows below the header.")
    return manifest


def _read_row(manifest: Manifest, line: int, names: list[str], cells: list[str]) -> None:
    where = f"{manifest.path.name}, line {line}"
    values = values_of(names, cells)
    file = values.get("file", "")
    if not file:
        manifest.failures.append(
            SourceFailure(
                where,
                MANIFEST_ROW,
                f"{where}: the cell 'file' is empty.",
                "Write the PDF's path there, or delete the row.",
            )
        )
        return
    if any(cell.strip() for cell in cells[len(names) :]):
        manifest.failures.append(
            SourceFailure(
                file,
                MANIFEST_ROW,
                f"{where}: the row has {len(cells)} cells and the header {len(names)}.",
                "Put quotation marks around cells that contain the delimiter.",
            )
        )
        return
    facts = read_facts(values, where, manifest.path.name, manifest.notes)
    if isinstance(facts, RowFault):
        manifest.failures.append(SourceFailure(file, MANIFEST_ROW, facts.problem, facts.fix))
        return
    manifest.rows.append(Row(line, replace(facts, file=file, path=_path(manifest.path.parent, file))))


def _path(folder: Path, file: str) -> Path:
    path = folder / file
    if "\\" in file and not path.exists():
        return folder / file.replace("\\", "/")
    return path


def _settle_duplicates(manifest: Manifest) -> None:
    """Collapse equal rows; fail a file whose rows contradict one another; leave different places alone."""
    by_file: dict[str, list[Row]] = defaultdict(list)
    for row in manifest.rows:
        by_file[os.path.realpath(row.source.path)].append(row)
    kept: list[Row] = []
    for rows in by_file.values():
        clash = next(
            (
                (one, other)
                for index, one in enumerate(rows)
                for other in rows[index + 1 :]
                if _same_place(one.source.place, other.source.place)
                and replace(one.source, file="", path=Path()) != replace(other.source, file="", path=Path())
            ),
            None,
        )
        file = rows[0].source.file
        if clash:
            one, other = clash
            manifest.failures.append(
                SourceFailure(
                    file,
                    MANIFEST_ROW,
                    f"{manifest.path.name}: lines {one.line} and {other.line} say different things of {file}.",
                    "Keep the line that is right, or give each line its own place.",
                )
            )
            continue
        first: dict[str, Row] = {}
        for row in rows:
            before = first.setdefault(row.source.place.id, row)
            if before is not row:
                manifest.notes.append(
                    f"{manifest.path.name}: lines {before.line} and {row.line} are the same row ({file}); one is used."
                )
        kept += first.values()
    manifest.rows[:] = sorted(kept, key=lambda row: row.line)


def _same_place(one: Place, other: Place) -> bool:
    # A row without a place leaves it to the document, which may name the other row's place.
    return one.id == other.id or not one.name or not other.name
