"""Make parsed memoranda of invented parties, with a place on the page for every line, to read them in tests.

The words are our own; they keep the turns of phrase by which such forms are known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from policyscan.model import Block, BlockKind, Box, Line, Page, PageSource, ParsedDocument
from policyscan.parse.records import OcrLine

_LETTER = 5.0
Row = tuple[float, float, str]

TASK_FORCE = (
    "Upon agreement, participating LEA personnel will be assigned to various units, teams, or task forces designated by ICE.",
    "The power and authority to interrogate any alien as to the right to remain in the United States, wherever routine "
    "law enforcement duties bring officers together with such a person, and to arrest without a warrant any alien entering "
    "or attempting to enter the country in their view.",
)
JAIL = (
    "The program is there to identify and process removable aliens who were arrested and booked into the LEA jail/correctional "
    "facilities. LEA officers assigned to detention duties act under it.",
    "The power and authority to interrogate any alien detained in the jail, to administer oaths and take evidence, to prepare "
    "charging documents, and to issue immigration detainers.",
)
WARRANTS = (
    "Its purpose is to facilitate the custodial transfer of specific aliens in LEA jail/correctional facilities at the time of "
    "their scheduled release from criminal custody.",
    "Personnel are only delegated the two authorities listed below: to serve and execute warrants of arrest for immigration "
    "violations, and to serve warrants of removal, on designated aliens in the jail.",
)
AUTHORITY = (
    "Section 287(g) of the Immigration and Nationality Act, 8 U.S.C. § 1357(g), lets the Secretary enter into written agreements "
    "so that qualified officers can perform certain functions of an immigration officer. This MOA constitutes such a written "
    "agreement, and immigration enforcement functions are performed only as it provides."
)
SIGNING = (
    "By signing this MOA, each party represents it is fully authorized to enter into this MOA and accepts its terms, "
    "responsibilities, obligations, and limitations."
)


def opening(name: str, employees: str = "the LEA", represents: str = "") -> str:
    """The paragraph with the blanks, filled in."""
    said = (
        f" The LEA represents {represents} in the implementation and administration of this MOA." if represents else ""
    )
    return (
        "This Memorandum of Agreement (MOA) constitutes an agreement between United States Immigration and Customs Enforcement "
        f"(ICE), a component of the Department of Homeland Security (DHS), and the {name}, pursuant to which ICE delegates to "
        f"nominated, trained, and certified officers or employees of {employees} (hereinafter interchangeably referred to as "
        f'"Law Enforcement Agency" (LEA)), the authority to perform certain immigration enforcement functions.{said}'
    )


@dataclass
class Memo:
    """Pages as rows of (x, y, words); long words make prose. `foot` stands on every page."""

    pages: list[list[Row]] = field(default_factory=list)
    foot: Sequence[str] = ()
    title: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    source: PageSource = PageSource.TEXT

    def document(self) -> ParsedDocument:
        """The parsed document: the body page by page, then the feet."""
        text = ""
        blocks: list[Block] = []
        lines: list[Line] = []
        spans: list[tuple[int, int]] = []
        rows = [(number, row, False) for number, page in enumerate(self.pages, 1) for row in page]
        rows += [
            (n, (72.0 + 260 * i, 745.0, foot), True)
            for n in range(1, len(self.pages) + 1)
            for i, foot in enumerate(self.foot)
        ]
        body_end: dict[int, tuple[int, int]] = {}
        for page, (x, y, words), is_foot in rows:
            start = len(text)
            text += words + "\n"
            end = start + len(words)
            kind = BlockKind.FURNITURE if is_foot else BlockKind.TABLE_ROW if " | " in words else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start, end, page))
            lines += _lines(words, start, page, x, y)
            if not is_foot:
                first = body_end.get(page, (start, end))[0]
                body_end[page] = (first, end)
        spans = [body_end.get(number, (0, 0)) for number in range(1, len(self.pages) + 1)]
        pages = tuple(
            Page(number, str(number), 612.0, 792.0, 0, self.source, *span) for number, span in enumerate(spans, 1)
        )
        return ParsedDocument(
            "0" * 64, text[:-1], "en", self.title, pages, tuple(lines), tuple(blocks), (), metadata=self.metadata
        )  # fmt: skip


def _lines(words: str, start: int, page: int, x: float, y: float) -> list[Line]:
    made: list[Line] = []
    at = 0
    while at < len(words):
        cut = len(words) if len(words) - at <= 95 else words.rfind(" ", at, at + 95) + 1 or at + 95
        part = words[at:cut]
        edges = tuple(x + _LETTER * i for i in range(len(part) + 1))
        top = y + 12.0 * len(made)
        made.append(Line(start + at, start + cut, page, top, top + 10.0, edges))
        at = cut
    return made


def seen(rows: Sequence[Row], page: int, score: float = 0.98) -> tuple[OcrLine, ...]:
    """Rows as a second reading gives them."""
    lines = []
    for x, y, words in rows:
        edges = tuple(x + _LETTER * i for i in range(len(words) + 1))
        lines.append(OcrLine(words, Box(page, x, y, edges[-1], y + 10.0), score, edges))
    return tuple(lines)


def memo(
    first: Sequence[Row] | str,
    *,
    duties: Sequence[str] = TASK_FORCE,
    signature: Sequence[Row] = (),
    contacts: Sequence[str] = (),
    heading: str = "",
    foot: Sequence[str] = (),
    title: str = "",
    made: str = "",
) -> Memo:
    """A memorandum of three pages: opening and powers, signatures, contacts."""
    front: list[Row] = [(230.0, 80.0, "MEMORANDUM OF AGREEMENT")]
    front += [(240.0, 100.0, heading)] if heading else []
    front += [(72.0, 130.0, first)] if isinstance(first, str) else list(first)
    y = 300.0
    for paragraph in (AUTHORITY, *duties):
        front.append((72.0, y, paragraph))
        y += 70.0
    pages = [front, [(72.0, 390.0, SIGNING), *signature]]
    if contacts:
        pages.append(
            [(230.0, 80.0, "POINTS OF CONTACT"), (72.0, 110.0, "For the LEA:")]
            + [(72.0, 125.0 + 14 * i, words) for i, words in enumerate(contacts)]
            + [
                (72.0, 300.0, "For ICE:"),
                (72.0, 315.0, "Department of Homeland Security"),
                (72.0, 330.0, "Washington, DC 20536"),
            ]
        )
    metadata = (("Title", title), *((("CreationDate", made), ("ModDate", made)) if made else ()))
    return Memo(pages, foot, title, metadata)


def signatures(local: str, ice: str) -> list[Row]:
    """Two columns, the dates on their lines; blank where nothing is in the text."""
    return [
        (72.0, 460.0, "For the LEA:"), (310.0, 460.0, "For ICE:"),
        (72.0, 495.0, f"Date: {local}".rstrip()), (310.0, 495.0, f"Date: {ice}".rstrip()),
        (72.0, 520.0, "Signature: "), (310.0, 520.0, "Signature: "),
        (72.0, 545.0, "Title: Sheriff"), (310.0, 545.0, "Title: Acting Director"),
    ]  # fmt: skip
