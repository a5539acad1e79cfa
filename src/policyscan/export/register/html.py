"""HTML: one file that opens offline, a card for each record with its quotes."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from policyscan.export.register import grouped, rows
from policyscan.export.rows import compact
from policyscan.model import Cited, Record, Register

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_HIDDEN = ("_quote", "_page", "_confidence")
# Shown as a card's title or with its quotes, not among its facts.
_TAKEN = frozenset({"sha256", "text", "page", "start", "end", "section", "document"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of a record with a value, and the quotes it rests on."""

    name: str
    label: str
    value: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote as the page shows it; `marked` is its text in pieces, each with whether it is to be marked."""

    cited: Cited
    boxes: str
    href: str
    marked: tuple[tuple[str, bool], ...]

    @property
    def page(self) -> str:
        """The page as a reader looks for it."""
        evidence = self.cited.evidence
        same = not evidence.page_label or evidence.page_label == str(evidence.page)
        return f"PDF page {evidence.page}" + ("" if same else f" (printed “{evidence.page_label}”)")


@dataclass(frozen=True, slots=True)
class Card:
    """One record as the page shows it; `pictures` are cut-outs as `data:` addresses, each with its note."""

    anchor: str
    record: Record
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    pictures: tuple[tuple[str, str], ...]

    def fact(self, name: str) -> Fact | None:
        """The fact of that column, where it has a value."""
        return next((fact for fact in self.facts if fact.name == name), None)

    def of(self, field: str) -> tuple[Quote, ...]:
        """The quotes of one field."""
        return tuple(item for item in self.quotes if item.cited.field == field)


def render(register: Register, path: Path) -> dict[Path, bytes]:
    """`path` with a page that needs nothing from elsewhere and runs no script."""
    style = _read("register.css")
    if (_HERE / f"{register.name}.css").exists():
        style += "\n" + _read(f"{register.name}.css")
    name = f"{register.name}.jinja" if (_HERE / f"{register.name}.jinja").exists() else "register.jinja"
    page = (
        _environment()
        .get_template(name)
        .render(
            register=register,
            about=rows.about(register),
            cards=[_card(number, record, register, path) for number, record in enumerate(register.records, start=1)],
            documents=rows.documents(register),
            style=style,
            style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
        )
    )
    return {path: page.encode("utf-8", "replace")}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["groupby_pair"] = lambda cards: grouped.by_pair(cards, lambda card: card.record)
    environment.filters["counts"] = lambda cards: grouped.counts(card.record for card in cards)
    return environment


def _read(name: str) -> str:
    # A browser hashes the text with plain line ends, however the file was checked out.
    return "\n".join((_HERE / name).read_text("utf-8").splitlines())


def _card(number: int, record: Record, register: Register, path: Path) -> Card:
    quotes = tuple(_quote(cited, register, path) for cited in record.quotes)
    facts = []
    for name, value in record.values:
        if value in ("", None) or name in _TAKEN or name.endswith(_HIDDEN):
            continue
        own = tuple(item for item in quotes if item.cited.field == name)
        facts.append(Fact(name, name.replace("_", " "), str(value).replace(";", "; "), own))
    pictures = tuple(
        (f"data:image/png;base64,{base64.b64encode(picture.png).decode()}", f"page {picture.box.page}: {picture.note}")
        for picture in record.pictures
    )
    return Card(f"r{number}", record, tuple(facts), quotes, pictures)


def _quote(cited: Cited, register: Register, path: Path) -> Quote:
    evidence = cited.evidence
    boxes = compact([box.as_list() for box in evidence.boxes])
    return Quote(cited, boxes, _href(register, cited, path), marked(evidence.text, cited.marks))


def marked(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """The text cut where marks begin and end; marks that overlap are joined."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:], False))
    return tuple(piece for piece in pieces if piece[0])


def _href(register: Register, cited: Cited, path: Path) -> str:
    """Lead to the original as seen from the exported file, which so does not tell whose computer made it."""
    file = dict(register.files).get(cited.evidence.sha256)
    if not file:
        return ""
    try:
        seen = os.path.relpath(Path(file).resolve(), path.resolve().parent)
    except ValueError:
        # Another drive.
        return f"{Path(file).resolve().as_uri()}#page={cited.evidence.page}"
    return f"{quote(Path(seen).as_posix())}#page={cited.evidence.page}"
