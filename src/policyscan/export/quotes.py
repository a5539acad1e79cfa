"""A quote as an export states it, whatever the format, and what its writer did to the words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from policyscan.errors import QueryError
from policyscan.export.sheet import NOT_XML, written
from policyscan.model import Box
from policyscan.spreadsheets import neutralise, restored


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
        return restored(raw) if self in {Form.CSV, Form.SHEET} else raw


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


def quote_of(where: str, place: str, measure: str, raw: str, form: Form, row: Mapping[str, Any]) -> Quote:
    """A quote with the words `raw`, at the place that the row's columns name."""
    return Quote(
        where,
        place,
        measure,
        _one_line_end(raw) if form is Form.SHEET else raw,
        form,
        text_of(row.get("document")),
        text_of(row.get("sha256")),
        number_of(row.get("page")),
        number_of(row.get("start")),
        number_of(row.get("end")),
        _boxes(row.get("boxes")),
    )


def parse_json(file: Path, text: str, where: str = "") -> Any:
    """What a JSON text holds; raises `QueryError` naming the file where it is none."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise foreign(file, f"{where}: no JSON ({error})" if where else f"it is no JSON ({error})") from error


def foreign(file: Path, why: str) -> QueryError:
    """The error for a file that is no export of ours."""
    return QueryError(
        f"{file}: not an export that can be checked: {why}",
        fix="Export it again: policyscan compare, agreements, findings, exchanges.",
    )


def text_of(value: object) -> str:
    """A cell as text."""
    return "" if value is None else str(value)


def _one_line_end(text: str) -> str:
    # XML knows one kind of line end only.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number_of(value: object) -> int | None:
    """A cell as a whole number; None where it is none."""
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
