"""Links between parties and passages against the coded pairs: `python -m benchmarks.links --workspace DIR [DIR …]`.

The workspaces must hold the rights reports that `corpora/links/pairs.csv` points into. Precision is over the pairs that
are linked; a pair whose passage is not in the workspaces is counted apart.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policyscan.exchanges.linking import Linker, Passage
from policyscan.exchanges.passages import gazetteer_of, passages_of
from policyscan.store import Store

PAIRS = Path(__file__).parent.parent / "corpora" / "links" / "pairs.csv"


@dataclass(slots=True)
class Score:
    """Pairs by what became of them, and those that were linked wrongly or missed."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def linked(self) -> int:
        """How many pairs were linked."""
        return self.counts["true"] + self.counts["false"]


def score(pairs: Path, stores: Sequence[Store]) -> Score:
    """Link the pairs whose passages are findings of these stores."""
    passages: dict[tuple[str, int, int], Passage] = {}
    linkers: dict[str, Linker] = {}
    for store in stores:
        linker = Linker(gazetteer_of(store))
        for reported in passages_of(store):
            key = (reported.accusation.sha256, reported.accusation.start, reported.accusation.end)
            passages[key] = reported.passage
        linkers |= dict.fromkeys(store.document_hashes(), linker)
    found = Score()
    with pairs.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _judge(row, passages, linkers, found)
    return found


def _judge(
    row: Mapping[str, str],
    passages: Mapping[tuple[str, int, int], Passage],
    linkers: Mapping[str, Linker],
    found: Score,
) -> None:
    is_link = row["label"] != "no"
    key = (row["document_sha256"], int(row["start"]), int(row["end"]))
    if key[0] not in linkers:
        found.counts["not here"] += 1
        return
    if key not in passages:
        found.counts["no finding, right" if is_link else "no finding, wrong"] += 1
        return
    linker = linkers[key[0]]
    party = linker.party(row["party"], region=row["party_region"], country=row["party_country"])
    link = linker.link(party, passages[key])
    name = ("true" if is_link else "false") if link else ("missed" if is_link else "left")
    found.counts[name] += 1
    if name in {"false", "missed"}:
        found.errors.append(f"{name} {row['id']} {row['party']} {row['label']} {link} {row['note']}")


def main() -> None:
    """Print the figures, and each pair that is linked wrongly or missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", nargs="+", type=Path, required=True)
    options.add_argument("--pairs", type=Path, default=PAIRS, help="second.csv: the set coded by another hand")
    given = options.parse_args()
    found = score(given.pairs, [Store.open(folder) for folder in given.workspace])
    print("\n".join(found.errors))
    print(dict(found.counts))
    right = found.counts["true"]
    print(f"precision {right}/{found.linked}; recall {right}/{right + found.counts['missed']}")


if __name__ == "__main__":
    main()
