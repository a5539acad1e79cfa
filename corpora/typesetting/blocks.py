"""Blocks of light markup to rows: paragraphs, headings, list items, tables, signatures, contents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from typesetting.inline import Word, draw_line, fonts_of, line_width, words_of, wrap
from typesetting.styles import Style

_ITEM = re.compile(r"(?P<dashes>-{1,4}) (?P<marker>\S+) (?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is placed whole: a line of text, a table row, a rule, a signature line."""

    height: float
    draw: Callable[[Canvas, float, float], None]
    before: float = 0.0
    keep: bool = False
    notes: tuple[str, ...] = ()
    entry: tuple[int, str] | None = None
    header: Row | None = None
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A source file: its front matter and its marked-up text."""

    meta: Mapping[str, str]
    body: str


def read_source(text: str) -> Source:
    """Split a source file at its `---` line."""
    front, _, body = text.partition("\n---\n")
    pairs = (line.partition(":") for line in front.splitlines() if line.strip())
    return Source({key.strip(): value.strip() for key, _, value in pairs}, body)


class Blocks:
    """One source's blocks as rows; `known` holds the contents as an earlier pass found them."""

    def __init__(self, source: Source, style: Style, entries: list[tuple[int, str, str]]) -> None:
        self.source, self.style, self.known = source, style, entries
        self.fonts = fonts_of(style.font)
        self.page_width, self.page_height = A4 if style.paper == "a4" else letter
        body = self.page_width - style.left - style.right
        self.column = (body - style.gap * (style.columns - 1)) / style.columns
        self.notes: dict[str, str] = {}

    def text_rows(
        self, text: str, *, indent: float = 0, size: float = 0, before: float = -1, align: str = "", marker: str = ""
    ) -> list[Row]:
        """Wrap a paragraph; `before` is the space above it, the style's own where negative."""
        style = self.style
        size = size or style.size
        leading = style.leading * size / style.size
        width = self.column - indent
        align = align or ("justify" if style.justify else "left")
        lines = wrap(words_of(text, self.fonts, size), width, hyphenate=style.hyphenate)
        rows = []
        for number, line in enumerate(lines):
            spread = 0.0
            offset = indent
            if align == "justify" and number < len(lines) - 1 and len(line) > 1:
                spread = (width - line_width(line)) / (len(line) - 1)
            elif align == "center":
                offset += (width - line_width(line)) / 2
            elif align == "right":
                offset += width - line_width(line)
            notes = tuple(run.text for word in line for run in word if run.rise > 0 and not run.blank)
            shown = marker if number == 0 else ""
            rows.append(
                Row(
                    leading,
                    self._text_drawer(line, offset, size, spread, shown, indent),
                    before=(style.paragraph_space if before < 0 else before) if number == 0 else 0,
                    keep=number == 0 and len(lines) > 2,
                    notes=notes,
                )
            )
        return rows

    def _text_drawer(
        self, line: list[Word], offset: float, size: float, spread: float, marker: str, indent: float
    ) -> Callable[[Canvas, float, float], None]:
        font = self.fonts[False, False]

        def draw(canvas: Canvas, x: float, top: float) -> None:
            baseline = top - size
            if marker:
                canvas.setFont(font, size)
                canvas.drawString(x + indent - self.style.hang, baseline, marker)
            draw_line(canvas, line, x + offset, baseline, spread)

        return draw

    def heading_rows(self, level: int, text: str) -> list[Row]:
        """Set a heading; level 0 is a chapter."""
        look = self.style.headings[level]
        fonts = dict.fromkeys(self.fonts, look.font or self.fonts[True, False])
        shown = text.upper() if look.upper else text
        lines = wrap(words_of(shown, fonts, look.size), self.column, hyphenate=False)
        rows = []
        for number, line in enumerate(lines):
            offset = (self.column - line_width(line)) / 2 if look.centred else 0.0

            def draw(canvas: Canvas, x: float, top: float, line: list[Word] = line, offset: float = offset) -> None:
                baseline = top - look.size
                draw_line(canvas, line, x + offset, baseline)
                if look.underline:
                    canvas.setLineWidth(0.5)
                    canvas.line(x + offset, baseline - 1.8, x + offset + line_width(line), baseline - 1.8)

            rows.append(
                Row(
                    look.size * 1.2 + (look.after if number == len(lines) - 1 else 0),
                    draw,
                    before=look.before if number == 0 else 0,
                    keep=True,
                    entry=(level, text) if number == 0 else None,
                    breaks=look.new_page and number == 0,
                )
            )
        return rows

    def table_rows(self, lines: list[str], shares: list[float], *, plain: bool) -> list[Row]:
        """Set a ruled table; the first row is a shaded header, repeated after a page break, unless `plain`."""
        total = sum(shares)
        widths = [self.column * share / total for share in shares]
        size = self.style.table_size
        header: Row | None = None
        rows = []
        for number, line in enumerate(lines):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            is_header = number == 0 and not plain
            wrapped = [
                [
                    fitted
                    for part in cell.split(" / ")
                    for fitted in wrap(
                        words_of(part, self.fonts, size, bold=is_header), width - 8, hyphenate=self.style.hyphenate
                    )
                ]
                for cell, width in zip(cells, widths, strict=True)
            ]
            height = max(len(cell) for cell in wrapped) * size * 1.22 + 7

            def draw(
                canvas: Canvas,
                x: float,
                top: float,
                wrapped: list[list[list[Word]]] = wrapped,
                height: float = height,
                shaded: bool = is_header,
            ) -> None:
                canvas.setLineWidth(0.7)
                for cell, width in zip(wrapped, widths, strict=True):
                    if shaded:
                        canvas.setFillGray(0.86)
                        canvas.rect(x, top - height, width, height, stroke=0, fill=1)
                        canvas.setFillGray(0)
                    canvas.rect(x, top - height, width, height)
                    for index, words in enumerate(cell):
                        draw_line(canvas, words, x + 4, top - 3 - size - index * size * 1.22)
                    x += width

            row = Row(height, draw, before=6 if number == 0 else 0, keep=is_header, header=header)
            if is_header:
                header = replace(row, before=0, keep=False)
            rows.append(row)
        return rows

    def sign_row(self, text: str) -> Row:
        """Two signature columns side by side, the second half a column further right."""
        size = self.style.size
        sides = [words_of(side.strip(), self.fonts, size) for side in text.split("||")]

        def draw(canvas: Canvas, x: float, top: float) -> None:
            for index, side in enumerate(sides):
                draw_line(canvas, side, x + index * self.column * 0.53, top - size)

        return Row(size * 1.55, draw, keep=True)

    def toc_rows(self) -> list[Row]:
        """Set the table of contents from the headings known so far."""
        rows = []
        size = self.style.size
        for level, text, label in self.known:
            if level > self.style.toc_levels:
                continue

            def draw(
                canvas: Canvas, x: float, top: float, level: int = level, text: str = text, label: str = label
            ) -> None:
                font = self.fonts[level == 0, False]
                x_text = x + level * 14
                canvas.setFont(font, size)
                canvas.drawString(x_text, top - size, text)
                canvas.drawRightString(x + self.column, top - size, label)
                dot = stringWidth(" .", font, size)
                first = x_text + stringWidth(text, font, size) + 4
                room = x + self.column - stringWidth(label, font, size) - 4 - first
                canvas.drawRightString(first + room, top - size, " ." * max(int(room / dot), 0))

            rows.append(Row(size * 1.45, draw, before=4 if level == 0 else 0))
        return rows

    def rows(self) -> list[Row]:
        """Read the source's blocks, which empty lines part, in order."""
        rows: list[Row] = []
        shares, plain = [1.0], False
        for block in re.split(r"\n\s*\n", self.source.body.strip()):
            first = block.split("\n", 1)[0]
            note = re.match(r"\[\^(\w+)\]: (.*)", block, re.DOTALL)
            item = _ITEM.fullmatch(block.replace("\n", " "))
            if note:
                self.notes[note[1]] = " ".join(note[2].split())
            elif first.startswith("#"):
                marks, _, text = block.partition(" ")
                rows += self.heading_rows(len(marks) - 1, " ".join(text.split()))
            elif first.startswith("|"):
                rows += self.table_rows(block.splitlines(), shares, plain=plain)
            elif first.startswith("@table"):
                shares = [float(part) for part in block.split()[1:] if part != "plain"]
                plain = block.endswith("plain")
            elif first.startswith("@"):
                rows += self.directive_rows(block)
            elif item:
                depth = len(item["dashes"]) - 1
                indent = depth * self.style.step + self.style.hang
                rows += self.text_rows(item["text"], indent=indent, before=self.style.item_space, marker=item["marker"])
            elif first.startswith("> "):
                quoted = " ".join(line.removeprefix("> ") for line in block.splitlines())
                rows += self.text_rows(quoted, indent=30)
            else:
                rows += self.text_rows(" ".join(block.split()), indent=0)
        return rows

    def directive_rows(self, block: str) -> list[Row]:
        """Set a line that starts with `@`."""
        name, _, text = block.partition(" ")
        text = text.replace("\n", " ")
        if name == "@toc":
            return self.toc_rows()
        if name in ("@center", "@right"):
            return self.text_rows(text, align=name[1:])
        if name == "@indent":
            return self.text_rows(text, indent=self.style.hang)
        if name == "@sign":
            lines = [line.removeprefix("@sign ") for line in block.splitlines()]
            rows = [self.sign_row(line) for line in lines]
            rows[0] = replace(rows[0], before=16)
            rows[-1] = replace(rows[-1], keep=False)
            return rows
        if name == "@space":
            return [Row(float(text), lambda *_: None)]
        if name == "@page":
            return [Row(0, lambda *_: None, breaks=True)]
        if name == "@rule":
            return [Row(8, lambda canvas, x, top: canvas.line(x, top - 4, x + self.column, top - 4), before=2)]
        raise ValueError(f"unknown directive {name!r} in {self.source.meta['file']}")

    def note_rows(self, note: str) -> list[Row]:
        """Set a footnote."""
        size = self.style.size - 2
        return self.text_rows(f"[^{note}] {self.notes[note]}", size=size, before=0)
