"""Cross-references: followed inside the document, never into laws or other books."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.extract import read_text
from policyscan.extract.references import References
from policyscan.model import Section
from policyscan.taxonomy import load

SECTIONS = (
    Section("300", "USE OF FORCE", 0, 0, 90, -1, ("USE OF FORCE",)),
    Section("300.3.4", "CAROTID CONTROL HOLD", 1, 10, 20, 0, ("USE OF FORCE", "CAROTID CONTROL HOLD")),
    Section("IV", "Deadly Force", 0, 100, 200, -1, ("Deadly Force",)),
    Section("IV.A", "Warnings", 1, 110, 120, 2, ("Deadly Force", "Warnings")),
)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("as set out in Section 300.3.4", 1),
        ("(see 300.3.4)", 1),
        ("in accordance with § 300.3.4.", 1),
        ("except as provided in section IV", 2),
        ("under Section IV.A", 3),
        ("under paragraph IV.A.2", 3),
        ("refer to Deadly Force.", 2),
        ('see "Deadly Force"', 2),
        ("Penal Code section 300", None),
        ("Section 300 of the Vehicle Code", None),
        ("see page 300.9", None),
        ("Section 9", None),
        ("300 rounds of ammunition", None),
        ("deadly force is reported", None),
    ],
)
def test_a_reference_is_followed_to_its_section(text, section):
    found = [reference.section for reference in References(SECTIONS).find(text)]
    assert found[:1] == ([] if section is None else [section])


def test_a_clause_does_not_refer_to_its_own_section():
    assert list(References(SECTIONS).find("as said in Section 300.3.4", within=1)) == []


@given(st.text(max_size=200))
def test_references_lie_inside_the_text(text):
    for reference in References(SECTIONS).find(text):
        assert 0 <= reference.start < reference.end <= len(text)
        assert 0 <= reference.section < len(SECTIONS)


POLICY = """# 5.3 {title}
{rule}
# 6.1 Holds
Neck restraints may be used only as provided in Section 5.3."""


def test_the_words_of_the_section_referred_to_decide():
    taxonomy = load()
    kept = read_text(POLICY.format(title="Deadly Force", rule="Deadly force may be used to prevent death."), taxonomy)
    other = read_text(POLICY.format(title="Defensive Tactics", rule="Holds are taught each year."), taxonomy)
    rules = [{f.rule for f in reading.findings if f.measure == "ban-chokeholds"} for reading in (kept, other)]
    assert "deadly-by-reference" in rules[0]
    assert "deadly-by-reference" not in rules[1]
    finding = next(f for f in kept.findings if f.rule == "deadly-by-reference")
    assert [cue.text for cue in finding.cues if cue.category == "reference"] == ["Section 5.3"]
