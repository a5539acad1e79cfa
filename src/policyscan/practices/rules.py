"""Read the rule files of `taxonomy/practices`, check their contract, and compile their phrases."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import policyscan.taxonomy
from policyscan.errors import TaxonomyError
from policyscan.taxonomy.pattern import Pattern, build_concepts, compile_any

# The file with the words that all practices share: concepts, and what tells the status of a programme.
SHARED = "_words.toml"
FEWEST_EXAMPLES = 10
_KEYS = frozenset(
    {"id", "title", "question", "synonyms", "gate", "act", "phrases", "weak", "with", "needs", "not", "unless",
     "examples", "near_misses", "concepts"}
)  # fmt: skip
# The number or letter of a sentence or list item: "101.27.", "(a)", "-".
_MARKER = r"^[\W\d_]*(?:\w{1,3}[.)]\s+)?"
_CUE_KEYS = frozenset({"first", "before", "near", "beside", "after", "inside", "heading", "within"})


class Status(StrEnum):
    """How a document speaks of a programme; `NONE`: it says that there is none."""

    RUNNING = "running"
    PLANNED = "planned"
    ENDED = "ended"
    RECOMMENDED = "recommended"
    NONE = "none"


# The first that holds decides: what was never there can't have ended, what has ended is no longer planned.
STATUS_ORDER = (Status.NONE, Status.ENDED, Status.RECOMMENDED, Status.PLANNED)


@dataclass(frozen=True, slots=True)
class Cues:
    """The words that give one status.

    They stand `first` in the sentence, a few words before the words that name the programme (`near`), at most `within`
    words `before` or `after` them, right before them (`beside`) or `inside` them where the practice is itself an act
    (what denies, inside any), or in a `heading` above.
    """

    first: Pattern | None
    before: Pattern | None
    near: Pattern | None
    beside: Pattern | None
    after: Pattern | None
    inside: Pattern | None
    heading: Pattern | None
    within: int


@dataclass(frozen=True, slots=True)
class Practice:
    """One sort of programme.

    `phrases` name it on their own; `weak` ones count where `with_` stands in the same sentence, passage or heading.
    All count only where the sentence or heading holds `needs`. `look_alike` words are something else, and a sentence
    that says `unless` is not read. `gate` are letters of which a passage needs some for any phrase to match. An `act`
    (a force is disbanded) is done, not run.
    """

    id: str
    title: str
    question: str
    synonyms: tuple[str, ...]
    gate: tuple[str, ...]
    act: bool
    phrases: Pattern
    weak: Pattern | None
    with_: Pattern | None
    needs: Pattern | None
    look_alike: Pattern | None
    unless: Pattern | None
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    @property
    def asked(self) -> tuple[str, ...]:
        """The strings whose meaning it is found by."""
        return (self.title, self.question, *self.synonyms)

    def is_hinted_in(self, folded: str) -> bool:
        """Whether case-folded text holds any of the letters without which no phrase can match."""
        return any(hint in folded for hint in self.gate)


@dataclass(frozen=True)
class Practices:
    """All practices with the cues for their status; `hash` changes with any of the files."""

    practices: tuple[Practice, ...]
    cues: tuple[tuple[Status, Cues], ...]
    works: Pattern
    mentions: Pattern
    examples: tuple[tuple[str, Status], ...]
    hash: str

    @property
    def by_id(self) -> dict[str, Practice]:
        """Practices by id."""
        return {practice.id: practice for practice in self.practices}


@lru_cache(maxsize=2)
def load(folder: Path | None = None) -> Practices:
    """The rule files in `folder`, or those that come with the package.

    Raises `TaxonomyError` naming the file, the entry and the fix.
    """
    root = folder or Path(policyscan.taxonomy.__file__).parent / "practices"
    shared = _read(root / SHARED)
    paths = [path for path in sorted(root.glob("*.toml")) if path.name != SHARED]
    if not paths:
        raise TaxonomyError(f"{root.name}: no rule file", fix="Install the package again.")
    concepts = build_concepts(shared.get("concepts", {}), {}, where=SHARED)
    digest = hashlib.sha256()
    for path in (root / SHARED, *paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    try:
        cues = tuple((status, _cues(status, shared["status"][status.value], concepts)) for status in STATUS_ORDER)
        examples = tuple((entry["text"], Status(entry["status"])) for entry in shared["example"])
        works = compile_any(shared["works"], concepts, where=SHARED)
        mentions = compile_any(shared["mentions"], concepts, where=SHARED)
    except (KeyError, ValueError) as error:
        raise TaxonomyError(f"{SHARED}: {error}", fix="Add the entry, or use the names of the statuses.") from error
    return Practices(
        practices=tuple(_practice(path, _read(path), concepts) for path in paths),
        cues=cues,
        works=works,
        mentions=mentions,
        examples=examples,
        hash=digest.hexdigest()[:16],
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TaxonomyError(f"{path.name}: {error}", fix="Mend the file's TOML; the line is named above.") from error


def _check(where: str, table: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if unknown := sorted(set(table) - allowed):
        raise TaxonomyError(f"{where}: unknown key '{unknown[0]}'", fix=f"Use only: {', '.join(sorted(allowed))}.")


def _cues(status: Status, table: Mapping[str, Any], concepts: Mapping[str, str]) -> Cues:
    where = f"{SHARED}: status '{status}'"
    _check(where, table, _CUE_KEYS)

    def some(key: str, start: str = "", end: str = "") -> Pattern | None:
        found = compile_any(table[key], concepts, where=where) if table.get(key) else None
        return Pattern(f"{start}(?:{found.expression}){end}") if found else None

    return Cues(
        first=some("first", start=_MARKER),
        before=some("before"),
        near=some("near"),
        beside=some("beside", end=r"\W*$"),
        after=some("after"),
        inside=some("inside"),
        heading=some("heading"),
        within=int(table["within"]),
    )


def _practice(path: Path, table: Mapping[str, Any], shared: Mapping[str, str]) -> Practice:
    where = f"practices/{path.name}"
    _check(where, table, _KEYS)
    if table.get("id") != path.stem:
        raise TaxonomyError(f"{where}: id '{table.get('id')}' is not the file's name", fix=f"Set id = '{path.stem}'.")
    for key in ("examples", "near_misses"):
        if len(table.get(key, ())) < FEWEST_EXAMPLES:
            raise TaxonomyError(f"{where}: few {key}", fix=f"Give {FEWEST_EXAMPLES} sentences or more.")
    concepts = build_concepts(table.get("concepts", {}), shared, where=where)

    def some(key: str) -> Pattern | None:
        return compile_any(table[key], concepts, where=where) if table.get(key) else None

    try:
        return Practice(
            id=table["id"],
            title=table["title"],
            question=table["question"],
            synonyms=tuple(table["synonyms"]),
            gate=tuple(hint.casefold() for hint in table["gate"]),
            act=bool(table.get("act", False)),
            phrases=compile_any(table["phrases"], concepts, where=where),
            weak=some("weak"),
            with_=some("with"),
            needs=some("needs"),
            look_alike=some("not"),
            unless=some("unless"),
            examples=tuple(table["examples"]),
            near_misses=tuple(table["near_misses"]),
        )
    except KeyError as error:
        raise TaxonomyError(f"{where}: {error} is missing", fix="Add the entry.") from error
