"""A reader of names that says what a test tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from policyscan.agreements.learned import LABELS, Tag
from policyscan.embed.windows import Tagged


def saying(names: Mapping[str, str], share: float = 0.95) -> Tag:
    """Labels every place of the names, by their side, so surely; `names` may be parts of words."""

    def tag(text: str, parts: Sequence[tuple[int, int]]) -> list[Tagged]:
        places: list[tuple[int, int, str]] = []
        for name, side in sorted(names.items(), key=lambda item: -len(item[0])):
            for place in re.finditer(re.escape(name).replace("\\ ", r"[\s|]+"), text):
                if all(place.end() <= start or end <= place.start() for start, end, _ in places):
                    places.append((place.start(), place.end(), side))
        found = []
        for start, end in parts:
            for word in re.finditer(r"[^\W_]+|[^\w\s]", text[start:end]):
                span = start + word.start(), start + word.end()
                shares = np.zeros(len(LABELS), dtype=np.float32)
                for first, last, side in places:
                    if first <= span[0] and span[1] <= last:
                        shares[LABELS.index(side) + (span[0] > first)] = share
                shares[0] = 1.0 - shares[1:].sum()
                found.append(Tagged(*span, shares))
        return found

    return tag
