"""Write a ZIP whose bytes depend on its content only, and which lists the SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import UTC, datetime
from types import TracebackType
from typing import IO

SUMS = "SHA256SUMS"
# The earliest that a ZIP can hold: files of a pack have no time of their own.
TIME = (1980, 1, 1, 0, 0, 0)
# Compressing these again costs time and wins nothing.
_PACKED = (".png", ".xlsx", ".zip")
# -rw-r--r-- of a regular file.
_MODE = 0o100644 << 16
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


class Bundle:
    """A ZIP in the making; as a context manager it ends with `SHA256SUMS` over all that was added."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self._sums: list[str] = []

    def add(self, name: str, data: bytes) -> None:
        """Put a file in. Names are ours: plain ASCII, with `/` between folders."""
        self._sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
        self._put(name, data)

    def _put(self, name: str, data: bytes) -> None:
        put(self._zip, name, data)

    def __enter__(self) -> Bundle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put(SUMS, "".join(self._sums).encode("ascii"))
        finally:
            self._zip.close()


def put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Put a file into a ZIP without the time, the user or the system that made it."""
    entry = zipfile.ZipInfo(name, TIME)
    entry.create_system = 3
    entry.external_attr = _MODE
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def timeless(workbook: bytes, made_at: str) -> bytes:
    """The same workbook, made at the time of its content rather than of its writing."""
    stamp = _w3c(made_at)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            put(new, name, _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", data) if name == _CORE else data)
    return out.getvalue()


def _w3c(made_at: str) -> bytes:
    try:
        moment = datetime.fromisoformat(made_at)
    except ValueError:
        moment = datetime(*TIME)
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
