"""Yearbooks of every layout, typeset and parsed: each passage goes to its own entry."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from benchmarks.about import countries_of, sample, score
from benchmarks.about_layouts import LAYOUTS, Layout
from benchmarks.about_yearbooks import make

from policyscan.parse import parse
from policyscan.rights.about import subjects


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_findings_go_to_the_right_country(layout: Layout) -> None:
    counts, wrong = score(make(layout, 20_000 + LAYOUTS.index(layout), fewest=24, most=28))
    right = counts["entries", True]
    assert right >= 15, "too few findings were typeset to tell"
    assert right >= 0.97 * (right + counts["entries", False]), wrong
    assert counts["elsewhere", True] >= 0.95 * (counts["elsewhere", True] + counts["elsewhere", False]), wrong


def test_entries_come_in_the_order_and_number_of_the_book() -> None:
    book = make(LAYOUTS[2], 4, fewest=24, most=28)
    found = subjects(parse(book.pdf, ocr=False).document)
    assert [entry.country for entry in found.entries if entry.country] == book.entries


def test_the_same_seed_makes_the_same_book() -> None:
    first, second = (make(LAYOUTS[0], 5, fewest=6, most=8) for _ in range(2))
    assert first.pdf == second.pdf
    assert first.truths == second.truths


def test_the_sample_yearbook_is_read_as_its_source_tells() -> None:
    counts = sample()
    assert counts[True] > 40
    assert counts[False] == 0


@pytest.mark.real
def test_reports_on_one_country_give_it_throughout(real_corpus: Path) -> None:
    folder = real_corpus / "rights"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["kind"] == "rights_report" and row["country"]]
    read = 0
    for row in rows:
        document = parse((folder / row["file"]).read_bytes(), ocr=False).document
        if document.unreadable_pages:
            continue
        read += 1
        assert countries_of(document) == {row["country"]}, row["file"]
    assert read >= 10
