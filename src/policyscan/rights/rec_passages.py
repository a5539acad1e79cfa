"""The records of recommendations in prose, and the shapes that their lists have: items, introductions, closings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.rights.rec_cells import NO_RESPONSE, Response
from policyscan.rights.rec_rules import rules
from policyscan.rights.rec_strength import opens_with_act

NUMBER = re.compile(r"\W{0,3}(?P<number>\d{1,3}(?:\.\d{1,3})*)\s?[.)]?\s+(?=\S)")
ITEM = re.compile(r"\s*(?:(?P<letter>\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})[.)])|[•●▪◦·■–—*-]|)\s+(?=\S)")
# "Should have been closed" is a finding.
_MUST = re.compile(
    r"\b(?:should(?!\s+(?:also\s+|never\s+|long\s+)?have\s+(?:\w+ed|been|done|known|gone|made|taken|told|seen|kept|had)\b)|"
    r"must|shall|recommends?|recommended that)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\w]*(?P<word>[A-Za-zÀ-ÿ][\w’'-]*)\s+(?P<next>[\w“\"’'-]+)")
# Words that begin a sentence or a noun, so that what they begin is no act.
_NOT_A_VERB = re.compile(
    r"(?:an?|the|th(?:is|at|ese|ose|ey|eir|ere)|its?|s?he|his|her|we|our|i|your?|here|in|on|at|of|for|from|with|by|as|to|"
    r"and|or|but|if|when|where|while|although|since|after|before|under|over|according|wh(?:at|ich|o|y)|how|some|many|most|"
    r"several|both|one|two|three|four|five|none|all|no|every|each|such|other)",
    re.IGNORECASE,
)
# Behind a noun, but hardly behind the verb of an order.
_BEHIND_A_NOUN = re.compile(
    r"(?:of|by|from|and|or|is|are|was|were|has|have|had|will|would|may|can|could|did|does)", re.IGNORECASE
)
_NOUN = re.compile(r"(?:[^s]s|ments?|[ts]ions?|ness|ity|ism|ance|ence)$")


@dataclass(frozen=True, slots=True)
class Passage:
    """One recommendation in prose: its number as printed, blank for a bullet, its words, and a table's answer."""

    number: str
    start: int
    end: int
    response: Response = NO_RESPONSE


def asks(words: str) -> bool:
    """Whether words say what is to be done: they begin with an act, or hold "should" or the like."""
    return opens_with_act(words) or bool(_MUST.search(words))


def like_an_act(words: str, *, numbered: bool = False) -> bool:
    """Whether words have the shape of an order ("Muzzle all dogs"), for a list of which the most are orders.

    A number of the same list before them stands for some of the shape.
    """
    match = _WORD.match(words)
    if not match or _NOT_A_VERB.fullmatch(match["word"]) or _BEHIND_A_NOUN.fullmatch(match["next"]):
        return False
    return numbered or not _NOUN.search(match["word"])


def is_frame(text: str) -> bool:
    """Whether a paragraph introduces recommendations, closes their list or tells how they were answered."""
    if text.rstrip().endswith(":") or rules().closings.search(text):
        return True
    number = NUMBER.match(text)
    words = text[number.end() :] if number else text
    return bool(rules().frames.match(words)) and not re.search(r"\b(?:should|must)\b", words)
