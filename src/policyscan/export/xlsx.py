"""XLSX: a workbook with the matrix, the evidence, the coverage and a sheet about itself."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policyscan.export import words
from policyscan.export.rows import COLUMNS, address, compact, further, row
from policyscan.export.sheet import CELL_CHARACTERS, NOT_XML, header, link, put, set_print, set_widths
from policyscan.model import Comparison, Judgement

# A link's tip may have 255 (see `sheet.CELL_CHARACTERS`).
TIP_CHARACTERS = 250

FURTHER_COLUMNS = (
    "place", "measure", "rank", "evidence", "document", "sha256", "page", "page_label", "section", "start", "end",
    "boxes", "says",
)  # fmt: skip
_WIDTHS = {
    "place": 20, "region": 14, "country": 9, "measure": 26, "state": 13, "verdict": 18, "adopted": 9, "reason_code": 20,
    "reason": 40, "confidence": 11, "evidence": 70, "document": 28, "sha256": 14, "page": 7, "page_label": 11,
    "section": 30, "start": 9, "end": 9, "boxes": 18, "more_evidence": 24, "by": 20, "as_of": 21, "taxonomy": 18,
    "rank": 7, "says": 40,
}  # fmt: skip
_WRAPPED = frozenset({"reason", "evidence", "section", "says", "verdict", "reason_code", "document"})
# (fill, letters, pattern of the fill): each kind of cell also differs by symbol, word and weight.
_LOOKS = {
    "yes": ("CFE8D5", "0B4A24", "solid"),
    "no": ("F6D5CE", "6E1A0C", "solid"),
    "silent": ("FBF3E4", "5C4A1E", "solid"),
    "contested": ("DCD6F2", "35266B", "solid"),
    "unreadable": ("BFC5CC", "23292F", "lightUp"),
    "not_collected": ("FFFFFF", "6B7178", "none"),
}


def render(comparison: Comparison, path: Path) -> dict[Path, bytes]:
    """`path` with the sheets Matrix, Evidence, More evidence, Coverage and About."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "policyscan"
    book.properties.title = "Policy comparison"
    _matrix(book.active, comparison)
    _evidence(book.create_sheet("Evidence"), comparison)
    _more(book.create_sheet("More evidence"), comparison)
    _coverage(book.create_sheet("Coverage"), comparison)
    _about(book.create_sheet("About"), comparison)
    out = io.BytesIO()
    book.save(out)
    return {path: out.getvalue()}


def _matrix(sheet: Any, comparison: Comparison) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet.title = "Matrix"
    titles = words.titles(comparison)
    header(sheet, ["Place", "Region", "Country", *titles.values()])
    columns = {measure: number for number, measure in enumerate(titles, start=4)}
    rows: dict[str, int] = {}
    edge = Border(**{side: Side("thin", color="C9CDD2") for side in ("left", "right", "top", "bottom")})
    for number, judgement in enumerate(comparison.judgements, start=2):
        place = judgement.place
        at = rows.setdefault(place.id, len(rows) + 2)
        for column, text in enumerate((place.name, place.region, place.country), start=1):
            put(sheet, at, column, text).font = Font(bold=column == 1)
        kind = words.answer(judgement)
        fill, letters, pattern = _LOOKS[kind.key]
        cell = put(sheet, at, columns[judgement.measure], f"{kind.symbol} {words.word(judgement)}")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = edge
        tip = NOT_XML.sub("\ufffd", judgement.reason)[:TIP_CHARACTERS] or None
        cell.hyperlink = Hyperlink(cell.coordinate, location=f"Evidence!A{number}", tooltip=tip)
        cell.font = Font(
            color=letters, bold=kind.key in {"yes", "contested"}, italic=kind.key in {"silent", "not_collected"}
        )
        if pattern == "solid":
            cell.fill = PatternFill(pattern, start_color=fill)
        elif pattern != "none":
            cell.fill = PatternFill(pattern, start_color=fill, end_color="FFFFFF")
    set_widths(sheet, [24, 14, 9, *[19] * len(titles)])
    for at in rows.values():
        sheet.row_dimensions[at].height = 22
    sheet.freeze_panes = "D2"
    set_print(sheet)
    _legend(sheet, len(rows) + 3)


def _legend(sheet: Any, at: int) -> None:
    for number, kind in enumerate(words.ANSWERS, start=at):
        put(sheet, number, 1, f"{kind.symbol} {kind.word}")
        put(sheet, number, 2, kind.meaning)


def _evidence(sheet: Any, comparison: Comparison) -> None:
    header(sheet, COLUMNS)
    for at, judgement in enumerate(comparison.judgements, start=2):
        values = row(judgement, comparison.taxonomy)
        values["more_evidence"] = _shortened(judgement)
        _line(sheet, at, COLUMNS, values, comparison)
    _table(sheet, COLUMNS)


def _shortened(judgement: Judgement) -> list[dict[str, object]]:
    """As many further quotes as one cell can hold; all of them stand in "More evidence"."""
    entries = [further(evidence) for evidence in judgement.evidence[1:]]
    while entries and len(compact(entries)) > CELL_CHARACTERS:
        entries.pop()
    return entries


def _more(sheet: Any, comparison: Comparison) -> None:
    header(sheet, FURTHER_COLUMNS)
    at = 2
    for judgement in comparison.judgements:
        for rank, evidence in enumerate(judgement.evidence[1:], start=2):
            values = further(evidence) | {"place": judgement.place.name, "measure": judgement.measure, "rank": rank}
            values["evidence"] = values.pop("text")
            _line(sheet, at, FURTHER_COLUMNS, values, comparison)
            at += 1
    _table(sheet, FURTHER_COLUMNS)


def _coverage(sheet: Any, comparison: Comparison) -> None:
    lines = words.coverage(comparison)
    names = (
        "title",
        "places",
        "yes",
        "no",
        "silent",
        "unreadable",
        "not_collected",
        "contested",
        "sentence",
        "measure",
    )
    header(sheet, [name.replace("_", " ") for name in names])
    for at, line in enumerate(lines, start=2):
        for column, name in enumerate(names, start=1):
            put(sheet, at, column, line[name])
    set_widths(sheet, [34, 9, 8, 8, 8, 12, 14, 11, 78, 30])
    sheet.freeze_panes = "B2"
    set_print(sheet)


def _about(sheet: Any, comparison: Comparison) -> None:
    from openpyxl.styles import Alignment, Font

    labels = {"made_by": "Made by", "made_at": "Made at", "taxonomy": "Taxonomy", "note": "Method and limits"}
    at = 1
    for name, text in words.about(comparison).items():
        put(sheet, at, 1, labels[name]).font = Font(bold=True)
        put(sheet, at, 2, text)
        at += 1
    at += 1
    put(sheet, at, 1, "What the words mean").font = Font(bold=True)
    for kind in words.ANSWERS:
        at += 1
        put(sheet, at, 1, f"{kind.symbol} {kind.word}")
        put(sheet, at, 2, kind.meaning)
    at += 2
    put(sheet, at, 1, "Documents").font = Font(bold=True)
    put(sheet, at, 2, "sha256 of the bytes").font = Font(bold=True)
    for document in words.documents(comparison):
        at += 1
        link(put(sheet, at, 1, document["document"]), address(comparison, document["sha256"], 1))
        put(sheet, at, 2, document["sha256"])
    set_widths(sheet, [34, 100])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    set_print(sheet)


def _line(sheet: Any, at: int, names: Sequence[str], values: Mapping[str, object], comparison: Comparison) -> None:
    from openpyxl.styles import Alignment

    for column, name in enumerate(names, start=1):
        cell = put(sheet, at, column, values[name])
        if name == "page" and isinstance(values[name], int):
            link(cell, address(comparison, str(values["sha256"]), int(str(values[name]))))
        # After the link, whose style brings an alignment of its own.
        cell.alignment = Alignment(vertical="top", wrap_text=name in _WRAPPED)


def _table(sheet: Any, names: Sequence[str]) -> None:
    set_widths(sheet, [_WIDTHS[name] for name in names])
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    set_print(sheet)
