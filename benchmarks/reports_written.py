"""Say how well made-up reviews and yearbooks are read: `python -m benchmarks.reports_written [--show]`.

`corpora/reports_written` holds 43 invented reviews of states by others, as those of 2008 to 2026 are set, with their
recommendations, and five yearbooks with an entry for each country, with passages and the country that each is
about. They were written by eight hands that saw no rule and were read once before anything was changed (that figure,
and what was changed then: docs/decisions/0004-agreements-and-reports.md). All are known by now.

These hands keep as one recommendation what several states said under one number; ours of one number may stand for it
together. Passages on what another country's authorities did, within an entry, stay with the entry as we read them;
they are counted by themselves.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.recommendations import FOUND, RELATED, coded, normal, shared
from policyscan.model import ParsedDocument
from policyscan.parse import parse
from policyscan.rights.about import subjects
from policyscan.rights.recommendations import find

WRITTEN = Path(__file__).parent.parent / "corpora" / "reports_written"
_FURTHER = re.compile(r"^(?P<item>.+?\)|\d+\.\d+)\.\d+$")


def document(file: str) -> ParsedDocument:
    """One of the reports, parsed."""
    return parse((WRITTEN / file).read_bytes(), ocr=False).document


def table(name: str) -> list[dict[str, str]]:
    """The rows of an answer file."""
    with (WRITTEN / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True, slots=True)
class Item:
    """One record, or all records of one number together: which they are, and what they say."""

    records: frozenset[int]
    words: tuple[str, ...]
    states: frozenset[str]
    response: str


def reviews() -> tuple[Counter[str], list[str]]:
    """Counts over all recommendations of the reviews, and what is not right."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for file, gold in sorted(coded(table("recommendations.csv")).items()):
        items = _items(document(file))
        taken: set[int] = set()
        for one in gold:
            free = [item for item in items if not item.records & taken]
            best = max(free, key=lambda item: shared(one.words, item.words), default=None)
            share = shared(one.words, best.words) if best else 0.0
            counts["recommendations"] += 1
            if best and share >= RELATED:
                taken |= best.records
                counts["found"] += share >= FOUND
                counts["all states right"] += best.states == one.states
                counts["response right"] += best.response == one.response
            if share < FOUND:
                wrong.append(f"{file}: {one.text[:90]}")
        counts["spurious"] += len({number for item in items for number in item.records} - taken)
    return counts, wrong


def _items(report: ParsedDocument) -> list[Item]:
    """Each record by itself, and those of one number put together."""
    records = find(report)
    parts = [frozenset({at}) for at in range(len(records))]
    by_number: dict[str, set[int]] = {}
    for at, record in enumerate(records):
        match = _FURTHER.match(record.number)
        by_number.setdefault(match["item"] if match else record.number, set()).add(at)
    found = []
    for part in {*parts, *map(frozenset, by_number.values())}:
        chosen = [records[at] for at in sorted(part)]
        start, end = chosen[0].start, chosen[-1].end
        # Words broken at a line's end are whole in the answers.
        words = normal("".join(report.text[at] for at in range(start, end) if at not in report.soft_hyphens))
        states = frozenset(state for record in chosen for state in record.states)
        found.append(Item(part, words, states, chosen[0].response))
    return sorted(found, key=lambda item: sorted(item.records))


def yearbooks() -> tuple[Counter[str], list[str]]:
    """Counts over all passages of the yearbooks, and what is not right."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    rows = table("countries.csv")
    for file in sorted({row["file"] for row in rows}):
        report = document(file)
        told = subjects(report)
        for row in rows:
            if row["file"] != file:
                continue
            match = re.search(r"\s+".join(map(re.escape, row["snippet"].split())), report.text)
            kind = "another's" if row["other_than_entry"] == "1" else "own"
            counts[kind] += 1
            if match is None:
                counts["run together with others"] += 1
                wrong.append(f"{file} p. {row['page']}: not in one piece: {row['snippet']}")
                continue
            country = told.at(*match.span()).country
            counts[f"{kind}, right"] += country == row["country"]
            if country != row["country"]:
                wrong.append(f"{file} p. {row['page']}: {country} for {row['country']}: {row['snippet']}")
    return counts, wrong


def main() -> None:
    """Print both counts."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--show", action="store_true", help="print what is not right")
    given = options.parse_args()
    for name, (counts, wrong) in (("reviews", reviews()), ("yearbooks", yearbooks())):
        print(f"{name}: " + ", ".join(f"{what} {count}" for what, count in counts.items()))
        for line in wrong if given.show else ():
            print(f"    {line}")


if __name__ == "__main__":
    main()
