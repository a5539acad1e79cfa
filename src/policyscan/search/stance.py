"""What a question asks of a rule: that it binds, forbids, leaves free, or makes exceptions."""

from __future__ import annotations

import re
from enum import StrEnum

from policyscan.search.words import fold


class Stance(StrEnum):
    """What the asker looks for; `ANY` where the words do not say."""

    MUST = "must"
    BANNED = "banned"
    FREE = "free"
    ANY = "any"


_BANNED = re.compile(
    r"\b(ban|bans|banned|banning|prohibit\w*|forbid\w*|forbade|outlaw\w*|not allowed|not permitted|may not|must not|"
    r"shall not|can ?not|can't|never|no longer allowed|off limits|illegal)\b"
)
_FREE = re.compile(
    r"\b(allow\w*|permit\w*|may|can|could|authori[sz]e\w*|legal|still (?:use|used)|optional|voluntary|discretion\w*|"
    r"exception\w*|exempt\w*|unless|encourag\w*|at (?:their|his|her) (?:own )?(?:choice|discretion))\b"
)
_MUST = re.compile(
    r"\b(must|shall|have to|has to|required?|requires|requirement\w*|mandatory|mandat\w+|obligation\w*|oblige\w*|duty|"
    r"compulsory|need to|needs to)\b"
)
# Modalities of clauses, as they are kept with passages.
FITTING = {
    Stance.MUST: frozenset({"must", "must_not"}),
    Stance.BANNED: frozenset({"must_not", "may_only"}),
    Stance.FREE: frozenset({"may", "may_only", "should"}),
    Stance.ANY: frozenset(),
}


def stance_of(text: str) -> Stance:
    """What a question asks for, by its words; a ban goes before leave, and leave before a duty."""
    plain = fold(text)
    if _BANNED.search(plain):
        return Stance.BANNED
    if _FREE.search(plain):
        return Stance.FREE
    return Stance.MUST if _MUST.search(plain) else Stance.ANY
