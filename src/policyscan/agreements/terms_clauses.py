"""Cut an agreement into clauses, each with the words that introduce it and the heading above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.agreements.terms_text import Copy
from policyscan.model import Block, BlockKind, ParsedDocument

_ABBREVIATIONS = frozenset(
    [
        "u.s",
        "u.s.c",
        "c.f.r",
        "no",
        "nos",
        "sec",
        "art",
        "para",
        "inc",
        "dept",
        "div",
        "ch",
        "st",
        "ave",
        "jr",
        "sr",
        "dr",
        "mr",
        "mrs",
        "ms",
        "lt",
        "sgt",
        "capt",
        "col",
        "gen",
        "e.g",
        "i.e",
        "etc",
        "et",
        "al",
        "v",
        "vs",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "pub",
        "stat",
        "ext",
        "ph",
        "cf",
        "ltd",
        "co",
        "corp",
        "approx",
        "p",
        "pp",
        "a.m",
        "p.m",
    ]
)
_END = re.compile(r"[.!?][\"')\]]*(?=\s)")
_NEXT = re.compile(r"\s+[\"'(\[]*[A-Z0-9\u00a7]")
_LAST_WORD = re.compile(r"[\w.&']+$")
_MARKER = re.compile(
    r"\s*(?:(?P<bullet>[\u2022\u25cf\u25aa\u2013*\-]|o(?=\s))|\(?(?P<dotted>\d+(?:\.\d+)+)[.)]?"
    r"|(?P<number>[\dlI]{1,2})[.)]"
    r"|(?P<paren>\((?:[a-z]{1,3}|\d{1,2}|[A-Z])\))|(?P<lower>[a-z]{1,3}[.)])|(?P<roman>[IVX]{2,}[.)])"
    r"|(?P<upper>[A-Z][.)]))"
    r"(?=\s|$)"
)
_SENTENCE_WORDS = re.compile(r"\b(?:shall|will|may|must|is|are|agrees?|has|have|can)\b", re.IGNORECASE)
# Of a heading that is a sentence all the same: a parser takes short first sentences in bold for headings.
_HEADING_WORDS = 9
_LEAD_CHARS = 500
# Characters after which a sentence is cut for want of a full stop: OCR of a table, a page of names.
_LONGEST = 2500


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence or item, at `start, end` of the copy; `lead` introduces it, `heading` stands above it."""

    start: int
    end: int
    text: str
    lead: str
    heading: str


def clauses_of(document: ParsedDocument, copy: Copy) -> list[Clause]:
    """The clauses of the document's content in order; headings are none, nor are running heads and feet."""
    found: list[Clause] = []
    lead, lead_style = "", ""
    blocks = [block for block in document.blocks if block.kind.is_content]
    heading, number = "", 0
    while number < len(blocks):
        block = blocks[number]
        start, end = copy.at(block.start), copy.at(block.end)
        number += 1
        text = copy.text[start:end]
        if block.kind is BlockKind.HEADING and not _is_sentence(text):
            heading = text.strip()
            lead, lead_style = (heading, "") if heading.endswith(":") else ("", "")
            continue
        while number < len(blocks) and _goes_on(copy, block, blocks[number]):
            block = blocks[number]
            end = copy.at(block.end)
            number += 1
        text = copy.text[start:end]
        style = _style(text)
        if (not style and block.kind is not BlockKind.LIST_ITEM and not text[:1].islower()) or (
            lead and style and style == lead_style
        ):
            lead, lead_style = "", ""
        spans = sentences(text)
        made = [Clause(start + a, start + b, text[a:b], lead, heading) for a, b in spans]
        found += made
        if made and _introduces(made[-1].text):
            lead = f"{lead} {made[-1].text}".strip()[-_LEAD_CHARS:]
            lead_style = style or lead_style
    return found


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of a paragraph, without the spaces around them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if _ends(text, start, match):
            spans.append((start, match.end()))
            start = match.end()
    spans.append((start, len(text)))
    spans = [(at, min(at + _LONGEST, b)) for a, b in spans for at in range(a, b, _LONGEST)]
    trimmed = ((a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in spans)
    return [(a, b) for a, b in trimmed if a < b]


def without_marker(text: str) -> str:
    """A clause without its number or bullet."""
    marker = _MARKER.match(text)
    return text[marker.end() :].lstrip() if marker else text


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    if _NEXT.match(text, match.end()) is None:
        return False
    if text[match.start()] != ".":
        return True
    before = text[start : match.start()]
    if _MARKER.fullmatch(text, start, match.start() + 1) or _MARKER.fullmatch(before.lstrip() + "."):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    last = word.group().strip("'").lower()
    return last not in _ABBREVIATIONS and not (len(last) == 1 and last.isalpha())


def _is_sentence(text: str) -> bool:
    return len(text.split()) > _HEADING_WORDS and not text.isupper() and bool(_SENTENCE_WORDS.search(text))


def _goes_on(copy: Copy, block: Block, following: Block) -> bool:
    """Whether a block breaks off in a sentence and the next one goes on with it."""
    if following.kind not in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}:
        return False
    before = copy.text[copy.at(block.start) : copy.at(block.end)].rstrip()
    after = copy.text[copy.at(following.start) : copy.at(following.end)].lstrip()
    if not before or not after or before[-1] in ":;!?":
        return False
    if after[0] == "\u00a7":
        return True
    return before[-1] not in ".:;!?" and after[0].islower() and not _MARKER.match(after)


def _style(text: str) -> str:
    marker = _MARKER.match(text)
    return (marker.lastgroup or "") if marker else ""


def _introduces(text: str) -> bool:
    return text.rstrip(" \"'-").endswith(":") or text.lower().rstrip(" .").endswith(("following", "as follows"))
