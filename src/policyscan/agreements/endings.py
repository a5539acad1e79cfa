"""Know a force's name by what it ends in, abbreviated, cut off or misread as it may be."""

from __future__ import annotations

import re
from functools import lru_cache

from policyscan.agreements.lexicon import lexicon

# How the words of endings are abbreviated, cut off by a form's field, or misread.
_TOLERANT = (
    ("'", r"\s?['’]?\s?"),
    ("Department", r"D[ec]p(?:[ao](?:(?-i:[a-z1]){0,9}|(?-i:[A-Z1]){0,9})|t\.?)"),
    ("Services", r"(?:Services|Svcs?\.?|Svs\.?)"),
    ("Office", r"(?:[O0]f\w{0,2}[il1]ce|Ofc\.?|Off\.)"),
    ("Police", r"P[o0](?:[l1I][il1j][co]e|[l1][co]e|[il1][co]e)"),
    ("Constable", r"(?:Constable|Const\.)"),
    ("Corrections", r"(?:Corrections|Corr\.)"),
    ("Detention", r"(?:Detention|Det\.)"),
    ("Center", r"(?:Center|Ctr\.?)"),
    ("Highway", r"(?:Highway|Hwy\.?)"),
    ("National", r"Nat(?:ional|['’]?l)"),
    ("Regional", r"(?:Regional|Reg['’]?l?\.)"),
    ("Authority", r"(?:Authority|Auth\.)"),
)
_BODY = re.compile(
    r"\b(?:county|city|town|village|parish|borough|township|university|college|department|division|office|bureau|commission"
    r"|authority|board|jail|guard|patrol|nation|tribe)\b",
    re.IGNORECASE,
)


def is_force(words: str) -> bool:
    """Whether words end, or begin, as the names of forces do."""
    return endings().search(words) is not None


def cut_behind_force(words: str) -> str:
    """The words up to the last ending of a force's name that begins in them, without what follows."""
    best = None
    for match in endings().finditer(words):
        best = match if best is None or match.start() <= best.end() + 1 else best
    return words[: best.end()] if best else words


@lru_cache(maxsize=1)
def endings() -> re.Pattern[str]:
    """What the names of forces end in, tolerant of blanks and apostrophes."""
    words = "|".join(re.escape(ending).replace(r"\ ", r"\s+") for ending in lexicon().endings)
    for plain, tolerant in _TOLERANT:
        words = words.replace(plain, tolerant)
    # A line typed over another may be glued to it: "Lake County Police DepartmentEnforcement (ICE)".
    return re.compile(
        rf"(?<![^\W_])(?:{words}|(?-i:P\.?D\.?|S\.?O\.?))(?!(?-i:[a-z\d_]|(?<=[A-Z])[A-Z]))", re.IGNORECASE
    )


def has_body(words: str) -> bool:
    """Whether words name a body at all, be it a force, an office or a place's government."""
    return is_force(words) or _BODY.search(words) is not None


def says_kind_only(words: str) -> bool:
    """Whether words say what kind of force it is, and not which: "University Police Department"."""
    generic = lexicon().generic
    return all(word in generic for word in re.findall(r"[^\W_][\w']*", words.casefold()))
