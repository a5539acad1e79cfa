"""Dates as they are typed, stamped and put there by programs, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.agreements.dates import find_dates

READ = [
    ("2020/10/05 13:20:55", "2020-10-05"),
    ("03/18/2025", "2025-03-18"),
    ("Date: 4-7-19", "2019-04-07"),
    ("5.23.20", "2020-05-23"),
    ("Date: 2025.02.26 14:31:07 -05'00'", "2025-02-26"),
    ("Date: 2020.06.1810:05:20", "2020-06-18"),
    ("OCT - 9 2018", "2018-10-09"),
    ("MAR 0 5 2025", "2025-03-05"),
    ("April, 10, 2025", "2025-04-10"),
    ("Febuary 3, 2025", "2025-02-03"),
    ("Sept. 16, 2019", "2019-09-16"),
    ("20 May 2021", "2021-05-20"),
    ("07-Mar-2025", "2025-03-07"),
    ("signed this 4th day of March, 2025", "2025-03-04"),
    ("2024-11-30", "2024-11-30"),
    ("26/02/2025", "2025-02-26"),
    ("Date:11/6/12", "2012-11-06"),
    ("Dated:8.18.25", "2025-08-18"),
    ("17 Jun 25", "2025-06-17"),
    ("Date: 29Oct '12", "2012-10-29"),
    ("June 12, '25", "2025-06-12"),
    ("Sept. 19/22", "2022-09-19"),
    ("28 maart 2022", "2022-03-28"),
    ("2019. 10. 8.", "2019-10-08"),
]
NO_DATE = [
    "Date: 031'051'202/5/ _",
    "{, • I~ 2.;",
    "6-10-20a6",
    "June 1lo, 20",
    "202-732-4242",
    "8 C.F.R. § 287.5(e)(3)",
    "this ___ day of March 2025",
    "13/45/2025",
    "Sec. 8.3.20.1",
    "Marshall 5, 2025",
    "3/5/20__",
    # A year of two digits is one only where nothing follows.
    "on 5 June 25 officers met",
    "May 5, 12 officers",
    "10:12:3/25",
]


@pytest.mark.parametrize(("words", "day"), READ)
def test_a_date_is_read(words: str, day: str) -> None:
    assert [found.value.isoformat() for found in find_dates(words)] == [day]


@pytest.mark.parametrize("words", NO_DATE)
def test_what_is_no_full_date_is_none(words: str) -> None:
    assert find_dates(words) == []


def test_the_order_of_day_and_month_is_the_callers() -> None:
    assert find_dates("4/3/2025")[0].value.isoformat() == "2025-04-03"
    assert find_dates("4/3/2025", day_first=True)[0].value.isoformat() == "2025-03-04"


def test_a_time_of_day_behind_it_marks_a_machine() -> None:
    assert find_dates("Date: 2025.02.26 14:31:07")[0].is_digital
    assert find_dates("Ann Bell (Mar 5, 2025 14:31 EST)")[0].is_digital
    assert not find_dates("March 5, 2025")[0].is_digital


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2068, 12, 31)))
def test_every_day_is_read_back_in_every_form(day) -> None:
    for words in (
        f"{day:%m/%d/%Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
        f"{day:%Y.%m.%d} 10:00:00",
    ):
        found = find_dates(words)
        assert [f.value for f in found] == [day]
        assert 0 <= found[0].start < found[0].end <= len(words)
