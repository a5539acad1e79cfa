"""Gather what a memorandum of delegation says its local party is called, from every place that names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from policyscan.agreements.candidates import LONGEST, Candidate, Source
from policyscan.agreements.contacts import HEADED, OF_ICE, OF_LEA, contacts
from policyscan.agreements.endings import cut_behind_force, has_body, is_force
from policyscan.agreements.layout import Piece
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.mentions import force_names
from policyscan.agreements.names import normalised
from policyscan.agreements.opening import BETWEEN, acting, in_opening, tidy
from policyscan.agreements.spelling import is_known
from policyscan.model import Block, ParsedDocument

__all__ = ["candidates", "contacts", "opening_is_sound", "read_again"]

_PLACES = tuple(
    (source, re.compile(form, re.IGNORECASE | re.DOTALL | re.MULTILINE))
    for source, form in (
        (Source.EMPLOYEES, r"officers\s+or\s+emplo\w+\s+of\s+(?:the\b)?(?P<name>.{0,90}?)[\s_]*\(\s*herein"),
        (Source.REPRESENTS, r"\bLEA\s+represents\s*(?P<name>.{0,110}?)\s*in\s+the\s+implementation"),
        (
            Source.SECOND,
            r"agreement\s+between\s+(?:U\.?S\.?\s+)?ICE\s+and\s+(?:the\b)?(?P<name>.{0,110}?)[\s_,]*herein\w*",
        ),
        (Source.AGENCY, r"^\W*(?:name\s+of\s+)?(?:lea\W{1,3})?agency(?:\s+name)?\s*:\s*(?P<name>[^\n]{3,90})$"),
    )
)
_MARGIN_REST = re.compile(
    r"revis\w*\W*[\d\s/.\-]*|\bappendix\s*[a-z]?\b|\bpage\b|(?<!precinct\s)(?<!pct\s)(?<!pct\.\s)(?<!district\s)(?<!no\.\s)\b\d{1,2}\s*(?:of\s*\d+)?\b|287\s?\(g\)|\bMO[AU]\b|[_|]+|\bmodel\b",
    re.IGNORECASE,
)
_TITLE_REST = re.compile(
    r"microsoft\s+word|\.(?:pdf|docx?)\b|287\s?\(?g?\)?|\bMO[AU]s?\b|\b(?:TFM|TFO|TF|JEM|JEO|WSO)\b|\b(?:signed|executed|final|fully|copy"
    r"|scan(?:ned)?|draft|template|form|updated?|new|renewal)\b|\bbetween\b|\bwith\b|\bICE\b|\band\b(?=\s)|\bDHS\b"
    r"|memorandum(?:\s+of\s+(?:agreement|understanding))?|\bagreement\b|\baddendum\b|\bagency\b|\b(?:jail\s+enforcement|task\s+force"
    r"|warrant\s+service(?:\s+officer)?)(?:\s+(?:model|program))?\b|\d{1,4}[-./_]\d{1,2}[-./_]\d{2,4}|\b\d{6,8}\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:agreement|memorandum|constitutes|component|pursuant|herein\w*|moa|mou|parties|purpose)\b", re.IGNORECASE
)
# How far below the opening's first line its blank may be, in points.
_OPENING_POINTS = 110.0
# Sources that may be the same printed words.
_SAME_PLACES = frozenset({Source.OPENING, Source.BESIDE, Source.OFF_LINE})
_MOST_BODY = 60
_LONGEST_TYPED = 130
_SHORT = 70


def candidates(document: ParsedDocument, printed: Sequence[Piece]) -> list[Candidate]:
    """Everything that may be the local party's name, in the order of `Source`."""
    found = [
        *(opening := _opening(document)),
        *(() if _names_somebody(opening) else _off_line(printed, _first_piece(document, printed))),
        *_filled_in(document),
        *_headed(document),
        *_title(document),
        *_margins(printed),
    ]
    found += _listed(document)
    found += _said_often(document)
    return [candidate for candidate in found if not candidate.is_blank and not lexicon().federal.search(candidate.raw)]


def read_again(lines: Sequence[Piece]) -> list[Candidate]:
    """What the opening says on a second reading of its page."""
    rows: list[list[Piece]] = []
    for piece in sorted(lines, key=lambda piece: piece.middle):
        if rows and abs(rows[-1][0].middle - piece.middle) < 5:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    text = "\n".join(" ".join(p.text for p in sorted(row, key=lambda p: p.x0)) for row in rows)
    found = [Candidate(words, Source.AGAIN) for words, *_ in in_opening(text)]
    found += () if found else _off_line(lines, next((piece for piece in lines if BETWEEN.search(piece.text)), None))
    for source, form in _PLACES[:2]:
        found += [Candidate(tidy(match["name"]), source) for match in form.finditer(text)]
    return [candidate for candidate in found if not candidate.is_blank and not lexicon().federal.search(candidate.raw)]


def opening_is_sound(found: Sequence[Candidate]) -> bool:
    """Whether the opening gives a name that names somebody, spelt as it is known or as another place spells it."""
    openings = [c for c in found if c.source is Source.OPENING]
    return any(
        _names_somebody([one]) and (is_known(one.name.text) or any(
            c.name.text == one.name.text and c.source not in _SAME_PLACES for c in found
        ))
        for one in openings
    )  # fmt: skip


def _names_somebody(found: Sequence[Candidate]) -> bool:
    return any(c.source is Source.OPENING and c.is_force and not c.name.is_generic and not c.is_acronym for c in found)


def _body(document: ParsedDocument) -> Iterator[Block]:
    return (block for block in document.blocks if block.kind.is_content)


def _off_line(printed: Sequence[Piece], first: Piece | None) -> Iterator[Candidate]:
    """Names typed near the blank of the opening and not on its line: they stand between its lines, alone."""
    for piece in printed if first else ():
        if first is None or piece.page != first.page or piece.is_margin or len(piece.text) > _LONGEST_TYPED:
            continue
        if not -20 <= piece.middle - first.middle <= _OPENING_POINTS or _NO_NAME.search(piece.text):
            continue
        words, at = acting(piece.text)
        lead = re.match(r".*\band\s+the\s+", words)
        words, at = (words[lead.end() :], at + lead.end()) if lead else (words, at)
        spans = list(force_names(words))
        if len(spans) == 1:
            words, at = words[slice(*spans[0])], at + spans[0][0]
        name = normalised(words)
        is_name = _is_title(words) and not lexicon().federal.search(piece.text) and '"' not in words
        if is_name and not name.is_generic and has_body(name.text):
            start = piece.start + at if piece.end > piece.start else piece.start
            yield Candidate(words, Source.OFF_LINE, start, min(start + len(words), piece.end), piece.page)


def _first_piece(document: ParsedDocument, printed: Sequence[Piece]) -> Piece | None:
    opening = BETWEEN.search(document.text)
    return next((p for p in printed if opening and p.start < opening.end() <= p.end), None)


def _opening(document: ParsedDocument) -> list[Candidate]:
    text = document.text
    found = [Candidate(words, Source.OPENING, start, end) for words, start, end in in_opening(text)]
    first = next((b for b in _body(document) if BETWEEN.search(text[b.start : b.end])), None)
    if first is None:
        return found
    found += _forces(document, first, Source.BESIDE)
    for block in _body(document):
        is_near = abs(block.start - first.end) < 400 or 0 <= first.start - block.end < 200
        if is_near and block is not first and block.page == first.page and block.end - block.start < LONGEST:
            found += _forces(document, block, Source.BESIDE)
    return found


def _forces(document: ParsedDocument, block: Block, source: Source) -> Iterator[Candidate]:
    """The forces that a block names; a short block may be one whose kind is misread."""
    words = document.text[block.start : block.end]
    spans = list(force_names(words))
    if not spans and len(words) <= _SHORT and _is_title(words):
        cut = cut_behind_force(words)
        name = normalised(cut)
        spans = [(0, len(cut))] if is_force(name.text) and not name.is_generic else []
    for start, end in spans:
        yield Candidate(words[start:end], source, block.start + start, block.start + end, block.page)


def _is_title(words: str) -> bool:
    parts = [word for word in words.split() if word[0].isalpha()]
    return bool(parts) and sum(word[0].isupper() for word in parts) >= 0.6 * len(parts) and ":" not in words


def _filled_in(document: ParsedDocument) -> Iterator[Candidate]:
    for source, form in _PLACES:
        for match in form.finditer(document.text):
            yield Candidate(
                tidy(match["name"]),
                source,
                match.start("name"),
                match.end("name"),
                document.page_at(match.start("name")),
            )


def _headed(document: ParsedDocument) -> Iterator[Candidate]:
    for block in _body(document):
        words = document.text[block.start : block.end]
        match = HEADED.match(words)
        if match and len(words) < 120 and not OF_LEA.match(words) and not OF_ICE.match(words):
            start = block.start + match.start("name")
            yield Candidate(match["name"], Source.HEADED, start, block.start + match.end("name"), block.page)


def _title(document: ParsedDocument) -> Iterator[Candidate]:
    for title in {dict(document.metadata).get("Title", ""), document.title}:
        words = tidy(_TITLE_REST.sub(" ", title.replace("_", " ")))
        words = re.sub(r"^[\s\-–—/.,]+|[\s\-–—/.,]+$", "", words)
        words = re.sub(r"\s[-–/]+\s", " ", words)
        if (len(words) >= 3 and not normalised(words).is_generic) or normalised(words).region:
            yield Candidate(words, Source.TITLE)


def _margins(printed: Sequence[Piece]) -> Iterator[Candidate]:
    counts: Counter[str] = Counter()
    first: dict[str, Piece] = {}
    for piece in printed:
        if piece.is_margin:
            words = tidy(_MARGIN_REST.sub(" ", piece.text))
            if len(words) >= 4 and not normalised(words).is_generic:
                counts[words] += 1
                first.setdefault(words, piece)
    for words, count in counts.most_common(6):
        piece = first[words]
        # What stands in one foot only may be anything; a force's name is believed.
        if count > 1 or any(True for _ in force_names(words)):
            yield Candidate(words, Source.MARGIN, piece.start, piece.end, piece.page)


def _listed(document: ParsedDocument) -> Iterator[Candidate]:
    """Forces named below signatures and in lists of contacts."""
    text = document.text
    is_own = False
    for block in _body(document):
        words = text[block.start : block.end]
        if OF_ICE.match(words):
            is_own = False
        elif OF_LEA.match(words):
            is_own = True
        if len(words) > 260:
            is_own = False
            continue
        yield from _forces(document, block, Source.CONTACT if is_own else Source.SIGNED)


def _said_often(document: ParsedDocument) -> Iterator[Candidate]:
    """A force that the body names again and again."""
    counts: Counter[str] = Counter()
    where: dict[str, tuple[int, int]] = {}
    for block in _body(document):
        if block.end - block.start <= 260:
            continue
        for start, end in list(force_names(document.text[block.start : block.end]))[:_MOST_BODY]:
            words = document.text[block.start + start : block.start + end]
            name = normalised(words).text
            counts[name] += 1
            where.setdefault(name, (block.start + start, block.start + end))
    for name, count in counts.most_common(3):
        if count >= 3:
            start, end = where[name]
            yield Candidate(document.text[start:end], Source.BODY, start, end, document.page_at(start))
