"""Answer the API's questions: each asks one function of the workspace, as the command of the same name does."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from fastapi.routing import APIRoute

from policyscan.workbench.api import models
from policyscan.workbench.api.answers import as_json, comparison_answer, register_answer, search_answer
from policyscan.workbench.api.asked import (
    MOST_PRACTICES,
    USUAL_HITS,
    USUAL_RECORDS,
    Confidence,
    Countries,
    Forces,
    Hits,
    Kinds,
    Limit,
    Measures,
    Modalities,
    Offset,
    Places,
    Practices,
    Regions,
    Violations,
    names,
)
from policyscan.workbench.api.looking import document_of, sources_of
from policyscan.workbench.render import Work
from policyscan.workspace import REVIEW_BELOW

# How long an answer waits for an ingest that is writing.
PATIENCE_SECONDS = 3.0


def _name_of(route: APIRoute) -> str:
    return route.name


router = APIRouter(
    prefix="/api",
    tags=["policyscan"],
    generate_unique_id_function=_name_of,
    responses={
        "4XX": {"model": models.Fault, "description": "A question that cannot be answered, with its fix"},
        "5XX": {"model": models.Fault, "description": "The workspace is busy or cannot be used, with the fix"},
    },
)


@router.get("/search", response_model=models.SearchAnswer, summary="Find passages")
def search(
    work: Work,
    q: Annotated[str, Query(description='A question, words, a "phrase", -word, place:Albany and the like.')],
    place: Places = None,
    kind: Kinds = None,
    region: Regions = None,
    country: Countries = None,
    measure: Measures = None,
    force: Forces = None,
    modality: Modalities = None,
    since: Annotated[str, Query(description="Published then or later (ISO 8601).")] = "",
    until: Annotated[str, Query(description="Published then or earlier.")] = "",
    limit: Hits = USUAL_HITS,
    diverse: Annotated[bool, Query(description="The best of each place first.")] = False,
) -> Response:
    """The passages that answer a question, across all places, best first."""
    found = work.search(
        q,
        places=names(place),
        kinds=tuple(kind or ()),
        regions=names(region),
        countries=names(country),
        measures=names(measure),
        force_types=names(force),
        modalities=tuple(modality or ()),
        since=since,
        until=until,
        limit=limit,
        diverse=diverse,
    )
    return search_answer(found)


@router.get("/similar", response_model=models.SearchAnswer, summary="Find passages like another")
def similar(
    work: Work,
    name: Annotated[str, Query(description="The id of a passage or clause, as answers give it.")],
    opposite: Annotated[bool, Query(description="What rules the other way: leave for a duty, and so on.")] = False,
    place: Places = None,
    limit: Hits = USUAL_HITS,
) -> Response:
    """The passages most like a given one, in other places too, or those that say the opposite."""
    return search_answer(work.similar(name, opposite=opposite, places=names(place), limit=limit))


@router.get("/compare", response_model=models.Comparison, summary="Compare places on the measures")
def compare(work: Work, place: Places = None, measure: Measures = None, review_below: Confidence = None) -> Response:
    """Every cell with its quotes and their places, as the JSON export has them; a person's answer first."""
    return comparison_answer(work.compare(places=names(place), measures=names(measure), review_below=review_below))


@router.get("/explain", response_model=models.Explanation, summary="Explain one cell")
def explain(
    work: Work,
    place: Annotated[str, Query(description="A name, or 'name, region, country'.")],
    measure: Annotated[str, Query(description="The measure's id.")],
) -> Response:
    """How the rules came to one judgement: the clauses with their cues, the rows tried, what would change it."""
    return as_json(work.explain(place, measure))


@router.get("/agreements", response_model=models.Register, summary="List the agreements")
def agreements(work: Work, place: Places = None, limit: Limit = USUAL_RECORDS, offset: Offset = 0) -> Response:
    """Who agrees with whom, on what, until when and at whose cost, each field with its quote."""
    return register_answer(work.agreements(places=names(place)), limit=limit, offset=offset)


@router.get("/exchanges", response_model=models.Register, summary="Lay agreements beside the partner's record")
def exchanges(
    work: Work,
    place: Places = None,
    first: Annotated[str, Query(description="Put this place's agreements before the others.")] = "",
    as_of: Annotated[date | None, Query(description="Only what was in force on that day, and known by then.")] = None,
    limit: Limit = USUAL_RECORDS,
    offset: Offset = 0,
) -> Response:
    """Each agreement beside what rights reports here say about the partner, with quotes from both."""
    found = work.exchanges(places=names(place), first=first, as_of=as_of)
    return register_answer(found, limit=limit, offset=offset)


@router.get("/findings", response_model=models.Register, summary="List what rights reports say about violations")
def findings(
    work: Work, place: Places = None, violation: Violations = None, limit: Limit = USUAL_RECORDS, offset: Offset = 0
) -> Response:
    """By whom, where, when, and how firmly the source says so."""
    found = work.findings(places=names(place), violations=names(violation))
    return register_answer(found, limit=limit, offset=offset)


@router.get("/recommendations", response_model=models.Register, summary="List what reviews recommended")
def recommendations(work: Work, place: Places = None, limit: Limit = USUAL_RECORDS, offset: Offset = 0) -> Response:
    """Number, words, who recommended it and what was answered."""
    return register_answer(work.recommendations(places=names(place)), limit=limit, offset=offset)


@router.get("/practices", response_model=models.Register, summary="Find programmes to learn from")
def practices(
    work: Work,
    like: Annotated[str, Query(description="What to look for, in your own words.")] = "",
    practice: Practices = None,
    place: Places = None,
    limit: Annotated[int, Query(ge=1, le=MOST_PRACTICES, description="How many rows at most.")] = 50,
) -> Response:
    """Places whose documents describe crisis teams, violence interruption and other programmes."""
    found = work.practices(like=like, practices=names(practice), places=names(place), limit=limit)
    return register_answer(found, limit=limit, offset=0)


@router.get("/changes", response_model=models.Register, summary="Tell what changed between versions")
def changes(
    work: Work,
    place: Places = None,
    since: Annotated[str, Query(description="Only versions published or arrived since that day (YYYY-MM-DD).")] = "",
    limit: Limit = USUAL_RECORDS,
    offset: Offset = 0,
) -> Response:
    """What changed in substance, with both texts and their pages; judgements that flipped first."""
    return register_answer(work.changes(places=names(place), since=since), limit=limit, offset=offset)


@router.get("/status", response_model=models.Status, summary="Show what the workspace holds")
def status(work: Work) -> Response:
    """Documents, pages, unreadable pages, and failures with their fix."""
    return as_json(work.status())


@router.get("/documents/{sha256}", response_model=models.DocumentAnswer, summary="Show one document")
def document(work: Work, sha256: str) -> Response:
    """Where it is listed, its pages and sections, and the quotes that cells take from it."""
    return as_json(document_of(work, sha256))


@router.get("/sources", response_model=models.Sources, summary="List what is watched")
def sources(work: Work) -> Response:
    """How each address stands after its last check, and what waits for a person."""
    return as_json(sources_of(work))


@router.get("/review", response_model=models.ReviewQueue, summary="List the cells to review")
def review_queue(
    work: Work,
    below: Annotated[float, Query(ge=0.0, le=1.0, description="Cells of a lower confidence than this.")] = REVIEW_BELOW,
    place: Places = None,
    measure: Measures = None,
) -> Response:
    """The uncertain cells, the contested and the unreadable, with the answers that stand, and the progress."""
    chosen = {"below": below, "places": names(place), "measures": names(measure)}
    cells, progress = work.review_queue(**chosen), work.review_progress(**chosen)  # type: ignore[arg-type]
    return as_json({"cells": cells, "progress": progress})


@router.post("/review", response_model=models.Kept, summary="Keep an answer to a cell")
def review_answer(work: Work, given: models.ReviewAnswer) -> Response:
    """Keep one person's answer beside the rules' one; their last word counts, and compare shows it first."""
    kept = work.review_answer(
        given.place,
        given.measure,
        given.answer,
        reviewer=given.reviewer,
        comment=given.comment,
        seen=given.model_dump(include={"reading", "rules_say", "reason_code", "rules_by"}),
        wait_seconds=PATIENCE_SECONDS,
    )
    return as_json(kept)
