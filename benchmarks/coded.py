"""Texts with a known reading: sentences, fictional places, minimal pairs, and real places where they are at hand."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policyscan.extract import read_text
from policyscan.judge import Source, judge_place
from policyscan.model import Effect, Evidence, Finding, Judgement, Kind, Listing, Place, Reading
from policyscan.taxonomy import Taxonomy, load

ROOT = Path(__file__).parent.parent
PAIRS = ROOT / "tests" / "minimal_pairs"
SENTENCES = ROOT / "corpora" / "sentences"
PLACES = ROOT / "corpora" / "places"
LABELLED = ROOT / "corpora" / "labelled" / "policies.csv"
PLACE = Place("Text")
GOLD = ROOT.parent / "shared" / "gold"
YES = {"meets", "both", "part1", "part2"}
# Of the first hand's sentences every third is held out: no rule and no weight is tuned on it.
HELD, HELD_HAND = 3, "a"
# Typographic quotes as plain ones.
PLAIN_QUOTES = str.maketrans("\u201c\u201d", '""')


@dataclass(frozen=True, slots=True)
class Mark:
    """A clause of a fictional place with what it says on a measure; labels are those of the sentences."""

    measure: str
    label: str
    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class CodedPlace:
    """A fictional place: its policy, its coding by measure and its hand; marked clauses and second coding, if any."""

    name: str
    hand: str
    is_frozen: bool
    text: str
    cells: dict[str, dict[str, object]]
    marks: tuple[Mark, ...] = ()
    second: tuple[dict[str, str], ...] = ()


@cache
def taxonomy() -> Taxonomy:
    """The rules that come with the package."""
    return load()


@cache
def read(text: str) -> Reading:
    """The reading of a text."""
    return read_text(text, taxonomy())


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
    rows = read_csv(SENTENCES / f"{measure}.csv")
    return [
        Sentence(measure, **row, is_held=row["hand"] == HELD_HAND and number % HELD == HELD - 1)
        for number, row in enumerate(rows)
    ]


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
        clauses = path.with_suffix(".clauses.csv")
        marks = tuple(Mark(**row) for row in read_csv(clauses)) if clauses.exists() else ()
        again = path.with_suffix(".second.csv")
        second = tuple(read_csv(again)) if again.exists() else ()
        found.append(CodedPlace(table["place"], table["hand"], bool(table.get("frozen")), text, cells, marks, second))
    return found


@dataclass(frozen=True, slots=True)
class Labelled:
    """A clause of a real document, by its place there, with our label on a measure; no measure: it speaks on none."""

    sha256: str
    start: int
    end: int
    measure: str
    label: str
    reason: str


def labelled_clauses() -> dict[str, list[Labelled]]:
    """The clauses of real documents that we labelled, by the document's sha256."""
    found: dict[str, list[Labelled]] = {}
    for row in read_csv(LABELLED):
        known = Labelled(row["sha256"], int(row["start"]), int(row["end"]), row["measure"], row["label"], row["reason"])
        found.setdefault(known.sha256, []).append(known)
    return found


def source(text: str) -> Source:
    """A text that stands for one place's whole policy, read."""
    reading = read(text)
    return Source(
        Listing("text", "0" * 64, PLACE, Kind.POLICY), 1, 0, len(reading.clauses), True, reading.findings, text=text
    )


def no_quote(sha256: str, start: int, end: int, finding: Finding | None) -> Evidence:
    """Evidence without words, for those who only count answers."""
    rule, effect = (finding.rule, finding.effect.value) if finding else ("", "")
    return Evidence("", "", sha256, 1, "", "", start, end, (), rule=rule, effect=effect)


def judge(text: str) -> dict[str, Judgement]:
    """The rules' judgements on a text that stands for one place's whole policy, by measure; nothing is read closely."""
    judged = judge_place(PLACE, [source(text)], taxonomy(), as_of="", quote=no_quote)
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


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fold(text: str) -> str:
    """Letters and digits only, in lower case, words parted by a space."""
    return re.sub(r"\W+", " ", text).strip().lower()
