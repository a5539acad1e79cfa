"""Count how often one version came in place of another: a text that goes back and comes again is a change each time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from policyscan.model import Listing, Standing
from policyscan.registers.shelf import fold
from policyscan.sources import resolve_places

if TYPE_CHECKING:
    from policyscan.store import Store

_WERE_IN_FORCE = frozenset({Standing.IN_FORCE, Standing.REPLACED})
# The turn of what came once, and of all that came before turns were told apart.
FIRST = 0


class Turns:
    """The turns on record: arrivals at watched addresses, and files of one name that took one another's place."""

    def __init__(self, store: Store) -> None:
        listings = store.listings(include_removed=True)
        self._places = {name: fold(place.name) for name, place in resolve_places(listings)[0].items()}
        self._told_as_one = store.turns_told_as_one()
        self._arrived = self._arrivals(store, listings)
        times = store.times_removed()
        self._went: dict[tuple[str, ...], int] = defaultdict(int)
        for item in listings:
            if item.removed:
                key = (self._places[item.id], item.file, item.sha256)
                self._went[key] = max(self._went[key], times.get(item.id, 0))

    def of(self, place: str, old: tuple[str, str], new: tuple[str, str]) -> tuple[int, ...]:
        """The turns at which one version came in place of another at a place; each is a name and a hash of bytes.

        `FIRST` stands for the first, and for all before turns were told apart; what is not on record came once.
        """
        arrived = self._arrived.get((fold(place), old[1], new[1]))
        if arrived:
            # Under two names it came at once: those are no two turns.
            positions = max(arrived.values(), key=len)
            turns = enumerate(sorted(positions), start=1)
            return tuple(sorted({FIRST if turn == 1 or at <= self._told_as_one else turn for turn, at in turns}))
        went = self._went[fold(place), *old] if old[0] == new[0] else 1
        return (went if went > 1 else FIRST,)

    def _arrivals(self, store: Store, listings: tuple[Listing, ...]) -> dict[tuple[str, str, str], dict[str, set[int]]]:
        """Positions of arrivals by place, old and new hash, and by the name under which they came.

        As where versions are paired: each version that was in force and was read, with the one before it.
        """
        of: dict[str, list[Listing]] = defaultdict(list)
        for item in listings:
            of[item.sha256].append(item)
        last: dict[tuple[str, str, str], str] = {}
        found: dict[tuple[str, str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for version in store.versions():
            if version.standing not in _WERE_IN_FORCE:
                continue
            own = [item for item in of[version.sha256] if item.file == version.name]
            for item in own or of[version.sha256]:
                name = (version.name, item.place.id, item.kind.value)
                old = last.get(name, version.sha256)
                if old != version.sha256:
                    found[self._places[item.id], old, version.sha256][version.name].add(version.position)
                last[name] = version.sha256
        return found
