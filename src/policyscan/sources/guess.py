"""Read from a document, then from its file's name, what its source does not say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import PurePosixPath

from policyscan.model import LISTED_TITLE, Kind, Listing, ParsedDocument, Place, content_id
from policyscan.sources.agencies import Agency, find_agencies
from policyscan.sources.dates import date_in_name, own_date
from policyscan.sources.front import Front, read_front, readable
from policyscan.sources.gazetteer import fold, gazetteer
from policyscan.sources.kinds import guess_kind, known_issuer
from policyscan.sources.records import Source

UNKNOWN = "Unknown"
# Raised with every change of how documents are read here, so that stored guesses are made again.
GUESS_VERSION = "1"
_GUESSABLE = frozenset({"place", "region", "country", "kind", "title", "issuer", "published"})
# A listing tells nothing of where the same document lay under another address.
_NOT_IN_THE_KEY = frozenset({"password", "given", "path", "address", "sha256"})
# A name needs this much behind it: one "City of X", or two of "X Police".
_LEAST_AGENCY = 0.9
_ADJACENT = 5
_STATUTE = 2
_LEAST_REGION = 3
# The seat of the United States' government is in every second letterhead.
_CAPITAL = re.compile(r"Washington\s*,?\s*(?:D\.?\s?C\b|District)", re.IGNORECASE)
_MONTH_FIRST = frozenset({"US", "PH", "FM", "PW", "MH", ""})
_TOPIC_WORDS = frozenset(
    """
    a abuse act admin administrative agency agencies aggression agreement agreements aid an and annual arms arrest
    bad body camera canine chapter chokehold city code compilation complaint complaints compliance council county
    current deadly definitions department directive directives document draft dv ea escalation exchange excerpt
    file final firearms for force general guidelines human in intervention jail layer less lethal letter manual
    media memorandum mixed mou moa monitoring multi mutual new number ocr of office officer on operations order
    orders page part pd pdf pledge plan police policies policy pratt principles procedure procedures program
    protocol public pursuit rank report reports resistance resolution response restraint review rights rules sample
    scan scanned section series sheriff sheriffs shared sop standard stakeholders state statement status summary
    taser text the to training update updated upr use uof uoft version vehicle with working
    demonstrations armoury riot interagency ten shootings ohchr un
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Guessed:
    """What is known of a document after reading it; `guessed` names the fields nobody gave."""

    place: Place
    kind: Kind
    title: str
    issuer: str
    published: str
    guessed: tuple[str, ...]


def guess(document: ParsedDocument, source: Source) -> Guessed:
    """Fill in what the source leaves open. A place that nothing names is "Unknown"."""
    front = read_front(document)
    stem = PurePosixPath(source.file.replace("\\", "/")).stem
    titles = " | ".join((front.title, front.heading, readable(stem)))
    kind = source.kind or guess_kind(front.text, titles, front.whole)
    body = known_issuer(front.text) if kind is Kind.RIGHTS_REPORT else ""
    agencies = find_agencies(front.first, front.whole, stem)
    place, agency = _place(source, front, stem, agencies, is_about_a_country=bool(body))
    issuer = source.issuer or body or (agency.name if agency else "")
    title = source.title or front.title or front.heading or readable(stem)
    published = (
        source.published
        or own_date(front.first, day_first=place.country not in _MONTH_FIRST)
        or own_date(front.text, day_first=place.country not in _MONTH_FIRST)
        or date_in_name(stem)
    )
    values = {
        "place": place.name,
        "region": place.region,
        "country": place.country,
        "kind": kind,
        "title": title,
        "issuer": issuer,
        "published": published,
    }
    guessed = tuple(name for name, value in values.items() if value and name not in source.given)
    if source.title and "title" in guessed:
        guessed = tuple(LISTED_TITLE if name == "title" else name for name in guessed)
    return Guessed(place, kind, title, issuer, published, guessed)


def source_key(source: Source, sha256: str) -> str:
    """Sum up all that a listing depends on: as long as it stays the same, so does the listing.

    With it, an ingest need not read a document again to know that its listing has not changed.
    """
    facts = (getattr(source, field.name) for field in fields(source) if field.name not in _NOT_IN_THE_KEY)
    given = sorted(source.given & _GUESSABLE)
    return content_id(GUESS_VERSION, sha256, *facts, _address(source), *given)


def build_listing(document: ParsedDocument, source: Source, sha256: str) -> Listing:
    """Return the listing of a source whose document was read."""
    found = guess(document, source)
    return Listing(
        file=source.file,
        sha256=sha256,
        place=found.place,
        kind=found.kind,
        title=found.title,
        issuer=found.issuer,
        published=found.published,
        series=source.series,
        address=_address(source),
        valid_from=source.valid_from,
        valid_to=source.valid_to,
        guessed=found.guessed,
    )


def _address(source: Source) -> str:
    """Where the document came from: its address, or the file's own path where none was given."""
    return source.address or source.path.resolve().as_posix()


def _place(
    source: Source, front: Front, stem: str, agencies: list[Agency], *, is_about_a_country: bool
) -> tuple[Place, Agency | None]:
    """Return the place, and the agency whose name it was read from."""
    given = source.place
    if given.name:
        agency = next((agency for agency in agencies if _same_name(agency.place, given.name)), None)
        return _complete(given, front), agency
    country = _country(front, stem, only_as_a_line=not is_about_a_country)
    if is_about_a_country and country:
        return Place(gazetteer().country_names[country], given.region, given.country or country), None
    if source.issuer:
        named = find_agencies(source.issuer, "", "")
        if named:
            return _complete(Place(named[0].place, given.region, given.country), front), None
    for agency in agencies:
        if agency.score < _LEAST_AGENCY:
            break
        code = gazetteer().country_code(agency.place)
        # "Georgia State Police" is no body of the country of that name.
        if code and not gazetteer().region(agency.place):
            return Place(gazetteer().country_names[code], given.region, given.country or code), agency
        return _complete(Place(agency.place, given.region, given.country), front), agency
    if country:
        return Place(gazetteer().country_names[country], given.region, given.country or country), None
    name = _name_from_stem(stem)
    if not name:
        return Place(UNKNOWN, given.region, given.country), None
    code = gazetteer().country_code(name)
    if code and len(name) > 2:
        return Place(gazetteer().country_names[code], given.region, given.country or code), None
    return _complete(Place(name, given.region, given.country), front), None


def _complete(place: Place, front: Front) -> Place:
    """Add region and country where the document is clear about them."""
    names = gazetteer()
    if names.country_code(place.name) == place.country != "":
        return place
    region, country = place.region, place.country
    if not region:
        region = _region(place.name, country, front)
    if not country:
        known = names.region(region) if region else None
        country = known.country if known else ""
    if not country:
        country = next((code for code, signs in names.signs.items() if any(sign in front.whole for sign in signs)), "")
    return Place(place.name, region, country)


def _region(name: str, country: str, front: Front) -> str:
    """Return the region that the text names beside the place, or names and cites most."""
    names = gazetteer()
    regions = [region for region in names.regions if country in {"", region.country}]
    by_name = {fold(region.name): region for region in regions}
    counts: Counter[str] = Counter()
    for match in names.region_pattern.finditer(front.whole):
        region = by_name.get(fold(match.group()))
        if _CAPITAL.match(front.whole, match.start()):
            continue
        if region and not _same_name(region.name, name):
            counts[region.name] += 1
    for region in regions:
        for statute in region.statutes:
            # "ORS" is no part of "SUPERVISORS".
            cited = re.findall(r"(?<![\w.])" + re.escape(statute), front.whole)
            counts[region.name] += _STATUTE * min(len(cited), 10)
    beside = re.compile(re.escape(name) + r"\s*,\s*([A-Z][A-Za-z]+(?: [A-Z][a-z]+)?)\b", re.IGNORECASE)
    for match in beside.finditer(front.whole):
        words = match[1].split()
        for words_to_try in (words, words[:1]):
            region_beside = names.region(" ".join(words_to_try), country)
            if region_beside:
                counts[region_beside.name] += _ADJACENT
                break
    known = names.cities.get(fold(name))
    if known and country in {"", known.country}:
        counts[known.name] += _ADJACENT
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < _LEAST_REGION:
        return ""
    if len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]:
        return ""
    return ranked[0][0]


def _country(front: Front, stem: str, *, only_as_a_line: bool) -> str:
    """Return the code of the country that stands alone on a line of page 1, or in the file's name."""
    names = gazetteer()
    for line in front.first.splitlines():
        words = re.sub(r"[\s*\d†()]+$", "", line).strip(" .")
        if len(words) > 3 and names.country_code(words):
            return names.country_code(words)
    in_stem = names.country_pattern.search(stem.replace("-", " ").replace("_", " "))
    if in_stem:
        return names.country_code(in_stem.group())
    if only_as_a_line:
        return ""
    counts = Counter(names.country_code(match.group()) for match in names.country_pattern.finditer(front.text))
    return counts.most_common(1)[0][0] if counts else ""


def _name_from_stem(stem: str) -> str:
    """Read a place from a file's name: the words before the topic, if they look like one."""
    words = re.split(r"[-_\s.+]+", stem.casefold())
    while words and (words[0] in _TOPIC_WORDS - {"new"} or not words[0].isalpha()):
        words.pop(0)
    name: list[str] = []
    for word in words:
        if not word.isalpha() or (word in _TOPIC_WORDS and not (word == "new" and not name) and word != "county"):
            break
        name.append(word)
    is_place = 0 < len(name) <= 4 and len("".join(name)) > 3 and name != ["new"] and "".join(name) != "county"
    return " ".join(word.capitalize() for word in name) if is_place else ""


def _same_name(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    folded = re.sub(r"\bsaint\b", "st", fold(name))
    return "".join(char for char in folded if char.isalnum())
