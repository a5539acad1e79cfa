"""Tell from its words what kind of body a name is: one that can agree, a national one, a firm, one abroad."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from policyscan.agreements.endings import is_force, says_kind_only
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.terms_rules import table

_LONGEST = 140
# A misread name differs from the printed one in few letters.
_SAME_NAME = 90.0


@lru_cache(maxsize=16)
def words(name: str) -> re.Pattern[str]:
    """One of the lists of words under `[parties]`, as whole words."""
    said = table()["parties"][name]
    listed = said if isinstance(said, list) else [said]
    return re.compile(rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def firm() -> re.Pattern[str]:
    """How the names of firms end: ", Inc."."""
    return re.compile(table()["parties"]["firm"])


@lru_cache(maxsize=1)
def _holders() -> re.Pattern[str]:
    offices = "|".join(table()["parties"]["holders"])
    return re.compile(rf"^(?:the\s+)?(?:{offices})\s+(?:of|for)\s+(?:the\s+)?(?=[A-Z])", re.IGNORECASE)


@lru_cache(maxsize=1)
def home() -> frozenset[str]:
    """Codes of the countries from whose cities' view agreements are kept."""
    return frozenset(table()["parties"]["home"])


def without_holder(head: str) -> str:
    """The body of "the Chief Constable of X Constabulary", where what is left names one."""
    found = _holders().match(head)
    rest = head[found.end() :] if found else ""
    # "Commissioner of Police, X City": what is left names no body but its kind.
    return rest if is_body(rest) and not says_kind_only(rest.partition(",")[0]) else head


def without_label(head: str) -> str:
    """The name behind what a form calls its party: "Seconding Organisation: Fingal County Council"."""
    found = re.match(rf"{words('labels').pattern}\s*:?\s+(?:the\s+)?(?=[A-ZÀ-Þ])", head, re.IGNORECASE)
    rest = head[found.end() :] if found else ""
    return rest if rest[:1].isupper() and is_body(rest) and not says_kind_only(rest) else head


def is_holder(name: str) -> bool:
    """Whether words name the holder of an office, with the body or without: "Inspector General of Police"."""
    offices = "|".join(table()["parties"]["holders"])
    alone = re.compile(rf"(?:{offices}|.*\b(?:President|Chief|Director|Rector|Commissioner))", re.IGNORECASE)
    return bool(_holders().match(name) or alone.fullmatch(name))


def is_body(head: str) -> bool:
    """Whether words are the name of a body that can agree with others."""
    if not 3 < len(head) < _LONGEST or words("no_bodies").search(head) or words("labels").fullmatch(head):
        return False
    if is_force(head) or any(pattern.search(head) for pattern in lexicon().roles.values()):
        return True
    return (len(head.split()) > 1 or head.isupper()) and bool(words("bodies").search(head))


def is_national(name: str) -> bool:
    """Whether a body is one of a whole country, or of several."""
    return bool(words("national").search(name) or lexicon().federal.search(name))


def is_unit(part: str) -> bool:
    """Whether words behind a comma name a part of the body before it: "Rotterdam Unit", "Regional Office No. VII"."""
    return bool(re.search(rf"{words('units').pattern}(?:\s+No\.\s*\w+)?$", part, re.IGNORECASE))


@lru_cache(maxsize=1024)
def known(name: str) -> str:
    """A federal or international body by its name in full, where the words are that, or that misread; else blank."""
    for full in table()["parties"]["known"]:
        if ratio(name.casefold(), full.casefold()) >= _SAME_NAME:
            return str(full)
    return ""


def words_of_country(name: str) -> str:
    """The code of the country that alone has bodies of this kind; blank where none does."""
    for code, said in table()["parties"]["of_country"].items():
        if re.search(rf"\b(?:{'|'.join(said)})\b", name, re.IGNORECASE):
            return str(code)
    return ""
