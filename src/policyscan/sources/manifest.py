"""Read a manifest: a CSV that says which file stands for which place."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

from policyscan.errors import ManifestError
from policyscan.model import Kind, Place
from policyscan.sources.dates import to_iso
from policyscan.sources.gazetteer import gazetteer
from policyscan.sources.records import MANIFEST_ROW, Source, SourceFailure

TEXT_COLUMNS = ("title", "issuer", "published", "series", "address", "valid_from", "valid_to")
COLUMNS = frozenset({"file", "kind", "place", "region", "country", "password", *TEXT_COLUMNS})
_DATE_COLUMNS = ("published", "valid_from", "valid_to")
_LIKELY_FILE_COLUMNS = ("filename", "file_name", "path", "pdf", "document", "name", "source")
# ISO 3166 leaves these codes to everybody's own use, as for invented countries.
_FREE_CODE = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ")
_DELIMITERS = (",", ";", "\t", "|")


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
    manifest = Manifest(path)
    text = _decode(path, manifest)
    header, lines = _table(path, text)
    names = [_fold_column(name) for name in header]
    _check_header(path, header, names)
    unknown = [shown for shown, name in zip(header, names, strict=True) if name and name not in COLUMNS]
    if unknown:
        manifest.notes.append(f"{path.name}: not used: column{'s' * (len(unknown) > 1)} {', '.join(unknown)}.")
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            _read_row(manifest, line, names, cells)
    _settle_duplicates(manifest)
    if not manifest.rows and not manifest.failures:
        manifest.notes.append(f"{path.name}: no rows below the header.")
    return manifest


def _decode(path: Path, manifest: Manifest) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(
            f"{path}: the manifest cannot be read ({error.strerror}).", fix="Check the path given with --manifest."
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data or data.startswith(b"%PDF"):
        raise ManifestError(
            f"{path}: this is no CSV file.", fix="Give a CSV file with the column 'file' as --manifest."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        manifest.notes.append(f"{path.name}: not UTF-8, so it was read as Latin-1; check accented names.")
        # Windows programs write their own superset of Latin-1, with typographic quotes.
        return data.decode("cp1252", "replace")


def _table(path: Path, text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
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
        candidates, key=lambda rows: ("file" in map(_fold_column, rows[0][1]), len(rows[0][1])) if rows else (0, 0)
    )
    if not best:
        raise ManifestError(
            f"{path}: the manifest is empty.", fix="Give it a header with the column 'file', and a row for each file."
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


def _fold_column(name: str) -> str:
    folded = "_".join(name.strip().strip("\ufeff").casefold().replace("-", " ").split())
    return "address" if folded in {"url", "source_url", "web_address"} else folded


def _check_header(path: Path, header: list[str], names: list[str]) -> None:
    if "file" not in names:
        likely = next((header[names.index(name)] for name in _LIKELY_FILE_COLUMNS if name in names), "")
        raise ManifestError(
            f"{path}: no column 'file' among the columns found: {', '.join(header)}.",
            fix=(
                f"Rename the column '{likely}' to 'file'."
                if likely
                else "Name the column that holds the paths of the PDFs 'file'."
            ),
        )
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise ManifestError(
            f"{path}: the column '{twice[0]}' stands there twice.", fix="Rename or delete one of the two."
        )


def _read_row(manifest: Manifest, line: int, names: list[str], cells: list[str]) -> None:
    where = f"{manifest.path.name}, line {line}"
    values = {name: _clean(cell) for name, cell in zip(names, cells, strict=False) if name}
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
    kind: Kind | None = None
    if values.get("kind"):
        kind = _kind(values["kind"])
        if kind is None:
            manifest.failures.append(
                SourceFailure(
                    file,
                    MANIFEST_ROW,
                    f"{where}: '{values['kind']}' is no kind of document.",
                    f"Write one of {', '.join(Kind)}, or leave the cell empty.",
                )
            )
            return
    texts = {name: values.get(name, "") for name in TEXT_COLUMNS}
    for name in _DATE_COLUMNS:
        texts[name] = _date(manifest, where, name, texts[name])
    country, region = _country_and_region(manifest, values)
    place = Place(values.get("place", ""), region, country)
    known = {"place": place.name, "region": region, "country": country, "kind": kind or "", **texts}
    manifest.rows.append(
        Row(
            line,
            Source(
                file=file,
                path=_path(manifest.path.parent, file),
                password=values.get("password", ""),
                place=place,
                kind=kind,
                given=frozenset(name for name, value in known.items() if value),
                **texts,
            ),
        )
    )


def _clean(cell: str) -> str:
    return " ".join(cell.split())


def _kind(value: str) -> Kind | None:
    folded = "_".join(value.casefold().replace("-", " ").replace("_", " ").split())
    singular = {
        "policies": "policy",
        "agreements": "agreement",
        "rights_reports": "rights_report",
        "rights": "rights_report",
    }
    try:
        return Kind(singular.get(folded, folded))
    except ValueError:
        return None


def _date(manifest: Manifest, where: str, name: str, value: str) -> str:
    if not value:
        return ""
    iso = to_iso(value)
    if not iso:
        manifest.notes.append(
            f"{where}: {name} '{value}' is no date, so it is taken as unknown (write 2024, 2024-03 or 2024-03-26)."
        )
    return iso


def _country_and_region(manifest: Manifest, values: dict[str, str]) -> tuple[str, str]:
    country, region = values.get("country", ""), values.get("region", "")
    names = gazetteer()
    if country:
        code = names.country_code(country)
        note = f"{manifest.path.name}: the country '{country}' is not known by that name; it is kept as written."
        if not code and not _FREE_CODE.fullmatch(country) and note not in manifest.notes:
            manifest.notes.append(note)
        country = code or country
    known = names.region(region, country) if region else None
    return country, known.name if known else region


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
