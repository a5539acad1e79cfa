"""Texts with a known reading: sentences, fictional places, minimal pairs, and real places where they are at hand."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policyscan.extract import read_text
from policyscan.judge import Source, judge_place
from policyscan.meaning import clause_string
from policyscan.model import Clause, Effect, Evidence, Finding, Judgement, Kind, Listing, Modality, Place, Reading
from policyscan.taxonomy import Taxonomy, load

ROOT = Path(__file__).parent.parent
PAIRS = ROOT / "tests" / "minimal_pairs"
SENTENCES = ROOT / "corpora" / "sentences"
PLACES = ROOT / "corpora" / "places"
PLACE = Place("Text")
GOLD = ROOT.parent / "shared" / "gold"
YES = {"meets", "both", "part1", "part2"}
# Of the first hand's sentences every third is held out: no rule and no weight is tuned on it.
HELD, HELD_HAND = 3, "a"
FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One clause as the model sees it, and whether it decides its measure for "adopted"."""

    text: str
    modality: Modality
    has_exception: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class CodedPlace:
    """A fictional place: its policy, its coding by measure, and which hand wrote it."""

    name: str
    hand: str
    is_frozen: bool
    text: str
    cells: dict[str, dict[str, object]]


@cache
def taxonomy() -> Taxonomy:
    """The rules that come with the package."""
    return load()


@cache
def read(text: str) -> Reading:
    """The reading of a text."""
    return read_text(text, taxonomy())


def row(text: str, decides: bool) -> Row:
    """A row for a text of its own: the modality is that of its first clause that has one."""
    clauses = read(text).clauses
    modality = next((c.modality for c in clauses if c.modality is not Modality.NONE), Modality.NONE)
    return Row(clause_string(text), modality, any(c.exception for c in clauses), decides)


def rows_of(clauses: tuple[Clause, ...]) -> list[Row]:
    """Rows for the clauses of a document, none of which is known to decide."""
    by_id = {clause.id: clause for clause in clauses}
    return [
        Row(
            clause_string(clause.text, by_id[clause.lead].text if clause.lead in by_id else ""),
            clause.modality,
            bool(clause.exception),
            False,
        )
        for clause in clauses
        if len(clause.text.split()) >= FEWEST_WORDS
    ]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled clause, written from the codebook without sight of rules or models, and the hand that wrote it."""

    measure: str
    hand: str
    label: str
    reason: str
    style: str
    heading: str
    lead: str
    text: str
    is_held: bool

    @property
    def decides(self) -> bool:
        """Whether it meets its measure or supplies a part of it."""
        return self.label in YES


def sentences(measure: str) -> list[Sentence]:
    """The labelled sentences of a measure, hand after hand."""
    found: list[Sentence] = []
    with (SENTENCES / f"{measure}.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            is_held = row["hand"] == HELD_HAND and number % HELD == HELD - 1
            found.append(Sentence(measure, **row, is_held=is_held))
    return found


def pairs(measure: str, *, frozen: bool) -> list[tuple[str, str]]:
    """`(adopted, not adopted)` texts of the minimal pairs."""
    table = tomllib.loads((PAIRS / f"{measure}.toml").read_text(encoding="utf-8"))
    return [(p["adopted"], p["not_adopted"]) for p in table["pair"] if bool(p.get("frozen")) is frozen]


def places() -> list[CodedPlace]:
    """The fictional places, by file name."""
    found = []
    for path in sorted(PLACES.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        cells = {name: cell for name, cell in table.items() if isinstance(cell, dict)}
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        found.append(CodedPlace(table["place"], table["hand"], bool(table.get("frozen")), text, cells))
    return found


def source(text: str) -> Source:
    """A text that stands for one place's whole policy, read."""
    reading = read(text)
    return Source(Listing("text", "0" * 64, PLACE, Kind.POLICY), 1, 0, len(reading.clauses), True, reading.findings)


def judge(text: str) -> dict[str, Judgement]:
    """The judgements on a text that stands for one place's whole policy, by measure; no clause model takes part."""

    def quote(sha256: str, start: int, end: int, finding: Finding | None) -> Evidence:
        rule, effect = (finding.rule, finding.effect.value) if finding else ("", "")
        return Evidence(text[start:end], "", sha256, 1, "", "", start, end, (), rule=rule, effect=effect)

    judged = judge_place(PLACE, [source(text)], taxonomy(), as_of="", quote=quote)
    return {judgement.measure: judgement for judgement in judged}


def reads_as_yes(text: str, measure: str, label: str) -> bool:
    """Whether the rules find in one sentence what its label says: the measure met, or its part."""
    found = [finding for finding in read(text).findings if finding.measure == measure]
    parts = taxonomy().measure_by_id[measure].parts
    supplied = {part for finding in found for part in finding.part.split(",") if part}
    best = {e: max((f.weight for f in found if f.effect is e), default=0.0) for e in (Effect.MEETS, Effect.DEFEATS)}
    if label == "part1":
        return parts[0] in supplied
    if label == "part2":
        return parts[1] in supplied
    if parts:
        return set(parts) <= supplied
    return best[Effect.MEETS] > 0 and best[Effect.MEETS] >= best[Effect.DEFEATS]


def overlapping(rows: list[Row], quote: str) -> Iterator[int]:
    """Indices of the rows that share a run of seven words with a quote, or lie inside it."""
    words = _fold(quote).split()
    if len(words) < 3:
        return
    runs = {" ".join(words[i : i + 7]) for i in range(max(1, len(words) - 6))}
    joined = " ".join(words)
    for number, entry in enumerate(rows):
        folded = _fold(entry.text)
        if any(run in folded for run in runs) or (len(folded.split()) >= FEWEST_WORDS and folded in joined):
            yield number


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
