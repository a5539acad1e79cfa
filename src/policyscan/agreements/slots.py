"""Find the places for dates in signature blocks, and the dates that stand in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from policyscan.agreements.dates import Found, find_dates
from policyscan.agreements.layout import Piece

# "Date:", "Dated:", also as OCR reads it ("Datc:", "Da te:"); a blank line may stand for the colon.
LABEL = re.compile(
    r"(?:(?<=^)|(?<=[\s_|)]))(?P<label>d\s?[ao]\s?t\s?[ec]d?(?:\s+signed|\s+of\s+signature)?(?:\s?/\s?[a-zà-ÿ]{4,9})?|signed(?:\s+on)?(?=\s?:\s?\d))\s?"
    r"(?=[:;]|[._\-—]{2,}|\s*$|\s+[_\-]{2})", re.IGNORECASE
)  # fmt: skip
# The same with a letter misread ("Oate:", "D4TE:", "Dat.:"), or with nothing between it and what is filled in
# ("Date 6-24-25", "DateJune 12, 2025"): only at the beginning of a piece that is a date's and nothing else.
_LOOSE_LABEL = re.compile(
    r"^\W*(?P<label>(?:[do0][a4o][tf1l][ec.]?|d.te)d?)\s?"
    r"(?:[.:;]+|(?=\s*$)|(?=\s?(?:\W{0,3}\d|[a-z]{3,9}\W{0,2}\d)))(?P<rest>.*)$",
    re.IGNORECASE,
)
_LONGEST_DATE = 30
# A sentence's line that begins with the word: "dated February 9, 2021; and".
_GOES_ON = re.compile(r";|\b(?:and|by|between|for)\b", re.IGNORECASE)
_NOT_OF_SIGNING = re.compile(
    r"(effective|issue[sd]?|revis\w+|review|expir\w+|start|end|begin\w*|due|print(?:ed)?|birth|adopt\w*|terminat\w*|fax\w*"
    r"|received|posting|approval|version|meeting|original|(?:agreement|amendment|variation|letter|decree)(?:\s+no\.?\s*\d+)?)\s*$",
    re.IGNORECASE,
)
DIGITAL = re.compile(
    r"(?:d[il1]g[il1]tal+y\s?s[il1]gned\s?by|^\W*signed\s+(?:digitally|electronically)(?=\s*(?:by\b|:|$))(?:\s+by)?"
    r"|^\W*(?:firmado|assinado)\s+digitalmente(?:\s+por)?)\s*:?\s*(?P<name>.*)",
    re.IGNORECASE,
)
# Words near a date that make it another than that of a signature.
# "3/5/2025 | 10:15 AM EST" (DocuSign), "Ann Bell (Mar 5, 2025 14:31 EST)" (Adobe Sign).
_ESIGNED = re.compile(r"\|\s*\d{1,2}:\d\d|\([^)]*\d{1,2}:\d\d\s*(?:[A-Z]{2,4})?\s*\)|docusign", re.IGNORECASE)
_OTHER_DATE = re.compile(
    r"\b(rev(?:ised|ision|\.)?|exp(?:ires|iration|\.)?|omb|effective|terminat\w+|form\s+no|version|printed|received|faxed?"
    r"|recorded|filed|commission|adopted|resolution|ordinance|contract\s+no|public\s+law|pub\.)\b",
    re.IGNORECASE,
)
_IN_PROSE = re.compile(
    r"\b(?:signed|executed|dated|done|entered\s+into|hands?\s+and\s+seals?|subscribed)\b.{0,60}$|\bdone\s+(?:at|in)\b.{0,110}$|\bsigned\s+(?:at|in)\b[^.;]{0,140}$|\b(?:affix\w*|set|put)\b[^.;]{0,40}\bsignatures?\b[^.;]{0,20}$|\b(?:sign\s+(?:it|this)|in\s+the\s+city\s+of)\b.{0,120}$"
    r"|\b(?:signed|done)\s+in\s+(?:duplicate|triplicate|quadruplicate|two|three|four)\b.{0,200}$",
    re.IGNORECASE | re.DOTALL,
)
# Of another paper, or a notary's.
_OF_ANOTHER = re.compile(
    r"\b(?:act|law|section|memorandum|agreement|rfp|proposal|letter|resolution|order|opinion|notice|decree|ordinance)\b[\s\w./()-]{0,24}"
    r"\bdated\s*$|\b(?:before\s+me|notary|sworn)\b|\bdated\s+for\s+reference\b"
    r"|(?<!this\s)\b(?:memorandum|agreement|vide|communication|circular)\b(?![^.;]*\bthis\b)[^.;\n]{0,80}\bdated\s*$"
    r"|\b(?:passed|introduced|adopted)\s*$"
    # What is recalled was signed before.
    r"|\b(?:recalling|recognising|recognizing|taking\s+(?:account|note)|bearing\s+in\s+mind|noting|considering|having\s+regard"
    r"|further\s+to|replaces?|amend(?:s|ed)|modified\s+by|foresee\w*)\b[^.;]*$"
    r"|\bentered\s+into\s+(?:the|that\s+certain)\s+(?-i:[A-Z]\w+\s+[A-Z])[^.;]*$",
    re.IGNORECASE,
)
# "the Framework Agreement on cooperation signed in Mendoza on", "First Amendment dated": a title, and its date behind.
_TITLED = re.compile(
    r"(?P<title>(?:\b[A-Z][\w-]*\s+(?:(?:on|of|for|the|and|to)\s+)*){1,8}"
    r"(?:Agreement|Amendment|Memorandum|Treaty|Convention|Protocol|Contract|Arrangement|Affiliation|AGREEMENT))\b(?!\s+is\b)"
    r"(?:[^.;:\n]{0,200}\b(?:dated|signed|done|concluded|made)\b[^.;:\n]{0,60}|\s+of\s*(?:the\s+)?)$"
)
_ITSELF = re.compile(r"(?:\b(?:this|present|hereby|following|executed\s+(?:this|the))\s+)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|this|present|whereas)\s+", re.IGNORECASE)
# An agreement's own title stands in so many characters.
_OWN_TITLE = 600
# How far, in points, a date stands above or below the label it was filled in for: above the line where typed over it,
# below where a digital signature fills the next line too.
_ABOVE, _BELOW, _BELOW_DIGITAL = 32.0, 16.0, 48.0
_SAME_LINE = 14.0
# So far aside, in points, stands what is of the same column.
_ASIDE = 60.0
# Characters before a date in a sentence that tell what it is the date of.
BEFORE = 240
_COLUMN = 290.0
_LEFT = 12.0
_REGION = 50.0
# The OCR engine reads handwriting with less certainty than this, where it misreads it.
SURE = 0.88


@dataclass(frozen=True, slots=True)
class Dated:
    """A date where it is printed."""

    found: Found
    piece: Piece
    x: float

    @property
    def value(self) -> date:
        """The day."""
        return self.found.value


@dataclass(slots=True)
class Slot:
    """A place to be filled with a date: its label's piece, and what was found in it."""

    page: int
    x: float
    y: float
    right: float
    piece: Piece
    offset: int
    dates: list[Dated] = field(default_factory=list)

    def best(self) -> Dated | None:
        """The date of a digital signature before a typed one; else the surest."""
        return max(self.dates, key=lambda dated: (dated.found.is_digital, dated.piece.score), default=None)


def find_slots(pieces: Sequence[Piece], *, day_first: bool = False) -> list[Slot]:
    """The slots of one page, each with the dates that stand in it, a digital signature without a label among them."""
    shown = [piece for piece in pieces if not piece.is_margin]
    slots = [slot for piece in shown for slot in _labels(piece)]
    for slot in slots:
        beside = [other.x for other in slots if other.x > slot.x + 20 and abs(other.y - slot.y) < _REGION]
        slot.right = min([slot.x + _COLUMN, *(x - _LEFT for x in beside)])
    is_signed = slots or any(DIGITAL.search(piece.text) or _ESIGNED.search(piece.text) for piece in shown)
    top = min((slot.y for slot in slots), default=0.0) - _REGION
    for piece in shown if is_signed else ():
        for found in find_dates(piece.text, day_first=day_first):
            dated = Dated(found, piece, _x_at(piece, found.start))
            if piece.top < top and not (found.is_digital and found.is_acrobat):
                continue
            if _is_of_signing(dated):
                _put(dated, slots, shown)
    return slots


def dates_in_prose(text: str, *, day_first: bool = False) -> list[Found]:
    """Dates of sentences such as "signed this 4th day of March 2025"."""
    found = []
    for one in find_dates(text, day_first=day_first):
        before = text[max(0, one.start - BEFORE) : one.start]
        if _IN_PROSE.search(before) and not _OF_ANOTHER.search(before) and not is_of_another(text, one.start):
            found.append(one)
    return found


def is_of_another(text: str, at: int) -> bool:
    """Whether the date there is that of an agreement by another title than this one's: "the Framework Agreement"."""
    start = max(0, at - BEFORE)
    match = _TITLED.search(text[start:at])
    if match is None or _ITSELF.search(text[start : start + match.start()]):
        return False
    title = " ".join(match["title"].split())
    if title.casefold().startswith(("this ", "present ")):
        return False
    title = _ARTICLE.sub("", title)
    # Its own title stands at the head, before any date.
    head = " ".join(text[: min(_OWN_TITLE, start + match.start("title"))].split()).casefold()
    return " " in title and title.casefold() not in head


def is_label(piece: Piece) -> bool:
    """Whether the piece holds a place for a date."""
    return bool(_labels(piece))


def _labels(piece: Piece) -> list[Slot]:
    if piece.is_prose and len(piece.text) > 60:
        return []
    slots = []
    found = list(LABEL.finditer(piece.text))
    loose = None if found else _LOOSE_LABEL.match(piece.text)
    if loose and len(loose["rest"]) <= _LONGEST_DATE and not _GOES_ON.search(loose["rest"]):
        found = [loose]
    for match in found:
        filled = match.end("label") if match is loose else match.end()
        after = piece.text[filled:].lstrip(" :;._-")
        digital = next(iter(find_dates(after[:30])), None)
        if digital and digital.is_digital and digital.start < 2:
            # The line that a digital signature prints itself.
            continue
        if _NOT_OF_SIGNING.search(piece.text[: match.start("label")]):
            continue
        x = _x_at(piece, match.start("label"))
        slots.append(Slot(piece.page, x, piece.middle, x + _COLUMN, piece, filled))
    return slots


def _x_at(piece: Piece, offset: int) -> float:
    return piece.x0 + (piece.x1 - piece.x0) * offset / max(1, len(piece.text))


def _is_of_signing(dated: Dated) -> bool:
    text, found = dated.piece.text, dated.found
    if found.is_acrobat:
        return True
    if dated.piece.is_prose and not found.is_digital and len(text) > 60:
        return False
    return not _OTHER_DATE.search(text[max(0, found.start - 30) : found.start])


def _below_a_signature(dated: Dated, shown: Sequence[Piece]) -> bool:
    """Whether "signed digitally" stands above a date, in its column."""
    return any(
        DIGITAL.search(piece.text)
        and 0 <= dated.piece.middle - piece.middle <= _BELOW_DIGITAL
        and abs(piece.x0 - dated.piece.x0) <= _ASIDE
        for piece in shown
    )


def _put(dated: Dated, slots: list[Slot], shown: Sequence[Piece]) -> None:
    """Put a date into the slot that it fills; a digital signature makes its own where there is none."""
    own = [slot for slot in slots if slot.piece is dated.piece and slot.offset <= dated.found.start]
    if own:
        # What stands behind the label itself comes before what is typed above it.
        own[-1].dates.insert(0, dated)
        return
    below = _BELOW_DIGITAL if dated.found.is_digital else _BELOW
    near = [
        slot for slot in slots
        if slot.x - _LEFT <= dated.x <= slot.right and -_ABOVE <= dated.piece.middle - slot.y <= below
        and not _is_beside(dated, slot)
    ]  # fmt: skip
    if near:
        min(near, key=lambda slot: (abs(dated.piece.middle - slot.y), -slot.x)).dates.append(dated)
    elif dated.found.is_digital and (
        dated.found.is_acrobat or _ESIGNED.search(dated.piece.text) or _below_a_signature(dated, shown)
    ):
        x = dated.piece.x0
        slots.append(Slot(dated.piece.page, x, dated.piece.middle, x + _COLUMN, dated.piece, 0, [dated]))


def _is_beside(dated: Dated, slot: Slot) -> bool:
    """Whether two digital signatures stand side by side, the one's date in the other's slot."""
    return dated.found.is_digital and any(
        one.found.is_digital
        and abs(one.x - dated.x) > _ASIDE
        and abs(one.piece.middle - dated.piece.middle) < _SAME_LINE
        for one in slot.dates
    )
