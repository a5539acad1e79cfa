"""Rows added to a list and taken out of it: one row changes, and nothing else, however the file was written."""

from __future__ import annotations

import pytest

from policyscan.errors import ManifestError, QueryError
from policyscan.sources import append_entry, read_watchlist, remove_entry

ROWS = ["address,file", "https://e.org/a.pdf,a", "https://e.org/b.pdf,b", "https://e.org/c.pdf,c"]


def names(path):
    return [entry.name for entry in read_watchlist(path).entries]


@pytest.mark.parametrize("last", ["", "\n"], ids=["no line end", "line end"])
@pytest.mark.parametrize("name", ["a", "b", "c"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_just_one_row_goes(tmp_path, ending, name, last):
    path = tmp_path / "sources.csv"
    path.write_bytes((ending.join(ROWS) + last.replace("\n", ending)).encode())
    remove_entry(path, name)
    kept = [row for row in ROWS if not row.endswith(f",{name}")]
    end = ending if last or name == "c" else ""
    assert path.read_bytes() == (ending.join(kept) + end).encode()


@pytest.mark.parametrize("break_", ["\r", "\n", "\r\n"], ids=["cr", "lf", "crlf"])
def test_a_line_break_within_a_cell_does_not_shift_the_rows_below(tmp_path, break_):
    path = tmp_path / "sources.csv"
    above = f'address,file,title\nhttps://e.org/a.pdf,a,"x{break_}y"\n'
    path.write_bytes(f"{above}https://e.org/b.pdf,b,\nhttps://e.org/c.pdf,c,\n".encode())
    remove_entry(path, "b")
    assert path.read_bytes() == f"{above}https://e.org/c.pdf,c,\n".encode()


def test_a_mark_of_the_encoding_and_a_named_delimiter_stay(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_bytes(b"\xef\xbb\xbfsep=;\r\naddress;file\r\nhttps://e.org/a.pdf;a\r\n")
    append_entry(path, {"address": "https://e.org/b.pdf"})
    remove_entry(path, "a")
    assert path.read_bytes() == b"\xef\xbb\xbfsep=;\r\naddress;file\r\nhttps://e.org/b.pdf;e.org/b.pdf\r\n"


def test_blank_lines_above_the_header_do_not_hide_the_delimiter(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_bytes(b"\n\naddress;file;place\nhttps://e.org/a.pdf;a;Ash\n")
    append_entry(path, {"address": "https://e.org/c.pdf", "place": "Birch"})
    assert path.read_bytes().endswith(b"\nhttps://e.org/c.pdf;Birch/c.pdf;Birch\n")
    assert names(path) == ["a", "Birch/c.pdf"]


def test_a_list_with_an_open_quotation_mark_is_left_alone(tmp_path):
    path = tmp_path / "sources.csv"
    text = b'address,file,title\nhttps://e.org/a.pdf,a,"x\nhttps://e.org/b.pdf,b,\n'
    path.write_bytes(text)
    for change in (lambda: append_entry(path, {"address": "https://e.org/c.pdf"}), lambda: remove_entry(path, "a")):
        with pytest.raises(ManifestError, match="line 2 opens a quotation mark"):
            change()
    assert path.read_bytes() == text


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_list_in_another_encoding_is_left_alone(tmp_path, encoding):
    path = tmp_path / "sources.csv"
    data = "address,file,place\nhttps://e.org/a.pdf,a,Zürich\n".encode(encoding)
    path.write_bytes(data)
    with pytest.raises(ManifestError, match="not UTF-8"):
        remove_entry(path, "a")
    assert path.read_bytes() == data


def test_a_row_that_cannot_be_used_can_be_taken_out(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_bytes(b"address,file,kind\nhttps://e.org/a.pdf,a,novel\nhttps://e.org/b.pdf,b,\n")
    remove_entry(path, "a")
    assert path.read_bytes() == b"address,file,kind\nhttps://e.org/b.pdf,b,\n"


def test_of_two_rows_with_one_name_none_is_taken_out(tmp_path):
    path = tmp_path / "sources.csv"
    text = b"address,file\nhttps://e.org/a.pdf,x\nhttps://e.org/b.pdf,x\n"
    path.write_bytes(text)
    with pytest.raises(QueryError, match="Lines 2 and 3"):
        remove_entry(path, "x")
    assert path.read_bytes() == text


def test_the_name_of_a_broken_row_is_not_given_again(tmp_path):
    path = tmp_path / "sources.csv"
    path.write_bytes(b"address,file,kind\nhttps://e.org/a.pdf,a,novel\n")
    with pytest.raises(QueryError, match="named a already"):
        append_entry(path, {"address": "https://e.org/z.pdf", "file": "a"})
