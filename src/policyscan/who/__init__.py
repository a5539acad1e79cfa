"""Who is who: countries, their parts, cities, and the police forces and authorities of each."""

from policyscan.who.compare import same_body
from policyscan.who.countries import Country, countries, country, demonym_of, find_country, nearest_country
from policyscan.who.extra import OWN_CODES
from policyscan.who.gazetteer import Gazetteer, gazetteer, resolve
from policyscan.who.records import Entity, Mention, Resolution
from policyscan.who.scan import Scanner, mentions

__all__ = [
    "OWN_CODES",
    "Country",
    "Entity",
    "Gazetteer",
    "Mention",
    "Resolution",
    "Scanner",
    "countries",
    "country",
    "demonym_of",
    "find_country",
    "gazetteer",
    "mentions",
    "nearest_country",
    "resolve",
    "same_body",
]
