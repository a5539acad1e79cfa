"""Names of countries as yearbooks print them, for the generator of yearbooks."""

from __future__ import annotations

_AFRICA = """Angola AO|Benin BJ|Botswana BW|Burkina Faso BF|Burundi BI|Cameroon CM|Cape Verde CV
Central African Republic CF|Chad TD|Comoros KM|Congo-B CG|Congo-K CD|Côte d’Ivoire CI|Djibouti DJ
Equatorial Guinea GQ|Eritrea ER|Ethiopia ET|Gabon GA|Gambia GM|Ghana GH|Guinea GN|Guinea-Bissau GW|Kenya KE
Lesotho LS|Liberia LR|Madagascar MG|Malawi MW|Mali ML|Mauritania MR|Mauritius MU|Mozambique MZ|Namibia NA|Niger NE
Nigeria NG|Rwanda RW|São Tomé and Príncipe ST|Senegal SN|Seychelles SC|Sierra Leone SL|Somalia SO|South Africa ZA
South Sudan SS|Sudan SD|Swaziland SZ|Tanzania TZ|Togo TG|Uganda UG|Zambia ZM|Zimbabwe ZW"""
_AMERICAS = """Antigua and Barbuda AG|Argentina AR|Bahamas BS|Barbados BB|Belize BZ|Bolivia BO|Brazil BR|Canada CA
Chile CL|Colombia CO|Costa Rica CR|Cuba CU|Dominica DM|Dominican Republic DO|Ecuador EC|El Salvador SV|Grenada GD
Guatemala GT|Guyana GY|Haiti HT|Honduras HN|Jamaica JM|Mexico MX|Nicaragua NI|Panama PA|Paraguay PY|Peru PE
Saint Lucia LC|Suriname SR|Trinidad and Tobago TT|United States US|Uruguay UY|Venezuela VE"""
_ASIA = """Afghanistan AF|Australia AU|Bangladesh BD|Bhutan BT|Brunei BN|Cambodia KH|China CN|Fiji FJ|India IN
Indonesia ID|Japan JP|Korea-N KP|Korea-S KR|Laos LA|Malaysia MY|Maldives MV|Mongolia MN|Myanmar MM|Nauru NR|Nepal NP
New Zealand NZ|Pakistan PK|Papua New Guinea PG|Philippines PH|Samoa WS|Singapore SG|Solomon Islands SB|Sri Lanka LK
Taiwan TW|Thailand TH|Timor-Leste TL|Tonga TO|Vietnam VN"""
_EUROPE = """Albania AL|Armenia AM|Austria AT|Azerbaijan AZ|Belarus BY|Belgium BE|Bosnia BA|Bulgaria BG|Croatia HR
Cyprus CY|Czech Republic CZ|Denmark DK|Estonia EE|Finland FI|France FR|Georgia GE|Germany DE|Greece GR|Hungary HU
Ireland IE|Italy IT|Kazakhstan KZ|Kyrgyzstan KG|Latvia LV|Lithuania LT|Macedonia MK|Malta MT|Moldova MD|Montenegro ME
Netherlands NL|Norway NO|Poland PL|Portugal PT|Romania RO|Russia RU|Serbia RS|Slovakia SK|Slovenia SI|Spain ES
Sweden SE|Switzerland CH|Tajikistan TJ|Turkey TR|Turkmenistan TM|Ukraine UA|United Kingdom GB|Uzbekistan UZ"""
_MENA = """Algeria DZ|Bahrain BH|Egypt EG|Iran IR|Iraq IQ|Israel IL|Jordan JO|Kuwait KW|Lebanon LB|Libya LY|Morocco MA
Oman OM|Qatar QA|Saudi Arabia SA|Syria SY|Tunisia TN|United Arab Emirates AE|Yemen YE"""


def _read(table: str) -> dict[str, str]:
    rows = (row.strip().rsplit(" ", 1) for row in table.replace("\n", "|").split("|"))
    return {code: name for name, code in rows}


_NAMES = {
    "Africa": _read(_AFRICA),
    "Americas": _read(_AMERICAS),
    "Asia and the Pacific": _read(_ASIA),
    "Europe and Central Asia": _read(_EUROPE),
    "Middle East and North Africa": _read(_MENA),
}
_BASE = {code: name for names in _NAMES.values() for code, name in names.items()}
REGIONS: dict[str, list[str]] = {region: list(names) for region, names in _NAMES.items()}

# Hard names by the habit of the yearbook: "short", "inverted" (a ministry's), "plain", "brackets"; and in sentences.
_STYLES: dict[str, dict[str, str]] = {
    "short": {
        "CG": "Congo (Republic of)", "CD": "Democratic Republic of the Congo",
        "KP": "Korea (Democratic People’s Republic of)",
        "KR": "Korea (Republic of)", "IL": "Israel and the Occupied Palestinian Territories",
        "BA": "Bosnia and Herzegovina", "RS": "Serbia (including Kosovo)", "US": "United States of America",
        "RU": "Russian Federation", "VN": "Viet Nam", "CI": "Côte d’Ivoire", "TZ": "Tanzania",
    },
    "inverted": {
        "CG": "Congo, Republic of the", "CD": "Congo, Democratic Republic of the",
        "KP": "Korea, Democratic People’s Republic of",
        "KR": "Korea, Republic of", "GM": "Gambia, The", "BS": "Bahamas, The", "MM": "Burma", "CI": "Cote d’Ivoire",
        "IL": "Israel and the Occupied Territories", "BA": "Bosnia and Herzegovina",
        "CN": "China (includes Tibet, Hong Kong, and Macau)", "ST": "Sao Tome and Principe",
        "KG": "Kyrgyz Republic", "SK": "Slovak Republic", "NL": "Netherlands, The", "US": "United States",
    },
    "plain": {
        "CG": "Republic of Congo", "CD": "Democratic Republic of Congo", "KP": "North Korea", "KR": "South Korea",
        "GM": "The Gambia", "MM": "Burma", "IL": "Israel/Palestine", "BA": "Bosnia and Herzegovina",
        "CN": "China and Tibet", "TL": "East Timor", "CI": "Cote d’Ivoire",
    },
    "brackets": {
        "CG": "Congo, Republic of (Brazzaville)", "CD": "Congo, Democratic Republic of (Kinshasa)", "KP": "North Korea",
        "KR": "South Korea", "GM": "The Gambia", "MM": "Burma (Myanmar)",
        "BA": "Bosnia-Herzegovina", "TL": "East Timor",
        "LC": "St. Lucia", "CI": "Côte d’Ivoire",
    },
    "sentence": {
        "CG": "the Republic of the Congo", "CD": "the Democratic Republic of the Congo", "KP": "North Korea",
        "KR": "South Korea", "GM": "the Gambia", "BA": "Bosnia and Herzegovina", "US": "the United States",
        "NL": "the Netherlands", "PH": "the Philippines", "GB": "the United Kingdom", "AE": "the United Arab Emirates",
        "CF": "the Central African Republic", "DO": "the Dominican Republic", "CZ": "the Czech Republic",
    },
}  # fmt: skip

_OFFICIAL = """AR Argentine Republic|AL Republic of Albania|AF Islamic Republic of Afghanistan
BR Federative Republic of Brazil
CM Republic of Cameroon|TD Republic of Chad|CN People’s Republic of China|EG Arab Republic of Egypt
FR French Republic|DE Federal Republic of Germany|GE Georgia|GR Hellenic Republic|IR Islamic Republic of Iran
JO Hashemite Kingdom of Jordan|JP Japan|KE Republic of Kenya|LA Lao People’s Democratic Republic
MX United Mexican States
MA Kingdom of Morocco|NG Federal Republic of Nigeria|NE Republic of Niger|OM Sultanate of Oman
PK Islamic Republic of Pakistan
PE Republic of Peru|LK Democratic Socialist Republic of Sri Lanka|SD Republic of the Sudan|CH Swiss Confederation
SY Syrian Arab Republic|TG Togolese Republic|TR Republic of Turkey|UG Republic of Uganda|AE United Arab Emirates
GB United Kingdom of Great Britain and Northern Ireland|VN Socialist Republic of Viet Nam|YE Republic of Yemen
ZW Republic of Zimbabwe|MK The former Yugoslav Republic of Macedonia|ES Kingdom of Spain|RU Russian Federation
IL State of Israel|CU Republic of Cuba|CO Republic of Colombia|DZ People’s Democratic Republic of Algeria
AO Republic of Angola|BD People’s Republic of Bangladesh|ER State of Eritrea|UY Eastern Republic of Uruguay
TZ United Republic of Tanzania|LY Libyan Arab Jamahiriya|IN Republic of India|ID Republic of Indonesia"""
OFFICIAL = {row[:2]: row[3:] for row in _OFFICIAL.replace("\n", "|").split("|")}

_ADJECTIVES = """EG Egyptian|GE Georgian|FR French|KE Kenyan|NG Nigerian|SD Sudanese|RU Russian|TR Turkish|SY Syrian
IQ Iraqi|IR Iranian|IL Israeli|CN Chinese|IN Indian|PK Pakistani|BD Bangladeshi|LK Sri Lankan|BR Brazilian|MX Mexican
CO Colombian|VE Venezuelan|CU Cuban|UA Ukrainian|BY Belarusian|RS Serbian|HU Hungarian|ES Spanish|IT Italian|UG Ugandan
RW Rwandan|ET Ethiopian|SO Somali|ZW Zimbabwean|DZ Algerian|TN Tunisian|MA Moroccan|YE Yemeni|SA Saudi|ID Indonesian"""
ADJECTIVES = {row[:2]: row[3:] for row in _ADJECTIVES.replace("\n", "|").split("|")}

# What follows the countries under an alphabet of its own; any of the codes is right.
TERRITORIES: tuple[tuple[str, frozenset[str]], ...] = (
    ("Abkhazia (Georgia)", frozenset({"GE"})),
    ("Hong Kong (China)", frozenset({"HK", "CN"})),
    ("Kashmir (India)", frozenset({"IN"})),
    ("Kashmir (Pakistan)", frozenset({"PK"})),
    ("Tibet (China)", frozenset({"CN"})),
    ("Western Sahara (Morocco)", frozenset({"EH", "MA"})),
)


def name_in(style: str, code: str) -> str:
    """The name of a country by the habit of a kind of yearbook."""
    plain = {"Congo-B": "Congo", "Congo-K": "Congo", "Bosnia": "Bosnia and Herzegovina"}
    name = _BASE[code]
    return _STYLES[style].get(code, plain.get(name, name))
