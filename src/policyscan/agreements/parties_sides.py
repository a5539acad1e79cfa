"""Say which of the parties is the local one, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from policyscan.agreements.endings import is_force
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.parties_words import firm, home, is_holder, is_national, known, words
from policyscan.model import Party, Role
from policyscan.who import demonym_of, find_country
from policyscan.who.places import place_index

PLACE = re.compile(
    r"^(?P<kind>City(?:\s+and\s+County)?|Town|Village|County|Borough|Township|Parish|Municipality)\s+of\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_POLICING = re.compile(
    r"police|sheriff|constab|marshal|patrol|corrections|public\s+safety|\b(?:city|town|village|county|borough|parish)\s+of\b|\bmunicipality\b|^(?:(?!office|department|attorney|court|school|board)[\w.'-]+\s){1,4}county$",
    re.IGNORECASE,
)
# So many sides make an agreement. Shorter words are no country's name.
_SIDES, _SHORTEST = 2, 3
# How local a body is: a town, a county, a tribe, a campus with a force; a force of a region, or who only oversees it; a
# state or province; a whole country; who only teaches, gives or sells. A body at home counts as one step nearer.
_TOWN, _COUNTY, _TRIBE, _CAMPUS, _FORCE, _OFFICE, _STATE = 5.0, 4.95, 4.9, 4.4, 4.0, 3.8, 3.0
_NATIONAL, _TEACHES, _FIRM, _HOME = 2.0, 1.5, 0.5, 1.0
# Of equals in several countries the one in the United States, as most agreements are kept there.
_EQUALS = 0.1


def role_of(name: str) -> Role:
    """What a body is by its name alone."""
    roles = lexicon().roles
    if PLACE.match(name) or (is_force(name) and not roles["counterparty"].search(name)):
        return Role.LOCAL
    for role in (Role.COUNTERPARTY, Role.LOCAL, Role.OTHER):
        if roles[role.value].search(name):
            return Role.OTHER if role is Role.COUNTERPARTY and roles["other"].search(name) else role
    return Role.COUNTERPARTY


def with_roles(groups: Sequence[Sequence[Party]]) -> list[Party]:
    """One side is local: police or town at home before all others, of equals the first."""
    ranks = [max((_rank(party) for party in group), default=0.0) for group in groups]
    first = ranks.index(max(ranks)) if ranks else -1
    sides = sum(any(party.role is not Role.OTHER for party in group) for group in groups)
    beside = _beside(groups, first)
    shown: list[Party] = []
    for index, group in enumerate(groups):
        side = Role.LOCAL if index == first else Role.OTHER if index in beside else Role.COUNTERPARTY
        # By whom a party acts is no side, unless it is all there is of it; who pays is none beside two others.
        alone = all(party.role is Role.OTHER for party in group) and (sides < _SIDES or any(map(_cares, group)))
        shown += [party if party.role is Role.OTHER and not alone else replace(party, role=side) for party in group]
    return shown


def _cares(party: Party) -> bool:
    """Whether a trust or foundation does the work itself."""
    return bool(re.search(r"\b(?:NHS|health|hospital|university|school)\b", party.name, re.IGNORECASE))


def _beside(groups: Sequence[Sequence[Party]], first: int) -> set[int]:
    """The sides at home that stand beside the local one where it agrees with somebody abroad."""
    countries = [next((party.country for party in group if party.country), "") for group in groups]
    ours = countries[first] if first >= 0 else ""
    if not ours or len(groups) <= _SIDES or not any(country not in {"", ours} for country in countries):
        return set()
    return {index for index, country in enumerate(countries) if index != first and country == ours}


def _rank(party: Party) -> float:
    """How local a party is; the highest of an agreement's parties is the one from whose view it is kept."""
    abroad = bool(words("abroad").search(party.name)) and party.country not in home()
    is_home = not abroad and (not party.country or party.country in home() or bool(lexicon().state(party.region)))
    return _level(party) + _HOME * is_home + _EQUALS * (party.country == "US")


def only_teaches(party: Party) -> bool:
    """Whether a body is a school, a firm or a foundation, and no force, town, state or nation."""
    return _level(party) <= _TEACHES


def _level(party: Party) -> float:
    name = party.name
    if firm().search(name) or (words("private").search(name) and not _POLICING.search(name)):
        return _FIRM
    if words("teaches").search(name) and not PLACE.match(name):
        # A university with a police department of its own is a place, one that teaches is none.
        return _CAMPUS if is_force(name) else _TEACHES
    if words("town").search(name):
        return _TOWN if not words("county").search(name) else _COUNTY
    if words("tribe").search(name):
        return _TRIBE
    if is_national(name) or known(name) or _is_of_country(name):
        # The ministry of a state or province of its country is none of the whole of it.
        return _STATE if party.region and not known(name) else _NATIONAL
    if words("state").search(name) or _is_of_region(name):
        return _STATE
    return _FORCE if not is_holder(name) else _OFFICE


def _is_of_country(name: str) -> bool:
    """Whether a name begins with a country's, or its adjective: "Zambia Police Service", "Swedish Police Authority"."""
    tokens = name.split()
    return any(
        find_country(start) or (size == 1 and demonym_of(start))
        for size in range(1, min(4, len(tokens)))
        if len(start := " ".join(tokens[:size])) > _SHORTEST
    )


def _is_of_region(name: str) -> bool:
    """Whether a name begins with a state's or province's: "Kerala Police", "Western Australia Police Force"."""
    tokens = name.split()
    return any(place_index().region(" ".join(tokens[:size])) for size in range(1, min(4, len(tokens))))


def with_shared_region(groups: Sequence[Sequence[Party]]) -> Sequence[Sequence[Party]]:
    """A region said once is that of all local parties: "the City of A and the Town of B, both in X"."""
    ours = [index for index, group in enumerate(groups) if any(party.role is Role.LOCAL for party in group)]
    told = {party.region for index in ours for party in groups[index] if party.region}
    shared = told.pop() if len(told) == 1 else ""
    ends = (ours[0], ours[-1]) if ours else ()
    if not shared or not any(party.region == shared for index in ends for party in groups[index]):
        return groups
    return [
        [
            replace(p, region=shared, country="US" if lexicon().state(shared) else p.country)
            if i in ours and not p.region and p.role is Role.LOCAL and not is_national(p.name)
            else p
            for p in group
        ]
        for i, group in enumerate(groups)
    ]
