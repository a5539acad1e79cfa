"""Read what a body recommends in its own name, where no review's numbered list is given.

Only what is set out as a list counts: numbered paragraphs in which the body recommends, items below them, paragraphs
labelled "Recommendation 4", and the items below a heading "Recommendations". What a text reports that others have
recommended is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyscan.model import BlockKind, ParsedDocument
from policyscan.rights.rec_cells import Response, cell_response
from policyscan.rights.rec_items import Unit
from policyscan.rights.rec_passages import ITEM, NUMBER, Passage, is_frame
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_sections import below_headings, table_rows, without_status
from policyscan.rights.rec_strength import opens_with_act

_READABLE = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_INNER_ITEM = re.compile(r"(?:(?<=[:;,.])|(?<=and))\s+(?=\((?:[a-z]|[ivx]{1,4})\)\s)")
_SENTENCE = re.compile(r"(?<=[.;?!])\s+(?=[A-Z“\"])")
_FIRST_OF_LETTERS = re.compile(r"\(?(?:a|i|1)[.)]")
_FEWEST_WORDS = 4
# A letter with a list in its annex has at least so many items; fewer are chance.
_FEWEST_ITEMS = 3
_FEWEST_BELOW_A_NAME = 2


def passages(document: ParsedDocument) -> list[Passage]:
    """The recommendations of a document without a review's list, in reading order."""
    units = [
        Unit(block.start, block.end, block.kind, document.text[block.start : block.end])
        for block in document.blocks
        if block.kind in _READABLE
    ]
    labelled = list(_labelled(units))
    found = labelled or [*_own_name(units), *below_headings(units), *table_rows(units)]
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


def _labelled(units: list[Unit]) -> Iterator[Passage]:
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
        words = units[following - 1].text
        response = Response()
        if unit.kind is BlockKind.TABLE_ROW:
            length, response = without_status(unit.text, unit.start)
            end = unit.start + length
        elif cell_response(unit.text[match.end() :], 0, row=True).id:
            # The answer to a recommendation, under the same label.
            continue
        bullets = words.rstrip().endswith(":")
        while following < len(units) and _goes_on(units[following], bullets=bullets):
            end, following = units[following].end, following + 1
        yield Passage(match["number"], start, end, response)


def _own_name(units: list[Unit]) -> Iterator[Passage]:
    """Numbered paragraphs in which the body recommends, or the items that they introduce."""
    at = 0
    while at < len(units):
        unit = units[at]
        at += 1
        number = NUMBER.match(unit.text)
        begin = _recommending(unit.text)
        named = begin is None and unit.text.rstrip().endswith(":")
        if named:
            begin = _of_a_name(unit.text)
        if begin is None or rules().formal.search(unit.text[begin:]):
            continue
        items_below = at
        if unit.text.rstrip().endswith((":", "to", "should")):
            while items_below < len(units) and _is_item(units, items_below, at, numbered=number is not None):
                items_below += 1
        if named and items_below - at < _FEWEST_BELOW_A_NAME:
            continue
        inner = _inner_items(unit, begin)
        if inner or items_below > at:
            printed = number["number"] if number else ""
            yield from (Passage(f"{printed} {letter}".strip(), start, end) for letter, start, end in inner)
            for item in units[at:items_below]:
                match = ITEM.match(item.text)
                letter = (match["letter"] or "").rstrip(".") if match else ""
                yield Passage(f"{printed} {letter}".strip(), item.start + (match.end() if match else 0), item.end)
            at = items_below
        elif (number or unit.kind is BlockKind.LIST_ITEM) and not is_frame(unit.text):
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


def _of_a_name(text: str) -> int | None:
    """Where the last sentence begins, if somebody recommends in it by name: "Open Ledger calls on the council to:"."""
    begin = max((match.end() for match in _SENTENCE.finditer(text)), default=0)
    return begin if rules().named.match(text, begin) else None


def _inner_items(unit: Unit, begin: int) -> list[tuple[str, int, int]]:
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


def _annexed(units: list[Unit]) -> Iterator[Passage]:
    """The bullets of a letter's annex that name an act."""
    found, bullets = [], 0
    for unit in units:
        match = ITEM.match(unit.text)
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


def _goes_on(unit: Unit, *, bullets: bool) -> bool:
    """Whether a unit belongs to the labelled paragraph above it: a letter, or a bullet below a colon."""
    match = ITEM.match(unit.text)
    return bool(match and (match["letter"] or (bullets and unit.kind is BlockKind.LIST_ITEM)))


def _is_item(units: list[Unit], place: int, first: int, *, numbered: bool) -> bool:
    """Whether the unit in this place belongs to the list whose first item is at `first`.

    Numbers rise from the first item's, which is 1 below a numbered paragraph: others are those of the next paragraphs.
    """
    if not ITEM.match(units[place].text):
        return False
    begins, number = _ordinal(units[first].text), _ordinal(units[place].text)
    if number is None:
        return True
    return begins is not None and number == begins + place - first and (begins == 1 or not numbered)


def _ordinal(text: str) -> int | None:
    match = re.match(r"\W{0,3}(\d{1,3})\.\s", text)
    return int(match[1]) if match else None
