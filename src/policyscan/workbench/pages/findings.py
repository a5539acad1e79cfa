"""What rights reports and other documents say, passage by passage: findings, recommendations, practices."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.workbench.register_filters import country_name
from policyscan.workbench.register_list import asked_of, listed
from policyscan.workbench.register_page import parameters_of, show_register
from policyscan.workbench.render import Work

router = APIRouter()


@router.get("/findings")
def findings(request: Request, work: Work) -> HTMLResponse:
    """Passages that find, document, allege or fear violations."""
    found = listed(work, asked_of("findings", parameters_of(request)))
    return show_register(request, "findings.jinja", found, here="/exchanges", country_name=country_name)


@router.get("/recommendations")
def recommendations(request: Request, work: Work) -> HTMLResponse:
    """Recommendations of reviews, verbatim, each with its answer."""
    found = listed(work, asked_of("recommendations", parameters_of(request)))
    return show_register(request, "recommendations.jinja", found, here="/exchanges")


@router.get("/practices")
def practices(request: Request, work: Work) -> HTMLResponse:
    """Places that describe programmes to learn from."""
    found = listed(work, asked_of("practices", parameters_of(request)))
    return show_register(request, "practices.jinja", found, here="/exchanges", country_name=country_name)
