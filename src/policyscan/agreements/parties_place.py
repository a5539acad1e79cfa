"""Say where a party is: from what stands behind its name, else from the name, else from the rest of the agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.parties_words import home, is_national, words
from policyscan.agreements.regions import region_of
from policyscan.model import Party
from policyscan.who import Entity, demonym_of, find_country, gazetteer, resolve
from policyscan.who.places import place_index

_NAME = r"[A-ZÀ-Þ][\w.'’-]*"
_PLACE_WORDS = re.compile(rf"{_NAME}(?:\s(?:of\s|de\s|du\s|la\s)*{_NAME}){{0,4}}")
_REGION_WORDS = re.compile(r"^(?:State|Commonwealth|Province|Region|Territory)\s+of\s+", re.IGNORECASE)
_ALL_IN = re.compile(
    r"\b(?:State|Commonwealth|Province)\s+of\s+(?P<name>[A-Z]\w+(?:\s[A-Z]\w+)?)(?!\s+(?:\w+\s+)?(?:Code|Statutes|Law))"
)
_POSTAL = re.compile(r"\s+(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}|\d{4})$")
_UK_POSTAL = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b")
# A state of Australia in an address: its postal codes have four figures, those of Washington five.
_AU_POSTAL = re.compile(
    r"\b(?P<state>NSW(?=\s2)|NT(?=\s0)|QLD(?=\s4)|SA(?=\s5)|TAS(?=\s7)|VIC(?=\s3)|WA(?=\s6))\s\d{4}\b"
)
# "of the Ministry of the Interior of the Oriental Republic of X"
_WHOLE_STATE = re.compile(
    rf"\b(?:Republic|Kingdom|Sultanate|Federation|State)\s+of\s+(?:the\s+)?(?P<name>{_NAME}(?:\s{_NAME}){{0,2}})"
)
_OF = re.compile(r"\b(?:of|d[eoai]l?|des|du)\s+(?:the\s+)?")
# Shorter words are no region's name.
_SHORTEST = 2
# What is said of a party's place stands close behind its name.
_NEAR = 240
_OURS = re.compile(
    r"Police\s+Department|Sheriff|Highway\s+Patrol|State\s+Police|Public\s+Safety|County\b|(?:Town|City)\s+of\b"
)
_TELLING = 0.9
# Forces of the United Kingdom span its counties: their country says more than a county does.
_BY_COUNTRY = frozenset({"GB"})


def placed(party: Party, behind: str) -> Party:
    """The party with its state or province and its country as far as these are printed; `behind` follows its name."""
    if re.match(r"(?:U\.?S\.?|United States)(?!\w)", party.name) or lexicon().federal.search(party.name):
        return replace(party, country="US", region="")
    for region, country in _printed(party, behind):
        return replace(party, region=region, country=country)
    return party


def located(party: Party, text: str) -> Party:
    """A party whose place is not printed, with the one in its name, or of which the rest of the agreement speaks."""
    if not party.region and (own := _region_in_name(party)):
        return replace(party, country=own.country, region=region_of_entity(own))
    if party.country:
        return party
    if party.region:
        return replace(party, country="US" if lexicon().state(party.region) else country_in(party.name))
    country = country_in(party.name)
    if country and country not in home():
        return replace(party, country=country)
    found = resolve(party.name, country=country)
    entities = [entity for entity in found.candidates if entity.country or entity.region]
    if _OURS.search(party.name) and any(entity.country == "US" for entity in entities):
        entities = [entity for entity in entities if entity.country == "US"]
    if len(entities) == 1:
        return _at(party, entities[0])
    if entities or (_OURS.search(party.name) and not country):
        return _among(party, entities, text)
    return replace(party, country=country)


def _region_in_name(party: Party) -> Entity | None:
    """The one state or province in the name of a body that is no town's: "Kerala Police", "Academy of Lower Saxony"."""
    if words("town").search(party.name) or lexicon().federal.search(party.name):
        return None
    codes = (party.country,) if party.country else ()
    starts = [0, *(match.end() for match in _OF.finditer(party.name))]
    for at in starts:
        tokens = party.name[at:].split()
        for size in range(min(4, len(tokens)), 0, -1):
            part = " ".join(tokens[:size]).strip(",")
            if len(part) > _SHORTEST and not find_country(part):
                found = place_index().region(part, codes)
                if len(found) == 1:
                    return found[0].entity
    return None


def country_in(name: str) -> str:
    """The country in a name: "Ministry of the Interior of the Republic of X", "X National Police", "Georgian"."""
    tokens = name.split()
    for size in range(min(6, len(tokens)), 0, -1):
        for start in range(len(tokens) - size, -1, -1):
            part = " ".join(tokens[start : start + size])
            if not part[0].isupper() or (lexicon().state(part) and start and tokens[start - 1].casefold() != "of"):
                continue
            country = find_country(part) if size > 1 or len(part) > 3 else None
            if country is None and size == 1:
                country = demonym_of(part)
            if country is not None:
                return str(country.code)
    return ""


def region_in(said: str) -> str:
    """The state that a party's part of the opening names in full: "a municipality of the State of Oregon"."""
    match = _ALL_IN.search(said)
    return state_name(match["name"]) if match else ""


def state_name(region: str) -> str:
    """A state's name in full, of others' regions the words themselves."""
    state = lexicon().state(region) if region else None
    return state.name if state else region.title() if region.isupper() else region


def _printed(party: Party, behind: str) -> Iterator[tuple[str, str]]:
    """The region and country that stand behind a name: states first, then countries, then towns."""
    places = list(_places(behind))
    national = is_national(party.name)
    if address := _AU_POSTAL.search(behind[:_NEAR]):
        yield "" if national else gazetteer().region_name(f"AU-{address['state']}"), "AU"
    for place in places:
        state = lexicon().state(place)
        if state and not (national and find_country(place)):
            yield state.name, "US"
    for place in places:
        for entity in resolve(place).candidates:
            if entity.kind == "region" and entity.country in home() - {"US"}:
                yield region_of_entity(entity), entity.country
    for place in places:
        regions = [entity for entity in resolve(place).candidates if entity.kind == "region"]
        if len(regions) == 1 and regions[0].country != "US" and not national:
            yield region_of_entity(regions[0]), regions[0].country
    for place in places:
        if country := find_country(place):
            yield "", str(country.code)
    if (whole := _WHOLE_STATE.search(behind[:_NEAR])) and (country := find_country(whole["name"])):
        yield "", str(country.code)
    own = resolve(party.name).entity
    hint = "GB" if _UK_POSTAL.search(behind[:_NEAR]) else own.country if own is not None else ""
    for place in places:
        town = resolve(place, country=hint).entity
        if town is not None and town.kind == "city" and (not party.region or national):
            yield ("" if national else region_of_entity(town)), town.country


def _places(behind: str) -> Iterator[str]:
    for part in re.split(r"[,;()\n]|\s(?:and|in|of\sthe)\s", behind[:_NEAR]):
        plain = _REGION_WORDS.sub("", _POSTAL.sub("", part.strip(" .\"“”'")))
        if (
            len(plain) > 1
            and _PLACE_WORDS.fullmatch(plain)
            and (find_country(plain) or not words("bodies").search(plain))
        ):
            yield plain


def region_of_entity(entity: Entity) -> str:
    """The region of a place by its full English name; blank where its country says more."""
    if entity.country in _BY_COUNTRY or not entity.region:
        return ""
    state = lexicon().state(entity.region.removeprefix("US-")) if entity.country == "US" else None
    return state.name if state else gazetteer().region_name(entity.region)


def _at(party: Party, entity: Entity) -> Party:
    return replace(party, country=entity.country, region="" if is_national(party.name) else region_of_entity(entity))


def _among(party: Party, entities: list[Entity], text: str) -> Party:
    """Of namesakes the one in the state that the agreement speaks of; else the best known."""
    told = region_of(party.name, [], text, least=_TELLING)
    if told and (not entities or any(region_of_entity(entity) == told for entity in entities)):
        return replace(party, country="US", region=told)
    spoken = region_in(text)
    if spoken and lexicon().state(spoken):
        return replace(party, country="US", region=spoken)
    return _at(party, entities[0]) if entities else party
