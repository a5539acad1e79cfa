"""What a link keeps on another disk is backed up like the rest, or the backup says why it cannot be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from upkeep_records import data_of, document_of

from policyscan import upkeep
from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE, Store


def move_away(path: Path, disk: Path) -> Path:
    """Put a file or folder elsewhere and leave a link to it."""
    disk.mkdir(exist_ok=True)
    target = disk / path.name
    path.rename(target)
    path.symlink_to(target)
    return target


def blobs(store: Store, disk: Path) -> None:
    move_away(store.folder / "blobs", disk)


def a_folder_of_blobs(store: Store, disk: Path) -> None:
    move_away(store.blob_path(document_of("a").sha256).parent, disk)


def blobs_and_a_folder_of_them(store: Store, disk: Path) -> None:
    a_folder_of_blobs(store, disk)
    blobs(store, disk)


def an_original(store: Store, disk: Path) -> None:
    move_away(store.blob_path(document_of("a").sha256), disk)


def the_index(store: Store, disk: Path) -> None:
    move_away(store.folder / "index", disk)


def the_list(store: Store, disk: Path) -> None:
    move_away(store.folder / "sources.csv", disk)


LINKED = [blobs, a_folder_of_blobs, blobs_and_a_folder_of_them, an_original, the_index, the_list]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the database and the lock, whatever links lead to it."""
    paths = [Path(parent, name) for parent, _, names in os.walk(folder, followlinks=True) for name in names]
    names = [path.relative_to(folder).as_posix() for path in paths]
    found = {name: path.read_bytes() for name, path in zip(names, paths, strict=True)}
    return {name: data for name, data in found.items() if name.startswith(("blobs/", "index/", "sources.csv"))}


@pytest.mark.parametrize("link", LINKED)
def test_what_lies_behind_a_link_is_restored(
    filled: Store, tmp_path: Path, link: Callable[[Store, Path], None]
) -> None:
    (filled.folder / "sources.csv").write_text("address\n")
    link(filled, tmp_path / "disk")
    before = list(upkeep.dump_lines(filled))
    assert upkeep.backup(filled, tmp_path / "b.tar.gz").left_out == ()
    upkeep.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    with Store.open(tmp_path / "new") as restored:
        assert restored.check() == () and list(upkeep.dump_lines(restored)) == before
        assert restored.blob(document_of("a").sha256) == data_of("a")
    assert contents(tmp_path / "new") == contents(filled.folder)
    assert not any(path.is_symlink() for path in (tmp_path / "new").rglob("*"))


@pytest.mark.parametrize("link", [blobs, a_folder_of_blobs, an_original, the_index])
def test_a_link_whose_disk_is_away_ends_the_backup(
    filled: Store, tmp_path: Path, link: Callable[[Store, Path], None]
) -> None:
    link(filled, tmp_path / "disk")
    (tmp_path / "disk").rename(tmp_path / "away")
    with pytest.raises(WorkspaceError, match=r"leads to .*/disk/.*, which is not there") as caught:
        upkeep.backup(filled, tmp_path / "b.tar.gz")
    assert "mounted" in caught.value.fix and not (tmp_path / "b.tar.gz").exists()


@pytest.mark.parametrize("target", ["blobs", "blobs/aa", "blobs/aa/deeper", ".", ".."])
def test_a_link_that_leads_back_ends_the_backup(filled: Store, tmp_path: Path, target: str) -> None:
    (filled.folder / "blobs" / "aa" / "deeper").mkdir(parents=True, exist_ok=True)
    (filled.folder / "blobs" / "aa" / "deeper" / "again").symlink_to(filled.folder / target)
    with pytest.raises(WorkspaceError, match="leads back to a folder that it lies in"):
        upkeep.backup(filled, tmp_path / "b.tar.gz")


def test_links_that_lead_to_one_another_end_the_backup(filled: Store, tmp_path: Path) -> None:
    for name, other in (("one", "two"), ("two", "one")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "more").symlink_to(tmp_path / other)
    (filled.folder / "blobs" / "one").symlink_to(tmp_path / "one")
    with pytest.raises(WorkspaceError, match="leads back"):
        upkeep.backup(filled, tmp_path / "b.tar.gz")
    (filled.folder / "blobs" / "one").unlink()
    (filled.folder / "blobs" / "itself").symlink_to("itself")
    with pytest.raises(WorkspaceError, match="leads to itself, which is not there"):
        upkeep.backup(filled, tmp_path / "b.tar.gz")


def test_a_backup_does_not_go_where_a_link_keeps_the_originals(filled: Store, tmp_path: Path) -> None:
    blobs(filled, tmp_path / "disk")
    with pytest.raises(WorkspaceError, match="lies in the workspace"):
        upkeep.backup(filled, tmp_path / "disk" / "blobs" / "new" / "b.tar.gz")
    assert not (tmp_path / "disk" / "blobs" / "new").exists()


def test_links_to_what_is_no_part_of_a_workspace_are_left_out_and_named(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    (filled.folder / "mine").symlink_to(tmp_path / "mine")
    (filled.folder / "gone").symlink_to(tmp_path / "gone")
    (filled.folder / "all").symlink_to("/")
    (filled.folder / "partial").symlink_to(tmp_path)
    assert upkeep.backup(filled, tmp_path / "b.tar.gz").left_out == ("gone", "mine", "all")
    upkeep.restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["blobs", "index", DATABASE]
