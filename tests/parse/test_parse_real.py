"""The parser on real documents, where they are present."""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
from pathlib import Path

import pdfplumber
import pytest

from policyscan.errors import DocumentError
from policyscan.model import Box, PageSource
from policyscan.parse import flattened, parse

pytestmark = pytest.mark.real

# pdfplumber misplaces these files' characters itself: it adds the word space twice in one's hidden
# text layer, and draws the other's boxes by a font that claims four times its height.
MISPLACED_BY_PDFPLUMBER = {"austin-council-resolution-2016-06-09.pdf", "atlanta-use-of-force-report-2020.pdf"}
SENTENCE = re.compile(r"[^.!?\n]{30,400}[.!?]?")


def test_every_malformed_file_has_its_outcome(real_corpus: Path) -> None:
    folder = real_corpus / "malformed"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as opened:
        expected = {row["file"]: row["expected"] for row in csv.DictReader(opened)}
    found = {name: outcome(folder / name) for name in expected}
    # A fuzzed file may be refused for its password as well as for its damage.
    assert found.pop("poppler-395-0-fuzzed.pdf") in ("broken", "needs-password")
    # Its few letters stand over a picture; OCR decides which of the two is the page.
    assert found.pop("malformed-from-issue-932.pdf") in ("readable", "scan")
    assert found.pop("scan-bad.pdf") in ("readable", "scan")
    assert found.pop("encrypted_doc_no_id.pdf") in ("no-text", "scan")
    assert found == {name: expected[name] for name in found}


def outcome(path: Path) -> str:
    try:
        document = parse(path.read_bytes(), ocr=False).document
    except DocumentError as error:
        assert error.fix
        return "needs-password" if error.fault == "needs_password" else "broken"
    if document.text and not document.unreadable_pages:
        return "readable"
    return "scan" if document.unreadable_pages else "no-text"


def letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def test_pdfplumber_finds_the_same_letters_in_the_boxes_of_sentences(real_corpus: Path) -> None:
    chance = random.Random(2016)
    same, wrong = 0, []
    for path in sorted((real_corpus / "policies").glob("*.pdf")):
        if path.name in MISPLACED_BY_PDFPLUMBER or path.stat().st_size > 6_000_000:
            continue
        document = parse(path.read_bytes(), ocr=False).document
        readable = {page.number for page in document.pages if page.source is PageSource.TEXT}
        spans = [
            (block.start + match.start(), block.start + match.end())
            for block in document.blocks
            if block.kind.is_content and block.page in readable
            for match in SENTENCE.finditer(document.text[block.start : block.end])
        ]
        # Both read what was filled into forms, which stands in annotations.
        with pdfplumber.open(io.BytesIO(flattened(path.read_bytes()))) as opened:
            for start, end in chance.sample(spans, min(6, len(spans))):
                boxes = document.boxes(start, end)
                if not {box.page for box in boxes} <= readable:
                    continue
                seen = "".join(letters_within(opened.pages[box.page - 1], box) for box in boxes)
                if seen == letters(document.text[start:end]):
                    same += 1
                else:
                    wrong.append((path.name, document.text[start:end], seen))
    assert same >= 150
    assert same >= 0.98 * (same + len(wrong)), wrong


def letters_within(page: pdfplumber.page.Page, box: Box) -> str:
    inside = [
        char
        for char in page.chars
        if box.x0 <= (char["x0"] + char["x1"]) / 2 < box.x1
        and box.top <= (char["top"] + char["bottom"]) / 2 <= box.bottom
    ]
    return letters("".join(char["text"] for char in sorted(inside, key=lambda char: char["x0"])))


@pytest.mark.slow
def test_a_scan_is_read_by_ocr_and_never_twice(real_corpus: Path) -> None:
    data = (real_corpus / "malformed" / "needs-ocr.pdf").read_bytes()
    first = parse(data)
    assert [page.source for page in first.document.pages] == [PageSource.OCR]
    assert len(first.document.text.split()) > 20
    again = parse(data, known_ocr={page.number: page for page in first.ocr_pages})
    assert again.ocr_pages == ()
    assert again.document == first.document
