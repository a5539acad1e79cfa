"""Comparisons to export."""

from __future__ import annotations

import pytest
from export_examples import HOSTILE, comparison, digest, eight_places, evidence, judgement

from policyscan.model import Box, Comparison, Evidence, Judgement, Place, Searched, State


@pytest.fixture
def eight() -> Comparison:
    return eight_places()


@pytest.fixture
def two_cells() -> Comparison:
    """One place, two measures: one yes with further evidence, one that nobody could read."""
    place = Place("Alder Falls", "Oregon", "US")
    first = evidence("Officers shall intercede.", "alder, 2024.pdf", page=7, label="7")
    second = evidence('-5 "steps", then report.', "annex.pdf", page=2, start=10, says="=next")
    return comparison(
        [
            judgement(place, "duty-to-intervene", "y", (first, second)),
            judgement(place, "force-continuum", "u", ()),
        ]
    )


@pytest.fixture
def hostile() -> Comparison:
    """Every text a document could bring, in every cell that can hold one."""
    cells = []
    for text in HOSTILE:
        quotes = tuple(
            Evidence(text, text, digest(text), 1, text, text, 0, len(text), (Box(1, 1.0, 1.0, 2.0, 2.0),), says=text)
            for _ in range(2)
        )
        cells.append(
            Judgement(Place(text, text, text), "force-continuum", State.JUDGED, text, 0, text, text, 0.5, quotes,
                      Searched(1, 1, 0, 1), text, text)
        )  # fmt: skip
    return comparison(cells, note=HOSTILE[6])
