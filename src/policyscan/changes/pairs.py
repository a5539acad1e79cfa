"""Find which documents of a store are versions of one another, and which pair of them is to be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import Listing, Place, Standing, Version
from policyscan.sources import resolve_places

if TYPE_CHECKING:
    from policyscan.store import Store


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
    of their dates; so are bytes that came in place of others under the same file or address. `since` keeps what was
    published, or arrived, on that day or later. Raises `QueryError` for a place that nothing is listed for.
    """
    listings = store.listings(include_removed=True)
    at, _ = resolve_places(listings)
    wanted = {_fold(name) for name in places}
    _check_places(wanted, at.values(), places)
    removed_on = {item.id: store.removed_on(item.id) for item in listings if item.removed}
    live = {item.sha256 for item in listings if not item.removed}
    versions = store.versions()
    arrivals = _arrivals(versions)
    found: dict[tuple[str, str, str], VersionPair] = {}
    for old, new in (*_arrived(listings, versions), *_replaced(listings, removed_on, live), *_series(listings, live)):
        place = at[new.id]
        if wanted and _fold(place.name) not in wanted:
            continue
        arrived = arrivals.get(new.sha256, "") or removed_on.get(old.id, "")
        if since and not (_reaches(new.published, since) or _reaches(arrived, since)):
            continue
        pair = VersionPair(place, new.series or old.series or new.title, old, new, arrived)
        found.setdefault((place.id, old.sha256, new.sha256), pair)
    return tuple(sorted(found.values(), key=_order))


def _order(pair: VersionPair) -> tuple[object, ...]:
    dates = (pair.new.published, pair.arrived, pair.old.published)
    return (pair.place, pair.series, *dates, pair.new.file, pair.old.sha256, pair.new.sha256)


def _check_places(wanted: set[str], known: Iterable[Place], given: Sequence[str]) -> None:
    names = {_fold(place.name): place.name for place in known}
    missing = [name for name in given if _fold(name) not in names]
    if wanted and missing:
        raise QueryError(
            f"Nothing is listed for the place {missing[0]!r}.",
            fix=f"Use one of: {', '.join(sorted(set(names.values()))[:20])}.",
        )


def _arrived(listings: Sequence[Listing], versions: Sequence[Version]) -> list[tuple[Listing, Listing]]:
    """Versions of a watched address, each with the one that it replaced."""
    of: dict[str, list[Listing]] = defaultdict(list)
    for item in listings:
        of[item.sha256].append(item)
    found = []
    for version in versions:
        if version.standing not in {Standing.IN_FORCE, Standing.REPLACED} or not version.replaced:
            continue
        news = [item for item in of[version.sha256] if item.file == version.name] or of[version.sha256]
        olds = [item for item in of[version.replaced] if item.file == version.name] or of[version.replaced]
        if version.sha256 == version.replaced:
            continue
        for new in news:
            old = next((item for item in olds if (item.place.id, item.kind) == (new.place.id, new.kind)), None)
            if old is not None:
                found.append((old, new))
    return found


def _replaced(listings: Sequence[Listing], removed_on: dict[str, str], live: set[str]) -> list[tuple[Listing, Listing]]:
    """Files whose bytes were replaced: the removed listings of one file in the order of their going, then the live."""
    files: dict[tuple[str, ...], list[Listing]] = defaultdict(list)
    for item in listings:
        files[item.file, item.place.id, item.kind].append(item)
    found = []
    for group in files.values():
        if all(item.removed for item in group):
            continue
        gone = [item for item in group if item.removed and item.sha256 not in live]
        gone.sort(key=lambda item: (removed_on[item.id], item.published, item.sha256))
        here = sorted((item for item in group if not item.removed), key=lambda item: (item.published, item.sha256))
        found += _steps([*gone, *here])
    return found


def _series(listings: Sequence[Listing], live: set[str]) -> list[tuple[Listing, Listing]]:
    """Documents of one series by date of publication; of one date there is no order, so those are left out."""
    groups: dict[tuple[str, ...], dict[str, list[Listing]]] = defaultdict(lambda: defaultdict(list))
    for item in listings:
        name = item.series or " ".join(item.title.casefold().split())
        if name and item.published and (not item.removed or item.sha256 not in live):
            groups[item.place.id, item.kind, name][item.published].append(item)
    found = []
    for dated in groups.values():
        # Of one date the live listing stands for all; what it replaced under its own name is found there.
        chain = [
            min(same, key=lambda item: (item.removed, item.file, item.sha256)) for _, same in sorted(dated.items())
        ]
        if any(not item.removed for item in chain):
            found += _steps(chain)
    return found


def _steps(chain: Sequence[Listing]) -> list[tuple[Listing, Listing]]:
    return [(old, new) for old, new in pairwise(chain) if old.sha256 != new.sha256]


def _arrivals(versions: Sequence[Version]) -> dict[str, str]:
    """The day on which bytes last arrived from an address."""
    return {version.sha256: version.fetched[:10] for version in versions}


def _reaches(day: str, since: str) -> bool:
    """Whether a date, which may be a year or a month only, is that day or later, as far as it tells."""
    return bool(day) and day >= since[: len(day)]


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
