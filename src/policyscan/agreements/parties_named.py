"""Call the parties as the title and the signatures do, where those are of one mind and the opening is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.fuzz import ratio, token_set_ratio

from policyscan.agreements.endings import is_force
from policyscan.agreements.names import normalised
from policyscan.agreements.parties_words import is_body
from policyscan.model import Party, Role

# A name in a line of its own; what may stand before and behind it there.
_BEFORE = re.compile(
    r"^\W*(?:(?:signed\s+)?for\s+(?:and\s+on\s+behalf\s+of\s+)?|and\s+|between\s+)?(?:the\s+)?", re.IGNORECASE
)
_BEHIND = re.compile(r"\s*(?::.*|\bBy:.*|\bDate\b.*|\band|,|\d{1,3})?\s*$", re.IGNORECASE)
_PAIR = re.compile(r"^(?P<a>.{5,70}?)\s+and\s+(?:the\s+)?(?P<b>.{5,70})$")
_LONGEST = 90
# Two printings of a name, one of them misread; two names of one body, of which one may be the longer.
_MISREAD, _ALIKE = 88.0, 50.0
_TWICE = 2
_KEPT_APART = re.compile(r"\b(?:shall|will|is|are|agree|hereby|this)\b", re.IGNORECASE)


def called(groups: Sequence[Sequence[Party]], text: str) -> list[list[Party]]:
    """The parties by the names that stand in lines of their own, where each has one that stands there twice."""
    names = _alone(text)
    shown = [list(group) for group in groups]
    if not names:
        return shown
    rivals = [name for name, count in names.most_common() if count >= _TWICE]
    taken: dict[int, str] = {}
    for name in rivals:
        likes = [
            (max((_alike(party, name) for party in group), default=0.0), index) for index, group in enumerate(shown)
        ]
        best = max(likes, default=(0.0, -1))
        if best[0] >= _ALIKE and best[1] not in taken:
            taken[best[1]] = name
    return [_renamed(group, taken.get(index, ""), text) for index, group in enumerate(shown)]


def _renamed(group: list[Party], name: str, text: str) -> list[Party]:
    if not name or any(party.name.casefold() == name.casefold() for party in group[:1]):
        return group
    others = [party for party in group if party.name.casefold() == name.casefold()]
    if others:
        # The force that acts is the one that signs.
        chosen = replace(others[0], short=others[0].short or group[0].short, role=group[0].role)
        return [chosen, *(replace(party, short="") for party in group if party is not others[0])]
    first = group[0]
    if (
        ratio(first.name.casefold(), name.casefold()) < _MISREAD
        and text.count(first.name) >= _TWICE
        and not is_force(name)
    ):
        return group
    role = Role.LOCAL if is_force(name) and first.role is Role.OTHER else first.role
    return [replace(first, name=name, role=role), *group[1:]]


def _alike(party: Party, name: str) -> float:
    """How much two names are of one body: alike as a whole, or one within the other and a word of it in both."""
    one, other = _folded(party.name), _folded(name)
    whole = ratio(one, other)
    inside = token_set_ratio(one, other)
    shared = set(one.split()) & set(other.split()) - _COMMON
    return max(whole if whole >= _MISREAD else 0.0, inside if shared else 0.0)


_COMMON = frozenset(
    [
        "police",
        "department",
        "office",
        "of",
        "the",
        "and",
        "county",
        "city",
        "town",
        "state",
        "national",
        "service",
        "services",
        "sheriff's",
        "united",
        "states",
        "public",
        "safety",
        "district",
        "force",
    ]
)


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[^\w\s']", " ", name.casefold()).split())


def _alone(text: str) -> Counter[str]:
    """Names that are a whole line, or a line with "For …" before or a page number behind, and how often they are."""
    found: Counter[str] = Counter()
    for line in text.splitlines():
        if not 4 < len(line) < 2 * _LONGEST or _KEPT_APART.search(line):
            continue
        bare = _BEHIND.sub("", line[_end_of(_BEFORE, line) :])
        pair = _PAIR.match(bare)
        parts = (pair["a"], pair["b"]) if pair and is_body(pair["a"]) and is_body(pair["b"]) else (bare,)
        for part in parts:
            if part[:1].isupper() and len(part) < _LONGEST and is_body(part) and not re.search(r"[|/~·_;\d]", part):
                found[_name(part)] += 1
    return found


def _end_of(pattern: re.Pattern[str], line: str) -> int:
    match = pattern.match(line)
    return match.end() if match else 0


def _name(part: str) -> str:
    return normalised(part).text if part.isupper() else " ".join(part.split())
