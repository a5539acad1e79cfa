"""Links between parties and passages against the coded pairs: `python -m benchmarks.links --workspace DIR [DIR …]`.

The workspaces must hold the rights reports that `corpora/links/pairs.csv` points into. Precision is over the pairs that
are linked; a pair whose passage is not in the workspaces is counted apart.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from policyscan.exchanges.linking import Linker, Passage
from policyscan.exchanges.passages import gazetteer_of, passages_of
from policyscan.store import Store

PAIRS = Path(__file__).parent.parent / "corpora" / "links" / "pairs.csv"


def main() -> None:
    """Print the figures, and each pair that is linked wrongly or missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", nargs="+", type=Path, required=True)
    options.add_argument("--pairs", type=Path, default=PAIRS, help="second.csv: the set that no rule was made on")
    given = options.parse_args()
    places: dict[tuple[str, int, int], Passage] = {}
    linkers: dict[str, Linker] = {}
    texts: dict[str, Store] = {}
    for folder in given.workspace:
        store = Store.open(folder)
        linker = Linker(gazetteer_of(store))
        for reported in passages_of(store):
            key = (reported.accusation.sha256, reported.accusation.start, reported.accusation.end)
            places[key] = reported.passage
        for sha256 in store.document_hashes():
            linkers[sha256] = linker
            texts[sha256] = store
    counts: Counter[str] = Counter()
    with given.pairs.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sha256 = row["document_sha256"]
            if sha256 not in linkers:
                counts["not here"] += 1
                continue
            key = (sha256, int(row["start"]), int(row["end"]))
            is_link = row["label"] != "no"
            if key not in places:
                counts["no finding, right" if is_link else "no finding, wrong"] += 1
                continue
            linker = linkers[sha256]
            party = linker.party(row["party"], region=row["party_region"], country=row["party_country"])
            found = linker.link(party, places[key])
            name = ("true" if is_link else "false") if found else ("missed" if is_link else "left")
            counts[name] += 1
            if name in {"false", "missed"}:
                print(name, row["id"], row["party"], row["label"], found, row["note"])
    linked = counts["true"] + counts["false"]
    print(dict(counts))
    print(f"precision {counts['true']}/{linked}; recall {counts['true']}/{counts['true'] + counts['missed']}")


if __name__ == "__main__":
    main()
