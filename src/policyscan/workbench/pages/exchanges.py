"""Exchanges: each agreement beside what is on record about the partner."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.workbench.register_list import asked_of, listed
from policyscan.workbench.register_page import parameters_of, show_register
from policyscan.workbench.register_records import together
from policyscan.workbench.render import Work

router = APIRouter()


@router.get("/exchanges")
def exchanges(request: Request, work: Work) -> HTMLResponse:
    """What is agreed on the left, the partner's record on the right, both with their quotes."""
    found = listed(work, asked_of("exchanges", parameters_of(request)))
    return show_register(request, "exchanges.jinja", found, here="/exchanges", together=together)
