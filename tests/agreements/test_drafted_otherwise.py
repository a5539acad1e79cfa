"""Memoranda of delegation that are drafted in words of their own: parties, and the dates of signatures."""

from __future__ import annotations

import pytest
from benchmarks.agreements_written import typeset
from tests.agreements.labels import saying

from policyscan.agreements import read
from policyscan.agreements.between import phrases_of
from policyscan.agreements.candidates import Candidate, Source
from policyscan.agreements.parties import parties_of
from policyscan.extract.reading import document_of
from policyscan.model import Agreement, Direction, Role
from policyscan.parse import parse

POWERS = """1. Purpose
Under section 287(g) of the Immigration and Nationality Act certain officers may perform immigration officer functions,
under the direction of ICE, and the power to interrogate any person believed to be an alien is delegated to them.
2. Functions
Task force officers may arrest aliens whom they meet in the field, and issue immigration detainers."""
OPENINGS = [
    ('The parties are (i) the United States of America, by the Department of Homeland Security ("ICE"), and (ii) the '
     'Alder Creek Nation, by and through its Tribal Police ("the Nation").', "Alder Creek Nation", "Nation"),
    ('This agreement is made by and between U.S. Immigration and Customs Enforcement (ICE) and the STATE OF OHIO, acting '
     'by and through its Department of Public Order (DPO).', "Ohio Department of Public Order", "DPO"),
]  # fmt: skip


def memo(opening: str, signatures: str = "", page: str = "") -> Agreement:
    text = f"MEMORANDUM OF AGREEMENT\n{opening}\n{POWERS}\n{signatures}"
    return read(parse(typeset(text + (f"\f{page}" if page else ""))).document)


@pytest.mark.parametrize(("opening", "name", "short"), OPENINGS)
def test_parties_are_found_as_in_any_agreement(opening: str, name: str, short: str) -> None:
    found = read(document_of(f"MEMORANDUM OF AGREEMENT\n{opening}\n{POWERS}"))
    local = found.party(Role.LOCAL)
    assert local is not None
    assert (local.name, local.short) == (name, short)
    assert [term.value for term in found.named("direction")] == [Direction.DELEGATION]


def test_the_reader_of_names_is_asked_where_no_rule_is_sure() -> None:
    document = document_of(f"MEMORANDUM OF AGREEMENT\nOf ICE, and of Wardens at Alder Creek.\n{POWERS}")
    assert read(document).party(Role.LOCAL) is None
    local = read(document, None, saying({"Wardens at Alder Creek": "local"})).party(Role.LOCAL)
    assert local is not None
    assert local.name == "Wardens at Alder Creek"
    # The federal side is never the local one.
    assert read(document, None, saying({"ICE": "local"})).party(Role.LOCAL) is None


def test_the_federal_side_is_told_where_its_name_is_misread() -> None:
    other = read(
        document_of(f"MEMORANDUM OF AGREEMENT\nOf U.S. lmmigration and Custorns Enforcement.\n{POWERS}")
    ).party(Role.COUNTERPARTY)
    assert other is not None
    assert other.name == "US Immigration and Customs Enforcement"


def test_parties_may_be_counted() -> None:
    said = "PARTIES. (1) Fen Police Academy, Ireland (FPA). (2) The Department of State Prisons (DSP)."
    assert [one.head for one in phrases_of(said)] == ["Fen Police Academy, Ireland", "Department of State Prisons"]


def test_a_state_stands_behind_the_department_that_acts_for_it() -> None:
    said = "This contract is made between the State of Ohio, acting through its Division of State Patrol, and Fen Training LLC."
    found = [(party.role.value, party.name, party.region) for party in parties_of(document_of(said))]
    assert ("local", "Ohio Division of State Patrol", "Ohio") in found
    assert ("other", "State of Ohio", "Ohio") in found


@pytest.mark.parametrize(
    ("address", "region", "country"),
    [
        ("2 Weir Street, Alder WA 6330", "Western Australia", "AU"),
        ("2 Weir Street, Alder, WA 98101", "Washington", "US"),
        ("2 Weir Street, Alder NSW 2000", "New South Wales", "AU"),
    ],
)
def test_an_address_in_australia_is_none_in_washington(address: str, region: str, country: str) -> None:
    said = f"This deed is made between the Shire of Alder, of {address}, and Fen Training Pty Ltd."
    local = next(party for party in parties_of(document_of(said)) if party.role is Role.LOCAL)
    assert (local.region, local.country) == (region, country)


LATER = """
Sheriff of Alder County
                                                        August 5, 2020
Boyd Lee, Sheriff


U.S. IMMIGRATION AND CUSTOMS ENFORCEMENT
                                                        {day}
Corbin Moor, Field Office Director"""
WITNESS = "IN WITNESS of which the parties have put their names."
OPENING = 'This agreement is made between ICE and the Alder County Sheriff\'s Office (hereinafter "the LEA").'


def dates(found: Agreement) -> list[str]:
    return [term.value for term in found.named("signed")]


@pytest.mark.parametrize("day", ["August 19, 2020", "this 19th day of August, 2020"])
def test_dates_that_stand_alone_on_the_page_behind_the_closing_words(day: str) -> None:
    assert dates(memo(OPENING, WITNESS, LATER.format(day=day)))[:1] == ["2020-08-19"]


def test_a_page_behind_no_closing_words_is_not_signed() -> None:
    assert dates(memo(OPENING, "", LATER.format(day="August 19, 2020"))) == []


def test_who_signs_on_behalf_of_ice_is_federal() -> None:
    from policyscan.agreements.signatures import _FOR_ANY, _FOR_ICE

    assert _FOR_ICE.match("ON BEHALF OF ICE")
    assert _FOR_ANY.match("On behalf of the County")
    assert not _FOR_ICE.match("On behalf of the County")


def test_a_law_is_no_address_in_australia() -> None:
    said = "This deed is made between the City of Austin, Texas, under the INTERLOCAL COOPERATION ACT 1971, and Fen Training LLC."
    local = next(party for party in parties_of(document_of(said)) if party.role is Role.LOCAL)
    assert (local.region, local.country) == ("Texas", "US")


@pytest.mark.parametrize("words", ["palm beach county sheriff's office", "city of palm bay police department"])
def test_a_name_typed_small_is_one(words: str) -> None:
    assert not Candidate(words, Source.OPENING).is_blank


def test_a_piece_of_a_sentence_is_none() -> None:
    assert Candidate("purposes of this agreement staff may perform", Source.HEADED).is_blank


def test_duties_that_are_counted_are_no_parties() -> None:
    said = """This Agreement is made between the City of Harlan, Kentucky, and the Fen County Board of Education.
The parties agree that: (a) the police department shall keep a log (the "Log"), and (b) the school district shall keep a book (the "Book").
Duties of the parties: (a) the Police Department shall keep watch, and (b) the School District shall pay."""
    assert [party.name for party in parties_of(document_of(said))][:2] == [
        "City of Harlan",
        "Fen County Board of Education",
    ]


@pytest.mark.parametrize(
    ("state", "department", "name"),
    [
        ("State of Texas", "Texas Department of Public Safety", "Texas Department of Public Safety"),
        ("Commonwealth of Virginia", "Department of State Police", "Virginia Department of State Police"),
    ],
)
def test_a_department_says_its_state_once(state: str, department: str, name: str) -> None:
    said = f"This contract is made between the {state}, acting by and through its {department}, and Fen Training LLC."
    assert next(party.name for party in parties_of(document_of(said)) if party.role is Role.LOCAL) == name


def test_a_country_is_no_state_whose_department_acts() -> None:
    said = "This pact is made between the State of Israel, through its Ministry of Public Security, and the City of Ash, Ohio."
    assert "Israel Ministry of Public Security" not in [party.name for party in parties_of(document_of(said))]


def test_testimony_is_no_closing() -> None:
    page = "\nRates of pay\n                                July 1, 2019\n"
    assert (
        dates(memo(OPENING, "Officers shall appear in testimony before immigration courts when ICE asks.", page)) == []
    )
