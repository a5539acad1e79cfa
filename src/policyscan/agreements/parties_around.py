"""Tell a party's place, and its name in full, from all that an agreement says around it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policyscan.agreements.endings import is_force, says_kind_only
from policyscan.agreements.lexicon import lexicon
from policyscan.agreements.parties_place import country_in, region_of_entity
from policyscan.agreements.parties_words import is_national, words, words_of_country
from policyscan.model import Party
from policyscan.who import Mention, find_country, mentions, resolve
from policyscan.who.places import REGION_KINDS, place_index

_NAME = r"[A-ZÀ-Þ][\w.'’-]*(?:[ -](?:of[ ]|de[ ]|du[ ]|la[ ])*[A-ZÀ-Þ][\w.'’-]*){0,3}"
_KINDS = "(?i:" + REGION_KINDS.replace(" ", r"\s+") + "|county)"
_OTHER_KINDS = (
    r"(?i:comunidad\s+aut[oó]noma|provincia|estado|departamento|prov[ií]ncia|r[eé]gion|province|d[eé]partement)"
)
_REGION = re.compile(
    rf"\b(?:{_KINDS}\s+(?i:of\s+(?:the\s+)?)|Land\s+|{_OTHER_KINDS}\s+(?i:d[eou]l?\s+|d[’']))(?P<name>{_NAME})"
    rf"|\b(?P<before>{_NAME})\s+(?:State|Province|Prefecture|Oblast|Region|Governorate|Canton|Voivodeship|Emirate)\b"
)
_BEHIND = rf"\s*[,(]\s*(?i:the\s+)?(?:{_KINDS}\s+(?i:of\s+))?(?P<name>{_NAME})"
_GOES_ON = rf"(?P<more>(?:\s+(?:of|for)\s+(?:the\s+)?{_NAME})+)"
_PROPER = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)*")
# What a place behind a party's own place counts, and a region that is said anywhere, so many times at most.
_OWN, _SAID, _OFTEN = 3.0, 1.0, 2
_SHORTEST = 3
# A country is a party's where it is named so often, and twice as often as any other that is nobody's.
_TOLD, _TIMES = 2, 2


def in_full(party: Party, text: str) -> Party:
    """The party by the longer name that it has elsewhere, where its own says not which of its kind it is."""
    if party.region or country_in(party.name) or len(resolve(party.name).candidates) == 1:
        return party
    found = Counter(
        " ".join(match["more"].split())
        for match in re.finditer(rf"\b{re.escape(party.name)}{_GOES_ON}", text)
        if country_in(match["more"]) or re.search(r"\b(?:County|District)\b", match["more"])
    )
    if len(found) != 1:
        return party
    return replace(party, name=f"{party.name} {next(iter(found))}")


def around(party: Party, text: str, others: Sequence[Party]) -> Party:
    """A party without a country or a region with the one of which the agreement speaks; other parties' do not count."""
    taken = {other.country for other in others if other.country} - {party.country}
    if not party.country or (not party.region and not is_national(party.name)):
        region, country = _region(party, text, taken)
        if country and party.country in {"", country}:
            return replace(party, region="" if is_national(party.name) else region, country=country)
    if party.country:
        return party
    country = words_of_country(f"{party.name}; {party.short}") or _country(party, text, taken)
    return replace(party, country=country) if country else party


def at_own_place(party: Party, text: str) -> Party:
    """A local body without a country, in the region that stands behind its own place: "Harwick, Connecticut"."""
    if party.country or party.region or is_national(party.name) or words("abroad").search(party.name):
        return party
    votes = _behind_own_place(party, text)
    regions = [found for found in votes if found[0]]
    return replace(party, region=regions[0][0], country=regions[0][1]) if len(regions) == 1 else party


def _region(party: Party, text: str, taken: set[str]) -> tuple[str, str]:
    is_abroad = bool(words("abroad").search(party.name))
    votes = _behind_own_place(party, text)
    said = Counter(" ".join((match["name"] or match["before"]).split()) for match in _REGION.finditer(text))
    for name, times in said.items():
        for found in _regions(name, party.country, is_abroad=is_abroad):
            votes[found] += _SAID * min(times, _OFTEN)
    every = sorted(((weight, found) for found, weight in votes.items()), key=lambda item: (-item[0], item[1]))
    # A body of a whole country may be the other party of one at home.
    ranked = [item for item in every if item[1][1] not in taken] or every
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return "", ""
    return ranked[0][1]


def _behind_own_place(party: Party, text: str) -> defaultdict[tuple[str, str], float]:
    votes: defaultdict[tuple[str, str], float] = defaultdict(float)
    is_abroad = bool(words("abroad").search(party.name))
    for place in _own_places(party.name):
        for match in re.finditer(rf"\b(?i:{re.escape(place)}){_BEHIND}", text):
            # Other words in capitals may follow: "HARWICK, CONNECTICUT AGENDA ITEM".
            said = match["name"].split()
            starts = (" ".join(said[:size]) for size in range(len(said), 0, -1))
            told = (list(_regions(start, party.country, is_abroad=is_abroad)) for start in starts)
            for found in next((regions for regions in told if regions), []):
                votes[found] += _OWN
    return votes


def _own_places(name: str) -> Iterator[str]:
    """The places in a name: its proper words without those that say what kind of body it is."""
    for match in _PROPER.finditer(name):
        kept = [word for word in match[0].split() if not says_kind_only(word) and not is_force(word)]
        for size in range(len(kept), 0, -1):
            if len(place := " ".join(kept[:size])) > _SHORTEST:
                yield place


def _regions(name: str, country: str, *, is_abroad: bool) -> Iterator[tuple[str, str]]:
    """The regions of one country that a name means; of a country itself no region."""
    plain = name.title() if name.isupper() and len(name) > 3 else name
    if not is_abroad and (state := lexicon().state(plain)):
        yield state.name, "US"
        return
    found = [place.entity for place in place_index().region(plain, (country,) if country else ())]
    if len(found) == 1 and not (is_abroad and found[0].country == "US"):
        yield region_of_entity(found[0]), found[0].country
    elif not found and (whole := find_country(plain)):
        yield "", str(whole.code)


def _country(party: Party, text: str, taken: set[str]) -> str:
    behind = text[party.start : party.start + 300]
    for said in (behind, text):
        named = Counter(
            mention.entity.country
            for mention in mentions(said)
            if mention.entity is not None and mention.entity.country not in taken and _names_country(mention)
        )
        best = named.most_common(2)
        if best and best[0][1] >= _TOLD and (len(best) == 1 or best[0][1] >= _TIMES * best[1][1]):
            return best[0][0]
    return ""


def _names_country(mention: Mention) -> bool:
    """Whether a country is named, alone or in a body's name: bodies and letters that only belong to one say less."""
    entity = mention.entity
    if entity is None or len(mention.text) <= _SHORTEST:
        return False
    return entity.kind == "country" or country_in(mention.text) == entity.country
