"""The made-up pages of many layouts in `corpora/layouts`: no fewer passages are read whole than before."""

from __future__ import annotations

from collections import Counter

import pytest
from benchmarks.layouts import gold, read_all, score

from policyscan.extract.reading import document_of

# Passages whole, and pairs of them out of order, by set, with the rules of the day.
FLOORS = {"l": (595, 6), "m": (342, 0)}


@pytest.mark.parametrize("letter", sorted(FLOORS))
def test_passages_are_read_whole_and_in_order(letter: str) -> None:
    total: Counter[str] = Counter()
    for _, counts, _ in read_all(letter):
        total += counts
    whole, out_of_order = FLOORS[letter]
    assert total["whole"] >= whole
    assert total["out of order"] <= out_of_order


def test_what_is_run_together_is_told() -> None:
    passages = gold("l")["l12.pdf"]
    right = "\n".join(passage["text"] for passage in passages)
    counts, wrong = score(document_of(right), passages)
    assert counts["whole"] == counts["passages"]
    words = right.split()
    mixed, wrong = score(document_of(" ".join([*words[::2], *words[1::2]])), passages)
    assert mixed["whole"] < 0.1 * mixed["passages"]
    assert wrong
