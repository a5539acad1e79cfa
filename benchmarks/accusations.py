"""Hold what is read about violations against the hand coding: `python -m benchmarks.accusations --workspace DIR`.

The first coder's types are the truth, passage by passage; a passage that the workspace lacks is counted, not judged.
`--frozen` measures on the third that no rule is tuned on; without it the figures are those of the tuned two thirds.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from policyscan import rights
from policyscan.model import Accusation
from policyscan.store import Store

CODED = Path(__file__).parent.parent / "corpora" / "violations"
# Types with ten examples or more in both files together; their mean F1 is the figure to watch.
COMMON = (
    "excessive-force", "impunity", "torture-ill-treatment", "sexual-violence", "attacks-on-journalists-defenders",
    "corruption",
)  # fmt: skip


def f1(right: int, extra: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 0 where nothing is right."""
    return 2 * right / (2 * right + extra + missed) if right else 0.0


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--show", default="", help="also print the passages of this type that are read otherwise")
    given = parser.parse_args()
    with (CODED / ("frozen.csv" if given.frozen else "coded.csv")).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["coder"] == "one"]
    store = Store.open(given.workspace, create=False)
    present = {listing.sha256 for listing in store.listings()}
    right: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    firm: Counter[tuple[str, str]] = Counter()
    whole = 0
    for sha256 in sorted({row["sha256"] for row in rows} & present):
        document = store.document(sha256)
        found: dict[tuple[int, int], Accusation] = {(a.start, a.end): a for a in rights.read(document).accusations}
        for row in (row for row in rows if row["sha256"] == sha256):
            span = int(row["start"]), int(row["end"])
            gold = {kind for kind in row["types"].split(";") if kind}
            record = found.get(span)
            read = set(record.violations) if record else set()
            whole += gold == read
            right.update(gold & read)
            extra.update(read - gold)
            missed.update(gold - read)
            if gold and record:
                firm[row["firmness"], record.firmness.value] += 1
            if given.show and given.show in gold ^ read and not given.frozen:
                sign = "missed" if given.show in gold else "extra"
                print(f"{sign}\t{sorted(gold)}\t{row['kind']}\t{document.text[span[0] : span[1]]}\n")
    judged = sum(row["sha256"] in present for row in rows)
    print(f"{'type':34}{'n':>4}{'right':>7}{'extra':>7}{'missed':>8}{'P':>7}{'R':>6}{'F1':>6}")
    for name in sorted({*right, *extra, *missed}):
        ok, more, less = right[name], extra[name], missed[name]
        print(
            f"{name:34}{ok + less:4}{ok:7}{more:7}{less:8}{share(ok, ok + more):>7}{share(ok, ok + less):>6}"
            f"{f1(ok, more, less):6.2f}"
        )
    macro = sum(f1(right[name], extra[name], missed[name]) for name in COMMON) / len(COMMON)
    agreed = sum(count for (one, other), count in firm.items() if one == other)
    print(f"macro-F1 over {len(COMMON)} common types: {macro:.3f}")
    print(f"micro-F1 over all: {f1(right.total(), extra.total(), missed.total()):.3f}")
    print(f"passages with the very same types: {whole} of {judged}; {len(rows) - judged} not in the workspace")
    print(f"firmness agrees in {agreed} of {firm.total()} passages that both say bear a type")
    for (one, other), count in firm.most_common():
        if one != other:
            print(f"  {count:3}  coded {one}, read {other}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
