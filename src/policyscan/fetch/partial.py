"""Keep what has come of a download, with what it takes to go on with it (RFC 9110, 13.1.5 and 14)."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from policyscan.fetch.records import FetchError, FetchFault

# A file could have changed twice within the second that Last-Modified counts in; RFC 7232, 2.2.2 asks for a minute.
_STRONG_AFTER = timedelta(seconds=60)
# So much at most is fetched again after a crash.
_SYNC_BYTES = 4 * 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", re.I)


@dataclass(slots=True)
class _Note:
    """What the file beside a partial file says; `kept` bytes are on the disk for sure."""

    address: str = ""
    validator: str = ""
    total: int = -1
    kept: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Part:
    """The bytes of one document as they come, in memory or in a file that outlives the process.

    Only bytes with a strong validator are gone on with. One fetch at a time uses a file.
    """

    def __init__(self, path: Path | None, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._note = _Note()
        self.size = 0
        with self._guarded():
            self._stream: BinaryIO = BytesIO() if path is None else self._open(path)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the whole document."""
        return self._note.headers

    @property
    def is_short(self) -> bool:
        """Whether fewer or more bytes are here than the server promised."""
        return self._note.total not in {-1, self.size}

    def wishes(self, address: str) -> dict[str, str]:
        """The headers that ask an address for the rest, empty where all must come anew."""
        note = self._note
        if not (self.size and note.validator and note.address == address):
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": note.validator}

    def begin(self, address: str, headers: Mapping[str, str], *, total: int, resumable: bool) -> None:
        """Start anew with a whole answer; `total` is -1 where the server does not say."""
        with self._guarded():
            self._empty()
            validator = strong_validator(headers) if resumable else ""
            self._note = _Note(address, validator, total, 0, dict(headers))
            self._write_note()

    def goes_on(self, headers: Mapping[str, str]) -> bool:
        """Whether a partial answer (206) is the rest of what is here."""
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
        if not found or int(found[1]) != self.size or "content-encoding" in headers:
            return False
        note = self._note
        total = -1 if found[3] == "*" else int(found[3])
        if total != -1 and (int(found[2]) != total - 1 or note.total not in {-1, total}):
            return False
        for name in ("etag", "last-modified"):
            if name in headers and headers[name] != note.headers.get(name):
                return False
        note.total = total if total != -1 else note.total
        return True

    def append(self, data: bytes) -> None:
        """Add bytes; `FetchError` when the disk has no room."""
        with self._guarded():
            self._stream.write(data)
            self.size += len(data)
            if self._note.validator and self.size - self._note.kept >= _SYNC_BYTES:
                self._keep()

    def data(self) -> bytes:
        """All bytes."""
        if isinstance(self._stream, BytesIO):
            return self._stream.getvalue()
        with self._guarded():
            self._stream.seek(0)
            return self._stream.read()

    def drop(self) -> None:
        """Forget all bytes."""
        with self._guarded():
            self._empty()
            self._note = _Note()

    def close(self, *, keep: bool) -> None:
        """Let go of the file: with what came, where the next fetch can go on with it, else without a trace."""
        with self._guarded():
            keep = keep and bool(self._note.validator and self.size) and self._path is not None
            if keep:
                self._keep()
            self._stream.close()
            if self._path is not None and not keep:
                self._path.unlink(missing_ok=True)
                _beside(self._path).unlink(missing_ok=True)

    def _open(self, path: Path) -> BinaryIO:
        path.parent.mkdir(parents=True, exist_ok=True)
        note = _read_note(_beside(path))
        stream = path.open("r+b" if path.exists() else "w+b")
        here = stream.seek(0, os.SEEK_END)
        if note is not None and note.validator and 0 < note.kept <= min(here, self._limit):
            # What lies beyond was not yet safe on the disk when the note was written.
            stream.truncate(note.kept)
            stream.seek(note.kept)
            self._note, self.size = note, note.kept
        else:
            stream.truncate(0)
            stream.seek(0)
        return stream

    def _empty(self) -> None:
        self._stream.seek(0)
        self._stream.truncate()
        self.size = 0

    def _keep(self) -> None:
        if self._path is None:
            return
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._note.kept = self.size
        self._write_note()

    def _write_note(self) -> None:
        if self._path is None:
            return
        beside = _beside(self._path)
        part = beside.with_name(f"{beside.name}.part")
        with part.open("w", encoding="utf-8") as stream:
            json.dump(asdict(self._note), stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(beside)

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise FetchError(
                f"{self._path} cannot be written ({error.strerror or error}).",
                fault=FetchFault.UNREADABLE_PATH,
                address=str(self._path),
                fix="Check that the disk has room and that you may write there.",
            ) from error


def strong_validator(headers: Mapping[str, str]) -> str:
    """The ETag or date that tells these very bytes from all others of the address, empty where there is none."""
    etag = headers.get("etag", "")
    if etag:
        return etag if etag.startswith('"') else ""
    try:
        modified = parsedate_to_datetime(headers.get("last-modified", ""))
        sent = parsedate_to_datetime(headers.get("date", ""))
        return headers["last-modified"] if sent - modified >= _STRONG_AFTER else ""
    except (TypeError, ValueError):
        return ""


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _read_note(path: Path) -> _Note | None:
    try:
        raw = json.loads(path.read_text("utf-8"))
        words = [raw["address"], raw["validator"], *raw["headers"].keys(), *raw["headers"].values()]
        is_sound = all(isinstance(word, str) for word in words) and type(raw["total"]) is type(raw["kept"]) is int
        return _Note(**raw) if is_sound else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
