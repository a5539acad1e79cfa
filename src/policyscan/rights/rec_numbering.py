"""Find the numbered lists of recommendations of a review, and where each numbered item begins and ends.

A list is told by its structure: a numbered paragraph that speaks of recommendations, and below it numbers that rise,
either "105.1, 105.2" or "1, 2" anew. What stands between is checked against what a list may hold, not against wording.
"""

from __future__ import annotations

import re

from policyscan.model import Block, BlockKind, ParsedDocument
from policyscan.rights.rec_items import Item, Listing, Numbered, Unit, has_states
from policyscan.rights.rec_rules import rules

_DIGITS = r"[\dlIO]{1,3}"
_PREFIX = r"(?:[A-Z]\s*[-–—.]\s*)?"
_COMPOUND = re.compile(
    rf"\W{{0,3}}(?P<number>{_PREFIX}(?P<major>{_DIGITS})\s?[.,·]\s?(?P<minor>{_DIGITS})(?:\s?[.,]\s?(?P<sub>\d{{1,2}}))?)"
    r"(?:\s?[.):]+)?(?:\s+|(?=[A-Z“\"]))"
)
_SIMPLE = re.compile(rf"\W{{0,3}}(?P<number>{_DIGITS})\s?[.)](?:\s+|(?=[A-Z“\"]))")
_BARE = re.compile(r"(?P<number>\d{1,3})\s+(?=[A-Z“\"])")
_LETTER = re.compile(r"\W{0,2}(?P<number>[a-z]{1,2})\s?[.)]\s+")
_BULLET = re.compile(r"\s*[•●▪◦·■–—-]\s+")
# Inside a block, after a finished recommendation: blocks that parsing has run together.
_INNER = re.compile(rf"(?<=[;.)])\s+(?={_PREFIX}{_DIGITS}\s?[.,]\s?(?:{_DIGITS}|[A-Z]|\s))")
_FOLDED = str.maketrans("lIO", "110")
_READABLE = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_LONGEST_OPENING = 1500
# Blocks below an item without a number that may still belong to it: pieces of a table row or of a broken page.
_MOST_PIECES = 6
_ANNEX = re.compile(r"\W*annex(?:es)?\b(?:\s+[IVX\d]+)?\W*$", re.IGNORECASE)


def numbered(document: ParsedDocument) -> Numbered:
    """The lists of a review's recommendations, in reading order; none in a document that has no such list."""
    units = _units(document)
    for start in _conclusions(units):
        walk = _Walk(document.text)
        for unit in units[start:]:
            walk.step(unit)
        listings = tuple(listing for listing in walk.listings if _holds(document.text, listing, start > 0))
        if listings:
            break
    dropped = [listing.opening for listing in walk.listings if listing not in listings]
    others = [*units[:start], *walk.others, *(unit for unit in dropped if unit)]
    return Numbered(listings, tuple(sorted(others, key=lambda unit: unit.start)))


class _Walk:
    """Reads units in order and keeps the list that is open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.listings: list[Listing] = []
        self.others: list[Unit] = []
        self.open: Listing | None = None
        self.paragraph: Unit | None = None

    def step(self, unit: Unit) -> None:
        """Read one unit: an item, the rest of one, the opening of a list, or something else."""
        if rules().notes.search(unit.text) or unit.text.lstrip().startswith("*"):
            return
        if _closes(unit):
            self._close(unit)
            return
        for part in self._parts(unit):
            if self._item(part) or self._opening(part) or self._rest(part):
                continue
            self.others.append(part)

    def _parts(self, unit: Unit) -> list[Unit]:
        """The unit cut where a further number of the open list stands inside it."""
        parts, at = [], unit.start
        major = self.open.major if self.open else 0
        expected = self.open.last if self.open else 0
        first = _COMPOUND.match(unit.text)
        if first and _value(first["major"]) == major:
            expected = _value(first["minor"])
        for match in _INNER.finditer(unit.text):
            inner = _COMPOUND.match(unit.text, match.end())
            if not (major and inner and _value(inner["major"]) == major and _value(inner["minor"]) == expected + 1):
                continue
            parts.append(Unit(at, unit.start + match.start(), unit.kind, self.text[at : unit.start + match.start()]))
            at, expected = unit.start + match.end(), expected + 1
        parts.append(Unit(at, unit.end, unit.kind, self.text[at : unit.end]))
        return parts

    def _close(self, unit: Unit) -> None:
        self.open, self.paragraph = None, None
        self.others.append(unit)

    def _item(self, unit: Unit) -> bool:
        match = _COMPOUND.match(unit.text)
        if match and self._compound(unit, match):
            return True
        simple = _SIMPLE.match(unit.text)
        if not self.open and self.paragraph and simple and _value(simple["number"]) == 1 and has_states(unit.text):
            # The paragraph above says something that no phrase knows, or a scan has garbled it.
            self._start(_number(self.paragraph), self.paragraph)
        if not self.open or self.open.style == "compound":
            return False
        listing = self.open
        if simple and listing.style in {"", "simple"} and self._follows(unit, _value(simple["number"])):
            number = _value(simple["number"])
            printed = f"{listing.major}.{number}" if listing.major else str(number)
            self._add(unit, "simple", printed, number, simple.end())
            return True
        letter = _LETTER.match(unit.text)
        if letter and listing.style in {"", "letter"} and _ordinal(letter["number"]) == listing.last + 1:
            printed = f"{listing.major} ({letter['number']})" if listing.major else f"({letter['number']})"
            self._add(unit, "letter", printed, listing.last + 1, letter.end())
            return True
        bullet = _BULLET.match(unit.text)
        if bullet and listing.style in {"", "bullet"} and has_states(unit.text):
            self._add(unit, "bullet", str(listing.major or ""), listing.last + 1, bullet.end())
            return True
        return False

    def _compound(self, unit: Unit, match: re.Match[str]) -> bool:
        major, minor = _value(match["major"]), _value(match["minor"])
        number = re.sub(r"\s*([.,·])\s*", ".", match["number"].translate(_FOLDED))
        if self.open and major == self.open.major and self.open.style in {"", "compound"}:
            after = self.open.last < minor or (match["sub"] and self.open.last == minor)
            if after or has_states(unit.text):
                self._add(unit, "compound", number, minor, match.end())
                return True
            return False
        # A list whose opening paragraph is lost, or one by themes, where numbers stand in any order.
        if has_states(unit.text) and (not self.open or self.open.style == "compound"):
            self._start(major, self.paragraph if self.paragraph and _number(self.paragraph) == major else None)
            self._add(unit, "compound", number, minor, match.end())
            return True
        return False

    def _follows(self, unit: Unit, number: int) -> bool:
        """Whether a number goes on with the open list; "1" may begin it anew below a heading of its own."""
        listing = self.open
        if listing is None:
            return False
        if has_states(unit.text):
            return number > listing.last or number == 1
        if number == 1:
            return not listing.items
        # The next paragraph may have the very number that the next item would have.
        return number == listing.last + 1 and number != listing.major + 1

    def _add(self, unit: Unit, style: str, number: str, minor: int, skip: int) -> None:
        if self.open is None:
            return
        self.open.style = style
        item = Item(number, minor, unit.start + skip, unit.end)
        item.closed = has_states(unit.text)
        self.open.items.append(item)

    def _opening(self, unit: Unit) -> bool:
        match = _SIMPLE.match(unit.text) or _BARE.match(unit.text)
        number = _number(unit)
        speaks = len(unit.text) < _LONGEST_OPENING and bool(rules().openings.search(unit.text))
        if match and (not self.open or number > self.open.major or not self.open.items):
            self.paragraph, self.open = unit, None
            if speaks:
                self._start(number, unit)
                return True
            return False
        waits = self.open is not None and not self.open.items
        ends = unit.text.rstrip().endswith(":") or unit.kind is BlockKind.HEADING
        if speaks and not match and ends and (not waits or any(a.pattern.search(unit.text) for a in rules().answers)):
            # An opening without a number ("Noted recommendations") goes on with the same count.
            self._start(self.open.major if self.open else 0, unit)
            return True
        return False

    def _start(self, major: int, opening: Unit | None) -> None:
        before = self.open
        self.open = Listing(major, opening)
        if before and before.major == major:
            self.open.style, self.open.after = before.style, before.last
        self.listings.append(self.open)

    def _rest(self, unit: Unit) -> bool:
        """Whether an unnumbered unit is the rest of the last item."""
        if not self.open or not self.open.items or _SIMPLE.match(unit.text):
            return False
        item = self.open.items[-1]
        states = has_states(unit.text)
        so_far = self.text[item.start : item.end].rstrip()
        if item.closed and any(answer.short.fullmatch(unit.text.strip(" .")) for answer in rules().answers):
            # The next cell of a table's row.
            joins = True
        elif item.closed:
            joins = states and unit.kind is not BlockKind.HEADING
        elif unit.kind is BlockKind.HEADING and not states:
            joins = unit.text[:1].islower() and not so_far.endswith((";", "."))
        else:
            joins = states or not so_far.endswith((";", "."))
        if not joins or item.pieces >= _MOST_PIECES:
            item.closed = True
            return False
        item.end, item.pieces = unit.end, item.pieces + 1
        item.closed = item.closed or states
        return True


def _units(document: ParsedDocument) -> list[Unit]:
    return [_unit(document, block) for block in document.blocks if block.kind in _READABLE]


def _unit(document: ParsedDocument, block: Block) -> Unit:
    return Unit(block.start, block.end, block.kind, document.text[block.start : block.end])


def _conclusions(units: list[Unit]) -> list[int]:
    """Where lists may begin: below a heading of the conclusions, the last first; where there is none, anywhere."""
    places = [
        at
        for at, unit in enumerate(units)
        if len(unit.text) < 90 and rules().headings.search(unit.text) and not rules().closings.search(unit.text)
    ]
    # The table of contents names the heading too, and may be read as paragraphs; nothing numbered stands below it.
    return places[::-1] or [0]


def _closes(unit: Unit) -> bool:
    return bool(_ANNEX.match(unit.text)) or (
        bool(rules().closings.search(unit.text[:400])) and not has_states(unit.text[-80:])
    )


def _holds(text: str, listing: Listing, in_conclusions: bool) -> bool:
    """Whether a list is one of recommendations: with states, or below the heading of the conclusions."""
    with_states = sum(1 for item in listing.items if has_states(text[item.start : item.end]))
    if not listing.items:
        return False
    share = 0.2 if in_conclusions and listing.opening else 0.5
    return with_states >= share * len(listing.items)


def _number(unit: Unit) -> int:
    match = _SIMPLE.match(unit.text) or _BARE.match(unit.text)
    return _value(match["number"]) if match else 0


def _value(digits: str) -> int:
    return int(digits.translate(_FOLDED))


def _ordinal(letters: str) -> int:
    return sum((ord(letter) - 96) * 26**at for at, letter in enumerate(reversed(letters)))
