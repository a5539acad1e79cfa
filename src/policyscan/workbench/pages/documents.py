"""The list of documents, and one document: its pages as pictures with the evidence drawn on them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.workbench.render import Work, show

router = APIRouter()


@router.get("/documents")
def documents(request: Request, work: Work) -> HTMLResponse:
    """Every document here, with its place, kind, pages and faults."""
    return show(request, "documents.jinja", here="/documents", status_=work.status())
