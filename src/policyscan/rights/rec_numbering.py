"""Find the numbered lists of recommendations of a review, and where each numbered item begins and ends.

A list is told by its structure: a numbered paragraph that speaks of recommendations, and below it numbers that rise,
either "105.1, 105.2" or "1, 2" anew. What stands between is checked against what a list may hold, not against wording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from policyscan.model import Block, BlockKind, ParsedDocument
from policyscan.rights.rec_cells import NO_RESPONSE, cell_response, row_of
from policyscan.rights.rec_conclusions import closes, conclusions
from policyscan.rights.rec_items import Item, Listing, Numbered, Unit, has_states, ordinal
from policyscan.rights.rec_names import unlisted_states
from policyscan.rights.rec_response import response_in
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_run_on import run_on
from policyscan.rights.rec_strength import opens_with_act

_DIGITS = r"[\dlIO]{1,3}"
_PREFIX = r"(?:[A-Z]\s*[-–—.]\s*)?"
# Marks of notes may stand behind a number, and a number alone in a column.
_MARKS = r"\s?[*†‡§]*(?:\s+|(?=[A-Z“\"])|$)"
_COMPOUND = re.compile(
    rf"\W{{0,3}}(?P<number>{_PREFIX}(?P<major>{_DIGITS})\s?(?:[.,·]\s?\(?|\()(?P<minor>{_DIGITS})\)?"
    r"(?:\s?[.,]\s?(?P<sub>\d{1,2}))?)(?:\s?[.):]+)?" + _MARKS
)
_SIMPLE = re.compile(rf"\W{{0,3}}(?P<number>{_DIGITS})\s?[.)]" + _MARKS)
_BARE = re.compile(r"(?P<number>\d{1,3})\s+(?=[A-Z“\"])")
_LETTER = re.compile(r"\W{0,2}(?P<number>[a-z]{1,2})\s?[.)]\s+")
_BULLET = re.compile(r"\s*[•●▪◦·■–—-]\s+")
# Inside a block, after a finished recommendation: blocks that parsing has run together.
_INNER = re.compile(rf"(?<=[;.)])\s+(?={_PREFIX}{_DIGITS}\s?[.,(]\s?\(?(?:{_DIGITS}|[A-Z]|\s))")
_FOLDED = str.maketrans("lIO", "110")
_READABLE = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_LONGEST_OPENING = 1500
# Blocks below an item without a number that may still belong to it: pieces of a table row or of a broken page.
_MOST_PIECES = 6
# Of the items of a list without states, as many begin with a verb of action.
_MOSTLY_ACTS = 0.6
_CLOSES_BRACKET = re.compile(r"\W*[^\s()]+\)")


def numbered(document: ParsedDocument) -> Numbered:
    """The lists of a review's recommendations, in reading order; none in a document that has no such list."""
    units = _units(document)
    names = unlisted_states(document, [unit.text for unit in units])
    units = _with_run_on(units, names)
    best, most = Numbered((), tuple(units)), 0
    for start in conclusions(units):
        walk = _Walk(document.text, names)
        for unit in units[start:]:
            walk.step(unit)
        listings = tuple(listing for listing in walk.listings if _holds(document.text, listing, start > 0, names))
        for listing in listings:
            _without_marks(listing)
        count = sum(len(listing.items) for listing in listings)
        if count > most:
            dropped = [listing.opening for listing in walk.listings if listing.opening and listing not in listings]
            others = sorted((*units[:start], *walk.others, *dropped), key=lambda unit: unit.start)
            best, most = Numbered(listings, tuple(others), units[start].start, names), count
    return best


class _Walk:
    """Reads units in order and keeps the list that is open."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self.listings: list[Listing] = []
        self.others: list[Unit] = []
        self.open: Listing | None = None
        self.paragraph: Unit | None = None

    def step(self, unit: Unit) -> None:
        """Read one unit: an item, the rest of one, the opening of a list, or something else."""
        if rules().notes.search(unit.text) or unit.text.lstrip().startswith(("*", "†", "‡")):
            return
        if closes(unit, self.names):
            self._close(unit)
            return
        for part in self._parts(unit):
            if self._broken(part) or self._item(part) or self._opening(part) or self._rest(part):
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
        parts.append(Unit(at, unit.end, unit.kind, self.text[at : unit.end], run_on=unit.run_on))
        return parts

    def _close(self, unit: Unit) -> None:
        self.open, self.paragraph = None, None
        self.others.append(unit)

    def _item(self, unit: Unit) -> bool:
        match = _COMPOUND.match(unit.text)
        if match and self._compound(unit, match):
            return True
        simple = _SIMPLE.match(unit.text)
        if (
            not self.open
            and self.paragraph
            and simple
            and _value(simple["number"]) == 1
            and has_states(unit.text, self.names)
        ):
            # The paragraph above says something that no phrase knows, or a scan has garbled it.
            self._start(_number(self.paragraph), self.paragraph)
        if not self.open or self.open.style == "compound":
            return False
        listing = self.open
        follows = simple and listing.style in {"", "simple"} and self._follows(unit, _value(simple["number"]))
        if simple and follows and not (listing.items and self._answers_them(unit, simple.end())):
            number = _value(simple["number"])
            printed = f"{listing.major}.{number}" if listing.major else str(number)
            self._add(unit, "simple", printed, number, simple.end())
            return True
        letter = _LETTER.match(unit.text)
        if letter and listing.style in {"", "letter"} and ordinal(letter["number"]) == listing.last + 1:
            printed = f"{listing.major} ({letter['number']})" if listing.major else f"({letter['number']})"
            self._add(unit, "letter", printed, listing.last + 1, letter.end())
            return True
        bullet = _BULLET.match(unit.text)
        if (bullet or unit.run_on) and listing.style in {"", "bullet"} and has_states(unit.text, self.names):
            self._add(unit, "bullet", str(listing.major or ""), listing.last + 1, bullet.end() if bullet else 0)
            return True
        return False

    def _compound(self, unit: Unit, match: re.Match[str]) -> bool:
        major, minor = _value(match["major"]), _value(match["minor"])
        number = re.sub(r"\s*(?:[.,·]\s*\(?|\()\s*", ".", match["number"].translate(_FOLDED)).rstrip(")")
        if self.open and major == self.open.major and self.open.style in {"", "compound"}:
            after = self.open.last < minor or (match["sub"] and self.open.last == minor)
            if after or has_states(unit.text, self.names) or self._in_cells(unit):
                self._add(unit, "compound", number, minor, match.end())
                return True
            return False
        # A list whose opening paragraph is lost, or says nothing known; or one by themes, with numbers in any order.
        first = minor == 1 and self.paragraph and _number(self.paragraph) == major and _announces(self.paragraph)
        is_free = not self.open or self.open.style == "compound" or not self.open.items
        if (has_states(unit.text, self.names) or self._in_cells(unit) or first) and is_free:
            self._start(major, self.paragraph if self.paragraph and _number(self.paragraph) == major else None)
            self._add(unit, "compound", number, minor, match.end())
            return True
        return False

    def _in_cells(self, unit: Unit) -> bool:
        """Whether a row of a table has its states in a cell of their own."""
        return unit.kind is BlockKind.TABLE_ROW and bool(row_of(unit.text, 0, self.names).states)

    def _follows(self, unit: Unit, number: int) -> bool:
        """Whether a number goes on with the open list; "1" may begin it anew below a heading of its own."""
        listing = self.open
        if listing is None:
            return False
        if has_states(unit.text, self.names):
            return number > listing.last or number == 1
        if number == 1:
            return not listing.items
        # The next paragraph may have the very number that the next item would have.
        return number == listing.last + 1 and number != listing.major + 1

    def _answers_them(self, unit: Unit, start: int) -> bool:
        """Whether a numbered paragraph below recommendations says how they are answered, and is none itself."""
        words = unit.text[start:]
        if "recommendation" not in words.casefold() or opens_with_act(words) or has_states(unit.text, self.names):
            return False
        return any(answer.pattern.search(words) for answer in rules().answers)

    def _add(self, unit: Unit, style: str, number: str, minor: int, skip: int) -> None:
        if self.open is None:
            return
        self.open.style = style
        item = Item(number, minor, unit.start + skip, unit.end, row=unit.kind is BlockKind.TABLE_ROW)
        item.closed = has_states(unit.text, self.names)
        self.open.items.append(item)

    def _opening(self, unit: Unit) -> bool:
        match = _SIMPLE.match(unit.text) or _BARE.match(unit.text)
        number = _number(unit)
        words = rules().mender.mend(unit.text).text if len(unit.text) < _LONGEST_OPENING else ""
        answered = any(answer.pattern.search(words) for answer in rules().answers)
        speaks = bool(rules().openings.search(words)) or (answered and "recommendation" in words.casefold())
        if match and (not self.open or number > self.open.major or not self.open.items):
            self.paragraph, self.open = unit, None
            if speaks:
                self._start(number, unit)
                return True
            return False
        waits = self.open is not None and not self.open.items
        ends = unit.text.rstrip().endswith(":") or unit.kind is BlockKind.HEADING
        if speaks and not match and ends and (not waits or answered):
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

    def _broken(self, unit: Unit) -> bool:
        """Whether a unit ends a bracket that the last item has open: "... (No." above "189) (Peru);"."""
        item = self.open.items[-1] if self.open and self.open.items else None
        if item is None or not _CLOSES_BRACKET.match(unit.text):
            return False
        so_far = self.text[item.start : item.end]
        if so_far.count("(") <= so_far.count(")"):
            return False
        item.end, item.closed = unit.end, has_states(unit.text, self.names)
        return True

    def _rest(self, unit: Unit) -> bool:
        """Whether an unnumbered unit is the rest of the last item."""
        if not self.open or not self.open.items or _SIMPLE.match(unit.text):
            return False
        item = self.open.items[-1]
        states = has_states(unit.text, self.names)
        so_far = self.text[item.start : item.end].rstrip()
        below = cell_response(unit.text, unit.start, row=True) if item.closed and not item.row else NO_RESPONSE
        if below.id and not item.answer.id and len(unit.text.split()) > 1:
            item.answer = below
            return False
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


def _announces(paragraph: Unit) -> bool:
    """Whether a paragraph ends as one does that has a list below."""
    return paragraph.text.rstrip().endswith(":")


def _without_marks(listing: Listing) -> None:
    """Take the mark of a note off a number that it was read with: 16, 171, 18 are 16, 17, 18."""
    for before, item, after in zip(listing.items, listing.items[1:], listing.items[2:], strict=False):
        minor = before.minor + 1
        marked = after.minor == minor + 1 and item.minor > after.minor and str(item.minor).startswith(str(minor))
        if marked and item.number.endswith(str(item.minor)):
            item.number = item.number.removesuffix(str(item.minor)) + str(minor)
            item.minor = minor


def _units(document: ParsedDocument) -> list[Unit]:
    return [_unit(document, block) for block in document.blocks if block.kind in _READABLE]


def _with_run_on(units: Sequence[Unit], names: frozenset[str]) -> list[Unit]:
    """The units, those that hold a list run on within a paragraph cut into its items."""
    found = []
    last = None
    for unit in units:
        items = run_on(unit.text, names, last)
        # A list that a column's end breaks off goes on in the next block.
        last = None if unit.text.rstrip().endswith((".", ":")) else items.last
        for at, to in pairwise((0, *items.starts, len(unit.text))):
            words = unit.text[at:to].rstrip()
            start = unit.start + at
            found.append(Unit(start, start + len(words), unit.kind, words, run_on=bool(at and not items.numbered)))
    return found


def _unit(document: ParsedDocument, block: Block) -> Unit:
    return Unit(block.start, block.end, block.kind, document.text[block.start : block.end])


def _holds(text: str, listing: Listing, in_conclusions: bool, names: frozenset[str]) -> bool:
    """Whether a list is one of recommendations: with states, or acts below a paragraph that answers them."""
    if not listing.items:
        return False
    words = [(text[item.start : item.end], item.row) for item in listing.items]
    with_states = sum(has_states(part, names) or bool(row and row_of(part, 0, names).states) for part, row in words)
    if with_states >= (0.2 if in_conclusions and listing.opening else 0.5) * len(words):
        return True
    answered = listing.opening is not None and _announces(listing.opening) and response_in(listing.opening.text).id
    acts = sum(opens_with_act(part) for part, _ in words)
    return bool(answered) and in_conclusions and len(words) > 1 and acts >= _MOSTLY_ACTS * len(words)


def _number(unit: Unit) -> int:
    match = _SIMPLE.match(unit.text) or _BARE.match(unit.text)
    return _value(match["number"]) if match else 0


def _value(digits: str) -> int:
    return int(digits.translate(_FOLDED))
