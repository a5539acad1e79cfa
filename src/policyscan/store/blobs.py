"""The original bytes, filed under their own hash, written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from pathlib import Path

from policyscan.errors import WorkspaceError

_PART = ".part"


class Blobs:
    """`<folder>/<first two digits>/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes are, or would be."""
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return self.path(sha256).is_file()

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their sha256; bytes that are here already cost a look."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        with contextlib.suppress(OSError):
            if path.stat().st_size == len(data):
                return sha256
        # Two threads may keep the same bytes at once.
        part = self.folder / f"{os.getpid()}-{threading.get_ident()}-{sha256}{_PART}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise WorkspaceError(
                f"The original of a document could not be kept in {self.folder} ({error.strerror}).",
                fix="Check that the disk has room and that you may write to the workspace.",
            ) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes, held against their name."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise WorkspaceError(
                f"The original of document {sha256[:12]} cannot be read ({error.strerror}).",
                fix="Ingest its source again.",
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise WorkspaceError(
                f"The original of document {sha256[:12]} was changed after it was stored.",
                fix=f"Delete {path} and ingest its source again.",
            )
        return data

    def sweep(self) -> None:
        """Delete what processes that died while writing left behind."""
        for part in self.folder.glob(f"*{_PART}"):
            pid = part.name.partition("-")[0]
            if not (pid.isdigit() and _is_alive(int(pid))):
                part.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
