"""Text: what changed, for reading in a terminal, each pair of documents with its counts first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from policyscan.export.register import rows
from policyscan.export.register.grouped import PAIR, by_pair, counts
from policyscan.model import Record, Register

WIDTH = 100


def render(register: Register, path: Path) -> dict[Path, bytes]:
    """`path` with the records of the register "changes", a paragraph for each."""
    return {path: ("\n".join(_lines(register)) + "\n").encode("utf-8", "replace")}


def _lines(register: Register) -> Iterator[str]:
    for key, records in by_pair(register.records, lambda record: record):
        of = dict(zip(PAIR, key, strict=True))
        yield f"{of['place']}: {of['series']}" if of["place"] else of["series"]
        yield f"  {_document(of, 'old')} → {_document(of, 'new')}"
        yield "  " + ", ".join(f"{number} {name}" for name, number in counts(records))
        for record in records:
            yield ""
            yield from _record(record)
        yield ""
    if not register.records:
        yield "Nothing changed in substance."
        yield ""
    yield from _wrapped(rows.about(register)["note"], "")


def _document(of: dict[str, str], side: str) -> str:
    published = of[f"{side}_published"]
    return of[f"{side}_document"] + (f" ({published})" if published else "")


def _record(record: Record) -> Iterator[str]:
    what = str(record.get("change")).upper() + (" (judgement)" if record.get("subject") == "judgement" else "")
    about = [str(record.get(name)).replace(";", ", ") for name in ("measure", "section") if record.get(name)]
    yield "  " + " · ".join([what, *about])
    for label, name in (("words", "deciding_words"), ("why", "why")):
        if record.get(name):
            yield from _wrapped(str(record.get(name)), f"    {label}: ")
    for side in ("old", "new"):
        if record.get(f"{side}_text"):
            page = record.get(f"{side}_page")
            yield from _wrapped(str(record.get(f"{side}_text")), f"    {side}, page {page}: ")


def _wrapped(text: str, label: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=label,
        subsequent_indent=" " * (6 if label else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )
