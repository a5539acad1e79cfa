"""Put a workspace into one file: the database at one moment, the originals, the index, and a hash of each.

The writer's lock is held, so that nobody drops or adds an original meanwhile and every backup is of a finished run;
reading goes on, and so does what needs no lock: telling subscribers, writing reports, editing the list of sources.
The vector index is taken along, though it could be made anew from the vectors in the database: so a restored workspace
is the same to the byte and answers at once, without a model.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE
from policyscan.upkeep.archive import LEVEL, MANIFEST, Manifest, Member, hash_file, total
from policyscan.upkeep.files import Files, files_of
from policyscan.upkeep.parts import check_room, make_parent, part_of, remove, sweep, sync_folder
from policyscan.upkeep.snapshot import snapshot

if TYPE_CHECKING:
    from policyscan.store import Store

# Only who holds the writer's lock writes here; anything else may be replaced while it is read.
_STAYS = ("blobs/", "index/")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup or a restore moved: how many files, their bytes, and the size of the backup.

    `left_out` are links in the workspace's folder that lead to what is no part of it.
    """

    file: str
    members: int
    bytes: int
    packed_bytes: int
    made_at: str
    version: str
    left_out: tuple[str, ...] = ()


def backup(
    store: Store, file: Path, *, force: bool = False, on_wait: Callable[[str], None] | None = None
) -> BackupReport:
    """Write a backup of the workspace to `file`, whole or not at all.

    `WorkspaceError` where the file is there already (unless `force`), where it lies in the workspace, where the disk
    has no room, where an original was changed after it was stored, or where a link to a part of the workspace leads
    nowhere; `WorkspaceBusy` where another process writes for too long.
    """
    file = Path(file).absolute()
    if file.is_dir() or (file.exists() and not force):
        raise WorkspaceError(f"{file} is there already.", fix="Name another file, or replace this one with --force.")
    _refuse_inside(file, [store.folder.resolve()])
    try:
        _refuse_inside(file, files_of(store.folder).linked)
        make_parent(file)
        with store.writing(on_wait=on_wait):
            return _write(store, file)
    except OSError as error:
        raise WorkspaceError(
            f"The backup {file} could not be written ({error.strerror or error}).",
            fix="Check that the disk has room and that you may write there, and that the workspace may be read.",
        ) from error


def _refuse_inside(file: Path, folders: list[Path]) -> None:
    if any(file.resolve().is_relative_to(folder) for folder in folders):
        raise WorkspaceError(
            f"{file} lies in the workspace that is to be backed up.",
            fix="Name a file outside of it.",
        )


def _write(store: Store, file: Path) -> BackupReport:
    aside = file.with_name(f"{file.name}.copies")
    sweep(file)
    sweep(aside)
    part, copies = part_of(file), part_of(aside)
    # What is copied stands here twice for a while: as it is, and packed.
    needed = sum(size if name.startswith(_STAYS) else 2 * size for name, _, size in files_of(store.folder).found)
    check_room(file.parent, needed + 2 * (store.folder / DATABASE).stat().st_size, "The backup")
    try:
        copies.mkdir()
        schema = _copy_database(store, copies / DATABASE)
        # After the database, which speaks of the files that subscribers are told by: they may be newer, never older.
        files = files_of(store.folder)
        paths = {DATABASE: copies / DATABASE, **_held_still(files, copies)}
        manifest = Manifest(_version(), schema, _now(), tuple(_members(paths)))
        with part.open("xb") as stream:
            with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=LEVEL, format=tarfile.PAX_FORMAT) as tar:
                data = manifest.as_json()
                tar.addfile(_entry(MANIFEST, len(data)), io.BytesIO(data))
                for member in manifest.members:
                    with paths[member.name].open("rb") as source:
                        tar.addfile(_entry(member.name, member.size), source)
            stream.flush()
            os.fsync(stream.fileno())
        packed = part.stat().st_size
        part.replace(file)
        sync_folder(file.parent)
    finally:
        remove(copies)
        remove(part)
    return BackupReport(
        str(file),
        len(manifest.members),
        total(manifest.members),
        packed,
        manifest.made_at,
        manifest.version,
        tuple(files.left_out),
    )


def _held_still(files: Files, copies: Path) -> dict[str, Path]:
    """The path of each file, in a copy where another process may write it; what vanished meanwhile is left out."""
    paths: dict[str, Path] = {}
    for name, path, _ in files.found:
        if name.startswith(_STAYS):
            paths[name] = path
            continue
        paths[name] = copies / name
        paths[name].parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, paths[name])
        except FileNotFoundError:
            del paths[name]
    return paths


def _members(paths: dict[str, Path]) -> Iterator[Member]:
    for name, path in paths.items():
        sha256 = hash_file(path)
        if name.startswith("blobs/") and sha256 != path.name:
            raise WorkspaceError(
                f"The original of document {path.name[:12]} was changed after it was stored.",
                fix=f"Delete {path} and ingest its source again, then back up.",
            )
        yield Member(name, path.stat().st_size, sha256)


def _copy_database(store: Store, target: Path) -> int:
    """Copy the database by SQLite's own means; the number of its schema."""
    with snapshot(store) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
        # The copy is a file by itself: without a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
        return int(copy.execute("PRAGMA user_version").fetchone()[0])


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o644
    return entry


def _version() -> str:
    from policyscan import __version__

    return __version__


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
