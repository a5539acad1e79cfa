"""Read every page once: its characters, pictures and rules, and by OCR what has no usable text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from policyscan.model import PageSource
from policyscan.parse import ocr
from policyscan.parse.blanks import fill_blanks
from policyscan.parse.cover import PAINTED_OVER, letters, part_unseen
from policyscan.parse.drawings import look_at
from policyscan.parse.fillings import flatten
from policyscan.parse.frames import Corners, frame_of, has_own_media_box
from policyscan.parse.glyphs import is_hidden, make_pieces, read_glyphs
from policyscan.parse.records import Frame, OcrPage, PageDraft, Piece, Row
from policyscan.parse.rows import group_rows, part_boxes, part_upright
from policyscan.parse.triage import Verdict, judge_page

_EMPTY_FRAME = Frame(612.0, 792.0, 0, (1.0, 0.0, 0.0, -1.0, 0.0, 792.0), (0.0, 0.0, 612.0, 792.0))
# OCR replaces a page's own text only if it brings this many times its letters.
_WORTH_IT = 1.25


class PageReader:
    """Reads the pages of one opened document; `new_ocr` collects what OCR read in this call.

    `media_boxes` gives all pages' media boxes, and is asked only where a page does not name its own.
    """

    def __init__(
        self,
        document: Any,
        *,
        media_boxes: Callable[[], Sequence[Corners]],
        use_ocr: bool,
        known_ocr: Mapping[int, OcrPage],
        on_page: Callable[[str], None] | None,
        on_ocr: Callable[[OcrPage], None] | None = None,
    ) -> None:
        self._document = document
        self._media_boxes = media_boxes
        self._use_ocr = use_ocr
        self._known_ocr = known_ocr
        self._on_page = on_page
        self._on_ocr = on_ocr
        self.new_ocr: list[OcrPage] = []

    def read_all(self) -> list[PageDraft]:
        """A draft of every page, in order."""
        return [self._read(number) for number in range(1, len(self._document) + 1)]

    def _read(self, number: int) -> PageDraft:
        try:
            page = flatten(self._document, self._document[number - 1], number - 1)
        except pdfium.PdfiumError:
            return PageDraft(number, _EMPTY_FRAME, source=PageSource.NONE, note="the page is damaged")
        try:
            return self._draft(page, number)
        finally:
            page.close()

    def _draft(self, page: Any, number: int) -> PageDraft:
        frame = frame_of(page.raw, self._inherited_box(page.raw, number))
        text = _read_text(page.raw, number, frame)
        pieces, unseen = part_unseen(page, frame, text.pieces)
        drawing = look_at(page.raw, frame)
        verdict = judge_page(pieces, text.strange, drawing, is_hidden=text.is_hidden)
        draft = PageDraft(number, frame, _label(self._document.raw, number), verdict.source, verdict.note, drawing)
        if verdict.wants_ocr:
            pieces = self._replace(page, draft, pieces, verdict)
        if unseen and not (draft.source is PageSource.OCR and pieces):
            draft.source, draft.note = PageSource.NONE, PAINTED_OVER
        upright, on_end = part_upright(fill_blanks(pieces))
        if letters(on_end) > letters(upright):
            # A page set sideways: its lines follow one another as the PDF has them.
            draft.rows = [Row([piece]) for piece in on_end] + group_rows(upright)
        else:
            draft.rows = group_rows(upright)
            draft.furniture = [Row([piece]) for piece in on_end]
        part_boxes(upright)
        return draft

    def _inherited_box(self, page: Any, number: int) -> Corners | None:
        if has_own_media_box(page):
            return None
        boxes = self._media_boxes()
        return boxes[number - 1] if number <= len(boxes) else None

    def _replace(self, page: Any, draft: PageDraft, pieces: list[Piece], verdict: Verdict) -> list[Piece]:
        """The pieces to use on a page that wants OCR; sets the draft's source and note."""
        is_empty = not pieces
        is_garbled = "garbled" in verdict.note
        read = self._known_ocr.get(draft.number)
        if is_empty and (read is None or not read.lines) and not ocr.has_ink(page):
            draft.source, draft.note = PageSource.BLANK, ""
            return []
        if read is None:
            if not self._use_ocr:
                draft.note = f"{verdict.note}; OCR was switched off"
                return [] if is_garbled else pieces
            if self._on_page is not None:
                self._on_page(f"page {draft.number} of {len(self._document)}: reading by OCR ({verdict.note})")
            read = ocr.read_page(page, draft.number, draft.frame)
            self.new_ocr.append(read)
            if self._on_ocr is not None:
                self._on_ocr(read)
        found = ocr.as_pieces(read)
        if not is_empty and not is_garbled and letters(found) < _WORTH_IT * letters(pieces):
            draft.source, draft.note = PageSource.TEXT, ""
            return pieces
        draft.source = PageSource.OCR
        if not found:
            draft.note = f"{verdict.note}; OCR found no words"
        return found


@dataclass(frozen=True, slots=True)
class _PageText:
    pieces: list[Piece]
    strange: int = 0
    is_hidden: bool = False


def _read_text(page: Any, number: int, frame: Frame) -> _PageText:
    text_page = pdfium_c.FPDFText_LoadPage(page)
    if not text_page:
        return _PageText([])
    try:
        glyphs = read_glyphs(text_page, frame)
        pieces = make_pieces(glyphs, text_page, number, frame)
        return _PageText(pieces, glyphs.strange, is_hidden(glyphs, text_page))
    finally:
        pdfium_c.FPDFText_ClosePage(text_page)


def _label(document: Any, number: int) -> str:
    """The label that the PDF itself gives the page, if it has any."""
    length = int(pdfium_c.FPDF_GetPageLabel(document, number - 1, None, 0))
    if length <= 2 or length > 200:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDF_GetPageLabel(document, number - 1, buffer, length)
    label = buffer.raw[: length - 2].decode("utf-16-le", "replace")
    return "".join(char for char in label if char.isprintable()).strip()
