"""How many people live in a city, where GeoNames knows it."""

from __future__ import annotations

from policyscan.model import Place
from policyscan.who.places import narrow, place_index
from policyscan.who.records import Context


def population(place: Place) -> int | None:
    """The inhabitants of a city; None for what is no city, is not known, or has namesakes that are as likely.

    A region or country that is given must be one that is known, and the city must lie in it.
    """
    index = place_index()
    region = ""
    if place.region:
        codes = {found.entity.region for found in index.region(place.region, [place.country] if place.country else [])}
        if len(codes) != 1:
            return None
        region = codes.pop()
    named = [found for found in index.find(place.name) if found.level == "city" and found.population > 0]
    here = [
        found
        for found in named
        if place.country in {"", found.entity.country} and (not region or found.entity.region == region)
    ]
    kept, _ = narrow(here, Context())
    return kept[0].population if len(kept) == 1 else None
