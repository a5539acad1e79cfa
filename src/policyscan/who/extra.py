"""Places that a workspace adds, unlisted or invented, with the adjectives that they are likely to have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policyscan.who.names import squash
from policyscan.who.places import slug
from policyscan.who.records import Entity, Place

# Inhabitants that an added place counts with: it is what the workspace is about, so namesakes do not outweigh it.
AS_KNOWN_AS = 10_000_000
# ISO 3166 leaves these codes to users: a place with no region there may be the country itself. XK stands for Kosovo.
OWN_CODES = tuple(
    code
    for code in (
        *(f"X{chr(letter)}" for letter in range(ord("A"), ord("Z") + 1)),
        *(f"Q{chr(letter)}" for letter in range(ord("M"), ord("Z") + 1)),
        "AA",
        "ZZ",
    )
    if code != "XK"
)


@dataclass(frozen=True, slots=True)
class Extra:
    """Added places by squashed name, adjectives of added countries, and their names as written."""

    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    demonyms: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    printed: tuple[str, ...] = ()
    printed_demonyms: tuple[str, ...] = ()

    def regions(self, name: str) -> list[Place]:
        """Added regions of that name or code."""
        by_name = [place for place in self.places.get(squash(name), ()) if place.level == "region"]
        if by_name:
            return by_name
        every = (place for found in self.places.values() for place in found)
        return [place for place in every if place.level == "region" and place.entity.region == name]


def extra_places(rows: Iterable[tuple[str, str, str]], adjectives: Mapping[str, str], before: Extra) -> Extra:
    """Add (name, region, country's code) to what was added before.

    Each is a city, or the country itself where the code is a user's own and no other row without a region bears it.
    `adjectives` gives words for codes where the rules would not find them.
    """
    listed = list(dict.fromkeys((name.strip(), region.strip(), code.strip().upper()) for name, region, code in rows))
    alone: dict[str, set[str]] = defaultdict(set)
    for name, region, code in listed:
        if name and not region and code in OWN_CODES:
            alone[code].add(name)
    found: dict[str, list[Place]] = defaultdict(list)
    words: dict[str, list[Place]] = defaultdict(list)
    printed: list[str] = []
    printed_demonyms: list[str] = []
    for name, region, code in listed:
        part = f"{code}-{slug(region)}" if region else ""
        if region:
            found[squash(region)].append(
                Place(Entity(f"region:{part}", "region", region, code, part), "region", prominent=True)
            )
        if alone.get(code) == {name}:
            place = Place(Entity(f"country:{code}", "country", name, code), "country")
            derived = [*derived_demonyms(name), *(word for word, given in adjectives.items() if given == code)]
            for word in derived:
                words[squash(word)].append(place)
            printed_demonyms += derived
        elif name:
            entity = Entity(f"city:{part or code}-{slug(name)}", "city", name, code, part, name)
            place = Place(entity, "city", AS_KNOWN_AS)
        else:
            continue
        printed.append(name)
        found[squash(name)].append(place)
    return Extra(
        places=_joined(before.places, found),
        demonyms=_joined(before.demonyms, words),
        printed=tuple(dict.fromkeys((*before.printed, *printed))),
        printed_demonyms=tuple(dict.fromkeys((*before.printed_demonyms, *printed_demonyms))),
    )


def derived_demonyms(name: str) -> tuple[str, ...]:
    """Adjectives that English forms from a country's name: Belmorra gives Belmorran, Ivrenia Ivrenian."""
    stem = re.sub(r"[aeiouy]+$", "", name)
    if len(stem) < 3:
        return ()
    forms = [f"{stem}{ending}" for ending in ("an", "ian", "ean", "ese", "i", "ish", "ic")]
    if name[-1] in "aeiou":
        forms += [f"{name}n", f"{name}an", f"{name}ese"]
    else:
        forms += [f"{name}er", f"{name}ite"]
    return tuple(dict.fromkeys(forms))


def _joined(before: Mapping[str, tuple[Place, ...]], added: Mapping[str, list[Place]]) -> dict[str, tuple[Place, ...]]:
    keys = (*before, *(key for key in added if key not in before))
    return {key: tuple(dict.fromkeys((*before.get(key, ()), *added.get(key, ())))) for key in keys}
