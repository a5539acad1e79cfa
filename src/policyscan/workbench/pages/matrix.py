"""The matrix of places and measures, and one of its cells with the evidence it rests on."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.export import words
from policyscan.workbench import addresses
from policyscan.workbench.matrix_cell import cell_page
from policyscan.workbench.matrix_marks import CUES
from policyscan.workbench.matrix_rows import matrix
from policyscan.workbench.matrix_wanted import HUMAN, ORDERS, wanted
from policyscan.workbench.render import Work, show

router = APIRouter()

# A page with more cells than these places have takes a browser more than a second to lay out.
PLACES_AT_ONCE = 250


@router.get("/matrix")
def matrix_page(request: Request, work: Work) -> HTMLResponse:
    """Places and measures, filtered and sorted as the address says."""
    view = wanted(request.query_params, work.taxonomy)
    comparison = work.compare(measures=view.measures)
    shown = matrix(comparison, view)
    places = {judgement.place for judgement in comparison.judgements}
    number = addresses.page_number(request.query_params.get("page", ""))
    last = max(1, -(-len(shown.rows) // PLACES_AT_ONCE))
    first = (min(number, last) - 1) * PLACES_AT_ONCE
    return show(
        request,
        "matrix.jinja",
        here="/matrix",
        view=view,
        shown=shown,
        rows=shown.rows[first : first + PLACES_AT_ONCE],
        page_number=min(number, last),
        pages=last,
        answers=words.ANSWERS,
        orders=ORDERS,
        human=HUMAN,
        measures=work.taxonomy.measures,
        regions=sorted({(place.region, place.country) for place in places if place.region}),
        countries=sorted({place.country for place in places if place.country}),
        formats=(("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("html", "HTML"), ("zip", "Evidence pack")),
    )


@router.get("/matrix/{place_id}/{measure}")
def cell(request: Request, work: Work, place_id: str, measure: str) -> HTMLResponse:
    """One cell: its quotes with the deciding words marked, and how the answer came about."""
    return show(
        request,
        "cell.jinja",
        here="/matrix",
        cell=cell_page(work, place_id, measure),
        titles={each.id: each.title for each in work.taxonomy.measures},
        reasons=work.taxonomy.reason_words,
        cues=CUES,
    )
