"""The exports: what a page shows, downloaded as a file that verify accepts."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from openpyxl import load_workbook

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.export import Format, render
from policyscan.model import Box, Hit
from policyscan.pack import unpacked
from policyscan.search import SearchAnswer
from policyscan.workbench.export_files import FORMATS
from policyscan.workbench.export_search import COLUMNS, as_register

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served

    from policyscan.verify import Verification

QUERY = {"search": "?q=warning+before+shooting&limit=20"}
REGISTERS = [what for what in FORMATS if what not in {"comparison", "search"}]


def verified(folder: Path, file: Path) -> Verification:
    with open_workspace(folder, embedder=FakeEmbedder()) as workspace:
        return workspace.verify(file)


def name_of(answer: httpx.Response) -> str:
    return re.fullmatch(r'attachment; filename="([A-Za-z0-9.-]+)"', answer.headers["content-disposition"])[1]


def test_the_matrix_is_downloaded_in_the_browser_and_every_quote_stands(
    page: Page, served: Served, tmp_path: Path
) -> None:
    page.goto(served.url + "/matrix")
    with page.expect_download() as started:
        page.locator('a[download][href^="/export/comparison.csv"]').click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    result = verified(served.folder, file)
    assert len(result.quotes) > 50 and not result.failed
    with open_workspace(served.folder, embedder=FakeEmbedder()) as workspace:
        cells = {(judgement.place.name, judgement.measure) for judgement in workspace.compare()}
    with file.open(encoding="utf-8", newline="") as rows:
        assert {(row["place"], row["measure"]) for row in csv.DictReader(rows)} == cells


@pytest.mark.parametrize(
    ("what", "form"),
    [(what, form) for what, formats in FORMATS.items() for form in formats if form in set(Format)],
)
def test_every_export_verifies_and_tells_nothing_of_this_machine(
    served: Served, tmp_path: Path, what: str, form: str
) -> None:
    answer = httpx.get(f"{served.url}/export/{what}.{form}{QUERY.get(what, '')}", timeout=60)
    file = tmp_path / name_of(answer)
    assert re.fullmatch(rf"policyscan-{what}-\d{{4}}-\d\d-\d\d\.{form}", file.name)
    file.write_bytes(answer.content)
    if not (what in REGISTERS and form == "html"):
        # A register's page is for reading: verify takes its other formats.
        result = verified(served.folder, file)
        assert result.quotes and not result.failed, result.as_text()
    parts = [answer.content]
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            parts = [book.read(name) for name in book.namelist()]
    assert not any(str(served.folder).encode() in part for part in parts)


def test_an_export_holds_what_its_page_shows(served: Served) -> None:
    def rows(query: str) -> list[dict[str, object]]:
        return httpx.get(f"{served.url}/export/comparison.json?{query}").json()["judgements"]

    everything = rows("")
    contested = rows("answer=contested")
    places = {row["place"] for row in everything if row["state"] == "contested"}
    assert {row["place"] for row in contested} == places and 0 < len(contested) < len(everything)
    assert {row["measure"] for row in rows("measure=duty-to-intervene")} == {"duty-to-intervene"}
    records = httpx.get(f"{served.url}/export/findings.json").json()["records"]
    firm = records[0]["firmness"]
    chosen = httpx.get(f"{served.url}/export/findings.json?firmness={firm}").json()["records"]
    assert chosen == [record for record in records if record["firmness"] == firm] and len(chosen) < len(records)


def test_a_csv_names_the_file_about_it(served: Served) -> None:
    answer = httpx.get(f"{served.url}/export/comparison.csv?measure=duty-to-intervene&place=Zoë")
    link = re.match(r'<([^>]+)>; rel="describedby"', answer.headers["link"])[1]
    assert "measure=duty-to-intervene" in link and link.isascii()
    beside = httpx.get(served.url + link)
    assert name_of(beside).endswith(".csv.about.json")
    assert beside.json().keys() == {"about", "coverage", "documents"}
    assert [line["measure"] for line in beside.json()["coverage"]] == ["duty-to-intervene"]


def test_a_search_is_exported_with_quote_page_boxes_and_citation(served: Served) -> None:
    whole = httpx.get(f"{served.url}/export/search.json{QUERY['search']}").json()
    with open_workspace(served.folder, embedder=FakeEmbedder()) as workspace:
        hits = workspace.search("warning before shooting", limit=20)
    assert [row["text"] for row in whole["records"]] == [hit.text for hit in hits]
    for row, hit in zip(whole["records"], hits, strict=True):
        assert (row["page"], row["section"], row["boxes"]) == (hit.page, hit.section, hit.as_dict()["boxes"])
        assert (
            row["place"] in row["citation"]
            and f"{served.url}/documents/{hit.sha256}?page={hit.page}" in row["citation"]
        )
    header = httpx.get(f"{served.url}/export/search.csv{QUERY['search']}").text.splitlines()[0]
    assert header == ",".join([*COLUMNS, "quotes"])


def test_changes_are_exported_as_text(served: Served) -> None:
    for suffix in ("text", "txt"):
        answer = httpx.get(f"{served.url}/export/changes.{suffix}")
        assert name_of(answer).endswith(".txt") and answer.headers["content-type"].startswith("text/plain")
        assert "old, page" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing.csv", 404),
        ("comparison", 400),
        ("comparison.exe", 400),
        ("agreements.zip", 400),
        ("search.html?q=x", 400),
        ("search.csv", 400),
        ("search.csv?q=x&limit=100000", 400),
        ("comparison.csv?measure=nothing", 400),
        ("exchanges.csv?as_of=someday", 400),
    ],
)
def test_what_cannot_be_exported_is_told_as_a_page(served: Served, path: str, status: int) -> None:
    answer = httpx.get(f"{served.url}/export/{path}")
    assert answer.status_code == status and "content-disposition" not in answer.headers
    assert "That did not work" in answer.text


def test_no_text_of_a_document_or_user_becomes_a_formula_or_a_header(served: Served) -> None:
    hit = Hit(
        1, 0.5, "=HYPERLINK(1)", "+Place", "", "", "policy", "@file.pdf", "ab" * 32, "-Title", "", 1, "", "=1+1", 0, 13,
        (Box(1, 0.0, 0.0, 1.0, 1.0),), "p",
    )  # fmt: skip
    register = as_register(SearchAnswer((hit,)), "=x", made_at="2026-01-01T00:00:00+00:00", rules="r")
    data = next(iter(render(register, "csv", Path("search.csv")).values())).decode()
    (row,) = csv.DictReader(io.StringIO(data))
    assert not any(str(value).startswith(("=", "+", "-", "@")) for value in row.values())
    assert row["text"] == "'=HYPERLINK(1)"
    book = load_workbook(io.BytesIO(next(iter(render(register, "xlsx", Path("search.xlsx")).values()))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any(str(cell.value).startswith(("=", "+", "-", "@")) for cell in cells)
    asked = {"q": 'warning>\r\nX-Bad: "1"', "limit": "3"}
    answer = httpx.get(f"{served.url}/export/search.csv", params=asked)
    assert answer.status_code == 200 and "x-bad" not in answer.headers
    # The one header that says what was asked.
    link = re.fullmatch(r'<([^<>]+)>; rel="describedby"; type="application/json"', answer.headers["link"])[1]
    assert link.isascii() and dict(parse_qsl(urlsplit(link).query)) == asked


def test_the_evidence_pack_is_downloaded_whole(served: Served, tmp_path: Path) -> None:
    answer = httpx.get(f"{served.url}/export/comparison.zip?place=Tolland+Reach&measure=ban-chokeholds", timeout=60)
    file = tmp_path / name_of(answer)
    file.write_bytes(answer.content)
    assert int(answer.headers["content-length"]) == len(answer.content)
    with unpacked(file) as tables:
        rows = list(csv.DictReader(tables[0].read_text("utf-8").splitlines()))
    assert [(row["place"], row["measure"]) for row in rows] == [("Tolland Reach", "ban-chokeholds")]
    about = json.loads(zipfile.ZipFile(file).read("matrix.csv.about.json"))
    assert [line["places"] for line in about["coverage"]] == [1]
