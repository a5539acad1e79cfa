"""Names with the unit, seat and office that belong to them, sides by who represents them, and days that are recalled."""

from __future__ import annotations

import pytest

from policyscan.agreements import read
from policyscan.agreements.between import phrases_of
from policyscan.agreements.parties import parties_of
from policyscan.agreements.parties_words import is_body
from policyscan.agreements.phrases import phrase
from policyscan.extract.reading import document_of
from policyscan.model import Direction, Form, Role


def sides(text: str) -> list[str]:
    return [party.name for party in parties_of(document_of(text)) if party.role is not Role.OTHER]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            'Made between the City of Alder, Oregon ("the City") and the Netherlands Police, Waal Unit ("the Unit").\n'
            "The Unit shall teach. The City shall pay.",
            ["City of Alder", "Netherlands Police, Waal Unit"],
        ),
        (
            'Made by and between the Commissioner of Police, Anandpur City, having office at Station Road, Anandpur ("the '
            'CP") and the National Police Agency of Japan ("the Agency").\nThe Agency shall depute experts. The CP shall host.',
            ["Commissioner of Police, Anandpur City", "National Police Agency of Japan"],
        ),
        (
            "The Voivodeship Police Headquarters in Zalesie,\nrepresented by its Commander, insp. Jan Nowak,\n\n"
            "the Regional Directorate of the Police Force in Dolina,\nrepresented by its Director, plk. Petr Vesely,\n\n"
            'each hereinafter "the Side",\n\nhave reached the following understanding:\n1. The Sides will cooperate.',
            ["Voivodeship Police Headquarters in Zalesie", "Regional Directorate of the Police Force in Dolina"],
        ),
        (
            "AGREEMENT\nbetween the Ministry of Interior of the State of Kuwait\nand the Ministry of Internal Affairs of Georgia\n"
            "on Cooperation in the Field of Patrol",
            ["Ministry of Interior of the State of Kuwait", "Ministry of Internal Affairs of Georgia"],
        ),
    ],
    ids=["unit", "office", "represented", "field"],
)
def test_names_are_whole_and_end_where_they_end(text: str, wanted: list[str]) -> None:
    assert sorted(sides(text)) == sorted(wanted)


def test_a_long_name_with_its_places_is_one_name() -> None:
    text = (
        "This Letter is entered by and between the Liberia National Police, Maryland County Detachment, Harper City, Maryland "
        'County, Republic of Liberia (the "LNP"), and the City of Harlan, a municipal corporation of Ohio (the "City").'
    )
    assert [one.head.partition(",")[0] for one in phrases_of(text)] == ["Liberia National Police", "City of Harlan"]


def test_a_name_ends_before_the_field_of_cooperation() -> None:
    found = phrase("Ministry of Internal Affairs of Oran on Cooperation in Road Policing", 0)
    assert found.head == "Ministry of Internal Affairs of Oran"


def test_of_two_in_one_country_the_town_is_local_and_not_the_national_force() -> None:
    text = (
        "This agreement is made by and between the Royal Canadian Mounted Police, New Brunswick, and the Alder Point "
        "Police Force, New Brunswick."
    )
    assert sides(text)[0] == "Alder Point Police Force"


@pytest.mark.parametrize(
    "first", ["Royal Canadian Mounted Police, New Brunswick", "Alder Point Police Department, Maine"]
)
def test_of_equals_the_one_in_the_united_states_is_local(first: str) -> None:
    names = ["Royal Canadian Mounted Police, New Brunswick", "Alder Point Police Department, Maine"]
    other = next(name for name in names if name != first)
    (local, *_) = parties_of(document_of(f"This agreement is made by and between the {first}, and the {other}."))
    assert local.name == "Alder Point Police Department"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Recalling the Memorandum signed in Oran on 11 May 2016 between the institutes,\n"
            "Done at Tiran, on Friday 14 Rabi al-Awwal 1445 H., corresponding to 29 September 2023 AD, in two copies.",
            ["2023-09-29"],
        ),
        ("Recalling the Memorandum signed in Oran on 11 May 2016 between the institutes,\nhave agreed.", []),
        ("taking account of the plan of cooperation signed at Oran on 15 May 2015, which remains,\nhave agreed.", []),
        ("A memorandum between the University and the Department dated March 3, 2020 has lapsed.", []),
        ("WHEREAS the State Government vide Order No. 417 dated 11-02-2025 accorded sanction,", []),
        ("For the City\nBy: ______\n4 August 2019 / 3 Av 5779", ["2019-08-04"]),
        ("THIS SERVICES AGREEMENT dated for reference the 6th day of September, 2022", []),
        ("/s/ Ann Bell\nMayor\nApproved by Council: 08/05/2019\nSigned: 08/06/2019", ["2019-08-06"]),
    ],
    ids=["done", "recalling", "recalled", "another", "order", "calendar", "reference", "signed"],
)
def test_a_day_that_is_recalled_is_not_that_of_signing(text: str, days: list[str]) -> None:
    assert [term.value for term in read(document_of(text)).named("signed")] == days


def test_that_an_agreement_replaces_another_makes_it_no_policy() -> None:
    text = "STAFF EXCHANGE SCHEME\n1. It replaces the letter of comfort of 2016 between the two services."
    assert read(document_of(text)).form is Form.AGREEMENT


@pytest.mark.parametrize(
    ("text", "way"),
    [
        (
            'This Letter is entered by and between the Liberia National Police ("LNP") and the City of Harlan, Ohio ("City").\n'
            "The LNP shall detail two officers to Harlan for ten weeks. They shall teach the officers of the City.",
            Direction.INBOUND,
        ),
        (
            'This Letter is entered by and between the Liberia National Police ("LNP") and the City of Harlan, Ohio ("City").\n'
            "The City shall detail two officers to Monrovia for ten weeks. They shall teach the officers of the LNP.",
            Direction.OUTBOUND,
        ),
        (
            "The Ministry of Interior of the State of Kuwait and the Ministry of Internal Affairs of Georgia have agreed:\n"
            "The Georgian Party shall, upon request:\na- receive annually sixty officers from the Kuwaiti Party in Tbilisi for "
            "courses;\nb- second four trainers to Kuwait.",
            Direction.INBOUND,
        ),
    ],
    ids=["they come", "they go", "adjectives"],
)
def test_the_way_is_told_by_who_was_sent_and_by_a_countrys_adjective(text: str, way: Direction) -> None:
    assert [term.value for term in read(document_of(text)).named("direction")] == [way]


OPENING = 'This Agreement is made between {a} ("the First") and {b} ("the Second").\nThe First shall pay. The Second shall teach.'


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("the City of Alder, Oregon", "the State of Oregon, acting by its Department of Public Safety"),
        ("the Township of Brenwick, New Jersey", "the Atlantic Bridge Public Safety Institute, Inc."),
        ("the Cardwell Regional Council, Queensland", "the Queensland Police Service"),
        ("the Borough of Chaguanas", "the Trinidad and Tobago Police Service"),
        ("Kerala Police, India", "the National Forensic University, India"),
        ("Kerala Police, India", "Harwick Police Supplies, LLC"),
        ("the Municipality of Santa Rita, Mexico", "the Vermont State Police"),
        ("the Police Directorate of Balti Municipality, Moldova", "the Swedish Police Authority"),
    ],
)
def test_the_more_local_side_is_the_local_one(more: str, less: str) -> None:
    for a, b in ((more, less), (less, more)):
        parties = parties_of(document_of(OPENING.format(a=a, b=b)))
        (local,) = [party for party in parties if party.role is Role.LOCAL]
        assert local.name.split()[-1].strip(".,") in more


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Board of Trustees for Harwick State University", "Board of Trustees for Harwick State University"),
        ("Institute for Safer Streets", "Institute for Safer Streets"),
        ("Wexmoor Constabulary of Pennard House, Axelby", "Wexmoor Constabulary"),
        ("Seconding Organisation: Fingal County Council", "Fingal County Council"),
        ("City of Alder for the purpose of training", "City of Alder"),
    ],
)
def test_names_end_before_addresses_and_begin_behind_labels(head: str, name: str) -> None:
    assert phrase(head, 0).head == name


@pytest.mark.parametrize(
    "title",
    [
        "Deed of Variation",
        "Service Provider",
        "Host Agency",
        "Safety Partnership Protocol Page",
        "Common Seal of the Council",
    ],
)
def test_titles_seals_and_labels_are_no_bodies(title: str) -> None:
    assert not is_body(title)


def test_the_form_of_a_firm_is_said_once() -> None:
    assert "Harwick K9 Academy, LLC" in sides(OPENING.format(a="CITY OF ALDER, OREGON", b="HARWICK K9 ACADEMY, LLC"))


def test_exchanged_letters_are_no_policy() -> None:
    letter = (
        "Dear Sheriff Doe,\nI have the honour to propose that members of your office visit our academy. Our policy manual"
        " applies to them.\nYours sincerely,\nJane Roe\n\nDear Commissioner Roe,\nYour letter and this reply record our"
        " understandings.\nYours sincerely,\nJohn Doe"
    )
    assert read(document_of(letter)).form is Form.AGREEMENT


TRAINED = (
    'This Agreement is made between {a} ("the First") and {b} ("the Second").\nCourses run for a week. The academy is closed on'
    " Sundays. Instructors wear uniform. Training material stays with its owner. Each lesson lasts an hour."
)


@pytest.mark.parametrize(
    ("b", "wanted"),
    [
        ("Wexbury University", Direction.INBOUND),
        ("Harwick K9 Academy, LLC", Direction.INBOUND),
        # Neither side is a school: nothing says who trains whom.
        ("the Town of Elm, Oregon", None),
    ],
)
def test_a_school_trains_the_force_that_it_agrees_with(b: str, wanted: Direction | None) -> None:
    found = [
        term.value for term in read(document_of(TRAINED.format(a="the City of Alder, Oregon", b=b))).named("direction")
    ]
    assert found == ([wanted] if wanted else [])
