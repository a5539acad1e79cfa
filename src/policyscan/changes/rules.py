"""What changes of words mean for a duty, a ban or leave: `taxonomy/changes.toml`."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from policyscan.errors import TaxonomyError
from policyscan.model import ChangeKind, Modality
from policyscan.taxonomy.pattern import Pattern, compile_any

POLARITIES = ("duty", "ban", "leave", "none")
_FILE = "changes.toml"
_DIRECTIONS = {"strengthened": ChangeKind.STRENGTHENED, "weakened": ChangeKind.WEAKENED}
OPPOSITE = {
    ChangeKind.STRENGTHENED: ChangeKind.WEAKENED,
    ChangeKind.WEAKENED: ChangeKind.STRENGTHENED,
}


@dataclass(frozen=True, slots=True)
class Example:
    """Two versions of a clause, and what the change from the old to the new is."""

    old: str
    new: str
    result: ChangeKind


@dataclass(frozen=True, slots=True)
class WordRule:
    """Words whose coming strengthens or weakens (`effect`, by polarity); their going does the opposite.

    Where `instead` is set it holds only where such words go as these come. `alone`: nothing else may change there.
    """

    id: str
    about: str
    words: Pattern
    instead: Pattern | None
    alone: bool
    effect: Mapping[str, ChangeKind]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class GrowRule:
    """What it means that a list joined by `joiner` grows, in the plain part, the condition or the exception."""

    place: str
    joiner: str
    effect: Mapping[str, ChangeKind]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class NumberRule:
    """What a higher number means behind such words."""

    id: str
    about: str
    before: Pattern | None
    units: frozenset[str]
    effect: Mapping[str, ChangeKind]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All that tells strengthened from weakened, and what is no clause at all."""

    hash: str
    modality: Mapping[tuple[str, str], ChangeKind]
    modality_examples: tuple[Example, ...]
    stands_for: Mapping[str, str]
    limits: Mapping[str, Mapping[str, ChangeKind]]
    limit_examples: tuple[Example, ...]
    no_limits: frozenset[str]
    words: tuple[WordRule, ...]
    grows: tuple[GrowRule, ...]
    numbers: tuple[NumberRule, ...]
    number_words: Mapping[str, float]
    hours: Mapping[str, float]
    left_out_sections: frozenset[str]
    furniture_words: frozenset[str]
    furniture: Pattern
    binding: frozenset[str]
    answering: frozenset[str]
    quiet: frozenset[str]
    referring: frozenset[str]
    known: frozenset[str]

    def is_furniture(self, text: str, words: Sequence[str]) -> bool:
        """Whether a line holds nothing but a date, a version, a page number or a copyright notice."""
        if all(word in self.furniture_words or _is_number(word) for word in words):
            return any(_is_number(word) for word in words)
        return self.furniture.search(text) is not None

    def binds(self, words: Iterable[str]) -> bool:
        """Whether any of these binds, forbids, says yes or no, or turns what it stands by, without being a verb."""
        return any(word in self.binding or word in self.answering for word in words)

    @property
    def examples(self) -> tuple[Example, ...]:
        """Every example of every record."""
        records: tuple[WordRule | GrowRule | NumberRule, ...] = (*self.words, *self.grows, *self.numbers)
        own = tuple(example for record in records for example in record.examples)
        return (*self.modality_examples, *self.limit_examples, *own)


def polarity(modality: Modality) -> str:
    """Whether a clause binds, bans, gives leave, or only states."""
    if modality in {Modality.MUST, Modality.SHOULD}:
        return "duty"
    if modality in {Modality.MUST_NOT, Modality.SHOULD_NOT}:
        return "ban"
    return "leave" if modality in {Modality.MAY, Modality.MAY_ONLY} else "none"


@lru_cache(maxsize=1)
def load() -> Rules:
    """The rules that come with the package. Raises `TaxonomyError` naming the record."""
    text = resources.files("policyscan.taxonomy").joinpath(_FILE).read_text("utf-8")
    table = tomllib.loads(text)
    modality: dict[tuple[str, str], ChangeKind] = {}
    for entry in table["modality"]:
        found = _direction(entry["result"], f"modality {entry['from']} to {entry['to']}")
        modality[entry["from"], entry["to"]] = found
        modality[entry["to"], entry["from"]] = OPPOSITE[found]
    return Rules(
        hash=hashlib.sha256(text.encode()).hexdigest()[:16],
        modality=modality,
        modality_examples=tuple(example for entry in table["modality"] for example in _examples(entry)),
        stands_for=table["stands_for"],
        limits={entry["category"]: _effect(entry, entry["category"]) for entry in table["limit"]},
        limit_examples=tuple(example for entry in table["limit"] for example in _examples(entry)),
        no_limits=frozenset(table["no_limits"]["words"]),
        words=tuple(_word_rule(entry) for entry in table["words"]),
        grows=tuple(
            GrowRule(entry["place"], entry["joiner"], _effect(entry, "grows"), _examples(entry))
            for entry in table["grows"]
        ),
        numbers=tuple(_number_rule(entry) for entry in table["number"]),
        number_words=table["number_words"],
        hours=table["hours"],
        left_out_sections=frozenset(table["furniture"]["sections"]),
        furniture_words=frozenset(table["furniture"]["words"]),
        furniture=compile_any(table["furniture"]["phrases"], {}, where=_FILE),
        binding=frozenset(table["binding"]["words"]),
        answering=frozenset(table["answering"]["words"]),
        quiet=frozenset(table["quiet"]["words"]),
        referring=frozenset(table["referring"]["words"]),
        known=frozenset(_words(table)),
    )


def _words(table: Mapping[str, Any]) -> Iterator[str]:
    """Every word that a record names, but of the examples and those with a gap within ("authori*ation")."""
    for name, entries in table.items():
        if name in {"number_words", "hours"}:
            yield from entries
            continue
        for entry in entries if isinstance(entries, list) else [entries]:
            phrases = (p for key in ("words", "instead", "before", "units") for p in entry.get(key, ()))
            found = (word.rstrip("*") for phrase in phrases for word in re.findall(r"[\w*]+", phrase))
            yield from (word for word in found if word.isalpha())


def _word_rule(entry: Mapping[str, Any]) -> WordRule:
    where = f"{_FILE}: words '{entry['id']}'"
    instead = entry.get("instead")
    return WordRule(
        id=entry["id"],
        about=entry["about"],
        words=compile_any(entry["words"], {}, where=where),
        instead=compile_any(instead, {}, where=where) if instead else None,
        alone=bool(entry.get("alone", False)),
        effect=_effect(entry, where),
        examples=_examples(entry),
    )


def _number_rule(entry: Mapping[str, Any]) -> NumberRule:
    where = f"{_FILE}: number '{entry['id']}'"
    before = entry.get("before")
    return NumberRule(
        id=entry["id"],
        about=entry["about"],
        before=compile_any(before, {}, where=where) if before else None,
        units=frozenset(entry.get("units", ())),
        effect=_effect(entry, where),
        examples=_examples(entry),
    )


def _effect(entry: Mapping[str, Any], where: str) -> dict[str, ChangeKind]:
    return {name: _direction(entry[name], where) for name in POLARITIES if entry.get(name)}


def _direction(name: str, where: str) -> ChangeKind:
    if name not in _DIRECTIONS:
        raise TaxonomyError(f"{where}: '{name}' is no direction", fix="Write strengthened or weakened.")
    return _DIRECTIONS[name]


def _examples(entry: Mapping[str, Any]) -> tuple[Example, ...]:
    if not entry.get("examples"):
        raise TaxonomyError(
            f"{_FILE}: a record has no example: {dict(entry)}", fix="Add examples = [{old, new, result}]."
        )
    return tuple(Example(item["old"], item["new"], ChangeKind(item["result"])) for item in entry["examples"])


def _is_number(word: str) -> bool:
    return word[:1].isdigit()
