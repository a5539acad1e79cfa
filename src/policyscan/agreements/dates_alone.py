"""Find the dates that stand by themselves where an agreement is signed: below a name, or at the head of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policyscan.agreements.dates import Found, find_dates
from policyscan.agreements.layout import Piece
from policyscan.agreements.slots import is_of_another
from policyscan.agreements.window import Window

_SIGNED = re.compile(
    r"/s/|(?-i:(?<!\S)s/\s?[A-Z][a-z])|_{8,}|\bBy:|\(sgd\.?\)|\b(?:signed|gez\.|fdo\.?|firmado|assinado)\b"
    r"|\[(?:signed|seal|sello|stamp)\w*\]|^\W*(?:for|in\s+the\s+name\s+of)\s+(?:and\s+on\s+behalf|the)\b"
    # "FOR RECIPIENT", by itself.
    r"|^\W*for\s+(?!official|law|internal|immediate|use|details|more|information|public)(?-i:[A-Z]{3,}(?:\s[A-Z]{2,}){0,3})\W*$",
    re.IGNORECASE,
)
_SALUTED = re.compile(r"^(?:dear\b|sirs?,|madam,|excellency|your excellency)", re.IGNORECASE)
_TAKES_LEAVE = re.compile(r"\b(?:yours\s+\w+|respectfully|sincerely|faithfully|kind\s+regards)\b", re.IGNORECASE)
# Whose date is no party's.
_OF_OTHERS = re.compile(
    r"\b(?:approv\w+|review\w*|attest\w*|witness\w*|seen|taken\s+note|noted|certif\w+|translat\w+|resol\w+|ratif\w+|filed|recorded"
    r"|received|form|endorsed|publish\w*|publication|concurr\w+|consent\w*|clerk|attorney|counsel|solicitor|auditor|revised?|version|printed|copy)\b",
    re.IGNORECASE,
)
# The words above the signatures: where they stand in a page's last lines, the next one is signed.
_LAST = 4
_CLOSES = re.compile(r"\bin\s+(?:witness|testimony|proof)\s+(?:whereof|of\s+which|thereof)\b", re.IGNORECASE)
# What may stand beside a date alone: the place, and small words.
_PLACE = re.compile(
    r"^\W*(?:(?:at|in)\s+)?(?:[A-ZÀ-Þ][\w.’' -]{1,30},\s*"
    r"|(?!expire|end|begin|start|effect|due|adopt|approv|revis|print|terminat)[A-ZÀ-Þ][\w’'-]{1,20}\s+(?=on\b))*"
    r"(?:[A-Z]\.?[A-Z]\.?,?\s*)?(?:den|le|el|il|this|on|dated)?\W*$",
    re.IGNORECASE,
)
# The same day in another calendar: "4 August 2019 / 3 Av 5779".
_OTHER_CALENDAR = re.compile(r"^\s*[/(]\s*\d{1,2}\s[\w' -]{2,24}\s\d{4}\b")
_LONGEST = 48
# How far above a date, in points, stand the name and office that it belongs to, and how far aside.
_ABOVE, _ASIDE = 80.0, 60.0
_LEVEL = 4.0


def alone(text: str, printed: Sequence[Piece], window: Window, *, day_first: bool) -> Iterator[tuple[Found, Piece]]:
    """Dates by themselves on pages with signatures, and at the heads of letters that take leave."""
    closed = set(_closed(printed))
    for number in sorted({piece.page for piece in printed}):
        own = [piece for piece in printed if piece.page == number]
        is_signed = any(_SIGNED.search(piece.text) for piece in own) or number - 1 in closed
        saluted = max((piece.middle for piece in own if _SALUTED.match(piece.text)), default=0.0)
        is_letter = bool(saluted) and any(_TAKES_LEAVE.search(piece.text) for piece in printed)
        for piece in own:
            found = _only_date(piece, day_first=day_first)
            if found is None or not window.holds(found.value):
                continue
            if is_of_another(text, piece.start + found.start):
                continue
            if (is_letter and piece.middle < saluted) or (is_signed and not piece.is_margin and _is_partys(piece, own)):
                yield found, piece


def _closed(printed: Sequence[Piece]) -> Iterator[int]:
    """The pages that end with the words above signatures."""
    for number in sorted({piece.page for piece in printed}):
        own = [piece for piece in printed if piece.page == number and not piece.is_margin]
        if any(_CLOSES.search(piece.text) for piece in own[-_LAST:]):
            yield number


def _only_date(piece: Piece, *, day_first: bool) -> Found | None:
    if len(piece.text) > _LONGEST:
        return None
    found = find_dates(piece.text, day_first=day_first)
    if len(found) != 1:
        return None
    date = found[0]
    behind = _OTHER_CALENDAR.sub("", piece.text[date.end :])
    is_bare = _PLACE.match(piece.text[: date.start]) and not re.search(r"[\w.;]", behind)
    return date if is_bare else None


def _is_partys(piece: Piece, own: Sequence[Piece]) -> bool:
    """Whether what stands beside a date, or above it to the next one, speaks of no lawyer, witness or clerk."""
    label = [one for one in own if one.x1 <= piece.x0 and abs(one.middle - piece.middle) < _LEVEL]
    if label and _OF_OTHERS.search(max(label, key=lambda one: one.x1).text):
        return False
    above = [
        one
        for one in own
        if 0 <= piece.middle - one.middle <= _ABOVE and abs(one.x0 - piece.x0) <= _ASIDE and one is not piece
    ]
    for one in sorted(above, key=lambda one: -one.middle):
        if find_dates(one.text) and _only_date(one, day_first=False):
            return True
        if not one.is_prose and _OF_OTHERS.search(one.text):
            return False
    return True
