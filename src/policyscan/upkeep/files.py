"""Find the files of a workspace, those too that a link keeps on another disk."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from policyscan.errors import WorkspaceError
from policyscan.store import DATABASE
from policyscan.upkeep.archive import is_safe

# The database is taken by itself; locks say who writes now; the rest belongs to SQLite, or is half a download.
_NOT_TAKEN = frozenset({DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", "lock", "partial"})
# Of these a link is followed: a workspace without them is none.
_PARTS = frozenset({"blobs", "index", "notices", "sources.csv"})


@dataclass(slots=True)
class Files:
    """Each file's path in the workspace, where it lies, and its bytes.

    `linked` are the folders that a link led to, `left_out` links that are no part of a workspace.
    """

    found: list[tuple[str, Path, int]] = field(default_factory=list)
    linked: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def files_of(folder: Path) -> Files:
    """All files of a workspace, sorted folder by folder, but locks, logs and what is half written.

    Links are followed in what a workspace is made of. `WorkspaceError` for one of those that leads nowhere, or back to
    a folder that it lies in: a backup would lack what belongs there, or have no end.
    """
    files = Files()
    _walk(folder, folder, (folder.resolve(),), files)
    return files


def _walk(root: Path, start: Path, above: tuple[Path, ...], files: Files) -> None:
    """Look through a folder; `above` are the folders that links led through, and the first."""
    for parent, folders, names in os.walk(start, onerror=_refuse):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if (here / name).relative_to(root).as_posix() not in _NOT_TAKEN)
        for name in sorted(names):
            _take(here / name, root, files)
        # Links to folders stand among the folders; the walk itself follows none.
        for path in (here / name for name in folders if (here / name).is_symlink()):
            if not _is_part(path, root):
                files.left_out.append(path.relative_to(root).as_posix())
                continue
            target = path.resolve()
            if any(each.is_relative_to(target) for each in (*above, here.resolve())):
                raise WorkspaceError(
                    f"{path} leads back to a folder that it lies in ({target}).",
                    fix="Remove the link, then back up again.",
                )
            files.linked.append(target)
            _walk(root, path, (*above, target), files)


def _take(path: Path, root: Path, files: Files) -> None:
    name = path.relative_to(root).as_posix()
    if name in _NOT_TAKEN or name.endswith((".part", ".lock")) or path.name.startswith(".new-") or not is_safe(name):
        return
    if path.is_symlink():
        if not _is_part(path, root):
            files.left_out.append(name)
            return
        if not path.exists():
            raise WorkspaceError(
                f"{path} leads to {path.readlink()}, which is not there, so the backup would lack what belongs there.",
                fix="Put that back (is its disk mounted?) or remove the link, then back up again.",
            )
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode):
        files.found.append((name, path, found.st_size))


def _is_part(path: Path, root: Path) -> bool:
    return path.relative_to(root).parts[0] in _PARTS


def _refuse(error: OSError) -> None:
    """A folder that was removed meanwhile is no loss; one that cannot be read is."""
    if not isinstance(error, FileNotFoundError):
        raise error
