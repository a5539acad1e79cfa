"""Read what a body recommends in its own name, where no review's numbered list is given.

Only what is set out as a list counts: numbered paragraphs in which the body recommends, items below them, paragraphs
labelled "Recommendation 4", and the items below a heading "Recommendations". What a text reports that others have
recommended is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policyscan.model import BlockKind, ParsedDocument
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_strength import opens_with_act

_READABLE = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_NUMBER = re.compile(r"\W{0,3}(?P<number>\d{1,3}(?:\.\d{1,3})*)\s?[.)]?\s+(?=\S)")
_ITEM = re.compile(r"\s*(?:(?P<letter>\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})[.)])|[•●▪◦·■–—*-]|)\s+(?=\S)")
_INNER_ITEM = re.compile(r"(?:(?<=[:;,.])|(?<=and))\s+(?=\((?:[a-z]|[ivx]{1,4})\)\s)")
_SENTENCE = re.compile(r"(?<=[.;?!])\s+(?=[A-Z“\"])")
_FIRST_OF_LETTERS = re.compile(r"\(?(?:a|i|1)[.)]")
_MUST = re.compile(r"\b(?:should|must|shall|recommend\w*)\b", re.IGNORECASE)
_FEWEST_WORDS = 4
# A letter with a list in its annex has at least so many items; fewer are chance.
_FEWEST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One recommendation in prose: its number as printed, blank for a bullet, and its words."""

    number: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    kind: BlockKind
    text: str


def passages(document: ParsedDocument) -> list[Passage]:
    """The recommendations of a document without a review's list, in reading order."""
    units = [
        _Unit(block.start, block.end, block.kind, document.text[block.start : block.end])
        for block in document.blocks
        if block.kind in _READABLE
    ]
    labelled = list(_labelled(units))
    found = labelled or [*_own_name(units), *_below_headings(units)]
    if not found and rules().annexes.search(document.text):
        found = list(_annexed(units))
    seen: set[tuple[str, str]] = set()
    taken: list[Passage] = []
    for passage in sorted(found, key=lambda passage: (passage.start, -passage.end)):
        words = " ".join(document.text[passage.start : passage.end].split()).casefold()
        overlaps = bool(taken) and passage.start < taken[-1].end
        # A summary repeats what the report recommends.
        if overlaps or len(words.split()) < _FEWEST_WORDS or (passage.number, words) in seen:
            continue
        seen.add((passage.number, words))
        taken.append(passage)
    return taken


def _labelled(units: list[_Unit]) -> Iterator[Passage]:
    """Paragraphs that begin "Recommendation 4: ...", or stand below such a line."""
    label = re.compile(
        rf"\W{{0,3}}(?i:{'|'.join(map(re.escape, rules().labels))})\s*(?i:no\.?|number|nr\.?|#)?\s*"
        r"(?P<number>\d{1,3}(?:\.\d{1,3})*[a-z]?)\s*(?:[:.)–—-]+\s*|(?=$)|\s+(?=[A-Z“\"]))"
    )
    for at, unit in enumerate(units):
        match = label.match(unit.text)
        if not match:
            continue
        start, end = unit.start + match.end(), unit.end
        following = at + 1
        if len(unit.text[match.end() :].split()) < _FEWEST_WORDS and following < len(units):
            below = units[following]
            if below.kind is BlockKind.HEADING or label.match(below.text):
                continue
            start, end, following = below.start, below.end, following + 1
        while following < len(units) and _letter(units[following].text):
            end, following = units[following].end, following + 1
        yield Passage(match["number"], start, end)


def _own_name(units: list[_Unit]) -> Iterator[Passage]:
    """Numbered paragraphs in which the body recommends, or the items that they introduce."""
    at = 0
    while at < len(units):
        unit = units[at]
        at += 1
        number = _NUMBER.match(unit.text)
        begin = _recommending(unit.text)
        if begin is None or rules().formal.search(unit.text[begin:]):
            continue
        items_below = at
        if unit.text.rstrip().endswith((":", "to", "should")):
            while (
                items_below < len(units)
                and _ITEM.match(units[items_below].text)
                and not _next_paragraph(units[items_below].text)
            ):
                items_below += 1
        inner = _inner_items(unit, begin)
        if inner or items_below > at:
            printed = number["number"] if number else ""
            yield from (Passage(f"{printed} {letter}".strip(), start, end) for letter, start, end in inner)
            for item in units[at:items_below]:
                match = _ITEM.match(item.text)
                letter = (match["letter"] or "") if match else ""
                yield Passage(f"{printed} {letter}".strip(), item.start + (match.end() if match else 0), item.end)
            at = items_below
        elif number or unit.kind is BlockKind.LIST_ITEM:
            start = max(begin, number.end() if number else 0)
            yield Passage(number["number"] if number else "", unit.start + start, unit.end)


def _recommending(text: str) -> int | None:
    """Where the first sentence in which the body recommends begins."""
    found = rules().sentences.search(text)
    if not found:
        return None
    begin = 0
    for match in _SENTENCE.finditer(text):
        if match.end() > found.start():
            break
        begin = match.end()
    return begin


def _inner_items(unit: _Unit, begin: int) -> list[tuple[str, int, int]]:
    """Items "(a) ...; (b) ..." in the paragraph itself."""
    cuts = [match for match in _INNER_ITEM.finditer(unit.text) if match.start() >= begin]
    if len(cuts) < 2 or not _FIRST_OF_LETTERS.match(unit.text, cuts[0].end()):
        return []
    found = []
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        end = following.start() if following else len(unit.text)
        letter, _, _ = unit.text[cut.end() : end].partition(" ")
        words = unit.text[cut.end() + len(letter) : end]
        start = cut.end() + len(letter) + len(words) - len(words.lstrip())
        found.append((letter, unit.start + start, unit.start + start + len(words.strip())))
    return found


def _below_headings(units: list[_Unit]) -> Iterator[Passage]:
    """Items below a heading "Recommendations", down to a heading of another chapter."""
    inside = False
    for unit in units:
        if unit.kind is BlockKind.HEADING:
            if rules().list_headings.fullmatch(unit.text.strip()):
                inside = True
            elif re.match(
                r"(?:[IVX]+|\d+)\.\s|annex|appendix|conclusion|methodology|background|notes", unit.text, re.IGNORECASE
            ):
                inside = False
            continue
        match = _ITEM.match(unit.text) or _NUMBER.match(unit.text)
        if not inside or unit.kind is not BlockKind.LIST_ITEM or not match:
            continue
        words = unit.text[match.end() :]
        if (opens_with_act(words) or _MUST.search(words)) and not rules().formal.search(words):
            yield Passage(match.group().strip(" .•●▪◦·■–—*-"), unit.start + match.end(), unit.end)


def _annexed(units: list[_Unit]) -> Iterator[Passage]:
    """The bullets of a letter's annex that name an act."""
    found, bullets = [], 0
    for unit in units:
        match = _ITEM.match(unit.text)
        start = match.end() if match else 0
        if unit.kind is BlockKind.HEADING or not opens_with_act(unit.text[start:]):
            continue
        if unit.kind is BlockKind.LIST_ITEM and match:
            bullets += 1
        elif not unit.text.rstrip().endswith("."):
            continue
        # A scan loses some bullets; what begins with an act and ends as a sentence is an item all the same.
        found.append(Passage("", unit.start + start, unit.end))
    if bullets >= _FEWEST_ITEMS:
        yield from found


def _letter(text: str) -> bool:
    match = _ITEM.match(text)
    return bool(match and match["letter"])


def _next_paragraph(text: str) -> bool:
    return bool(re.match(r"\W{0,3}\d{1,3}\.\s", text))
