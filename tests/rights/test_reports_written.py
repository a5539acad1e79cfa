"""The made-up reviews and yearbooks of `corpora/reports_written`: no less is read rightly than before."""

from __future__ import annotations

from benchmarks.reports_written import document, reviews, yearbooks

from policyscan.rights.recommendations import find


def test_reviews() -> None:
    counts, _ = reviews()
    assert counts["found"] >= 2410
    assert counts["all states right"] >= 2446
    assert counts["response right"] >= 2398
    assert counts["spurious"] <= 27


def test_answers_in_a_column_that_is_read_behind_the_other() -> None:
    """Two pages of this table are read column by column; the answer to each stands level with it."""
    report = document("g7.pdf")
    found = [one for one in find(report) if report.page_at(one.start) in {2, 3}]
    words = [report.text[one.response_start : one.response_end] for one in found]
    assert [one.number for one in found] == [f"96.{number}" for number in range(1, 24)]
    noted = {2, 3, 7, 15, 21}
    partly = {9, 20}
    assert words == [
        "Noted" if number in noted else "Partially accepted" if number in partly else "Accepted"
        for number in range(1, 24)
    ]


def test_yearbooks() -> None:
    counts, wrong = yearbooks()
    assert counts["own, right"] >= 312
    assert counts["run together with others"] <= 2
    assert len(wrong) == counts["own"] + counts["another's"] - counts["own, right"] - counts["another's, right"]
