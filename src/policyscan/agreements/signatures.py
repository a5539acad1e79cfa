"""Say when an agreement was signed, and by whom: a term for each signature, the last one first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policyscan.agreements import slots as places
from policyscan.agreements.dates import Found, find_dates
from policyscan.agreements.dates_alone import alone
from policyscan.agreements.layout import Piece, pieces, seen
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.signers import signer_of
from policyscan.agreements.slots import SURE, Dated, Slot
from policyscan.agreements.window import NEVER, Window, window_of
from policyscan.model import Box, PageSource, ParsedDocument, Term
from policyscan.parse.records import OcrLine

_Look = Callable[[int], Sequence[OcrLine]]
UNREAD = "handwritten, unread"
# Signatures of one agreement lie within this time of one another.
_APART = timedelta(days=400)
# A lone readable date this long before the file was made is hardly the last signature.
_STALE = timedelta(days=45)
# The federal side signs last; a county's court or council may follow within weeks.
_AFTER_FEDERAL = timedelta(days=31)
# The OCR engine's certainty about what is printed or stamped.
_CLEAR = 0.97
_MOST_LOOKS = 4
# Characters in which a letter's head stands.
_HEAD = 700
# A letter is accepted within this time.
_ACCEPTED = timedelta(days=120)
_SIGNATURE = re.compile(
    r"^\W*(?:s\s?i\s?g\s?n\s?a\s?t\s?u\s?r\s?e|signed|by)\s*[:;]|\bby\s+sign\s?ing\s+this|in\s+witness\s+where|^\W*by[\s:]*_{3,}|^\W*by\W*$"
    r"|d[il1]g[il1]tal+y\s?s[il1]gned|docusigned\s+by|^\W*/s/",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\W*(?:acting |deputy |assistant )?(?:sheriff|chief|director|mayor|commissioner|county judge)\W*$", re.I
)
_FOR_ICE = re.compile(r"\W*(?:for|on\s+behalf\s+of)\s+(?:the\s+)?(?:ice|dhs|ohs)\b", re.IGNORECASE)
_FOR_ANY = re.compile(r"\W*(?:(?:for|on\s+behalf\s+of)\s+\S|u\.?\s?s\.?\s+(?:department|immigration))", re.IGNORECASE)
_LONGEST_HEADING, _HEADING_POINTS = 60, 90.0
_LATER = re.compile(r"^\W*(?:\w+\s+)?(?:addendum|amendment|extension|renewal|modification)\b(?!s)", re.IGNORECASE)
_APPROVAL = re.compile(
    r"approved\s?as\s?to|legal\s+(?:sufficiency|form)|attest|notary|certification\s+of|reviewed\s+by|county\s+auditor"
    r"|city\s+attorney|county\s+attorney|approved\s+by\s+legal|to\s+form",
    re.IGNORECASE,
)
_APPROVED = re.compile(r"\W*(?:approved|concurrence|consent|approval)\b", re.IGNORECASE)
_TITLE_SIGNED = re.compile(r"\b(?:signed|executed|dated)\b", re.IGNORECASE)
# What stands above the signatures of an agreement, as OCR may read it.
_CLOSING = re.compile(
    r"b[yv]\s+s\w{1,3}n?ing\s+th\w+\s+(?:m\w{1,2}|agreement|memorandum)|in\s+w[il1]tness|enforceable\s+[ao][tl]\s+law"
    r"|each\s+party\s+represents|have\s+signed\s+this|a[gq]rees\s+to\s+be\s+bound",
    re.IGNORECASE,
)
_SAME_PLACE = 40.0


@dataclass(frozen=True, slots=True)
class _Signature:
    slot: Slot
    dated: Dated | None
    rank: int
    who: str
    is_federal: bool


def find_signed(document: ParsedDocument, look: _Look | None = None, *, day_first: bool = False) -> tuple[Term, ...]:
    """The terms named `signed`, the last signature of the agreement first, those that nobody can read at the end.

    `look` reads a page's picture; it is used for pages with a date that the text does not give.
    """
    printed = pieces(document)
    window = window_of(document, printed)
    found, late = _read(document, printed, look, window, day_first=day_first)
    if len(late) > 1 and max(late) - min(late) <= _APART and not any(signature.dated for signature in found):
        # All dates are later than the file's own: that clock was wrong.
        window = replace(window, last=NEVER, made=None)
        found, _ = _read(document, printed, look, window, day_first=day_first)
    found = _agreeing(_before_the_federal(found))
    terms = [_term(signature) for signature in found]
    order = sorted(range(len(terms)), key=lambda i: _order(found[i]))
    ordered = [terms[i] for i in order]
    dated = [term for term in ordered if term.value]
    is_head = all(term.page == 1 and 0 < term.start < term.end < _HEAD for term in dated)
    if dated and is_head and len(document.text) > 2 * _HEAD:
        # A letter's date stands at its head; who accepts it signs below, with a date alone.
        later = [
            (day, piece)
            for day, piece in alone(document.text, printed, window, day_first=day_first)
            if piece.start > len(document.text) / 2
            and timedelta() <= day.value - date.fromisoformat(dated[0].value) <= _ACCEPTED
        ]
        ordered = [*_last_alone(later), *ordered]
    if not dated:
        ordered = [*_elsewhere(document, printed, window, day_first=day_first), *ordered]
    return tuple(_cautious(ordered, found, window))


def _read(
    document: ParsedDocument, printed: Sequence[Piece], look: _Look | None, window: Window, *, day_first: bool
) -> tuple[list[_Signature], list[date]]:
    """The signatures of all pages, and dates in their places that are later than the window."""
    found: list[_Signature] = []
    late: list[date] = []
    looks = 0
    is_later = False
    for number in _signature_pages(document, printed) or _likely_pages(document):
        own = [piece for piece in printed if piece.page == number]
        is_later = is_later or (any(_LATER.match(p.text) and not p.is_prose for p in own) and bool(found))
        slots = places.find_slots(own, day_first=day_first)
        late += [dated.value for slot in slots for dated in slot.dates if dated.value > window.last]
        _drop(slots, window)
        is_ocr = any(page.number == number and page.source is PageSource.OCR for page in document.pages)
        read = sum(1 for slot in slots if slot.dates)
        # Two parties sign: a page with fewer dates than that, or than places for them, is worth a second look.
        if look and looks < _MOST_LOOKS and (is_ocr or read < max(len(slots), 1 if found else 2)):
            looks += 1
            again = list(seen(look(number)))
            own, slots, later = _merged(own, slots, again, window, is_ocr=is_ocr, day_first=day_first)
            late += later
        found += [
            _Signature(
                slot, slot.best(), _rank(slot, own, is_later), signer_of(slot, own), _is_federal(slot, own, slots)
            )
            for slot in slots
        ]
    return found, late


def _signature_pages(document: ParsedDocument, printed: Sequence[Piece]) -> list[int]:
    pages = []
    for page in document.pages:
        own = [piece for piece in printed if piece.page == page.number and not piece.is_margin]
        labels = sum(1 for piece in own if places.is_label(piece))
        signs = sum(1 for piece in own if _SIGNATURE.search(piece.text))
        if labels >= 2 or (labels and (signs or _names_an_office(own))) or signs >= 2:
            pages.append(page.number)
    return pages


def _likely_pages(document: ParsedDocument) -> list[int]:
    """Where no label of a date can be read: the page of the words that stand above signatures, and the next."""
    found = list(_CLOSING.finditer(document.text))
    if not found:
        return []
    page = document.page_at(found[-1].start())
    return [number for number in (page + 1, page) if number <= len(document.pages)]


def _names_an_office(own: Sequence[Piece]) -> bool:
    return any(_OFFICE.match(piece.text) for piece in own if not piece.is_prose)


def _merged(
    own: list[Piece], slots: list[Slot], again: list[Piece], window: Window, *, is_ocr: bool, day_first: bool
) -> tuple[list[Piece], list[Slot], list[date]]:
    """Slots of a second reading, with the dates of the first where the second has none; dates later than the window."""
    second = places.find_slots(again, day_first=day_first)
    for slot in second:
        slot.dates = [dated for dated in slot.dates if dated.piece.score >= SURE]
    late = [dated.value for slot in second for dated in slot.dates if dated.value > window.last]
    _drop(second, window)
    if not second:
        return own, slots, late
    for slot in slots:
        twin = next((s for s in second if abs(s.x - slot.x) < 60 and abs(s.y - slot.y) < 22), None) or next(
            (s for s in second if any(_is_at(mine, theirs) for mine in slot.dates for theirs in s.dates)), None
        )
        if twin is None:
            second += [slot] if slot.dates else []
        elif slot.dates and not twin.dates and not is_ocr:
            twin.dates = slot.dates
        elif slot.dates and twin.dates and not is_ocr and _is_alone(slot.dates[0]):
            same = [d for d in slot.dates if d.value == twin.dates[0].value]
            twin.dates = same or twin.dates
        if twin is not None and slot.piece.end > slot.piece.start:
            twin.piece = slot.piece
    return own + again, second, late


def _is_at(one: Dated, other: Dated) -> bool:
    """Whether two readings of a date are of one place on the page."""
    return abs(one.x - other.x) < _SAME_PLACE and abs(one.piece.middle - other.piece.middle) < _SAME_PLACE / 4


def _is_alone(dated: Dated) -> bool:
    return dated.found.end - dated.found.start >= 0.6 * len(dated.piece.text.strip(" _"))


def _drop(slots: list[Slot], window: Window) -> None:
    for slot in slots:
        slot.dates = [dated for dated in slot.dates if window.holds(dated.value)]


def _rank(slot: Slot, own: Sequence[Piece], is_later: bool) -> int:
    """0 for the parties' own signatures, 1 for those of an addendum, 2 for lawyers, clerks and auditors."""
    near = [
        piece for piece in own
        if slot.x - 30 <= piece.x0 <= slot.right and -75 <= piece.middle - slot.y <= 45 and not piece.is_prose
    ]  # fmt: skip
    # "APPROVED: Department of Finance", over the whole of the line below it.
    over = [
        piece for piece in own
        if piece.x0 - 30 <= slot.x <= piece.x1 + 60 and 0 <= slot.y - piece.middle <= 30 and not piece.is_prose
    ]  # fmt: skip
    if any(_APPROVAL.search(piece.text) for piece in near) or any(_APPROVED.match(piece.text) for piece in over):
        return 2
    return 1 if is_later else 0


def _before_the_federal(found: list[_Signature]) -> list[_Signature]:
    """Without local dates long after the federal one, which is mostly the last: a digit of theirs was misread."""
    federal = [s.dated.value for s in found if s.dated and s.is_federal and s.rank == 0]
    if not federal:
        return found
    last = max(federal)
    return [
        replace(s, dated=None)
        if s.dated and not s.is_federal and s.rank == 0 and s.dated.value > last + _may_follow(s.dated)
        else s
        for s in found
    ]


def _may_follow(dated: Dated) -> timedelta:
    """How long after the federal date it is still believed: the longer, the less it can be misread."""
    if dated.found.is_digital:
        return _APART
    return _AFTER_FEDERAL if dated.piece.end == dated.piece.start and dated.piece.score < _CLEAR else 4 * _AFTER_FEDERAL


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


def _elsewhere(document: ParsedDocument, printed: Sequence[Piece], window: Window, *, day_first: bool) -> list[Term]:
    """Where no signature has a place for a date: one alone, "made this 4th day of May 2025", or the file's title."""
    by_themselves = list(alone(document.text, printed, window, day_first=day_first))
    if by_themselves:
        return _last_alone(by_themselves)
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


def _last_alone(dates: Sequence[tuple[Found, Piece]]) -> list[Term]:
    """The last of the dates on the last page that has one."""
    if not dates:
        return []
    end_page = max(piece.page for _, piece in dates)
    day, piece = max((item for item in dates if item[1].page == end_page), key=lambda item: item[0].value)
    start, end = piece.start + day.start, piece.start + day.end
    return [Term("signed", day.value.isoformat(), start, end, piece.page, 0.75, "a date by itself", piece.box)]


def _cautious(terms: list[Term], found: list[_Signature], window: Window) -> list[Term]:
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


def _is_federal(slot: Slot, own: Sequence[Piece], slots: Sequence[Slot]) -> bool:
    """Whether the signature is the federal side's: by the heading of its block, else by what stands around it."""
    above = [
        piece for piece in own
        if not piece.is_prose and len(piece.text) < _LONGEST_HEADING and _FOR_ANY.match(piece.text)
        and 0 <= slot.y - piece.middle <= _HEADING_POINTS and piece.x0 <= slot.x + 20
    ]  # fmt: skip
    if above:
        lowest = max(piece.middle for piece in above)
        heading = max((p for p in above if lowest - p.middle < 9), key=lambda piece: piece.x0)
        return bool(lexicon().federal.search(heading.text) or _FOR_ICE.match(heading.text))
    below = [s.y for s in slots if s.y > slot.y + 40 and abs(s.x - slot.x) < 200]
    end = min([slot.y + 150, *(y - 30 for y in below)])
    near = [
        piece.text for piece in own
        if not piece.is_prose and slot.x - 115 <= piece.x0 <= slot.right and slot.y - 60 <= piece.middle <= end
    ]  # fmt: skip
    return any(lexicon().federal.search(text) or _FOR_ICE.match(text) for text in near)
