"""A short fictional policy as PDFs: numbered, set and worded as each test asks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A5, letter
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from policyscan.changes.compare import Compared, compare
from policyscan.changes.rules import load as load_rules
from policyscan.changes.words import Side, side
from policyscan.extract import read
from policyscan.model import ParsedDocument
from policyscan.parse import parse
from policyscan.taxonomy import load as load_taxonomy

Section = tuple[str, Sequence[str]]

# A clause that begins with "* " is an item of the list that the clause before it introduces.
POLICY: tuple[Section, ...] = (
    (
        "Purpose",
        (
            "This policy tells the officers of Hollow Creek when force may be used and how it is reported.",
            "It applies to every sworn employee on duty and to reserve officers who assist them.",
        ),
    ),
    (
        "Deadly Force",
        (
            "Officers shall not fire at a moving vehicle.",
            "Officers shall give a verbal warning before a firearm is discharged at any person.",
            "Officers may use deadly force against an imminent threat of death to any person.",
            "Violations of this section are referred to the Office of Standards for review.",
        ),
    ),
    (
        "Lesser Force",
        (
            "Officers shall not:",
            "* strike a person who is handcuffed or otherwise restrained",
            "* use pepper spray inside a closed vehicle or a crowded room",
            "* leave a restrained person face down on the ground",
            "A baton is carried by officers who passed the yearly course on impact weapons.",
            "Violations of this section are referred to the Office of Standards for review.",
        ),
    ),
    (
        "Reporting",
        (
            "A written report shall be filed within 24 hours of any use of force.",
            "Two supervisors shall review the report and interview each witness of the event.",
            "The officer shall call for medical aid and shall stay with the injured person until help arrives.",
            "Details are given in section 4.2 of this policy and in the forms manual of the department.",
        ),
    ),
    (
        "Training",
        (
            "Each officer attends eight hours of instruction in calming a person in crisis every spring.",
            "The academy keeps a roll of those who attended and sends it to the chief in June.",
        ),
    ),
)


@dataclass(frozen=True)
class Style:
    """How a version is set: its numbers are those that a department may choose."""

    first: int = 1
    page: tuple[float, float] = letter
    size: float = 11
    font: str = "Helvetica"
    head: str = "HOLLOW CREEK POLICE DEPARTMENT"
    dated: str = "Effective Date: March 1, 2021"
    letters: str = "abcdefgh"
    hyphenate: bool = False
    curly: bool = False


PLAIN = Style()
OTHER_PAGE = Style(page=A5, size=9, font="Times-Roman")


def pdf(policy: Sequence[Section], style: Style = PLAIN) -> bytes:
    """The policy as a PDF with running head, date and page numbers."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=style.page, invariant=1)
    width, height = style.page
    leading = style.size * 1.25
    state = {"y": 0.0, "page": 0}

    def begin() -> None:
        if state["page"]:
            canvas.showPage()
        state["page"] += 1
        canvas.setFont(style.font, 8)
        canvas.drawString(54, height - 36, style.head)
        canvas.drawString(54, 30, style.dated)
        canvas.drawRightString(width - 54, 30, f"Page {int(state['page'])}")
        state["y"] = height - 72

    def put(text: str, *, x: float = 54, font: str = style.font, size: float = style.size, space: float = 6) -> None:
        for line in _lines(text, width - x - 54, font, size, hyphenate=style.hyphenate):
            if state["y"] < 60:
                begin()
            canvas.setFont(font, size)
            canvas.drawString(x, state["y"], line)
            state["y"] -= leading
        state["y"] -= space

    begin()
    for number, (title, clauses) in enumerate(policy, start=style.first):
        state["y"] -= 8
        put(f"{number} {title.upper()}", font="Helvetica-Bold", size=style.size + 2)
        items = paragraphs = 0
        for clause in clauses:
            words = clause.replace('"', "\u201c", 1).replace('"', "\u201d", 1) if style.curly else clause
            if words.startswith("* "):
                put(f"({style.letters[items]}) {words[2:]}", x=78, space=3)
                items += 1
            else:
                paragraphs += 1
                items = 0
                put(f"{number}.{paragraphs} {words}")
    canvas.save()
    return target.getvalue()


def _lines(text: str, width: float, font: str, size: float, *, hyphenate: bool) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, font, size) <= width:
            lines[-1] = longer
            continue
        half = len(word) // 2
        if (
            hyphenate
            and len(word) > 7
            and word.isalpha()
            and stringWidth(f"{lines[-1]} {word[:half]}-", font, size) <= width
        ):
            lines[-1] = f"{lines[-1]} {word[:half]}-".strip()
            lines.append(word[half:])
        else:
            lines.append(word)
    return lines


def with_clause(policy: Sequence[Section], old: str, *new: str) -> tuple[Section, ...]:
    """The policy with other clauses in place of one; none takes it out. Raises where it is not there."""
    found = [(title, [text for c in clauses for text in (new if c == old else (c,))]) for title, clauses in policy]
    if all(list(clauses) == list(before) for (_, clauses), (_, before) in zip(found, policy, strict=True)):
        raise ValueError(old)
    return tuple(found)


def parsed(data: bytes) -> ParsedDocument:
    return parse(data, ocr=False).document


def side_of(document: ParsedDocument) -> Side:
    reading = read(document, load_taxonomy())
    return side(reading.clauses, document.sections, load_rules())


def changes_of(old: ParsedDocument, new: ParsedDocument) -> Compared:
    return compare(side_of(old), side_of(new), load_rules())


def words_of(compared: Compared, old: ParsedDocument, new: ParsedDocument) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each change as its kind and its pieces: the words that went and those that came in their place."""
    return [
        (
            change.kind.value,
            [
                (_words(old, gone.start, gone.end), _words(new, come.start, come.end))
                for gone, come in zip(change.old_words, change.new_words, strict=True)
            ],
        )
        for change in compared.changes
    ]


def _words(document: ParsedDocument, start: int, end: int) -> str:
    return " ".join(document.text[start:end].split())
