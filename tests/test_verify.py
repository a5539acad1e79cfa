"""Verification: what stands passes in every format, and one changed character never does."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.export import FORMATS, render, write
from policyscan.export.read import Form, read_quotes
from policyscan.model import (
    Box,
    Comparison,
    Evidence,
    Judgement,
    Kind,
    Line,
    Listing,
    Page,
    PageSource,
    ParsedDocument,
    Place,
    Searched,
    State,
)
from policyscan.parse import OCR_ENGINE, OcrPage
from policyscan.parse.records import OcrLine
from policyscan.verify import By, check_quotes, stands_in_text, verify

# Letters that look alike, signs that a spreadsheet or a page treats apart, and plain ones.
REPLACEMENTS = "lI1O0aeiAEI'\"=+-@<>&;,. \u00a0\u2019\u0430\u0435xyzXYZ\t"
MUTATIONS = 1000


@pytest.fixture(scope="module")
def workspace(sample_folder):
    with open_workspace(sample_folder, embedder=FakeEmbedder()) as place:
        yield place


@pytest.fixture(scope="module")
def comparison(workspace):
    return workspace.compare()


def one_quote(evidence: Evidence, *more: Evidence) -> Comparison:
    judgement = Judgement(
        Place("A"),
        "m",
        State.JUDGED,
        "",
        1,
        "adopted",
        "",
        0.9,
        (evidence, *more),
        Searched(1, 1, 0, 1),
        "rules@x",
        "2026",
    )
    return Comparison((judgement,), (), (("m", "M"),), (), (), "x", "2026-01-01", "")


def changed(comparison: Comparison, random_: random.Random) -> Comparison:
    """Every quote with one character changed."""

    def mutate(evidence: Evidence) -> Evidence:
        at = random_.randrange(len(evidence.text))
        sign = random_.choice([sign for sign in REPLACEMENTS if sign != evidence.text[at]])
        return replace(evidence, text=evidence.text[:at] + sign + evidence.text[at + 1 :])

    judgements = tuple(replace(j, evidence=tuple(map(mutate, j.evidence))) for j in comparison.judgements)
    return replace(comparison, judgements=judgements)


# --- what stands --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_every_quote_of_an_export_stands(kind, workspace, comparison, tmp_path):
    path = tmp_path / f"out.{kind}"
    write(comparison, kind, path)
    result = workspace.verify(path)
    wanted = Counter((e.sha256, e.start, e.end) for j in comparison for e in j.evidence)
    found = Counter((item.quote.sha256, item.quote.start, item.quote.end) for item in result.quotes)
    assert set(found) == set(wanted)
    assert sum(found.values()) >= sum(wanted.values()) > 100
    assert [item.line for item in result.failed] == []
    assert {item.by for item in result.quotes} == {By.ORIGINAL}


def test_the_summary_counts_and_the_dictionary_says_the_same(workspace, comparison, tmp_path):
    write(comparison, "json", tmp_path / "out.json")
    result = verify(tmp_path / "out.json", workspace.store)
    number = len(result.quotes)
    documents = len({e.sha256 for j in comparison for e in j.evidence})
    assert result.as_text() == (
        f"{number} of {number} quotes from {documents} documents stand where the export says "
        f"({number} read afresh from the original)"
    )
    assert (result.as_dict()["quotes"], result.as_dict()["failed"]) == (number, 0)


# --- what does not --------------------------------------------------------------------------------


def test_a_thousand_changed_characters_are_all_caught_by_the_text(workspace, comparison, tmp_path):
    random_ = random.Random(20260304)
    caught = 0
    while caught < MUTATIONS:
        mutated = changed(comparison, random_)
        for kind in FORMATS:
            path = tmp_path / f"out.{kind}"
            path.write_bytes(render(mutated, kind, path)[path])
            for quote in read_quotes(path):
                assert stands_in_text(quote, workspace.store.text(quote.sha256)) != "", quote
                caught += 1


def test_a_character_changed_in_the_file_is_named(workspace, comparison, tmp_path):
    path = tmp_path / "out.csv"
    write(comparison, "csv", path)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    column = rows[0].index("evidence")
    at = next(number for number, row in enumerate(rows) if number and len(row[column]) > 20)
    words = rows[at][column]
    sign = "x" if words[7] != "x" else "y"
    rows[at][column] = words[:7] + sign + words[8:]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    (failed,) = workspace.verify(path).failed
    assert failed.quote.where == f"row {at + 1}"
    assert failed.failures[0] == f"character 8 is {sign!r} where the document has {words[7]!r}"


@pytest.mark.parametrize(
    ("field", "value", "failure"),
    [
        ("document", "other.pdf", "its document is listed here as "),
        ("sha256", "0" * 64, "its document is not in this workspace"),
        ("sha256", "", "it names no document"),
        ("page", 900, "the document has no page 900"),
        ("start", None, "its characters None to "),
        ("end", 10**9, "its characters "),
        ("boxes", [], "its boxes are missing or cannot be read"),
        ("boxes", "?", "its boxes are missing or cannot be read"),
        ("boxes", [[900, 1, 1, 2, 2]], "its boxes lie on page 900, where nothing was read"),
        ("text", "", "it has 0 characters where the document has "),
    ],
)
def test_a_changed_place_is_caught(workspace, comparison, tmp_path, field, value, failure):
    path = tmp_path / "out.json"
    write(comparison, "json", path)
    whole = json.loads(path.read_text("utf-8"))
    row = next(row for row in whole["judgements"] if row["evidence"])
    row["evidence" if field == "text" else field] = value
    row["more_evidence"] = []
    whole["judgements"] = [row]
    path.write_text(json.dumps(whole), encoding="utf-8")
    (item,) = workspace.verify(path).quotes
    assert [line for line in item.failures if line.startswith(failure)], item.failures


def test_boxes_moved_to_other_words_are_caught(workspace, comparison, tmp_path):
    evidence = next(e for j in comparison for e in j.evidence if len(e.text) > 60)
    moved = tuple(replace(box, top=box.top + 40, bottom=box.bottom + 40) for box in evidence.boxes)
    write(one_quote(replace(evidence, boxes=moved)), "html", tmp_path / "out.html")
    (item,) = workspace.verify(tmp_path / "out.html").quotes
    assert len(item.failures) == 1
    assert item.failures[0].startswith("in its boxes the original, read afresh, has the letters ")


def test_a_page_that_is_not_the_quotes_is_caught(workspace, comparison, tmp_path):
    evidence = next(e for j in comparison for e in j.evidence if e.page > 1)
    write(one_quote(replace(evidence, page=1)), "csv", tmp_path / "out.csv")
    (item,) = workspace.verify(tmp_path / "out.csv").quotes
    assert item.failures == (f"its characters stand on page {evidence.page}",)


def test_an_original_that_was_changed_is_caught(sample_folder, comparison, tmp_path):
    shutil.copytree(sample_folder, tmp_path / "ws")
    evidence = next(e for j in comparison for e in j.evidence)
    write(one_quote(evidence), "csv", tmp_path / "out.csv")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as place:
        blob = place.store.blob_path(evidence.sha256)
        blob.write_bytes(blob.read_bytes() + b" ")
        (item,) = place.verify(tmp_path / "out.csv").quotes
    assert item.failures == (f"The original of document {evidence.sha256[:12]} was changed after it was stored.",)


# --- pages without letters, originals with a password ----------------------------------------------


def put_document(store, data: bytes, text: str, source: PageSource) -> Evidence:
    sha256 = store.put_blob(data)
    edges = tuple(100.0 + 6 * at for at in range(len(text) + 1))
    line = Line(0, len(text), 1, 100.0, 112.0, edges)
    page = Page(1, "1", 612.0, 792.0, 0, source, 0, len(text))
    store.put_document(ParsedDocument(sha256, text, "en", "", (page,), (line,), (), ()), size_bytes=len(data))
    store.put_listing(Listing("scan.pdf", sha256, Place("A"), Kind.POLICY))
    boxes = (Box(1, edges[0], 100.0, edges[-1], 112.0),)
    return Evidence(text, "scan.pdf", sha256, 1, "1", "", 0, len(text), boxes)


WORDS = "Officers shall intercede."


@pytest.mark.parametrize(("read", "failures"), [(WORDS, 0), (WORDS.replace("shall", "may"), 1)])
def test_pages_read_by_ocr_are_held_against_the_stored_ocr(tmp_path, read, failures):
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as place:
        evidence = put_document(place.store, b"no pdf is opened here", WORDS, PageSource.OCR)
        edges = tuple(100.0 + 6 * at for at in range(len(read) + 1))
        line = OcrLine(read, Box(1, edges[0], 100.0, edges[-1], 112.0), 0.9, edges)
        place.store.put_ocr_pages(evidence.sha256, [OcrPage(1, OCR_ENGINE, (line,))])
        write(one_quote(evidence), "csv", tmp_path / "out.csv")
        result = place.verify(tmp_path / "out.csv")
    assert (result.quotes[0].by, len(result.failed)) == (By.OCR, failures)
    assert result.sentence.endswith("(0 read afresh from the original, 1 held against the stored OCR)")


def test_pages_whose_ocr_is_not_kept_are_checked_on_the_text_and_named(tmp_path):
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as place:
        evidence = put_document(place.store, b"no pdf is opened here", WORDS, PageSource.OCR)
        write(one_quote(evidence), "csv", tmp_path / "out.csv")
        result = place.verify(tmp_path / "out.csv")
    assert result.failed == ()
    assert result.as_text().splitlines()[0] == "scan.pdf: the OCR of its pages is not kept (row 2)"


def test_a_password_protected_original_is_checked_on_the_text_and_named(tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(100, 680, WORDS)
    canvas.save()
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as place:
        evidence = put_document(place.store, out.getvalue(), WORDS, PageSource.TEXT)
        other = replace(evidence, text="Officers shall intercedE.")
        write(one_quote(evidence, other), "csv", tmp_path / "out.csv")
        result = place.verify(tmp_path / "out.csv")
        assert [check.boxes for check in check_quotes([evidence], place.store)] == [None]
    assert [item.failures for item in result.quotes] == [
        (),
        ("character 24 is 'E' where the document has 'e'",),
    ]
    assert result.as_text().splitlines()[1:] == [
        "scan.pdf: the original needs its password, which is not kept, so its quotes were checked on the stored text "
        "only (row 2, row 2, quote 2)",
        "1 of 2 quotes from 1 document stands where the export says (0 read afresh from the original, 2 checked on the "
        "stored text only)",
    ]


# --- reading exports back --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "text", ["=1+1", "'=1+1", "''=x", "-5 steps", "\tx", "a < b & c > d", "#N/A", "007", 'say "no"']
)
def test_exactly_one_apostrophe_is_taken_off(kind, text, tmp_path):
    evidence = Evidence(text, text, "ab" * 32, 1, "", "", 0, len(text), (Box(1, 1.0, 1.0, 2.0, 2.0),))
    path = tmp_path / f"out.{kind}"
    write(one_quote(evidence, evidence), kind, path)
    quotes = read_quotes(path)
    assert len(quotes) >= 2
    for quote in quotes:
        assert quote.is_written_from(text)
        assert not quote.is_written_from(f"'{text[1:]}" if not text.startswith("'") else f"={text[1:]}")
        assert quote.document == quote.form.write(text)
        assert stands_in_text(quote, text) == ""
        if not text.startswith("'"):
            assert quote.text == text


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(exclude_characters="\x00"), min_size=1, max_size=30), st.sampled_from(["csv", "json", "html"])
)
def test_any_text_is_read_back_as_it_was_written(tmp_path_factory, text, kind):
    path = tmp_path_factory.getbasetemp() / f"any.{kind}"
    evidence = Evidence(text, "a.pdf", "ab" * 32, 1, "", "", 0, len(text), (Box(1, 1.0, 1.0, 2.0, 2.0),))
    path.write_bytes(render(one_quote(evidence, evidence), kind, path)[path])
    assert [quote.is_written_from(text) for quote in read_quotes(path)] == [True, True]


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_any_text_is_read_back_from_a_workbook(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    evidence = Evidence(text, "a.pdf", "ab" * 32, 1, "", "", 0, len(text), (Box(1, 1.0, 1.0, 2.0, 2.0),))
    path.write_bytes(render(one_quote(evidence, evidence), "xlsx", path)[path])
    assert [quote.is_written_from(text) for quote in read_quotes(path)] == [True, True, True]


PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(PLAIN, PLAIN)
def test_only_an_apostrophe_can_make_two_texts_alike(one, other):
    assert (Form.PLAIN.write(one) == Form.PLAIN.write(other)) is (one == other)
    if Form.CSV.write(one) == Form.CSV.write(other) and one != other:
        assert {one, other} in ({one, f"'{one}"}, {other, f"'{other}"})


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "out.csv",
            b"place,measure\nA,m\n",
            "not an export that can be checked: it lacks evidence, document, sha256, page, start, end, boxes",
        ),
        ("out.csv", b"\xff\xfe", "not an export that can be checked: it is not UTF-8"),
        ("out.json", b"{", "not an export that can be checked: it is no JSON"),
        ("out.json", b"{}", "not an export that can be checked: it holds no list 'judgements'"),
        ("out.xlsx", b"no workbook", "not an export that can be checked: it is no workbook"),
        ("out.html", b"<p>hello</p>", "not an export that can be checked: it has no section 'evidence'"),
    ],
)
def test_a_file_that_is_no_export_is_one_line_with_a_fix(tmp_path, name, content, problem):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(QueryError) as raised:
        read_quotes(path)
    assert raised.value.problem.startswith(f"{path}: {problem}")
    assert raised.value.fix.startswith("Export it again: policyscan compare")


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(QueryError) as raised:
        read_quotes(tmp_path / "none.csv")
    assert raised.value.problem == f"{tmp_path / 'none.csv'}: cannot be read (No such file or directory)"
