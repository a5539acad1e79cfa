"""Measure questions asked within one city, whose answers human coders quoted: which passages hold those quotes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.model import Kind
from policyscan.search.words import WORD, fold

if TYPE_CHECKING:
    from policyscan import Workspace
    from policyscan.model import Passage

# Runs of three words are compared: they survive other line breaks, bullets and a letter misread here and there.
RUN = 3
# A quote of fewer words is no clause; a document that holds less of it is another version.
SHORTEST_QUOTE = 8
LEAST_OF_QUOTE = 0.6
# A passage that holds this share of a quote, or consists of it to this share, answers the question.
ENOUGH_OF_QUOTE = 0.4
ENOUGH_OF_PASSAGE = 0.7
_QUOTED = re.compile(r'["“]([^"“”]+)["”]')


@dataclass(frozen=True, slots=True)
class QuoteQuestion:
    """A measure's question within one place; `answers` are ids of the passages that hold the coder's quotes."""

    place: str
    measure: str
    adopted: str
    answers: frozenset[str]


def quote_questions(work: Workspace, gold: Path, *, same_version: bool = False) -> list[QuoteQuestion]:
    """One for each coded cell whose note quotes words that a policy here holds."""
    passages = _passages(work)
    found = []
    with gold.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["place"] not in passages or (same_version and row.get("pdf") != "same-version"):
                continue
            quotes = list(_quotes(row.get("coder_note") or row.get("quote") or ""))
            answers = {name for quote in quotes for name in _holders(quote, passages[row["place"]])}
            if answers:
                found.append(QuoteQuestion(row["place"], row["measure"], row["adopted"], frozenset(answers)))
    return found


def _passages(work: Workspace) -> dict[str, list[tuple[Passage, Counter[str]]]]:
    found: dict[str, list[tuple[Passage, Counter[str]]]] = {}
    for listing in work.store.listings():
        if listing.kind is Kind.POLICY:
            passages = work.store.passages(listing.sha256)
            found.setdefault(listing.place.name, []).extend((one, _runs(one.text)) for one in passages)
    return found


def _quotes(note: str) -> Iterator[Counter[str]]:
    quoted = _QUOTED.findall(note) or ([note] if '"' not in note else [])
    for text in quoted:
        if len(WORD.findall(text)) >= SHORTEST_QUOTE:
            yield _runs(text)


def _runs(text: str) -> Counter[str]:
    words = WORD.findall(fold(text))
    return Counter(" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def _holders(quote: Counter[str], passages: Sequence[tuple[Passage, Counter[str]]]) -> list[str]:
    every: Counter[str] = Counter()
    shares = []
    for passage, runs in passages:
        common = (quote & runs).total()
        if common:
            every |= quote & runs
            shares.append((passage.id, common / quote.total(), common / runs.total()))
    if every.total() < LEAST_OF_QUOTE * quote.total():
        return []
    return [
        name for name, of_quote, of_passage in shares if of_quote >= ENOUGH_OF_QUOTE or of_passage >= ENOUGH_OF_PASSAGE
    ]
