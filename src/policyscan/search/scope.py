"""Turn filters into the documents and tags that an answer may come from."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from policyscan.errors import QueryError
from policyscan.model import Kind, Listing, Modality
from policyscan.search.ports import SearchTag, SearchTaxonomy
from policyscan.search.query import Query
from policyscan.search.words import fold

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MOST_SHOWN = 8
_MOST_MEANT = 3
# Every folded way of writing a value, with the value and how it is shown.
_Ways = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer is restricted to; within one filter any value will do, and all filters must hold.

    `since` and `until` are ISO dates (a year, year-month or day), both inclusive; they are held against
    `Listing.published`.
    """

    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    force_types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def with_typed(self, asked: Query) -> Filters:
        """These filters and those typed in a query; of two dates, the typed one."""
        return Filters(
            places=(*self.places, *asked.values("place")),
            regions=(*self.regions, *asked.values("region")),
            countries=(*self.countries, *asked.values("country")),
            kinds=(*self.kinds, *asked.values("kind")),
            measures=(*self.measures, *asked.values("measure")),
            force_types=(*self.force_types, *asked.values("force")),
            modalities=(*self.modalities, *asked.values("modality")),
            since=next(reversed(asked.values("after")), self.since),
            until=next(reversed(asked.values("before")), self.until),
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an answer may come from.

    `listings` maps documents to their listings that pass. `is_whole` says that no listing was left
    out. `undated` counts documents that were left out because nobody knows their date.
    """

    listings: dict[str, tuple[Listing, ...]]
    is_whole: bool
    measures: frozenset[str]
    force_types: frozenset[str]
    modalities: frozenset[str]
    undated: int

    @property
    def has_tags(self) -> bool:
        """Whether passages are restricted, and not only documents."""
        return bool(self.measures or self.force_types or self.modalities)


def resolve(filters: Filters, listings: Sequence[Listing], taxonomy: SearchTaxonomy) -> Scope:
    """The scope of these filters. Raises QueryError, with near matches, for a value that nothing has."""
    passes: list[Callable[[Listing], bool]] = []
    if filters.places:
        names = {listing.place: tuple(map(fold, _place_names(listing))) for listing in listings}
        ways = {name: (name, place.name) for place in sorted(names) for name in names[place]}
        places = _known("place", filters.places, ways)
        passes.append(lambda listing: not places.isdisjoint(names[listing.place]))
    if filters.regions:
        regions = _known("region", filters.regions, _ways(listing.place.region for listing in listings))
        passes.append(lambda listing: fold(listing.place.region) in regions)
    if filters.countries:
        countries = _known("country", filters.countries, _ways(listing.place.country for listing in listings))
        passes.append(lambda listing: fold(listing.place.country) in countries)
    if filters.kinds:
        kinds = _known("kind", filters.kinds, {_tag(kind): (kind.value, kind.value) for kind in Kind})
        passes.append(lambda listing: listing.kind.value in kinds)
    fitting = [listing for listing in listings if all(test(listing) for test in passes)]
    dated = fitting
    if filters.since or filters.until:
        first, last = _days(filters.since, "since")[0], _days(filters.until, "until")[1]
        if filters.since and filters.until and first > last:
            raise QueryError(f"since {filters.since} is after until {filters.until}", fix="exchange the two dates")
        dated = [listing for listing in fitting if _is_between(listing.published, first, last)]
    found: dict[str, tuple[Listing, ...]] = {}
    for listing in dated:
        found[listing.sha256] = (*found.get(listing.sha256, ()), listing)
    return Scope(
        listings=found,
        is_whole=len(dated) == len(listings),
        measures=frozenset(_known_tags("measure", filters.measures, taxonomy.measures)),
        force_types=frozenset(_known_tags("force type", filters.force_types, taxonomy.force_types)),
        modalities=frozenset(
            _known("modality", filters.modalities, {_tag(one): (one.value, one.value) for one in Modality})
        ),
        undated=len({listing.sha256 for listing in fitting if not _days_or_none(listing.published)})
        if dated is not fitting
        else 0,
    )


def _place_names(listing: Listing) -> tuple[str, ...]:
    """What a place may be called: "Springfield", "Springfield, Illinois", "Springfield, Illinois, US"."""
    place = listing.place
    names = [place.name, f"{place.name}, {place.region}", f"{place.name}, {place.country}"]
    names.append(f"{place.name}, {place.region}, {place.country}")
    return tuple(name for name in names if name.strip(", ") == name and ", ," not in name)


def _ways(names: Iterable[str]) -> _Ways:
    return {fold(name): (fold(name), name) for name in sorted(set(names)) if name}


def _known_tags(noun: str, given: Sequence[str], tags: Sequence[SearchTag]) -> set[str]:
    ways: dict[str, tuple[str, str]] = {}
    for tag in tags:
        for name in tag.synonyms:
            ways.setdefault(_tag(name), (tag.id, tag.id))
    for tag in tags:
        ways[_tag(tag.title)] = ways[_tag(tag.id)] = (tag.id, tag.id)
    return _known(noun, given, ways)


def _tag(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(text)).strip()


def _known(noun: str, given: Sequence[str], ways: _Ways) -> set[str]:
    """The values meant by what was given."""
    found = set()
    for text in given:
        key = next((key for key in (fold(text), _tag(text)) if key in ways), None)
        if key is None:
            raise QueryError(f"there is no {noun} {text!r} here", fix=_nearest(noun, fold(text), ways))
        found.add(ways[key][0])
    return found


def _nearest(noun: str, text: str, ways: _Ways) -> str:
    near = difflib.get_close_matches(text, list(ways), n=_MOST_SHOWN, cutoff=0.6)
    near += [key for key in sorted(ways) if text and (text in key or key in text)]
    meant = list(dict.fromkeys(ways[key][1] for key in near))
    if meant:
        return f"did you mean {' or '.join(meant[:_MOST_MEANT])}?"
    shown = sorted({shown for _, shown in ways.values()})
    if not shown:
        return f"leave the filter out: no document has a {noun}"
    more = f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
    return f"use one of: {'; '.join(shown[:_MOST_SHOWN])}{more}"


def _is_between(published: str, first: str, last: str) -> bool:
    """Whether a date of any precision may lie between two days, both inclusive; an unknown date does not."""
    days = _days_or_none(published)
    return days is not None and days[1] >= first and (not last or days[0] <= last)


def _days(text: str, noun: str) -> tuple[str, str]:
    if not text:
        return "", ""
    days = _days_or_none(text)
    if days is None:
        raise QueryError(f"{noun} {text!r} is not a date", fix="write 2020, 2020-06 or 2020-06-09")
    return days


def _days_or_none(text: str) -> tuple[str, str] | None:
    """The first and last day of a year, month or day."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if year < 1 or month > 12 or (match[2] and month < 1):
        return None
    last_month = month or 12
    longest = calendar.monthrange(year, last_month)[1]
    if day > longest or (match[3] and day < 1):
        return None
    return f"{year:04}-{month or 1:02}-{day or 1:02}", f"{year:04}-{last_month:02}-{day or longest:02}"
