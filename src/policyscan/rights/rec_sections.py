"""Read the recommendations below a heading of theirs, item by item, and those in the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policyscan.model import BlockKind
from policyscan.rights.rec_cells import Response, cell_response
from policyscan.rights.rec_items import Unit
from policyscan.rights.rec_passages import ITEM, NUMBER, Passage, asks, is_frame, like_an_act
from policyscan.rights.rec_rules import rules

_CHAPTER = re.compile(r"(?:(?:[IVX]+|\d+)\.|(?i:chapter|part)\s+\w+\W?)\s+")
_SIGNS = " .•●▪◦·■–—*-"
_ROW = re.compile(r"\W{0,2}(?P<number>(?:[A-Z]{1,3}[-. ]?)?\d{1,3}(?:\.\d{1,3})*[a-z]?)\s?[.)]?\s+(?=\S)")
_HEADS_A_COLUMN = re.compile(r"\brecommendations?\b", re.IGNORECASE)
_LONGEST_HEADER = 14
_FEWEST = 2


@dataclass(slots=True)
class _Group:
    """Items below one introduction: its number, and whether it says that something is to be done."""

    number: str = ""
    asks: bool = False
    items: list[tuple[Unit, str, str]] = field(default_factory=list)


def below_headings(units: Sequence[Unit]) -> Iterator[Passage]:
    """Items below a heading "Recommendations", down to a heading of another chapter."""
    inside: list[Unit] | None = None
    for unit in units:
        if unit.kind is not BlockKind.HEADING:
            if inside is not None and unit.kind is BlockKind.LIST_ITEM:
                inside.append(unit)
        elif rules().list_headings.fullmatch(unit.text.strip()):
            inside = inside if inside is not None else []
        elif inside is not None and _ends(unit.text):
            yield from _of_section(inside)
            inside = None
    if inside is not None:
        yield from _of_section(inside)


def table_rows(units: Sequence[Unit]) -> Iterator[Passage]:
    """Rows below a header such as "No. | Recommendation | Status", without their numbers and what stands behind."""
    inside = False
    for unit in units:
        if unit.kind is not BlockKind.TABLE_ROW:
            inside = False
            continue
        if _is_header(unit.text):
            inside = True
            continue
        if not inside:
            continue
        match = _ROW.match(unit.text)
        start = match.end() if match else 0
        end, response = without_status(unit.text, unit.start)
        if match or asks(unit.text):
            yield Passage(match["number"] if match else "", unit.start + start, unit.start + end, response)


def without_status(text: str, offset: int) -> tuple[int, Response]:
    """Where a row's words end before the cell that says what became of them, and the answer, if that cell gives one."""
    found = [match for match in rules().statuses.finditer(text) if text[match.start()].isupper()]
    behind = [match for match in found if text[: match.start()].rstrip().endswith((".", ";", ")"))]
    last = [match for match in found if not text[match.end() :].strip(" .")]
    if not behind and not last:
        return len(text), Response()
    cut = (behind or last)[0]
    return len(text[: cut.start()].rstrip()), cell_response(text[cut.start() :], offset + cut.start(), row=True)


def _of_section(units: list[Unit]) -> Iterator[Passage]:
    """The items of a list: those that ask for something and, where these are the most, what has the same shape."""
    groups: list[_Group] = [_Group()]
    for unit in units:
        match = ITEM.match(unit.text) or NUMBER.match(unit.text)
        if not match:
            continue
        printed = match.group().strip(_SIGNS)
        words = unit.text[match.end() :]
        lettered = bool(re.match(r"\(?[a-z]", printed))
        if is_frame(unit.text):
            above = groups[-1].number if lettered else printed
            groups.append(_Group(above, asks=asks(words) and words.rstrip().endswith(":")))
            continue
        if groups[-1].number and not lettered:
            groups.append(_Group())
        if not rules().formal.search(words):
            groups[-1].items.append((unit, f"{groups[-1].number} {printed}".strip(), words))
    items = sum(len(group.items) for group in groups)
    asking = sum(asks(words) for group in groups for _, _, words in group.items)
    mostly = asking >= max(_FEWEST, items / 2)
    for group in groups:
        for unit, printed, words in group.items:
            shaped = (mostly or group.asks) and like_an_act(words, numbered=printed[:1].isdigit())
            if shaped or asks(words):
                yield Passage(printed, unit.end - len(words), unit.end)


def _ends(heading: str) -> bool:
    chapter = _CHAPTER.match(heading)
    lettered = re.match(r"[A-Z]\.\s+", heading)
    return bool(chapter or rules().next_headings.match(heading, lettered.end() if lettered else 0))


def _is_header(text: str) -> bool:
    """Whether a row heads a table of recommendations: a column of theirs, and one of what became of each."""
    short = len(text.split()) <= _LONGEST_HEADER and not text.rstrip().endswith(".")
    return (
        short and bool(rules().columns.search(text)) and bool(re.search(r"\bRecommendations?\b", text, re.IGNORECASE))
    )
