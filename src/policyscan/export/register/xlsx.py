"""XLSX: the records, their quotes with a link to the page, and a sheet about the whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from policyscan.export.register import rows
from policyscan.export.sheet import header, link, put, set_print, set_widths
from policyscan.model import Register

QUOTE_COLUMNS = (
    "row",
    "field",
    "quote",
    "says",
    "document",
    "page",
    "page_label",
    "section",
    "start",
    "end",
    "boxes",
    "confidence",
    "sha256",
)
_WIDE = {
    "text": 90,
    "old_text": 70,
    "new_text": 70,
    "deciding_words": 40,
    "why": 50,
    "topics": 34,
    "powers": 40,
    "amounts": 40,
    "payer": 40,
    "reasons": 60,
}


def render(register: Register, path: Path) -> dict[Path, bytes]:
    """`path` with the sheets Records, Quotes and About."""
    from openpyxl import Workbook

    book = Workbook()
    _records(book.active, register)
    _quotes(book.create_sheet("Quotes"), register)
    _about(book.create_sheet("About"), register)
    out = io.BytesIO()
    book.save(out)
    return {path: out.getvalue()}


def _records(sheet: Any, register: Register) -> None:
    from openpyxl.styles import Alignment

    sheet.title = "Records"
    header(sheet, register.columns)
    for at, record in enumerate(register.records, start=2):
        values = rows.row(record, register)
        for column, name in enumerate(register.columns, start=1):
            cell = put(sheet, at, column, values[name])
            cell.alignment = Alignment(vertical="top", wrap_text=_width(name) > 20)
    set_widths(sheet, [_width(name) for name in register.columns])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    set_print(sheet)


def _quotes(sheet: Any, register: Register) -> None:
    from openpyxl.styles import Alignment

    header(sheet, QUOTE_COLUMNS)
    files = dict(register.files)
    at = 1
    for number, record in enumerate(register.records, start=2):
        for cited in record.quotes:
            at += 1
            values = rows.entry(cited) | {"row": number, "quote": cited.evidence.text}
            for column, name in enumerate(QUOTE_COLUMNS, start=1):
                cell = put(sheet, at, column, values[name])
                file = files.get(cited.evidence.sha256)
                if name == "page" and file:
                    link(cell, f"{Path(file).resolve().as_uri()}#page={cited.evidence.page}")
                cell.alignment = Alignment(vertical="top", wrap_text=name in {"quote", "says"})
    set_widths(sheet, [6, 18, 90, 40, 34, 7, 9, 30, 9, 9, 14, 11, 20])
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    set_print(sheet)


def _about(sheet: Any, register: Register) -> None:
    from openpyxl.styles import Alignment, Font

    at = 0
    labels = {"made_by": "Made by", "made_at": "Made at", "note": "Method and limits"}
    for name, text in rows.about(register).items():
        at += 1
        put(sheet, at, 1, labels.get(name, name.capitalize())).font = Font(bold=True)
        put(sheet, at, 2, text).alignment = Alignment(wrap_text=True, vertical="top")
    at += 2
    put(sheet, at, 1, "Documents").font = Font(bold=True)
    put(sheet, at, 2, "sha256 of the bytes").font = Font(bold=True)
    for document in rows.documents(register):
        at += 1
        put(sheet, at, 1, document["document"])
        put(sheet, at, 2, document["sha256"])
    set_widths(sheet, [34, 100])
    set_print(sheet)


def _width(name: str) -> int:
    if name in _WIDE:
        return _WIDE[name]
    if name.endswith("_quote"):
        return 60
    if name.endswith(("_page", "_confidence")) or name in {"page", "start", "end", "strength"}:
        return 9
    return 20
