"""Who is meant by a name: one table of variants, the homonyms with exact answers, and added places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.who import Gazetteer, gazetteer, resolve
from policyscan.who.places import place_index

# name | country, region it was met in | the one entity
VARIANTS = """
Georgian patrol police | | force:ge-patrol-police
Patrol Police of Georgia | | force:ge-patrol-police
Georgian Patrol Police Department | | force:ge-patrol-police
Patrol Police | GE | force:ge-patrol-police
Ministry of Internal Affairs of Georgia | | force:ge-mia
Ministry of Internal Affairs | GE | force:ge-mia
MVD | RU | force:ru-mvd
MVD | GE | force:ge-mia
Georgia State Patrol | | force:us-ga-state-patrol
Georgia Department of Corrections | | force:us-ga-corrections
Atlanta Police Department | | force:us-ga-atlanta-police
City of Atlanta Police | | force:us-ga-atlanta-police
Atlanta Police Dept. | | force:us-ga-atlanta-police
Atlanta PD | | force:us-ga-atlanta-police
Barbour County Sheriff's Office, AL | | force:us-al-barbour-county-sheriff
Barbour County SheriffÕs Office, AL | | force:us-al-barbour-county-sheriff
Barbour County Sheriff?s Office, AL | | force:us-al-barbour-county-sheriff
Barbour County Sheriff s Office, AL | | force:us-al-barbour-county-sheriff
Sheriff of Barbour County, Alabama | | force:us-al-barbour-county-sheriff
Barbour County Sheriffs Dept | US, AL | force:us-al-barbour-county-sheriff
Prince George's County Police | | force:us-md-prince-georges-county-police
Orleans Parish Sheriff's Office | | force:us-la-orleans-parish-sheriff
Broward Sheriff's Office | | force:us-fl-broward-county-sheriff
Coral Gables, Florida | | city:US-FL-coral-gables
Coral Gables Florida | | city:US-FL-coral-gables
DeLand, FL | | city:US-FL-deland
DeLand, FL Police Department | | force:us-fl-deland-police
City of Boca Raton | | city:US-FL-boca-raton
Boca Raton Police Services Department | | force:us-fl-boca-raton-police
University of Florida Police Department | | force:us-fl-university-of-florida-police
Texas National Guard | | force:us-tx-national-guard
Florida Highway Patrol | | force:us-fl-highway-patrol
Washington State Patrol | | force:us-wa-highway-patrol
Commonwealth of Virginia | | region:US-VA
State of Georgia | | region:US-GA
Miami-Dade Police Department | | force:us-fl-miami-dade-county-police
Metro Nashville Police Department | | force:us-tn-nashville-police
City and County of Honolulu Police Department | | force:us-hi-honolulu-police
Ft. Worth Police Department | | force:us-tx-fort-worth-police
NYPD | | force:us-nypd
New York City Police Department | | force:us-nypd
Federal Bureau of Investigation (FBI) | | force:us-fbi
ICE | | force:us-ice
U.S. Department of Homeland Security | | force:us-dhs
UK Metropolitan Police | | force:gb-met
Police Service of Northern Ireland | | force:gb-psni
Israeli Border Police | | force:il-border-police
Magav | | force:il-border-police
Shin Bet | | force:il-shin-bet
Bahraini Ministry of the Interior | | force:bh-interior
Ministry of Interior (Bahrain) | | force:bh-interior
Kingdom of Bahrain Ministry of Interior | | force:bh-interior
Colombian ESMAD | | force:co-esmad
Policía Nacional de Colombia | | force:co-national-police
Kenyan GSU | | force:ke-gsu
the General Service Unit of Kenya | | force:ke-gsu
SARS | | force:ng-sars
BOPE | | force:br-bope
PM | BR | force:br-military-police
PNP | PH | force:ph-pnp
National Police of Peru | | force:pe-pnp
Philippine National Police | | force:ph-pnp
Ukrainian National Police | | force:ua-police
Royal Thai Police | | force:th-rtp
Royal Bahamas Police Force | | force:bs-police
Ministry of the Interior of the Republic of Slovenia | | force:si-interior-ministry
Ministry of Interior, Jordan | | force:jo-interior-ministry
Côte d'Ivoire National Gendarmerie | | force:ci-gendarmerie
Egyptian police | | force:eg-police
police of Egypt | | force:eg-police
Iranian authorities | | country:IR
Government of the State of Israel | | country:IL
Guardia Civil | | force:es-guardia-civil
Ministère de l'Intérieur | | force:fr-interior
Policia Nacional de Honduras | | force:hn-national-police
Metropolitan Police Department, Washington DC | | force:us-mpdc
Police Department, City of Atlanta | | force:us-ga-atlanta-police
City of Atlanta, Police Department | | force:us-ga-atlanta-police
State of Georgia, Department of Corrections | | force:us-ga-corrections
Department of Corrections, Florida | | force:us-fl-corrections
Puerto Rico Police Department | | force:pr-police
Arizona Department of Corrections, Rehabilitation and Reentry | | force:us-az-corrections
Mexico Police Department, MO | | force:us-mo-mexico-police
Tel Aviv Police | US | force:il-tel-aviv-police
Niger State | | region:NG-NI
""".strip().splitlines()

# name | country, region | everything that may be meant, best first
HOMONYMS = """
Georgia | | country:GE region:US-GA
Georgia | US | region:US-GA
Georgia | GE | country:GE
Government of Georgia | | country:GE region:US-GA
Georgia National Guard | | force:ge-national-guard force:us-ga-national-guard
Victoria | | region:AU-VIC city:HK-victoria city:CA-BC-victoria
Victoria, BC | | city:CA-BC-victoria
Victoria | US | city:US-TX-victoria
Springfield | | city:US-MO-springfield city:US-MA-springfield city:US-IL-springfield city:US-OR-springfield city:US-OH-springfield
Springfield | US, IL | city:US-IL-springfield
Springfield Police Department, Missouri | | force:us-mo-springfield-police
Birmingham | | city:GB-ENG-birmingham city:US-AL-birmingham
Birmingham | US | city:US-AL-birmingham
Birmingham, England | | city:GB-ENG-birmingham
Birmingham Police Department | | force:us-al-birmingham-police
Cordoba | | city:AR-cordoba city:ES-cordoba
Cordoba, Spain | | city:ES-cordoba
Granada | | city:ES-granada city:NI-granada city:CO-granada
San Jose | | city:US-CA-san-jose city:CR-san-jose city:PH-san-jose
San José, Costa Rica | | city:CR-san-jose
San Jose Police Department | | force:us-ca-san-jose-police
Athens | | city:GR-athens city:US-GA-athens
Athens, Georgia | | city:US-GA-athens
Athens Police Department | US, OH | force:us-oh-athens-police
Paris | | city:FR-paris
Paris, TX | | city:US-TX-paris
Paris | US, Texas | city:US-TX-paris
Dominica | | country:DM
Dominican Republic | | country:DO
Dominican police | | force:dm-police force:do-police
Niger | | country:NE
Nigerien police | | force:ne-police
Nigerian police | | force:ng-npf
Guinea | | country:GN
Equatorial Guinea | | country:GQ
Papua New Guinea | | country:PG
Guinea-Bissau | | country:GW
Congo | | country:CG
Democratic Republic of the Congo | | country:CD
Republic of Korea | | country:KR
Korean National Police | | force:kp-national-police force:kr-police
Korean National Police | KR | force:kr-police
Samoa | | country:WS
American Samoa | | country:AS
Mexico | | country:MX
Mexico | US | country:MX
New Mexico | | region:US-NM
New Mexico State Police | | force:us-nm-state-police
Mexican Federal Police | | force:mx-federal-police
Washington | | region:US-WA city:US-DC-washington
Washington, D.C. | | city:US-DC-washington
Lebanon | US, OH | city:US-OH-lebanon
Lebanon | US | country:LB
Barbour County | | county:US-AL-barbour-county county:US-WV-barbour-county
PNP | | force:pe-pnp force:ph-pnp
Punjab Police | | force:in-pb-police force:pk-punjab-police
""".strip().splitlines()


def _cells(line: str) -> tuple[str, str, str, list[str]]:
    name, where, ids = (cell.strip() for cell in line.split("|"))
    country, _, region = (part.strip() for part in where.partition(","))
    return name, country, region, ids.split()


@pytest.mark.parametrize("line", VARIANTS)
def test_a_variant_means_the_one_body(line: str) -> None:
    name, country, region, ids = _cells(line)
    found = resolve(name, country=country, region=region)
    assert [one.id for one in found.candidates] == ids
    assert found.entity is not None


@pytest.mark.parametrize("line", HOMONYMS)
def test_homonyms_are_shown_and_not_guessed_away(line: str) -> None:
    name, country, region, ids = _cells(line)
    found = resolve(name, country=country, region=region)
    assert [one.id for one in found.candidates] == ids
    assert (found.entity is None) == (len(ids) > 1)


@pytest.mark.parametrize(
    "name", ["", "the", "Officer Smith", "police", "Police", "Police Department", "chief of police", "PM"]
)
def test_what_names_nobody_has_no_candidates(name: str) -> None:
    assert resolve(name).candidates == ()


def test_a_county_of_many_states_stays_open_until_a_region_decides() -> None:
    assert len(resolve("Franklin County Sheriff's Office").candidates) > 20
    found = resolve("Franklin County Sheriff's Office", country="US", region="Ohio").entity
    assert found is not None
    assert (found.id, found.kind, found.region, found.part_of) == (
        "force:us-oh-franklin-county-sheriff",
        "sheriff",
        "US-OH",
        "county:US-OH-franklin-county",
    )


def test_a_ministry_without_its_country_is_anyones() -> None:
    found = resolve("Ministry of Internal Affairs").candidates
    assert {"GE", "RU", "UA"} <= {one.country for one in found}
    assert "US" not in {one.country for one in found}


def test_a_small_town_lies_in_the_region_that_is_named_with_it() -> None:
    town = resolve("Little Marsh, IL").entity
    force = resolve("Little Marsh Police Department", country="US", region="IL").entity
    assert town is not None
    assert force is not None
    assert (town.id, town.region) == ("city:US-IL-little-marsh", "US-IL")
    assert (force.id, force.region) == ("force:us-il-little-marsh-police", "US-IL")


def test_a_body_of_an_unknown_place_has_no_country_and_says_so() -> None:
    found = resolve("Calder Mills Police Department")
    assert found.entity is not None
    assert (found.entity.country, found.entity.region) == ("", "")
    assert "not known" in found.why


PLACES = [
    ("Belmorra", "", "XB"),
    ("Ivrenia", "", "XI"),
    ("Calder Mills", "North Ferrin", "XC"),
    ("Port Ellery", "Tallowa", "XC"),
]


@pytest.fixture(scope="module")
def added() -> Gazetteer:
    return gazetteer().with_places(PLACES, demonyms={"Morran": "XB"})


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Belmorra", "country:XB"),
        ("the National Gendarmerie of the Republic of Belmorra", "force:xb-gendarmerie"),
        ("Belmorran National Gendarmerie", "force:xb-gendarmerie"),
        ("Belmorra's National Gendarmerie", "force:xb-gendarmerie"),
        ("Morran gendarmes", "force:xb-gendarmerie"),
        ("Ministry of the Interior of Belmorra", "force:xb-interior-ministry"),
        ("Government of Belmorra", "country:XB"),
        ("Ivrenian National Police", "force:xi-national-police"),
        ("National Police of Ivrenia", "force:xi-national-police"),
        ("Royal Ivrenian Police", "force:xi-police"),
        ("Calder Mills Police Department", "force:xc-north-ferrin-calder-mills-police"),
        ("City of Calder Mills", "city:XC-north-ferrin-calder-mills"),
        ("North Ferrin State Police", "force:xc-north-ferrin-state-police"),
        ("Port Ellery, Tallowa", "city:XC-tallowa-port-ellery"),
        ("Georgia State Patrol", "force:us-ga-state-patrol"),
    ],
)
def test_added_places_work_by_structure(added: Gazetteer, name: str, ident: str) -> None:
    assert [one.id for one in added.resolve(name).candidates] == [ident]


def test_a_kind_of_body_is_the_given_countrys(added: Gazetteer) -> None:
    found = added.resolve("the National Gendarmerie", country="XB").entity
    assert found is not None
    assert found.id == "force:xb-gendarmerie"


def test_two_places_of_one_own_code_are_cities_and_no_country() -> None:
    both = gazetteer().with_places([("Old Quay", "", "XQ"), ("New Quay", "", "XQ")])
    assert {both.resolve(name).candidates[0].kind for name in ("Old Quay", "New Quay")} == {"city"}


def test_added_places_do_not_reach_the_gazetteer_that_they_were_added_to(added: Gazetteer) -> None:
    assert resolve("Port Ellery").candidates == ()
    assert added.region_name("XC-tallowa") == "Tallowa"
    assert added.region_name("US-GA") == "Georgia"
    assert added.region_name("US-XX") == ""


FOLDABLE = [
    _cells(line)
    for line in (*VARIANTS, *HOMONYMS)
    if not any(len(word.strip(".,()")) < 6 and word.strip(".,()").isupper() for word in line.split("|")[0].split())
    and line.split("|")[0].isascii()
    and "?" not in line
]


@given(st.sampled_from(FOLDABLE), st.sampled_from([str.upper, str.lower, str.title]), st.integers(1, 4))
def test_case_and_space_change_no_resolution(
    case: tuple[str, str, str, list[str]], change: object, spaces: int
) -> None:
    name, country, region, ids = case
    assert callable(change)
    loose = f" {change(name)} ".replace(" ", " " * spaces)
    assert [one.id for one in resolve(loose, country=country, region=region).candidates] == ids


@given(
    st.text(max_size=40), st.sampled_from(["", "US", "GE", "XB", "nowhere"]), st.sampled_from(["", "GA", "?", "Texas"])
)
def test_any_text_is_resolved_without_a_fault(text: str, country: str, region: str) -> None:
    found = resolve(text, country=country, region=region)
    assert len({one.id for one in found.candidates}) == len(found.candidates)


@pytest.mark.parametrize(
    ("printed", "code", "name"),
    [
        ("Niedersachsen", "DE-NI", "Lower Saxony"),
        ("Free State of Bavaria", "DE-BY", "Bavaria"),
        ("Shimane Prefecture", "JP-32", "Shimane"),
        ("Emirate of Ajman", "AE-AJ", "Ajman"),
        ("Jiangsu", "CN-JS", "Jiangsu"),
        ("Meghālaya", "IN-ML", "Meghalaya"),
        ("Gyeongsangnam-do", "KR-48", "South Gyeongsang"),
        ("East Flanders", "BE-VOV", "East Flanders"),
        ("Lviv Oblast", "UA-46", "Lviv Oblast"),
    ],
)
def test_regions_have_english_names_and_stand_with_their_kinds(printed: str, code: str, name: str) -> None:
    (found,) = place_index().region(printed)
    assert (found.entity.region, found.entity.name) == (code, name)


def test_a_kind_of_place_that_is_no_region_is_not_cut_off() -> None:
    assert place_index().region("City of Bavaria") == []
