"""Make what a page shows into one file: a comparison, a register or the hits of a search."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from policyscan.errors import QueryError, WorkspaceBusy
from policyscan.export import Format, render
from policyscan.model import Comparison, Hit, Register
from policyscan.workbench import addresses, matrix_rows, register_list
from policyscan.workbench.export_search import as_register
from policyscan.workbench.matrix_wanted import wanted
from policyscan.workbench.register_list import asked_of
from policyscan.workbench.render import NotHere
from policyscan.workbench.search_asked import asked_of as asked_search
from policyscan.workbench.search_asked import in_words

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

    from policyscan.workspace import Workspace

PACK = "zip"
TEXT = "text"
# What a CSV has no room for: coverage, documents and the note on method.
ABOUT = "csv.about.json"
_ALL = (*Format, ABOUT)
# What can be exported, and as what.
FORMATS: Mapping[str, tuple[str, ...]] = {
    "comparison": (*_ALL, PACK),
    "agreements": _ALL,
    "exchanges": _ALL,
    "findings": _ALL,
    "recommendations": _ALL,
    "practices": _ALL,
    "changes": (*_ALL, TEXT),
    "search": (Format.CSV, Format.XLSX, Format.JSON, ABOUT),
}
_SUFFIXES = {TEXT: "txt"}
_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
    Format.HTML: "text/html; charset=utf-8",
    ABOUT: "application/json",
    PACK: "application/zip",
    TEXT: "text/plain; charset=utf-8",
}
# Packs are made one at a time: each keeps a core busy for as long as a minute.
_PACKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class File:
    """A file to download: its name in plain ASCII, its type, its bytes; those of a pack are read as they are sent."""

    name: str
    media_type: str
    data: bytes = b""
    stream: BinaryIO | None = None


def known(what: str, format: str) -> str:  # noqa: A002 (callers' name)
    """The format as it is called here. Raises `NotHere` for another subject and `QueryError` for another format."""
    if what not in FORMATS:
        raise NotHere(f"export '{what}'")
    format = "text" if format == _SUFFIXES[TEXT] else format  # noqa: A001 (callers' name)
    if format not in FORMATS[what]:
        raise QueryError(f"{what} cannot be exported as '{format}'", fix=f"Use one of: {', '.join(FORMATS[what])}.")
    return format


def make_file(work: Workspace, what: str, format: str, given: QueryParams, base: str) -> File:  # noqa: A002
    """What the page of the same name shows with these parameters, as a file; `base` begins the permalinks.

    Raises `QueryError` as the page does.
    """
    format = known(what, format)  # noqa: A001 (callers' name)
    answer = _answer(work, what, given, base)
    # A file goes to others: paths of this machine say nothing to them.
    answer = replace(answer, files=())
    name = f"policyscan-{what}-{_day(answer.made_at)}.{_SUFFIXES.get(format, format)}"
    if format == PACK and isinstance(answer, Comparison):
        return File(name, _TYPES[PACK], stream=_pack(work, answer))
    return File(name, _TYPES[format], _written(answer, what, format))


def _written(answer: Comparison | Register, what: str, format: str) -> bytes:  # noqa: A002 (callers' name)
    if format == TEXT and isinstance(answer, Register):
        from policyscan.export.register import text

        (data,) = text.render(answer, Path(f"{what}.txt")).values()
        return data
    files = render(answer, Format.CSV if format == ABOUT else format, Path(f"{what}.{format}"))
    first, *others = files.values()
    return others[0] if format == ABOUT else first


def _answer(work: Workspace, what: str, given: QueryParams, base: str) -> Comparison | Register:
    if what == "comparison":
        return matrix_rows.narrowed(work, wanted(given, work.taxonomy))
    if what == "search":
        asked = asked_search(given)
        like = f"{'the opposite of' if asked.opposite else 'what is like'} passage {asked.similar}"
        return as_register(
            asked.answer(work),
            like if asked.similar else in_words(asked),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            rules=work.taxonomy.hash,
            link=permalinks(base),
        )
    return register_list.narrowed(work, asked_of(what, {name: given.getlist(name) for name in given}))


def permalinks(base: str) -> Callable[[Hit], str]:
    """What gives the address under which a hit opens at its place."""
    return lambda hit: base.rstrip("/") + addresses.passage(hit.sha256, hit.page, hit.start, hit.end)


def _pack(work: Workspace, comparison: Comparison) -> BinaryIO:
    """An opened pack whose name is gone already: it takes no room once it is sent, or nobody waits for it."""
    from policyscan.pack import write_pack

    # Nobody waits here: who waits keeps a workspace from others.
    if not _PACKING.acquire(blocking=False):
        raise WorkspaceBusy("Another evidence pack is being made just now.", fix="Try again in a minute.")
    try:
        with tempfile.TemporaryDirectory(prefix="policyscan-") as folder:
            return write_pack(work.store, comparison, Path(folder) / "pack.zip").path.open("rb")
    finally:
        _PACKING.release()


def _day(made_at: str) -> str:
    day = made_at[:10]
    return day if len(day) == 10 and day.replace("-", "").isdigit() and day.isascii() else "undated"
