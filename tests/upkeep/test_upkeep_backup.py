"""A backup holds all, and is restored whole or not at all."""

from __future__ import annotations

import gzip
import importlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from upkeep_records import data_of, document_of, put_document

from policyscan import open_workspace, upkeep
from policyscan.embed import FakeEmbedder
from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE, Store
from policyscan.upkeep import archive, parts
from policyscan.upkeep.archive import MANIFEST, is_safe

Change = Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]


def lines(folder: Path) -> list[str]:
    with Store.open(folder) as store:
        assert store.check() == ()
        return list(upkeep.dump_lines(store))


@pytest.fixture
def file(filled: Store, tmp_path: Path) -> Path:
    target = tmp_path / "elsewhere" / "backup.tar.gz"
    upkeep.backup(filled, target)
    return target


def test_what_is_restored_is_what_was_backed_up(filled: Store, file: Path, tmp_path: Path) -> None:
    before = list(upkeep.dump_lines(filled))
    report = upkeep.restore(file, tmp_path / "new" / "folder")
    assert lines(tmp_path / "new" / "folder") == before
    assert report.members == 1 + 3 + 3
    with open_workspace(tmp_path / "new" / "folder", embedder=FakeEmbedder()) as opened:
        assert len(opened.search("officers choke", limit=1).hits) == 1
        assert opened.store.blob(document_of("a").sha256) == data_of("a")
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_first_member_lists_the_others_with_their_hashes(file: Path) -> None:
    with tarfile.open(file) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile(MANIFEST))
    assert names[0] == MANIFEST
    assert [name for name, _, _ in manifest["members"]] == names[1:]
    assert {key for key in manifest if key != "members"} == {"format", "version", "schema", "made_at"}


def test_other_files_of_the_folder_come_along_and_parts_and_links_do_not(filled: Store, tmp_path: Path) -> None:
    (filled.folder / "sources.csv").write_text("name")
    (filled.folder / "half.part").write_text("x")
    (filled.folder / ".w.atom.1.part").write_text("x")
    (filled.folder / "notices.lock").write_text("1")
    (filled.folder / "partial").mkdir()
    (filled.folder / "partial" / "0123").write_text("x")
    (filled.folder / "link").symlink_to(tmp_path)
    # What is left out is said.
    assert upkeep.backup(filled, tmp_path / "b.tar.gz").left_out == ("link",)
    upkeep.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["blobs", "index", DATABASE, "sources.csv"]


@pytest.mark.parametrize("content", [b"", b"short", b"longer than it was before"])
def test_files_that_are_written_meanwhile_are_restored_as_they_were_at_one_moment(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    names = ["notices/w.atom", "reports/changes.csv", "sources.csv"]
    for name in names:
        (filled.folder / name).parent.mkdir(exist_ok=True)
        (filled.folder / name).write_bytes(b"as it was")
    real = archive.hash_file

    def hash_file(path: Path) -> str:
        found = real(path)
        for name in names:
            (filled.folder / name).write_bytes(content)
        return found

    # The package has a function of the module's name.
    monkeypatch.setattr(importlib.import_module("policyscan.upkeep.backup"), "hash_file", hash_file)
    upkeep.backup(filled, tmp_path / "b.tar.gz")
    upkeep.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert [(tmp_path / "new" / name).read_bytes() for name in names] == [b"as it was"] * 3
    assert lines(tmp_path / "new") == list(upkeep.dump_lines(filled))


def test_what_vanishes_meanwhile_is_left_out(filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled.folder / "reports" / "old"
    folder.mkdir(parents=True)
    (folder / "changes.csv").write_text("x")
    (filled.folder / "reports" / "changes.csv").write_text("x")
    (filled.folder / "sources.csv").write_text("x")
    real = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path) == str(folder):
            shutil.rmtree(folder, ignore_errors=True)
        return real(path)

    def copy(source: Path, target: Path) -> None:
        if source.name == "changes.csv":
            source.unlink()
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(shutil, "copyfile", copy)
    upkeep.backup(filled, tmp_path / "b.tar.gz")
    monkeypatch.undo()
    upkeep.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["blobs", "index", DATABASE, "sources.csv"]
    assert [path.name for path in tmp_path.iterdir() if "b.tar.gz" in path.name] == ["b.tar.gz"]


def test_a_folder_that_cannot_be_read_is_no_silent_gap(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("/index"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(WorkspaceError, match="Permission denied"):
        upkeep.backup(filled, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


def test_a_backup_is_not_overwritten_unless_forced(filled: Store, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(WorkspaceError, match="is there already"):
        upkeep.backup(filled, file)
    assert file.read_bytes() == before
    put_document(filled, "c")
    upkeep.backup(filled, file, force=True)
    assert file.read_bytes() != before


def test_a_backup_does_not_go_into_its_own_workspace(filled: Store) -> None:
    with pytest.raises(WorkspaceError, match="lies in the workspace"):
        upkeep.backup(filled, filled.folder / "b.tar.gz")


def test_a_changed_original_is_not_backed_up(filled: Store, tmp_path: Path) -> None:
    path = filled.blob_path(document_of("a").sha256)
    path.write_bytes(b"x")
    with pytest.raises(WorkspaceError, match="was changed after it was stored") as caught:
        upkeep.backup(filled, tmp_path / "to" / "b.tar.gz")
    assert str(path) in caught.value.fix
    assert list((tmp_path / "to").iterdir()) == []


def test_no_room_is_said_before_anything_is_written(
    filled: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(parts.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(WorkspaceError, match=r"The backup needs up to [\d,]+ bytes, and .* has 1,000 free"):
        upkeep.backup(filled, tmp_path / "to" / "b.tar.gz")
    with pytest.raises(WorkspaceError, match=r"The workspace needs up to [\d,]+ bytes"):
        upkeep.restore(file, tmp_path / "new")
    assert list((tmp_path / "to").iterdir()) == []
    assert not (tmp_path / "new").exists()


def test_a_backup_waits_for_the_writer_and_readers_go_on(filled: Store, tmp_path: Path) -> None:
    words: list[str] = []
    held, done = threading.Event(), threading.Event()

    def write() -> None:
        with Store.open(filled.folder) as other, other.writing():
            put_document(other, "c")
            held.set()
            done.wait(60)
            put_document(other, "d")

    thread = threading.Thread(target=write)
    thread.start()
    held.wait(60)

    def hear(word: str) -> None:
        words.append(word)
        done.set()

    upkeep.backup(filled, tmp_path / "b.tar.gz", on_wait=hear)
    thread.join()
    assert len(words) == 1
    upkeep.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert lines(tmp_path / "new") == list(upkeep.dump_lines(filled))


def test_leftovers_of_the_dead_are_swept_and_those_of_the_living_stay(filled: Store, tmp_path: Path) -> None:
    dead, living, other = (
        tmp_path / name for name in (".b.gz.999999999.part", f".b.gz.{os.getppid()}.part", ".b.gz.x.part")
    )
    for path in (dead, living, other):
        path.write_text("x")
    upkeep.backup(filled, tmp_path / "b.gz")
    assert [path.exists() for path in (dead, living, other)] == [False, True, True]


def test_an_empty_folder_is_restored_to_and_any_other_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    upkeep.restore(file, tmp_path / "empty")
    before = lines(tmp_path / "empty")
    with pytest.raises(WorkspaceError, match="is not empty"):
        upkeep.restore(file, tmp_path / "empty")
    assert lines(tmp_path / "empty") == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match="is not empty"):
        upkeep.restore(file, tmp_path / "file")


def refused(file: Path, folder: Path) -> WorkspaceError:
    """The error of a restore that leaves nothing behind."""
    folder.mkdir()
    with pytest.raises(WorkspaceError) as caught:
        upkeep.restore(file, folder / "workspace")
    assert list(folder.iterdir()) == []
    assert "\n" not in caught.value.problem
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize("share", [0.0, 0.001, 0.02, 0.3, 0.7, 0.99])
def test_a_backup_that_is_cut_off_is_refused(file: Path, tmp_path: Path, share: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    assert "backup" in refused(file, tmp_path / "to").problem


def with_flipped_bit(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def is_same_content(whole: bytes, damaged: bytes) -> bool:
    try:
        return gzip.decompress(damaged) == gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return False


@pytest.mark.parametrize("tenth", range(10))
def test_a_backup_with_a_flipped_bit_is_refused(file: Path, tmp_path: Path, tenth: int) -> None:
    whole = file.read_bytes()
    # Beyond gzip's own head, which holds a name that nobody reads.
    at = len(whole) * tenth // 10 + 60 if tenth < 9 else len(whole) - 6
    damaged = with_flipped_bit(whole, at)
    while is_same_content(whole, damaged):
        # A bit that fills a byte up, or the length of a code that is not used, says nothing.
        at += 1
        damaged = with_flipped_bit(whole, at)
    file.write_bytes(damaged)
    assert "backup" in refused(file, tmp_path / "to").problem


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", gzip.compress(b"no tar", mtime=0), gzip.compress(b"\0" * 10240, mtime=0)],
    ids=["nothing", "a PDF", "no tar", "zeros"],
)
def test_another_file_is_named_as_none_of_ours(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    assert refused(tmp_path / "x", tmp_path / "to").problem == f"{tmp_path / 'x'} is no backup of policyscan."


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "x", tmp_path / "to").problem


def rewrite(file: Path, change: Change) -> None:
    """Write a backup anew with other members, its list left as it is unless that is changed too."""
    with tarfile.open(file) as tar:
        found = [(entry, tar.extractfile(entry).read()) for entry in tar]
    change(found)
    with tarfile.open(file, "w:gz") as tar:
        for entry, data in found:
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


def manifest(**values: object) -> Change:
    def change(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        found[0] = (found[0][0], json.dumps({**json.loads(found[0][1]), **values}).encode())

    return change


def kind(letter: bytes, target: str = "") -> Change:
    def change(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        found[2][0].type, found[2][0].linkname = letter, target
        found[2] = (found[2][0], b"")

    return change


def extra(name: str) -> Change:
    return lambda found: found.append((tarfile.TarInfo(name), b"x"))


def listed(name: str) -> Change:
    """A member that the list names, too."""

    def change(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        values = json.loads(found[0][1])
        values["members"].append([name, 1, "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"])
        found[0] = (found[0][0], json.dumps(values).encode())
        found.append((tarfile.TarInfo(name), b"x"))

    return change


def altered(found: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    found[2] = (found[2][0], bytes(len(found[2][1])))


DAMAGE: list[tuple[str, Change, str]] = [
    ("a newer schema", manifest(schema=999), "was made by a newer policyscan"),
    ("a newer format", manifest(format=2), "was made by a newer policyscan"),
    ("a list of another form", manifest(members=3), "its list of members cannot be read"),
    ("an empty list", manifest(members=[]), "it lists no database"),
    ("a link", kind(tarfile.SYMTYPE, "/etc/passwd"), "that its list does not have"),
    ("a hard link", kind(tarfile.LNKTYPE, DATABASE), "that its list does not have"),
    ("a device", kind(tarfile.CHRTYPE), "that its list does not have"),
    ("a folder", kind(tarfile.DIRTYPE), "that its list does not have"),
    ("a member beside the list", extra("more"), "that its list does not have"),
    ("a member above", extra("../more"), "that its list does not have"),
    ("a listed member above", listed("../more"), "lies outside a workspace"),
    ("a listed absolute member", listed("/tmp/more"), "lies outside a workspace"),
    ("a member listed twice", listed(DATABASE), "it names a member twice"),
    ("a member that stands twice", lambda found: found.append(found[1]), "that its list does not have"),
    ("other bytes", altered, "was changed after it was backed up"),
    ("a member that is gone", lambda found: found.pop(), "1 of its 7 files are missing"),
    ("no list", lambda found: found.pop(0), "is no backup of policyscan"),
]


@pytest.mark.parametrize(("change", "problem"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
def test_what_is_not_as_it_was_written_is_refused(file: Path, tmp_path: Path, change: Change, problem: str) -> None:
    rewrite(file, lambda _: None)
    upkeep.restore(file, tmp_path / "unchanged")
    rewrite(file, change)
    assert problem in refused(file, tmp_path / "to").problem
    assert not (tmp_path / "more").exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("policyscan.sqlite", True),
        ("index/fake/card.json", True),
        ("a/../b", False),
        ("..", False),
        ("/a", False),
        ("a//b", False),
        ("./a", False),
        ("a/", False),
        ("", False),
        ("a\\b", False),
        ("a\nb", False),
    ],
)
def test_safe_names(name: str, safe: bool) -> None:
    assert is_safe(name) is safe


def test_a_database_of_another_program_is_refused(filled: Store, tmp_path: Path) -> None:
    filled._database.run("PRAGMA application_id = 7")
    upkeep.backup(filled, tmp_path / "b.tar.gz")
    assert "is a database of another program" in refused(tmp_path / "b.tar.gz", tmp_path / "to").problem


def test_a_workspace_that_cannot_be_read_is_said(filled: Store, tmp_path: Path) -> None:
    filled.close()
    path = filled.folder / DATABASE
    with sqlite3.connect(path) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'listings'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(data)
    with Store.open(filled.folder) as store, pytest.raises(WorkspaceError, match="could not be read"):
        list(upkeep.dump_lines(store))
