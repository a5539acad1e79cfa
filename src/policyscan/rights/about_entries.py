"""Find a yearbook's entries: the run of headings that are names of countries, in one style and mostly in order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from policyscan.model import ParsedDocument
from policyscan.rights.about_lines import Lay, Spot
from policyscan.rights.about_names import Names
from policyscan.rights.about_parts import is_region, opens_back_matter
from policyscan.rights.about_spans import Entry, spans
from policyscan.rights.about_styles import PURE, RECURS, Style, Styles, key_of, read_misread
from policyscan.rights.about_unnamed import find_unnamed
from policyscan.who.countries import country
from policyscan.who.names import fold

# Below this many countries a run of headings is no yearbook; below MANY it must also fill most of the text.
FEWEST, MANY = 3, 8
FILLS, FILLS_OF_ONE = 0.4, 0.6
_LARGER, _AS_LARGE = 1.1, 0.93
# Weights of what bears a heading out, in the units of a step against the alphabet.
_STYLE, _CONTENTS, _HEAD, _FACTS, _BASE = 2.0, 0.7, 0.7, 1.2, -0.5
_IN_ORDER, _RESTART, _UNORDERED, _NEW_CHAPTER, _LISTED = 0.4, -2.0, -0.3, -0.3, -2.5
# Of neighbours in a list without order half ascend.
_ORDERED = 0.65
# Fewer characters than this between two names are no entry.
_SHORTEST = 30
_FACT = re.compile(
    r"\b(?:heads? of (?:state|government)|population|capital|official name|death penalty|life expectancy|status|"
    r"political rights|civil liberties|freedom (?:rating|score|status)|adult literacy|under-5 mortality|"
    r"executive summary|gni|gdp|press freedom|ratings?|form of government|area|languages?|president|prime minister)\b"
    r"[^.]{0,30}(?::|\n|$)|^\s*(?:section|article) 1\b|^executive summary",
    re.IGNORECASE | re.MULTILINE,
)


def find_entries(document: ParsedDocument, lay: Lay, names: Names, *, is_of_one: bool) -> tuple[Entry, ...]:
    """The entries in order; none where the document is no collection of them."""
    styles = Styles(lay.spots)
    named = [spot for spot in lay.spots if spot.code]
    places = [spot for spot in lay.spots if not spot.from_head]
    listed = {
        id(spot) for spot, after in zip(places, [*places[1:], None], strict=False) if _is_listed(spot, after, document)
    }
    main = _main_style(named, styles, document, lay, listed)
    if main is None:
        return find_unnamed(document, lay, names, styles, is_of_one=is_of_one)
    read_misread(lay.spots, lay.contents, styles, main, names)
    pool = _pool(document, lay, styles, main, listed)
    chain = _chain(pool, [spot for spot in lay.spots if is_region(spot.text)])
    if len({spot.code for spot in chain}) < FEWEST:
        return find_unnamed(document, lay, names, styles, is_of_one=is_of_one)
    entries = _close(lay, chain, styles)
    covered = sum(entry.end - entry.start for entry in entries if entry.country)
    if main[0] < 0 and len({spot.code for spot in chain}) < MANY:
        return ()
    if len({spot.code for spot in chain}) < MANY:
        whole = max(1, lay.body_end)
        if covered < (FILLS_OF_ONE if is_of_one else FILLS) * whole:
            return ()
    return entries


def _counts(spots: Sequence[Spot], styles: Styles) -> dict[Style, int]:
    members: dict[Style, set[str]] = defaultdict(set)
    for spot in spots:
        if not spot.from_head:
            members[styles.of(spot)].add(spot.code)
    return {style: len(codes) for style, codes in members.items()}


def _main_style(
    named: Sequence[Spot], styles: Styles, document: ParsedDocument, lay: Lay, listed: set[int]
) -> Style | None:
    """The style in which most countries are named, those counting double that facts or contents bear out."""
    scores: dict[Style, float] = defaultdict(float)
    seen: set[tuple[Style, str]] = set()
    for spot in named:
        style = styles.of(spot)
        if spot.from_head or (style, spot.code) in seen or id(spot) in listed:
            continue
        seen.add((style, spot.code))
        scores[style] += 1.0 + (spot.code in lay.contents) + _has_facts(document, spot) + 0.5 * min(spot.size - 1, 1.0)
    if scores:
        return max(scores, key=lambda style: scores[style])
    heads = [styles.of(spot) for spot in named if spot.from_head]
    return Counter(heads).most_common(1)[0][0] if heads else None


def _pool(document: ParsedDocument, lay: Lay, styles: Styles, main: Style, listed: set[int]) -> list[Spot]:
    """The places where an entry may begin, weighted; for each country those of its best style."""
    named = [spot for spot in lay.spots if spot.code]
    counts = _counts(named, styles)
    most = max(counts.get(main, 1), 1)
    by_code: dict[str, list[Spot]] = defaultdict(list)
    for spot in named:
        share = min(1.0, counts.get(styles.of(spot), 0) / most)
        # What parsing took for a running head may be a heading as well.
        share = 0.5 if spot.from_head and styles.of(spot) != main else share
        spot.weight = _BASE + _STYLE * share
        spot.weight += _CONTENTS * (spot.code in lay.contents) + _FACTS * _has_facts(document, spot)
        spot.weight += _HEAD * (spot.from_head or spot.code in lay.heads.get(spot.page, ()))
        spot.weight += _LISTED * (id(spot) in listed)
        by_code[spot.code].append(spot)
    pool: list[Spot] = []
    for spots in by_code.values():
        in_main = [spot for spot in spots if not spot.from_head and styles.of(spot) == main and spot.weight > 0]
        pages = {spot.page + step for spot in in_main for step in (-1, 0, 1)}
        in_main += [spot for spot in spots if spot.from_head and styles.of(spot) == main and spot.page not in pages]
        pool += in_main or [spot for spot in spots if spot.weight > 0]
    return sorted(pool, key=lambda spot: (spot.key, spot.start))


def _has_facts(document: ParsedDocument, spot: Spot) -> bool:
    return _FACT.search(document.text, spot.end, min(len(document.text), spot.end + 160)) is not None


def _is_listed(spot: Spot, after: Spot | None, document: ParsedDocument) -> bool:
    """Whether another country's name follows at once, as in a list or a table."""
    if spot.from_head or after is None or not after.code or after.code == spot.code or after.start < spot.end:
        return False
    return len(document.text[spot.end : after.start].strip()) < _SHORTEST


def _chain(pool: Sequence[Spot], regions: Sequence[Spot]) -> list[Spot]:
    """The heaviest run of places, where a step against the alphabet costs and one along it pays."""
    if not pool:
        return []
    keys = [key_of(spot.text) for spot in pool]
    # Books sort by the name as printed, or by the short one where the official one is printed.
    short = [
        fold(one.name) if (one := country(spot.code)) is not None else key for spot, key in zip(pool, keys, strict=True)
    ]
    chapters = [spot.key for spot in regions if not spot.code]
    pairs = [a < b for a, b in pairwise(keys)]
    is_ordered = len(pairs) >= MANY and sum(pairs) >= _ORDERED * len(pairs)
    against = _RESTART if is_ordered else _UNORDERED
    best = [spot.weight for spot in pool]
    back = [-1] * len(pool)
    for place, spot in enumerate(pool):
        for before in range(max(0, place - 60), place):
            other = pool[before]
            if keys[before] < keys[place] or short[before] < short[place]:
                step = _IN_ORDER
            elif other.code == spot.code:
                step = 0.0 if place == before + 1 else against
            elif any(other.key < chapter < spot.key for chapter in chapters):
                step = _NEW_CHAPTER
            else:
                step = against
            if (total := best[before] + step + spot.weight) > best[place]:
                best[place], back[place] = total, before
    at = max(range(len(pool)), key=lambda place: best[place])
    chain = []
    while at >= 0:
        chain.append(pool[at])
        at = back[at]
    chain.reverse()
    return [spot for place, spot in enumerate(chain) if place == 0 or chain[place - 1].code != spot.code]


def _close(lay: Lay, chain: Sequence[Spot], styles: Styles) -> tuple[Entry, ...]:
    """The chain's entries with their ends, and entries without a country where something else begins."""
    times = Counter(key_of(spot.text) for spot in lay.spots if spot.is_heading)
    sizes = sorted(spot.size for spot in chain if not spot.from_head)
    size = sizes[len(sizes) // 2] if sizes else 1.0
    own_styles = Counter(styles.of(spot) for spot in chain if not spot.from_head)
    style = own_styles.most_common(1)[0][0] if own_styles else None
    first, last = chain[0].key, chain[-1].key
    alike = [spot for spot in lay.spots if spot.is_heading and not spot.from_head and styles.of(spot) == style]
    inside = [spot for spot in alike if first <= spot.key <= last]
    links = {id(spot) for spot in chain}
    is_pure = sum(id(spot) in links for spot in inside) >= PURE * max(1, len(inside))
    codes = {spot.code for spot in chain}
    found: list[tuple[Spot, str]] = []
    code = ""
    for spot in (spot for spot in lay.spots if spot.key >= first):
        is_alike = is_pure and styles.of(spot) == style
        if id(spot) in links:
            code = spot.code
        elif _ends(spot, code, size, times, is_alike=is_alike, is_last=spot.key > last):
            # A country out of order, in the style of an entry, and that has no other.
            code = spot.code if is_alike and spot.code not in codes and spot.key < last else ""
        else:
            continue
        found.append((spot, code))
    return spans(found, lay.body_end)


def _ends(spot: Spot, code: str, size: float, times: Counter[str], *, is_alike: bool, is_last: bool) -> bool:
    """Whether an entry ends at this heading, though no country's entry begins there."""
    text = spot.text.strip()
    if spot.code and spot.code == code:
        return False
    recurs = times[key_of(text)] >= RECURS
    is_large = spot.size >= _AS_LARGE * size
    if spot.from_head:
        return not spot.code and (opens_back_matter(text) or is_region(text))
    if recurs or not spot.is_heading:
        return False
    if is_region(text) and is_large:
        return True
    if opens_back_matter(text) and (is_large or (is_last and spot.first_on_page)):
        return True
    if is_alike:
        return True
    is_title = len(text.split()) <= 10 and not text.startswith(("“", '"', "‘", "'")) and not text.endswith((".", "”"))
    if spot.size >= _LARGER * size and is_title and (spot.first_on_page or len(text.split()) <= 4):
        return True
    return is_last and spot.first_on_page and is_large and is_title
