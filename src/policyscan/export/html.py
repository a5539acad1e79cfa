"""HTML: one file that opens offline, with the matrix above and the quoted evidence below."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from policyscan.export import words
from policyscan.export.rows import address, compact, original
from policyscan.model import Comparison, Coverage, Evidence, Judgement, Place, State, rules_name

if TYPE_CHECKING:
    from jinja2 import Template

_HERE = Path(__file__).parent
# Width of a coverage bar in its own units; only the proportions are seen.
_BAR = 400


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of evidence as the page shows it."""

    evidence: Evidence
    boxes: str
    href: str
    document_anchor: str

    @property
    def page(self) -> str:
        """The page as a reader looks for it: the PDF's count, and the printed label where it differs."""
        label = self.evidence.page_label
        same = not label or label == str(self.evidence.page)
        return f"PDF page {self.evidence.page}" + ("" if same else f" (printed “{label}”)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One place and measure as the page shows it."""

    anchor: str
    title: str
    judgement: Judgement
    answer: words.Answer
    word: str
    quotes: tuple[Quote, ...]
    searched: str
    taxonomy: str

    @property
    def by(self) -> str:
        """Who judged, where it was not the rules named at the top of the page."""
        return "" if self.judgement.by == rules_name(self.taxonomy) else self.judgement.by

    @property
    def verdict(self) -> str:
        """The measure's own word for the answer, where it adds to the answer."""
        plain = self.judgement.verdict.replace("_", " ").strip()
        return "" if plain.casefold() == self.word.casefold() else plain

    @property
    def is_nearest(self) -> bool:
        """Whether the quote is only the nearest language, for want of the rule."""
        return self.judgement.adopted != 1 and self.judgement.state is not State.CONTESTED


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its cells, in the order of the measures; None where nothing was compared."""

    anchor: str
    place: Place
    cells: tuple[Cell | None, ...]

    @property
    def where(self) -> str:
        """Region and country."""
        return self.place.where

    @property
    def searched(self) -> str:
        """What was read, where it is the same for each measure."""
        lines = {cell.searched for cell in self.cells if cell}
        return lines.pop() if len(lines) == 1 else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A measure's coverage as a line and as stretches of a bar: (class, start, width)."""

    title: str
    sentence: str
    stretches: tuple[tuple[str, float, float], ...]


def render(comparison: Comparison, path: Path) -> dict[Path, bytes]:
    """`path` with a page that needs nothing from elsewhere and runs no script but its own."""
    style, script = f"{_read('look.css')}\n{_read('html.css')}", _read("html.js")
    titles = words.titles(comparison)
    about = words.about(comparison)
    page = _template().render(
        about=about,
        made_at=_plain_time(about["made_at"]),
        answers=words.ANSWERS,
        titles=titles,
        rows=_rows(comparison, titles, path),
        bars=[_bar(line, dict(comparison.titles)) for line in comparison.coverage],
        documents=list(enumerate(words.documents(comparison), start=1)),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return {path: page.encode("utf-8", "replace")}


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("html.jinja")


def _read(name: str) -> str:
    # A browser hashes the text with plain line ends, however the file was checked out.
    return "\n".join((_HERE / name).read_text("utf-8").splitlines())


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _rows(comparison: Comparison, titles: dict[str, str], path: Path) -> list[Row]:
    anchors = {sha256: f"d{number}" for number, (_, sha256) in enumerate(comparison.documents, start=1)}
    by_place: dict[Place, dict[str, Judgement]] = {}
    for judgement in comparison.judgements:
        by_place.setdefault(judgement.place, {})[judgement.measure] = judgement
    rows = []
    for number, (place, judgements) in enumerate(by_place.items(), start=1):
        cells = (
            _cell(judgements[measure], f"p{number}-{measure}", title, anchors, comparison, path)
            if measure in judgements
            else None
            for measure, title in titles.items()
        )
        rows.append(Row(f"p{number}", place, tuple(cells)))
    return rows


def _cell(
    judgement: Judgement, anchor: str, title: str, documents: dict[str, str], comparison: Comparison, path: Path
) -> Cell:
    quotes = tuple(
        Quote(
            evidence,
            compact([box.as_list() for box in evidence.boxes]),
            _href(comparison, evidence, path),
            documents.get(evidence.sha256, ""),
        )
        for evidence in judgement.evidence
    )
    return Cell(
        anchor,
        title,
        judgement,
        words.answer(judgement),
        words.word(judgement),
        quotes,
        _searched(judgement),
        comparison.taxonomy,
    )


def _searched(judgement: Judgement) -> str:
    read = judgement.searched
    if not read.documents:
        return ""
    line = f"{_count(read.documents, 'document')}, {_count(read.pages, 'page')}, {_count(read.clauses, 'clause')} read"
    return f"{line}; {_count(read.unreadable_pages, 'page')} unreadable" if read.unreadable_pages else line


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _href(comparison: Comparison, evidence: Evidence, path: Path) -> str:
    """Lead to the original as seen from the exported file, which so does not tell whose computer made it."""
    file = original(comparison, evidence.sha256)
    if file is None:
        return ""
    try:
        seen = os.path.relpath(file, path.resolve().parent)
    except ValueError:
        # Another drive.
        return address(comparison, evidence.sha256, evidence.page)
    return f"{quote(Path(seen).as_posix())}#page={evidence.page}"


def _bar(line: Coverage, titles: dict[str, str]) -> Bar:
    return Bar(titles.get(line.measure, line.measure), line.sentence, line.stretches(_BAR))


def _plain_time(iso: str) -> str:
    """Write a time as "23 November 2025, 09:15 UTC"; text that is no time stays as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    clock = "" if len(iso) <= 10 else f", {moment:%H:%M} {moment.tzname() or ''}".rstrip()
    return f"{moment.day} {moment:%B %Y}{clock}"
