"""Names of countries and regions, read from `places.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Region:
    """A state or province, with its short form and the way its statutes are cited."""

    name: str
    country: str
    short: str
    statutes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`countries` maps folded names to codes, `country_names` codes to the name that is printed."""

    countries: dict[str, str]
    country_names: dict[str, str]
    regions: tuple[Region, ...]
    signs: dict[str, tuple[str, ...]]
    cities: dict[str, Region]
    country_pattern: re.Pattern[str]
    region_pattern: re.Pattern[str]

    def country_code(self, name: str) -> str:
        """Return the code for a name or a code, or nothing."""
        folded = fold(name)
        if folded.upper() in self.country_names:
            return folded.upper()
        return self.countries.get(folded, "")

    def region(self, name: str, country: str = "") -> Region | None:
        """Return the region of that name or short form."""
        for region in self.regions:
            if country in {"", region.country} and (
                fold(region.name) == fold(name) or (region.short and region.short == name.strip().upper())
            ):
                return region
        return None


def fold(name: str) -> str:
    """Fold case and space, and straighten quotes."""
    return " ".join(name.replace("’", "'").split()).casefold()


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the names, once."""
    table = tomllib.loads(resources.files(__package__).joinpath("places.toml").read_text("utf-8"))
    codes = {fold(name): code for code, name in table["countries"].items()}
    codes.update({fold(name): code for name, code in table["other_names"].items()})
    regions = tuple(
        Region(name, country, entry.get("short", ""), tuple(entry.get("statutes", ())))
        for country, entries in table["regions"].items()
        for name, entry in entries.items()
    )
    cities = [
        (region, city) for region in regions for city in table["regions"][region.country][region.name].get("cities", ())
    ]
    country_names = [*table["countries"].values(), *table["other_names"]]
    return Gazetteer(
        countries=codes,
        country_names=dict(table["countries"]),
        regions=regions,
        signs={code: tuple(signs) for code, signs in table["signs"].items()},
        cities={fold(city): region for region, city in cities},
        country_pattern=_any_of(country_names),
        region_pattern=_any_of([region.name for region in regions]),
    )


def _any_of(names: list[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)
