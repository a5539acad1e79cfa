"""Write a comparison or a register to a file; one module is one format.

An export receives a `Comparison` or a `Register` and nothing else, and names what it rests on: the taxonomy's
hash, the documents' hashes, the time, each measure's coverage and a note on method and limits.
"""

from __future__ import annotations

import importlib
import os
import secrets
from enum import StrEnum
from pathlib import Path

from policyscan.errors import QueryError
from policyscan.model import Comparison, Register


class Format(StrEnum):
    """The formats, each the name of its module and of its file's suffix."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"


FORMATS: tuple[str, ...] = tuple(Format)
_SUFFIXES = {"htm": Format.HTML} | {name.value: name for name in Format}


def write(answer: Comparison | Register, format: str, path: Path | str) -> tuple[Path, ...]:  # noqa: A002 (callers' name)
    """Write a comparison or a register and return the files written: `path`, and for a CSV its `.about.json`.

    A file is there whole or not at all, and one that stood there before stays until then. Raises
    `QueryError` for an unknown format, one that the file's suffix contradicts, or a file that
    cannot be written.
    """
    target = Path(path)
    chosen = _known(format)
    named = _SUFFIXES.get(target.suffix.lower().removeprefix("."))
    if named is not None and named is not chosen:
        raise QueryError(
            f"{target}: the format is {chosen}, but the file is named .{named}",
            fix=f"Name the file {target.with_suffix('.' + chosen).name}, or choose the format {named}.",
        )
    files = render(answer, chosen, target)
    for file, data in files.items():
        write_file(file, data)
    return tuple(files)


def render(answer: Comparison | Register, format: str, path: Path | str) -> dict[Path, bytes]:  # noqa: A002 (as in `write`)
    """Return what `write` would put into which file, and write nothing.

    Raises `QueryError` for an unknown format.
    """
    # The library behind one format is not loaded for another.
    package = f"{__name__}.register" if isinstance(answer, Register) else __name__
    module = importlib.import_module(f"{package}.{_known(format)}")
    files: dict[Path, bytes] = module.render(answer, Path(path))
    return files


def format_of(path: Path | str) -> Format:
    """Read the format from a file's suffix; raises `QueryError` where it names none."""
    suffix = Path(path).suffix.lower()
    found = _SUFFIXES.get(suffix.removeprefix("."))
    if found is None:
        what = f"the suffix '{suffix}' names no format" if suffix else "the file has no suffix that names a format"
        raise QueryError(f"{path}: {what}", fix=f"Choose one of the formats {', '.join(FORMATS)}.")
    return found


def _known(name: str) -> Format:
    try:
        return Format(name.lower())
    except ValueError:
        raise QueryError(f"there is no export format '{name}'", fix=f"Use one of: {', '.join(FORMATS)}.") from None


def write_file(path: Path, data: bytes) -> None:
    """Put a file there whole or not at all; raises `QueryError` where it cannot be written."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            # A pipe or a device is written to, never replaced.
            path.write_bytes(data)
            return
        final = path.resolve()
        final.parent.mkdir(parents=True, exist_ok=True)
        beside = final.with_name(f".{final.name}.{secrets.token_hex(4)}.part")
        try:
            beside.write_bytes(data)
            os.replace(beside, final)  # noqa: PTH105 (replaces on every system)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise QueryError(
            f"{path}: cannot be written ({error.strerror or error})",
            fix="Name a file in a folder that you may write to, and close it in other programs.",
        ) from error
