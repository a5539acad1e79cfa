"""Words and lines: parse inline marks, fill lines, draw them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from typesetting.hyphens import break_points

_INLINE = re.compile(r"\*\*|\*|\[\^(?P<note>\w+)\]|\[\[(?P<fill>.*?)\]\]|(?P<space>\s+)|(?P<text>[^\s*\[]+|\[)")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters in one font; `blank` is the rule drawn under a filled-in value, in points."""

    text: str
    font: str
    size: float
    rise: float = 0.0
    blank: float = 0.0

    @property
    def width(self) -> float:
        """Its width in points."""
        return max(stringWidth(self.text, self.font, self.size), self.blank)


Word = tuple[Run, ...]


def fonts_of(family: str) -> dict[tuple[bool, bool], str]:
    """Return the four faces of a family, by (bold, italic)."""
    names = {
        "Times": ("Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic"),
        "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique"),
        "Courier": ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique"),
    }[family]
    return dict(zip(((False, False), (True, False), (False, True), (True, True)), names, strict=True))


def curl_quotes(text: str) -> str:
    """Turn a typewriter's quotation marks into a printer's."""
    text = re.sub(r"(^|(?<=[\s(\[*]))\"", "\u201c", text).replace('"', "\u201d")
    return re.sub(r"(^|(?<=[\s(\[*]))'", "\u2018", text).replace("'", "\u2019")


def words_of(text: str, fonts: Mapping[tuple[bool, bool], str], size: float, *, bold: bool = False) -> list[Word]:
    """Parse inline marks: `**bold**`, `*italic*`, `[^1]` for a note, `[[value]]` for a filled blank."""
    words: list[Word] = []
    runs: list[Run] = []
    italic = False
    if not fonts[False, False].startswith("Courier"):
        text = curl_quotes(text)
    for match in _INLINE.finditer(text):
        font = fonts[bold, italic]
        if match["space"]:
            if runs:
                words.append(tuple(runs))
            runs = []
        elif match["note"]:
            runs.append(Run(match["note"], font, size * 0.62, size * 0.36))
        elif match["fill"] is not None:
            value = match["fill"].strip()
            width = stringWidth(value, "Courier", size * 0.95) + 18 if value else 7.0 * len(match["fill"])
            runs.append(Run(value, "Courier", size * 0.95, 2.4, width))
        elif match["text"]:
            runs.append(Run(match["text"], font, size))
        elif match[0] == "**":
            bold = not bold
        else:
            italic = not italic
    if runs:
        words.append(tuple(runs))
    return words


def _width(word: Word) -> float:
    return sum(run.width for run in word)


def _split(word: Word, room: float) -> tuple[Word, Word] | None:
    """Split off the part of a word that fits with its hyphen."""
    if len(word) != 1 or word[0].blank:
        return None
    run = word[0]
    for point, mark in reversed(break_points(run.text)):
        head = replace(run, text=run.text[:point] + mark)
        if head.width <= room:
            return (head,), (replace(run, text=run.text[point:]),)
    return None


def wrap(words: Iterable[Word], width: float, *, hyphenate: bool) -> list[list[Word]]:
    """Fill lines of `width` points, first fit."""
    lines: list[list[Word]] = []
    line: list[Word] = []
    used = 0.0
    waiting = list(words)[::-1]
    while waiting:
        word = waiting.pop()
        gap = stringWidth(" ", line[-1][-1].font, line[-1][-1].size) if line else 0.0
        if not line or used + gap + _width(word) <= width:
            line.append(word)
            used += gap + _width(word)
            continue
        parts = _split(word, width - used - gap) if hyphenate else None
        if parts:
            line.append(parts[0])
            waiting.append(parts[1])
        else:
            waiting.append(word)
        lines.append(line)
        line, used = [], 0.0
    if line:
        lines.append(line)
    return lines


def line_width(line: list[Word]) -> float:
    """Return the natural width of a line in points."""
    spaces = sum(stringWidth(" ", word[-1].font, word[-1].size) for word in line[:-1])
    return sum(map(_width, line)) + spaces


def draw_line(canvas: Canvas, line: list[Word], x: float, baseline: float, spread: float = 0.0) -> None:
    """Draw one line; `spread` points are added to each space."""
    pending = ""
    current: Run | None = None
    start = x
    for index, word in enumerate(line):
        for position, run in enumerate(word):
            same = current is not None and (run.font, run.size, run.rise) == (current.font, current.size, current.rise)
            if current is not None and (not same or run.blank or current.blank):
                _show(canvas, current, pending, start, baseline, spread)
                pending, start = "", x
            pending += run.text
            current = run
            x += run.width
            if position == len(word) - 1 and index < len(line) - 1:
                pending += " "
                x += stringWidth(" ", run.font, run.size) + spread
    if current is not None:
        _show(canvas, current, pending, start, baseline, spread)


def _show(canvas: Canvas, run: Run, text: str, x: float, baseline: float, spread: float) -> None:
    canvas.setFont(run.font, run.size)
    if not run.blank:
        canvas.drawString(x, baseline + run.rise, text, wordSpace=spread or None)
        return
    canvas.setLineWidth(0.6)
    canvas.line(x + 1, baseline - 1.5, x + run.blank - 1, baseline - 1.5)
    canvas.drawString(x + 9, baseline + run.rise, text.strip())
