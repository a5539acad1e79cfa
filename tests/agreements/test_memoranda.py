"""Signed memoranda, where they are present: parties, state and model against the coding by hand."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from benchmarks.agreements import fold, judge

from policyscan.agreements import read
from policyscan.model import ParsedDocument, Role
from policyscan.parse import parse

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(scope="module")
def readable(real_corpus: Path, real_gold: Path) -> list[tuple[dict[str, str], ParsedDocument]]:
    """The memoranda whose text needs no OCR, with their rows."""
    with (real_gold / "agreements.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    documents = [
        (row, parse((real_corpus / "agreements" / row["file"]).read_bytes(), ocr=False).document) for row in rows
    ]
    return [(row, document) for row, document in documents if not document.unreadable_pages]


def test_enough_memoranda_have_text(readable: list[tuple[dict[str, str], ParsedDocument]]) -> None:
    assert len(readable) >= 5


@pytest.mark.parametrize("field", ["local_party", "counterparty", "jurisdiction", "programme"])
def test_what_the_memoranda_say_is_read(readable: list[tuple[dict[str, str], ParsedDocument]], field: str) -> None:
    misses = [
        (row["file"], wanted, given)
        for row, document in readable
        for wanted, given, verdict in [judge(field, row, read(document))]
        if verdict != "right"
    ]
    assert misses == []


def test_no_date_is_far_from_the_public_listing(readable: list[tuple[dict[str, str], ParsedDocument]]) -> None:
    """Without a look at the pictures a local date may stand alone; it is one of the agreement's, within two months."""
    for row, document in readable:
        listed = date.fromisoformat(row["date_in_public_listing"])
        days = [date.fromisoformat(term.value) for term in read(document).named("signed") if term.value]
        assert all(abs((day - listed).days) <= 62 for day in days), row["file"]


def test_parties_quote_their_names(readable: list[tuple[dict[str, str], ParsedDocument]]) -> None:
    for _, document in readable:
        party = read(document).party(Role.LOCAL)
        assert party is not None
        quoted = fold(document.text[party.start : party.end])
        assert fold(party.name).split()[0][:4] in quoted
