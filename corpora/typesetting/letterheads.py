"""The letterheads and covers that stand at the head of a first page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from reportlab.pdfgen.canvas import Canvas

from typesetting.styles import Style


def _star(canvas: Canvas, x: float, y: float, radius: float, points: int, inner: float) -> None:
    path = canvas.beginPath()
    for step in range(points * 2):
        length = radius if step % 2 == 0 else radius * inner
        angle = math.pi / 2 + step * math.pi / points
        corner = x + length * math.cos(angle), y + length * math.sin(angle)
        if step == 0:
            path.moveTo(*corner)
        else:
            path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1)


def _seal(canvas: Canvas, x: float, y: float, radius: float, *, points: int = 5, gray: float = 0.25) -> None:
    canvas.setStrokeGray(gray)
    canvas.setLineWidth(1.4)
    canvas.circle(x, y, radius)
    canvas.setLineWidth(0.5)
    canvas.circle(x, y, radius * 0.84)
    canvas.setFillGray(gray)
    _star(canvas, x, y, radius * 0.7, points, 0.42)
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)


def _badge(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw a vendor manual's black box with the chapter number, beside the department's name."""
    canvas.setFillGray(0.05)
    canvas.rect(style.left, height - 80, 70, 46, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.setFont("Helvetica", 8.5)
    canvas.drawCentredString(style.left + 35, height - 49, "Chapter")
    canvas.setFont("Helvetica-Bold", 19)
    canvas.drawCentredString(style.left + 35, height - 71, meta["number"])
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 13)
    canvas.drawCentredString(width / 2 + 20, height - 52, meta["issuer"])
    canvas.setFont("Helvetica", 8.5)
    canvas.drawCentredString(width / 2 + 20, height - 65, meta["subtitle"])
    canvas.setLineWidth(0.8)
    canvas.line(style.left, height - 86, width - style.right, height - 86)


def _gazette(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw a seal, the department's name and the title across both columns."""
    _seal(canvas, style.left + 36, height - 92, 33, points=8)
    canvas.setFont("Times-Bold", 19)
    canvas.drawString(style.left + 88, height - 78, meta["issuer"])
    canvas.setFont("Times-Italic", 11)
    canvas.drawString(style.left + 88, height - 94, meta["subtitle"])
    canvas.setFont("Helvetica-Bold", 12.5)
    canvas.drawString(style.left + 88, height - 116, meta["title"])
    canvas.setLineWidth(1.6)
    canvas.line(style.left, height - 140, width - style.right, height - 140)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(style.left, height - 152, meta["line"])
    canvas.setLineWidth(0.5)
    canvas.line(style.left, height - 157, width - style.right, height - 157)


def _city(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw a centred letterhead with a seal above a double rule."""
    _seal(canvas, width / 2, height - 60, 24, points=6)
    canvas.setFont("Helvetica-Bold" if style.font == "Helvetica" else "Times-Bold", 14)
    canvas.drawCentredString(width / 2, height - 102, meta["issuer"])
    canvas.setFont(style.furniture_font, 9)
    canvas.drawCentredString(width / 2, height - 115, meta["subtitle"])
    canvas.setLineWidth(1.2)
    canvas.line(style.left, height - 122, width - style.right, height - 122)
    canvas.setLineWidth(0.4)
    canvas.line(style.left, height - 125, width - style.right, height - 125)


def _order(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw the department's name in capitals above the order's ruled box."""
    canvas.setFont("Times-Bold", 16)
    canvas.drawCentredString(width / 2, height - 64, meta["issuer"].upper())
    canvas.setFont("Times-Bold", 13)
    canvas.drawCentredString(width / 2, height - 84, meta["subtitle"])
    _seal(canvas, style.left + 26, height - 70, 22)


def _plain(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw the file number at the head of an agreement."""
    canvas.setFont(style.furniture_font, 9)
    canvas.drawRightString(width - style.right, height - 52, meta["subtitle"])


def _assembly(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw the masthead of an international body: organ, symbol, distribution, title."""
    left, right = style.left, width - style.right
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(left, height - 62, meta["organisation"])
    canvas.setFont("Times-Roman", 12)
    canvas.drawRightString(right, height - 62, meta["symbol"])
    canvas.setLineWidth(0.6)
    canvas.line(left, height - 68, right, height - 68)
    _seal(canvas, left + 22, height - 98, 20, points=12)
    canvas.setFont("Times-Bold", 19)
    canvas.drawString(left + 58, height - 98, meta["organ"])
    canvas.setFont("Times-Roman", 9.5)
    for row, line in enumerate((meta["distribution"], meta["dated"], meta["original"])):
        canvas.drawRightString(right, height - 88 - row * 12, line)
    canvas.setLineWidth(1.4)
    canvas.line(left, height - 126, right, height - 126)
    canvas.setFont("Times-Bold", 10)
    canvas.drawString(left, height - 142, meta["session"])
    canvas.setFont("Times-Roman", 10)
    canvas.drawString(left, height - 155, meta["agenda"])
    canvas.setFont("Times-Bold", 16)
    canvas.drawString(left, height - 190, meta["title"])
    canvas.setFont("Times-Bold", 14)
    canvas.drawString(left, height - 214, meta["subject"])


def _cover(canvas: Canvas, meta: Mapping[str, str], style: Style, width: float, height: float) -> None:
    """Draw a report's dark band with its title, publisher and date."""
    canvas.setFillGray(0.2)
    canvas.rect(0, height - 250, width, 180, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.setFont("Helvetica-Bold", 24)
    for row, line in enumerate(meta["cover"].split(" / ")):
        canvas.drawString(style.left, height - 128 - row * 30, line)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(style.left, height - 200, meta["subtitle"])
    canvas.drawString(style.left, height - 228, f"{meta['issuer']}, {meta['dated']}")
    canvas.setFillGray(0)


LETTERHEADS: Mapping[str, Callable[[Canvas, Mapping[str, str], Style, float, float], None]] = {
    "badge": _badge,
    "gazette": _gazette,
    "city": _city,
    "order": _order,
    "plain": _plain,
    "assembly": _assembly,
    "cover": _cover,
}
