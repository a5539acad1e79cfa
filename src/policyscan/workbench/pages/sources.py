"""Sources that are watched: how each stands and why, what waits for a person, which version replaced which."""

from __future__ import annotations

import shlex

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from policyscan.workbench.register_list import asked_of, listed_of
from policyscan.workbench.register_page import parameters_of
from policyscan.workbench.register_sources import STATES, watching, with_arrived
from policyscan.workbench.render import NotHere, Work, count, show

router = APIRouter()


@router.get("/sources")
def sources(request: Request, work: Work) -> HTMLResponse:
    """Every address that is watched, what needs a person first."""
    found = watching(work)
    page = listed_of(found.register, asked_of("sources", parameters_of(request)), {})
    rows = with_arrived(found.of(page.records), work.store)
    states = [row.state for row in found.rows]
    return show(
        request,
        "sources.jinja",
        here="/sources",
        found=page,
        rows=rows,
        tally=[(state, states.count(state)) for state in STATES if state in states],
        shown=count(len(page.register.records), "source"),
        notes=found.notes,
        folder=shlex.quote(str(work.store.folder)),
    )


@router.get("/sources/versions/{sha256}.pdf")
def version(work: Work, sha256: str) -> Response:
    """The bytes of a version, one that waits among them, to be looked at before it is accepted."""
    if not any(item.sha256 == sha256 for item in work.store.versions()) or not work.store.has_blob(sha256):
        raise NotHere("such version")
    return Response(
        work.store.blob(sha256),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{sha256[:16]}.pdf"'},
    )
