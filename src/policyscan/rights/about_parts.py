"""Tell headings of regions, and of what stands before or behind the entries, from others."""

from __future__ import annotations

import re

from policyscan.who.countries import find_country
from policyscan.who.names import fold

_BACK_MATTER = re.compile(
    r"^(?:(?:part|chapter|section)\s+[\divxlc]+[\s.:–-]*)?"
    r"(?:appendi(?:x|ces)|annex(?:es)?|index|abbreviations|acronyms|glossary|acknowledge?ments?|"
    r"about (?:this|the|us|our)|methodolog|contact|bibliography|endnotes|credits|photo|statistic|tables?\b|"
    r"(?:selected|international|regional|status of)\b.*\btreat|ratification|preface|foreword|introduction|contents|"
    r"world map|how to|related and disputed|disputed territor|(?:related )?territories$|survey methodology|"
    r"publications|country (?:entries|reports|chapters|profiles)|essays?$|"
    r"(?:global|regional) (?:overview|introduction|summary))",
    re.IGNORECASE,
)
_REGION_WORD_LIST = (
    "africa african america americas asia asian pacific europe european eurasia middle near east eastern west western "
    "north northern south southern central sub saharan latin caribbean oceania hemisphere and of the region regional "
    "overview summary union cis commonwealth independent states former soviet arab world maghreb gulf horn great lakes "
    "balkans caucasus baltic nordic countries entries southeast northeast"
)
_REGION_LIST = (
    "africa america americas asia pacific europe eurasia east caribbean oceania hemisphere maghreb balkans caucasus"
)
_REGION_WORDS = frozenset(_REGION_WORD_LIST.split())
_REGIONS = frozenset(_REGION_LIST.split())


def is_region(text: str) -> bool:
    """Whether a heading names a region of the world: "Sub-Saharan Africa", "AMERICAS REGIONAL OVERVIEW"."""
    words = [word for word in fold(text).split() if not word.isdigit()]
    is_made_of = 0 < len(words) <= 8 and set(words) <= _REGION_WORDS and not _REGIONS.isdisjoint(words)
    return is_made_of and find_country(text) is None


def opens_back_matter(text: str) -> bool:
    """Whether a heading opens what stands before or behind the entries: an introduction, an index, an appendix."""
    return _BACK_MATTER.match(text.strip(" \t\n0123456789|•·–—-")) is not None
