"""Read the phrases for each term of an agreement from `taxonomy/terms.toml`, and compile them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import policyscan.taxonomy
from policyscan.errors import TaxonomyError
from policyscan.taxonomy.pattern import Pattern, build_concepts, compile_any

FOLDER = Path(policyscan.taxonomy.__file__).parent
_ROW_KEYS = frozenset({"name", "value", "match", "needs", "unless", "pick", "confidence", "examples", "near_misses"})


@dataclass(frozen=True, slots=True)
class Row:
    """One way in which an agreement says a term.

    A clause that matches `match`, each of `needs` and none of `unless` says the term. `pick` are the words that stand
    for `{pick}` in `value`; `{actor}` is the party that the clause begins with, `{by}` the one that follows the match.
    """

    name: str
    value: str
    match: Pattern
    needs: tuple[Pattern, ...]
    unless: Pattern | None
    pick: Pattern | None
    confidence: float
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


def read_toml(path: Path) -> dict[str, Any]:
    """A rule file's tables; raises `TaxonomyError` naming the file and the line."""
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TaxonomyError(f"{path.name}: {error}", fix="Mend the file's TOML; the line is named above.") from error


@lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    """The tables of `terms.toml` as written."""
    return read_toml(FOLDER / "terms.toml")


@lru_cache(maxsize=1)
def concepts() -> dict[str, str]:
    """The regular expressions that phrases may name."""
    return build_concepts(table()["concepts"], {}, where="terms.toml")


@lru_cache(maxsize=64)
def cue(name: str) -> Pattern:
    """The words of `[cues]` that announce something, as one expression."""
    return compile_any(table()["cues"][name], concepts(), where=f"terms.toml: cue '{name}'")


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """The rows of `terms.toml`, in the order in which they stand there."""
    return tuple(_row(entry) for entry in table()["term"])


def _row(entry: Mapping[str, Any]) -> Row:
    where = f"terms.toml: term '{entry.get('name', '?')}'"
    if unknown := sorted(set(entry) - _ROW_KEYS):
        raise TaxonomyError(f"{where}: unknown key '{unknown[0]}'", fix=f"Use only: {', '.join(sorted(_ROW_KEYS))}.")
    if not entry.get("examples") or not entry.get("near_misses"):
        raise TaxonomyError(f"{where}: no examples, or no near misses", fix="Give at least one of each.")

    def some(key: str) -> Pattern | None:
        phrases: Sequence[str] = entry.get(key, [])
        return compile_any(phrases, concepts(), where=where) if phrases else None

    return Row(
        name=entry["name"],
        value=entry["value"],
        match=compile_any(entry["match"], concepts(), where=where),
        needs=tuple(compile_any([phrase], concepts(), where=where) for phrase in entry.get("needs", [])),
        unless=some("unless"),
        pick=some("pick"),
        confidence=float(entry.get("confidence", 0.8)),
        examples=tuple(entry["examples"]),
        near_misses=tuple(entry["near_misses"]),
    )
