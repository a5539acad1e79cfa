from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.sources.dates import date_in_name, find_dates, own_date, to_iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("2024-03-26", "2024-03-26"),
        ("2015/06/17", "2015-06-17"),
        ("6/2/17", "2017-06-02"),
        ("02-02-00", "2000-02-02"),
        ("12/30/1987", "1987-12-30"),
        ("26/3/2024", "2024-03-26"),
        ("October 30, 2013", "2013-10-30"),
        ("Aug. 01, 1987", "1987-08-01"),
        ("JUL 1, 1993", "1993-07-01"),
        ("24 November 2019", "2019-11-24"),
        ("3rd of May 2021", "2021-05-03"),
        ("June 2020", "2020-06"),
        ("2024-13", ""),
        ("31/31/2020", ""),
        ("February 30, 2020", ""),
        ("300.4.1", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_usual_forms_are_read(text: str, iso: str) -> None:
    assert to_iso(text) == iso


def test_day_and_month_stand_as_the_country_writes_them() -> None:
    assert to_iso("5/6/2020") == "2020-05-06"
    assert to_iso("5/6/2020", day_first=True) == "2020-06-05"


@given(day=st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_what_we_print_is_what_we_read(day: date) -> None:
    for form in ("%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "%m-%d-%y"):
        assert to_iso(day.strftime(form)) == day.isoformat(), form


@given(text=st.text(alphabet="0123456789/-. ,MayJune", max_size=30))
def test_no_text_brings_a_date_that_is_none(text: str) -> None:
    for start, end, iso in find_dates(text):
        assert 0 <= start < end <= len(text)
        assert to_iso(iso) == iso


@pytest.mark.parametrize(
    ("front", "iso"),
    [
        ("SOP 2-52 Effective: 6/2/17 Review Due: 6/2/18 Replaces: 4/1/16", "2017-06-02"),
        ("Date Issued\n02-02-00\nRevision Date\n11-02-12", "2012-11-02"),
        ("REVISION DATES\n06/05/00, 09/22/00,\n08/28/19", "2019-08-28"),
        ("RESCINDS: order of 06/05/20, 09/22/21\nISSUED 01/02/15", "2015-01-02"),
        ("This document was current at 16 August 2024.", "2024-08-16"),
        ("Manual\nMay 24, 2013\nContents", "2013-05-24"),
        ("Published 2019. A law of 1997 applies.", ""),
        ("Officers met on many days.", ""),
    ],
)
def test_a_documents_own_date_is_told_from_others(front: str, iso: str) -> None:
    assert own_date(front) == iso


@pytest.mark.parametrize(
    ("stem", "iso"),
    [
        ("use-of-force-2024-03-26", "2024-03-26"),
        ("force_20200605", "2020-06-05"),
        ("upr-france-2008", "2008"),
        ("uof-2019-99", "2019"),
        ("order-12345", ""),
        ("policy", ""),
    ],
)
def test_a_date_in_a_name(stem: str, iso: str) -> None:
    assert date_in_name(stem) == iso
