"""The list of documents: what is here, what could be read of it, and what could not be used."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.workbench.document_list import SORTS, Wanted, chosen, rows_of, totals, turned
from policyscan.workbench.render import Work, show

router = APIRouter()


@router.get("/documents")
def documents(
    request: Request,
    work: Work,
    q: str = "",
    place: str = "",
    kind: str = "",
    faults: bool = False,
    sort: str = "",
) -> HTMLResponse:
    """Every document here that fits the filters, with its place, kind, pages and faults."""
    every, notes = rows_of(work.store)
    wanted = Wanted(q, place, kind, faults, sort)
    rows = chosen(every, wanted)
    return show(
        request,
        "documents.jinja",
        here="/documents",
        rows=rows,
        total=totals(rows),
        in_all=totals(every),
        every=every,
        wanted=wanted,
        sorts={name: turned(sort, name) for name in SORTS},
        failures=work.store.failures(),
        notes=notes,
    )
