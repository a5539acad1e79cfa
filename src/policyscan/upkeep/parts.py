"""Names for what is being written, so that what a dead process left behind is told from what a live one writes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from policyscan.errors import WorkspaceError

_PART = ".part"


def part_of(target: Path) -> Path:
    """Where this process writes what will become `target`: beside it, so that a rename brings it in place."""
    return target.parent / f".{target.name}.{os.getpid()}{_PART}"


def sweep(target: Path) -> None:
    """Delete what processes that died while writing `target` left beside it."""
    prefix = f".{target.name}."
    for path in list(target.parent.iterdir()):
        pid = path.name[len(prefix) : -len(_PART)]
        is_part = path.name.startswith(prefix) and path.name.endswith(_PART) and pid.isdigit()
        if is_part and (int(pid) == os.getpid() or not _is_alive(int(pid))):
            remove(path)


def remove(path: Path) -> None:
    """Delete a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def make_parent(target: Path) -> None:
    """Make the folder that `target` stands in."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"{target.parent} cannot be made ({error.strerror}).", fix="Name a place that you may write to."
        ) from error


def check_room(folder: Path, needed: int, what: str) -> None:
    """Refuse to begin what the disk has no room for."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WorkspaceError(
            f"{what} needs up to {needed:,} bytes, and {folder} has {free:,} free.",
            fix="Make room, or name a place on another disk.",
        )


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
