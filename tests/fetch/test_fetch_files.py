"""Files and folders of this machine, fetched like any address."""

from __future__ import annotations

import os

import pytest

from policyscan.fetch import FetchError, FetchFault, Known, documents_in

PDF = b"%PDF-1.7 policy"


def fault_of(fetcher, address: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(address)
    assert caught.value.address == address
    return caught.value


def test_a_path_and_a_file_address_give_the_same(fetcher, tmp_path):
    path = tmp_path / "a b#1 ü.pdf"
    path.write_bytes(PDF)
    one = fetcher(allow_private=False)
    for address in (
        str(path),
        path.as_uri(),
        path.as_uri().replace("file:///", "file:/"),
        path.as_uri().replace("file://", "FILE://localhost"),
    ):
        got = one.fetch(address)
        assert (got.data, got.status, got.final_address, got.received_bytes) == (PDF, 200, path.as_uri(), 0)
        assert got.headers["content-length"] == str(len(PDF))


def test_a_file_of_the_same_size_and_time_is_unchanged(fetcher, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    one = fetcher()
    known = one.fetch(str(path)).known
    same = one.fetch(str(path), known=known)
    assert (same.data, same.status, same.known) == (None, 304, known)
    os.utime(path, ns=(1, 1))
    assert one.fetch(str(path), known=known).data == PDF
    assert one.fetch(str(path), known=Known('"other"')).data == PDF


def test_what_cannot_be_read_is_told(fetcher, tmp_path):
    one = fetcher(most_bytes=10)
    assert fault_of(one, str(tmp_path / "none.pdf")).fault == FetchFault.NOT_FOUND
    assert fault_of(one, str(tmp_path)).fault == FetchFault.UNREADABLE_PATH
    os.mkfifo(tmp_path / "pipe.pdf")
    assert fault_of(one, str(tmp_path / "pipe.pdf")).fault == FetchFault.UNREADABLE_PATH
    assert fault_of(one, str(tmp_path / "a\0b.pdf")).fault == FetchFault.UNREADABLE_PATH
    (tmp_path / "large.pdf").write_bytes(PDF)
    assert fault_of(one, str(tmp_path / "large.pdf")).fault == FetchFault.TOO_LARGE


def test_a_name_that_is_not_utf_8_can_be_listed_and_fetched(fetcher, tmp_path):
    try:
        (tmp_path / os.fsdecode(b"r\xe8gle.pdf")).write_bytes(PDF)
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    (link,) = documents_in(tmp_path)
    assert link.title == "r\ufffdgle.pdf"
    assert fetcher().fetch(link.address).data == PDF


def test_the_pdfs_of_a_folder_come_in_order(tmp_path):
    for name in ("b.pdf", "A.PDF", "sub/c#1.pdf", "notes.txt", ".hidden.pdf", ".git/x.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PDF)
    found = documents_in(tmp_path)
    assert [link.title for link in found] == ["A.PDF", "b.pdf", "sub/c#1.pdf"]
    assert found[2].address == (tmp_path / "sub" / "c#1.pdf").as_uri()
    assert [link.title for link in documents_in(tmp_path, "sub/*")] == ["sub/c#1.pdf"]
    assert [link.title for link in documents_in(tmp_path, "re:^notes")] == ["notes.txt"]


def test_a_circle_of_links_between_folders_ends(tmp_path):
    (tmp_path / "a.pdf").write_bytes(PDF)
    (tmp_path / "again").symlink_to(tmp_path)
    assert [link.title for link in documents_in(tmp_path)] == ["a.pdf"]


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "a.pdf").write_bytes(PDF)
    for path, fault in ((tmp_path / "none", FetchFault.NOT_FOUND), (tmp_path / "a.pdf", FetchFault.UNREADABLE_PATH)):
        with pytest.raises(FetchError) as caught:
            documents_in(path)
        assert caught.value.fault == fault


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_told(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    inner.chmod(0)
    try:
        with pytest.raises(FetchError):
            documents_in(tmp_path)
    finally:
        inner.chmod(0o700)
