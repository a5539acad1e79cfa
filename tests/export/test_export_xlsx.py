"""What a workbook promises beyond what every export promises."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from export_examples import cells_of
from openpyxl import load_workbook

from policyscan.export import write
from policyscan.export.rows import COLUMNS
from policyscan.export.xlsx import CELL_CHARACTERS, FURTHER_COLUMNS
from policyscan.model import Comparison


def test_xlsx_sheets_and_headers(eight: Comparison, tmp_path: Path) -> None:
    book = load_workbook(write(eight, "xlsx", tmp_path / "out.xlsx")[0])
    assert book.sheetnames == ["Matrix", "Evidence", "More evidence", "Coverage", "About"]
    evidence = book["Evidence"]
    assert tuple(cell.value for cell in evidence[1]) == COLUMNS
    assert tuple(cell.value for cell in book["More evidence"][1]) == FURTHER_COLUMNS
    assert (evidence.freeze_panes, evidence.auto_filter.ref) == ("B2", f"A1:W{len(eight.judgements) + 1}")
    assert evidence.cell(2, COLUMNS.index("evidence") + 1).alignment.wrap_text is True


def test_xlsx_matrix_says_each_cell_in_words_and_leads_to_its_evidence(eight: Comparison, tmp_path: Path) -> None:
    book = load_workbook(write(eight, "xlsx", tmp_path / "out.xlsx")[0])
    matrix, evidence = book["Matrix"], book["Evidence"]
    seen = {matrix.cell(row, column).value for row in range(2, 10) for column in range(4, 12)}
    assert seen == {
        "✓ yes", "✕ no", "○ silent", "≠ contested: yes", "≠ contested: no", "? unreadable", "– not collected",
    }  # fmt: skip
    for row in range(2, 10):
        for column in range(4, 12):
            target = matrix.cell(row, column).hyperlink.location
            linked = evidence[target.removeprefix("Evidence!")]
            assert linked.value == matrix.cell(row, 1).value
            title = dict(eight.titles)[evidence.cell(linked.row, COLUMNS.index("measure") + 1).value]
            assert title == matrix.cell(1, column).value


def test_xlsx_pages_open_the_original(eight: Comparison, tmp_path: Path) -> None:
    stored = tmp_path / "blobs with space"
    at_hand = replace(eight, files=tuple((sha256, str(stored / sha256)) for _, sha256 in eight.documents))
    book = load_workbook(write(at_hand, "xlsx", tmp_path / "out.xlsx")[0])
    cell = book["Evidence"].cell(2, COLUMNS.index("page") + 1)
    first = eight.judgements[0].evidence[0]
    assert cell.value == first.page
    assert cell.hyperlink.target == f"{(stored / first.sha256).as_uri()}#page={first.page}"
    assert load_workbook(write(eight, "xlsx", tmp_path / "b.xlsx")[0])["Evidence"].cell(2, 14).hyperlink is None


def test_xlsx_holds_no_formula_and_no_error_value(hostile: Comparison, tmp_path: Path) -> None:
    cells = cells_of(write(hostile, "xlsx", tmp_path / "out.xlsx")[0])
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@\t\r"] == []


def test_xlsx_cuts_whole_entries_where_a_cell_is_full(two_cells: Comparison, tmp_path: Path) -> None:
    cell = two_cells.judgements[0]
    many = tuple(replace(cell.evidence[1], text="x" * 400, start=number) for number in range(100))
    full = replace(two_cells, judgements=(replace(cell, evidence=(cell.evidence[0], *many)),))
    book = load_workbook(write(full, "xlsx", tmp_path / "out.xlsx")[0])
    value = book["Evidence"].cell(2, COLUMNS.index("more_evidence") + 1).value
    assert len(value) <= CELL_CHARACTERS
    assert 20 < len(json.loads(value)) < 100
    assert book["More evidence"].max_row == 101
