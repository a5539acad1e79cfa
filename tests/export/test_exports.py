"""What every format promises, and what each one promises alone."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from export_examples import Page, cells_of
from hypothesis import given
from hypothesis import strategies as st

from policyscan.errors import QueryError
from policyscan.export import FORMATS, format_of, render, write
from policyscan.export.rows import COLUMNS, flat
from policyscan.model import Comparison, State
from policyscan.spreadsheets import neutralise, restored

HERE = Path(__file__).parent


def strings_of(kind: str, paths: tuple[Path, ...]) -> str:
    """Everything that a person or a program finds in an export, on one heap."""
    if kind == "xlsx":
        return "\n".join(str(cell.value) for cell in cells_of(paths[0]))
    if kind == "html":
        return "\n".join(Page(paths[0].read_text("utf-8")).strings)
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            walk(list(value.values()))
        elif isinstance(value, list):
            for part in value:
                walk(part)
        else:
            found.append(str(value))

    for path in paths:
        if path.suffix == ".json":
            walk(json.loads(path.read_text("utf-8")))
        else:
            for line in csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")):
                walk(line | {"more_evidence": json.loads(line["more_evidence"])})
    return "\n".join(found)


# --- every format ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_every_export_carries_what_it_rests_on(kind: str, eight: Comparison, tmp_path: Path) -> None:
    everything = strings_of(kind, write(eight, kind, tmp_path / f"out.{kind}"))
    quotes = {quote for cell in eight.judgements for quote in cell.evidence}
    wanted = (
        {quote.text for quote in quotes} | {quote.document for quote in quotes} | {quote.sha256 for quote in quotes}
    )
    wanted |= {sha256 for _, sha256 in eight.documents} | {line.sentence for line in eight.coverage}
    wanted |= {eight.taxonomy, eight.made_at, eight.note} | {cell.place.name for cell in eight.judgements}
    wanted |= {cell.reason for cell in eight.judgements} | {cell.measure for cell in eight.judgements}
    assert {text for text in wanted if text not in everything} == set()


@pytest.mark.parametrize("kind", FORMATS)
def test_every_export_tells_the_states_apart(kind: str, eight: Comparison, tmp_path: Path) -> None:
    everything = strings_of(kind, write(eight, kind, tmp_path / f"out.{kind}"))
    assert {state for state in State if state not in everything and state.replace("_", " ") not in everything} - {
        State.JUDGED
    } == set()


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_without_a_note_explains_the_method_all_the_same(
    kind: str, two_cells: Comparison, tmp_path: Path
) -> None:
    everything = strings_of(kind, write(two_cells, kind, tmp_path / f"out.{kind}"))
    assert "no legal advice" in everything


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_of_nothing_is_still_an_export(kind: str, tmp_path: Path) -> None:
    nothing = Comparison((), (), (), (), (), "0000", "2026-01-01", "")
    assert "0000" in strings_of(kind, write(nothing, kind, tmp_path / f"out.{kind}"))


@pytest.mark.parametrize("kind", FORMATS)
def test_hostile_text_is_kept_as_text(kind: str, hostile: Comparison, tmp_path: Path) -> None:
    paths = write(hostile, kind, tmp_path / f"out.{kind}")
    everything = strings_of(kind, paths)
    kept = [cell.evidence[0].text for cell in hostile.judgements[:-1]]
    # A page's parser reads a return as a newline, as XML does.
    everything = everything.replace("\r", "\n")
    assert [text for text in kept if text.replace("\r", "\n") not in everything] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_failed_write_leaves_the_old_file(
    kind: str, two_cells: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"out.{kind}"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("policyscan.export.os.replace", refuse)
    with pytest.raises(QueryError) as caught:
        write(two_cells, kind, path)
    assert caught.value.problem == f"{path}: cannot be written (No space left on device)"
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


# --- dispatch -------------------------------------------------------------------------------


def test_an_unknown_format_is_refused_with_the_known_ones(two_cells: Comparison, tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        write(two_cells, "pdf", tmp_path / "out.pdf")
    assert caught.value.problem == "there is no export format 'pdf'"
    assert caught.value.fix == "Use one of: csv, xlsx, json, html."
    assert list(tmp_path.iterdir()) == []


def test_a_suffix_that_contradicts_the_format_is_refused(two_cells: Comparison, tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        write(two_cells, "csv", tmp_path / "out.xlsx")
    assert caught.value.problem == f"{tmp_path / 'out.xlsx'}: the format is csv, but the file is named .xlsx"
    assert caught.value.fix == "Name the file out.csv, or choose the format xlsx."


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("out.docx", "out.docx: the suffix '.docx' names no format"),
        ("out", "out: the file has no suffix that names a format"),
    ],
)
def test_a_suffix_that_names_no_format_is_refused(name: str, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        format_of(name)
    assert caught.value.problem == problem


def test_suffixes_name_formats() -> None:
    assert [str(format_of(name)) for name in ("a.csv", "a.XLSX", "a.json", "a.html", "a.htm")] == [
        "csv", "xlsx", "json", "html", "html",
    ]  # fmt: skip


def test_a_folder_that_is_not_there_is_made(two_cells: Comparison, tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.json"
    assert write(two_cells, "json", path) == (path,)
    assert path.is_file()


def test_a_folder_in_place_of_the_file_is_refused(two_cells: Comparison, tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        write(two_cells, "json", tmp_path)
    assert caught.value.problem.startswith(f"{tmp_path}: cannot be written (")


def test_a_link_to_a_file_stays_a_link(two_cells: Comparison, tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write(two_cells, "json", tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["about"]["taxonomy"] == two_cells.taxonomy


# --- neutralising ---------------------------------------------------------------------------


@given(st.text())
def test_one_apostrophe_at_most_and_never_a_formula(text: str) -> None:
    safe = neutralise(text)
    assert safe in (text, "'" + text)
    assert safe[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert (safe == text) == (text[:1] not in ("=", "+", "-", "@", "\t", "\r"))
    assert safe == text or restored(safe) == text


def test_numbers_and_lists_are_not_text() -> None:
    assert [flat(-5), flat(-0.5), flat(None), flat([-1]), flat("-5"), flat("")] == [-5, -0.5, None, "[-1]", "'-5", ""]


# --- CSV ------------------------------------------------------------------------------------


def test_csv_is_the_golden_file(two_cells: Comparison, tmp_path: Path) -> None:
    files = render(two_cells, "csv", Path("out.csv"))
    assert files[Path("out.csv")] == (HERE / "two_cells.csv").read_bytes()


def test_csv_columns_are_the_ones_that_scripts_read(two_cells: Comparison) -> None:
    assert ", ".join(COLUMNS) == (
        "place, region, country, measure, state, verdict, adopted, reason_code, reason, confidence, evidence, "
        "document, sha256, page, page_label, section, start, end, boxes, more_evidence, by, as_of, taxonomy"
    )


def test_csv_rows_read_back(eight: Comparison, tmp_path: Path) -> None:
    path, beside = write(eight, "csv", tmp_path / "out.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    assert [(line["place"], line["measure"]) for line in lines] == [
        (cell.place.name, cell.measure) for cell in eight.judgements
    ]
    for line, cell in zip(lines, eight.judgements, strict=True):
        assert line["adopted"] == {1: "1", 0: "0", None: ""}[cell.adopted]
        assert line["state"] == cell.state.value
        if not cell.evidence:
            empty = ("evidence", "document", "sha256", "page", "page_label", "section", "start", "end")
            assert [line[name] for name in empty] == [""] * len(empty)
            assert (line["boxes"], line["more_evidence"]) == ("[]", "[]")
            continue
        first = cell.evidence[0]
        assert (line["evidence"], line["document"], line["sha256"]) == (first.text, first.document, first.sha256)
        assert (int(line["page"]), line["page_label"]) == (first.page, first.page_label)
        assert int(line["end"]) - int(line["start"]) == len(line["evidence"])
        assert json.loads(line["boxes"]) == [box.as_list() for box in first.boxes]
        more = json.loads(line["more_evidence"])
        assert more == [quote.as_dict() for quote in cell.evidence[1:]]
        keys = "text, document, sha256, page, page_label, section, start, end, boxes, says"
        assert {", ".join(entry) for entry in more} <= {keys}
    assert beside.name == "out.csv.about.json"
    assert set(json.loads(beside.read_text("utf-8"))) == {"about", "coverage", "documents"}


def test_csv_cells_from_documents_are_neutralised_once(hostile: Comparison, tmp_path: Path) -> None:
    path = write(hostile, "csv", tmp_path / "out.csv")[0]
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    for line, cell in zip(lines, hostile.judgements, strict=True):
        text = cell.evidence[0].text.replace("\ud800", "?")
        wanted = f"'{text}" if text[0] in "=+-@\t\r" else text
        names = (
            "place",
            "region",
            "country",
            "verdict",
            "reason_code",
            "reason",
            "evidence",
            "document",
            "section",
            "by",
        )
        assert [line[name] for name in names] == [wanted] * len(names)


# --- JSON -----------------------------------------------------------------------------------


def test_json_has_numbers_nulls_and_lists(two_cells: Comparison, tmp_path: Path) -> None:
    whole = json.loads(write(two_cells, "json", tmp_path / "out.json")[0].read_text("utf-8"))
    yes, unreadable = whole["judgements"]
    assert list(whole) == ["about", "coverage", "documents", "judgements"]
    assert list(yes) == [*COLUMNS, "searched"]
    assert (yes["adopted"], yes["page"], yes["boxes"][0]) == (1, 7, [7, 72.0, 144.0, 500.5, 156.0])
    assert yes["more_evidence"][0]["text"] == '-5 "steps", then report.'
    assert (unreadable["adopted"], unreadable["page"], unreadable["boxes"], unreadable["evidence"]) == (
        None,
        None,
        [],
        "",
    )
    assert whole["coverage"][1]["sentence"] == "of 1 place: 0 yes, 0 no, 1 unreadable"
