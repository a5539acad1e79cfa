"""The parameters that the API's questions share, with their descriptions."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from policyscan.model import Kind, Modality

USUAL_HITS, MOST_HITS = 10, 200
MOST_RECORDS = 10_000
USUAL_RECORDS = 1_000
MOST_PRACTICES = 1_000

Places = Annotated[list[str] | None, Query(description="Only this place; may be given several times.")]
Measures = Annotated[list[str] | None, Query(description="Only this measure; may be given several times.")]
Regions = Annotated[list[str] | None, Query(description="Only this region; may be given several times.")]
Countries = Annotated[list[str] | None, Query(description="Only this country (two letters).")]
Kinds = Annotated[list[Kind] | None, Query(description="Only this kind of document.")]
Forces = Annotated[list[str] | None, Query(description="Only passages that name this type of force.")]
Modalities = Annotated[list[Modality] | None, Query(description="Only passages with a clause of this mood.")]
Violations = Annotated[list[str] | None, Query(description="Only this type of violation.")]
Practices = Annotated[list[str] | None, Query(description="Only this practice; may be given several times.")]
Hits = Annotated[int, Query(ge=1, le=MOST_HITS, description="How many passages at most.")]
Limit = Annotated[int, Query(ge=1, le=MOST_RECORDS, description="How many records at most.")]
Offset = Annotated[int, Query(ge=0, description="How many records to leave out before the first.")]
Confidence = Annotated[float | None, Query(ge=0.0, le=1.0, description="Only cells of a lower confidence than this.")]


def names(given: list[str] | None) -> tuple[str, ...]:
    """The values of a parameter, those that are not empty."""
    return tuple(name for name in given or () if name)
