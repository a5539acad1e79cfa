"""A list of sources: what is read from its rows, what is refused, and rows added to it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.errors import ManifestError, QueryError
from policyscan.model import Kind, Place, SourceForm
from policyscan.sources import Range, append_entry, read_watchlist, remove_entry
from policyscan.sources.ranges import read_range


def listed(tmp_path: Path, text: str):
    path = tmp_path / "sources.csv"
    path.write_text(text, encoding="utf-8")
    return read_watchlist(path)


def test_an_address_alone_is_enough(tmp_path):
    found = listed(tmp_path, "address\nhttps://city.example/docs/Use%20of%20Force.pdf?v=3\n")
    (entry,) = found.entries
    assert (entry.name, entry.form, entry.group) == ("city.example/Use of Force.pdf", SourceForm.DOCUMENT, "daily")
    assert entry.source.address == entry.address == "https://city.example/docs/Use%20of%20Force.pdf?v=3"
    assert found.failures == [] and found.notes == []


def test_every_column_is_read(tmp_path):
    found = listed(
        tmp_path,
        "url;form;pattern;kind;place;region;country;language;pages;size;group;file\n"
        "https://a.example/list;index;*force*;policies;Springfield;OR;United States;en;200-300;1-3 MB;weekly;pd.pdf\n",
    )
    (entry,) = found.entries
    assert entry.form is SourceForm.INDEX and entry.pattern == "*force*" and entry.group == "weekly"
    assert entry.source.place == Place("Springfield", "Oregon", "US") and entry.source.kind is Kind.POLICY
    assert entry.languages == ("en",) and entry.name == "pd.pdf"
    assert entry.pages == Range(200, 300) and entry.size == Range(1e6, 3e6)


def test_paths_are_relative_to_the_list_and_a_folder_is_known_as_one(tmp_path):
    (tmp_path / "pdfs").mkdir()
    found = listed(tmp_path, "address\npdfs\nrules/force.pdf\n")
    assert [(entry.address, entry.form) for entry in found.entries] == [
        ((tmp_path / "pdfs").as_uri(), SourceForm.FOLDER),
        ((tmp_path / "rules" / "force.pdf").as_uri(), SourceForm.DOCUMENT),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",index,,,", "sources.csv, line 2: the cell 'address' is empty."),
        ("https://a.example/x.pdf,list,,,", "sources.csv, line 2: 'list' is no form of a source."),
        ("https://a.example/x.pdf,,English,,", "sources.csv, line 2: 'english' is no language code."),
        ("https://a.example/x.pdf,,,many,", "sources.csv, line 2: the pages 'many' cannot be understood."),
        ("https://a.example/x.pdf,,,3 MB,", "sources.csv, line 2: the pages '3 MB' cannot be understood."),
        ("https://a.example/x.pdf,,,,every day", "sources.csv, line 2: 'every day' is no name of a group."),
        ("https://a.example/x.pdf,,,,,six", "sources.csv, line 2: the row has 6 cells and the header 5."),
    ],
)
def test_a_row_of_no_use_is_one_failure_with_its_fix(tmp_path, row, problem):
    found = listed(tmp_path, f"address,form,language,pages,group\n{row}\nhttps://a.example/good.pdf,,,,\n")
    assert [failure.problem for failure in found.failures] == [problem]
    assert all(failure.fix for failure in found.failures)
    assert [entry.name for entry in found.entries] == ["a.example/good.pdf"]


def test_a_list_without_addresses_names_the_likely_column(tmp_path):
    with pytest.raises(ManifestError) as raised:
        listed(tmp_path, "link,place\nhttps://a.example/x.pdf,X\n")
    assert raised.value.fix == "Rename the column 'link' to 'address'."


def test_a_name_does_not_depend_on_other_rows(tmp_path):
    rows = [
        "https://a.example/policy.pdf,Wexcombe",
        "https://b.example:8080/policy.pdf,",
        "rules/policy.pdf,",
        "https://b.example/,St. Mary/Old Town",
    ]
    names = [listed(tmp_path, f"address,place\n{row}\n").entries[0].name for row in rows]
    assert names == ["Wexcombe/policy.pdf", "b.example/policy.pdf", "policy.pdf", "St. Mary-Old Town/b.example"]
    together = listed(tmp_path, "address,place\n" + "\n".join(reversed(rows)) + "\n")
    assert [entry.name for entry in together.entries] == list(reversed(names))


def test_of_two_rows_with_one_name_the_second_is_refused(tmp_path):
    found = listed(tmp_path, "address,file\nhttps://a.example/1.pdf,x.pdf\nhttps://a.example/2.pdf,x.pdf\n")
    assert [entry.address for entry in found.entries] == ["https://a.example/1.pdf"]
    assert [failure.problem for failure in found.failures] == ["sources.csv, line 3: line 2 is named x.pdf already."]


@pytest.mark.parametrize("address", ["http://[bad/x.pdf", "https://user:secret@a.example/x.pdf"])
def test_an_address_of_no_use_fails_alone_and_tells_no_password(tmp_path, address):
    found = listed(tmp_path, f"address\n{address}\nhttps://a.example/good.pdf\n")
    assert [entry.name for entry in found.entries] == ["a.example/good.pdf"]
    assert len(found.failures) == 1 and "secret" not in found.failures[0].problem


@pytest.mark.parametrize(
    ("text", "units", "low", "high"),
    [
        ("300", False, 150, 600),
        ("about 300", False, 150, 600),
        ("200-300", False, 200, 300),
        ("200 to 300 pages", False, 200, 300),
        ("200+", False, 200, None),
        (">= 200", False, 200, None),
        ("at most 40", False, None, 40),
        ("1,200", False, 600, 2400),
        ("2 MB", True, 1e6, 4e6),
        ("500 KB - 2 MB", True, 5e5, 2e6),
        ("1.5mb+", True, 1.5e6, None),
        ("1,500 KB+", True, 1.5e6, None),
        ("at most 200,000", True, None, 2e5),
    ],
)
def test_what_is_expected_of_a_number(text, units, low, high):
    assert read_range(text, units=units) == Range(low, high)


def test_nothing_is_expected_by_an_empty_cell():
    assert read_range(" ") is None


def test_a_range_that_runs_backwards_is_refused():
    with pytest.raises(ValueError, match="300-200"):
        read_range("300-200")


def test_adding_makes_the_list_and_keeps_what_is_there(tmp_path):
    path = tmp_path / "new" / "sources.csv"
    append_entry(path, {"address": "https://a.example/1.pdf", "place": "Wexcombe"})
    before = path.read_bytes()
    entry = append_entry(path, {"address": "https://a.example/2.pdf", "pages": "10-20"})
    assert (entry.name, entry.pages) == ("a.example/2.pdf", Range(10, 20))
    assert path.read_bytes().startswith(before)
    assert [item.name for item in read_watchlist(path).entries] == ["Wexcombe/1.pdf", "a.example/2.pdf"]


def test_adding_keeps_to_the_delimiter_and_columns_of_the_list(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_bytes(b"place;address\nWexcombe;https://a.example/1.pdf")
    append_entry(path, {"address": "https://a.example/2;3.pdf", "place": "Linden"})
    assert path.read_text() == 'place;address\nWexcombe;https://a.example/1.pdf\nLinden;"https://a.example/2;3.pdf"\n'
    with pytest.raises(QueryError, match=r"no column kind"):
        append_entry(path, {"address": "https://a.example/4.pdf", "kind": "policy"})


def test_what_is_listed_already_is_not_added_again(tmp_path):
    path = tmp_path / "sources.csv"
    append_entry(path, {"address": "https://a.example/1.pdf"})
    before = path.read_bytes()
    with pytest.raises(QueryError, match="already"):
        append_entry(path, {"address": "https://a.example/1.pdf"})
    with pytest.raises(QueryError, match="already"):
        append_entry(path, {"address": "https://b.example/1.pdf", "file": "a.example/1.pdf"})
    assert path.read_bytes() == before


def test_a_row_that_is_added_keeps_its_name_when_others_come(tmp_path):
    path = tmp_path / "sources.csv"
    append_entry(path, {"address": "https://a.example/1.pdf"})
    (row,) = csv.DictReader(path.open(newline=""))
    assert row["file"] == "a.example/1.pdf"


def test_removing_takes_out_one_row_and_leaves_the_rest_as_it_is(tmp_path):
    path = tmp_path / "sources.csv"
    text = (
        'address;title\nhttps://a.example/1.pdf;"one\ntwo"\nhttps://a.example/2.pdf;2\nhttps://a.example/3.pdf;"3\n4"\n'
    )
    rows = text.split("https://")
    for number, name in enumerate(["a.example/1.pdf", "a.example/2.pdf", "a.example/3.pdf"], start=1):
        path.write_text(text)
        remove_entry(path, name)
        assert path.read_text() == "https://".join(rows[:number] + rows[number + 1 :])
    with pytest.raises(QueryError, match="no source named x"):
        remove_entry(path, "x")


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)


@given(place=cells, title=cells)
def test_what_is_added_is_read_back(tmp_path_factory, place, title):
    path = tmp_path_factory.mktemp("list") / "sources.csv"
    entry = append_entry(path, {"address": "https://a.example/1.pdf", "place": place, "title": title})
    assert entry.source.place.name == " ".join(place.split())
    assert entry.source.title == " ".join(title.split())
    with path.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.reader(stream))) == 2


def test_a_row_of_no_use_bears_the_name_that_it_would_have(tmp_path):
    found = listed(
        tmp_path,
        "address,place,kind,file\n"
        "https://a.example/1.pdf,Ash,novel,\n"
        "https://a.example/2.pdf,Ash,novel,two.pdf\n"
        ",Ash,policy,three.pdf\n"
        ",Ash,policy,\n"
        "https://a.example/4.pdf,A,sh,policy,\n",
    )
    assert [(row.file, row.address, row.line) for row in found.failures if row.is_known] == [
        ("Ash/1.pdf", "https://a.example/1.pdf", 2),
        ("two.pdf", "https://a.example/2.pdf", 3),
        ("three.pdf", "", 4),
    ]
    assert [row.line for row in found.failures if not row.is_known] == [5, 6]
    assert [entry.name for entry in found.entries] == []


def test_an_open_quotation_mark_is_a_row_of_which_nobody_knows_what_it_names(tmp_path):
    found = listed(
        tmp_path, 'address,file,title\nhttps://a.example/1.pdf,a,\nhttps://a.example/2.pdf,b,"x\nhttps://c,c,\n'
    )
    (row,) = found.failures
    assert (row.file, row.is_known) == ("b", False)
    assert row.problem == "sources.csv, line 3: a quotation mark is never closed, so all that follows is one cell."
    with pytest.raises(ManifestError, match="line 1 opens a quotation mark"):
        listed(tmp_path, 'address,file,"title\nhttps://a.example/1.pdf,a,\n')
