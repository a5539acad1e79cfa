"""Read the rule files, check their contract, and compile their phrases."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from policyscan.errors import TaxonomyError
from policyscan.model import Effect, Modality
from policyscan.taxonomy.pattern import build_concepts, compile_any
from policyscan.taxonomy.records import CueRule, ForceType, Measure, Rule, Taxonomy, Where

# The order of the public codebook, kept in every table and export.
MEASURE_ORDER = (
    "require-de-escalation",
    "ban-chokeholds",
    "duty-to-intervene",
    "warn-before-shooting",
    "restrict-shooting-at-vehicles",
    "comprehensive-reporting",
    "exhaust-alternatives",
    "force-continuum",
)
FIELDS = frozenset(
    {
        "text",
        "own",
        "lead",
        "heading",
        "tail",
        "exception",
        "condition",
        "next",
        "near",
        "section",
        "reference",
        "document",
    }
)
EXCEPTIONS = frozenset({"", "none", "some"})
CUE_CATEGORIES = frozenset(
    {*(m.value for m in Modality), "required", "permitted", "prohibited", "encouraged", "negation", "exception",
     "condition", "exempt"}
)  # fmt: skip


@lru_cache(maxsize=4)
def load(folder: Path | None = None) -> Taxonomy:
    """The taxonomy in `folder`, or the one that comes with the package.

    Raises `TaxonomyError` naming the file, the entry and the fix.
    """
    root = folder or Path(__file__).parent
    # places.toml and forces.toml beside them change no measure, so they are no part of the measures' hash.
    files = sorted(
        path
        for path in root.rglob("*.toml")
        if path.parent.name in {"measures", "force", "cues"}
        or (path.parent == root and path.name in {"concepts.toml", "reasons.toml"})
    )
    tables = {path: _read(path) for path in files}
    shared = build_concepts(tables.get(root / "concepts.toml", {}).get("concepts", {}), {}, where="concepts.toml")
    measures = {
        path.stem: _measure(path, table, shared) for path, table in tables.items() if path.parent.name == "measures"
    }
    order = [name for name in MEASURE_ORDER if name in measures]
    order += sorted(set(measures) - set(order))
    force = tuple(_force(path, table, shared) for path, table in tables.items() if path.parent.name == "force")
    cues: list[CueRule] = []
    stops: list[str] = []
    imperatives: set[str] = set()
    for path, table in tables.items():
        if path.parent.name == "cues":
            cues.extend(_cue(path, entry, shared) for entry in table.get("cue", []))
            stops.extend(table.get("terminators", []))
            imperatives.update(table.get("imperatives", []))
    reasons = tables.get(root / "reasons.toml", {}).get("reasons", {})
    for measure in measures.values():
        for rule in measure.rules:
            if rule.reason not in reasons:
                raise TaxonomyError(
                    f"measures/{measure.id}.toml: rule '{rule.id}' gives the unknown reason '{rule.reason}'",
                    fix=f"Use one of: {', '.join(sorted(reasons))}.",
                )
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return Taxonomy(
        hash=digest.hexdigest()[:16],
        measures=tuple(measures[name] for name in order),
        force_types=force,
        cues=tuple(cues),
        terminators=compile_any(stops or ["however"], shared, where="cues"),
        imperatives=frozenset(imperatives),
        reasons=tuple(reasons.items()),
        force_words=compile_any(["{force}"], shared, where="concepts.toml"),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TaxonomyError(f"{path.name}: {error}", fix="Mend the file's TOML; the line is named above.") from error


def _where(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _check_keys(table: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise TaxonomyError(
            f"{where}: unknown key{'s' if len(unknown) > 1 else ''} {', '.join(unknown)}",
            fix=f"Use only: {', '.join(sorted(allowed))}.",
        )


def _force(path: Path, table: Mapping[str, Any], shared: Mapping[str, str]) -> ForceType:
    where = _where(path)
    _check_keys(table, {"id", "title", "phrases", "synonyms", "examples", "near_misses"}, where)
    if table.get("id") != path.stem:
        raise TaxonomyError(f"{where}: id '{table.get('id')}' is not the file's name", fix=f"Set id = '{path.stem}'.")
    return ForceType(
        id=table["id"],
        title=table["title"],
        pattern=compile_any(table["phrases"], shared, where=where),
        synonyms=tuple(table.get("synonyms", [])),
        examples=tuple(table["examples"]),
        near_misses=tuple(table["near_misses"]),
    )


def _cue(path: Path, entry: Mapping[str, Any], shared: Mapping[str, str]) -> CueRule:
    where = f"{_where(path)}: cue '{entry.get('id', '?')}'"
    _check_keys(entry, {f.name for f in fields(CueRule)} - {"pattern"} | {"phrases"}, where)
    if entry["category"] not in CUE_CATEGORIES:
        raise TaxonomyError(
            f"{where}: unknown category '{entry['category']}'", fix=f"Use one of: {', '.join(sorted(CUE_CATEGORIES))}."
        )
    if entry.get("direction", "forward") not in {"forward", "backward", "both"}:
        raise TaxonomyError(f"{where}: unknown direction '{entry['direction']}'", fix="Use forward, backward or both.")
    return CueRule(
        id=entry["id"],
        category=entry["category"],
        direction=entry.get("direction", "forward"),
        max_words=entry.get("max_words", 40),
        pseudo=entry.get("pseudo", False),
        pattern=compile_any(entry["phrases"], shared, where=where),
        examples=tuple(entry.get("examples", [])),
        near_misses=tuple(entry.get("near_misses", [])),
    )


def _measure(path: Path, table: Mapping[str, Any], shared: Mapping[str, str]) -> Measure:
    where = _where(path)
    _check_keys(
        table,
        {"id", "title", "question", "verdict_yes", "verdict_no", "silent", "parts", "missing", "odds",
         "gate", "concepts", "rule", "synonyms"},
        where,
    )  # fmt: skip
    if table.get("id") != path.stem:
        raise TaxonomyError(f"{where}: id '{table.get('id')}' is not the file's name", fix=f"Set id = '{path.stem}'.")
    concepts = build_concepts(table.get("concepts", {}), shared, where=where)
    rules = tuple(_rule(where, entry, concepts) for entry in table["rule"])
    names = [rule.id for rule in rules]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise TaxonomyError(f"{where}: rule '{twice[0]}' stands there twice", fix="Give each rule an id of its own.")
    parts = tuple(table.get("parts", []))
    for rule in rules:
        if stray := set(rule.parts) - set(parts):
            raise TaxonomyError(
                f"{where}: rule '{rule.id}' supplies the unknown part '{min(stray)}'",
                fix=f"List it in parts = {parts}.",
            )
    odds = table.get("odds", {})
    if stray := set(odds) - set(parts):
        raise TaxonomyError(f"{where}: odds for the unknown part '{min(stray)}'", fix=f"List it in parts = {parts}.")
    return Measure(
        id=table["id"],
        title=table["title"],
        question=table["question"],
        verdict_yes=table["verdict_yes"],
        verdict_no=table["verdict_no"],
        silent=table["silent"],
        parts=parts,
        missing=tuple(table.get("missing", {}).items()),
        odds=tuple((part, float(value)) for part, value in odds.items()),
        gate=tuple(hint.casefold() for hint in table["gate"]),
        rules=rules,
        synonyms=tuple(table.get("synonyms", [])),
    )


def _rule(where: str, entry: Mapping[str, Any], concepts: Mapping[str, str]) -> Rule:
    where = f"{where}: rule '{entry.get('id', '?')}'"
    _check_keys(entry, {f.name for f in fields(Rule)}, where)
    if not entry.get("examples"):
        raise TaxonomyError(f"{where}: no example", fix="Give a sentence that the rule must catch.")
    if not entry.get("near_misses"):
        raise TaxonomyError(f"{where}: no near miss", fix="Give a sentence that looks alike and must not match.")
    if entry.get("exception", "") not in EXCEPTIONS:
        raise TaxonomyError(f"{where}: exception '{entry['exception']}'", fix="Use 'none', 'some' or leave it out.")
    try:
        effect = Effect(entry["effect"])
        modality = tuple(Modality(value) for value in entry.get("modality", []))
    except ValueError as error:
        raise TaxonomyError(f"{where}: {error}", fix="Use the names in policyscan.model.") from error
    return Rule(
        id=entry["id"],
        effect=effect,
        reason=entry.get("reason", "adopted"),
        says=entry["says"],
        weight=float(entry["weight"]),
        match=compile_any(entry["match"], concepts, where=where),
        needs=tuple(_field(phrase, concepts, where) for phrase in entry.get("needs", [])),
        unless=tuple(_field(phrase, concepts, where) for phrase in entry.get("unless", [])),
        modality=modality,
        exception=entry.get("exception", ""),
        parts=tuple(entry.get("parts", [])),
        prefer=tuple(_field(phrase, concepts, where) for phrase in entry.get("prefer", [])),
        at_least=entry.get("at_least", 1),
        examples=tuple(entry["examples"]),
        near_misses=tuple(entry["near_misses"]),
    )


def _field(phrase: str, concepts: Mapping[str, str], where: str) -> Where:
    name, colon, rest = phrase.partition(":")
    if not colon:
        return Where("text", compile_any([phrase], concepts, where=where), phrase)
    if name not in FIELDS:
        raise TaxonomyError(
            f"{where}: '{phrase}' looks in the unknown field '{name}'", fix=f"Use one of: {', '.join(sorted(FIELDS))}."
        )
    return Where(name, compile_any([rest.strip()], concepts, where=where), phrase)
