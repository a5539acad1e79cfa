"""A party's part of an opening: the name at its head, and all that is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.agreements.parties_words import without_holder, without_label, words

# Where a sentence ends: not behind words that are cut short.
_CUT_SHORT = (
    "St", "No", r"U\.S", "Mt", "Ft", "Co", "Dept", "Inc", "Ltd", "Corp", "Mr", "Mrs", "Ms", "Dr", "Sr", "Lic", "Ing",
    "Gen", "Col", "Maj", "Hon", "Adv", "Prof",
)  # fmt: skip
sentence_end = re.compile("".join(rf"(?<!\b{word})" for word in _CUT_SHORT) + r"(?<![A-Z])\.(?=\s+[A-Z\"“(]|\s*$|\n)")
# Bodies that are named for what they are for: "Institute for Policing".
_NOT_NAMED_FOR = "".join(
    rf"(?<!\b{kind}\s)"
    for kind in ("Trustees", "Governors", "Trust", "Institute", "Foundation", "Centre", "Center", "Fund")
)
# Where the name at the head of a part ends.
_HEAD_END = re.compile(
    r"\s*\(|\s+\"|\s*[“]|,\s*(?=(?:an?|acting|legally|lawfully|duly|by|through|represented|hereina\w*|each|being|both|on|for|whose|located|having|as|which|who|in|duly|its|with|under|organi[sz]ed"
    r"|party|collectively|together|all|of)\b)|\s+(?:hereina\w+|acting\s+(?:by|through)|through\s+(?:its|the)|represented\s+by|\(hereina|on\s+(?:behalf|the)|for\s+the\s+purpose|to\s+(?:provide|establish)"
    r"|of\s+(?=Police\s+Headquarters\b|(?-i:(?:[A-Z][\w'’-]+\s){1,3}(?:Court|House|Road|Street|Hall|Buildings?|Place|Square|Avenue|Lane|Tower))\b)|on\s+(?:co-?operation|mutual|training|joint|combat\w+|exchang\w+|friendly|policing)\b|regarding|concerning|relating|during|dated|as\s+(?:to|parties|sister)|in\s+(?:relation|respect|connection|the\s+(?:field|area|matter))|with\s+(?:respect|regard)|(?:together|which|who|that|declare|arrange)\s"
    rf"|{_NOT_NAMED_FOR}for\s+(?!the\s+(?:city|county)|(?-i:[A-Z])\w+(?:\s(?-i:[A-Z])\w+)?\s(?:county|parish|district|judicial)\b)|is\s|are\s|agree|shall\s|pursuant|under\s+the|each\s|collectively|both\s|whereby|effective|wherein)"
    r"|,\s*(?=\d|ORI\b|\#)|\n\s*(?=(?:This|These|Whereas|In\s+consideration|Article|Section|The\s+parties|Date|Contract|Effective|WITNESSETH|Recitals|Background|Purpose|Dear|\d)\b)",
    re.IGNORECASE,
)
# A name in capitals with what it is behind it: "X MUNICIPALITY a category A municipality".
_SHOUTED = re.compile(r"(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.'’&-]+(?:\s[A-ZÀ-Þ.'’&-]+)+)\s(?=an?\s)")
# A term in quotation marks, or short capitals in brackets.
DEFINED = re.compile(
    r"[\"“”]\s*(?:the\s+)?(?P<short>[A-Z][\w.'’&\s-]{0,30}?)[,.]?\s*[\"“”]|\(\s*(?:the\s+)?(?P<bare>[A-Z]{2,8})\s*\)"
)


# Small words that a name may have; with others it is a sentence.
_SMALL = re.compile(r"\s(?P<word>[a-zà-þ][\wà-þ'’]+)")
_IN_NAMES = frozenset(
    "of for the and de del dei della du des la le les el los las do da dos von van der den zu in on at to et".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One party's part of the opening: its head as printed, all that is said of it, and a term for it."""

    head: str
    said: str
    start: int
    end: int
    short: str = ""


def phrase(said: str, at: int) -> Phrase:
    """The part that is said from an offset of the text on."""
    lead = re.match(r"\s*(?:now,?\s+therefore,?\s+)?(?:the\s+)?", said, re.IGNORECASE)
    skip = lead.end() if lead else 0
    end = _HEAD_END.search(said, skip + 3)
    head = said[skip : end.start() if end else len(said)].rstrip(" ,;.\n")
    shouted = _SHOUTED.match(head)
    head = shouted["name"] if shouted else head
    bare = without_label(without_holder(head))
    skip += len(head) - len(bare)
    return Phrase(" ".join(bare.split()), said[skip:], at + skip, at + skip + len(bare))


def is_sentence(head: str) -> bool:
    """Whether the words before the first comma are no name: they have small words that no name has."""
    small = {match["word"] for match in _SMALL.finditer(head.partition(",")[0])} - _IN_NAMES
    return any(not words("bodies").fullmatch(word) for word in small)
