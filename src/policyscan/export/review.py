"""The reviewer's workbook: one row for each uncertain cell, with columns for the answer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policyscan.errors import QueryError
from policyscan.export.read import read_sheets
from policyscan.export.rows import address
from policyscan.export.sheet import header, link, put, set_print, set_widths
from policyscan.model import Comparison, Judgement
from policyscan.spreadsheets import restored

SHEET = "Review"
QUOTES = 3
ASKED = ("answer", "comment", "reviewer")
_NEEDED = ("place", "measure", *ASKED)
# (name, width): `reading` ties the answer to what the reviewer had before them.
_COLUMNS = (
    ("place", 20), ("region", 14), ("country", 9), ("measure", 26), ("question", 34), ("rules_say", 10),
    ("verdict", 16), ("state", 13), ("confidence", 11), ("reason_code", 20), ("reason", 40),
    *((f"{name}_{rank}", width) for rank in range(1, QUOTES + 1) for name, width in (("quote", 60), ("page", 24))),
    ("answer", 9), ("comment", 40), ("reviewer", 18), ("rules_by", 22), ("reading", 20),
)  # fmt: skip
_ABOUT = (
    "Each row is a place and a measure on which the rules were unsure. Read the quotes (the page opens the original "
    "where it is at hand), then write 1 under answer where the place's documents contain the rule and 0 where they do "
    "not; leave it empty where you cannot tell. Say why under comment, and your name under reviewer. Leave the other "
    "columns as they are."
)


def render(rows: Sequence[tuple[Judgement, str, str]], comparison: Comparison) -> bytes:
    """Make the workbook of `(judgement, question, reading)` rows; `comparison` knows where the originals are."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.properties.creator = "policyscan"
    book.properties.title = "Cells to review"
    sheet: Any = book.active
    sheet.title = SHEET
    names = [name for name, _ in _COLUMNS]
    header(sheet, names)
    for at, (judgement, question, reading) in enumerate(rows, start=2):
        values = _values(judgement, question, reading)
        for column, name in enumerate(names, start=1):
            cell = put(sheet, at, column, values.get(name))
            rank = name.removeprefix("page_")
            if rank.isdigit() and int(rank) <= len(judgement.evidence):
                evidence = judgement.evidence[int(rank) - 1]
                link(cell, address(comparison, evidence.sha256, evidence.page))
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if name in ASKED:
                cell.fill = PatternFill("solid", start_color="FFF7D6")
    letter = get_column_letter(names.index("answer") + 1)
    only = DataValidation(type="list", formula1='"1,0"', allow_blank=True, showErrorMessage=True)
    sheet.add_data_validation(only)
    only.add(f"{letter}2:{letter}{max(2, len(rows) + 1)}")
    set_widths(sheet, [width for _, width in _COLUMNS])
    sheet.freeze_panes = "E2"
    sheet.auto_filter.ref = sheet.dimensions
    set_print(sheet)
    about = book.create_sheet("About")
    for at, (label, text) in enumerate(
        (("How to fill it in", _ABOUT), ("Made at", comparison.made_at), ("Taxonomy", comparison.taxonomy)), start=1
    ):
        put(about, at, 1, label).font = Font(bold=True)
        put(about, at, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
    set_widths(about, [20, 90])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows that are not empty, each with its number in the sheet; values as text, the export's apostrophe taken off.

    Raises `QueryError` for a file that cannot be read or lacks a column.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise QueryError(
            f"{path}: cannot be read ({error.strerror or error})", fix="Name the filled sheet of a review export."
        ) from error
    sheets = read_sheets(path, data, (SHEET,))
    if SHEET not in sheets:
        raise QueryError(f"{path}: it has no sheet '{SHEET}'", fix="Name the filled sheet of a review export.")
    rows = sheets[SHEET]
    missing = [name for name in _NEEDED if rows and name not in rows[0]]
    if missing:
        raise QueryError(
            f"{path}: it lacks the column {' and '.join(missing)}", fix="Keep the first row as it was exported."
        )
    plain = [(at, {name: _text(value) for name, value in row.items()}) for at, row in enumerate(rows, start=2)]
    return [(at, row) for at, row in plain if any(row.values())]


def _values(judgement: Judgement, question: str, reading: str) -> dict[str, object]:
    values: dict[str, object] = {
        "place": judgement.place.name,
        "region": judgement.place.region,
        "country": judgement.place.country,
        "measure": judgement.measure,
        "question": question,
        "rules_say": judgement.adopted,
        "verdict": judgement.verdict,
        "state": judgement.state.value,
        "confidence": judgement.confidence,
        "reason_code": judgement.reason_code,
        "reason": judgement.reason,
        "rules_by": judgement.by,
        "reading": reading,
    }
    for rank, evidence in enumerate(judgement.evidence[:QUOTES], start=1):
        values[f"quote_{rank}"] = evidence.text
        values[f"page_{rank}"] = f"{evidence.document}, page {evidence.page}"
    return values


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return restored(str(value).strip())
