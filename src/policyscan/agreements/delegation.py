"""Gather what a memorandum of delegation says its local party is called, from every place that names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from policyscan.agreements.candidates import LONGEST, Candidate, Source
from policyscan.agreements.layout import Piece
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.mentions import force_names
from policyscan.agreements.names import is_force, normalised
from policyscan.model import Block, ParsedDocument

# "… the Department of Homeland Security (DHS), and the X, pursuant to which ICE delegates …", with the slips of OCR.
_PURSUANT = r"p[uo]?r[s5]u\w{1,4}\s*[tf]?\s?[o0]\b"
_HEREIN = r"[hb][ec]r[ec][il1]n\w*"
_END = (
    rf"(?=[\s_,;(]*(?:{_PURSUANT}|pursuant\s*to|{_HEREIN}|\(\s*{_HEREIN}|w[hb][il1][ce][hb]\s*[I1l]C[EF]\s+d"
    r"|to\s+(?:delegate|authorize)))"
)
_THE = r"(?:[tf][hb][ec](?=[\s_A-Z]))?"
_OPENINGS = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        rf"H\w{{2,4}}\s?[l1I]?\s?\w{{2,4}}\s*[S5][ec]\w+\W{{0,4}}(?:\(?\s?[DO0][HI][S5]\)?\W{{0,4}})?(?:[ao]n?[nu]?d|&)\s*{_THE}(?P<name>.{{0,160}}?){_END}",
        rf"agreement\s+between\s+.{{0,90}}?(?:\(ICE\)|Enforcement)\W{{0,4}}(?:and|&)\s*(?:the\b)?(?P<name>.{{0,160}}?){_END}",
        r"agreement\s+between\s+(?:the\s+)?(?P<name>[A-Z].{3,90}?)\s*,?\s+and\s+(?:the\s+)?(?:U\.?\s?S\.?|United\s+States|ICE\b)",
        r"Customs\s+Enforcement\s*\(ICE\)\s*,?\s+and\s+(?:the\s+)?(?P<name>[^,;]{3,90}?)\s*,?\s*herein\w+",
    )
)
# Where the name slid behind the words that follow the blank: "the ____, pursuant toLake County SO which ICE".
_SLID = re.compile(r"pursuant\s*to(?P<name>(?!\s*which).{3,90}?)\s*which\s+ICE", re.IGNORECASE | re.DOTALL)
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
_HEADED = re.compile(r"^\W*for\s+(?:the\s+)?(?P<name>[^:\n]{3,80}?)\s*:", re.IGNORECASE)
_THROUGH = re.compile(
    r",?\s+(?:acting\s+)?by\s*and\s*through\s*(?:its\s+|the\s+)?|,?\s+(?:acting\s+)?through\s+(?:its\s+|the\s+)", re.I
)
_DESCRIBED = re.compile(
    r"\s(?:that|which|who)\s+(?:is|are|has)\b|,\s*(?:an?\s|acting|on\s+behalf|whose|located|a\s+political|in\s+his|as\s)",
    re.IGNORECASE,
)
_OF_LEA = re.compile(r"\W*for\s+(?:the\s+)?l\s?[eo]\s?a\b", re.IGNORECASE)
_OF_ICE = re.compile(r"\W*for\s*(?:the\s+)?(?:ice|dhs|ohs)\b", re.IGNORECASE)
_MARGIN_REST = re.compile(
    r"revis\w*\W*[\d\s/.\-]*|\bappendix\s*[a-z]?\b|\bpage\b|\b\d{1,2}\s*(?:of\s*\d+)?\b|287\s?\(g\)|\bMO[AU]\b|[_|]+|\bmodel\b",
    re.IGNORECASE,
)
_TITLE_REST = re.compile(
    r"microsoft\s+word|\.(?:pdf|docx?)\b|287\s?\(?g?\)?|\bMO[AU]s?\b|\b(?:TFM|TFO|TF|JEM|JEO|WSO)\b|\b(?:signed|executed|final|fully|copy"
    r"|scan(?:ned)?|draft|template|form|updated?|new|renewal)\b|\bbetween\b|\bwith\b|\bICE\b|\band\b(?=\s)|\bDHS\b"
    r"|memorandum(?:\s+of\s+(?:agreement|understanding))?|\bagreement\b|\baddendum\b|\bagency\b|\b(?:jail\s+enforcement|task\s+force"
    r"|warrant\s+service(?:\s+officer)?)(?:\s+(?:model|program))?\b|\d{1,4}[-./_]\d{1,2}[-./_]\d{2,4}|\b\d{6,8}\b",
    re.IGNORECASE,
)
_MOST_BODY = 60
_SHORT = 70


def candidates(document: ParsedDocument, printed: Sequence[Piece]) -> list[Candidate]:
    """Everything that may be the local party's name, in the order of `Source`."""
    found = [
        *_opening(document),
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
    found = [Candidate(words, Source.AGAIN) for words, *_ in _in_opening(text)]
    for source, form in _PLACES[:2]:
        found += [Candidate(_tidy(match["name"]), source) for match in form.finditer(text)]
    return [candidate for candidate in found if not candidate.is_blank and not lexicon().federal.search(candidate.raw)]


def opening_is_sound(found: Sequence[Candidate]) -> bool:
    """Whether the opening gives a name that names somebody."""
    return any(c.source is Source.OPENING and c.is_force and not c.name.is_generic and not c.is_acronym for c in found)


def contacts(document: ParsedDocument) -> list[str]:
    """The lines of the local party's own contacts, without those of ICE."""
    lines: list[str] = []
    is_own = False
    for block in _body(document):
        words = document.text[block.start : block.end]
        if _OF_ICE.match(words):
            is_own = False
        elif _OF_LEA.match(words) or (
            (head := _HEADED.match(words)) and len(words) < 90 and normalised(head["name"]).text
        ):
            is_own = True
        elif len(words) > 220:
            is_own = False
        if is_own:
            lines.append(words)
    return lines


def _body(document: ParsedDocument) -> Iterator[Block]:
    return (block for block in document.blocks if block.kind.is_content)


def _tidy(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip(" ,;")


def _in_opening(text: str) -> Iterator[tuple[str, int, int]]:
    for form in _OPENINGS:
        match = form.search(text[:6000])
        if not match:
            continue
        name, start = match["name"], match.start("name")
        if sum(char.isalpha() for char in name) < 3:
            slid = _SLID.search(text, match.start(), match.end() + 160)
            if not slid:
                continue
            name, start = slid["name"], slid.start("name")
        ended = re.search(rf"[\s,(]+(?:{_PURSUANT}|{_HEREIN})", name, re.IGNORECASE)
        name = name[: ended.start()] if ended and ended.start() > 3 else name
        slid_in = re.match(rf"[\s_,]*{_PURSUANT}\s*", name, re.IGNORECASE)
        if slid_in:
            name, start = name[slid_in.end() :], start + slid_in.end()
        described = _DESCRIBED.search(name)
        if described and described.start() > 3:
            name = name[: described.start()]
        parts = _THROUGH.split(name)
        # "the County of X, by and through the X County Sheriff's Office": the force is whom it is with.
        both = re.split(r"\s+and\s+(?:the\s+)?(?=[A-Z])", parts[-1])
        if len(both) > 1 and is_force(both[-1]) and len(both[-1].split()) > 2 and not normalised(both[-1]).is_generic:
            parts = both
        last = name.rfind(parts[-1])
        yield _tidy(parts[-1]), start + last, start + len(name)
        return


def _opening(document: ParsedDocument) -> list[Candidate]:
    text = document.text
    found = [Candidate(words, Source.OPENING, start, end) for words, start, end in _in_opening(text)]
    first = next((b for b in _body(document) if re.search(r"agreement\s+between", text[b.start : b.end], re.I)), None)
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
        name = normalised(words)
        spans = [(0, len(words))] if is_force(name.text) and not name.is_generic else []
    for start, end in spans:
        yield Candidate(words[start:end], source, block.start + start, block.start + end, block.page)


def _is_title(words: str) -> bool:
    parts = [word for word in words.split() if word[0].isalpha()]
    return bool(parts) and sum(word[0].isupper() for word in parts) >= 0.6 * len(parts) and ":" not in words


def _filled_in(document: ParsedDocument) -> Iterator[Candidate]:
    for source, form in _PLACES:
        for match in form.finditer(document.text):
            yield Candidate(
                _tidy(match["name"]),
                source,
                match.start("name"),
                match.end("name"),
                document.page_at(match.start("name")),
            )


def _headed(document: ParsedDocument) -> Iterator[Candidate]:
    for block in _body(document):
        words = document.text[block.start : block.end]
        match = _HEADED.match(words)
        if match and len(words) < 120 and not _OF_LEA.match(words) and not _OF_ICE.match(words):
            start = block.start + match.start("name")
            yield Candidate(match["name"], Source.HEADED, start, block.start + match.end("name"), block.page)


def _title(document: ParsedDocument) -> Iterator[Candidate]:
    for title in {dict(document.metadata).get("Title", ""), document.title}:
        words = _tidy(_TITLE_REST.sub(" ", title.replace("_", " ")))
        words = re.sub(r"^[\s\-–—/.,]+|[\s\-–—/.,]+$", "", words)
        words = re.sub(r"\s[-–/]+\s", " ", words)
        if (len(words) >= 3 and not normalised(words).is_generic) or normalised(words).region:
            yield Candidate(words, Source.TITLE)


def _margins(printed: Sequence[Piece]) -> Iterator[Candidate]:
    counts: Counter[str] = Counter()
    first: dict[str, Piece] = {}
    for piece in printed:
        if piece.is_margin:
            words = _tidy(_MARGIN_REST.sub(" ", piece.text))
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
        if _OF_ICE.match(words):
            is_own = False
        elif _OF_LEA.match(words):
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
