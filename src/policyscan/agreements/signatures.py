"""Say when an agreement was signed, and by whom: a term for each signature, the last one first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policyscan.agreements import slots as places
from policyscan.agreements.dates import find_dates
from policyscan.agreements.layout import Piece, pieces, seen
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.signers import signer_of
from policyscan.agreements.slots import SURE, Dated, Slot
from policyscan.model import Box, PageSource, ParsedDocument, Term
from policyscan.parse.records import OcrLine

_Look = Callable[[int], Sequence[OcrLine]]
UNREAD = "handwritten, unread"
# A form is signed within this time of its revision: the longest that ICE's forms were in use is about three years.
_FORM_IN_USE = timedelta(days=3 * 366)
# Signatures of one agreement lie within this time of one another.
_APART = timedelta(days=400)
# A lone readable date this long before the file was made is hardly the last signature.
_STALE = timedelta(days=45)
# The federal side signs last; a county's court or council may follow within weeks.
_AFTER_FEDERAL = timedelta(days=31)
_MOST_LOOKS = 4
_SIGNATURE = re.compile(
    r"^\W*(?:s\s?i\s?g\s?n\s?a\s?t\s?u\s?r\s?e|signed|by)\s*[:;]|\bby\s+sign\s?ing\s+this|in\s+witness\s+where|^\W*by[\s:]*_{3,}"
    r"|d[il1]g[il1]tal+y\s?s[il1]gned",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\W*(?:acting |deputy |assistant )?(?:sheriff|chief|director|mayor|commissioner|county judge)\W*$", re.I
)
_FOR_ICE = re.compile(r"\W*for\s+(?:the\s+)?(?:ice|dhs|ohs)\b", re.IGNORECASE)
_LATER = re.compile(r"^\W*(?:\w+\s+)?(?:addendum|amendment|extension|renewal|modification)\b(?!s)", re.IGNORECASE)
_APPROVAL = re.compile(
    r"approved\s?as\s?to|legal\s+(?:sufficiency|form)|attest|notary|certification\s+of|reviewed\s+by|county\s+auditor"
    r"|city\s+attorney|county\s+attorney|approved\s+by\s+legal|to\s+form",
    re.IGNORECASE,
)
_REVISED = re.compile(r"rev(?:ised|ision|\.)?\W{0,4}", re.IGNORECASE)
_TITLE_SIGNED = re.compile(r"\b(?:signed|executed|dated)\b", re.IGNORECASE)
_MADE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class _Signature:
    slot: Slot
    dated: Dated | None
    rank: int
    who: str
    is_federal: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """The days on which it may have been signed, and when the file was made."""

    first: date
    last: date
    made: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def find_signed(document: ParsedDocument, look: _Look | None = None, *, day_first: bool = False) -> tuple[Term, ...]:
    """The terms named `signed`, the last signature of the agreement first, those that nobody can read at the end.

    `look` reads a page's picture; it is used for pages with a date that the text does not give.
    """
    printed = pieces(document)
    window = _window(document, printed)
    found: list[_Signature] = []
    looks = 0
    is_later = False
    for number in _signature_pages(document, printed):
        own = [piece for piece in printed if piece.page == number]
        is_later = is_later or (any(_LATER.match(p.text) and not p.is_prose for p in own) and bool(found))
        slots = places.find_slots(own, day_first=day_first)
        _drop(slots, window)
        is_ocr = any(page.number == number and page.source is PageSource.OCR for page in document.pages)
        read = sum(1 for slot in slots if slot.dates)
        # Two parties sign: a page with fewer dates than that, or than places for them, is worth a second look.
        if look and looks < _MOST_LOOKS and (is_ocr or read < max(len(slots), 1 if found else 2)):
            looks += 1
            again = list(seen(look(number)))
            own, slots = _merged(own, slots, again, window, is_ocr=is_ocr, day_first=day_first)
        found += [
            _Signature(slot, slot.best(), _rank(slot, own, is_later), signer_of(slot, own), _is_federal(slot, own))
            for slot in slots
        ]
    found = _agreeing(_before_the_federal(found))
    terms = [_term(signature) for signature in found]
    order = sorted(range(len(terms)), key=lambda i: _order(found[i]))
    ordered = [terms[i] for i in order]
    if not any(term.value for term in ordered):
        ordered = [*_elsewhere(document, window, day_first=day_first), *ordered]
    return tuple(_cautious(ordered, found, window))


def _signature_pages(document: ParsedDocument, printed: Sequence[Piece]) -> list[int]:
    pages = []
    for page in document.pages:
        own = [piece for piece in printed if piece.page == page.number and not piece.is_margin]
        labels = sum(1 for piece in own if places.is_label(piece))
        signs = sum(1 for piece in own if _SIGNATURE.search(piece.text))
        if labels >= 2 or (labels and (signs or _names_an_office(own))) or signs >= 2:
            pages.append(page.number)
    return pages


def _names_an_office(own: Sequence[Piece]) -> bool:
    return any(_OFFICE.match(piece.text) for piece in own if not piece.is_prose)


def _merged(
    own: list[Piece], slots: list[Slot], again: list[Piece], window: _Window, *, is_ocr: bool, day_first: bool
) -> tuple[list[Piece], list[Slot]]:
    """Slots of a second reading, with the dates of the first where the second has none."""
    second = places.find_slots(again, day_first=day_first)
    for slot in second:
        slot.dates = [dated for dated in slot.dates if dated.piece.score >= SURE]
    _drop(second, window)
    if not second:
        return own, slots
    for slot in slots:
        twin = next((s for s in second if abs(s.x - slot.x) < 60 and abs(s.y - slot.y) < 22), None)
        if twin is None:
            second += [slot] if slot.dates else []
        elif slot.dates and not twin.dates and not is_ocr:
            twin.dates = slot.dates
        elif slot.dates and twin.dates and not is_ocr and _is_alone(slot.dates[0]):
            same = [d for d in slot.dates if d.value == twin.dates[0].value]
            twin.dates = same or twin.dates
        if twin is not None and slot.piece.end > slot.piece.start:
            twin.piece = slot.piece
    return own + again, second


def _is_alone(dated: Dated) -> bool:
    return dated.found.end - dated.found.start >= 0.6 * len(dated.piece.text.strip(" _"))


def _drop(slots: list[Slot], window: _Window) -> None:
    for slot in slots:
        slot.dates = [dated for dated in slot.dates if window.holds(dated.value)]


def _window(document: ParsedDocument, printed: Sequence[Piece]) -> _Window:
    revised = [
        found.value
        for piece in printed
        if piece.is_margin or len(piece.text) < 40
        for mark in [_REVISED.search(piece.text)]
        if mark
        for found in find_dates(piece.text[mark.end() : mark.end() + 20])[:1]
    ]
    made = dict(document.metadata)
    created, changed = _day(made.get("CreationDate", "")), _day(made.get("ModDate", ""))
    last = max((day for day in (created, changed) if day), default=date(2099, 12, 31))
    if sum(1 for found in find_dates(document.text) if found.value > last) >= 2:
        # The file's own dates are not to be trusted: some programs write always the same.
        last, created = date(2099, 12, 31), None
    first = date(1985, 1, 1)
    if revised:
        form = max(set(revised), key=revised.count)
        # Where the file was last changed before its own form's revision, one of the two is misread.
        first, last = (form, min(last, form + _FORM_IN_USE)) if form <= last else (first, last)
    return _Window(first, last + timedelta(days=2), created)


def _day(stamp: str) -> date | None:
    match = _MADE.match(stamp)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _rank(slot: Slot, own: Sequence[Piece], is_later: bool) -> int:
    """0 for the parties' own signatures, 1 for those of an addendum, 2 for lawyers, clerks and auditors."""
    near = [
        piece for piece in own
        if slot.x - 30 <= piece.x0 <= slot.right and -75 <= piece.middle - slot.y <= 45 and not piece.is_prose
    ]  # fmt: skip
    if any(_APPROVAL.search(piece.text) for piece in near):
        return 2
    return 1 if is_later else 0


def _before_the_federal(found: list[_Signature]) -> list[_Signature]:
    """Without local dates long after the federal one, which is the last: a digit of theirs was misread."""
    federal = [s.dated.value for s in found if s.dated and s.is_federal and s.rank == 0]
    if not federal:
        return found
    latest = max(federal) + _AFTER_FEDERAL
    return [
        replace(s, dated=None) if s.dated and not s.is_federal and s.rank == 0 and s.dated.value > latest else s
        for s in found
    ]


def _agreeing(found: list[_Signature]) -> list[_Signature]:
    """Without a date that stands far from all the others: it was misread."""
    days = sorted(signature.dated.value for signature in found if signature.dated)
    if len(days) < 3:
        return found
    middle = days[len(days) // 2]
    kept = []
    for signature in found:
        is_off = signature.dated and abs(signature.dated.value - middle) > _APART and signature.rank != 1
        kept.append(replace(signature, dated=None) if is_off else signature)
    return kept


def _order(signature: _Signature) -> tuple[bool, int, int]:
    dated = signature.dated
    return dated is None, signature.rank, -dated.value.toordinal() if dated else 0


def _term(signature: _Signature) -> Term:
    slot, dated = signature.slot, signature.dated
    if dated is None:
        box = Box(slot.page, slot.x, slot.y - 26, min(slot.right, slot.x + 200), slot.y + 10)
        at = slot.piece.start
        note = ", ".join(part for part in (UNREAD, signature.who) if part)
        return Term("signed", "", at, at, slot.page, 0.0, note, box)
    piece = dated.piece
    is_printed = piece.end > piece.start
    start = piece.start + dated.found.start if is_printed else slot.piece.start
    end = piece.start + dated.found.end if is_printed else slot.piece.start
    sure = 0.97 if dated.found.is_digital else 0.92 if is_printed else 0.9 * piece.score
    words = "" if is_printed else piece.text[dated.found.start : dated.found.end]
    return Term(
        "signed", dated.value.isoformat(), start, end, slot.page, round(sure, 2), signature.who, piece.box, words
    )


def _elsewhere(document: ParsedDocument, window: _Window, *, day_first: bool) -> list[Term]:
    """Where no signature has a date: "made this 4th day of March 2025", or what the file's title says."""
    found = [f for f in places.dates_in_prose(document.text, day_first=day_first) if window.holds(f.value)]
    if found:
        last = max(found, key=lambda f: f.value)
        page = document.page_at(last.start)
        return [Term("signed", last.value.isoformat(), last.start, last.end, page, 0.8, "date of the agreement")]
    title = dict(document.metadata).get("Title", "")
    dates = [f.value for f in find_dates(title.replace("_", " ")) if window.holds(f.value)]
    if dates and _TITLE_SIGNED.search(title):
        return [Term("signed", dates[-1].isoformat(), 0, 0, 1, 0.6, "as the file's title says")]
    return []


def _cautious(terms: list[Term], found: list[_Signature], window: _Window) -> list[Term]:
    """With an unread date in front, where the readable ones are the local party's and too old to be the last."""
    if not terms or not terms[0].value or window.made is None:
        return terms
    unread = [signature for signature in found if signature.dated is None and signature.rank == 0]
    if not unread or any(signature.is_federal for signature in found if signature.dated):
        return terms
    if window.made - date.fromisoformat(terms[0].value) <= _STALE:
        return terms
    first = _term(unread[0])
    return [first, *(term for term in terms if term != first)]


def _is_federal(slot: Slot, own: Sequence[Piece]) -> bool:
    near = [
        piece.text for piece in own
        if not piece.is_prose and slot.x - 115 <= piece.x0 <= slot.right and -60 <= piece.middle - slot.y <= 150
    ]  # fmt: skip
    return any(lexicon().federal.search(text) or _FOR_ICE.match(text) for text in near)
