"""Load, check and compile the rule files on what rights reports accuse forces of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import policyscan.taxonomy
from policyscan.errors import TaxonomyError
from policyscan.rights.acc_phrases import Held, Phrases, Vocabulary
from policyscan.taxonomy.pattern import Pattern, build_concepts, compile_any

# What stands in a sentence for the words that name a violation, so that cues can be looked for around them.
IT = "zzitzz"
_CURRENCIES = (
    "dollars|euros?|pounds|pesos|rupees|shillings|francs|reais|rand|naira|soles|lei|roubles|rubles|hryvnia|dinars|birr"
    "|cedis|kwacha|baht|dong|rupiah"
)
_BUILT_IN = {
    "it": rf"\b{IT}\b",
    "figures": r"\b(?!(?:19|20)\d\d\b)\d[\d,]*\b",
    "percent": r"(?:\b\d[\d.,]*\s?%|\bper\s?cent\b)",
    "sum": (
        rf"(?:(?:US|A|C|NZ)?[$\u20ac\u00a3\u00a5]\s?\d[\d.,]*|\b(?:USD|EUR|GBP)\s?\d[\d.,]*"
        rf"|\b\d[\d.,]*\s(?:thousand |million )?(?:{_CURRENCIES})\b)"
    ),
    "year": r"\b(?:19[4-9]|20[0-4])\d\b",
}
_KEYS = {"id", "title", "phrases", "weak", "not", "needs", "unless", "keep", "heading", "under", "examples",
         "near_misses", "row"}  # fmt: skip
_ROW_KEYS = {"phrases", "weak", "needs", "also", "unless", "indirect"}
# The tables of firmness.toml that hold phrases and nothing else.
_CUES = ("names", "breaks", "remit", "over", "hard", "rules", "soft", "absent", "negation", "measures", "accuse",
         "recommends", "found", "documented", "alleged", "speech", "concerned", "told",
         "witness", "worry", "concedes")  # fmt: skip
FEWEST_EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """Phrases of one type: `strong` are enough alone, `weak` need a cue that somebody accuses.

    They count only where the sentence, one beside it or the heading holds `needs` and `also`, and the sentence not
    `unless`. `indirect` phrases tell of acts without naming the violation; what rule books write reads like them.
    """

    strong: Phrases | None
    weak: Phrases | None
    needs: Phrases | None
    also: Phrases | None
    unless: Phrases | None
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class Violation:
    """One type of violation with the words that name it.

    `ignore` is taken out before anything is read. Below a heading that matches `heading`, `under` is enough. A
    sentence with `keep` counts in spite of a row's `unless`.
    """

    id: str
    title: str
    rows: tuple[Row, ...]
    ignore: Phrases | None
    keep: Phrases | None
    heading: Phrases | None
    under: Phrases | None
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    def may_match(self, held: Held) -> bool:
        """Whether any phrase of the type may stand in a text of which the vocabulary gives `held`."""
        patterns = [self.under, *(pattern for row in self.rows for pattern in (row.strong, row.weak))]
        return any(pattern is not None and pattern.may_match(held) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people whose rights are violated, with the words that name it."""

    id: str
    title: str
    pattern: Pattern
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """What makes a sentence an accusation, and how firm it is: one pattern for each table of firmness.toml."""

    names: Phrases
    breaks: Phrases
    remit: Phrases
    over: Phrases
    hard: Phrases
    rules: Phrases
    soft: Phrases
    absent: Phrases
    negation: Phrases
    measures: Phrases
    accuse: Phrases
    recommends: Phrases
    found: Phrases
    documented: Phrases
    alleged: Phrases
    speech: Phrases
    concerned: Phrases
    told: Phrases
    witness: Phrases
    worry: Phrases
    concedes: Phrases
    state: Phrases
    denies: Phrases
    speaker_headings: Phrases
    answer_headings: Phrases
    answer_openings: Phrases
    imperatives: frozenset[str]


@dataclass(frozen=True, slots=True)
class Voices:
    """The words at a report's front by which it says whose it is (`policyscan.rights.acc_voice`)."""

    other: Pattern
    answers: Pattern
    establishes: Pattern
    gathers: Pattern


@dataclass(frozen=True, slots=True)
class Bodies:
    """How forces and authorities are named: heads and words of printed names, and plain words."""

    heads: frozenset[str]
    need: frozenset[str]
    plain: Pattern


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is known about accusations; the vocabularies tell which phrases of types and cues a text may hold."""

    violations: tuple[Violation, ...]
    groups: tuple[Group, ...]
    cues: Cues
    bodies: Bodies
    voices: Voices
    vocabulary: Vocabulary
    cue_words: Vocabulary


@lru_cache(maxsize=2)
def load(folder: Path | None = None) -> Rules:
    """The rules in `folder`, or those that come with the package.

    Raises `TaxonomyError` naming the file, the entry and the fix.
    """
    root = folder or Path(policyscan.taxonomy.__file__).parent
    shared_table = _read(root / "firmness.toml")
    concepts = build_concepts(shared_table.get("concepts", {}), _BUILT_IN, where="firmness.toml")
    vocabulary, cue_words = Vocabulary(), Vocabulary()
    try:
        cues = _cues(shared_table, concepts, cue_words)
        bodies = Bodies(
            heads=frozenset(word.lower() for word in shared_table["bodies"]["heads"]),
            need=frozenset(word.lower() for word in shared_table["bodies"]["need"]),
            plain=compile_any(shared_table["bodies"]["plain"], concepts, where="firmness.toml"),
        )
        voices = Voices(
            **{
                voice: compile_any(shared_table["voices"][voice], concepts, where="firmness.toml: voices")
                for voice in ("other", "answers", "establishes", "gathers")
            }
        )
        groups = tuple(_group(entry, concepts) for entry in _read(root / "groups.toml")["group"])
    except KeyError as error:
        raise TaxonomyError(f"firmness.toml or groups.toml: {error} is missing", fix="Add the entry.") from error
    paths = sorted((root / "violations").glob("*.toml"))
    if not paths:
        raise TaxonomyError(f"{root.name}/violations: no rule file", fix="Install the package again.")
    violations = tuple(_violation(path, _read(path), concepts, vocabulary) for path in paths)
    return Rules(violations, groups, cues, bodies, voices, vocabulary, cue_words)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TaxonomyError(f"{path.name}: {error}", fix="Mend the file's TOML; the line is named above.") from error


def _check_keys(table: Mapping[str, Any], allowed: set[str], where: str) -> None:
    if unknown := sorted(set(table) - allowed):
        raise TaxonomyError(
            f"{where}: unknown key {', '.join(unknown)}", fix=f"Use only: {', '.join(sorted(allowed))}."
        )


def _cues(table: Mapping[str, Any], concepts: Mapping[str, str], vocabulary: Vocabulary) -> Cues:
    def phrases(name: str, key: str = "phrases") -> Phrases:
        return Phrases(table[name][key], concepts, vocabulary, where=f"firmness.toml: {name}", free=IT)

    return Cues(
        **{name: phrases(name) for name in _CUES},
        state=phrases("state"),
        denies=phrases("denies"),
        speaker_headings=phrases("speakers", "headings"),
        answer_headings=phrases("speakers", "answers"),
        answer_openings=phrases("speakers", "openings"),
        imperatives=frozenset(table["imperatives"]["words"]),
    )


def _group(entry: Mapping[str, Any], concepts: Mapping[str, str]) -> Group:
    where = f"groups.toml: {entry.get('id', '?')}"
    _check_keys(entry, {"id", "title", "phrases", "examples", "near_misses"}, where)
    return Group(
        id=entry["id"],
        title=entry["title"],
        pattern=compile_any(entry["phrases"], concepts, where=where),
        examples=tuple(entry["examples"]),
        near_misses=tuple(entry["near_misses"]),
    )


def _violation(path: Path, table: Mapping[str, Any], concepts: Mapping[str, str], vocabulary: Vocabulary) -> Violation:
    where = f"violations/{path.name}"
    _check_keys(table, _KEYS, where)
    if table.get("id") != path.stem:
        raise TaxonomyError(f"{where}: id '{table.get('id')}' is not the file's name", fix=f"Set id = '{path.stem}'.")
    for name in ("examples", "near_misses"):
        if len(table.get(name, ())) < FEWEST_EXAMPLES:
            raise TaxonomyError(
                f"{where}: fewer than {FEWEST_EXAMPLES} {name}", fix="Give sentences that the file must read as stated."
            )

    def pattern(source: Mapping[str, Any], name: str) -> Phrases | None:
        phrases = source.get(name)
        return Phrases(phrases, concepts, vocabulary, where=f"{where}: {name}") if phrases else None

    def row(source: Mapping[str, Any]) -> Row:
        # What the file says for all its rows holds where a row says nothing of its own.
        needs, unless = (pattern(source, name) or pattern(table, name) for name in ("needs", "unless"))
        strong, weak, also = (pattern(source, name) for name in ("phrases", "weak", "also"))
        return Row(strong, weak, needs, also, unless, bool(source.get("indirect", False)))

    rows = [row({name: table[name] for name in ("phrases", "weak") if name in table})]
    for entry in table.get("row", []):
        _check_keys(entry, _ROW_KEYS, f"{where}: row")
        rows.append(row(entry))
    return Violation(
        id=table["id"],
        title=table["title"],
        rows=tuple(rows),
        ignore=pattern(table, "not"),
        keep=pattern(table, "keep"),
        heading=pattern(table, "heading"),
        under=pattern(table, "under"),
        examples=tuple(table["examples"]),
        near_misses=tuple(table["near_misses"]),
    )
