"""Find the bodies for which an agreement is signed: names by themselves where the signatures stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import token_set_ratio

from policyscan.agreements.layout import Piece
from policyscan.agreements.parties_words import is_body, is_holder
from policyscan.agreements.phrases import Phrase, is_sentence, phrase

# Where signatures begin: at the first of these words in the second half, else with the last third.
_CLOSING = re.compile(
    r"\bin\s+(?:witness|proof|testimony|faith)\b|\b(?:executed|signed|done|given\s+under|subscribed)\b|\bsignatures?\b"
    r"|^\W*for\s+and\s+on\s+behalf",
    re.IGNORECASE | re.MULTILINE,
)
_HALF, _THIRD = 0.5, 0.67
# What may stand before the name of who signs.
_BEFORE = re.compile(
    r"\W*(?:(?:signed|executed|accepted|agreed)\s+)?(?:(?:by|for)\s+)?(?:and\s+)?(?:on\s+behalf\s+of\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?:,\s*by\b.*|\s*[:(].*|\s+by:.*)$", re.IGNORECASE | re.DOTALL)
# Who signs, but for nobody who agrees.
_NOT_FOR = re.compile(
    r"\b(?:approv\w+|review\w*|attest\w*|witness\w*|seen|noted|certif\w+|notary|clerk|attorney|counsel|solicitor|auditor|resolution|ordinance"
    r"|page|contract\s+no|cc|copy|file|consent|dear|party|force\s+majeure|contacts?)\b"
    # People, and the offices that they hold.
    r"|\b(?:manager|mayor|chief|director|secretary|recorder|president|administrator|superintendent|minister|officer|agent|chair\w*|consul"
    r"|commissioner|jefe|chair|supervisor)\b|,\s*(?:sheriff|inspector)\b",
    re.IGNORECASE,
)
_LONGEST, _ALIKE, _MOST = 90, 90.0, 6


def signers(text: str, printed: Sequence[Piece]) -> list[Phrase]:
    """The bodies named by themselves behind the closing words, each once."""
    found: list[Phrase] = []
    begins = _begin(text)
    for piece in printed:
        if piece.start < begins or piece.is_margin or piece.is_prose or len(piece.text) > _LONGEST:
            continue
        for one in _named(piece):
            if all(not alike(one.head, other.head) for other in found):
                found.append(one)
    return found[:_MOST]


def alike(one: str, other: str) -> bool:
    """Whether two names are of one body: all words of the shorter stand in the longer."""
    return token_set_ratio(one.casefold(), other.casefold()) >= _ALIKE


def _begin(text: str) -> int:
    closings = [match.start() for match in _CLOSING.finditer(text, int(len(text) * _HALF))]
    return closings[0] if closings else int(len(text) * _THIRD)


def _named(piece: Piece) -> Iterator[Phrase]:
    lead = _BEFORE.match(piece.text)
    at = lead.end() if lead else 0
    words = _BEHIND.sub("", piece.text[at:]).rstrip(" ,;:.")
    if not words[:1].isupper() or re.search(r"[_/|\d]", words) or _NOT_FOR.search(words):
        return
    found = phrase(words, piece.start + at)
    if (
        is_body(found.head)
        and not is_sentence(found.head)
        and not is_holder(found.head)
        and len(found.head.split()) > 1
    ):
        yield found
