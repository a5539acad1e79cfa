"""Agreements of other kinds: cities, schools, academies and ministries, all invented or named for the test only."""

from __future__ import annotations

import pytest

from policyscan.agreements import read
from policyscan.extract.reading import document_of
from policyscan.model import Direction, Form

SHERIFF = """MEMORANDUM OF UNDERSTANDING
This Memorandum of Understanding is made between the Harlan County Sheriff's Office, Kentucky, United States of America (hereinafter "HCSO"), and the National Police Academy of the Republic of Georgia (hereinafter the "Academy").
1. HCSO will provide training in patrol tactics to cadets of the Academy at Tbilisi for two weeks each year.
2. The Academy shall reimburse HCSO for travel.
IN WITNESS WHEREOF the parties have signed.
For HCSO:
Date: 3 June 2018
For the Academy:
Date: 12 June 2018"""
COMPACT = """INTERLOCAL AGREEMENT FOR MUTUAL AID
THIS AGREEMENT is made and entered into this 4th day of May, 2017, by and between the City of Alder, the Town of Brook, and the County of Fen, all in the State of Oregon.
WHEREAS the parties desire to provide mutual aid; a requesting agency may call on a responding agency.
Dated this 9th day of May, 2017"""
TITLE_PAGE = """COOPERATION AGREEMENT
between
THE POLICE DEPARTMENT OF THE CITY OF NEW YORK
and
THE ISRAEL POLICE
The parties wish to exchange experience under the Liaison Exchange Program.
Signature: ____
Date: 14 November 2012"""
CONTRACT = """TRAINING SERVICES CONTRACT
This Contract is entered into by and between the Los Robles Police Department ("LRPD") and the Carabinieri Corps of the Italian Republic, through its Mobile Units Command ("the Carabinieri"), and is funded by the Safe Cities Foundation ("the Foundation").
The Carabinieri shall deliver two courses in crowd management to officers of LRPD.
Executed on 11/02/2016"""
STATES = """MEMORANDUM OF UNDERSTANDING BETWEEN THE MINISTRY OF INTERNAL AFFAIRS OF UKRAINE AND THE GENERAL DIRECTORATE OF SECURITY OF THE REPUBLIC OF TURKEY
The Ministry of Internal Affairs of Ukraine and the General Directorate of Security of the Republic of Turkey, hereinafter the Parties, have agreed as follows: the Parties exchange experience; exchange of officers takes place yearly.
Done at Ankara on 7 March 2019 in two copies."""
SCHOOL = """SCHOOL RESOURCE OFFICER AGREEMENT
This Agreement is entered into by and between the Board of Education of Pine Hollow Unified School District (the "District") and the City of Pine Hollow, Arizona, by and through the Pine Hollow Police Department (the "Department").
The Department shall assign two officers.
IN WITNESS WHEREOF
Date: August 3, 2021"""

PARTIES = [
    (SHERIFF, [("local", "Harlan County Sheriff's Office", "HCSO", "Kentucky", "US"),
               ("counterparty", "National Police Academy of the Republic of Georgia", "Academy", "", "GE")]),
    (COMPACT, [("local", "City of Alder", "", "Oregon", "US"), ("counterparty", "Town of Brook", "", "Oregon", "US"),
               ("counterparty", "County of Fen", "", "Oregon", "US")]),
    (TITLE_PAGE, [("local", "New York Police Department", "", "New York", "US"), ("counterparty", "Israel Police", "", "", "IL")]),
    (CONTRACT, [("local", "Los Robles Police Department", "LRPD", "", ""),
                ("counterparty", "Carabinieri Corps of the Italian Republic", "Carabinieri", "", "IT"),
                ("other", "Safe Cities Foundation", "Foundation", "", "")]),
    (STATES, [("local", "Ministry of Internal Affairs of Ukraine", "", "", "UA"),
              ("counterparty", "General Directorate of Security of the Republic of Turkey", "", "", "TR")]),
    (SCHOOL, [("local", "Pine Hollow Police Department", "Department", "Arizona", "US"),
              ("counterparty", "Board of Education of Pine Hollow Unified School District", "District", "Arizona", "US"),
              ("other", "City of Pine Hollow", "", "Arizona", "US")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"), PARTIES, ids=["sheriff", "compact", "title page", "contract", "states", "school"]
)
def test_parties_are_named_with_role_and_place(text: str, wanted: list[tuple[str, ...]]) -> None:
    agreement = read(document_of(text))
    assert agreement.form is Form.AGREEMENT
    assert [(p.role.value, p.name, p.short, p.region, p.country) for p in agreement.parties] == wanted


@pytest.mark.parametrize("text", [row[0] for row in PARTIES])
def test_parties_quote_the_words_that_name_them(text: str) -> None:
    for party in read(document_of(text)).parties:
        last = party.name.split()[-1].casefold()
        assert (
            last in text[party.start : party.end].casefold()
            or "police department of" in text[party.start : party.end].casefold()
        )


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        (SHERIFF, Direction.OUTBOUND), (COMPACT, Direction.MUTUAL), (CONTRACT, Direction.INBOUND), (SCHOOL, None),
        (CONTRACT.replace("The Carabinieri shall deliver two courses in crowd management to officers of LRPD",
                          "LRPD shall deliver two courses in crowd management to officers of the Carabinieri"), Direction.OUTBOUND),
        (CONTRACT.replace("shall deliver", "shall not deliver"), None),
    ],
)  # fmt: skip
def test_the_way_that_training_goes(text: str, direction: Direction | None) -> None:
    assert [term.value for term in read(document_of(text)).named("direction")] == ([direction] if direction else [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (SHERIFF, ["2018-06-12", "2018-06-03"]), (COMPACT, ["2017-05-09"]), (TITLE_PAGE, ["2012-11-14"]),
        # A US police department writes the month first, though its partner does not.
        (CONTRACT, ["2016-11-02"]), (STATES, ["2019-03-07"]), (SCHOOL, ["2021-08-03"]),
    ],
)  # fmt: skip
def test_the_day_of_the_last_signature(text: str, days: list[str]) -> None:
    assert [term.value for term in read(document_of(text)).named("signed")] == days


def test_a_programme_is_given_where_the_text_names_one() -> None:
    assert [term.value for term in read(document_of(TITLE_PAGE)).named("programme")] == ["Liaison Exchange Program"]
    quoted = CONTRACT.replace("two courses", 'the "Calm Streets" programme and two courses')
    assert [term.value for term in read(document_of(quoted)).named("programme")] == ["Calm Streets"]
    assert read(document_of(SCHOOL)).named("programme") == ()


POLICIES = [
    """POLICY 331 MUTUAL AID AND OUTSIDE AGENCY ASSISTANCE
331.1 PURPOSE AND SCOPE
The purpose of this policy is to provide guidance to members on the process of requesting and responding to mutual aid.
331.2 POLICY
It is the policy of the Elm Grove Police Department to assist other agencies.
The Watch Commander shall be notified. Officers should document aid.""",
    """GENERAL ORDER 12-4 AGREEMENTS WITH OTHER AGENCIES
This General Order establishes how memoranda of understanding are drafted, reviewed and kept.
Each memorandum of agreement must be approved by the Chief of Police. Members shall send drafts to the legal adviser.
The parties to an agreement sign two copies.""",
    """Police Manual: Interagency agreements policy
This chapter applies to all employees. Employees must consult the partnerships team before a memorandum of understanding is signed.
Policy statement: agreements between agencies are to be in writing. Policy owner: Partnerships.""",
]


@pytest.mark.parametrize("text", POLICIES)
def test_a_rule_about_agreements_binds_no_parties(text: str) -> None:
    agreement = read(document_of(text))
    assert (agreement.form, agreement.parties, agreement.terms) == (Form.POLICY, (), ())
