"""Judgements on the sample corpus stay as they were, or the golden figures are changed with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.drift import GOLDEN, compare, figures, read, write

from policyscan import open_workspace


def test_the_sample_is_judged_as_in_the_golden_figures(sample_folder: Path):
    with open_workspace(sample_folder, create=False) as workspace:
        drift = compare(read(GOLDEN / "sample.csv"), figures(workspace.store.judgements()))
    assert not drift, drift.as_text()


def test_every_kind_of_change_is_told(tmp_path):
    golden = [figure for figure in read(GOLDEN / "sample.csv") if figure.document]
    flipped = replace(golden[0], adopted="1" if golden[0].adopted == "0" else "0")
    moved = replace(golden[1], start="999999")
    fresh = replace(golden[2], place="Newville")
    now = [flipped, moved, *golden[3:], fresh]
    drift = compare(golden, now)
    assert ([b for _, b in drift.answers], [b for _, b in drift.evidence]) == ([flipped], [moved])
    assert (drift.lost, drift.gained) == ((golden[2],), (fresh,))
    assert "1 answers and 1 deciding clauses changed, 1 cells lost, 1 gained" in drift.as_text()
    write(tmp_path / "now.csv", now)
    assert read(tmp_path / "now.csv") == now
