"""How good the judgements are: `python -m benchmarks.judgements --workspace DIR [--gold DIR]`.

`DIR` is a workspace with the real policies; `--gold` the folder with the human coding. Beside them
stand the minimal pairs, whose frozen third no rule is tuned on. The whole account is
`python -m benchmarks.evaluation`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import closely, coded
from policyscan import open_workspace
from policyscan.evaluate import Interval, evaluate, firm


def pairs(*, frozen: bool, close: bool = False) -> Interval:
    """Right cells of the minimal pairs: the part that is tuned on, or the frozen part.

    By the rules alone, or (`close`) as a workspace judges, clauses read closely.
    """
    cells = [
        (measure.id, text, wanted)
        for measure in coded.taxonomy().measures
        for yes, no in coded.pairs(measure.id, frozen=frozen)
        for text, wanted in ((yes, 1), (no, 0))
    ]
    texts = [text for _, text, _ in cells]
    judged = closely.judge(texts) if close else [coded.judge(text) for text in texts]
    return Interval(
        sum(ours[measure].adopted == wanted for ours, (measure, _, wanted) in zip(judged, cells, strict=True)),
        len(cells),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--gold", type=Path, default=coded.GOLD)
    given = parser.parse_args()
    print(f"minimal pairs, rules alone, tuned on: {pairs(frozen=False)}; frozen: {pairs(frozen=True)}")
    print(f"minimal pairs, as read, frozen: {pairs(frozen=True, close=True)}")
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
