"""Join spellings of one place, and say which places stay ambiguous."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from policyscan.model import Listing, Place
from policyscan.sources.gazetteer import fold


def resolve_places(listings: Iterable[Listing]) -> tuple[dict[str, Place], tuple[str, ...]]:
    """Map each listing's id to the place it counts for, with a note for each that stays ambiguous.

    A place is (name, region, country). A blank region or country joins the only place that agrees
    in what both name; where there are several, or none, it stands by itself.
    """
    rows = list(listings)
    shown = _spellings(rows)
    places = sorted(set(shown.values()))
    target: dict[Place, Place] = {}
    notes: list[str] = []
    for place in places:
        fuller = [other for other in places if other != place and _is_fuller(other, place)]
        # Of two that are fuller, one may only be a step on the way to the other.
        fullest = [other for other in fuller if not any(_is_fuller(third, other) for third in fuller)]
        if len(fullest) == 1:
            target[place] = fullest[0]
        elif fullest:
            choices = " or ".join(other.full_name for other in fullest)
            notes.append(
                f"{place.full_name} is ambiguous: it may be {choices}. Give its region and country in the manifest."
            )
    return {row.id: _follow(shown[_key(row.place)], target) for row in rows}, tuple(notes)


def _spellings(rows: list[Listing]) -> dict[tuple[str, str, str], Place]:
    """Choose one spelling for each place: one that somebody gave, then the commonest."""
    counts: dict[tuple[str, str, str], Counter[Place]] = {}
    for row in rows:
        # A spelling that was given outweighs any number of guessed ones.
        weight = 1 if "place" in row.guessed else 1_000_000
        counts.setdefault(_key(row.place), Counter())[row.place] += weight
    return {key: min(found, key=lambda place: (-found[place], place)) for key, found in counts.items()}


def _key(place: Place) -> tuple[str, str, str]:
    name = re.sub(r"\bst\.? ", "saint ", fold(place.name))
    return name, fold(place.region), fold(place.country)


def _is_fuller(one: Place, other: Place) -> bool:
    """Whether `one` names all that `other` names, and more."""
    ours, theirs = _key(one), _key(other)
    return (
        ours[0] == theirs[0]
        and ours != theirs
        and all(not given or given == named for named, given in zip(ours[1:], theirs[1:], strict=True))
    )


def _follow(place: Place, target: Mapping[Place, Place]) -> Place:
    while place in target:
        place = target[place]
    return place
