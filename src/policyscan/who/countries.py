"""Names of countries: any usual name, abbreviation or adjective to one code and one printed name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

import pycountry
from rapidfuzz import fuzz

from policyscan.who.names import ascii_name, mendings, squash, table, turned

# On 0-100: one wrong letter of six costs 17 points, of twelve 8 (rapidfuzz ratio). "Slovania" is as near to Slovakia
# as to Slovenia, so it is neither.
NEAR_ENOUGH = 83.0
CLEARLY_NEARER = 6.0
SHORTEST_GUESS = 5
_DIGITS = str.maketrans("015", "ols")
KOSOVO = ("XK", "XKX", "Kosovo")

_STYLE = re.compile(
    r"^\s*(?:the\s+)?(?:government|republic|kingdom|state|commonwealth|principality|sultanate|federation|"
    r"federal republic|islamic republic|democratic republic|people[^\w\s]?s republic|union)\s+of\s+(?:the\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: its ISO 3166 alpha-2 code and the short English name that is printed, in ASCII."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Register:
    by_code: dict[str, Country]
    codes: dict[str, Country]
    names: dict[str, Country]
    barred: frozenset[str]
    demonyms: dict[str, tuple[Country, ...]]
    # As written, for whoever looks for them in running text.
    printed: tuple[tuple[str, str], ...]
    printed_demonyms: tuple[tuple[str, str], ...]


def country(code: str) -> Country | None:
    """The country of an ISO 3166 alpha-2 or alpha-3 code."""
    return _register().codes.get(code.strip().upper())


def countries() -> tuple[Country, ...]:
    """All countries and territories, by name."""
    return tuple(sorted(_register().by_code.values(), key=lambda one: one.name))


def find_country(name: str) -> Country | None:
    """The country that is called so, exactly: common, official, former and UN names, codes and abbreviations.

    Codes and abbreviations count in capitals only. Accents, case, apostrophes, hyphens, space and "the" make no
    difference, nor do characters that were read by the wrong table.
    """
    register = _register()
    if code := register.codes.get(re.sub(r"[\s.]", "", name)):
        return code
    found = _exact(name, register)
    for mended in () if found else mendings(name):
        found = found or _exact(mended, register)
    return found or _lost_letters(name, register)


def nearest_country(name: str) -> Country | None:
    """The country whose name is clearly nearest, where letters were misread; nothing where two are about as near."""
    if exact := find_country(name):
        return exact
    key = squash(name).translate(_DIGITS)
    register = _register()
    if len(key) < SHORTEST_GUESS or key in register.barred or demonym_countries(name):
        return None
    best: dict[str, float] = defaultdict(float)
    for known, one in register.names.items():
        score = fuzz.ratio(key, known, score_cutoff=NEAR_ENOUGH - CLEARLY_NEARER)
        best[one.code] = max(best[one.code], score)
    ranked = sorted(((score, code) for code, score in best.items() if score), reverse=True)
    if not ranked or ranked[0][0] < NEAR_ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLEARLY_NEARER:
        return None
    return register.by_code[ranked[0][1]]


def demonym_of(word: str) -> Country | None:
    """The country of an adjective or of its people ("Georgian", "Dutch"), nothing where several share it."""
    found = demonym_countries(word)
    return found[0] if len(found) == 1 else None


def demonym_countries(word: str) -> tuple[Country, ...]:
    """All countries with that adjective: both Congos for "Congolese"."""
    demonyms = _register().demonyms
    key = squash(word)
    return demonyms.get(key) or (demonyms.get(key[:-1], ()) if key.endswith("s") else ())


def country_names() -> tuple[tuple[str, str], ...]:
    """All names as written, with their code."""
    return _register().printed


def demonyms() -> tuple[tuple[str, str], ...]:
    """All adjectives as written, with their code."""
    return _register().printed_demonyms


def _exact(name: str, register: _Register) -> Country | None:
    for form in (name, turned(name)):
        key = squash(form)
        if key in register.barred:
            return None
        if key in register.names:
            return register.names[key]
        if form and (bare := _STYLE.sub("", form, count=1)) != form and squash(bare) in register.names:
            return register.names[squash(bare)]
    return None


def _lost_letters(name: str, register: _Register) -> Country | None:
    """For "C?te d?Ivoire": each replacement mark stands for one letter or none."""
    if not re.search(r"\w[?\ufffd]+\w", name):
        return None
    parts = [squash(part) for part in re.split(r"[?\ufffd]+", name)]
    pattern = re.compile(".?".join(map(re.escape, parts)))
    found = {one for key, one in register.names.items() if pattern.fullmatch(key)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1)
def _register() -> _Register:
    places = table("places.toml")
    by_code: dict[str, Country] = {}
    codes: dict[str, Country] = {}
    printed: list[tuple[str, str]] = []
    rows = [
        (one.alpha_2, one.alpha_3, *(getattr(one, key, "") for key in ("common_name", "name", "official_name")))
        for one in pycountry.countries
    ]
    for code, long_code, *spellings in [*rows, KOSOVO]:
        known = [spelling for spelling in spellings if spelling]
        one = Country(code, ascii_name(places["names"].get(code, known[0])))
        by_code[code] = codes[code] = codes[long_code] = one
        printed += [(spelling, code) for spelling in (one.name, *known, *places["aliases"].get(code, ()))]
    codes.update({short: by_code[code] for short, code in places["abbreviations"].items()})
    names: dict[str, Country] = {}
    for spelling, code in printed:
        for form in (spelling, turned(spelling)):
            if form:
                names.setdefault(squash(form), by_code[code])
    demonyms: dict[str, tuple[Country, ...]] = {}
    adjectives = [(word, code) for code, entries in places["demonyms"].items() for word in entries]
    for word, code in adjectives:
        key = squash(word)
        if by_code[code] not in demonyms.get(key, ()):
            demonyms[key] = (*demonyms.get(key, ()), by_code[code])
    return _Register(
        by_code=by_code,
        codes=codes,
        names=names,
        barred=frozenset(map(squash, places["not_countries"]["names"])),
        demonyms=demonyms,
        printed=tuple(dict.fromkeys(printed)),
        printed_demonyms=tuple(adjectives),
    )
