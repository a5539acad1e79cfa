"""The made-up reviews and yearbooks of `corpora/reports_written`: no less is read rightly than before."""

from __future__ import annotations

from benchmarks.reports_written import reviews, yearbooks


def test_reviews() -> None:
    counts, _ = reviews()
    assert counts["found"] >= 1603
    assert counts["all states right"] >= 1629
    assert counts["response right"] >= 1582
    assert counts["spurious"] <= 22


def test_yearbooks() -> None:
    counts, wrong = yearbooks()
    assert counts["own, right"] >= 312
    assert counts["run together with others"] <= 2
    assert len(wrong) == counts["own"] + counts["another's"] - counts["own, right"] - counts["another's, right"]
