"""Hold what the parser's steps hand to one another: printed pieces, pages in the making, OCR results."""

from __future__ import annotations

from dataclasses import dataclass, field

from policyscan.model import Box, PageSource, ParsedDocument


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line read by OCR; `edges` as in `model.Line`, one longer than `text`."""

    text: str
    box: Box
    score: float
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class OcrPage:
    """What OCR read on one page, kept so that no page is read twice."""

    number: int
    engine: str
    lines: tuple[OcrLine, ...]


@dataclass(frozen=True, slots=True)
class ParseResult:
    """A parsed document, and the pages that were read by OCR in this call."""

    document: ParsedDocument
    ocr_pages: tuple[OcrPage, ...]


@dataclass(slots=True)
class Piece:
    """Characters printed side by side on one baseline, with no wide gap between them.

    Coordinates are page points from the top left; `edges` as in `model.Line`. `size` is the height
    of the font box. `bold` and `bold_end` speak of the first and the last letter. `is_soft` says
    that the piece ends with a hyphen that pdfium took for a word break.
    """

    text: str
    edges: list[float]
    top: float
    bottom: float
    size: float
    page: int
    bold: bool = False
    bold_end: bool = False
    is_soft: bool = False
    is_ocr: bool = False

    @property
    def x0(self) -> float:
        """Left edge of the first character."""
        return self.edges[0]

    @property
    def x1(self) -> float:
        """Right edge of the last character."""
        return self.edges[-1]

    @property
    def middle(self) -> float:
        """Height of the centre line."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Row:
    """The pieces that share a baseline, from left to right."""

    pieces: list[Piece]

    @property
    def top(self) -> float:
        """Upper edge of the highest piece."""
        return min(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        """Lower edge of the lowest piece."""
        return max(piece.bottom for piece in self.pieces)

    @property
    def text(self) -> str:
        """The row's words."""
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own coordinates become ours, and what part of it is seen.

    `matrix` is (a, b, c, d, e, f): x' = a·x + c·y + e, top = b·x + d·y + f. `visible` is the crop
    box (x0, top, x1, bottom) in our coordinates, which is also what a rendering shows.
    """

    width: float
    height: float
    rotation: int
    matrix: tuple[float, float, float, float, float, float]
    visible: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What stands on a page besides text: the share covered by pictures, and straight rules.

    Rules are (position, from, to): vertical ones have x, top, bottom; horizontal ones y, x0, x1.
    """

    image_cover: float = 0.0
    paths: int = 0
    vertical: tuple[tuple[float, float, float], ...] = ()
    horizontal: tuple[tuple[float, float, float], ...] = ()


@dataclass(slots=True)
class PageDraft:
    """One page in the making: its frame, its rows and what became of it."""

    number: int
    frame: Frame
    label: str = ""
    source: PageSource = PageSource.TEXT
    note: str = ""
    drawing: Drawing = field(default_factory=Drawing)
    rows: list[Row] = field(default_factory=list)
    furniture: list[Row] = field(default_factory=list)
