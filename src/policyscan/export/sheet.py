"""Cells of a workbook that hold text as text, and the look that our sheets share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from policyscan.export.rows import flat
from policyscan.spreadsheets import neutralise

# Characters that XML, and so a workbook, cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The most characters that a cell can hold: support.microsoft.com, "Excel specifications and limits".
CELL_CHARACTERS = 32_767


def fit(text: str) -> str:
    """Text as a cell holds it: what XML lacks replaced, and cut where a cell ends."""
    shown = NOT_XML.sub("\ufffd", text)
    return f"{shown[: CELL_CHARACTERS - 1]}…" if len(shown) > CELL_CHARACTERS else shown


def written(text: str) -> str:
    """Text as `put` writes it: neutralised, then made to fit."""
    return fit(neutralise(text))


def put(sheet: Any, at: int, column: int, value: object) -> Any:
    """Write one cell. Text is text, whatever it looks like."""
    cell = sheet.cell(at, column)
    shown = flat(value)
    if isinstance(shown, str):
        shown = fit(shown)
    cell.value = shown or (None if shown == "" else shown)
    if isinstance(shown, str) and shown:
        # Otherwise "=…" would be stored as a formula and "#N/A" as an error.
        cell.data_type = "s"
    return cell


def link(cell: Any, target: str) -> None:
    """Make a cell lead somewhere; nothing where there is no target."""
    if target:
        cell.hyperlink = target
        cell.style = "Hyperlink"


def header(sheet: Any, names: Iterable[str]) -> None:
    """Write the first row."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    for column, name in enumerate(names, start=1):
        cell = put(sheet, 1, column, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="243447")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left")
        cell.border = Border(bottom=Side("medium", color="243447"))


def set_widths(sheet: Any, widths: Sequence[int]) -> None:
    """Set the widths of the first columns, in characters."""
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_print(sheet: Any) -> None:
    """Print a sheet across one landscape page, its first row on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
