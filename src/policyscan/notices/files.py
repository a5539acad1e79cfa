"""Write a file whole or not at all, and only where it says something new."""

from __future__ import annotations

import os
from pathlib import Path

from policyscan.errors import WorkspaceError


def put(path: Path, data: bytes) -> bool:
    """Write `data` unless the file holds it already; whether it was written. Raises `WorkspaceError`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"{path} cannot be written ({error.strerror}).",
            fix="Check that the folder may be written and the disk has room, or name another folder.",
        ) from error
    return True
