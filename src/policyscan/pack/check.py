"""Hold a pack's files against its checksums, and lay its tables out for `verify`."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.pack.bundle import SUMS

if TYPE_CHECKING:
    from policyscan.store import Store
    from policyscan.verify import Verification

# The files of a pack that quote; each is an export that `verify` reads.
TABLES = ("matrix.csv", "matrix.xlsx", "quotes.csv", "index.html")
# Of one file, unpacked: the largest seen, a page of 300 places on 8 measures, has 12 MB.
MOST_BYTES = 500_000_000
_PIECE = 1 << 20


@contextmanager
def unpacked(path: Path | str) -> Iterator[tuple[Path, ...]]:
    """The pack's tables as files of a folder that goes at the end, when every checksum holds.

    Raises `QueryError` for a file that is no pack, and naming the files that were changed, added or left out.
    """
    with tempfile.TemporaryDirectory(prefix="policyscan-") as folder:
        # What the caller does with the tables may fail in ways of its own: it stands outside the reading.
        yield _lay_out(Path(path), Path(folder))


def _lay_out(file: Path, folder: Path) -> tuple[Path, ...]:
    try:
        with zipfile.ZipFile(file) as archive:
            _check(file, archive)
            found = tuple(folder / name for name in TABLES)
            for target in found:
                target.write_bytes(archive.read(target.name))
            return found
    # zipfile raises the last two for a way of packing that it does not know, and for an encrypted file.
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise _foreign(file, f"it cannot be read ({error})") from error


def _check(file: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if SUMS not in names:
        raise _foreign(file, f"it holds no {SUMS}")
    told: dict[str, str] = {}
    for line in _read(file, archive, SUMS).decode("ascii", "replace").splitlines():
        digest, _, name = line.partition("  ")
        told[name] = digest
    here = set(names) - {SUMS}
    changed = [name for name in told if name in here and _digest(file, archive, name) != told[name]]
    for wrong, why in (
        (changed, "changed after the pack was made"),
        (sorted(here - set(told)), f"not in {SUMS}"),
        (sorted(set(told) - here), "left out"),
        (sorted(set(TABLES) - here), "missing"),
    ):
        if wrong:
            more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
            raise _foreign(file, f"{', '.join(wrong[:3])}{more}: {why}")
    if len(names) != len(set(names)):
        raise _foreign(file, "it holds two files of one name")


def _digest(file: Path, archive: zipfile.ZipFile, name: str) -> str:
    return hashlib.sha256(_read(file, archive, name)).hexdigest()


def _read(file: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _foreign(file, f"{name} is larger than any file of a pack")
    return data


def _foreign(file: Path, why: str) -> QueryError:
    return QueryError(
        f"{file}: not an evidence pack that can be checked: {why}", fix="Make it again: policyscan evidence-pack."
    )


def verify_pack(path: Path, store: Store) -> Verification:
    """Check the quotes of all tables of a pack, each named with its table. Raises `QueryError` as `unpacked` does."""
    from policyscan.export.read import read_quotes
    from policyscan.verify import verify_quotes

    with unpacked(path) as files:
        quotes = [replace(one, where=f"{file.name}: {one.where}") for file in files for one in read_quotes(file)]
    return verify_quotes(str(path), quotes, store)
