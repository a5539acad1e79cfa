"""The looks of the sample documents: fonts, measures and headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Heading:
    """How one level of heading looks; sizes in points."""

    size: float
    before: float = 10.0
    after: float = 2.0
    font: str = ""
    centred: bool = False
    underline: bool = False
    upper: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How one document looks; measures in points."""

    font: str = "Helvetica"
    size: float = 10.0
    leading: float = 12.6
    paper: str = "letter"
    left: float = 72.0
    right: float = 72.0
    top: float = 84.0
    bottom: float = 76.0
    first_top: float = 0.0
    columns: int = 1
    gap: float = 22.0
    column_rule: bool = False
    justify: bool = False
    hyphenate: bool = False
    paragraph_space: float = 6.0
    item_space: float = 3.0
    hang: float = 24.0
    step: float = 24.0
    table_size: float = 9.0
    toc_levels: int = 2
    furniture_font: str = "Helvetica"
    furniture_size: float = 8.0
    rules: bool = True
    headings: tuple[Heading, ...] = (Heading(16, 0, 8), Heading(10.5, 11, 2), Heading(10, 8, 1, "Helvetica"))


MANUAL = Style(
    justify=True,
    first_top=96,
    top=92,
    headings=(Heading(17, 0, 6, new_page=True), Heading(10, 11, 1), Heading(10, 8, 1, "Helvetica")),
)
COLUMNS = Style(
    font="Times",
    size=10,
    leading=12.2,
    columns=2,
    left=54,
    right=54,
    gap=24,
    column_rule=True,
    justify=True,
    hyphenate=True,
    first_top=168,
    top=74,
    bottom=70,
    hang=18,
    step=16,
    headings=(
        Heading(13, 0, 4),
        Heading(10.2, 10, 2, "Helvetica-Bold", upper=True),
        Heading(9.8, 7, 1, "Times-BoldItalic"),
    ),
)
MATRIX = Style(
    size=10.2,
    leading=13.2,
    first_top=150,
    headings=(Heading(14, 4, 6), Heading(11, 12, 3), Heading(10.2, 8, 2, "Helvetica-BoldOblique")),
    table_size=8.6,
)
ORDER = Style(
    font="Times",
    size=11,
    leading=13.4,
    justify=True,
    hyphenate=True,
    first_top=112,
    top=82,
    bottom=78,
    hang=26,
    step=26,
    item_space=4,
    headings=(Heading(13, 4, 6, centred=True), Heading(11, 12, 3, upper=True), Heading(11, 9, 2, "Times-BoldItalic")),
    furniture_font="Times-Roman",
    furniture_size=9,
)
DIRECTIVE = Style(
    font="Helvetica",
    size=9.8,
    leading=12.8,
    first_top=132,
    top=80,
    headings=(Heading(14, 0, 6), Heading(10.4, 12, 3, underline=True), Heading(9.8, 8, 1)),
)
MEMO = Style(
    font="Courier",
    size=10,
    leading=12.4,
    left=80,
    right=76,
    first_top=72,
    top=88,
    rules=False,
    furniture_font="Courier",
    furniture_size=9,
    headings=(Heading(12, 0, 8, centred=True), Heading(10, 12, 4, underline=True, upper=True), Heading(10, 8, 2)),
)
BULLETIN = Style(
    font="Times",
    size=11.2,
    leading=13.8,
    first_top=140,
    top=84,
    headings=(Heading(14, 0, 6, centred=True), Heading(11.2, 11, 3), Heading(11.2, 8, 2, "Times-Italic")),
    rules=False,
    furniture_font="Times-Italic",
)
CONTRACT = Style(
    font="Times",
    size=11.2,
    leading=14,
    justify=True,
    first_top=90,
    top=80,
    headings=(
        Heading(14, 0, 8, centred=True, upper=True),
        Heading(11.2, 12, 3, centred=True, upper=True),
        Heading(11.2, 8, 2),
    ),
    rules=False,
    furniture_font="Times-Roman",
    furniture_size=9,
)
ASSEMBLY = Style(
    font="Times",
    size=10.4,
    leading=12.9,
    paper="a4",
    left=96,
    right=86,
    justify=True,
    hyphenate=True,
    first_top=250,
    top=86,
    hang=38,
    step=26,
    headings=(Heading(15, 0, 8), Heading(12.5, 14, 4), Heading(10.6, 9, 2)),
    furniture_font="Times-Bold",
    furniture_size=9,
)
REPORT = Style(
    font="Helvetica",
    size=9.8,
    leading=13.6,
    paper="a4",
    left=82,
    right=82,
    first_top=300,
    top=86,
    headings=(Heading(18, 0, 8, new_page=True), Heading(12.5, 14, 4), Heading(10.4, 9, 2)),
    furniture_size=7.8,
)
YEARBOOK = replace(
    REPORT,
    font="Times",
    size=10.6,
    leading=13.4,
    first_top=260,
    toc_levels=1,
    headings=(Heading(18, 0, 8, new_page=True), Heading(15, 18, 4, "Helvetica-Bold"), Heading(10.6, 7, 1)),
)
STYLES: Mapping[str, Style] = {
    "manual": MANUAL,
    "columns": COLUMNS,
    "matrix": MATRIX,
    "order": ORDER,
    "directive": DIRECTIVE,
    "memo": MEMO,
    "bulletin": BULLETIN,
    "contract": CONTRACT,
    "assembly": ASSEMBLY,
    "report": REPORT,
    "yearbook": YEARBOOK,
}
