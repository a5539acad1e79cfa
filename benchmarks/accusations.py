"""Hold what is read about violations against the hand coding: `python -m benchmarks.accusations --workspace DIR`.

The first coder's types are the truth, passage by passage; a passage that the workspace lacks is counted, not judged.
`--frozen` measures on the third that no rule is tuned on; without it the figures are those of the tuned two thirds.
`--written SET` needs no workspace: invented passages of many genres by as many hands as sets. Rules were tuned on
the `first`; the learned reader (`benchmarks/learn_violations.py`) has learned from all but the `ninth`. `--rules`
leaves the reader out.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policyscan import rights
from policyscan.model import Accusation, Firmness, ParsedDocument
from policyscan.rights import accusations
from policyscan.rights.acc_voice import Voice
from policyscan.rights.learned import Closely
from policyscan.rights.violations import load
from policyscan.store import Store
from policyscan.work import closely as closely_read

CODED = Path(__file__).parent.parent / "corpora" / "violations"
# Types with ten examples or more in both files together; their mean F1 is the figure to watch.
COMMON = (
    "excessive-force", "impunity", "torture-ill-treatment", "sexual-violence", "attacks-on-journalists-defenders",
    "corruption",
)  # fmt: skip

# Whose voice an invented passage has: it stands alone, without the front by which its report would tell.
VOICES = {
    **dict.fromkeys(("doj", "monitor", "ombuds", "ombudsman", "auditor"), Voice.ESTABLISHES),
    **dict.fromkeys(("annual", "ngosub", "ngo-annual", "ngo-submission"), Voice.GATHERS),
    **dict.fromkeys(("reply", "state-reply"), Voice.ANSWERS),
    "government-human-rights": Voice.GATHERS,
}
# Who speaks, where a set says so of each passage.
SPEAKERS = {
    "ngo": Voice.GATHERS, "press": Voice.GATHERS, "monitor": Voice.ESTABLISHES, "ombudsman": Voice.ESTABLISHES,
    "court": Voice.ESTABLISHES, "state": Voice.ANSWERS,
}  # fmt: skip


def voice_of(row: Mapping[str, str]) -> Voice:
    """The voice of an invented passage."""
    return VOICES.get(row["genre"]) or SPEAKERS.get(row["voice"], Voice.OTHER)


def f1(right: int, extra: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 0 where nothing is right."""
    return 2 * right / (2 * right + extra + missed) if right else 0.0


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


@dataclass(slots=True)
class Score:
    """What was read rightly, too much and not at all, by type."""

    right: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    firm: Counter[tuple[str, str]] = field(default_factory=Counter)
    whole: int = 0
    passages: int = 0

    def add(self, gold: set[str], read: set[str], coded: str, firmness: Firmness | None) -> None:
        """Count one passage; `coded` is how firm the coder took it to be."""
        self.passages += 1
        self.whole += gold == read
        self.right.update(gold & read)
        self.extra.update(read - gold)
        self.missed.update(gold - read)
        if gold and firmness is not None:
            self.firm[coded, firmness.value] += 1

    def macro(self, common: Sequence[str]) -> float:
        """The mean F1 of some types."""
        return sum(f1(self.right[name], self.extra[name], self.missed[name]) for name in common) / len(common)

    def tell(self, common: Sequence[str]) -> None:
        """Print a line for each type, then the whole; `common` are the types whose mean F1 counts."""
        print(f"{'type':34}{'n':>4}{'right':>7}{'extra':>7}{'missed':>8}{'P':>7}{'R':>6}{'F1':>6}")
        for name in sorted({*self.right, *self.extra, *self.missed}):
            ok, more, less = self.right[name], self.extra[name], self.missed[name]
            print(
                f"{name:34}{ok + less:4}{ok:7}{more:7}{less:8}{share(ok, ok + more):>7}{share(ok, ok + less):>6}"
                f"{f1(ok, more, less):6.2f}"
            )
        macro = self.macro(common)
        agreed = sum(count for (one, other), count in self.firm.items() if one == other)
        print(f"macro-F1 over {len(common)} types: {macro:.3f}")
        print(f"micro-F1 over all: {f1(self.right.total(), self.extra.total(), self.missed.total()):.3f}")
        print(f"passages with the very same types: {self.whole} of {self.passages}")
        print(f"firmness agrees in {agreed} of {self.firm.total()} passages that both say bear a type")
        for (one, other), count in self.firm.most_common():
            if one != other:
                print(f"  {count:3}  coded {one}, read {other}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--written", metavar="SET", help="one of the sets of invented passages")
    parser.add_argument("--rules", action="store_true", help="read by rules alone")
    parser.add_argument("--show", default="", help="also print the passages of this type that are read otherwise")
    given = parser.parse_args()
    if given.written:
        written(given.written, None if given.rules else closely_read).tell([one.id for one in load().violations])
        return 0
    if given.workspace is None:
        parser.error("name a workspace with --workspace, or a set with --written")
    with (CODED / ("frozen.csv" if given.frozen else "coded.csv")).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["coder"] == "one"]
    store = Store.open(given.workspace, create=False)
    present = {listing.sha256 for listing in store.listings()}
    documents = {sha256: store.document(sha256) for sha256 in {row["sha256"] for row in rows} & present}
    closely = None if given.rules else closely_read
    score, lacking = real(rows, documents, closely, "" if given.frozen else given.show)
    score.tell(COMMON)
    print(f"{lacking} passages not in the workspace")
    return 0


def written(name: str, closely: Closely | None = None) -> Score:
    """The invented passages of one set, read alone with their headings."""
    with (CODED / "written.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == name]
    read = accusations.alone([(row["heading"], row["text"]) for row in rows], [voice_of(row) for row in rows], closely)
    score = Score()
    for row, (types, firmness) in zip(rows, read, strict=True):
        score.add(kinds(row), types, row["firmness"], firmness)
    return score


def real(
    rows: Sequence[dict[str, str]],
    documents: Mapping[str, ParsedDocument],
    closely: Closely | None = None,
    show: str = "",
) -> tuple[Score, int]:
    """Coded passages of documents, by hash, and how many are in none of them."""
    score = Score()
    for sha256, document in sorted(documents.items()):
        found: dict[tuple[int, int], Accusation] = {
            (a.start, a.end): a for a in rights.read(document, closely).accusations
        }
        for row in (row for row in rows if row["sha256"] == sha256):
            span = int(row["start"]), int(row["end"])
            gold, record = kinds(row), found.get(span)
            read = set(record.violations) if record else set()
            score.add(gold, read, row["firmness"], record.firmness if record else None)
            if show and show in gold ^ read:
                sign = "missed" if show in gold else "extra"
                print(f"{sign}\t{sorted(gold)}\t{row['kind']}\t{document.text[span[0] : span[1]]}\n")
    return score, sum(row["sha256"] not in documents for row in rows)


def kinds(row: dict[str, str]) -> set[str]:
    return {kind for kind in row["types"].split(";") if kind}


if __name__ == "__main__":
    raise SystemExit(main())
