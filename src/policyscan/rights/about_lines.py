"""The places in a document where a country's name stands alone: in its body, its contents and its running heads."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from policyscan.model import Block, BlockKind, Line, ParsedDocument
from policyscan.rights.about_names import Names
from policyscan.rights.about_order import Key, Order, pieces
from policyscan.rights.about_parts import opens_back_matter

_LONGEST = 120
_DIGITS = re.compile(r"(?<!\w)(?:\d{1,4}|[ivxl]{1,6})(?!\w)")
_DOTS = re.compile(r"(?:\s*[.·…]){3,}.*$|\s+\d{1,4}\s*$")
_RANGE = re.compile(r"\s+[–—-]\s+|\s*[|/]\s*")
# A row at the head of a page that is smaller than the text is a running head that parsing left in the body.
_SMALLER, _LARGER = 0.97, 1.08
# A heading that parsing took for a running head stands on no more pages than this.
_RARELY = 2
# "Algeria: On 5 May police …", "ALGERIA – On 5 May …".
_RUN_IN = re.compile(r"(?P<name>[A-ZÀ-Þ][^:.–—\n]{2,50}?)\s*(?::|[–—-]\s|\.(?=\s+\S))\s*(?=\S)")


@dataclass(slots=True)
class Spot:
    """A line or block that may head something: what it says, how large it is, and the country it names, if any.

    `size` is the height of its first line relative to the text's, 1.0 where no lines are known; `from_head` marks a
    row that parsing took for a running head.
    """

    start: int
    end: int
    page: int
    text: str
    code: str
    size: float
    is_heading: bool
    from_head: bool = False
    first_on_page: bool = False
    is_run_in: bool = False
    key: Key = (0, 0, 0, 0.0)
    # What bears it out, and how much, filled in by `about_entries`.
    weight: float = 0.0

    @property
    def is_capital(self) -> bool:
        """Whether all its letters are capitals, brackets apart."""
        bare = re.sub(r"\([^)]*\)", "", self.text)
        return bare == bare.upper() and sum(char.isalpha() for char in bare) > 2


@dataclass(slots=True)
class Lay:
    """What a document's layout says about countries."""

    spots: list[Spot] = field(default_factory=list)
    heads: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    contents: set[str] = field(default_factory=set)
    text_end: int = 0
    body_end: int = 0


def survey(document: ParsedDocument, names: Names, order: Order) -> Lay:
    """All headings and stand-alone names, in order, with running heads and contents."""
    lay = Lay()
    pages = {page.number: page for page in document.pages}
    starts = [line.start for line in document.lines]
    body = _body_height(document)
    firsts = _first_lines(document)
    content = [block for block in document.blocks if block.kind is not BlockKind.FURNITURE]
    lay.text_end = max((block.end for block in content), default=0)
    lay.body_end = max((page.end for page in document.pages), default=0) or lay.text_end
    for block in document.blocks:
        words = document.text[block.start : block.end]
        if block.kind is BlockKind.FURNITURE:
            if block.page in pages:
                lay.spots += _furniture(document, block, names, order, pages[block.page].start, starts, body)
        elif block.kind is BlockKind.TOC:
            if code := names.of_heading(_DOTS.sub("", words)):
                lay.contents.add(code)
        elif block.kind is not BlockKind.FOOTNOTE:
            for spot in _spots(document, block, names, starts, body):
                spot.first_on_page = spot.start == firsts.get(spot.page)
                if spot.first_on_page and spot.size < _SMALLER:
                    leaked = _head_spots(spot.text, names, spot.page, spot.start, spot.size)
                    if leaked:
                        lay.spots += leaked
                        continue
                spot.key = order.key(spot.start)
                lay.spots.append(spot)
    for spot in lay.spots:
        if spot.from_head and spot.code:
            lay.heads[spot.page].add(spot.code)
    usual = _usual_head(lay.spots)
    times = Counter(spot.text for spot in lay.spots if spot.start == spot.end)
    lay.spots = [spot for spot in lay.spots if spot.code or spot.start < spot.end or times[spot.text] <= _RARELY]
    # A country's first running head may be all that is left of its heading; later ones only where they are larger.
    lay.spots = [
        spot
        for spot in lay.spots
        if not spot.from_head or spot.code not in lay.heads.get(spot.page - 1, ()) or spot.size > _LARGER * usual
    ]
    lay.spots.sort(key=lambda spot: (spot.key, spot.start, spot.end))
    return lay


def _furniture(
    document: ParsedDocument, block: Block, names: Names, order: Order, at: int, starts: list[int], body: float
) -> list[Spot]:
    """What a row that parsing took for a running head names, by its parts where it runs over two columns."""
    lines = _lines(document, block, starts)
    if not lines:
        return _head_spots(document.text[block.start : block.end], names, block.page, at, 1.0)
    found: list[Spot] = []
    for piece in (piece for line in lines for piece in pieces(document.text, line)):
        words = document.text[piece.start : piece.end]
        size = (piece.bottom - piece.top) / body if body else 1.0
        spots = _head_spots(words, names, block.page, at, size)
        if size > _LARGER and not spots and any(map(str.isalpha, words)):
            spots = [Spot(at, at, block.page, words, "", size, True, False)]
        for spot in spots if size > _LARGER else ():
            # Too large for a running head: a heading at the top of its column.
            spot.key = order.at_column(block.page, piece)
        found += spots
    return found


def _head_spots(words: str, names: Names, page: int, start: int, size: float) -> list[Spot]:
    """The countries of a running head, or the back matter that it names, as standing before all else on the page."""
    key = (page, -1, 0, 0.0)
    codes = _head_codes(words, names)
    if not codes and not opens_back_matter(words):
        return []
    return [Spot(start, start, page, words, code, size, False, True, key=key) for code in codes or [""]]


def _usual_head(spots: list[Spot]) -> float:
    """The size of most running heads that name a country."""
    sizes = Counter(round(spot.size, 2) for spot in spots if spot.from_head and spot.code)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _spots(document: ParsedDocument, block: Block, names: Names, starts: list[int], body: float) -> Iterator[Spot]:
    text = document.text
    words = text[block.start : block.end]
    is_heading = block.kind is BlockKind.HEADING
    if block.kind is BlockKind.TABLE_ROW:
        # Columns beside one another may look like a table: only what is larger than the text can head anything.
        yield from (spot for spot in _inner(document, block, names, starts, body) if spot.size > _LARGER)
        return
    size = _size(document, block, starts, body)
    if len(words) <= _LONGEST:
        code = names.of_heading(words)
        if code or is_heading:
            if not code:
                code, end = _first_part(document, block, names, starts)
                if not code and (titled := _RUN_IN.match(words)) and (code := names.of_heading(titled["name"])):
                    end = block.start + titled.end("name")
                if code:
                    yield Spot(block.start, end, block.page, text[block.start : end], code, size, is_heading)
                    return
            yield Spot(block.start, block.end, block.page, words, code, size, is_heading)
            return
    if (run_in := _RUN_IN.match(words)) and (code := names.of_heading(run_in["name"])):
        end = block.start + run_in.end("name")
        yield Spot(block.start, end, block.page, run_in["name"], code, size, False, is_run_in=True)
        return
    yield from _inner(document, block, names, starts, body)


def _first_part(document: ParsedDocument, block: Block, names: Names, starts: list[int]) -> tuple[str, int]:
    """The country of a heading's first line or two, where its official name follows in the same block."""
    lines = _lines(document, block, starts)
    for count in range(len(lines) - 1, 0, -1):
        end = lines[count - 1].end
        first = names.of_heading(document.text[block.start : end])
        if first and names.of_heading(document.text[end : block.end]) in ("", first):
            return first, end
    return "", 0


def _inner(document: ParsedDocument, block: Block, names: Names, starts: list[int], body: float) -> Iterator[Spot]:
    """Lines within a block that are a country's name and look like no part of a sentence."""
    rows = [(line, piece) for line in _lines(document, block, starts) for piece in pieces(document.text, line)]
    for place, (line, piece) in enumerate(rows):
        words = document.text[piece.start : piece.end].strip()
        if not 3 < len(words) <= 60 or words.endswith((".", ",", ";")):
            continue
        former = rows[place - 1][1] if place else None
        before = document.text[former.start : former.end].rstrip() if former is not None else "."
        size = (line.bottom - line.top) / body if body else 1.0
        is_apart = words.isupper() or size > _LARGER
        if not before.endswith((".", "”", '"', ")", "?", "!")) and not is_apart:
            continue
        if (is_apart or place == 0) and (code := names.of_heading(words)):
            yield Spot(piece.start, min(piece.end, block.end), line.page, words, code, size, is_apart)


def _lines(document: ParsedDocument, block: Block, starts: list[int]) -> list[Line]:
    place = bisect_left(starts, block.start)
    found: list[Line] = []
    while place < len(starts) and starts[place] < block.end:
        found.append(document.lines[place])
        place += 1
    return found


def _size(document: ParsedDocument, block: Block, starts: list[int], body: float) -> float:
    lines = _lines(document, block, starts)
    return (lines[0].bottom - lines[0].top) / body if lines and body else 1.0


def _body_height(document: ParsedDocument) -> float:
    """The height of most lines, by characters; 0 where there are none."""
    heights: Counter[float] = Counter()
    for line in document.lines:
        heights[round(line.bottom - line.top, 1)] += line.end - line.start
    return heights.most_common(1)[0][0] if heights else 0.0


def _first_lines(document: ParsedDocument) -> dict[int, int]:
    """The offset of each page's first block."""
    first: dict[int, int] = {}
    for block in document.blocks:
        if block.kind is not BlockKind.FURNITURE:
            first.setdefault(block.page, block.start)
    return first


def _head_codes(words: str, names: Names) -> list[str]:
    """The countries of a running head: "54 Angola", "Angola – Austria"."""
    bare = " ".join(_DIGITS.sub(" ", words).split()).strip(" |•·–—-")
    if not bare:
        return []
    if code := names.of_heading(bare):
        return [code]
    return [code for part in _RANGE.split(bare) if (code := names.of_heading(part))]
