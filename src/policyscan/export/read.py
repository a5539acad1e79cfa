"""Read the quotes of an export back, with the place in a document that each one claims."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from policyscan.errors import QueryError
from policyscan.export import Format, format_of
from policyscan.export.rows import neutralise
from policyscan.export.sheet import NOT_XML, written
from policyscan.model import Box

_PLACE = ("document", "sha256", "page", "start", "end", "boxes")
_NEEDED = ("place", "measure", "evidence", *_PLACE)


class Form(Enum):
    """Where in an export a text stands, which decides what its writer did to it."""

    CSV = "csv"
    SHEET = "sheet"
    # Within the list of further quotes, which is JSON in one cell of a sheet.
    SHEET_LIST = "sheet_list"
    PLAIN = "plain"

    def write(self, text: str) -> str:
        """Write `text` as the export's rules do: what stands in the file for it."""
        if self is Form.SHEET:
            return _one_line_end(written(text))
        if self is Form.SHEET_LIST:
            return str(json.loads(NOT_XML.sub("\ufffd", json.dumps(text, ensure_ascii=False))))
        whole = neutralise(text) if self is Form.CSV else text
        return whole.encode("utf-8", "replace").decode("utf-8")

    def read(self, raw: str) -> str:
        """Take off the one apostrophe that the export's rules put before a formula, and nothing else."""
        is_cell = self in {Form.CSV, Form.SHEET}
        return raw[1:] if is_cell and raw.startswith("'") and neutralise(raw[1:]) == raw else raw


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as an export states it; None where a number or the boxes cannot be read.

    `raw` and `document` are what stands in the file; `where` tells a person where in it.
    """

    where: str
    place: str
    measure: str
    raw: str
    form: Form
    document: str
    sha256: str
    page: int | None
    start: int | None
    end: int | None
    boxes: tuple[Box, ...] | None

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.form.read(self.raw)

    def is_written_from(self, stored: str) -> bool:
        """Whether the export's rules make this quote of the words `stored`, and of no other words at that place."""
        return self.form.write(stored) == self.raw


def read_quotes(path: Path | str) -> tuple[Quote, ...]:
    """All quotes of an export, `evidence` and `more_evidence`, in the order of the file.

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
        raise _foreign(file, f"it is not UTF-8 ({error})") from error
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
        raise _foreign(file, f"it is no workbook ({error})") from error
    return found


def _of_csv(file: Path, text: str) -> Iterator[Quote]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise _foreign(file, f"it is no CSV ({error})") from error
    _check_columns(file, reader.fieldnames or ())
    yield from _of_rows(file, rows, Form.CSV, Form.PLAIN, "row {}")


def _of_json(file: Path, text: str) -> Iterator[Quote]:
    rows = _json(file, text)
    rows = rows.get("judgements") if isinstance(rows, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _foreign(file, "it holds no list 'judgements'")
    for row in rows:
        _check_columns(file, row)
    yield from _of_rows(file, rows, Form.PLAIN, Form.PLAIN, "judgement {}", first=1)


def _of_workbook(file: Path, data: bytes) -> Iterator[Quote]:
    sheets = read_sheets(file, data, ("Evidence", "More evidence"))
    if "Evidence" not in sheets:
        raise _foreign(file, "it has no sheet 'Evidence'")
    for row in sheets["Evidence"][:1]:
        _check_columns(file, row)
    yield from _of_rows(file, sheets["Evidence"], Form.SHEET, Form.SHEET_LIST, "Evidence, row {}")
    yield from _of_rows(file, sheets.get("More evidence", ()), Form.SHEET, Form.SHEET_LIST, "More evidence, row {}")


def _of_rows(
    file: Path, rows: Iterable[Mapping[str, Any]], form: Form, inner: Form, where: str, *, first: int = 2
) -> Iterator[Quote]:
    for number, row in enumerate(rows, start=first):
        at = where.format(number)
        place, measure = form.read(_text(row.get("place"))), form.read(_text(row.get("measure")))
        if any(_text(row.get(name)) for name in ("evidence", "sha256", "start", "end")):
            yield _quote(at, place, measure, _text(row.get("evidence")), form, row)
        more = row.get("more_evidence") or []
        entries = _json(file, more, at) if isinstance(more, str) else more
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise _foreign(file, f"{at}: more_evidence is no list of quotes")
        for rank, entry in enumerate(entries, start=2):
            yield _quote(f"{at}, quote {rank}", place, measure, _text(entry.get("text")), inner, entry)


def _quote(where: str, place: str, measure: str, raw: str, form: Form, row: Mapping[str, Any]) -> Quote:
    return Quote(
        where,
        place,
        measure,
        _one_line_end(raw) if form is Form.SHEET else raw,
        form,
        _text(row.get("document")),
        _text(row.get("sha256")),
        _number(row.get("page")),
        _number(row.get("start")),
        _number(row.get("end")),
        _boxes(row.get("boxes")),
    )


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
            self.quotes.append(_quote(where, place, self._measure, "".join(self._words), Form.PLAIN, row))
            self._values = None


def _of_page(file: Path, text: str) -> tuple[Quote, ...]:
    if 'id="evidence"' not in text:
        raise _foreign(file, "it has no section 'evidence'")
    page = _Page()
    page.feed(text)
    page.close()
    return tuple(page.quotes)


def _check_columns(file: Path, names: Iterable[str]) -> None:
    missing = [name for name in _NEEDED if name not in set(names)]
    if missing:
        raise _foreign(file, f"it lacks {', '.join(missing)}")


def _json(file: Path, text: str, where: str = "") -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _foreign(file, f"{where}: no JSON ({error})" if where else f"it is no JSON ({error})") from error


def _foreign(file: Path, why: str) -> QueryError:
    return QueryError(f"{file}: not an export that can be checked: {why}", fix="Export it again: policyscan compare.")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _one_line_end(text: str) -> str:
    # XML knows one kind of line end only.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return int(str(value))
    except ValueError:
        return None


def _boxes(value: object) -> tuple[Box, ...] | None:
    try:
        rows = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(rows, list) or not all(_is_box(row) for row in rows):
        return None
    return tuple(Box(int(page), x0, top, x1, bottom) for page, x0, top, x1, bottom in rows)


def _is_box(row: object) -> bool:
    return isinstance(row, list) and len(row) == 5 and all(isinstance(value, int | float) for value in row)
