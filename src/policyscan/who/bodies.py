"""Read a body's name by its structure: "<place> Police Department", "National Police of <country>"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from policyscan.who.countries import country
from policyscan.who.forces import BodyType, forces
from policyscan.who.lookup import Lookup
from policyscan.who.names import squash, words
from policyscan.who.places import TERRITORIES, narrow, place_index
from policyscan.who.records import Context, Entity, Place

LONGEST_TYPE = 8
UNKNOWN_PLACE = "a body's name with a place that is not known"
# A name of more words than these is not one place's ("University of California at San Diego" has six).
LONGEST_PLACE = 6
_HONOURS = frozenset({"royal", "imperial", "his", "her", "majestys", "hm"})
_STYLES = frozenset({"republic", "kingdom", "city", "town", "village", "township", "state"})
_OF_A_CITY = frozenset({"metropolitan", "metro", "municipal"})
_JOINTS = frozenset({"of", "in", "for", "at", "de", "del", "du", "da", "do"})
_NOT_A_PLACE = frozenset(
    {"and", "to", "with", "by", "from", "on", "or", "a", "an", "any", "all", "each", "every", "other", "this", "that",
     "its", "their", "local", "state", "federal", "national", "municipal", "participating", "requesting", "responding",
     "assisting", "such", "said", "our", "your", "no", "new", "chief", "deputy", "training", "party", "agency"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """A body's words cut at what says its type."""

    types: tuple[BodyType, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


def parts_of(name: str) -> Iterator[Parts]:
    """Every way to cut the name, the longest type first."""
    folded = tuple(words(name))
    types = forces().types
    for length in range(min(LONGEST_TYPE, len(folded)), 0, -1):
        for start in range(len(folded) - length, -1, -1):
            if found := types.get(folded[start : start + length]):
                left, right = folded[:start], folded[start + length :]
                while left and left[0] in _HONOURS:
                    left = left[1:]
                if right and right[0] not in _JOINTS:
                    continue
                yield Parts(found, left, right[1:])


def bodies(name: str, context: Context, lookup: Lookup) -> tuple[list[Entity], str]:
    """The bodies that the name may mean by its structure, and why; none where it has none."""
    unknown: tuple[list[Entity], str] = ([], "")
    for parts in parts_of(name):
        here = context
        place_words = parts.left or parts.right
        if parts.left and parts.right:
            outer = lookup.places(" ".join(parts.right))
            if not outer:
                continue
            here = Context(
                tuple(dict.fromkeys((one.entity.country, one.entity.region) for one in outer if one.level != "city"))
            ).within(context)
        if not place_words:
            if found := _bare(name, parts.types, here):
                return found, "a kind of body, in the given place"
            continue
        found, why = _placed(name, parts.types, " ".join(place_words), here, lookup)
        if found:
            return found, why
        if not unknown[0]:
            unknown = _unknown(name, parts.types, place_words, here)
    return unknown


def _placed(
    name: str, types: tuple[BodyType, ...], expression: str, context: Context, lookup: Lookup
) -> tuple[list[Entity], str]:
    found = lookup.place_or_people(expression)
    if any(body.slug == "sheriff" for body in types) or (not found and any(body.american for body in types)):
        for ending in ("county", "parish"):
            if not expression.endswith(ending):
                found = [*found, *lookup.places(f"{expression} {ending}")]
    if any(context.holds(place.entity) for place in found):
        found = [place for place in found if context.holds(place.entity)]
    elif any(place.prominent and place.entity.country == "US" for place in found) and all(b.american for b in types):
        found = [place for place in found if place.entity.country == "US"]
    options: dict[str, tuple[Place, BodyType]] = {}
    for place in found:
        body = next((body for body in types if _may_have(place, body)), None)
        if body:
            options.setdefault(place.entity.id, (place, body))
    within_region = any(region for _, region in context.places)
    places = [place for place, _ in options.values() if not within_region or context.holds(place.entity)]
    kept, why = narrow(places, context)
    home = [place for place in kept if place.entity.country == "US"]
    if home and all(options[place.entity.id][1].american for place in kept):
        kept = home
    entities = [_body(name, *options[place.entity.id]) for place in kept]
    return list({entity.id: entity for entity in entities}.values()), f"a body's name with its place, {why}"


def _may_have(place: Place, body: BodyType) -> bool:
    """States of the United States have no ministries of their own; its territories have what its cities have."""
    if place.level in body.levels:
        return place.level == "country" or place.entity.country != "US" or body.kind != "ministry"
    return body.american and place.level == "country" and place.entity.country in TERRITORIES


def _bare(name: str, types: tuple[BodyType, ...], context: Context) -> list[Entity]:
    code, region = context.only
    if not code or _OF_A_CITY & set(words(name)):
        return []
    for body in types:
        if region and "region" in body.levels:
            printed = place_index().region_name(region) or region
            entity = Entity(f"region:{region}", "region", printed, code, region)
            return [_body(name, Place(entity, "region"), body)]
        if "country" in body.levels:
            known = country(code)
            entity = Entity(f"country:{code}", "country", known.name if known else code, code)
            return [_body(name, Place(entity, "country"), body)]
    return []


def _unknown(
    name: str, types: tuple[BodyType, ...], place_words: tuple[str, ...], context: Context
) -> tuple[list[Entity], str]:
    """A body of a place that no register knows, with the region that its own name or the caller gives."""
    if len(place_words) > LONGEST_PLACE or _NOT_A_PLACE & {place_words[0], place_words[-1]}:
        return [], ""
    code, region = context.only
    why = UNKNOWN_PLACE
    on_campus = types[0].slug == "campus-police" or forces().institutions & set(place_words)
    if not region and code in {"", "US"} and on_campus and (named := _state_within(place_words)):
        code, region, why = "US", named, "an institution named for its state"
    if not region and code in {"", "US"} and (states := place_index().region(" ".join(place_words), ("US",))):
        code, region = "US", states[0].entity.region
    body = types[0]
    while len(place_words) > 2 and place_words[1] == "of" and place_words[0] in _STYLES:
        place_words = place_words[2:]
    ident = f"force:{(region or code or '-').lower()}-{'-'.join(place_words)}-{body.slug}"
    parent = f"region:{region}" if region else f"country:{code}" if code else ""
    return [Entity(ident, body.kind, tidy(name), code, region, part_of=parent)], why


def _state_within(place_words: tuple[str, ...]) -> str:
    """The one state of the United States that an institution's name holds."""
    best: tuple[int, str] = (0, "")
    for length in (3, 2, 1):
        for start in range(len(place_words) - length + 1):
            found = place_index().region(" ".join(place_words[start : start + length]), ("US",))
            if found and length > best[0]:
                best = (length, found[0].entity.region)
    return best[1]


def _body(name: str, place: Place, body: BodyType) -> Entity:
    where = place.entity
    known = known_bodies().get((where.country, where.region, squash(where.city), body.slug))
    if known and place.level != "county":
        return known
    short = where.id.partition(":")[2].lower()
    return Entity(
        f"force:{short}-{body.slug}", body.kind, tidy(name), where.country, where.region, where.city, part_of=where.id
    )


def tidy(name: str) -> str:
    """The name as given, on one line, without its article."""
    return re.sub(r"^(?:the)\s+", "", " ".join(name.split()), flags=re.IGNORECASE)


@lru_cache(maxsize=1)
def known_bodies() -> dict[tuple[str, str, str, str], Entity]:
    """The known forces that are their place's only body of a type, by (country, region, city, type)."""
    found: dict[tuple[str, str, str, str], set[Entity]] = {}
    for key, entities in forces().by_name.items():
        for entity in entities:
            for parts in _cuts_of(key, entity):
                for body in parts.types:
                    where = (entity.country, entity.region, squash(entity.city), body.slug)
                    found.setdefault(where, set()).add(entity)
    return {where: next(iter(entities)) for where, entities in found.items() if len(entities) == 1}


def _cuts_of(key: str, entity: Entity) -> Iterator[Parts]:
    """The cut of a known force's name that leaves nothing but its place."""
    region = squash(place_index().region_name(entity.region))
    allowed = {"", squash(entity.city)} if entity.city else {"", region}
    for type_key, types in _squashed_types().items():
        if type_key in key and key.replace(type_key, "", 1).removesuffix("of") in allowed | {
            f"of{name}" for name in allowed if name
        }:
            yield Parts(types, (), ())


@lru_cache(maxsize=1)
def _squashed_types() -> dict[str, tuple[BodyType, ...]]:
    return {"".join(key): types for key, types in forces().types.items()}
