"""How good the judgements are: `python -m benchmarks.judgements --workspace DIR [--gold DIR]`.

`DIR` is a workspace with the real policies; `--gold` the folder with the human coding. Beside them
stand the sample's own coding and the minimal pairs, whose frozen third no rule is tuned on.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from pathlib import Path

from policyscan import open_workspace
from policyscan.evaluate import Interval, evaluate, firm
from policyscan.extract import read_text
from policyscan.judge import Source, judge_place
from policyscan.model import Evidence, Finding, Kind, Listing, Place
from policyscan.taxonomy import load

ROOT = Path(__file__).parent.parent
PAIRS = ROOT / "tests" / "minimal_pairs"
GOLD = ROOT.parent / "shared" / "gold"


def adopted(text: str, measure: str) -> int | None:
    """What the rules read from a text that stands for one place's whole policy."""

    def quote(sha256: str, start: int, end: int, _: Finding | None) -> Evidence:
        return Evidence(text[start:end], "", sha256, 1, "", "", start, end, ())

    taxonomy = load()
    reading = read_text(text, taxonomy)
    listing = Listing("pair", "0" * 64, Place("Pair"), Kind.POLICY)
    source = Source(listing, 1, 0, len(reading.clauses), True, reading.findings)
    judged = judge_place(Place("Pair"), [source], taxonomy, as_of="", quote=quote)
    return next(judgement.adopted for judgement in judged if judgement.measure == measure)


def pairs() -> dict[str, Counter[str]]:
    """Cells and right cells of the minimal pairs, for the part that is tuned on and the frozen part."""
    counts = {"tuned on": Counter[str](), "frozen": Counter[str]()}
    for path in sorted(PAIRS.glob("*.toml")):
        for pair in tomllib.loads(path.read_text(encoding="utf-8"))["pair"]:
            count = counts["frozen" if pair.get("frozen") else "tuned on"]
            count["cells"] += 2
            count["right"] += adopted(pair["adopted"], path.stem) == 1
            count["right"] += adopted(pair["not_adopted"], path.stem) == 0
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    given = parser.parse_args()
    for name, count in pairs().items():
        print(f"minimal pairs, {name}: {Interval(count['right'], count['cells'])}")
    if given.workspace:
        with open_workspace(given.workspace) as place:
            judgements = place.store.judgements()
        one, two = given.gold / "measures_2016.csv", given.gold / "second_reader.csv"
        print("\nFirm cells (both readers agree; same-version); the rules were tuned in their sight")
        print(firm(one, two, judgements).as_text())
        print("\nAgainst the 2016 coders alone")
        print(evaluate(judgements, one).as_text())
        print("\nAgainst the second reader alone")
        print(evaluate(judgements, two).as_text())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
