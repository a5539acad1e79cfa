"""Which places are to be laid side by side: two to six, by name, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policyscan.compare import match
from policyscan.errors import QueryError
from policyscan.model import Place

FEWEST, MOST = 2, 6


@dataclass(frozen=True, slots=True)
class Choice:
    """The places chosen, in their order; `problems` has a line for each thing that a reader must mend."""

    places: tuple[Place, ...]
    problems: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The places' full names, as addresses hold them."""
        return tuple(place.full_name for place in self.places)

    @property
    def is_enough(self) -> bool:
        """Whether there are places to lay side by side."""
        return len(self.places) >= FEWEST

    def without(self, at: int) -> tuple[str, ...]:
        """The names without one of them."""
        return self.names[:at] + self.names[at + 1 :]

    def moved_left(self, at: int) -> tuple[str, ...]:
        """The names with one of them, not the first, put before its neighbour."""
        names = list(self.names)
        names[at - 1 : at + 1] = names[at], names[at - 1]
        return tuple(names)


def chosen(given: Sequence[str], known: Iterable[Place]) -> Choice:
    """The places that are meant by names, names with region and country, or ids."""
    by_name: dict[str, list[Place]] = {}
    for place in known:
        for name in {place.name, place.full_name, place.id}:
            by_name.setdefault(name, []).append(place)
    names = {name for name, places in by_name.items() if name != places[0].id}
    found: list[Place] = []
    problems = []
    for name in filter(None, map(str.strip, given)):
        if name not in by_name:
            try:
                meant = by_name[match(name, names, "place")]
            except QueryError as error:
                problems.append(f"{error.problem}. {error.fix}")
                continue
        else:
            meant = by_name[name]
        if len(meant) > 1:
            choices = ", or ".join(f"“{place.full_name}”" for place in meant)
            problems.append(f"There are {len(meant)} places “{name}”: name {choices}.")
        elif meant[0] not in found:
            found.append(meant[0])
    if len(found) > MOST:
        left_out = ", ".join(place.name for place in found[MOST:])
        problems.append(f"At most {MOST} places stand side by side: {left_out} left out.")
    elif found and len(found) < FEWEST:
        problems.append("One place alone cannot be compared: choose one more.")
    return Choice(tuple(found[:MOST]), tuple(problems))
