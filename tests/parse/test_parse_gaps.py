"""A page that is empty in the middle of running text is unreadable; one left empty before a chapter is blank."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.model import PageSource, State
from policyscan.parse import parse

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
WORDS = ("write down", "sign", "date", "file", "copy", "number", "keep")


def pdf(*pages: tuple[int, str, str]) -> bytes:
    """Pages of (lines, heading or "", last words)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for lines, heading, last in pages:
        top = 780
        if heading:
            canvas.setFont("Helvetica-Bold", 18)
            canvas.drawString(60, top, heading)
            top -= 40
        canvas.setFont("Helvetica", 10)
        for number in range(lines):
            line = f"{heading or last} requires that members {WORDS[number % 7]} form {lines * number + 3} before the shift"
            canvas.drawString(60, top - 16 * number, line if number < lines - 1 else last)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


FULL = (44, "Rules on Force", "and the sergeant shall send the")
MORE = (44, "", "form to the chief.")
SHORT = (12, "Rules on Force", "That is all.")
CHAPTER = (12, "Chapter 2 Evidence", "Evidence is kept.")
EMPTY = (0, "", "")


@pytest.mark.parametrize(
    ("pages", "source"),
    [
        ((FULL, EMPTY, MORE), PageSource.NONE),
        ((SHORT, EMPTY, CHAPTER), PageSource.BLANK),
        ((EMPTY, MORE, SHORT), PageSource.NONE),
        ((FULL, EMPTY), PageSource.NONE),
        ((MORE, SHORT, EMPTY), PageSource.BLANK),
    ],
    ids=["inside", "before-chapter", "first", "last-after-full", "last-after-short"],
)
def test_an_empty_page_is_blank_only_where_the_text_has_ended(pages, source):
    at = pages.index(EMPTY)
    page = parse(pdf(*pages), ocr=False).document.pages[at]
    assert page.source is source
    assert ("running text" in page.note) is (source is PageSource.NONE)


def without_page(data: bytes, number: int) -> bytes:
    document = pypdfium2.PdfDocument(data)
    width, height = document[number - 1].get_size()
    document.del_page(number - 1)
    document.new_page(width, height, number - 1)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_blanking_out_the_page_with_the_rule_never_makes_a_bare_no(sample_folder, tmp_path):
    with open_workspace(sample_folder, create=False) as workspace:
        found = next(
            j for j in workspace.store.judgements()
            if j.adopted == 1 and j.measure == "duty-to-intervene" and j.evidence[0].page > 1
        )  # fmt: skip
    evidence = found.evidence[0]
    (tmp_path / "rules.pdf").write_bytes(without_page((SAMPLE / evidence.document).read_bytes(), evidence.page))
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as workspace:
        workspace.ingest([tmp_path / "rules.pdf"], ocr=False)
        again = next(j for j in workspace.store.judgements() if j.measure == found.measure)
    assert (again.state, again.adopted) == (State.UNREADABLE, None)
    assert again.searched.unreadable_pages == 1
