"""Confidence: a chance that never claims certainty, from plain numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan import confidence
from policyscan.confidence import FEATURES, LEAST, MOST, Grounds, Reading
from policyscan.errors import PolicyScanError
from policyscan.taxonomy import load

WEIGHT, ODDS = st.floats(0, 1), st.floats(-30, 30)
MEASURES = [measure.id for measure in load().measures]


@given(
    st.builds(
        Grounds,
        measure=st.sampled_from(MEASURES),
        adopted=st.booleans(),
        meets=WEIGHT,
        parts=WEIGHT,
        defeats=WEIGHT,
        fails=WEIGHT,
        is_silent=st.booleans(),
        is_optional=st.booleans(),
        reading=st.none() | st.builds(Reading, meets=ODDS, second=ODDS, defeats=ODDS, rule=st.none() | ODDS),
    )
)
def test_a_chance_is_never_certainty(grounds):
    assert LEAST <= confidence.load().adopted(grounds) <= MOST


def test_every_weight_is_of_a_known_feature():
    known = {*FEATURES, *(f"is {m}" for m in MEASURES), *(f"reading {m}" for m in MEASURES)}
    assert set(confidence.load().weights) == known


@pytest.mark.parametrize("measure", MEASURES)
def test_a_firm_clause_makes_a_yes_likelier_than_silence(measure):
    model = confidence.load()
    firm = Grounds(measure, adopted=True, meets=0.95)
    silent = Grounds(measure, adopted=False, is_silent=True)
    assert model.adopted(firm) > 0.5 > model.adopted(silent)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_clause_that_means_it_makes_a_yes_likelier(measure):
    model = confidence.load()
    meant, unlike = (Grounds(measure, adopted=False, reading=Reading(m, m, -6.0)) for m in (6.0, -6.0))
    assert model.adopted(meant) > 0.5 > model.adopted(unlike)


def test_broken_weights_are_one_clear_line(tmp_path):
    (tmp_path / "weights.toml").write_text("bias = ", encoding="utf-8")
    with pytest.raises(PolicyScanError, match="cannot be read"):
        confidence.load(tmp_path)
