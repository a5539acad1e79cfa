"""The evidence pack: its sums hold, its quotes stand, its cut-outs show the words, and anybody can check it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from policyscan import open_workspace
from policyscan.cli.pack import evidence_pack
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.model import Box, Comparison
from policyscan.pack import TABLES, unpacked, write_pack
from policyscan.pack.cutouts import MARGIN, MOST_PIXELS, scale_for
from policyscan.verify import letters
from policyscan.workspace import Workspace

SAFE = re.compile(r"[a-z0-9_.-]+(/[a-z0-9_.-]+)?|SHA256SUMS")
# Of a quote's own marks: yellow paper, and ink on it.
PAPER, INK = (255, 233, 120), 90


@pytest.fixture(scope="module")
def workspace(sample_folder: Path) -> Iterator[Workspace]:
    with open_workspace(sample_folder, embedder=FakeEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def comparison(workspace: Workspace) -> Comparison:
    return workspace.compare()


@pytest.fixture(scope="module")
def pack(workspace: Workspace, comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pack") / "evidence.zip"
    write_pack(workspace.store, comparison, path)
    return path


@pytest.fixture(scope="module")
def opened(pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack's files in a folder."""
    folder = tmp_path_factory.mktemp("opened")
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
    return folder


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def rewritten(pack: Path, target: Path, change: dict[str, bytes | None]) -> Path:
    """A copy of a pack with files changed, added, or (None) left out."""
    with zipfile.ZipFile(pack) as old, zipfile.ZipFile(target, "w") as new:
        files = {name: old.read(name) for name in old.namelist()} | change
        for name, data in files.items():
            if data is not None:
                new.writestr(name, data)
    return target


def test_the_sums_hold_over_all_other_files(opened: Path, pack: Path) -> None:
    told = dict(reversed(line.split("  ", 1)) for line in (opened / "SHA256SUMS").read_text().splitlines())
    with zipfile.ZipFile(pack) as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(told) == set(names) - {"SHA256SUMS"} and names[-1] == "SHA256SUMS"
    assert all(SAFE.fullmatch(name) for name in names) and len(names) == len(set(names))
    for name, digest in told.items():
        assert hashlib.sha256((opened / name).read_bytes()).hexdigest() == digest
    assert set(TABLES) | {"method.md", "documents.csv", "matrix.csv.about.json"} <= set(names)


@pytest.mark.parametrize("name", TABLES)
def test_every_quote_of_every_table_stands(
    workspace: Workspace, comparison: Comparison, opened: Path, name: str
) -> None:
    result = workspace.verify(opened / name)
    quotes = {(e.sha256, e.start, e.end) for judgement in comparison for e in judgement.evidence}
    assert {(item.quote.sha256, item.quote.start, item.quote.end) for item in result.quotes} == quotes
    assert not result.failed, result.as_text()


def test_every_quote_has_a_cut_out_that_shows_its_words(
    workspace: Workspace, comparison: Comparison, opened: Path
) -> None:
    rows = rows_of(opened / "quotes.csv")
    assert len(rows) == sum(len(judgement.evidence) for judgement in comparison) > 50
    seen = set()
    for row in rows:
        boxes = [Box(int(page), *place) for page, *place in json.loads(row["boxes"])]
        names = row["cutout"].split(";")
        assert len(names) == len({box.page for box in boxes})
        for name, page in zip(names, sorted({box.page for box in boxes}), strict=True):
            if name not in seen:
                seen.add(name)
                shows_words(workspace, opened / name, row["sha256"], [box for box in boxes if box.page == page])
    assert seen == {f"cutouts/{file.name}" for file in (opened / "cutouts").iterdir()}


def shows_words(workspace: Workspace, file: Path, sha256: str, boxes: list[Box]) -> None:
    """The cut-out is as large as the place around the words, and holds ink on marked paper."""
    page = next(page for page in workspace.store.pages(sha256) if page.number == boxes[0].page)
    edges = (
        max(0.0, min(box.x0 for box in boxes) - MARGIN),
        max(0.0, min(box.top for box in boxes) - MARGIN),
        min(page.width, max(box.x1 for box in boxes) + MARGIN),
        min(page.height, max(box.bottom for box in boxes) + MARGIN),
    )
    scale = scale_for(boxes)
    with Image.open(file) as picture:
        assert picture.format == "PNG"
        assert picture.width == pytest.approx((edges[2] - edges[0]) * scale, abs=3)
        assert picture.height == pytest.approx((edges[3] - edges[1]) * scale, abs=3)
        first = boxes[0]
        inside = tuple(
            round((value - edge) * scale)
            for value, edge in zip((first.x0, first.top, first.x1, first.bottom), edges[:2] * 2, strict=True)
        )
        colours = [pixel for _, pixel in picture.convert("RGB").crop(inside).getcolors(1 << 20)]
    # Paper comes out in the mark's colour or, on a grey scan, darker; it never stays white.
    assert any(red > 150 and red - blue > 60 for red, _, blue in colours)
    assert any(max(pixel) < INK for pixel in colours)


def test_the_same_comparison_gives_the_same_bytes(
    workspace: Workspace, comparison: Comparison, pack: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    write_pack(workspace.store, replace(comparison), again)
    assert again.read_bytes() == pack.read_bytes()
    with zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(pack).read("matrix.xlsx"))) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    stamp = comparison.made_at[:19] + "Z"
    assert re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core) == [stamp, stamp]


def test_documents_are_named_by_the_hash_of_their_bytes(
    workspace: Workspace, comparison: Comparison, opened: Path
) -> None:
    rows = rows_of(opened / "documents.csv")
    assert [(row["document"], row["sha256"]) for row in rows] == list(comparison.documents)
    for row in rows:
        data = workspace.store.blob(row["sha256"])
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (row["sha256"], int(row["bytes"]))
    assert sum(int(row["quotes"]) for row in rows) == len(rows_of(opened / "quotes.csv"))


def test_the_page_links_every_quote_to_its_cut_outs(opened: Path) -> None:
    html = (opened / "index.html").read_text("utf-8")
    linked = re.findall(r'href="(cutouts/[^"]+)"', html)
    wanted = [name for row in rows_of(opened / "quotes.csv") for name in row["cutout"].split(";")]
    assert sorted(linked) == sorted(wanted)
    assert "<script src" not in html and "file:" not in html


def test_nothing_tells_whose_computer_made_it(workspace: Workspace, opened: Path) -> None:
    folder = str(workspace.store.folder).encode()
    for file in opened.rglob("*"):
        if file.is_file():
            assert folder not in file.read_bytes()
    with zipfile.ZipFile(opened / "matrix.xlsx") as book:
        assert not any(folder in book.read(name) or b"file:" in book.read(name) for name in book.namelist())


def test_the_note_says_how_to_check_and_its_check_works(
    workspace: Workspace, comparison: Comparison, opened: Path, tmp_path: Path
) -> None:
    note = (opened / "method.md").read_text("utf-8")
    assert comparison.taxonomy in note and comparison.note in note and "sha256sum -c SHA256SUMS" in note
    rows = rows_of(opened / "quotes.csv")
    mine = [row for row in rows if row["sha256"] == rows[0]["sha256"]]
    shutil.copy(opened / "quotes.csv", tmp_path)
    (tmp_path / "check.py").write_text(re.search(r"```python\n(.*?)```", note, re.DOTALL)[1])
    (tmp_path / "original.pdf").write_bytes(workspace.store.blob(mine[0]["sha256"]))
    ran = subprocess.run(
        [sys.executable, "check.py", "original.pdf"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    blocks = re.split(r"^.* page \d+ quotes: ", ran.stdout, flags=re.MULTILINE)[1:]
    said = [letters("".join(re.findall(r"^    the page has: (.*)$", block, re.MULTILINE))) for block in blocks]
    assert said == [letters(row["evidence"]) for row in mine] and len(mine) > 5


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"quotes.csv": b"place\n"}, "quotes.csv: changed after the pack was made"),
        ({"more.csv": b"x"}, "more.csv: not in SHA256SUMS"),
        ({"documents.csv": None}, "documents.csv: left out"),
        ({"SHA256SUMS": None}, "it holds no SHA256SUMS"),
    ],
)
def test_a_pack_that_was_tampered_with_is_refused(
    pack: Path, tmp_path: Path, change: dict[str, bytes | None], problem: str
) -> None:
    with pytest.raises(QueryError, match=re.escape(problem)), unpacked(rewritten(pack, tmp_path / "pack.zip", change)):
        pass


def test_a_whole_pack_gives_its_tables(pack: Path, opened: Path) -> None:
    with unpacked(pack) as tables:
        assert [table.name for table in tables] == list(TABLES)
        assert all(table.read_bytes() == (opened / table.name).read_bytes() for table in tables)
    assert not any(table.exists() for table in tables)


def test_what_fails_over_the_tables_is_no_fault_of_the_pack(pack: Path) -> None:
    with pytest.raises(RuntimeError, match="of my own"), unpacked(pack):
        raise RuntimeError("of my own")


def test_a_pack_is_verified_whole(workspace: Workspace, pack: Path) -> None:
    result = workspace.verify(pack)
    assert not result.failed
    assert {one.quote.where.partition(":")[0] for one in result.quotes} == {
        "matrix.csv",
        "matrix.xlsx",
        "quotes.csv",
        "index.html",
    }


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04broken"])
def test_what_is_no_pack_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(QueryError, match="not an evidence pack"), unpacked(tmp_path / "x.zip"):
        pass


def test_a_document_that_is_gone_costs_its_pictures_only(sample_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as workspace:
        places = ["Tolland Reach", "Calder Mills"]
        lost = next(j for j in workspace.compare(places=["Calder Mills"]) if j.evidence).evidence[0].sha256
        workspace.store.blob_path(lost).unlink()
        report = workspace.evidence_pack(tmp_path / "pack.zip", places=places)
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        rows = list(csv.DictReader(archive.read("quotes.csv").decode().splitlines()))
        note = archive.read("method.md").decode()
    assert {row["sha256"] == lost for row in rows if not row["cutout"]} == {True}
    assert {row["sha256"] == lost for row in rows if row["cutout"]} == {False}
    assert report.lacking == len({(row["start"], row["end"]) for row in rows if row["sha256"] == lost})
    assert f"{report.lacking} quotes without a cut-out: The original of document {lost[:12]} cannot be read" in note


def test_a_cut_out_is_never_larger_than_a_screen() -> None:
    for box in (Box(1, 0.0, 0.0, 4000.0, 100.0), Box(1, 0.0, 0.0, 100.0, 4000.0), Box(1, 10.0, 10.0, 20.0, 20.0)):
        scale = scale_for([box])
        longest = max(box.x1 - box.x0, box.bottom - box.top) + 2 * MARGIN
        assert longest * scale <= MOST_PIXELS + 1e-6 and scale <= 2.0


def test_a_pack_is_a_zip_or_refused(workspace: Workspace, comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="an evidence pack is a ZIP"):
        write_pack(workspace.store, comparison, tmp_path / "pack.csv")
    (tmp_path / "folder.zip").mkdir()
    with pytest.raises(QueryError, match="cannot be written"):
        write_pack(workspace.store, replace(comparison, judgements=()), tmp_path / "folder.zip")
    assert [file.name for file in tmp_path.iterdir()] == ["folder.zip"]


def test_the_command_packs_places_and_measures(sample_folder: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(evidence_pack)
    target = tmp_path / "pack.zip"
    options = ["-w", str(sample_folder), "-o", str(target), "--place", "Tolland Reach", "--measure", "ban-chokeholds"]
    ran = CliRunner().invoke(app, options)
    assert ran.exit_code == 0, ran.output
    with unpacked(target) as tables:
        assert [(row["place"], row["measure"]) for row in rows_of(tables[0])] == [("Tolland Reach", "ban-chokeholds")]
    assert "1 cell, 3 quotes, 3 cut-outs" in ran.output and str(target) in ran.output
