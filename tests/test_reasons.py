"""Why a "no" is one: the rules' code, and where it is doubtful the one that careful readers give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.errors import PolicyScanError
from policyscan.reasons import CODES, Facts, Model, load

SHARES = st.dictionaries(st.sampled_from(CODES), st.floats(0, 1))
FACTS = st.builds(
    Facts,
    measure=st.sampled_from(["duty-to-intervene", "force-continuum"]),
    code=st.sampled_from(CODES),
    found=SHARES,
    read=SHARES,
    first_found=st.lists(st.sampled_from(CODES)),
    first_read=st.sampled_from(["", *CODES]),
    best=st.floats(-99, 99),
    topic=st.floats(-20, 20),
    clauses=st.integers(0, 300),
)


@given(FACTS)
def test_chances_are_of_the_known_codes_and_together_one(facts):
    chances = load().chances(facts)
    assert set(chances) == set(CODES)
    assert sum(chances.values()) == pytest.approx(1.0)


@given(FACTS, st.sets(st.sampled_from(CODES)))
def test_the_code_is_the_rules_or_one_that_has_words(facts, supported):
    assert load().code(facts, supported) in {facts.code, *supported}


def told(**biases: float) -> Model:
    return Model({code: {"bias": biases.get(code, -9.0)} for code in CODES}, "")


@pytest.mark.parametrize(
    ("biases", "supported", "code"),
    [
        ({"optional": 3.0, "other": 0.0}, {"optional"}, "optional"),
        ({"optional": 3.0, "other": 0.0}, set(), "other"),
        ({"optional": 0.5, "other": 0.0}, {"optional"}, "other"),
        ({"optional": 0.0, "silent": 0.0, "one-of-two": 0.0, "other": -2.0}, {"optional"}, "other"),
    ],
)
def test_the_rules_code_gives_way_only_where_it_is_unlikely_and_another_likely_and_with_words(biases, supported, code):
    assert told(**biases).code(Facts("duty-to-intervene", "other"), supported) == code


@pytest.mark.parametrize("text", ["", "[silent]\nbias = 1", "not toml ="])
def test_broken_numbers_are_one_clear_line(tmp_path, text):
    (tmp_path / "weights.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyScanError, match="cannot be read"):
        load(tmp_path)


def test_a_code_of_which_nothing_was_learned_stands():
    assert load().code(Facts("a-measure", "a-code", found={"optional": 0.9}), {"optional", "silent"}) == "a-code"
