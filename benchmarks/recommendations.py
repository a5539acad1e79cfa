"""Hold the recommendations read from reviews against a coding by hand, document by document.

    python -m benchmarks.recommendations --gold FILE --workspace DIR [--misses]

The coding is a CSV with the columns file, recommending_state, response and text (with the number in front); a
recommendation of several states has a row for each, or names them with ";" between. Texts are compared word by word,
without case, punctuation and accents. A recommendation counts as found where one record of ours shares at least 95 %
of the words of the longer of the two; ours that match none of the coding by half are spurious. States are right where
any of ours is one of the coding's, or neither has any; responses where they are equal.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policyscan.model import ParsedDocument
from policyscan.model.rights import Recommendation
from policyscan.rights.recommendations import find
from policyscan.store import Store
from policyscan.who import find_country

FOUND, RELATED = 0.95, 0.5
NUMBER = re.compile(r"^\s*(?:[A-Z]\s*-\s*)?(?P<number>\d[\d.]*(?:\(\d+\)|\s\d{1,3}\.)?|\([a-z]{1,2}\))\s*")
# Apostrophes and quotes as the coding has them after a wrong change of character set.
APOSTROPHE = re.compile(r"(?<=[a-z])[’'`ÕÍê](?=[a-z]?\b)")
QUOTES = str.maketrans(dict.fromkeys("ÔÒÓÕîìÍ“”‘’\"'", " "))


@dataclass(frozen=True, slots=True)
class Coded:
    """One recommendation of the coding, with all its states."""

    number: str
    words: tuple[str, ...]
    states: frozenset[str]
    response: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one document, and the texts of what was missed and what was too much."""

    coded: int
    ours: int
    found: int
    spurious: int
    states: int
    responses: int
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def normal(text: str) -> tuple[str, ...]:
    """The words of a text, comparable."""
    text = APOSTROPHE.sub("", text).translate(QUOTES)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return tuple(re.findall(r"[a-z0-9]+", plain))


def coded(rows: Iterable[dict[str, str]]) -> dict[str, list[Coded]]:
    """The coding by file, the rows of one recommendation put together."""
    together: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        together[row["file"], row["text"]].append(row)
    by_file: dict[str, list[Coded]] = defaultdict(list)
    for (file, text), same in together.items():
        match = NUMBER.match(text)
        number = re.sub(r"\.+", ".", match["number"]).strip(".") if match else ""
        words = normal(text[match.end() :] if match else text)
        states = frozenset(named(state.strip()) for row in same for state in row["recommending_state"].split(";"))
        by_file[file].append(Coded(number, words, states, same[0]["response"], text))
    return dict(by_file)


def named(state: str) -> str:
    country = find_country(state)
    return country.name if country else state


def score(document: ParsedDocument, gold: list[Coded]) -> Score:
    """Pair each recommendation of the coding with at most one of ours, the best pairs first, and count."""
    ours = find(document)
    words = [normal(document.text[record.start : record.end]) for record in ours]
    numbers = [record.number.strip(".") for record in ours]
    pairs = sorted(
        (-shared(one.words, words[at]), one.number != numbers[at], place, at)
        for place, one in enumerate(gold)
        for at in range(len(ours))
    )
    mine: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for minus, _, place, at in pairs:
        if -minus < RELATED:
            break
        if place not in mine and at not in taken:
            mine[place] = (at, -minus)
            taken.add(at)

    def right(holds: object) -> int:
        return sum(1 for place, (at, _) in mine.items() if holds(gold[place], ours[at]))  # type: ignore[operator]

    return Score(
        coded=len(gold),
        ours=len(ours),
        found=sum(1 for _, share in mine.values() if share >= FOUND),
        spurious=len(ours) - len(taken),
        states=right(lambda one, record: bool(one.states & (set(record.states) or {""}))),
        responses=right(lambda one, record: one.response == record.response),
        missed=tuple(one.text for place, one in enumerate(gold) if mine.get(place, (0, 0.0))[1] < FOUND),
        extra=tuple(_line(document, record) for at, record in enumerate(ours) if at not in taken),
    )


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The words that two texts have in common, by the length of the longer."""
    longer = max(len(one), len(other))
    if not longer or min(len(one), len(other)) < RELATED * longer:
        return 0.0
    return sum((Counter(one) & Counter(other)).values()) / longer


def _line(document: ParsedDocument, record: Recommendation) -> str:
    return f"{record.number} {document.text[record.start : record.end]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--misses", action="store_true", help="print what was missed and what was too much")
    given = parser.parse_args()
    with given.gold.open(encoding="utf-8", newline="") as opened:
        gold = coded(csv.DictReader(opened))
    store = Store.open(given.workspace, create=False)
    documents = {Path(str(listing.file)).name: listing.sha256 for listing in store.listings()}
    print(f"{'document':34} {'coded':>6} {'ours':>6} {'found':>7} {'spurious':>9} {'state':>7} {'response':>9}")
    scores: list[Score] = []
    for file, rows in sorted(gold.items()):
        if file not in documents:
            print(f"{file:34} not in the workspace")
            continue
        one = score(store.document(documents[file]), rows)
        scores.append(one)
        _print(file, one)
        for text in one.missed if given.misses else ():
            print(f"    missed: {text}")
        for text in one.extra if given.misses else ():
            print(f"    too much: {text}")
    if scores:
        names = ("coded", "ours", "found", "spurious", "states", "responses")
        _print("all", Score(*(sum(getattr(one, name) for one in scores) for name in names)))
    return 0


def _print(name: str, one: Score) -> None:
    shares = (one.found / one.coded, one.spurious / max(1, one.ours), one.states / one.coded, one.responses / one.coded)
    found, spurious, states, responses = (f"{share:.1%}" for share in shares)
    print(f"{name:34} {one.coded:6} {one.ours:6} {found:>7} {spurious:>9} {states:>7} {responses:>9}")


if __name__ == "__main__":
    sys.exit(main())
