"""Find which documents of a store are versions of one another, and which pair of them is to be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Listing, Place, Standing, Version
from policyscan.sources import resolve_places

if TYPE_CHECKING:
    from policyscan.store import Store

_WERE_IN_FORCE = frozenset({Standing.IN_FORCE, Standing.REPLACED})


@dataclass(frozen=True, slots=True)
class VersionPair:
    """A document and the one that took its place. `arrived` is the day on which it did, empty where unknown."""

    place: Place
    series: str
    old: Listing
    new: Listing
    arrived: str = ""


def pairs(store: Store, *, places: Sequence[str] = (), since: str = "") -> tuple[VersionPair, ...]:
    """The pairs of versions to compare, by place, series and date; each pair of documents once for a place.

    Documents of one place and kind in one series, or without one with the same title, are versions in the order
    of their dates; so are bytes that came in place of others under the same file or address. Where nothing tells
    which of two is older, they are no pair. `since` keeps what was published, or arrived, on that day or later.
    Raises `QueryError` for a place that nothing is listed for.
    """
    listings = store.listings(include_removed=True)
    at, _ = resolve_places(listings)
    wanted = {_fold(name) for name in places}
    _check_places(wanted, at.values(), places)
    removed_at = {item.id: store.removed_at(item.id) for item in listings if item.removed}
    live = {item.sha256 for item in listings if not item.removed}
    versions = [version for version in store.versions() if version.standing in _WERE_IN_FORCE]
    arrivals = {version.sha256: version.fetched for version in versions}
    replaced = (*_arrived(listings, versions), *_replaced(listings, versions, removed_at, live))
    found: dict[tuple[str, str, str], tuple[tuple[object, ...], VersionPair]] = {}
    for old, new in (*replaced, *_series(listings, live)):
        place = at[new.id]
        if wanted and _fold(place.name) not in wanted:
            continue
        at_time = arrivals.get(new.sha256, "") or removed_at.get(old.id, "")
        arrived = at_time[:10]
        if since and not (_reaches(new.published, since) or _reaches(arrived, since)):
            continue
        pair = VersionPair(place, new.series or old.series or new.title, old, new, arrived)
        order = (place, pair.series, new.published, at_time, old.published, new.file, old.sha256, new.sha256)
        found.setdefault((place.id, old.sha256, new.sha256), (order, pair))
    return tuple(pair for _, pair in sorted(found.values(), key=itemgetter(0)))


def _check_places(wanted: set[str], known: Iterable[Place], given: Sequence[str]) -> None:
    names = {_fold(place.name): place.name for place in known}
    missing = [name for name in given if _fold(name) not in names]
    if wanted and missing:
        raise QueryError(
            f"Nothing is listed for the place {missing[0]!r}.",
            fix=f"Use one of: {', '.join(sorted(set(names.values()))[:20])}.",
        )


def _arrived(listings: Sequence[Listing], versions: Sequence[Version]) -> list[tuple[Listing, Listing]]:
    """Versions of a watched address that were in force, in the order of arrival: each that was read with the last."""
    of: dict[str, list[Listing]] = defaultdict(list)
    for item in listings:
        of[item.sha256].append(item)
    last: dict[tuple[str, ...], Listing] = {}
    found = []
    for version in versions:
        for new in [item for item in of[version.sha256] if item.file == version.name] or of[version.sha256]:
            name = (version.name, new.place.id, new.kind)
            old = last.get(name, new)
            if old.sha256 != new.sha256:
                found.append((old, new))
            last[name] = new
    return found


def _replaced(
    listings: Sequence[Listing], versions: Sequence[Version], removed_at: Mapping[str, str], live: set[str]
) -> list[tuple[Listing, Listing]]:
    """Files whose bytes were replaced: the removed listings of one file in the order of their going, then the live.

    Of two that went at one time, and of two that are live (while the newer is being ingested), nothing tells which
    is older. Where both are versions of a watched address, the order of their arrival is known, and told elsewhere.
    """
    watched = {(version.name, version.sha256) for version in versions}
    found = []
    for group in _by_file(listings).values():
        went: dict[tuple[str, str], list[Listing]] = defaultdict(list)
        for item in group:
            if item.removed and item.sha256 not in live:
                went[removed_at[item.id], item.published].append(item)
        here = [item for item in group if not item.removed]
        if not here:
            continue
        for old, new in _steps([*(went[time] for time in sorted(went)), here]):
            if not {(old.file, old.sha256), (new.file, new.sha256)} <= watched:
                found.append((old, new))
    return found


def _series(listings: Sequence[Listing], live: set[str]) -> list[tuple[Listing, Listing]]:
    """Documents of one series by date of publication; of one date there is no order, so those are left out.

    What came in place of other bytes under its own name did so whatever its date: that is not told here.
    """
    told = {name for name, group in _by_file(listings).items() if any(not item.removed for item in group)}
    groups: dict[tuple[str, ...], dict[str, list[Listing]]] = defaultdict(lambda: defaultdict(list))
    for item in listings:
        name = item.version_of
        if name and item.published and (not item.removed or item.sha256 not in live):
            groups[item.place.id, item.kind, name][item.published].append(item)
    found = []
    for dated in groups.values():
        # Of one date the live listing stands for all.
        chain = [
            min(same, key=lambda item: (item.removed, item.file, item.sha256)) for _, same in sorted(dated.items())
        ]
        if any(not item.removed for item in chain):
            steps = _steps([[item] for item in chain])
            found += [(old, new) for old, new in steps if old.file != new.file or _name(new) not in told]
    return found


def _by_file(listings: Sequence[Listing]) -> dict[tuple[str, ...], list[Listing]]:
    files: dict[tuple[str, ...], list[Listing]] = defaultdict(list)
    for item in listings:
        files[_name(item)].append(item)
    return files


def _name(item: Listing) -> tuple[str, ...]:
    """One file of one place and kind."""
    return (item.file, item.place.id, item.kind)


def _steps(chain: Sequence[Sequence[Listing]]) -> list[tuple[Listing, Listing]]:
    """Neighbours of a chain; where several share one link, none of them is known to come before or after."""
    links = [(olds[0], news[0]) for olds, news in pairwise(chain) if len(olds) == len(news) == 1]
    return [(old, new) for old, new in links if old.sha256 != new.sha256]


def _reaches(day: str, since: str) -> bool:
    """Whether a date, which may be a year or a month only, is that day or later, as far as it tells."""
    return bool(day) and day >= since[: len(day)]


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
