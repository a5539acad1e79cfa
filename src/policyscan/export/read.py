"""Read the quotes of an export back, with the place in a document that each one claims."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from policyscan.errors import QueryError
from policyscan.export import Format, format_of
from policyscan.export.quotes import Form, Quote, foreign, parse_json, quote_of, text_of
from policyscan.export.register import read as register

_PLACE = ("document", "sha256", "page", "start", "end", "boxes")
_NEEDED = ("place", "measure", "evidence", *_PLACE)


def read_quotes(path: Path | str) -> tuple[Quote, ...]:
    """All quotes of an export, in the order of the file: of a comparison or of a register.

    Raises `QueryError` for a file that cannot be read or is no export of ours.
    """
    file = Path(path)
    kind = format_of(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise QueryError(
            f"{file}: cannot be read ({error.strerror or error})", fix="Name a file written by policyscan compare."
        ) from error
    if kind is Format.XLSX:
        return tuple(_of_workbook(file, data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise foreign(file, f"it is not UTF-8 ({error})") from error
    if kind is Format.CSV:
        return tuple(_of_csv(file, text))
    return tuple(_of_json(file, text) if kind is Format.JSON else _of_page(file, text))


def read_sheets(file: Path, data: bytes, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows of the named sheets of a workbook, each by the first row's names; a sheet that is not there is left out.

    Raises `QueryError` for what is no workbook.
    """
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        found = {}
        for name in names:
            if name in book.sheetnames:
                lines = book[name].iter_rows(values_only=True)
                header = [str(value or "") for value in next(lines, ())]
                found[name] = [dict(zip(header, line, strict=False)) for line in lines]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        raise foreign(file, f"it is no workbook ({error})") from error
    return found


def _of_csv(file: Path, text: str) -> Iterator[Quote]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise foreign(file, f"it is no CSV ({error})") from error
    if register.QUOTES in (reader.fieldnames or ()):
        yield from register.of_rows(file, rows, Form.CSV, Form.PLAIN, "row {}", first=2)
        return
    _check_columns(file, reader.fieldnames or ())
    yield from _of_rows(file, rows, Form.CSV, Form.PLAIN, "row {}")


def _of_json(file: Path, text: str) -> Iterator[Quote]:
    whole = parse_json(file, text)
    records = whole.get("records") if isinstance(whole, dict) else None
    if isinstance(records, list) and all(isinstance(row, dict) for row in records):
        yield from register.of_rows(file, records, Form.PLAIN, Form.PLAIN, "record {}", first=1)
        return
    rows = whole.get("judgements") if isinstance(whole, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise foreign(file, "it holds no list 'judgements'")
    for row in rows:
        _check_columns(file, row)
    yield from _of_rows(file, rows, Form.PLAIN, Form.PLAIN, "judgement {}", first=1)


def _of_workbook(file: Path, data: bytes) -> Iterator[Quote]:
    sheets = read_sheets(file, data, ("Evidence", "More evidence", "Records", "Quotes"))
    if "Records" in sheets and "Quotes" in sheets:
        yield from register.of_sheets(sheets["Records"], sheets["Quotes"])
        return
    if "Evidence" not in sheets:
        raise foreign(file, "it has no sheet 'Evidence'")
    for row in sheets["Evidence"][:1]:
        _check_columns(file, row)
    yield from _of_rows(file, sheets["Evidence"], Form.SHEET, Form.SHEET_LIST, "Evidence, row {}")
    yield from _of_rows(file, sheets.get("More evidence", ()), Form.SHEET, Form.SHEET_LIST, "More evidence, row {}")


def _of_rows(
    file: Path, rows: Iterable[Mapping[str, Any]], form: Form, inner: Form, where: str, *, first: int = 2
) -> Iterator[Quote]:
    for number, row in enumerate(rows, start=first):
        at = where.format(number)
        place, measure = form.read(text_of(row.get("place"))), form.read(text_of(row.get("measure")))
        if any(text_of(row.get(name)) for name in ("evidence", "sha256", "start", "end")):
            yield quote_of(at, place, measure, text_of(row.get("evidence")), form, row)
        more = row.get("more_evidence") or []
        entries = parse_json(file, more, at) if isinstance(more, str) else more
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise foreign(file, f"{at}: more_evidence is no list of quotes")
        for rank, entry in enumerate(entries, start=2):
            yield quote_of(f"{at}, quote {rank}", place, measure, text_of(entry.get("text")), inner, entry)


class _Page(HTMLParser):
    """The quotes of an HTML export: each `blockquote` names its place in `data-` attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.quotes: list[Quote] = []
        self._values: dict[str, str] | None = None
        self._words: list[str] = []
        self._names: list[str] = []
        self._measure = ""
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "blockquote":
            self._values, self._words = values, []
        elif tag == "article":
            self._measure = values.get("data-measure", "")
        elif tag == "h3":
            self._names = []
        self._tag = tag

    def handle_data(self, data: str) -> None:
        if self._values is not None:
            self._words.append(data)
        elif self._tag == "h3":
            self._names.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""
        if tag == "blockquote" and self._values is not None:
            place = "".join(self._names).strip()
            row = {name: self._values.get(f"data-{name}", "") for name in _PLACE}
            where = f"quote {len(self.quotes) + 1}"
            self.quotes.append(quote_of(where, place, self._measure, "".join(self._words), Form.PLAIN, row))
            self._values = None


def _of_page(file: Path, text: str) -> tuple[Quote, ...]:
    if 'id="evidence"' not in text:
        raise foreign(file, "it has no section 'evidence'")
    page = _Page()
    page.feed(text)
    page.close()
    return tuple(page.quotes)


def _check_columns(file: Path, names: Iterable[str]) -> None:
    missing = [name for name in _NEEDED if name not in set(names)]
    if missing:
        raise foreign(file, f"it lacks {', '.join(missing)}")
