"""From two documents in a workspace to rows, pages and files whose quotes stand."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import permutations
from pathlib import Path

import pytest
import typer
from change_samples import OTHER_PAGE, PLAIN, POLICY, pdf, with_clause
from typer.testing import CliRunner

from policyscan import open_workspace
from policyscan.changes import changes
from policyscan.changes.pairs import pairs
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.export import FORMATS, write
from policyscan.export.register import text
from policyscan.model import Kind, Listing, Place, Register, Standing, Version
from policyscan.verify import verify
from policyscan.workspace import Workspace

VEHICLE = "Officers shall not fire at a moving vehicle."
WARNING = "Officers shall give a verbal warning before a firearm is discharged at any person."
REPORT = "A written report shall be filed within 24 hours of any use of force."
OPEN = "Officers shall not fire at a moving vehicle unless the chief decides <otherwise> & says so."
SECOND = with_clause(with_clause(POLICY, WARNING, WARNING.replace("shall", "may")), REPORT, REPORT.replace("24", "72"))
THIRD = with_clause(SECOND, VEHICLE, OPEN)
HEADER = "file,kind,place,region,country,issuer,title,published,series\n"
PLACE = Place("Hollow Creek", "", "US")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that has read three wordings of the policy, in two settings, and lists none of them."""
    sources = tmp_path_factory.mktemp("in")
    for name, policy, style in (("1", POLICY, PLAIN), ("2", SECOND, PLAIN), ("3", THIRD, OTHER_PAGE)):
        (sources / f"{name}.pdf").write_bytes(pdf(policy, style))
    (sources / "manifest.csv").write_text(
        HEADER + "".join(f"{n}.pdf,policy,{PLACE.name},,US,Police,Force,,\n" for n in "123")
    )
    where = tmp_path_factory.mktemp("ws") / "ws"
    with open_workspace(where, create=True, embedder=FakeEmbedder()) as opened:
        opened.ingest([sources], manifest=sources / "manifest.csv", ocr=False, jobs=1)
    return where


class Shelf:
    """The workspace, with the documents listed anew as a test asks."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.store = workspace.store
        self.hashes = {item.file[0]: item.sha256 for item in self.store.listings()}
        with self.store.transaction():
            self.store._database.run("DELETE FROM listings", ())

    def list(
        self, file: str, wording: str, published: str = "", *, series: str = "force", gone: str = "", **more: str
    ) -> None:
        place = replace(PLACE, name=more.get("place", PLACE.name))
        listing = Listing(file, self.hashes[wording], place, Kind.POLICY, "Use of Force", "Police", published, series)
        self.store.put_listing(replace(listing, removed=bool(gone)))
        if gone:
            with self.store.transaction():
                self.store._database.run("UPDATE listings SET removed_at = ? WHERE id = ?", (gone, listing.id))

    def register(self, **how: object) -> Register:
        return changes(self.store, self.workspace.taxonomy, **how)  # type: ignore[arg-type]

    def pairs(self, **how: object) -> list[tuple[str, str]]:
        names = {sha256: wording for wording, sha256 in self.hashes.items()}
        return [(names[pair.old.sha256], names[pair.new.sha256]) for pair in pairs(self.store, **how)]  # type: ignore[arg-type]


@pytest.fixture
def shelf(folder: Path, tmp_path: Path):
    shutil.copytree(folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as opened:
        yield Shelf(opened)


def rows(register: Register) -> list[tuple[object, ...]]:
    names = ("old_document", "new_document", "subject", "change", "deciding_words")
    return [tuple(record.get(name) for name in names) for record in register.records]


# --- which documents are compared -------------------------------------------------------------


def test_versions_of_a_series_are_compared_one_after_another(shelf: Shelf):
    shelf.list("c.pdf", "3", "2023")
    shelf.list("a.pdf", "1", "2021-03-01")
    shelf.list("b.pdf", "2", "2022-05")
    assert shelf.pairs() == [("1", "2"), ("2", "3")]
    assert shelf.pairs(since="2022-05-20") == [("1", "2"), ("2", "3")]
    assert shelf.pairs(since="2022-06-01") == [("2", "3")]
    assert shelf.pairs(since="2024-01-01") == []


def test_without_a_series_the_title_tells(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021", series="")
    shelf.list("b.pdf", "2", "2022", series="")
    assert shelf.pairs() == [("1", "2")]


def test_of_documents_without_dates_nobody_knows_which_is_older(shelf: Shelf):
    shelf.list("a.pdf", "1")
    shelf.list("b.pdf", "2")
    assert shelf.pairs() == []
    register = shelf.register()
    assert register.records == ()
    assert register.note.startswith("No document here has two versions to compare.")


def test_bytes_that_were_replaced_are_compared(shelf: Shelf):
    shelf.list("a.pdf", "2")
    shelf.list("a.pdf", "1", gone="2024-05-06")
    assert shelf.pairs() == [("1", "2")]
    assert shelf.pairs(since="2024-05-06") == [("1", "2")]
    assert shelf.pairs(since="2024-05-07") == []
    assert [row[2:] for row in rows(shelf.register())] == [
        ("judgement", "weakened", "yes → no"),
        ("clause", "weakened", "shall → may"),
        ("clause", "weakened", "24 → 72"),
    ]


def test_what_was_replaced_twice_is_compared_in_the_order_of_going(shelf: Shelf):
    shelf.list("a.pdf", "1", gone="2022-01-01")
    shelf.list("a.pdf", "3", gone="2023-01-01")
    shelf.list("a.pdf", "2")
    assert shelf.pairs() == [("1", "3"), ("3", "2")]


def test_a_version_that_came_back_is_compared_once(shelf: Shelf):
    shelf.list("a.pdf", "1")
    shelf.list("a.pdf", "2", gone="2024-05-06")
    assert shelf.pairs() == [("2", "1")]
    assert {row[3] for row in rows(shelf.register())} == {"strengthened"}


def test_what_was_replaced_twice_in_a_day_is_compared_in_the_order_of_going(shelf: Shelf):
    for first, second, third in permutations("123"):
        shelf.list("a.pdf", first, gone="2024-05-06T07:00:00.000001+00:00")
        shelf.list("a.pdf", second, gone="2024-05-06T07:00:00.000002+00:00")
        shelf.list("a.pdf", third)
        assert shelf.pairs() == [(first, second), (second, third)]


def test_a_listing_that_goes_twice_in_a_day_keeps_the_times(shelf: Shelf):
    for first, second, third in permutations("123"):
        for old, new in ((first, second), (second, third)):
            shelf.list("a.pdf", old)
            (gone,) = [item.id for item in shelf.store.listings() if item.sha256 == shelf.hashes[old]]
            shelf.list("a.pdf", new)
            shelf.store.mark_removed([gone])
        assert shelf.pairs() == [(first, second), (second, third)]


def test_of_two_that_went_at_one_time_nobody_knows_which_is_older(shelf: Shelf):
    shelf.list("a.pdf", "1", gone="2024-05-06")
    shelf.list("a.pdf", "2", gone="2024-05-06")
    shelf.list("a.pdf", "3")
    assert shelf.pairs() == []


def test_two_listings_that_are_live_at_once_are_compared_when_one_is_gone(shelf: Shelf):
    shelf.list("a.pdf", "1")
    shelf.list("a.pdf", "2")
    assert shelf.pairs() == []
    shelf.list("a.pdf", "2", gone="2024-05-06T07:00:00.000001+00:00")
    assert shelf.pairs() == [("2", "1")]


@pytest.mark.parametrize("live", [("1", "2", "3"), ("3",)])
def test_versions_of_a_watched_address_are_compared_in_the_order_of_their_arrival(shelf: Shelf, live: tuple[str, ...]):
    for order in permutations("123"):
        watch(shelf, order)
        for wording in order:
            shelf.list("a.pdf", wording, gone="" if wording in {*live, order[2]} else "2024-05-06")
        assert shelf.pairs() == [(order[0], order[1]), (order[1], order[2])]


def watch(shelf: Shelf, order: Sequence[str]) -> None:
    """The wordings came into force one after another within a second, and no others ever did."""
    with shelf.store.transaction():
        shelf.store._database.run("DELETE FROM versions", ())
    for at, (replaced, wording) in enumerate(zip(("", *order), order, strict=False)):
        arrived = version(shelf.hashes[wording], shelf.hashes.get(replaced, ""), "2024", Standing.REPLACED)
        shelf.store.put_version(replace(arrived, fetched=f"2024-05-06T07:00:00.{at}+00:00"))


def test_a_version_that_was_never_read_is_passed_over(shelf: Shelf):
    watch(shelf, "321")
    shelf.list("a.pdf", "3", gone="2024-05-06")
    shelf.list("a.pdf", "1")
    assert shelf.pairs() == [("3", "1")]


def test_a_file_that_is_watched_later_is_compared_with_what_it_was_before(shelf: Shelf):
    watch(shelf, "32")
    shelf.list("a.pdf", "1", gone="2024-01-01")
    shelf.list("a.pdf", "3", gone="2024-05-06")
    shelf.list("a.pdf", "2")
    assert sorted(shelf.pairs()) == [("1", "3"), ("3", "2")]


def test_what_came_in_place_of_other_bytes_is_newer_whatever_its_date(shelf: Shelf):
    shelf.list("a.pdf", "1", "2023", gone="2024-05-06")
    shelf.list("a.pdf", "2", "2022")
    assert shelf.pairs() == [("1", "2")]


def test_of_three_versions_two_of_one_date_none_is_compared_twice(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021", gone="2024-05-06T07:00:00.000001+00:00")
    shelf.list("a.pdf", "2", "2022", gone="2024-05-06T07:00:00.000002+00:00")
    shelf.list("a.pdf", "3", "2022")
    assert shelf.pairs() == [("1", "2"), ("2", "3")]


def test_versions_of_a_file_that_has_another_name_now_stay_in_the_order_of_their_dates(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021", gone="2022-05-06")
    shelf.list("a.pdf", "2", "2022", gone="2023-05-06")
    shelf.list("b.pdf", "3", "2023")
    assert shelf.pairs() == [("1", "2"), ("2", "3")]


def test_every_step_of_a_watched_address_is_compared_once(shelf: Shelf):
    shelf.list("a.pdf", "1")
    shelf.list("a.pdf", "2", gone="2023-02-03")
    arrivals = (("", "1", "2021"), ("1", "2", "2022"), ("2", "1", "2023"), ("1", "2", "2024"), ("2", "1", "2025"))
    for replaced, wording, year in arrivals:
        shelf.store.put_version(version(shelf.hashes[wording], shelf.hashes.get(replaced, ""), year, Standing.REPLACED))
    assert sorted(shelf.pairs()) == [("1", "2"), ("2", "1")]
    shelf.store.put_version(version("0" * 64, shelf.hashes["1"], "2026", Standing.HELD))
    assert len(shelf.pairs()) == 2


def version(sha256: str, replaced: str, year: str, standing: Standing) -> Version:
    address, at = "https://example.invalid/a.pdf", f"{year}-02-03T00:00:00+00:00"
    return Version("a.pdf", sha256, 1, address, {}, at, replaced, standing)


def test_a_document_of_another_place_is_no_version(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "2", "2022", place="Rivertown")
    assert shelf.pairs() == []


def test_the_same_bytes_listed_again_are_no_version(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "1", "2022")
    shelf.list("c.pdf", "2", "2023")
    assert shelf.pairs() == [("1", "2")]


def test_a_document_that_was_filed_elsewhere_is_no_older_version(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021", gone="2024-01-01")
    shelf.list("a.pdf", "1", "2021", place="Rivertown")
    shelf.list("b.pdf", "2", "2022")
    assert shelf.pairs() == []


def test_places_are_chosen_and_unknown_ones_refused(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "2", "2022")
    assert shelf.pairs(places=("hollow  creek",)) == [("1", "2")]
    with pytest.raises(QueryError, match="Atlantis"):
        pairs(shelf.store, places=("Atlantis",))
    with pytest.raises(QueryError, match="no date"):
        shelf.register(since="yesterday")


def test_a_version_whose_reading_is_gone_is_named(shelf: Shelf):
    shelf.list("a.pdf", "2")
    shelf.list("a.pdf", "1", gone="2024-05-06")
    shelf.store.prune()
    register = shelf.register()
    assert register.records == ()
    assert register.note.startswith("Not compared, since a version's reading is no longer kept: 1 pair.")


# --- rows -------------------------------------------------------------------------------------


def test_judgements_that_flipped_come_first(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "3", "2022")
    register = shelf.register()
    assert rows(register) == [
        ("a.pdf", "b.pdf", "judgement", "weakened", "yes → no"),
        ("a.pdf", "b.pdf", "judgement", "weakened", "yes → no"),
        ("a.pdf", "b.pdf", "clause", "weakened", "+ unless the chief decides <otherwise> & says so"),
        ("a.pdf", "b.pdf", "clause", "weakened", "shall → may"),
        ("a.pdf", "b.pdf", "clause", "weakened", "24 → 72"),
    ]
    flipped = {record.get("measure") for record in register.records[:2]}
    assert flipped == {"restrict-shooting-at-vehicles", "warn-before-shooting"}
    assert "2 judgements flipped, 3 weakened, 15 unchanged" in register.note


def test_what_is_not_listed_is_counted(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "2", "2022")
    (pair,) = pairs(shelf.store)
    clauses = shelf.store.clauses(pair.new.sha256)
    alone = next(clause for clause in clauses if clause.text.endswith(REPORT.replace("24", "72")))
    with shelf.store.transaction():
        shelf.store._database.run(
            "UPDATE clauses SET text = 'Lanterns', end = start + 8, cues = '[]' WHERE id = ?", (alone.id,)
        )
    assert "1 single word or scrap of a picture without a counterpart is not listed" in shelf.register().note


def test_a_row_shows_both_texts_with_page_section_and_bytes(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021-01-02")
    shelf.list("b.pdf", "2", "2022-01-02")
    register = shelf.register()
    (row,) = [dict(r.values) for r in register.records if r.get("deciding_words") == "24 → 72"]
    assert row["old_text"] == f"4.1 {REPORT}"
    assert row["new_text"] == f"4.1 {REPORT.replace('24', '72')}"
    assert (row["old_page"], row["new_page"], row["section"]) == (1, 1, "4 REPORTING")
    assert (row["place"], row["series"], row["old_published"]) == ("Hollow Creek", "force", "2021-01-02")
    hashes = dict(register.documents)
    assert (row["old_sha256"], row["new_sha256"]) == (hashes["a.pdf"], hashes["b.pdf"])
    (record,) = [r for r in register.records if r.get("deciding_words") == "24 → 72"]
    marks = {c.field: [c.evidence.text[a:b] for a, b in c.marks] for c in record.quotes}
    assert marks == {"old": ["24"], "new": ["72"]}


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_every_quote_of_every_format_stands(shelf: Shelf, tmp_path: Path, format_: str):
    shelf.list("a.pdf", "1", gone="2024-05-06")
    shelf.list("a.pdf", "3")
    register = shelf.register()
    file = tmp_path / f"out.{format_}"
    write(register, format_, file)
    result = verify(file, shelf.store)
    assert result.failed == ()
    quotes = sum(len(record.quotes) for record in register.records)
    assert len(result.quotes) == (quotes if format_ == "html" else 2 * quotes)


def test_an_altered_text_is_found(shelf: Shelf, tmp_path: Path):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "2", "2022")
    file = tmp_path / "out.csv"
    write(shelf.register(), "csv", file)
    lines = list(csv.reader(file.open(newline="")))
    at = lines[0].index("new_text")
    lines[-1][at] = lines[-1][at].replace("72", "48")
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(lines)
    assert [item.quote.where for item in verify(file, shelf.store).failed] == [f"row {len(lines)}, column new_text"]


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.marked: list[str] = []
        self.outside: list[str] = []
        self._in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = self._in or tag == "mark"
        values = dict(attrs)
        self.outside += [v for k in ("src", "href") if (v := values.get(k)) and v.startswith(("http", "//"))]
        assert tag != "script"

    def handle_endtag(self, tag: str) -> None:
        self._in = self._in and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._in:
            self.marked.append(data)


def test_the_page_marks_the_deciding_words_and_needs_nothing_else(shelf: Shelf, tmp_path: Path):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "3", "2022")
    file = tmp_path / "out.html"
    write(shelf.register(), "html", file)
    page = _Marks()
    page.feed(file.read_text("utf-8"))
    assert page.marked == ["unless the chief decides <otherwise> & says so", "shall", "may", "24", "72"]
    assert page.outside == []
    assert "&lt;otherwise&gt; &amp; says" in file.read_text("utf-8")
    assert ".side.old mark { text-decoration: line-through" in file.read_text("utf-8")


def test_the_text_puts_counts_before_rows(shelf: Shelf):
    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "3", "2022")
    (data,) = text.render(shelf.register(), Path("x.txt")).values()
    lines = data.decode().split("\n")
    assert lines[:3] == ["Hollow Creek: force", "  a.pdf (2021) → b.pdf (2022)", "  2 judgements flipped, 3 weakened"]
    assert "  WEAKENED · comprehensive-reporting · 4 REPORTING" in lines
    assert "    words: 24 → 72" in lines
    assert f"    old, page 1: 4.1 {REPORT}" in lines
    assert max(map(len, lines)) <= text.WIDTH


# --- the command ------------------------------------------------------------------------------


@pytest.fixture
def run(shelf: Shelf):
    from policyscan.cli.changes import changes as command

    shelf.list("a.pdf", "1", "2021")
    shelf.list("b.pdf", "2", "2022")
    app = typer.Typer()
    app.command()(command)
    return lambda *words: CliRunner().invoke(app, ["--workspace", str(shelf.store.folder), *words])


def test_the_command_shows_text(run: Callable[..., object]):
    result = run("--place", "Hollow Creek")
    assert result.exit_code == 0  # type: ignore[attr-defined]
    assert result.stdout.startswith("Hollow Creek: force\n")  # type: ignore[attr-defined]
    assert "words: shall → may" in result.stdout  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["out.csv", "out.html", "out.json", "out.xlsx", "out.txt"])
def test_the_command_writes_what_the_file_is_named(run: Callable[..., object], tmp_path: Path, name: str):
    result = run("--output", str(tmp_path / name))
    assert result.exit_code == 0, result.output  # type: ignore[attr-defined]
    assert (tmp_path / name).stat().st_size > 300
    assert "from 2 documents" in result.output  # type: ignore[attr-defined]


def test_csv_and_json_hold_the_columns(run: Callable[..., object]):
    head = run("--format", "csv").stdout.splitlines()[0]  # type: ignore[attr-defined]
    wanted = "place,series,old_document,new_document,change,measure,old_text,old_page,new_text,new_page,deciding_words"
    assert head.startswith(wanted)
    whole = json.loads(run("--format", "json").stdout)  # type: ignore[attr-defined]
    assert {record["change"] for record in whole["records"]} == {"weakened"}


def test_a_suffix_that_contradicts_the_format_is_refused(run: Callable[..., object], tmp_path: Path):
    for words in (
        ("--format", "text", "-o", str(tmp_path / "x.csv")),
        ("--format", "csv", "-o", str(tmp_path / "x.html")),
    ):
        result = run(*words)
        assert isinstance(result.exception, QueryError)  # type: ignore[attr-defined]
    assert isinstance(run("--format", "html").exception, QueryError)  # type: ignore[attr-defined]
