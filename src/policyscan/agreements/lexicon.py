"""Load what is known about agreements from `taxonomy/agreements.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import policyscan.taxonomy
from policyscan.errors import TaxonomyError
from policyscan.taxonomy.pattern import Pattern, compile_any

_FILE = "agreements.toml"


@dataclass(frozen=True)
class Model:
    """One model of delegation: how it is named, and the powers that only it gives."""

    name: str
    named: Pattern
    powers: Pattern


@dataclass(frozen=True)
class State:
    """A state: its name, abbreviations, ZIP prefixes (first three digits), area codes and citations of its laws."""

    name: str
    postal: str
    short: tuple[str, ...]
    zips: tuple[tuple[int, int], ...]
    phones: frozenset[str]
    laws: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The compiled rule file. `form` holds (weight, pattern) of each form."""

    form: Mapping[str, tuple[tuple[int, Pattern], ...]]
    delegation: Pattern
    models: tuple[Model, ...]
    questions: Pattern
    jail: Pattern
    field: Pattern
    misread: tuple[str, ...]
    programme_nouns: tuple[str, ...]
    roles: Mapping[str, Pattern]
    abbreviations: Mapping[str, str]
    repair: tuple[str, ...]
    keep: frozenset[str]
    endings: tuple[str, ...]
    generic: frozenset[str]
    statewide: frozenset[str]
    federal: Pattern
    states: tuple[State, ...]
    state_names: Mapping[str, State]
    field_offices: Mapping[str, tuple[str, ...]]

    def state(self, words: str) -> State | None:
        """The state of that name or abbreviation, whatever the case and the points: "Fla.", "FLORIDA", "N.C."."""
        return self.state_names.get(_squeezed(words))

    def state_of_zip(self, zip_code: str) -> State | None:
        """The state in which a ZIP code lies."""
        prefix = int(zip_code[:3])
        return next((s for s in self.states if any(first <= prefix <= last for first, last in s.zips)), None)

    def state_of_phone(self, area: str) -> State | None:
        """The state of a telephone area code."""
        return next((state for state in self.states if area in state.phones), None)


def _squeezed(words: str) -> str:
    return re.sub(r"[\s.]", "", words).casefold()


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that comes with the package. Raises `TaxonomyError` where the file breaks its contract."""
    path = Path(policyscan.taxonomy.__file__).parent / _FILE
    try:
        with path.open("rb") as file:
            return _compiled(tomllib.load(file))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise TaxonomyError(f"{_FILE}: {error!r}", fix="Restore the file, or write it as its comments say.") from error


def _compiled(table: dict[str, Any]) -> Lexicon:
    delegation = table["delegation"]
    states = tuple(_state(name, row) for name, row in table["states"].items())
    return Lexicon(
        form={
            form: tuple((int(weight), _pattern(phrases, f"form.{form}")) for weight, phrases in weights.items())
            for form, weights in table["form"].items()
        },
        delegation=_pattern(
            [p for p in delegation["signs"] if "(g)" not in p], "delegation", r"(?:287|1357)\s?\(\s?[gq]"
        ),
        models=tuple(
            Model(model["name"], _pattern(model["named"], model["name"]), _pattern(model["powers"], model["name"]))
            for model in delegation["model"]
        ),
        questions=_pattern(delegation["questions"]["phrases"], "delegation.questions"),
        jail=_pattern(delegation["jail"]["phrases"], "delegation.jail"),
        field=_pattern(delegation["field"]["phrases"], "delegation.field"),
        misread=tuple(delegation["misread"]["words"]),
        programme_nouns=tuple(table["programme"]["nouns"]),
        roles={role: _pattern(phrases, f"roles.{role}") for role, phrases in table["roles"].items()},
        abbreviations=table["abbreviations"],
        repair=tuple(table["repair"]["words"]),
        keep=frozenset(table["repair"]["keep"]),
        endings=tuple(sorted(table["forces"]["endings"], key=len, reverse=True)),
        generic=frozenset(table["forces"]["generic"]),
        statewide=frozenset(table["forces"]["statewide"]),
        federal=_pattern(table["federal"]["words"], "federal"),
        states=states,
        state_names={_squeezed(name): state for state in states for name in (state.name, *state.short)},
        field_offices={office: tuple(states) for office, states in table["field_offices"].items()},
    )


def _pattern(phrases: Sequence[str], where: str, also: str = "") -> Pattern:
    # "&" is a sign of its own in names, which phrases write as a word.
    pattern = compile_any(phrases, {}, where=f"{_FILE}: {where}")
    return Pattern(f"{pattern.expression}|{also}") if also else pattern


def _state(name: str, row: dict[str, Any]) -> State:
    zips = tuple((int(first), int(last)) for first, _, last in (span.partition("-") for span in row["zips"]))
    short = tuple(row["short"])
    return State(name, short[0], short, zips, frozenset(row["phones"].split()), tuple(row["laws"]))
