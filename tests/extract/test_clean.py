"""Hyphens at line ends: dropped, save where the word is written with one."""

from __future__ import annotations

import pytest

from policyscan.extract.clean import clean


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("It shall be re-ported.", "shall be reported."),
        ("They qualify. Officers shall re-qualify.", "shall re-qualify."),
        ("Deadly force. A non-deadly option.", "A non-deadly option."),
    ],
)
def test_a_prefix_at_a_line_end_keeps_its_hyphen_where_the_rest_is_a_word(text, read):
    at = text.index("-")
    assert clean(text, (at,)).text.endswith(read)
