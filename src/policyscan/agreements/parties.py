"""Say who the parties of an agreement of any kind are, and which of them is the local one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policyscan.agreements.between import DEFINED, Phrase, phrases_of
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.names import is_force, normalised
from policyscan.model import ParsedDocument, Party, Role
from policyscan.who import demonym_of, find_country, resolve

_THROUGH = re.compile(
    r"\b(?:by\s+and\s+through|acting\s+(?:by\s+and\s+)?through|through|by|for)\s+(?P<its>its|the)\s+(?P<name>[A-Z][\w'’]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w'’]*){0,6})"
)
_PLACE = re.compile(
    r"^(?P<kind>City(?:\s+and\s+County)?|Town|Village|County|Borough|Township|Parish|Municipality)\s+of\s+(?P<name>.+)$",
    re.IGNORECASE,
)
_FUND = re.compile(
    r"\bthe\s+(?P<name>(?:[A-Z][\w'’]*\s+(?:of\s+|for\s+|and\s+)*){1,7}(?:Fund|Foundation|Trust|Endowment)(?:\s+of\s+the(?:\s+[A-Z]\w+|\s+of){1,5})?)"
)
_POLICING = re.compile(
    r"police|sheriff|constab|marshal|patrol|corrections|\b(?:city|town|village|county|borough|parish)\s+of\b|\bcounty$",
    re.IGNORECASE,
)
_STATE_OF = re.compile(r"\b(?:State|Commonwealth|Province|Region)\s+of\s+(?P<name>[A-Z]\w+(?:\s[A-Z]\w+)?)")
_NO_PARTY = frozenset({"party", "parties", "agreement", "memorandum", "mou", "moa", "contract"})


def parties_of(document: ParsedDocument) -> tuple[Party, ...]:
    """The parties, the local one first, then whom it agrees with, then funds and those by whom a party acts."""
    groups = [list(_parties_in(phrase, document)) for phrase in phrases_of(document.text)]
    found = _with_roles(groups)
    found += _funds(document, found)
    order = {Role.LOCAL: 0, Role.COUNTERPARTY: 1, Role.OTHER: 2}
    return tuple(sorted(_once(found), key=lambda party: order[party.role]))


def _parties_in(phrase: Phrase, document: ParsedDocument) -> Iterator[Party]:
    head, region = _place_and_state(phrase.head)
    shorts = _shorts(phrase.said)
    state = _STATE_OF.search(phrase.said)
    region = region or (state["name"] if state else "")
    page = document.page_at(phrase.start)
    name = normalised(head)
    party = Party(
        name.text, _role(name.text), " / ".join(shorts) or name.short, _state_name(region or name.region), "",
        phrase.start, phrase.end, page, 0.85 if shorts else 0.7,
    )  # fmt: skip
    through = _THROUGH.search(phrase.said, max(0, len(phrase.head) - 1))
    second = _second(party, through, head) if through else None
    if second is not None and through is not None:
        start = phrase.start + through.start("name")
        second = replace(second, start=start, end=start + len(through["name"]))
        if is_force(second.name) and party.role is Role.LOCAL and through["its"] == "the":
            # The county acts by its sheriff: the force is whose agreement it is.
            yield _located(replace(second, short=party.short))
            yield _located(replace(party, role=Role.OTHER, short=""))
            return
        yield _located(party)
        yield _located(second)
        return
    yield _located(party)


def _shorts(said: str) -> list[str]:
    """What the first bracket with a defined term calls a party; "each called a Party" defines nobody."""
    for bracket in re.finditer(r"\([^)]*\)?|hereina\w+[^,;()]{0,60}", said):
        found = [match["short"] or match["bare"] for match in DEFINED.finditer(bracket[0])]
        kept = [short for short in found if short.casefold() not in _NO_PARTY]
        if kept:
            return list(dict.fromkeys(kept[:2]))
    return []


def _second(party: Party, through: re.Match[str], head: str) -> Party | None:
    """The force by or for which a party acts: "its Police Department" of the City of X is X's."""
    name = through["name"]
    if through["its"] == "its":
        place = _PLACE.match(head)
        if not place:
            return None
        name = f"{place['name']} {name}"
    full = normalised(name).text
    # "by the Mayor", "for the term": only forces and authorities act.
    if not (
        is_force(full) or re.search(r"police|gendarm|sheriff|guard|ministry|constabul|carabin", full, re.IGNORECASE)
    ):
        return None
    return replace(party, name=full, confidence=0.6)


def _place_and_state(head: str) -> tuple[str, str]:
    """The name and the state of "City of Harrow Bend, Tallowa"; a country behind that is left out."""
    name, *rest = (part.strip() for part in head.split(","))
    kept, region = [name], ""
    for part in rest:
        if is_force(part) or not re.fullmatch(r"[A-Z][\w.]*(?:\s(?:of\s)?[A-Z][\w.]*){0,3}", part):
            kept.append(part)
        elif not region and (lexicon().state(part) or not find_country(part)):
            region = part
    return ", ".join(kept), region


def _state_name(region: str) -> str:
    state = lexicon().state(region) if region else None
    return state.name if state else region.title() if region.isupper() else region


def _role(name: str) -> Role:
    roles = lexicon().roles
    if _PLACE.match(name) or (is_force(name) and not roles["counterparty"].search(name)):
        return Role.LOCAL
    for role in (Role.COUNTERPARTY, Role.LOCAL, Role.OTHER):
        if roles[role.value].search(name):
            return Role.OTHER if role is Role.COUNTERPARTY and roles["other"].search(name) else role
    return Role.COUNTERPARTY


def _with_roles(groups: Sequence[Sequence[Party]]) -> list[Party]:
    """One side is local: of two cities the first, of a city and a school the city, of two ministries the first."""
    sides = [next((p.role for p in group if p.role is not Role.OTHER), Role.OTHER) for group in groups]
    ours = [index for index, side in enumerate(sides) if side is Role.LOCAL]
    if not ours:
        ours = [index for index, side in enumerate(sides) if side is Role.COUNTERPARTY][:1]
    first = next(
        (index for index in ours if any(_POLICING.search(party.name) for party in groups[index])),
        ours[0] if ours else -1,
    )
    # A region said at the end of a list is that of all in it: "the City of A and the Town of B, both in X".
    regions = {party.region for index in ours for party in groups[index] if party.region}
    shared = regions.pop() if len(regions) == 1 else ""
    if shared and any(party.region for party in groups[ours[-1]]):
        groups = [
            [
                replace(p, region=shared, country="US" if lexicon().state(shared) else p.country)
                if i in ours and not p.region and p.role is Role.LOCAL
                else p
                for p in group
            ]
            for i, group in enumerate(groups)
        ]
    shown: list[Party] = []
    for index, group in enumerate(groups):
        side = Role.LOCAL if index == first else Role.COUNTERPARTY
        shown += [party if party.role is Role.OTHER else replace(party, role=side) for party in group]
    return shown


def _located(party: Party) -> Party:
    """With country and state, from its name, from what stands behind it, or as the gazetteer knows it."""
    if lexicon().federal.search(party.name) or re.match(r"(?:U\.?S\.?|United States)\b", party.name):
        return replace(party, country="US", region="")
    if party.region:
        return replace(party, country="US" if lexicon().state(party.region) else _country_in(party.name))
    country = _country_in(party.name)
    entity = resolve(party.name, country=country).entity
    if entity is None or not (entity.region or entity.country):
        return replace(party, country=country)
    state = lexicon().state(entity.region.removeprefix("US-")) if entity.country == "US" else None
    return replace(party, country=entity.country, region=state.name if state else "")


def _country_in(name: str) -> str:
    """The country in a name: "Ministry of the Interior of the Republic of X", "X National Police", "Georgian"."""
    words = name.split()
    for size in range(min(6, len(words)), 0, -1):
        for start in range(len(words) - size, -1, -1):
            part = " ".join(words[start : start + size])
            if not part[0].isupper() or (lexicon().state(part) and start and words[start - 1].casefold() != "of"):
                continue
            country = find_country(part) if size > 1 or len(part) > 3 else None
            if country is None and size == 1:
                country = demonym_of(part)
            if country is not None:
                return str(country.code)
    return ""


def _funds(document: ParsedDocument, found: Sequence[Party]) -> Iterator[Party]:
    names = {party.name for party in found}
    for match in _FUND.finditer(document.text):
        name = " ".join(match["name"].split())
        if name in names or re.search(r"\b(?:and|of|for)\s+(?:fund|foundation|trust|endowment)\b", name, re.IGNORECASE):
            continue
        if re.search(r"\bgeneral\s+fund\b", name, re.IGNORECASE):
            continue
        names.add(name)
        defined = DEFINED.search(document.text[match.end() : match.end() + 40])
        short = (defined["short"] or defined["bare"]) if defined else ""
        page = document.page_at(match.start("name"))
        yield Party(name, Role.OTHER, short, "", _country_in(name), match.start("name"), match.end("name"), page, 0.7)


def _once(found: Sequence[Party]) -> list[Party]:
    kept: dict[str, Party] = {}
    for party in found:
        kept.setdefault(party.name.casefold(), party)
    return list(kept.values())
