"""Say who signed, from the words printed around the place for the date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.agreements.layout import Piece
from policyscan.agreements.slots import DIGITAL, SURE, Slot

_FOR = re.compile(r"^\s*for\s+(?:the\s+)?(?P<who>[^:;]{2,60}?)\s*(?:[:;]\s*(?P<name>.*))?$", re.IGNORECASE)
_NAME_LABEL = re.compile(r"^\s*(?:printed\s+)?n\s?a\s?m\s?e\s*[:;·.]?\s*(?P<name>.*)$", re.IGNORECASE)
_PERSON = re.compile(
    r"(?:(?:Hon|Dr|Mr|Mrs|Ms|Col|Gen|Maj|Capt|Lt)\.?\s+)?[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*){1,4}(?:,?\s+(?:Jr|Sr|II|III|IV)\.?)?"
)
_NOT_A_PERSON = re.compile(
    r"\bdigital|\b(?:sheriff|police|chief|county|city|department|office|director|acting|deputy|assistant|associate|commissioner"
    r"|mayor|manager|judge|enforcement|immigration|homeland|security|signature|title|date|agency|university|state|general"
    r"counsel|attorney|appendix|district|operations|executive|town|village|the|for|this|and|of|by|name)\b",
    re.IGNORECASE,
)
# Names stand below the line that is signed, within a few lines; headings of a column a little above it.
_BELOW, _ABOVE = 95.0, 130.0


def signer_of(slot: Slot, pieces: Sequence[Piece]) -> str:
    """Name and party of who signed ("Ann Bell, for ICE"), as much as is printed; blank where nothing is."""
    column = [
        piece for piece in pieces
        if not piece.is_margin and not piece.is_prose and piece.score >= SURE
        and slot.x - (25 if slot.offset else 115) <= piece.x0 <= slot.right + 5
    ]  # fmt: skip
    below = sorted((p for p in column if -12 <= p.middle - slot.y <= _BELOW), key=lambda piece: piece.middle)
    above = sorted((p for p in column if 0 < slot.y - p.middle <= _ABOVE), key=lambda piece: -piece.middle)
    party, name = "", ""
    for piece in above:
        match = _FOR.match(piece.text)
        if match:
            party, name = match["who"].strip(), _person(match["name"] or "")
            break
    name = name or _labelled(below) or _digital(below) or next(filter(None, (_person(p.text) for p in below)), "")
    return ", ".join(part for part in (name, f"for {party}" if party else "") if part)


def _labelled(below: Sequence[Piece]) -> str:
    for piece in below:
        match = _NAME_LABEL.match(piece.text)
        if match:
            beside = [
                p.text for p in below if p is not piece and p.x0 > piece.x0 + 10 and abs(p.middle - piece.middle) < 9
            ]
            return _person(match["name"]) or next(filter(None, map(_person, beside)), "")
    return ""


def _digital(below: Sequence[Piece]) -> str:
    for index, piece in enumerate(below):
        match = DIGITAL.search(piece.text)
        if match:
            name = match["name"] or (below[index + 1].text if index + 1 < len(below) else "")
            found = re.match(r"\s*([A-Z][A-Za-z.'-]+(?:\s[A-Z][A-Za-z.'-]*){1,3})(?=\s+Date|\s*\d|\s*$)", name)
            return (found[1].title() if found[1].isupper() else found[1]) if found else ""
    return ""


def _person(words: str) -> str:
    words = re.sub(r"_+", " ", words).strip(" :.-")
    match = _PERSON.fullmatch(words)
    # "CHrery" is a scrawl that OCR took for letters.
    is_scrawl = re.search(r"[A-Z]{2}[a-z]|[a-z][A-Z]{2}", words)
    return words if match and not is_scrawl and not _NOT_A_PERSON.search(words) and not words.isupper() else ""
