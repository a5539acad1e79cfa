"""How often a passage is given to the right country: `python -m benchmarks.about [--seeds N] [--workspace DIR]`.

Yearbooks of 60 to 150 entries are typeset in many layouts, parsed as any PDF and asked about each of their findings;
then the sample's yearbook, whose truth is its source; then, with a workspace, every report that it lists for one
country, which must give that country throughout without being told.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from pathlib import Path

from benchmarks.about_layouts import LAYOUTS, Layout
from benchmarks.about_yearbooks import Yearbook, make
from policyscan.model import BlockKind, Kind, ParsedDocument
from policyscan.parse import parse
from policyscan.rights.about import subjects
from policyscan.store import Store

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "sample"
SOURCE = ROOT / "corpora" / "sample_sources" / "report-annual.txt"
IN_ENTRIES = {"plain", "own", "neighbours", "abroad"}
_NUMBER = re.compile(r"\d,\d{3}")


def locate(document: ParsedDocument, text: str) -> tuple[int, int] | None:
    """Where a passage stands in the body; where a page or column parts it, where its number does."""
    end = max(page.end for page in document.pages)
    at = document.text.find(text, 0, end)
    if at >= 0:
        return at, at + len(text)
    number = _NUMBER.search(text)
    if number is None:
        return None
    before = text[max(0, number.start() - 14) : number.start()]
    for match in re.finditer(re.escape(number[0]), document.text[:end]):
        start = match.start() - len(before)
        if document.text[start : match.start()].replace("\n", " ") == before:
            return start, match.end()
    return None


def score(book: Yearbook) -> tuple[Counter[tuple[str, bool]], list[str]]:
    """Counts of right and wrong passages in entries and elsewhere, "lost" where parsing lost one; each wrong one."""
    document = parse(book.pdf, ocr=False).document
    found = subjects(document)
    counts: Counter[tuple[str, bool]] = Counter()
    wrong = []
    for truth in book.truths:
        span = locate(document, truth.text)
        if span is None:
            counts["lost", True] += 1
            continue
        told = found.at(*span)
        where = "entries" if truth.kind in IN_ENTRIES else "elsewhere"
        is_right = told.country in truth.countries
        counts[where, is_right] += 1
        if not is_right:
            wrong.append(
                f"{sorted(truth.countries)} {truth.kind}, given {told.country!r} by {told.why!r}: {truth.text[:80]}"
            )
    return counts, wrong


def sample_truth() -> list[tuple[str, str]]:
    """The sample yearbook's paragraphs, each with the heading of its entry; empty outside entries."""
    text = SOURCE.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    entry, is_inside = "", False
    found = []
    for block in re.split(r"\n\s*\n", text):
        line = " ".join(block.split())
        if line.startswith("# "):
            is_inside = line == "# Country entries"
            entry = ""
        elif line.startswith("## "):
            entry = line[3:] if is_inside else ""
        elif not line.startswith(("#", "@", "|", "-", ">")):
            found.append((line.replace("*", "").replace("'", "’").split(". ")[0].split('"')[0], entry))
    return found


def sample() -> Counter[bool]:
    """The sample's yearbook: the names of entries and the codes that the manifest knows."""
    with (SAMPLE / "manifest.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["place"]]
    own = sorted({(row["place"], row["region"], row["country"]) for row in rows})
    document = parse((SAMPLE / "civic-freedoms-2023.pdf").read_bytes(), ocr=False).document
    found = subjects(document, own_places=own)
    # Carrowmere is in no row as a place, but its cities are.
    codes = {name: code for name, region, code in own if not region} | {"Carrowmere": "XC"}
    counts: Counter[bool] = Counter()
    for words, entry in sample_truth():
        start = document.text.find(words)
        if start < 0:
            continue
        inside = [one for one in found.entries if one.is_land and one.start <= start < one.end]
        name = inside[-1].name if inside else ""
        is_right = found.at(start, start + len(words)).country == codes.get(entry, "") and name == entry
        counts[is_right] += 1
        if not is_right:
            print(f"  sample: {entry!r}, given {name!r}: {words[:80]}")
    return counts


def real(workspace: Path) -> Counter[bool]:
    """The reports of one country each: every passage must be given to it, though nobody says which it is."""
    counts: Counter[bool] = Counter()
    store = Store.open(workspace, create=False)
    for listing in store.listings():
        if listing.kind is not Kind.RIGHTS_REPORT or not listing.place.country:
            continue
        document = store.document(listing.sha256)
        if document is None:
            continue
        given = countries_of(document)
        is_right = given == {listing.place.country}
        counts[is_right] += 1
        if not is_right:
            print(f"  {listing.file}: {listing.place.country}, given {sorted(given)}")
    return counts


def countries_of(document: ParsedDocument) -> set[str]:
    """The countries that a report's paragraphs are given to."""
    found = subjects(document)
    paragraphs = [block for block in document.blocks if block.kind is BlockKind.PARAGRAPH]
    return {found.at(block.start, block.end).country for block in paragraphs}


def run(layout: Layout, seeds: int, *, verbose: bool) -> Counter[tuple[str, bool]]:
    counts: Counter[tuple[str, bool]] = Counter()
    for seed in range(seeds):
        found, wrong = score(make(layout, 1000 * seed + LAYOUTS.index(layout)))
        counts += found
        for line in wrong if verbose else ():
            print(f"    {line}")
    return counts


def share(counts: Counter[tuple[str, bool]], where: str) -> str:
    right, wrong = counts[where, True], counts[where, False]
    return f"{right:6,} of {right + wrong:6,}  {100 * right / max(1, right + wrong):5.1f} %"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    total: Counter[tuple[str, bool]] = Counter()
    for layout in LAYOUTS:
        counts = run(layout, given.seeds, verbose=given.verbose)
        total += counts
        print(f"{layout.name:42} entries {share(counts, 'entries')}   elsewhere {share(counts, 'elsewhere')}")
    print(f"{'all':42} entries {share(total, 'entries')}   elsewhere {share(total, 'elsewhere')}")
    print(f"passages that parsing took for running heads, or parted: {total['lost', True]}")
    found = sample()
    print(f"the sample's yearbook: {found[True]} of {found.total()} passages")
    if given.workspace:
        found = real(given.workspace)
        print(f"reports on one country: {found[True]} of {found.total()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
