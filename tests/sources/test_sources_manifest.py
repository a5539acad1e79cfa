from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policyscan.errors import ManifestError
from policyscan.model import Kind, Place
from policyscan.sources import Source, SourceFailure, read_manifest
from policyscan.sources.manifest import Manifest


def _read(tmp_path: Path, text: str | bytes) -> Manifest:
    path = tmp_path / "manifest.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_manifest(path)


def _refusal(tmp_path: Path, text: str | bytes) -> ManifestError:
    with pytest.raises(ManifestError) as caught:
        _read(tmp_path, text)
    return caught.value


def test_a_full_row_gives_all_it_says(tmp_path: Path) -> None:
    manifest = _read(
        tmp_path,
        "file,kind,place,region,country,issuer,title,published,series,address,password,valid_from,valid_to\n"
        'a b/x.pdf,policy,St. Paul,Minnesota,US,"Police, St. Paul",Use of force,2020-05-01,uof,https://x,sesame,2020,2021\n',
    )
    [row] = manifest.rows
    assert row.line == 2
    assert row.source == Source(
        file="a b/x.pdf",
        path=tmp_path / "a b/x.pdf",
        password="sesame",
        place=Place("St. Paul", "Minnesota", "US"),
        kind=Kind.POLICY,
        title="Use of force",
        issuer="Police, St. Paul",
        published="2020-05-01",
        series="uof",
        address="https://x",
        given=frozenset(
            {
                "kind", "place", "region", "country", "title", "issuer", "published", "series", "address",
                "valid_from", "valid_to",
            }
        ),
        valid_from="2020",
        valid_to="2021",
    )  # fmt: skip
    assert (manifest.failures, manifest.notes) == ([], [])
    assert "sesame" not in repr(row.source)


def test_only_the_column_file_is_required_and_empty_cells_are_unknown(tmp_path: Path) -> None:
    expected = Source(file="x.pdf", path=tmp_path / "x.pdf")
    assert [row.source for row in _read(tmp_path, "file\nx.pdf\n").rows] == [expected]
    assert [row.source for row in _read(tmp_path, "kind,file,place\n ,x.pdf,\n").rows] == [expected]
    assert [row.source for row in _read(tmp_path, "file,kind,place\nx.pdf\n").rows] == [expected]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["place", "file", "title"], ["Cañon City", "x.pdf", "On “force”"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    manifest = _read(tmp_path, text.encode(encoding))
    assert [(row.source.file, row.source.place.name, row.source.title) for row in manifest.rows] == [
        ("x.pdf", "Cañon City", "On “force”")
    ]
    expected = ["manifest.csv: not UTF-8, so it was read as Latin-1; check accented names."]
    assert manifest.notes == (expected if encoding == "cp1252" else [])


def test_a_spreadsheets_own_line_about_the_delimiter_is_understood(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "sep=;\nfile;title\nx.pdf;a, b\n")
    assert [(row.line, row.source.title) for row in manifest.rows] == [(3, "a, b")]


def test_a_missing_column_names_those_found_and_the_likely_one(tmp_path: Path) -> None:
    error = _refusal(tmp_path, "kind,Path,place\npolicy,x.pdf,Urbana\n")
    path = tmp_path / "manifest.csv"
    assert error.problem == f"{path}: no column 'file' among the columns found: kind, Path, place."
    assert error.fix == "Rename the column 'Path' to 'file'."
    assert _refusal(tmp_path, "kind,place\npolicy,Urbana\n").fix == (
        "Name the column that holds the paths of the PDFs 'file'."
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "the list is empty."),
        ("\n\n", "the list is empty."),
        ("file,title,file\nx,y,z\n", "the column 'file' stands there twice."),
        (b"%PDF-1.7\n", "this is no CSV file."),
        (b"file\n\0\0", "this is no CSV file."),
        ("file\n" + "x" * 200_000, "line 2 cannot be read (field larger than field limit (131072))."),
    ],
)
def test_a_file_that_is_no_manifest_is_refused(tmp_path: Path, content: str | bytes, problem: str) -> None:
    error = _refusal(tmp_path, content)
    assert error.problem == f"{tmp_path / 'manifest.csv'}: {problem}"
    assert error.fix


def test_a_manifest_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(tmp_path / "none.csv")
    assert caught.value.problem == (f"{tmp_path / 'none.csv'}: the list cannot be read (No such file or directory).")
    assert caught.value.fix == "Check the path given with --manifest."


def test_unknown_columns_are_named_and_do_no_harm(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "file,colour,Our Note\nx.pdf,red,\n")
    assert len(manifest.rows) == 1
    assert manifest.notes == ["manifest.csv: not used: columns colour, Our Note."]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("policy", Kind.POLICY),
        ("Policies", Kind.POLICY),
        ("rights report", Kind.RIGHTS_REPORT),
        ("Rights-Report", Kind.RIGHTS_REPORT),
        ("rights_report", Kind.RIGHTS_REPORT),
        ("AGREEMENT", Kind.AGREEMENT),
        ("other", Kind.OTHER),
    ],
)
def test_kinds_are_understood_however_they_are_written(tmp_path: Path, written: str, kind: Kind) -> None:
    assert [row.source.kind for row in _read(tmp_path, f"file,kind\nx.pdf,{written}\n").rows] == [kind]


def test_an_unknown_kind_fails_its_row_only(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "file,kind\nx.pdf,pamphlet\ny.pdf,policy\n")
    assert manifest.failures == [
        SourceFailure(
            "x.pdf",
            "manifest_row",
            "manifest.csv, line 2: 'pamphlet' is no kind of document.",
            "Write one of policy, agreement, rights_report, other, or leave the cell empty.",
        )
    ]
    assert [row.source.file for row in manifest.rows] == ["y.pdf"]


def test_rows_that_cannot_be_used_are_named_by_their_line(tmp_path: Path) -> None:
    manifest = _read(tmp_path, 'file,title\n"a\nb.pdf",two lines\n\n,nameless\nx.pdf,one,two\n')
    assert [(failure.file, failure.problem) for failure in manifest.failures] == [
        ("manifest.csv, line 5", "manifest.csv, line 5: the cell 'file' is empty."),
        ("x.pdf", "manifest.csv, line 6: the row has 3 cells and the header 2."),
    ]
    assert [(row.line, row.source.file) for row in manifest.rows] == [(2, "a b.pdf")]


@pytest.mark.parametrize(
    ("written", "iso"),
    [("2024", "2024"), ("2024-03", "2024-03"), ("March 26, 2024", "2024-03-26"), ("3/26/2024", "2024-03-26")],
)
def test_dates_become_iso(tmp_path: Path, written: str, iso: str) -> None:
    [row] = _read(tmp_path, f'file,published\nx.pdf,"{written}"\n').rows
    assert row.source.published == iso
    assert row.source.given == {"published"}


def test_a_date_that_is_none_is_unknown_and_noted(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "file,published\nx.pdf,soon\ny.pdf,2024-13-01\n")
    assert [row.source.published for row in manifest.rows] == ["", ""]
    assert manifest.notes == [
        "manifest.csv, line 2: published 'soon' is no date, so it is taken as unknown "
        "(write 2024, 2024-03 or 2024-03-26).",
        "manifest.csv, line 3: published '2024-13-01' is no date, so it is taken as unknown "
        "(write 2024, 2024-03 or 2024-03-26).",
    ]


def test_countries_and_regions_get_their_usual_names(tmp_path: Path) -> None:
    manifest = _read(
        tmp_path,
        "file,place,region,country\na,A,il,United States\nb,B,,nz\nc,C,Mordor,Gondor\nd,D,Ontario,CA\ne,E,,XC\nf,F,,Gondor\n",
    )
    assert [row.source.place for row in manifest.rows] == [
        Place("A", "Illinois", "US"),
        Place("B", "", "NZ"),
        Place("C", "Mordor", "Gondor"),
        Place("D", "Ontario", "CA"),
        Place("E", "", "XC"),
        Place("F", "", "Gondor"),
    ]
    assert manifest.notes == ["manifest.csv: the country 'Gondor' is not known by that name; it is kept as written."]


# --- the same file twice -------------------------------------------------------------------


def test_one_file_may_stand_for_two_places(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "file,place\nx.pdf,Urbana\nx.pdf,Champaign\n")
    assert [row.source.place.name for row in manifest.rows] == ["Urbana", "Champaign"]
    assert (manifest.failures, manifest.notes) == ([], [])


def test_equal_rows_are_one_with_a_note(tmp_path: Path) -> None:
    manifest = _read(tmp_path, "file,place,title\nx.pdf,Urbana,Force\n./x.pdf,Urbana,Force\n")
    assert [row.line for row in manifest.rows] == [2]
    assert manifest.notes == ["manifest.csv: lines 2 and 3 are the same row (x.pdf); one is used."]


@pytest.mark.parametrize("second", ["x.pdf,Urbana,policy", "x.pdf,,agreement", "./x.pdf,URBANA,"])
def test_rows_that_contradict_one_another_fail_the_file_and_name_both_lines(tmp_path: Path, second: str) -> None:
    manifest = _read(tmp_path, f"file,place,kind\nx.pdf,Urbana,agreement\ny.pdf,Urbana,policy\n{second}\n")
    assert manifest.failures == [
        SourceFailure(
            "x.pdf",
            "manifest_row",
            "manifest.csv: lines 2 and 4 say different things of x.pdf.",
            "Keep the line that is right, or give each line its own place.",
        )
    ]
    assert [row.source.file for row in manifest.rows] == ["y.pdf"]


@settings(deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    try:
        read_manifest(path)
    except ManifestError as error:
        assert error.fix


_cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@settings(deadline=None)
@given(rows=st.lists(st.tuples(_cells, _cells, _cells), max_size=6), delimiter=st.sampled_from([",", ";", "\t"]))
def test_every_row_is_a_source_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(["file", "place", "title"])
        writer.writerows((f"{number}{name}".replace("\0", ""), *rest) for number, (name, *rest) in enumerate(rows))
    manifest = read_manifest(path)
    assert len(manifest.rows) + len(manifest.failures) == len(rows)
