"""Read files and folders of this machine as if they were fetched."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import quote

from policyscan.fetch.patterns import matcher
from policyscan.fetch.records import FetchError, FetchFault, Known, Link


def read_file(path: Path, address: str, *, known: Known | None, most_bytes: int) -> tuple[bytes | None, dict[str, str]]:
    """The bytes of a file, None where size and time of change are as known; with headers like a server's."""
    try:
        # A pipe or device would never end, or never begin.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _error(address, "is not a file", FetchFault.UNREADABLE_PATH)
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            headers = {"etag": _etag(before), "content-length": str(before.st_size)}
            if known is not None and known.etag == headers["etag"]:
                return None, headers
            if before.st_size > most_bytes:
                raise _error(address, f"has {before.st_size:,} bytes, over {most_bytes:,}", FetchFault.TOO_LARGE)
            data = stream.read(most_bytes + 1)
            after = os.fstat(stream.fileno())
    except FileNotFoundError as error:
        raise _error(address, "does not exist", FetchFault.NOT_FOUND) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _error(address, f"cannot be read ({reason})", FetchFault.UNREADABLE_PATH) from error
    if _etag(after) != headers["etag"] or len(data) != before.st_size:
        raise _error(address, "changed while it was read", FetchFault.TRUNCATED)
    return data, headers


def documents_in(folder: Path, pattern: str = "") -> tuple[Link, ...]:
    """The files below a folder whose path in it, or name, matches `pattern` (default: PDFs by name), in order.

    Addresses are `file:` addresses, titles the paths within the folder. Hidden files and folders are passed over, and
    links to folders are not followed. `FetchError` where the folder or one below it cannot be read.
    """
    matches = matcher(pattern)
    found: list[tuple[str, Path]] = []
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        fault = FetchFault.UNREADABLE_PATH if folder.exists() else FetchFault.NOT_FOUND
        raise FetchError(f"{folder} {what}.", fault=fault, address=str(folder), fix="Name the folder of the documents.")
    root = folder.resolve()
    for where, folders, files in os.walk(root, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(where, name)
            within = path.relative_to(root).as_posix()
            if not name.startswith(".") and matches(quote(os.fsencode(within)), within, name):
                found.append((within, path))
    return tuple(Link(path.as_uri(), _printable(within)) for within, path in sorted(found))


def _etag(facts: os.stat_result) -> str:
    return f'"{facts.st_size}-{facts.st_mtime_ns}"'


def _printable(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _raise(error: OSError) -> None:
    raise FetchError(
        f"{error.filename} cannot be read ({error.strerror}).",
        fault=FetchFault.UNREADABLE_PATH,
        address=str(error.filename),
        fix="Give yourself permission to read the folder.",
    ) from error


def _error(address: str, what: str, fault: FetchFault) -> FetchError:
    fix = "Check the path." if fault == FetchFault.NOT_FOUND else ""
    return FetchError(f"{address} {what}.", fault=fault, address=address, fix=fix)
