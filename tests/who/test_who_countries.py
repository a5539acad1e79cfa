"""Names of countries: any usual one is found, nothing else is, and slips are forgiven only where they are clear."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyscan.who import countries, country, demonym_of, find_country, nearest_country
from policyscan.who.countries import country_names, demonym_countries

NAMES = """
AE: United Arab Emirates | the United Arab Emirates | UAE | ARE
BA: Bosnia and Herzegovina | Bosnia & Herzegovina | Bosnia-Herzegovina | BiH
BO: Bolivia | Plurinational State of Bolivia | Bolivia (Plurinational State of)
BN: Brunei | Brunei Darussalam
BY: Belarus | Byelorussia
CD: Democratic Republic of the Congo | DRC | Zaire | Congo (Democratic Republic of the) | DR Congo
CG: Congo | Republic of the Congo | Congo-Brazzaville
CI: Cote d'Ivoire | Côte d’Ivoire | Côte dÕIvoire | C™te dÕIvoire | C?te d?Ivoire | Ivory Coast | CÔTE D'IVOIRE | CÃ´te d'Ivoire
CN: China | People's Republic of China | PRC
CV: Cape Verde | Cabo Verde
CZ: Czech Republic | Czechia | The Czech Republic
DO: Dominican Republic | Dominican Rep.
FM: Micronesia | Micronesia (Federated States of) | Federated States of Micronesia
GB: United Kingdom | United Kingdom of Great Britain and Northern Ireland | UK | U.K. | Great Britain
GM: Gambia | The Gambia | Gambia (Republic of The)
IE: Ireland | Republic of Ireland
IR: Iran | Iran (Islamic Republic of) | Islamic Republic of Iran | Iran, Islamic Republic of
KG: Kyrgyzstan | Kyrgyz Republic
KN: Saint Kitts and Nevis | St. Kitts & Nevis | St Kitts and Nevis
KP: North Korea | Democratic People's Republic of Korea | Democratic People’s Republic of Korea | DPRK
KR: South Korea | Republic of Korea | Korea, Republic of
LA: Laos | Lao People's Democratic Republic | Lao PDR
LY: Libya | Libyan Arab Jamahiriya | State of Libya
MD: Moldova | Republic of Moldova
MK: North Macedonia | The former Yugoslav Republic of Macedonia | Macedonia | FYROM
MM: Myanmar | Burma
NL: Netherlands | the Netherlands | Nether-lands | Nether- lands | Netherlands (Kingdom of the)
PS: Palestine | State of Palestine | Occupied Palestinian Territory
RU: Russia | Russian Federation
SD: Sudan | the Sudan | Republic of the Sudan
ST: Sao Tome and Principe | São Tomé and Príncipe
SY: Syria | Syrian Arab Republic
SZ: Eswatini | Swaziland
TL: Timor-Leste | East Timor
TR: Turkey | Türkiye | TÃ¼rkiye | Republic of Turkey
TT: Trinidad and Tobago | Trinidad & Tobago
TW: Taiwan | Republic of China
TZ: Tanzania | United Republic of Tanzania
US: United States | United States of America | USA | U.S.A. | U.S. | US
VA: Holy See | The Holy See | Vatican City
VE: Venezuela | Bolivarian Republic of Venezuela | Venezuela (Bolivarian Republic of)
VN: Vietnam | Viet Nam | Viet-Nam | VIET NAM
XK: Kosovo
""".strip().splitlines()
CASES = [(name.strip(), line[:2]) for line in NAMES for name in line[3:].split("|")]


@pytest.mark.parametrize(("name", "code"), CASES)
def test_any_usual_name_is_found(name: str, code: str) -> None:
    found = find_country(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("line", NAMES, ids=[line[:2] for line in NAMES])
def test_the_first_name_is_the_one_that_is_printed(line: str) -> None:
    code, names = line.split(":", 1)
    found = country(code)
    assert found is not None
    assert found.name == names.split("|")[0].strip()


@pytest.mark.parametrize(
    "name", ["", " ", ".", "Korea", "State of Georgia", "Texas", "Police", "usa", "in", "uk", "Working Group", "Guiana"]
)
def test_what_is_no_country_or_several_is_none(name: str) -> None:
    assert find_country(name) is None


def test_homonyms_are_kept_apart() -> None:
    pairs = {
        "Dominica": "DM",
        "Dominican Republic": "DO",
        "Niger": "NE",
        "Nigeria": "NG",
        "Guinea": "GN",
        "Guinea-Bissau": "GW",
        "Equatorial Guinea": "GQ",
        "Papua New Guinea": "PG",
        "Samoa": "WS",
        "American Samoa": "AS",
        "Mexico": "MX",
        "Georgia": "GE",
    }
    assert {name: one.code for name in pairs if (one := find_country(name))} == pairs


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("Austalia", "AU"),
        ("lreland", "IE"),
        ("Phillipines", "PH"),
        ("Venezue1a", "VE"),
        ("Republic 0f Korea", "KR"),
        ("Norwav", "NO"),
        ("United Kingdorn", "GB"),
        ("Gerogia", "GE"),
        ("Trinidad and Tabago", "TT"),
    ],
)
def test_a_slip_is_forgiven_where_one_country_is_clearly_nearest(slip: str, code: str) -> None:
    assert find_country(slip) is None
    found = nearest_country(slip)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["Slovania", "Nigera", "Irar", "Police", "Colombian", "Korea", "Recommendation"])
def test_a_slip_between_two_countries_is_neither(name: str) -> None:
    assert nearest_country(name) is None


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Georgian", "GE"),
        ("Egyptian", "EG"),
        ("British", "GB"),
        ("Dutch", "NL"),
        ("Nigerien", "NE"),
        ("Nigerian", "NG"),
        ("South Korean", "KR"),
        ("American Samoan", "AS"),
        ("Georgians", "GE"),
    ],
)
def test_adjectives_give_their_country(word: str, code: str) -> None:
    found = demonym_of(word)
    assert found is not None
    assert found.code == code


def test_a_shared_adjective_gives_none_and_all() -> None:
    assert demonym_of("Congolese") is None
    assert {one.code for one in demonym_countries("Congolese")} == {"CD", "CG"}
    assert {one.code for one in demonym_countries("Dominican")} == {"DM", "DO"}
    assert {one.code for one in demonym_countries("Korean")} == {"KP", "KR"}


def test_every_printed_name_finds_its_own_country_and_is_ascii() -> None:
    assert len(countries()) == 250
    for one in countries():
        assert find_country(one.name) == one
        assert one.name.isascii()


def test_no_two_countries_share_a_name() -> None:
    for name, code in country_names():
        found = find_country(name)
        assert found is not None, name
        assert found.code == code, name


@given(st.sampled_from([name for name, _ in country_names() if len(name) > 4]), st.integers(0, 5))
def test_case_and_space_change_nothing(name: str, spaces: int) -> None:
    loose = f" {name.replace(' ', ' ' * (spaces + 1))}\n"
    assert find_country(loose) == find_country(loose.upper()) == find_country(loose.lower()) == find_country(name)


@given(st.text(max_size=30))
def test_any_text_is_looked_up_without_a_fault(text: str) -> None:
    find_country(text)
    nearest_country(text)
    demonym_of(text)
