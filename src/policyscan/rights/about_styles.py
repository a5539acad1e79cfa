"""Group headings by how they are printed, with the unevenness of scans, and mend names in them that were misread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from policyscan.rights.about_lines import Spot
from policyscan.rights.about_names import Names
from policyscan.who.names import fold

# A group of type sizes, -1 for names run in with their text, and whether all letters are capitals.
Style = tuple[int, bool]

# Type sizes that differ by less than this share are one size: heights of read lines vary.
_ONE_SIZE = 0.055
_ABOUT, _WIDENINGS = 0.08, 3
# Of the headings of a size this share must be countries' names for it to be the entries'.
PURE = 0.6
# A heading that stands in the document so often is a topic that recurs below each entry.
RECURS = 3


def key_of(text: str) -> str:
    """A heading's words as compared and sorted."""
    return fold(re.sub(r"^[\W\d]+", "", text))


def read_misread(spots: Sequence[Spot], contents: set[str], styles: Styles, main: Style, names: Names) -> None:
    """Make the sizes of entries' headings one, and give those that are nearly a country's name its code."""
    alike = [spot for spot in spots if spot.is_heading and not spot.from_head and spot.is_capital == main[1]]
    sizes = sorted(spot.size for spot in alike if spot.code and styles.of(spot) == main)
    if not sizes:
        return
    low, high = _band(alike, sizes[0], sizes[-1])
    middle = sizes[len(sizes) // 2]
    inside = [spot for spot in alike if low <= spot.size <= high]
    used = {spot.code for spot in inside if spot.code}
    times = Counter(key_of(spot.text) for spot in inside)
    for spot in inside:
        if not spot.code and times[key_of(spot.text)] < RECURS:
            near = names.near_heading(spot.text, contents - used)
            spot.code = near if near not in used else ""
        if spot.code:
            spot.size = middle


def _band(alike: Sequence[Spot], low: float, high: float) -> tuple[float, float]:
    """The range of sizes around a style's in which most headings are countries' names, as in a scan."""
    for _ in range(_WIDENINGS):
        for first, last in ((low * (1 - _ABOUT), low), (high, high * (1 + _ABOUT))):
            near = [spot for spot in alike if first <= spot.size <= last]
            if sum(bool(spot.code) for spot in near) >= PURE * max(1, len(near)):
                low, high = min([low, *(spot.size for spot in near)]), max([high, *(spot.size for spot in near)])
    return low * (1 - _ABOUT / 2), high * (1 + _ABOUT / 2)


class Styles:
    """Groups of type sizes with and without capitals."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        sizes = sorted({spot.size for spot in spots})
        self._group: dict[float, int] = {}
        group, first = 0, sizes[0] if sizes else 1.0
        for size in sizes:
            if size > first * (1 + _ONE_SIZE):
                group, first = group + 1, size
            self._group[size] = group

    def of(self, spot: Spot) -> Style:
        """The spot's style; names run in with their text have one of their own."""
        return (-1 if spot.is_run_in else self._group[spot.size]), spot.is_capital
