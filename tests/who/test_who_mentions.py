"""Names in running text, and whether two names mean the same body."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.who import Scanner, gazetteer, mentions, resolve, same_body
from policyscan.who.countries import country_names

# Words of a text in [brackets] are the mentions; after => their first candidates' ids.
TEXTS = [
    ("Officers of the [Atlanta Police Department] met [Georgian patrol police].", "force:us-ga-atlanta-police force:ge-patrol-police"),
    ("He ate turkey on a jordan almond in [Turkey] and [Chad].", "country:TR country:TD"),
    ("The [police of Egypt] and the [Egyptian Central Security Forces] fired.", "force:eg-police force:eg-csf"),
    ("[Israel's Border Police], [Israeli authorities] and the [Israeli police].", "force:il-border-police country:IL force:il-police"),
    ("The [Ministry of Internal Affairs of Georgia] said so.", "force:ge-mia"),
    ("[New Mexico State Police] trained [Mexico's federal police].", "force:us-nm-state-police force:mx-federal-police"),
    ("[Papua New Guinea], [Guinea-Bissau] and the Gulf of Guinea.", "country:PG country:GW"),
    ("The [Barbour County Sheriff’s Office, AL] signed.", "force:us-al-barbour-county-sheriff"),
    ("When [San Diego Police] arrived, Officer Jordan Miller left.", "force:us-ca-san-diego-police"),
    ("The Riot Police, the Local Police and the police came.", ""),
    ("PLEASE CONTACT US NOW.", ""),
    ("by the [University of\nFlorida Police Department] and [ICE]", "force:us-fl-university-of-florida-police force:us-ice"),
    ("pursuant to[Boca Raton Police Department], Agency:[Orlando Police Department]", "force:us-fl-boca-raton-police force:us-fl-orlando-police"),
    ("[ORLANDO POLICE DEPARTMENT] in [FLORIDA]", "force:us-fl-orlando-police region:US-FL"),
    ("the [DeLand, FL Police Department] trains", "force:us-fl-deland-police"),
    ("[Police Service of Northern Ireland] and [Iranian security forces]", "force:gb-psni force:ir-security-forces"),
    ("Federal authorities and the authorities met the [Iranian government].", "country:IR"),
    ("The [Ministry of the Interior of the Republic of Slovenia] was", "force:si-interior-ministry"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "ids"), TEXTS)
def test_mentions_are_found_where_they_stand(marked: str, ids: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    expected = [piece.split("]")[0] for piece in marked.split("[")[1:]]
    found = mentions(text)
    assert [one.text for one in found] == expected
    assert [one.candidates[0].id for one in found] == ids.split()


def test_a_state_patrol_is_no_mention_of_the_country() -> None:
    (found,) = mentions("the Georgia State Patrol")
    assert found.text == "Georgia State Patrol"


def test_the_texts_own_country_decides() -> None:
    assert [one.id for one in mentions("in Georgia")[0].candidates] == ["country:GE", "region:US-GA"]
    assert [one.id for one in mentions("in Georgia", country="US")[0].candidates] == ["region:US-GA"]
    assert [one.id for one in mentions("the Ministry of Interior", country="BH")[0].candidates] == ["force:bh-interior"]
    assert [one.id for one in mentions("by the MIA", country="GE")[0].candidates] == ["force:ge-mia"]


def test_the_texts_own_region_decides() -> None:
    (found,) = mentions("the Cook County Sheriff's Office", country="US", region="IL")
    assert [one.id for one in found.candidates] == ["force:us-il-cook-county-sheriff"]


def test_an_acronym_means_nothing_in_another_countrys_text() -> None:
    assert mentions("the PNC and the ESMAD", country="US") == []


def test_added_places_are_mentioned_too() -> None:
    scanner = Scanner(gazetteer().with_places([("Belmorra", "", "XB"), ("Calder Mills", "North Ferrin", "XC")]))
    text = "In Belmorra the Belmorran National Gendarmerie and the Calder Mills Police Department trained."
    assert [(one.text, one.candidates[0].id) for one in scanner.mentions(text)] == [
        ("Belmorra", "country:XB"),
        ("Belmorran National Gendarmerie", "force:xb-gendarmerie"),
        ("Calder Mills Police Department", "force:xc-north-ferrin-calder-mills-police"),
    ]


PIECES = st.sampled_from(
    [name for name, _ in country_names()]
    + ["the", "police", "Police Department", "of", "Atlanta", "County", "Sheriff's Office", "Georgian", "\n", ",", ".",
       "authorities", "ICE", "University of", "National Guard", "FL", "(", ")", "’s", "Ministry of"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map(" ".join), st.sampled_from(["", "US", "GE"]))
def test_offsets_are_true_and_no_mention_lies_in_another(text: str, country: str) -> None:
    found = mentions(text, country=country)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.candidates for one in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.text(max_size=200))
def test_any_text_is_scanned_without_a_fault(text: str) -> None:
    assert all(text[one.start : one.end] == one.text for one in mentions(text))


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        ("Georgian patrol police", "Patrol Police Department of Georgia", "same"),
        ("NYPD", "New York City Police Department", "same"),
        ("Egyptian police", "police of Egypt", "same"),
        ("Georgian patrol police", "Ministry of Internal Affairs of Georgia", "part"),
        ("ESMAD", "Colombian National Police", "part"),
        ("ESMAD", "Ministry of National Defense of Colombia", "part"),
        ("Atlanta Police Department", "City of Atlanta", "part"),
        ("ICE", "Department of Homeland Security", "part"),
        ("Egypt", "Central Security Forces", "state"),
        ("Egyptian police", "Central Security Forces", "state"),
        ("Israel", "Magav", "state"),
        ("Florida Highway Patrol", "State of Florida", "state"),
        ("Atlanta Police Department", "State of Georgia", "state"),
        ("United States", "Atlanta Police Department", "state"),
        ("Atlanta Police Department", "State of Florida", "no"),
        ("Atlanta Police Department", "Los Angeles Police Department", "no"),
        ("Ministry of Internal Affairs of Georgia", "Ministry of Internal Affairs of Ukraine", "no"),
        ("ICE", "FBI", "no"),
        ("Georgian patrol police", "Israel Police", "no"),
        ("PNP", "Israel Police", "no"),
        ("PNP", "National Police of Peru", "ambiguous"),
        ("Georgia", "Georgian patrol police", "ambiguous"),
        ("Springfield Police Department", "Springfield Police Department", "ambiguous"),
        ("Officer Smith", "Israel Police", "ambiguous"),
    ],
)
def test_same_body(a: str, b: str, answer: str) -> None:
    assert same_body(resolve(a), resolve(b)) == answer
    assert same_body(resolve(b), resolve(a)) == answer
