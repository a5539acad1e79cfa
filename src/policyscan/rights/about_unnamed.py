"""Find the entries of a yearbook whose countries nobody knows, by what recurs below their headings."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from policyscan.model import ParsedDocument
from policyscan.rights.about_lines import Lay, Spot
from policyscan.rights.about_names import Names
from policyscan.rights.about_parts import opens_back_matter
from policyscan.rights.about_spans import Entry, spans
from policyscan.rights.about_styles import PURE, Style, Styles, key_of

# So many headings in order, with one heading recurring below this share of them.
_FEWEST, _MANY, _RECURRING = 4, 6, 0.5
_LARGER = 1.1


def find_unnamed(
    document: ParsedDocument, lay: Lay, names: Names, styles: Styles, *, is_of_one: bool
) -> tuple[Entry, ...]:
    """Entries of lands that we do not know: headings of one style in order, with the same headings below each.

    Chapters of a report may look alike: a report whose title names one country (`is_of_one`) must have a country that
    is known among them, any other at least `_MANY` of them.
    """
    by_style: dict[Style, list[Spot]] = defaultdict(list)
    headings = [spot for spot in lay.spots if spot.is_heading and not spot.from_head]
    for spot in headings:
        by_style[styles.of(spot)].append(spot)
    for members in by_style.values():
        run = [spot for spot in members if _is_land(spot.text) and not opens_back_matter(spot.text)]
        keys = [key_of(spot.text) for spot in run]
        if len(run) < _FEWEST or keys != sorted(set(keys)) or len(run) < PURE * len(members):
            continue
        if not any(spot.code for spot in run) and (is_of_one or len(run) < _MANY):
            continue
        ends = [*(spot.key for spot in run[1:]), (1 << 30, 0, 0, 0.0)]
        below = Counter(
            key
            for spot, end in zip(run, ends, strict=True)
            for key in {key_of(other.text) for other in headings if spot.key < other.key < end}
        )
        if not below or max(below.values()) < _RECURRING * len(run):
            continue
        sizes = sorted(spot.size for spot in run)
        last = next(
            (
                spot
                for spot in headings
                if spot.key > run[-1].key and (opens_back_matter(spot.text) or spot.size > _LARGER * sizes[-1])
            ),
            None,
        )
        found = [(spot, spot.code) for spot in run] + ([(last, "")] if last is not None else [])
        entries = spans(found, lay.body_end)
        return tuple(
            replace(
                one,
                country=one.country or names.by_cities(document.text[one.start : one.end]),
                is_land=last is None or one.key < last.key,
            )
            for one in entries
        )
    return ()


def _is_land(title: str) -> bool:
    words = title.split()
    return 0 < len(words) <= 4 and all(word[0].isupper() or word in ("and", "of", "the") for word in words)
