"""The known forces, and the words that make a body's name with a place: read from `forces.toml`."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policyscan.errors import TaxonomyError
from policyscan.who.countries import country_names, demonyms
from policyscan.who.names import fold, squash, table
from policyscan.who.records import FORCE_KINDS, Entity

_RECORD_KEYS = {"id", "name", "kind", "region", "city", "part_of", "aliases", "acronyms", "languages"}
_LEVELS = {"country", "region", "county", "city"}


@dataclass(frozen=True, slots=True)
class BodyType:
    """What a body may be called beside its place's name, and which places may have one."""

    slug: str
    kind: str
    levels: frozenset[str]
    american: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forces:
    """Known forces by squashed name, acronym and id; the types by folded words; the words that say a state."""

    by_name: dict[str, tuple[Entity, ...]]
    by_acronym: dict[str, tuple[Entity, ...]]
    printed: tuple[str, ...]
    types: dict[tuple[str, ...], tuple[BodyType, ...]]
    state_before: tuple[str, ...]
    state_after: tuple[str, ...]
    institutions: frozenset[str]
    by_id: dict[str, Entity]


@lru_cache(maxsize=1)
def forces() -> Forces:
    """Read and check the file, once.

    Raises `TaxonomyError` naming the entry.
    """
    data = table("forces.toml")
    types: dict[tuple[str, ...], tuple[BodyType, ...]] = {}
    for row in data["type"]:
        body = BodyType(row["slug"], row["kind"], frozenset(row["level"]), row.get("us", False), tuple(row["words"]))
        if body.kind not in FORCE_KINDS or not body.levels <= _LEVELS:
            raise TaxonomyError(
                f"forces.toml: type '{body.slug}' has an unknown kind or level",
                fix=f"Kinds: {', '.join(sorted(FORCE_KINDS))}; levels: {', '.join(sorted(_LEVELS))}.",
            )
        for words in body.words:
            key = tuple(fold(words).split())
            types[key] = (*types.get(key, ()), body)
    by_name: dict[str, dict[str, Entity]] = defaultdict(dict)
    by_acronym: dict[str, dict[str, Entity]] = defaultdict(dict)
    printed: list[str] = []
    records = [(code, row) for code, part in data.items() if len(code) == 2 for row in part["forces"]]
    known = {row["id"] for _, row in records}
    by_id: dict[str, Entity] = {}
    cut = _country_cutters({code for code, _ in records})
    for code, row in records:
        _check(code, row, known)
        entity = Entity(
            id=f"force:{row['id']}",
            kind=row["kind"],
            name=row["name"],
            country=code,
            region=row.get("region", ""),
            city=row.get("city", ""),
            part_of=f"force:{row['part_of']}" if "part_of" in row else f"country:{code}",
        )
        by_id[entity.id] = entity
        full = [row["name"], *row.get("aliases", ()), *row.get("languages", {}).values()]
        printed += full
        for name in full:
            by_name[squash(name)][entity.id] = entity
            bare = cut[code].sub(" ", f" {fold(name)} ").strip()
            bare = re.sub(r"^of | of$", "", re.sub(r" of (?=of |$)|(?<= of) of", "", bare)).strip()
            if len(bare.split()) > 1:
                by_name[squash(bare)][entity.id] = entity
        for acronym in row.get("acronyms", ()):
            by_acronym[acronym][entity.id] = entity
    return Forces(
        by_name={key: tuple(found.values()) for key, found in by_name.items()},
        by_acronym={key: tuple(found.values()) for key, found in by_acronym.items()},
        printed=tuple(dict.fromkeys(printed)),
        types=types,
        state_before=tuple(sorted((fold(words) for words in data["state"]["before"]), key=len, reverse=True)),
        state_after=tuple(sorted((fold(words) for words in data["state"]["after"]), key=len, reverse=True)),
        institutions=frozenset(data["institutions"]["words"]),
        by_id=by_id,
    )


def _country_cutters(codes: set[str]) -> dict[str, re.Pattern[str]]:
    """For each country a pattern of its folded names and adjectives."""
    words: dict[str, set[str]] = {code: set() for code in codes}
    for name, code in (*country_names(), *demonyms()):
        if code in words and fold(name):
            words[code].add(fold(name))
    return {
        code: re.compile(r" (?:of )?(?:" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ") ")
        for code, names in words.items()
    }


def _check(code: str, row: dict[str, Any], known: set[str]) -> None:
    where = f"forces.toml: [{code}] '{row.get('id', '?')}'"
    if stray := set(row) - _RECORD_KEYS:
        raise TaxonomyError(f"{where}: unknown key '{min(stray)}'", fix=f"Use only: {', '.join(sorted(_RECORD_KEYS))}.")
    if row["kind"] not in FORCE_KINDS:
        raise TaxonomyError(f"{where}: kind '{row['kind']}'", fix=f"Use one of: {', '.join(sorted(FORCE_KINDS))}.")
    if row.get("part_of", row["id"]) not in known:
        raise TaxonomyError(f"{where}: part of the unknown '{row['part_of']}'", fix="Name the id of another record.")
    if not row["id"].startswith(f"{code.lower()}-"):
        raise TaxonomyError(f"{where}: id of another country", fix=f"Let it begin with '{code.lower()}-'.")
