"""Documents: bytes as text, with a place for every character."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a listing is."""

    POLICY = "policy"
    AGREEMENT = "agreement"
    RIGHTS_REPORT = "rights_report"
    OTHER = "other"


class PageSource(StrEnum):
    """Where a page's text came from. `NONE`: nobody could read it."""

    TEXT = "text"
    OCR = "ocr"
    BLANK = "blank"
    NONE = "none"


class BlockKind(StrEnum):
    """What a block of lines is for."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"
    TOC = "toc"
    REFERENCE = "reference"

    @property
    def is_content(self) -> bool:
        """Whether rules may be read from it and searches may find it."""
        return self not in _NOT_CONTENT


_NOT_CONTENT = frozenset({BlockKind.FURNITURE, BlockKind.TOC, BlockKind.REFERENCE})


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on a page, in points from the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def as_list(self) -> list[float]:
        """`[page, x0, top, x1, bottom]`, rounded to a tenth of a point."""
        return [self.page, *(round(value, 1) for value in (self.x0, self.top, self.x1, self.bottom))]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one side of a table cell's line.

    `edges` holds the left edge of every character and the right edge of the last, so that it is
    one longer than `end - start` and never decreases.
    """

    start: int
    end: int
    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]

    def box(self, start: int, end: int) -> Box | None:
        """The box of the characters from `start` to `end` that stand on this line, if any."""
        first, last = max(start, self.start), min(end, self.end)
        if first >= last:
            return None
        return Box(self.page, self.edges[first - self.start], self.top, self.edges[last - self.start], self.bottom)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a paragraph, a heading, a list item, a table row.

    `marker` is a list item's or heading's own number as printed ("(a)", "300.4.1", "IV.B.2"),
    included in the span. `depth` orders list items and headings: 0 is outermost.
    `section` is the index of the section it belongs to, -1 before the first.
    """

    kind: BlockKind
    start: int
    end: int
    page: int
    marker: str = ""
    depth: int = 0
    section: int = -1


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it, down to the next heading of its level.

    `path` holds the titles from the outermost section to this one.
    """

    number: str
    title: str
    level: int
    start: int
    end: int
    parent: int
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """Number and title as one string."""
        return " ".join(part for part in (self.number, self.title) if part)


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its words and its box; row and column count from 0."""

    row: int
    column: int
    text: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page, with its cells."""

    page: int
    box: Box
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the PDF; `start, end` span its body text, empty where nothing was read.

    `label` is the printed page label where the PDF or the page itself has one.
    `note` says why a page is unreadable or was sent to OCR.
    """

    number: int
    label: str
    width: float
    height: float
    rotation: int
    source: PageSource
    start: int
    end: int
    note: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether its words, or their absence, are known."""
        return self.source is not PageSource.NONE


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A PDF's text with a place for every character.

    `text` is the body in reading order, then the footnotes, then the furniture (running heads and
    feet) page by page, so that a sentence that runs over a page break stays in one piece. Lines of
    a block are joined by one space, or by nothing after a hyphen at the line's end; blocks are
    joined by a newline. `soft_hyphens` are the offsets of hyphens that stand at a line's end.
    """

    sha256: str
    text: str
    language: str
    title: str
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    soft_hyphens: tuple[int, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def unreadable_pages(self) -> tuple[int, ...]:
        """Numbers of the pages that nobody could read."""
        return tuple(page.number for page in self.pages if not page.is_readable)

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """The boxes of a span, one for each printed line it touches, in reading order."""
        found = (line.box(start, end) for line in self.lines if line.start < end and line.end > start)
        return tuple(box for box in found if box is not None)

    def page_at(self, offset: int) -> int:
        """The number of the page on which the character at `offset` is printed."""
        for line in self.lines:
            if line.start <= offset < line.end:
                return line.page
        before = [line for line in self.lines if line.start <= offset]
        return before[-1].page if before else 1
