"""Make a workspace of a backup: every file held against its hash, then the folder put in place by one rename."""

from __future__ import annotations

import gzip
import hashlib
import os
import tarfile
import zlib
from pathlib import Path
from typing import IO

from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE, Store
from policyscan.store.schema import known_version
from policyscan.upkeep.archive import CHUNK, LARGEST_MANIFEST, MANIFEST, Manifest, damaged, read_manifest, total
from policyscan.upkeep.backup import BackupReport
from policyscan.upkeep.parts import check_room, make_parent, part_of, remove, sweep, sync_folder

# What reading a damaged file raises; a complaint of gzip's is an OSError.
_DAMAGE = (tarfile.TarError, EOFError, zlib.error, OSError)


def restore(file: Path, folder: Path) -> BackupReport:
    """Unpack the backup `file` into `folder`, which must be empty or not there.

    `WorkspaceError`, and nothing in the folder, where the file is no backup, is damaged or cut off, was made by a
    newer program, or where the disk has no room.
    """
    file, folder = Path(file), Path(folder).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(
            f"{folder} is not empty.", fix="Name a folder that is empty or not there yet with --workspace."
        )
    make_parent(folder)
    part = part_of(folder)
    try:
        sweep(folder)
        with file.open("rb") as stream:
            try:
                part.mkdir()
                manifest = _unpack(stream, file, part)
                # Says in one line what is wrong with a database that is none, and brings an older one up to date.
                Store.open(part).close()
                part.replace(folder)
                sync_folder(folder.parent)
            finally:
                remove(part)
    except OSError as error:
        raise WorkspaceError(
            f"{file} could not be restored to {folder} ({error.strerror or error}).",
            fix="Check the names, that the disk has room, and that you may write there.",
        ) from error
    return BackupReport(
        str(file),
        len(manifest.members),
        total(manifest.members),
        file.stat().st_size,
        manifest.made_at,
        manifest.version,
    )


def _unpack(stream: IO[bytes], file: Path, folder: Path) -> Manifest:
    with gzip.open(stream) as unpacked:
        try:
            tar = tarfile.open(fileobj=unpacked, mode="r|")  # noqa: SIM115 - it has nothing of its own to close
        except _DAMAGE as error:
            raise _as_ours(error, _no_backup(file)) from error
        try:
            manifest = _take_all(tar, file, folder)
            # To its end, where gzip has its own check of the whole.
            while unpacked.read(CHUNK):
                pass
        except _DAMAGE as error:
            raise _as_ours(error, damaged(file, "it is cut off or was changed")) from error
    return manifest


def _as_ours(error: Exception, ours: WorkspaceError) -> Exception:
    """What to raise: a fault of the disk has a number and stays what it is, gzip's complaints have none."""
    return error if isinstance(error, OSError) and error.errno is not None else ours


def _no_backup(file: Path) -> WorkspaceError:
    return WorkspaceError(f"{file} is no backup of policyscan.", fix="Name a file that `policyscan backup` wrote.")


def _take_all(tar: tarfile.TarFile, file: Path, folder: Path) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.isreg() and first.name == MANIFEST else None
    if first is None or content is None:
        raise _no_backup(file)
    if first.size > LARGEST_MANIFEST:
        raise damaged(file, "its list of members is too long")
    manifest = read_manifest(content.read(), file, schema=known_version())
    check_room(folder.parent, total(manifest.members), "The workspace")
    left = {member.name: member for member in manifest.members}
    if DATABASE not in left:
        raise damaged(file, "it lists no database")
    while (entry := tar.next()) is not None:
        member = left.pop(entry.name, None)
        # Links, devices and folders are never made: only plain files with a name from the list.
        if member is None or not entry.isreg() or entry.size != member.size:
            raise damaged(file, f"it holds a member {entry.name!r} that its list does not have")
        source = tar.extractfile(entry)
        if source is None or _keep(source, folder / member.name) != member.sha256:
            raise damaged(file, f"{entry.name} was changed after it was backed up")
    if left:
        raise damaged(file, f"{len(left)} of its {len(manifest.members)} files are missing")
    (folder / "blobs").mkdir(exist_ok=True)
    return manifest


def _keep(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as stream:
        while data := source.read(CHUNK):
            digest.update(data)
            stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest()
