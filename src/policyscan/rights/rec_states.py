"""Find the brackets in which a recommendation names the states that made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from policyscan.rights.rec_ocr import nearest_state
from policyscan.who import country, find_country
from policyscan.who.countries import country_names

_SEPARATOR = re.compile(r"\s*(?:[,;/&+]|\s[-–—]\s|(?<!\w)and(?!\w))\s*", re.IGNORECASE)
_BEHALF = re.compile(
    r",?\s*\(?(?:also\s+|speaking\s+|made\s+)?(?:on|in)\s+behalf\s+of\s+(?:the\s+)?(?P<group>[^,;]*)(?P<more>[,;].*)?$",
    re.IGNORECASE | re.DOTALL,
)
_LEADING = re.compile(
    r"^(?:as\s+)?(?:(?:recommended|recommendations?|suggested|proposed|made|put forward)\s+(?:by|of|from)\s+|by\s+)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"[,;:\-–—\s]*\b(?:paras?\.?|paragraphs?|recommendations?|recs?\.?|no\.)\s*[\d.,\s]+$", re.IGNORECASE
)
# Short words in capitals are the abbreviations of treaties and bodies; some of them happen to be codes of countries.
_ABBREVIATION = re.compile(r"^[A-Z]{2,3}s?$")
_COUNTRY_ABBREVIATIONS = frozenset({"UK", "US", "USA", "UAE", "DRC"})
# A capital, or what a scan puts for one; "the former Yugoslav Republic of ..." begins small.
_LIKE_A_NAME = re.compile(r"[A-ZÀ-Ý]|[l1|0!][a-z]|(?:the\s+)?\w+\s+[A-Z]\w+\s+[A-Z]")
# Behind a bracket in the middle of an item: a sign, another bracket, or "and" and the like.
_ENDS_A_CLAUSE = re.compile(r"[\s*†]*(?:[;,./(]|and\b|$)")
# Scans and typists put other brackets for round ones.
_SIGNS = str.maketrans("[{]}", "(())")
NO_NAMES: frozenset[str] = frozenset()
# "(Micronesia (Federated States of))" is as long as the name of one state gets; a bracket may hold many.
_LONGEST_NAME = 70
_WORDS_OF_A_NAME = 9


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket at characters `start` to `end` (both of its signs included) and the states that it names."""

    start: int
    end: int
    states: tuple[str, ...]


def brackets(text: str, names: frozenset[str] = NO_NAMES) -> list[Bracket]:
    """The brackets of a text that name states, in order, without those inside others.

    `names` are states that no register knows, as printed (see `policyscan.rights.rec_names`).
    """
    found: list[Bracket] = []
    text = text.translate(_SIGNS)
    for start, end, closed in _outermost(text):
        inner = text[start + 1 : end - 1] if closed else text[start + 1 : end].rstrip(" .;,")
        last = not text[end:].strip(" .;,*)")
        states = states_in(inner, guess=last, names=names) or (() if closed else _begun(inner))
        if not states and closed and _ENDS_A_CLAUSE.match(text, end):
            states = states_in(inner, guess=True, strangers=False, names=names)
        if states:
            found.append(Bracket(start, end if closed else start + 1 + len(inner), states))
    return found or _unopened(text)


@lru_cache(maxsize=4096)
def states_in(
    inner: str, *, guess: bool = False, strangers: bool = True, names: frozenset[str] = NO_NAMES
) -> tuple[str, ...]:
    """The English names of the states that a bracket holds; none where it holds anything else.

    With `guess`, a name that is only nearly a country's counts too, as in scans. Without `strangers`, all must be.
    """
    words = _bare(inner)
    if not words:
        return ()
    whole = _country(words) or _listed(words, names)
    atoms = _atoms(words)
    if not whole and guess and not (len(atoms) > 1 and any(_country(words[start:end]) for start, end in atoms)):
        # "Italy, Czech Republic" is near one name, and is two.
        whole = _near(words)
    if whole:
        return (whole,)
    found: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(atoms):
        for last in range(min(len(atoms), at + 4) - 1, at - 1, -1):
            whole = words[atoms[at][0] : atoms[last][1]]
            name = _country(whole) or _listed(whole, names)
            if name:
                found.append(name)
                at = last + 1
                break
        else:
            unknown.append(words[atoms[at][0] : atoms[at][1]])
            at += 1
    if found or guess:
        near = [(_near(word), word) for word in unknown]
        found += [name for name, _ in near if name]
        unknown = [word for name, word in near if not name]
    # One stranger ("European Union", a name beyond reading) does not unmake a list of states; words in lower case do.
    if (
        not found
        or (unknown and not strangers)
        or len(unknown) > len(found)
        or any(_is_prose(word) for word in unknown)
    ):
        return ()
    return tuple(dict.fromkeys(found))


def parts_of(inner: str) -> list[str]:
    """What stands between the separators of a bracket, without "recommended by" before it and "para. 3" behind it."""
    words = _bare(inner)
    return [words[start:end] for start, end in _atoms(words)]


def closed_brackets(text: str) -> list[tuple[str, str]]:
    """The words in each bracket of a text that is closed, and what stands behind it."""
    text = text.translate(_SIGNS)
    return [(text[start + 1 : end - 1], text[end:]) for start, end, closed in _outermost(text) if closed]


def ends_a_clause(rest: str) -> bool:
    """Whether a bracket with this behind it ends a clause."""
    return bool(_ENDS_A_CLAUSE.match(rest))


def is_abbreviation(name: str) -> bool:
    """Whether a word is short and in capitals as those of treaties and bodies are."""
    return bool(re.fullmatch(r"[A-Z][A-Z\d./-]+s?", name))


def _bare(inner: str) -> str:
    words = " ".join(inner.split()).strip(" .*")
    return _REFERENCE.sub("", _LEADING.sub("", _BEHALF.sub(_others, words))).strip(" ,;:.")


def _listed(words: str, names: frozenset[str]) -> str | None:
    name = re.sub(r"^the\s+", "", words.strip(" ."), flags=re.IGNORECASE)
    return name if name in names else None


def _others(behalf: re.Match[str]) -> str:
    """What stands behind "on behalf of": further states, unless it is a list of those that were spoken for."""
    more = behalf["more"] or ""
    return "" if _country(behalf["group"].strip(" )")) else more


def _unopened(text: str) -> list[Bracket]:
    """A last bracket whose first sign is lost: "Ratify the Covenant Spain);"."""
    end = re.search(r"[^()]\)[\s.;,*]*$", text)
    if not end or "(" in text:
        return []
    words = list(re.finditer(r"\S+", text[: end.start() + 1]))
    for first in words[-_WORDS_OF_A_NAME:]:
        states = states_in(text[first.start() : end.start() + 1]) if first.group()[0].isupper() else ()
        if states:
            return [Bracket(first.start(), end.start() + 2, states)]
    return []


def _begun(inner: str) -> tuple[str, ...]:
    """The state whose name a broken bracket begins: "(Czech"."""
    begun = inner.strip().casefold() + " "
    codes = {code for name, code in country_names() if name.casefold().startswith(begun)} if len(begun) > 4 else set()
    found = country(codes.pop()) if len(codes) == 1 else None
    return (found.name,) if found else ()


def _country(name: str) -> str | None:
    name = name.strip(" .")
    if _ABBREVIATION.match(name) and name not in _COUNTRY_ABBREVIATIONS:
        return None
    if not name or len(name) > _LONGEST_NAME or len(name.split()) > _WORDS_OF_A_NAME:
        return None
    found = find_country(name)
    return found.name if found else None


def _near(name: str) -> str | None:
    if len(name) < 4 or len(name) > _LONGEST_NAME or name.isupper() or not _LIKE_A_NAME.match(name):
        return None
    return nearest_state(name)


def _is_prose(words: str) -> bool:
    return len(words.split()) > 6 or words[:1].islower() or words[:1].isdigit()


def _atoms(words: str) -> list[tuple[int, int]]:
    """The parts between separators, those inside brackets left whole."""
    cuts = [match.span() for match in _SEPARATOR.finditer(words) if _depth(words[: match.start()]) == 0]
    spans, at = [], 0
    for start, end in [*cuts, (len(words), len(words))]:
        if start > at:
            spans.append((at, start))
        at = end
    return spans


def _depth(text: str) -> int:
    return text.count("(") - text.count(")")


def _outermost(text: str) -> list[tuple[int, int, bool]]:
    """Start and end of each outermost bracket, and whether it is closed; a sign too many does not swallow the rest."""
    spans: list[tuple[int, int, bool]] = []
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            start = opened.pop()
            if not opened:
                spans.append((start, at + 1, True))
    if opened:
        # A bracket that was never closed: what stands inside it is read on its own, and it ends with the sentence.
        first = opened[0]
        spans = [span for span in spans if span[0] < first]
        inside = text[first + 1 :]
        stop = re.search(r"[;.]\s*$|;", inside)
        end = first + 1 + (stop.start() if stop else len(inside))
        nested = [(first + 1 + s, first + 1 + e, closed) for s, e, closed in _outermost(inside)]
        if nested and not states_in(text[first + 1 : end].strip(), guess=True):
            spans += nested
        else:
            spans.append((first, end, False))
            spans += [(s, e, closed) for s, e, closed in nested if s >= end]
    return spans
