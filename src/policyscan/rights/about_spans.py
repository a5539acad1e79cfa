"""The parts of a yearbook, with their spans in the text and their order on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from policyscan.rights.about_lines import Spot
from policyscan.rights.about_order import Key


@dataclass(frozen=True, slots=True)
class Entry:
    """The part of a document about one country; `country` is empty where its name is not known to us.

    Parts that are no country's (a region's overview, an appendix) have none either; `is_land` tells them apart.
    """

    country: str
    name: str
    start: int
    end: int
    is_land: bool = True
    key: Key = field(default=(0, 0, 0, 0.0), compare=False, repr=False)


def spans(found: Sequence[tuple[Spot, str]], end: int) -> tuple[Entry, ...]:
    """Entries from where they begin, each up to the next that is printed in the text behind it."""
    starts = sorted({spot.start for spot, _ in found})
    ends = dict(zip(starts, [*starts[1:], end], strict=True))
    return tuple(
        Entry(code, " ".join(spot.text.split()), spot.start, ends[spot.start], bool(code), spot.key)
        for spot, code in found
    )
