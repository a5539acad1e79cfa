"""Parties by the terms that are defined for them; dates by themselves; places that are said elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.agreements.dates import find_dates
from policyscan.agreements.defined import defined
from policyscan.agreements.parties import parties_of
from policyscan.agreements.whole import read_all
from policyscan.extract.reading import document_of
from policyscan.model import Agreement, Role


def heads(text: str) -> list[str]:
    return [one.head for one in defined(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            'Between: Quill County Sheriff\'s Office, 9 Court Loop (the "Office")\n'
            'And: Policía Nacional de Andoria, through its Dirección Rural (the "Police")\n'
            'The State Training Board ("STB") was consulted. The Office shall pay. The Police will send two instructors.',
            ["Quill County Sheriff's Office", "Policía Nacional de Andoria"],
        ),
        (
            "1. THE MINISTRY OF INTERIOR OF THE STATE OF ORAN, represented by its Director (hereinafter referred to as\n"
            '"the First Party"); and\n2. THE COUNTY OF FAIRHOLT POLICE DEPARTMENT, represented by its Chief (hereinafter\n'
            'referred to as "the Second Party").\nThe Second Party shall deliver two courses.',
            ["MINISTRY OF INTERIOR OF THE STATE OF ORAN", "COUNTY OF FAIRHOLT POLICE DEPARTMENT"],
        ),
        (
            'The Police Headquarters Westrich, represented by its President,\n- hereinafter "PP Westrich" -\nand the\n'
            'Ruan National Police, represented by its Inspector,\n- hereinafter "RNP" -\nPP Westrich will host RNP.',
            ["Police Headquarters Westrich", "Ruan National Police"],
        ),
        (
            'I propose, on behalf of the Service de police de la Ville de Saint-Aubin (the "SPVSA"), that the following\n'
            'apply between the SPVSA and the Gana Police Service (the "GPS").\nThe SPVSA will send a list. The GPS will answer.',
            ["Service de police de la Ville de Saint-Aubin", "Gana Police Service"],
        ),
        (
            'The parties are the CITY OF ALDER POINT, a municipal corporation ("Alder Point"); and the TOWN OF NISSON, a '
            'municipal corporation ("Nisson").',
            ["CITY OF ALDER POINT", "TOWN OF NISSON"],
        ),
        (
            'This is entered into by the City of Aldmoor (the "City"), and the Gendarmerie of the Republic of Oran, a force '
            "under the Ministry of that Republic (hereinafter the “Gendarmerie”). The City and the Gendarmerie will meet.",
            ["City of Aldmoor", "Gendarmerie of the Republic of Oran"],
        ),
        (
            "Name STATE OF COOLAH acting through the Coolah Police Service\nShort form name CPS\n"
            "Name POLÍCIA NACIONAL DE TIRAN\nShort form name PNT\nCPS will place two advisors with PNT.",
            ["STATE OF COOLAH", "POLÍCIA NACIONAL DE TIRAN"],
        ),
    ],
)
def test_bodies_with_terms_are_the_parties(text: str, wanted: list[str]) -> None:
    assert heads(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        'The City will pay. This Agreement (the "Agreement") is made for training (the "Program").',
        'The Bureau of Narcotics of the State ("BNS") gave advice. The Highway Patrol ("HP") was told.',
        "Officers shall report force.",
    ],
)
def test_bodies_named_in_passing_are_no_parties(text: str) -> None:
    assert heads(text) == []


@given(st.text(alphabet='AZaz ()"“”,;:.\nthe hereinafter City of Police Department shall', max_size=400))
def test_a_head_stands_where_it_says(text: str) -> None:
    for one in defined(text):
        assert 0 <= one.start < one.end <= len(text)
        assert " ".join(text[one.start : one.end].split()).startswith(one.head[:4])


def agreement(text: str) -> Agreement:
    return read_all(document_of(text))


def test_the_region_stands_behind_the_party_s_own_place_elsewhere() -> None:
    text = (
        "TOWN OF HARWICK, CONNECTICUT AGENDA ITEM 11\n\nLETTER OF AGREEMENT\n\n"
        'The Harwick Police Department ("Harwick") and the Jefatura de Policía de Florida, of the Ministry of the Interior of '
        'Uruguay ("the Jefatura"), agree as follows.\n\nHarwick will receive four officers. The Jefatura will receive four. Officers leave Uruguay in May.'
    )
    local, other = parties_of(document_of(text))[:2]
    assert (local.name, local.region, local.country) == ("Harwick Police Department", "Connecticut", "US")
    assert (other.name, other.role, other.country) == ("Jefatura de Policía de Florida", Role.COUNTERPARTY, "UY")


def test_a_listed_agency_is_a_party() -> None:
    text = (
        "MEMORANDUM OF UNDERSTANDING\n\nI. PARTICIPATING AGENCIES\nA. Hollander Police Department\n"
        "B. Marquis County Sheriff's Office\nC. Bluff Grove Police Department\n\nII. MISSION\nThe agencies pool investigators.\n"
    )
    names = [party.name for party in parties_of(document_of(text))]
    assert names == ["Hollander Police Department", "Marquis County Sheriff's Office", "Bluff Grove Police Department"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Bogotá, 22 de julio de 2022", date(2022, 7, 22)),
        ("17 SET. 2019", date(2019, 9, 17)),
        ("Kigali, den 3. Mai 2016", date(2016, 5, 3)),
        ("on the 23rd OF MAY OF 2023", date(2023, 5, 23)),
        ("the twenty-ninth day of the month of November of the year two thousand twenty-one", date(2021, 11, 29)),
        ("on the twelfth of June two thousand and twenty-four", date(2024, 6, 12)),
        ("26.04.2016", date(2016, 4, 26)),
    ],
)
def test_dates_in_other_words(words: str, day: date) -> None:
    assert [found.value for found in find_dates(words)] == [day]


@pytest.mark.parametrize("words", ["marzo", "the second of May", "el 31 de junio de 2022", "may 2022"])
def test_what_is_no_day_is_no_date(words: str) -> None:
    assert find_dates(words) == []


def test_who_signs_decides_where_the_opening_is_not_understood() -> None:
    text = (
        "PROFESSIONAL SERVICES\n\nContracting side as shown on the cover and its counterpart settle what follows.\n\n"
        + "The course has four parts and is given twice a year in the hall behind the court house.\n\n" * 6
        + "IN WITNESS WHEREOF they have signed.\n\nCITY OF TAMARACK FALLS\n\nBy: __________\n\nIts: Mayor\n\n"
        "NORTHMOOR STATE UNIVERSITY\n\nBy: __________\n\nIts: Rector\n\nApproved as to form: City Attorney\n"
    )
    assert [party.name for party in parties_of(document_of(text))] == [
        "City of Tamarack Falls",
        "Northmoor State University",
    ]


def signed(text: str) -> list[str]:
    return [term.value for term in agreement(text).named("signed") if term.value]


def test_the_last_date_by_itself_below_a_party_s_name_is_that_of_signing() -> None:
    text = (
        'AGREEMENT\n\nThe City of Aldmoor (the "City") and the Oran Police (the "Police") agree. The City shall pay.\n\n'
        "Executed in duplicate.\n\nCITY OF ALDMOOR\n\nBy: ______________\n\nJuly 7, 2022\n\nORAN POLICE\n\n"
        "By: ______________\n\nOran, 22 de julio de 2022\n\n"
    )
    assert signed(text)[:1] == ["2022-07-22"]
    assert signed(text + "\n\n" * 8 + "Reviewed by the County Attorney:\n\nAugust 9, 2022\n")[:1] == ["2022-07-22"]
