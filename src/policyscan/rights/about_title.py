"""Tell from title and front matter which one country or city a report is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from policyscan.model import BlockKind, ParsedDocument
from policyscan.rights.about_mentions import is_whose
from policyscan.rights.about_names import Names, OwnPlace
from policyscan.who.countries import country

_FRONT_PAGES = 2
_FRONT_CHARACTERS = 9000
_LONGEST_TITLE = 200
# A name must make up this share of the mentions in the front matter, and be named so often, to be the subject.
_SHARE, _OFTEN = 0.6, 3
# "A/HRC/WG.6/7/SVN/3", "CAT/C/GEO/CO/4": the state's ISO code within a symbol of the United Nations.
_SYMBOL = re.compile(r"\b(?:A/HRC/WG\.\s?6/\d+|[A-Z]{2,6}/C)/([A-Z]{3})/")
_ABOUT = re.compile(
    r"\b(?:(?:universal )?periodic review (?:\(UPR\) )?(?:of|on)|(?:under review|visit to|mission to|report (?:on|of)|"
    r"situation in|rights in|observations on|review of|practices in|record of|delegation of|visited))\s+"
    r"(?:the\s+)?(?:(?:government|republic|kingdom) of\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_SPEAKERS = re.compile(
    r"\b(?:noted|recommended|welcomed|commended|asked|thanked|stated|congratulated|troika|geneva)\b", re.I
)
# Georgia: the country or the state of the United States.
_SIGNS_OF_COUNTRY = re.compile(
    r"\b(?:Tbilisi|Abkhazia\w*|(?:South )?Osseti\w+|Georgians?\b|Batumi|Kutaisi|Saakashvili|Caucasus|Russian?|Adjara|"
    r"Human Rights Council|United Nations|OSCE|Council of Europe|Republic of Georgia|"
    r"Ministry of Internal Affairs|A/HRC)"
)
_SIGNS_OF_STATE = re.compile(
    r"\b(?:Atlanta|Savannah|Augusta|Macon|DeKalb|Fulton|Gwinnett|Cobb|GA\b|U\.S\.C?|County|Sheriff\w*|"
    r"Department of Justice|Police Department|District Court|Governor|State of Georgia|"
    r"Alabama|Florida|Tennessee|Carolina)"
)
_CITY_FORCE = re.compile(
    r"\b(?:City of (?P<of>[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,2})|"
    r"(?P<name>[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){0,2}) (?:County )?(?:Police (?:Department|Bureau|Division|Service)|"
    r"Sheriff[’']?s? (?:Office|Department)))"
)
_LEADING = r"^(?:(?:The|Annual|Report|Investigation|of|on|In|For|\d{4})\s+)+"
_STATES_SIGN = re.compile(
    r"\b(?:Police Department|Sheriff[’']?s?|U\.S\.C?\b|Department of Justice|United States|consent decree|SOP|"
    r"City Council|Lt\.|Sgt\.?|Fourth Amendment|42 U\.?S\.?C)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """The subject of a whole report: a country's code, a place in it, and the words that say so."""

    country: str = ""
    place: str = ""
    words: str = ""


def subject(document: ParsedDocument, names: Names, places: tuple[OwnPlace, ...]) -> Title:
    """The one subject of a report; empty where its front names none, or several alike."""
    front = _front(document)
    for words in _titles(document):
        if (city := _city(words, front, places)) is not None:
            return city
        if code := names.of_heading(_after_colon(words)) or names.of_heading(words):
            return _checked(code, words, document)
    symbol = _SYMBOL.search(front)
    if symbol is not None and (found := country(symbol[1])) is not None:
        return Title(found.code, "", symbol[0])
    for words in [*_titles(document), front]:
        if (code := _said(words, names)) or (code := _only(words, names, words is not front)):
            return _checked(code, words[:_LONGEST_TITLE], document)
    return _by_share(document, names) or _force_by_share(document)


def _front(document: ParsedDocument) -> str:
    pages = [page for page in document.pages if page.number <= _FRONT_PAGES]
    end = max((page.end for page in pages), default=0)
    return document.text[: min(end or _FRONT_CHARACTERS, _FRONT_CHARACTERS)]


def _titles(document: ParsedDocument) -> list[str]:
    """What may be the title: the document's own, then the first page's headings and short lines."""
    found = [document.title] if document.title else []
    for block in document.blocks:
        if block.page > 1 or block.kind in (BlockKind.FURNITURE, BlockKind.TOC, BlockKind.FOOTNOTE):
            continue
        words = " ".join(document.text[block.start : block.end].split())
        if len(words) <= _LONGEST_TITLE:
            found.append(words)
    return list(dict.fromkeys(found))[:40]


def _after_colon(words: str) -> str:
    """The country behind a title's last colon, dash or mark: "Report of the Working Group: Georgia"."""
    return re.split(r"\s*[:*–—]\s*|\s+-\s+", words.rstrip(" *"))[-1]


def _city(words: str, front: str, places: tuple[OwnPlace, ...]) -> Title | None:
    named = [place for place in places if re.search(rf"\b{re.escape(place[0])}\b", words)]
    if named:
        place = max(named, key=lambda one: (len(one[0]), bool(one[1]) and one[1] in front))
        alike = {one for one in named if one[0] == place[0]}
        said = {one for one in alike if one[1] in front}
        if len(alike) == 1 or len(said) == 1:
            name, _, code = place if len(alike) == 1 else said.pop()
            return Title(code, name, words)
    force = _CITY_FORCE.search(words)
    if force is not None and (name := force["of"] or force["name"]) and _STATES_SIGN.search(front):
        name = re.sub(_LEADING, "", name)
        return Title("US", name, words) if name not in ("National", "State", "Federal") else None
    return None


def _checked(code: str, words: str, document: ParsedDocument) -> Title:
    """Georgia may be the state: the text tells, or nothing does."""
    if code != "GE":
        return Title(code, "", words)
    text = document.text[: 20 * _FRONT_CHARACTERS]
    land, state = len(_SIGNS_OF_COUNTRY.findall(text)), len(_SIGNS_OF_STATE.findall(text))
    if land > 2 * state:
        return Title("GE", "", words)
    return Title("US", "Georgia", words) if state > 2 * land else Title()


def _said(words: str, names: Names) -> str:
    """The country after words such as "periodic review of" or "visit to", where it is one."""
    said = {
        mention.code
        for mention in names.mentions(words)
        if not mention.is_adjective and _ABOUT.search(words[max(0, mention.start - 80) : mention.start])
    }
    return said.pop() if len(said) == 1 else ""


def _only(words: str, names: Names, is_title: bool) -> str:
    """The one country that a title names, as its own or as whose force."""
    if not is_title or _SPEAKERS.search(words) or re.search(r"\d{4,5}\b.*\d", words):
        return ""
    # "Original: English" is about no country, the "Egyptian police" are.
    codes = {one.code for one in names.mentions(words) if not one.is_adjective or is_whose(words, one)}
    return codes.pop() if len(codes) == 1 else ""


def _by_share(document: ParsedDocument, names: Names) -> Title | None:
    """The country that most of the front matter's mentions, or all the text's, name."""
    front = len(_front(document))
    for end in (front, min(len(document.text), 10 * _FRONT_CHARACTERS)):
        counts = Counter(mention.code for mention in names.mentions(document.text, 0, end))
        if counts:
            code, times = counts.most_common(1)[0]
            if times >= _OFTEN and times >= _SHARE * sum(counts.values()):
                return _checked(code, "", document)
    return None


def _force_by_share(document: ParsedDocument) -> Title:
    """The city whose force most of such names in the text name, in a report that speaks as those of the States do."""
    text = document.text[: 10 * _FRONT_CHARACTERS]
    found = (match["of"] or match["name"] for match in _CITY_FORCE.finditer(text))
    counts = Counter(re.sub(_LEADING, "", name) for name in found)
    if counts and _STATES_SIGN.search(text):
        city, times = counts.most_common(1)[0]
        if times >= _OFTEN and times >= _SHARE * sum(counts.values()):
            return Title("US", city)
    return Title()
