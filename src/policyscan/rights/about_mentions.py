"""Tell which country a sentence is about from how it names countries: as whose forces act, as where, or in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.rights.about_names import Mention, Names

_FORCES = (
    r"(?:police|gendarm\w+|security (?:forces?|services?|agents?|officials?)|"
    r"(?:armed |military |special )?forces?|army|troops|soldiers|militar(?:y|ies)|militias?|border guards?|"
    r"peacekeepers|intelligence (?:services?|agents?|officers?)|"
    r"navy|air force|air ?strikes?|coast ?guard|paratroopers|mercenaries|commandos)"
)
_POWERS = (
    _FORCES[:-1] + r"|authorit(?:y|ies)|government|governments|officials?|officers?|courts?|prosecutors?|judges?|"
    r"prisons?|jails?|regime|state|ministr(?:y|ies)|minister|president|parliament|"
    r"law enforcement|law|legislation|guards)"
)
# "Egyptian security forces", "Egypt's police": the name, at most two words, whose.
_WHOSE = re.compile(r"(?:['’]s?)?[^\S\n]+(?:[\w-]+\s+){0,2}?" + _POWERS + r"\b", re.IGNORECASE)
_WHOSE_FORCES = re.compile(r"(?:['’]s?)?[^\S\n]+(?:[\w-]+\s+){0,1}?" + _FORCES + r"\b", re.IGNORECASE)
# "Police in Egypt", "the government of the Gambia".
_OF = re.compile(_POWERS + r"(?:\s+forces?)?\s+(?:in|of|across|throughout)\s+(?:the\s+)?$", re.IGNORECASE)
_FORCES_OF = re.compile(_FORCES + r"\s+(?:of|from)\s+(?:the\s+)?$", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:^|[.!?;:]\s+|\n)(?:(?:Elsewhere|Also|Meanwhile),?\s+)?(?:In|Across|Throughout)\s+(?:the\s+)?$"
)
_WITHIN = re.compile(r"\b(?:in|across|throughout|inside)\s+(?:the\s+)?$", re.IGNORECASE)
_FIRST = re.compile(r"(?:^|[.!?]\s+|\n)(?:The\s+)?$")
_JOINED = re.compile(r"^(?:\s*,\s*(?:and\s+)?|\s+(?:and|or|as well as)\s+)(?:in\s+)?(?:the\s+)?$", re.IGNORECASE)
_LOOK_BACK = 60
_POSSESSIVE = re.compile(r"['’]s\b")


def subject_of(text: str, names: Names, start: int, end: int, block_start: int) -> str:
    """The one country that a passage is about; empty where it names none, or several alike.

    Where the passage names none, the last sentence before it in its paragraph that names one decides.
    """
    found = names.mentions(text, start, end)
    if found:
        return _best(text, found, start)
    earlier = names.mentions(text, block_start, start)
    if not earlier:
        return ""
    # The sentence of the last mention, with all that it names.
    cut = max(text.rfind(". ", block_start, earlier[-1].start), block_start)
    last = [mention for mention in earlier if mention.start >= cut]
    return _best(text, last, cut)


def forces_abroad(text: str, names: Names, start: int, end: int, country: str) -> bool:
    """Whether a passage in one country's entry speaks of the forces of another, and not of its own."""
    whose: set[str] = set()
    for mention in names.mentions(text, start, end):
        before = text[max(start, mention.start - _LOOK_BACK) : mention.start]
        if _WHOSE_FORCES.match(text[mention.end : mention.end + _LOOK_BACK]) or _FORCES_OF.search(before):
            whose.add(mention.code)
    return bool(whose) and country not in whose


def is_whose(text: str, mention: Mention) -> bool:
    """Whether forces or powers follow the name, as in "Egyptian police"."""
    return _WHOSE.match(text[mention.end : mention.end + _LOOK_BACK]) is not None


def _best(text: str, mentions: Sequence[Mention], start: int) -> str:
    ranks: list[int] = []
    for place, mention in enumerate(mentions):
        rank = _rank(text, mention, start)
        if place and _JOINED.match(text[mentions[place - 1].end : mention.start]):
            # "Governments in Chad, Mali and Niger": what holds for the first of them holds for all.
            rank = max(rank, ranks[-1])
        ranks.append(rank)
    for place in range(len(mentions) - 2, -1, -1):
        if _JOINED.match(text[mentions[place].end : mentions[place + 1].start]):
            ranks[place] = max(ranks[place], ranks[place + 1])
    best = max(ranks)
    codes = {mention.code for mention, rank in zip(mentions, ranks, strict=True) if rank == best}
    every = {mention.code for mention in mentions}
    if len(codes) > 1 or (best == 0 and len(every) > 1):
        return ""
    return codes.pop()


def _rank(text: str, mention: Mention, start: int) -> int:
    """3 where it acts or the sentence is laid there, 2 where something happens in it, 1 as a subject, 0 in passing."""
    before = text[max(start, mention.start - _LOOK_BACK) : mention.start]
    after = text[mention.end : mention.end + _LOOK_BACK]
    if _WHOSE.match(after) or _OF.search(before) or _OPENING.search(before):
        return 3
    if _WITHIN.search(before):
        return 2
    if _FIRST.search(before) or _POSSESSIVE.match(after):
        return 1
    return 0
