"""Cut a zone's lines into blocks: where a paragraph, a list item or a title starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from policyscan.model import BlockKind
from policyscan.parse.markers import Marker, read_marker
from policyscan.parse.order import Zone
from policyscan.parse.records import Piece

# A line this much further below than usual starts a new block (1 is the usual distance).
_FAR = 1.32
# Sizes that differ by more than this share are different type.
_OTHER_SIZE = 0.11
_INDENT = 0.7
# A bracket over a line's end is at most so long on either line, in characters.
_LONGEST_NOTE = 80

_ENDED = re.compile(r"[.:;!?…](?:[\"'”’)\]»]|\s?\d{1,3})*$|[.:;,]\s(?:and|or|and/or)$", re.IGNORECASE)
_OPEN_END = re.compile(
    r"(?:[,–—-]|\b(?:and|or|the|of|to|a|an|in|for|with|by|that|which|is|are|be|not|shall|will))$", re.I
)
_LEADERS = re.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|·{4,})\s*(?:\d[\d.\-]*|[ivxl]+)?$", re.IGNORECASE)
_ENDS_WITH_PAGE = re.compile(r"^(?=.*[^\W\d]{3}).{3,110}?\s(?:\d{1,4}|[ivxl]{1,5})$")


@dataclass(slots=True)
class BlockDraft:
    """A block in the making: its lines, and what its first line shows.

    `x0` is where its marker or first line starts, `text_x` where its further lines start;
    `is_apart` says that it goes on with nothing that stands before it.
    """

    kind: BlockKind
    lines: list[Piece]
    marker: Marker | None = None
    text_x: float = 0.0
    right: float = 0.0
    depth: int = 0
    level: int = 0
    underlined: bool = False
    is_apart: bool = False

    @property
    def first(self) -> Piece:
        """The first line."""
        return self.lines[0]

    @property
    def last(self) -> Piece:
        """The last line."""
        return self.lines[-1]

    @property
    def x0(self) -> float:
        """Where the first line starts."""
        return self.lines[0].x0

    @property
    def text(self) -> str:
        """The lines joined by spaces, for looking at."""
        return " ".join(line.text for line in self.lines)

    @property
    def has_ended(self) -> bool:
        """Whether the last line ends as a sentence or an item does."""
        return has_ended(self.last.text)


def has_ended(text: str) -> bool:
    """Whether a line ends as a sentence or list item does."""
    return _ENDED.search(text) is not None


def is_left_open(text: str) -> bool:
    """Whether a line ends in a word after which something must come."""
    return _OPEN_END.search(text) is not None


@dataclass(slots=True)
class Sequences:
    """Which numbers came last in each family of markers."""

    last: dict[str, int] = field(default_factory=dict)
    paths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def settle(self, marker: Marker) -> Marker:
        """The marker in the reading, letter or Roman numeral, that goes on from what came before."""
        if marker.other is None:
            return marker
        style, value = marker.other
        roman = Marker(marker.text, style, value)
        letter = Marker(marker.text, marker.style, marker.value)
        if self.last.get(style, 0) + 1 == value and value > 1:
            return roman
        if self.last.get(marker.style, 0) + 1 == marker.value:
            return letter
        if value == 1:
            return roman
        if 1 <= marker.value - self.last.get(marker.style, -9) <= 2:
            return letter
        return roman if 1 <= value - self.last.get(style, -9) <= 2 else letter

    def goes_on(self, marker: Marker) -> bool:
        """Whether the marker starts a list or follows the last one of its family."""
        if marker.is_bullet:
            return True
        if marker.parts:
            last = self.paths.get(marker.style)
            if last is None:
                return True
            return marker.parts > last and marker.parts[0] - last[0] <= 1
        return marker.is_first or 1 <= marker.value - self.last.get(marker.style, -9) <= 2

    def accept(self, marker: Marker) -> None:
        """Take note of a marker that opened a block."""
        self.last[marker.style] = marker.value
        if marker.parts:
            self.paths[marker.style] = marker.parts


class Cutter:
    """Cuts zones into blocks, page after page, and remembers the lists' numbers."""

    def __init__(self, body_size: float) -> None:
        self.body_size = body_size
        self.sequences = Sequences()
        self._in_contents = False

    def cut(self, zones: Iterable[Zone]) -> list[list[BlockDraft]]:
        """The blocks of one page, a list for each zone."""
        zones = list(zones)
        contents = self._contents_lines(zones)
        found = []
        for zone in zones:
            if zone.is_row and not any(id(line) in contents for line in zone.lines):
                found.append([BlockDraft(BlockKind.TABLE_ROW, list(zone.lines), text_x=zone.lines[0].x0)])
            else:
                found.append(self._cut_zone(zone.lines, contents))
                if found[-1]:
                    found[-1][0].is_apart = zone.is_apart
        return found

    def _contents_lines(self, zones: Sequence[Zone]) -> set[int]:
        """Ids of the lines that belong to a table of contents."""
        lines = [line for zone in zones for line in zone.lines]
        titled = any(_is_contents_title(line.text) for line in lines[:12])
        leaders = {id(line) for line in lines if _LEADERS.search(line.text) and any(c.isalpha() for c in line.text)}
        ending = {id(line) for line in lines if _ENDS_WITH_PAGE.match(line.text)}
        rows = [zone for zone in zones if zone.is_row and len(zone.lines) > 1 and zone.lines[-1].text.isdigit()]
        found = leaders if len(leaders) >= 3 or (titled and leaders) else set()
        entries = len(ending | leaders) + len(rows)
        if (titled or self._in_contents) and entries >= max(3, 0.4 * (len(lines) - 2 * len(rows))):
            found = leaders | ending | {id(line) for zone in rows for line in zone.lines}
        self._in_contents = bool(found) and len(found) >= 0.4 * len(lines)
        if found:
            # An entry's first line that was too long, between two others.
            for place in range(len(lines) - 1):
                is_between = id(lines[place + 1]) in found and (place == 0 or id(lines[place - 1]) in found)
                if is_between and not _is_contents_title(lines[place].text) and len(lines[place].text) < 120:
                    found.add(id(lines[place]))
        return found

    def _cut_zone(self, lines: Sequence[Piece], contents: set[int]) -> list[BlockDraft]:
        blocks: list[BlockDraft] = []
        pitches = _pitches(lines)
        right = _right_margin(lines)
        for number, line in enumerate(lines):
            if id(line) in contents:
                blocks.append(BlockDraft(BlockKind.TOC, [line], text_x=line.x0, right=right))
                continue
            above = lines[number - 1] if number else None
            block = blocks[-1] if blocks and blocks[-1].kind is not BlockKind.TOC else None
            marker = self._marker(line)
            if above is not None and block is not None and not self._opens(line, above, block, marker, pitches, right):
                block.lines.append(line)
                if len(block.lines) == 2 and (block.marker is None or abs(line.x0 - block.text_x) > 3):
                    block.text_x = line.x0
                continue
            if marker is not None and above is None and not self._is_plausible(marker, line):
                marker = None
            blocks.append(self._start(line, marker, right))
        return blocks

    def _marker(self, line: Piece) -> Marker | None:
        marker = read_marker(line.text)
        if marker is None and len(line.text) <= 6:
            # A number or sign on a line of its own, its text below it.
            alone = read_marker(line.text + " X")
            marker = alone if alone is not None and alone.text == line.text else None
        if marker is None:
            return None
        marker = self.sequences.settle(marker)
        rest = line.text[len(marker.text) :].strip()
        if marker.style == "bare1" and not (len(line.text) < 70 and self.sequences.goes_on(marker)):
            return None
        if marker.style.startswith("word") and (not rest or len(rest) > 60) and rest[:1].islower():
            return None
        return marker

    def _is_plausible(self, marker: Marker, line: Piece) -> bool:
        """Whether a marker at the top of a zone opens an item, or is the rest of a sentence."""
        rest = line.text[len(marker.text) :].strip()
        if marker.is_bullet or self.sequences.goes_on(marker):
            return True
        return not rest[:1].islower()

    def _start(self, line: Piece, marker: Marker | None, right: float) -> BlockDraft:
        kind = BlockKind.PARAGRAPH
        text_x = line.x0
        if marker is not None:
            kind = BlockKind.LIST_ITEM
            self.sequences.accept(marker)
            after = len(marker.text)
            while after < len(line.text) and line.text[after] == " ":
                after += 1
            text_x = line.edges[min(after, len(line.edges) - 1)]
        return BlockDraft(kind, [line], marker, text_x, right)

    def _opens(
        self,
        line: Piece,
        above: Piece,
        block: BlockDraft,
        marker: Marker | None,
        pitches: dict[float, float],
        right: float,
    ) -> bool:
        """Whether a line below another starts a block of its own."""
        slack = 1.5 if not line.is_ocr else 4.0
        em = max(line.size, 4.0)
        pitch = line.bottom - above.bottom
        usual = pitches.get(round(line.size), 1.2 * em)
        if len(block.lines) >= 2:
            usual = min(usual, max(0.9 * em, block.lines[-1].bottom - block.lines[-2].bottom))
        ended = has_ended(above.text)
        starts_small = line.text[:1].islower()
        first_word = line.text.split(" ", 1)[0]
        word_right = line.edges[min(len(first_word), len(line.edges) - 1)]
        has_room = right - above.x1 > (word_right - line.x0) + 0.35 * em + slack
        flows = not ended and (starts_small or not has_room)
        if marker is None and block.marker is not None and len(block.lines) == 1:
            is_alone = len(block.first.text) == len(block.marker.text)
            if is_alone and pitch < 2.0 * usual and line.x0 > block.x0 - 3:
                return False
        if marker is not None and self._opens_item(line, block, marker, ended=ended, has_room=has_room):
            return True
        if marker is None and 0 < pitch < _FAR * usual + 0.6 * slack and _closes_a_bracket(above.text, line.text):
            return False
        if abs(line.size - above.size) > _OTHER_SIZE * max(line.size, above.size) and not line.is_ocr:
            return not (flows and starts_small and pitch < 1.5 * usual)
        if pitch < -0.5 * em or pitch > 2.6 * usual:
            return True
        if pitch > _FAR * usual + 0.6 * slack:
            return not (flows and starts_small and pitch < 2.2 * usual)
        if _changes_weight(above, line) and (has_room or ended) and not starts_small:
            return True
        return self._indents(line, above, block, ended=ended, has_room=has_room, small=starts_small, em=em)

    def _opens_item(self, line: Piece, block: BlockDraft, marker: Marker, *, ended: bool, has_room: bool) -> bool:
        rest = line.text[len(marker.text) :].strip()
        goes_on = self.sequences.goes_on(marker)
        hangs_out = line.x0 < block.text_x - 3 and block.marker is not None
        is_next = block.marker is not None and marker.style == block.marker.style and abs(line.x0 - block.x0) < 4
        if is_next and goes_on and (hangs_out or marker.is_bullet):
            return True
        if marker.is_bullet:
            is_dash = marker.text in "-–—*·o"
            return not is_dash or ended or has_room or hangs_out
        if ended or has_room:
            is_number = marker.style.startswith("decimal") and marker.value >= 200
            return goes_on or not (rest[:1].islower() or is_number)
        if is_left_open(block.last.text) and not hangs_out:
            return False
        return goes_on and (hangs_out or abs(line.x0 - block.text_x) > 4)

    def _indents(
        self, line: Piece, above: Piece, block: BlockDraft, *, ended: bool, has_room: bool, small: bool, em: float
    ) -> bool:
        """Whether indent and line ends show a new paragraph."""
        if has_room and not small and (ended or not is_left_open(above.text)):
            return True
        shift = line.x0 - block.text_x
        if len(block.lines) == 1 and block.marker is None:
            # The first line of a paragraph may be indented, or stand out.
            return ended and shift > _INDENT * em and not small
        if shift > _INDENT * em:
            return ended and not small
        if shift < -_INDENT * em and block.marker is not None:
            if len(block.lines) == 1 and not (ended and has_room):
                # The marker is indented and the text goes on at the margin.
                return False
            return ended
        return shift < -_INDENT * em and ended and has_room


def _closes_a_bracket(above: str, line: str) -> bool:
    """Whether a line is the rest of a bracket that the one above has open: "... (Revised" above "12-18-06)"."""
    tail, start = above[-_LONGEST_NOTE:], line[:_LONGEST_NOTE]
    closes = start.find(")")
    return tail.rfind("(") > tail.rfind(")") and closes >= 0 and "(" not in start[:closes]


def _changes_weight(above: Piece, line: Piece) -> bool:
    whole = above.bold and above.bold_end
    return (whole and not line.bold) or (not above.bold and not above.bold_end and line.bold and line.bold_end)


def _pitches(lines: Sequence[Piece]) -> dict[float, float]:
    """For each type size the usual distance between lines, in points."""
    found: dict[float, Counter[float]] = {}
    for above, line in pairwise(lines):
        pitch = line.bottom - above.bottom
        if abs(line.size - above.size) < 0.6 and 0.7 * line.size < pitch < 3.2 * line.size:
            found.setdefault(round(line.size), Counter())[round(pitch * 2) / 2] += 1
    usual = {}
    for size, counts in found.items():
        most = max(counts.values())
        # Of distances that are nearly as frequent the smaller is the one within paragraphs.
        usual[size] = min(pitch for pitch, count in counts.items() if count >= 0.5 * most)
    return usual


def _right_margin(lines: Sequence[Piece]) -> float:
    rights = sorted(line.x1 for line in lines)
    if not rights:
        return 0.0
    return rights[-1] if len(rights) < 6 else rights[int(0.92 * (len(rights) - 1))]


def _is_contents_title(text: str) -> bool:
    plain = re.sub(r"[^a-zà-ž ]", "", text.casefold()).strip()
    return plain in {
        "contents",
        "table of contents",
        "detailed table of contents",
        "contents page",
        "chapter contents",
        "table des matières",
        "sommaire",
        "índice",
        "contenido",
        "kazalo",
        "inhalt",
        "inhaltsverzeichnis",
    }
