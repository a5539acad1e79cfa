from __future__ import annotations

import os
from pathlib import Path

import pytest

from policyscan.errors import ManifestError, QueryError
from policyscan.model import Kind, Place
from policyscan.sources import Collected, Source, SourceFailure, collect


def _make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.4")


def _manifest(root: Path, text: str) -> Path:
    path = root / "manifest.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _files(collected: Collected) -> list[str]:
    return [source.file for source in collected.sources]


def _problems(collected: Collected) -> list[tuple[str, str]]:
    return [(failure.fault, failure.problem) for failure in collected.failures]


# --- without a manifest --------------------------------------------------------------------


def test_a_folder_gives_its_pdfs_in_order_and_counts_the_rest(tmp_path: Path) -> None:
    _make(tmp_path, "b.pdf", "a/z.PDF", "a/y.pdf", "notes.txt", "a/x.docx", ".hidden.pdf", ".git/c.pdf")
    collected = collect([tmp_path])
    assert _files(collected) == ["a/y.pdf", "a/z.PDF", "b.pdf"]
    assert collected.sources[0] == Source(file="a/y.pdf", path=tmp_path / "a" / "y.pdf")
    assert (collected.failures, collected.skipped_files, collected.notes) == ((), 3, ())


def test_a_single_file_is_tried_whatever_its_name(tmp_path: Path) -> None:
    _make(tmp_path, "deep/order.pdf", "deep/order.bin")
    collected = collect([tmp_path / "deep/order.pdf", tmp_path / "deep/order.bin"])
    assert _files(collected) == ["order.pdf", "order.bin"]
    assert collected.skipped_files == 0


def test_a_workspace_within_a_folder_is_left_alone(tmp_path: Path) -> None:
    _make(tmp_path, "a.pdf", "work/policyscan.sqlite", "work/blobs/aa/aab", "work/copy.pdf")
    collected = collect([tmp_path])
    assert (_files(collected), collected.skipped_files) == (["a.pdf"], 0)


def test_the_same_relative_name_under_two_paths_stays_two_names(tmp_path: Path) -> None:
    _make(tmp_path, "one/x.pdf", "two/x.pdf", "two/y.pdf")
    assert _files(collect([tmp_path / "one", tmp_path / "two"])) == ["one/x.pdf", "two/x.pdf", "y.pdf"]
    _make(tmp_path, "old/one/x.pdf")
    assert _files(collect([tmp_path / "one", tmp_path / "old" / "one"])) == [
        f"{tmp_path.name}/one/x.pdf",
        "old/one/x.pdf",
    ]


def test_a_file_named_twice_is_one_source(tmp_path: Path) -> None:
    _make(tmp_path, "a/x.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "a" / "x.pdf")
    assert _files(collect([tmp_path, tmp_path / "a", tmp_path / "a/x.pdf", tmp_path])) == ["a/x.pdf"]


def test_a_path_that_is_not_there_is_one_line_and_the_others_go_on(tmp_path: Path) -> None:
    _make(tmp_path, "x.pdf")
    collected = collect([tmp_path / "nowhere", tmp_path])
    shown = (tmp_path / "nowhere").as_posix()
    assert collected.failures == (
        SourceFailure(shown, "not_found", f"{shown}: there is no such file or folder.", "Check the path."),
    )
    assert _files(collected) == ["x.pdf"]


def test_a_folder_without_pdfs_is_one_line(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "b/c.txt")
    collected = collect([tmp_path])
    assert collected.failures == (
        SourceFailure(
            tmp_path.as_posix(),
            "not_found",
            f"{tmp_path.as_posix()}: the folder holds no PDF.",
            "Name the folder that holds the PDFs.",
        ),
    )
    assert (collected.sources, collected.skipped_files) == ((), 2)


def test_what_is_no_regular_file_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "missing.pdf")
    _make(tmp_path, "x.pdf")
    (tmp_path / "folder.pdf").mkdir()
    collected = collect([tmp_path])
    assert _problems(collected) == [
        ("not_found", "gone.pdf: there is no such file."),
        ("unreadable_path", "pipe.pdf: this is no regular file."),
    ]
    assert _files(collected) == ["x.pdf"]


def test_a_file_without_read_permission_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(tmp_path, "x.pdf", "y.pdf")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "x.pdf")
    collected = collect([tmp_path])
    assert collected.failures == (
        SourceFailure(
            "x.pdf",
            "unreadable_path",
            "x.pdf: it cannot be read (Permission denied).",
            "Give yourself read permission on it.",
        ),
    )
    assert _files(collected) == ["y.pdf"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_read_permission_is_one_line(tmp_path: Path) -> None:
    _make(tmp_path, "closed/x.pdf", "y.pdf")
    (tmp_path / "closed").chmod(0)
    try:
        collected = collect([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o755)
    shown = (tmp_path / "closed").as_posix()
    assert _problems(collected) == [("unreadable_path", f"{shown}: it cannot be read (Permission denied).")]
    assert _files(collected) == ["y.pdf"]


def test_a_name_that_is_no_text_is_shown_with_a_sign_in_its_place(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.pdf"
    try:
        with open(raw, "wb") as stream:  # noqa: PTH123
            stream.write(b"%PDF-1.4")
    except OSError:
        pytest.skip("this file system knows only UTF-8 names")
    [source] = collect([tmp_path]).sources
    assert source.file == "caf\ufffd.pdf"
    assert source.path.read_bytes() == b"%PDF-1.4"


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(QueryError) as caught:
        collect([])
    assert caught.value.problem == "There is nothing to ingest."


# --- with a manifest -----------------------------------------------------------------------


def test_rows_come_first_and_unlisted_pdfs_are_ingested_all_the_same(tmp_path: Path) -> None:
    _make(tmp_path, "b.pdf", "a.pdf", "c.pdf", "readme.txt")
    manifest = _manifest(tmp_path, "file,kind,place\nb.pdf,policy,Urbana\na.pdf,,\n")
    collected = collect([tmp_path], manifest)
    assert _files(collected) == ["b.pdf", "a.pdf", "c.pdf"]
    assert (collected.sources[0].kind, collected.sources[0].place) == (Kind.POLICY, Place("Urbana"))
    assert collected.sources[2].given == frozenset()
    assert (collected.failures, collected.skipped_files, collected.notes) == ((), 1, ())


def test_a_listed_file_keeps_the_manifests_name_and_is_not_skipped_for_its_ending(tmp_path: Path) -> None:
    _make(tmp_path, "in/order.bin", "in/x.pdf")
    manifest = _manifest(tmp_path, "file\nin/order.bin\nin/x.pdf\n")
    collected = collect([tmp_path / "in"], manifest)
    assert (_files(collected), collected.skipped_files) == (["in/order.bin", "in/x.pdf"], 0)


def test_an_unlisted_file_never_takes_a_listed_files_name(tmp_path: Path) -> None:
    _make(tmp_path, "x.pdf", "in/x.pdf")
    manifest = _manifest(tmp_path, "file\nx.pdf\n")
    assert _files(collect([tmp_path / "x.pdf", tmp_path / "in"], manifest)) == ["x.pdf", "in/x.pdf"]


def test_one_file_for_two_places_is_two_sources(tmp_path: Path) -> None:
    _make(tmp_path, "x.pdf")
    manifest = _manifest(tmp_path, "file,place\nx.pdf,Urbana\nx.pdf,Champaign\n")
    collected = collect([tmp_path], manifest)
    assert [(source.file, source.place.name) for source in collected.sources] == [
        ("x.pdf", "Urbana"),
        ("x.pdf", "Champaign"),
    ]


def test_rows_outside_the_paths_are_counted_and_left_out(tmp_path: Path) -> None:
    _make(tmp_path, "in/x.pdf", "out/y.pdf", "in2/z.pdf")
    manifest = _manifest(
        tmp_path, "file,kind\nin/x.pdf,\nout/y.pdf,\nin2/z.pdf,\nout/gone.pdf,\nout/bad.pdf,pamphlet\n"
    )
    collected = collect([tmp_path / "in"], manifest)
    assert _files(collected) == ["in/x.pdf"]
    assert (collected.failures, collected.notes) == (
        (),
        ("manifest.csv: 4 rows outside the paths given, not ingested.",),
    )


def test_a_manifest_alone_gives_all_its_rows(tmp_path: Path) -> None:
    _make(tmp_path, "in/x.pdf", "out/y.pdf", "unlisted.pdf")
    manifest = _manifest(tmp_path, "file\nin/x.pdf\nout/y.pdf\n")
    collected = collect([], manifest)
    assert (_files(collected), collected.failures, collected.notes) == (["in/x.pdf", "out/y.pdf"], (), ())


def test_a_row_without_its_file_is_one_line_with_its_fix(tmp_path: Path) -> None:
    _make(tmp_path, "x.pdf")
    manifest = _manifest(tmp_path, "file,place\nx.pdf,Urbana\ngone.pdf,Urbana\ngone.pdf,Champaign\n")
    collected = collect([tmp_path], manifest)
    assert _files(collected) == ["x.pdf"]
    assert collected.failures == (
        SourceFailure(
            "gone.pdf",
            "not_found",
            "gone.pdf: the manifest lists it, but there is no such file.",
            "Correct line 4 of manifest.csv (paths are relative to it), or put the file there.",
        ),
    )


def test_a_file_whose_row_failed_does_not_come_in_by_its_name(tmp_path: Path) -> None:
    _make(tmp_path, "x.pdf", "y.pdf", "z.pdf")
    manifest = _manifest(tmp_path, "file,kind,place\nx.pdf,pamphlet,\ny.pdf,policy,A\ny.pdf,other,A\n")
    collected = collect([tmp_path], manifest)
    assert _files(collected) == ["z.pdf"]
    assert [failure.file for failure in collected.failures] == ["x.pdf", "y.pdf"]


def test_a_backslash_in_a_row_is_a_separator_where_it_must_be(tmp_path: Path) -> None:
    _make(tmp_path, "in/x.pdf")
    manifest = _manifest(tmp_path, "file\nin\\x.pdf\n")
    [source] = collect([tmp_path], manifest).sources
    assert (source.file, source.path) == ("in\\x.pdf", tmp_path / "in/x.pdf")


def test_a_manifest_that_cannot_be_used_stops_everything(tmp_path: Path) -> None:
    _make(tmp_path, "x.pdf")
    with pytest.raises(ManifestError):
        collect([tmp_path], _manifest(tmp_path, "document\nx.pdf\n"))


@pytest.mark.real
@pytest.mark.parametrize(("folder", "count"), [("policies", 42), ("agreements", 16), ("rights", 14), ("malformed", 25)])
def test_the_real_manifests_are_collected_whole(real_corpus: Path, folder: str, count: int) -> None:
    collected = collect([real_corpus / folder], real_corpus / folder / "manifest.csv")
    assert (len(collected.sources), collected.failures, collected.skipped_files) == (count, (), 0)
