"""The numbers and signs that open list items and headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.parse.markers import read_marker, to_roman


@pytest.mark.parametrize(
    ("line", "marker", "style", "value"),
    [
        ("300.4.1 DUTY TO INTERCEDE", "300.4.1", "decimal3", 1),
        ("1.02.015G Use of Alcohol", "1.02.015G", "decimal4", 7),
        ("IV.B.2 Use of canines", "IV.B.2", "path3", 2),
        ("(a) The officer", "(a)", "(a)", 1),
        ("(12) The officer", "(12)", "(1)", 12),
        ("A. Policy", "A.", "A.", 1),
        ("a). If the", "a).", "a)", 1),
        ("XIV. TRAINING", "XIV.", "I.", 14),
        ("iii.The use of", "iii.", "i.", 3),
        ("1) first", "1)", "1)", 1),
        ("• item", "•", "bullet•", 0),
        ("Section 5: Training", "Section 5:", "word section", 5),
        ("2-52-4 Requirements", "2-52-4", "decimal3", 4),
    ],
)
def test_markers_are_read(line: str, marker: str, style: str, value: int) -> None:
    found = read_marker(line)
    assert found is not None
    assert (found.text, found.style, found.value) == (marker, style, value)


@pytest.mark.parametrize(
    "line",
    [
        "U.S. Code",
        "e.g. this",
        "Mr. Jones",
        "No. 5",
        "Part of the",
        "A person",
        "I am",
        "2016 was",
        "(see below)",
        "-5",
    ],
)
def test_words_are_no_markers(line: str) -> None:
    assert read_marker(line) is None


@given(st.integers(1, 99))
def test_roman_numerals_are_read_as_written(value: int) -> None:
    found = read_marker(f"({to_roman(value)}) text")
    assert found is not None
    assert value in (found.value, found.other[1] if found.other else 0)


@given(st.text(max_size=60))
def test_reading_a_marker_never_fails(line: str) -> None:
    found = read_marker(line)
    assert found is None or line.startswith(found.text)
