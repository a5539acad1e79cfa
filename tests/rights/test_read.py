"""A report read whole: whom its findings are about, what a recommendation can say, what it covers."""

from __future__ import annotations

from policyscan import rights
from policyscan.extract import document_of
from policyscan.model import Firmness

REVIEW = """# Report of the Working Group on the Universal Periodic Review: Kenya
# Conclusions and recommendations
12. The recommendations listed below enjoy the support of Kenya:
12.1. Curb the prevalence of corporal punishment on children in 40 prisons (Sweden);
12.2. Investigate the 1,200 cases of torture by the police in 2008 (Brazil);
12.3. Ratify the Optional Protocol to the Convention against Torture (France).
13. In 2008 the police tortured 1,200 detainees, according to figures of the national commission."""


def test_who_recommends_has_found_and_documented_nothing() -> None:
    reading = rights.read(document_of(REVIEW))
    text = document_of(REVIEW).text
    firm = {text[item.start : item.start + 4]: item.firmness for item in reading.accusations}
    assert firm["12.1"] is firm["12.2"] is Firmness.CONCERNED
    assert "12.3" not in firm
    assert firm["13. "] is not Firmness.CONCERNED


def test_a_review_covers_the_state_under_review_alone() -> None:
    reading = rights.read(document_of(REVIEW))
    assert reading.covers == (("KE", ""),)
    assert {item.country for item in reading.accusations} == {"KE"}
    assert {state for one in reading.recommendations for state in one.states} == {"Sweden", "Brazil", "France"}
