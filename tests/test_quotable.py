"""What a reader would quote: the numbers that come with the package, and how they are asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.errors import PolicyScanError
from policyscan.quotable import FEATURES, Known, Meaning, load

ODDS = st.floats(-40, 40)
MEANINGS = st.builds(Meaning, ODDS, ODDS, ODDS, st.integers(0, 99), st.integers(0, 99), st.booleans())
KNOWN = st.builds(
    Known,
    weights=st.dictionaries(st.sampled_from(["meets", "part", "defeats", "fails"]), st.floats(0, 1)),
    rules=st.integers(0, 3),
    turn=st.integers(0, 50),
    is_silent=st.booleans(),
    is_reason=st.booleans(),
    meaning=st.none() | MEANINGS,
    rank=st.none() | st.integers(0, 50),
    cosine=st.floats(-1, 1),
    best=st.floats(-1, 1),
    hints=st.integers(0, 20),
)


@given(KNOWN)
def test_features_are_named_and_of_one_size(known):
    values = known.values()
    assert set(values) <= set(FEATURES)
    assert all(abs(value) <= 6 for value in values.values())


@given(KNOWN, st.booleans())
def test_a_chance_is_one(known, yes):
    assert 0.0 <= load().chance(known, yes=yes) <= 1.0


def test_the_numbers_that_come_with_the_package_know_every_feature():
    assert set(load().yes) == set(load().no) == {"bias", *FEATURES}


@pytest.mark.parametrize("yes", [True, False])
def test_a_clause_that_a_rule_and_the_reader_find_on_the_matter_is_likelier_quoted_than_one_off_it(yes):
    on = Known(
        {"meets" if yes else "fails": 0.9}, 1, 1, is_reason=True, cosine=0.7, best=0.7, hints=2,
        meaning=Meaning(5.0, 3.0 if yes else -3.0, -5.0, 0, 0, is_reason=True),
    )  # fmt: skip
    off = Known(cosine=0.2, best=0.7, meaning=Meaning(-4.0, -6.0, -6.0, 30, 30, is_reason=False))
    assert load().chance(on, yes=yes) > load().chance(off, yes=yes)


@pytest.mark.parametrize("text", ["", "[yes]\nbias = 1", "[yes]\nbias = 'x'\n[no]\nbias = 1", "not toml ="])
def test_broken_numbers_are_one_clear_line(tmp_path, text):
    (tmp_path / "weights.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyScanError, match="cannot be read") as raised:
        load(tmp_path)
    assert "Install policyscan again" in raised.value.fix
