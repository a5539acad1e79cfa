"""Small PDFs made on the spot, each with one trait to parse."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from policyscan.model import Block, BlockKind, ParsedDocument

WIDTH, HEIGHT = letter
Draw = Callable[[Canvas], None]

SENTENCES = (
    "Officers shall use only the force that is objectively reasonable to bring an incident under control.",
    "Before any force is used members will consider time, distance and cover as means to avoid it.",
    "A supervisor responds to the scene of every reported use of force and interviews each witness there.",
    "Medical aid is rendered as soon as the scene is safe, whatever the conduct of the person was.",
    "The review board reads every report within thirty days and forwards its findings to the chief.",
    "Training in communication and in slowing down an encounter takes place twice in every year.",
)


def pdf(*pages: Draw, page_size: tuple[float, float] = letter) -> bytes:
    """A PDF with one page for each drawing function."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=page_size, invariant=1)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def write(
    canvas: Canvas, lines: Sequence[str], *, x: float = 72, y: float = 700, leading: float = 13, font: str = ""
) -> float:
    """Set lines below one another and give the height below the last."""
    if font:
        name, _, size = font.partition(" ")
        canvas.setFont(name, float(size or 11))
    for line in lines:
        canvas.drawString(x, y, line)
        y -= leading
    if font:
        canvas.setFont("Helvetica", 11)
    return y


def text_of(document: ParsedDocument, block: Block) -> str:
    """The words of a block."""
    return document.text[block.start : block.end]


def blocks_of(document: ParsedDocument, kind: BlockKind) -> list[str]:
    """The words of all blocks of a kind."""
    return [text_of(document, block) for block in document.blocks if block.kind is kind]
