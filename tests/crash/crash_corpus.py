"""A small corpus in two states: what a first run takes in, and what a second finds changed."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pypdfium2

SAMPLE = Path(__file__).parent.parent.parent / "corpora" / "sample"
_COLUMNS = ("file", "kind", "place", "region", "country", "title", "published", "series")
_FIRST = (
    ("wexcombe.pdf", "policy", "Wexcombe", "Brackenmoor", "XC", "Directive 3.1: Use of Force", "2019-03-04", "wexcombe-3.1"),
    ("pell-harbor.pdf", "policy", "Pell Harbor", "North Ferrin", "XC", "Order 98-14", "1998-10-01", ""),
    ("linden-quay.pdf", "policy", "Linden Quay", "Brackenmoor", "XC", "Policy 8.12", "2020-02-10", ""),
    ("agreement.pdf", "agreement", "Stonebridge Falls", "North Ferrin", "XC", "Agreement for the Training", "2021-05-20", ""),
    ("report.pdf", "rights_report", "Belmorra", "", "XB", "Order in the Street", "2021-11-18", ""),
    ("scan.pdf", "policy", "Osterly", "Tallowa", "XC", "Standing Order 22", "2016-05-02", ""),
    ("broken.pdf", "policy", "Tolland Reach", "Tallowa", "XC", "Training Bureau Order 9", "2022-09-05", ""),
)  # fmt: skip


def make_first(folder: Path) -> None:
    """Six documents, one of them a scanned page, and one that is broken."""
    folder.mkdir()
    for name, source in (
        ("wexcombe", "wexcombe-force-2019"),
        ("pell-harbor", "pell-harbor-order-98-14"),
        ("linden-quay", "linden-quay-body-cameras"),
        ("agreement", "agreement-2021-054"),
        ("report", "lantern-watch-belmorra-2021"),
    ):
        shutil.copy(SAMPLE / f"{source}.pdf", folder / f"{name}.pdf")
    with pypdfium2.PdfDocument(SAMPLE / "osterly-order-22-scan.pdf") as scan, pypdfium2.PdfDocument.new() as page:
        page.import_pages(scan, [0])
        page.save(folder / "scan.pdf")
    (folder / "broken.pdf").write_bytes((SAMPLE / "tolland-reach-training-order-2022.pdf").read_bytes()[:900])
    _list(folder, _FIRST)


def change(first: Path, second: Path) -> None:
    """Other bytes under one name, another place for a document, one that is gone, one that is whole now."""
    shutil.copytree(first, second)
    shutil.copy(SAMPLE / "wexcombe-force-2023.pdf", second / "wexcombe.pdf")
    shutil.copy(SAMPLE / "tolland-reach-training-order-2022.pdf", second / "broken.pdf")
    (second / "linden-quay.pdf").unlink()
    rows = [row for row in _FIRST if row[0] != "linden-quay.pdf"]
    _list(second, [(row[0], row[1], "Pell Sound", *row[3:]) if row[0] == "pell-harbor.pdf" else row for row in rows])


def _list(folder: Path, rows: object) -> None:
    with (folder / "manifest.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([_COLUMNS, *rows])
