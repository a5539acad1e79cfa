"""Name the places of a workspace that are about as large as another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from policyscan.model import Place

# A place may have so many times the inhabitants of the other, or that part of them.
FACTOR = 2.5
MOST = 3


class Sizes:
    """The places whose size is known; `population` says how many people live in one."""

    def __init__(self, places: Iterable[Place], population: Callable[[Place], int | None]) -> None:
        self._known = {place: size for place in sorted(set(places)) if (size := population(place))}

    def similar(self, place: Place) -> Sequence[tuple[Place, int]]:
        """At most three other places with their inhabitants: of the same country first, the nearest in size first."""
        own = self._known.get(place)
        if not own:
            return ()
        near = [
            (other, size)
            for other, size in self._known.items()
            if other != place and max(own, size) <= FACTOR * min(own, size)
        ]
        near.sort(key=lambda pair: (pair[0].country != place.country, max(own, pair[1]) / min(own, pair[1]), pair[0]))
        return near[:MOST]


def shown(place: Place, size: int) -> str:
    """A place with its inhabitants, for one field of a table."""
    return f"{place.full_name} ({size:,} inhabitants)"
