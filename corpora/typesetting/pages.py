"""Lay out light-markup text as PDF pages: paragraphs, lists, tables, footnotes, columns, running heads.

The sources in `sample_sources/` hold the words; this package holds the looks.
The same source gives the same bytes: no clock, no random numbers, no compressed streams (whose
bytes differ between zlib builds).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from typesetting.blocks import Blocks, Row, Source
from typesetting.letterheads import LETTERHEADS
from typesetting.styles import STYLES, Style

NOTICE = "Fictional document written for policyscan's sample corpus"


@dataclass(slots=True)
class Sheet:
    """What stands on one page."""

    items: list[tuple[Row, float, float]] = field(default_factory=list)
    notes: list[Row] = field(default_factory=list)
    chapter: str = ""


def typeset(source: Source) -> bytes:
    """Set a source as a PDF."""
    style = STYLES[source.meta["style"]]
    entries: list[tuple[int, str, str]] = []
    # The table of contents needs the pages of the headings, which it pushes down itself: the first
    # pass learns the headings, the second their pages, the third prints them.
    for _ in range(3):
        setter = _Setter(source, style, entries)
        sheets = setter.flow()
        entries = setter.entries
    return setter.draw(sheets)


def labels_of(spec: str, count: int) -> list[str]:
    """List the printed page labels: `41` counts on from 41; `i*2 41` has two roman pages first; `-` is none."""
    labels: list[str] = []
    for part in (spec or "1").split():
        start, _, times = part.partition("*")
        for step in range(int(times) if times else count - len(labels)):
            roman = ("i", "ii", "iii", "iv", "v", "vi")
            number = {"-": "", "i": roman[step % 6]}.get(start)
            labels.append(str(int(start) + step) if number is None else number)
    return labels[:count]


class _Setter(Blocks):
    """Sets one source: its rows to pages, its pages to a canvas."""

    def __init__(self, source: Source, style: Style, entries: list[tuple[int, str, str]]) -> None:
        super().__init__(source, style, entries)
        self.entries: list[tuple[int, str, str]] = []

    # Rows to pages.

    def flow(self) -> list[Sheet]:
        style = self.style
        rows = self.rows()
        sheets = [Sheet(chapter=self.source.meta.get("title", ""))]
        column = 0
        top = self.page_height - (style.first_top or style.top)
        frame_top = y = top
        reserved = 0.0
        places: list[tuple[Row, int]] = []
        index = 0
        while index < len(rows):
            last = index
            while rows[last].keep and last + 1 < len(rows) and not rows[last + 1].breaks:
                last += 1
            group = rows[index : last + 1]
            note_rows = [row for item in group for note in item.notes for row in self.note_rows(note)]
            # The rule above the first note of a page takes eight points.
            extra = sum(row.height for row in note_rows) + (8 if note_rows and not reserved else 0)
            at_top = y == frame_top
            needed = sum(row.height + row.before for row in group) - (group[0].before if at_top else 0) + extra
            turned = False
            if group[0].breaks and sheets[-1].items:
                column, turned = style.columns, True
            elif y - needed < style.bottom + reserved and not at_top:
                column, turned = column + 1, True
            if turned:
                if column >= style.columns:
                    sheets.append(Sheet(chapter=sheets[-1].chapter))
                    column, reserved = 0, 0.0
                    top = self.page_height - style.top
                frame_top = y = top
                extra = sum(row.height for row in note_rows) + (8 if note_rows else 0)
                header = group[0].header
                if header is not None:
                    sheets[-1].items.append((header, self._x(column), y))
                    y -= header.height
            for row in group:
                y -= 0 if y == frame_top else row.before
                sheets[-1].items.append((row, self._x(column), y))
                y -= row.height
                if row.entry:
                    places.append((row, len(sheets) - 1))
                    if row.entry[0] == 0:
                        sheets[-1].chapter = row.entry[1]
            sheets[-1].notes += note_rows
            reserved += extra
            index = last + 1
        labels = labels_of(self.source.meta.get("labels", ""), len(sheets))
        self.entries = [(*row.entry, labels[page]) for row, page in places if row.entry]
        return sheets

    def _x(self, column: int) -> float:
        return self.style.left + column * (self.column + self.style.gap)

    # Pages to a canvas.

    def draw(self, sheets: list[Sheet]) -> bytes:
        meta, style = self.source.meta, self.style
        buffer = io.BytesIO()
        canvas = Canvas(buffer, (self.page_width, self.page_height), pageCompression=0, invariant=1)
        canvas.setTitle(meta.get("title", ""))
        canvas.setAuthor(meta.get("issuer", ""))
        canvas.setSubject(NOTICE)
        canvas.setCreator("policyscan sample corpus")
        labels = labels_of(meta.get("labels", ""), len(sheets))
        for number, sheet in enumerate(sheets):
            values = {"label": labels[number], "pages": str(len(sheets)), "chapter": sheet.chapter}
            if number == 0 and "letterhead" in meta:
                LETTERHEADS[meta["letterhead"]](canvas, meta, style, self.page_width, self.page_height)
            if number > 0 or "head_everywhere" in meta:
                self._furniture(canvas, "head", self.page_height - 40, values)
            self._furniture(canvas, "foot", 46, values)
            self._draw_notice(canvas)
            if style.column_rule and style.columns > 1:
                middle = self._x(1) - style.gap / 2
                canvas.setLineWidth(0.4)
                first = style.first_top if number == 0 and style.first_top else style.top
                canvas.line(middle, style.bottom, middle, self.page_height - first)
            for row, x, y in sheet.items:
                row.draw(canvas, x, y)
            self._draw_notes(canvas, sheet)
            if "pdf_labels" in meta:
                digit = labels[number].isdigit()
                start = int(labels[number]) if digit else number + 1
                canvas.addPageLabel(number, style="ARABIC" if digit else "ROMAN_LOWER", start=start)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _furniture(self, canvas: Canvas, key: str, y: float, values: Mapping[str, str]) -> None:
        style = self.style
        for row, name in enumerate((key, f"{key}2")):
            text = self.source.meta.get(name, "")
            if not text:
                continue
            left, centre, right = [part.strip().format(**values) for part in (text + "||||").split("||")[:3]]
            canvas.setFont(style.furniture_font, style.furniture_size)
            level = y - row * (style.furniture_size + 2)
            canvas.drawString(style.left, level, left)
            canvas.drawCentredString(self.page_width / 2, level, centre)
            canvas.drawRightString(self.page_width - style.right, level, right)
        if style.rules and self.source.meta.get(key):
            level = y - 16 if key == "head" else y + 12
            canvas.setLineWidth(0.7)
            canvas.line(style.left, level, self.page_width - style.right, level)

    def _draw_notice(self, canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Oblique", 6.8)
        canvas.setFillGray(0.35)
        canvas.drawCentredString(self.page_width / 2, 18, NOTICE)
        canvas.setFillGray(0)

    def _draw_notes(self, canvas: Canvas, sheet: Sheet) -> None:
        if not sheet.notes:
            return
        y = self.style.bottom + sum(row.height for row in sheet.notes)
        canvas.setLineWidth(0.5)
        canvas.line(self.style.left, y + 4, self.style.left + 140, y + 4)
        for row in sheet.notes:
            row.draw(canvas, self.style.left, y)
            y -= row.height
