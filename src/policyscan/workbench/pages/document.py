"""One document: a page of it as a picture with the evidence drawn on it, its pictures, and the original."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePosixPath

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from policyscan.workbench import addresses
from policyscan.workbench.citation import citation
from policyscan.workbench.document_pictures import WIDTHS, cut_answer, page_answer
from policyscan.workbench.document_tree import around, ticks, tree
from policyscan.workbench.document_view import View, view
from policyscan.workbench.render import NotHere, Work, desk_of, show

router = APIRouter()

_LONGEST_NAME = 80


@router.get("/documents/{sha256}")
def document(
    request: Request,
    work: Work,
    sha256: str,
    page: int | None = None,
    start: int | None = None,
    end: int | None = None,
    q: str = Query("", max_length=500),
) -> HTMLResponse:
    """One page of a document, or the page on which a passage begins, with the passage marked."""
    shown = view(work, sha256, page, start, end)
    return show(
        request,
        "document.jinja",
        here="/documents",
        view=shown,
        q=q,
        citation=_citation(shown, str(request.base_url).rstrip("/")),
        tree=tree(shown.sections, shown.pages, shown.section),
        thumbnails=around(shown.pages, shown.page.number),
        ticks=ticks((mark.page for mark in shown.marks.walk), len(shown.pages)),
        widths=WIDTHS,
    )


def _citation(shown: View, base: str) -> str:
    mark = shown.passage
    page = shown.pages[mark.page - 1] if mark else shown.page
    section = mark.section if mark else shown.sections[shown.section].name if shown.section >= 0 else ""
    where = (
        addresses.passage(shown.sha256, page.number, mark.start, mark.end)
        if mark
        else addresses.page(shown.sha256, page.number)
    )
    return citation(
        place=shown.place,
        title=shown.title,
        published=shown.published,
        section=section,
        page=page.number,
        page_label=page.label,
        permalink=base + where,
    )


@router.get("/documents/{sha256}/pages/{number}.png")
async def picture(request: Request, sha256: str, number: int, width: int = WIDTHS[-2]) -> Response:
    """A page as a picture, at the next of the widths that are drawn."""
    desk = desk_of(request)
    draw = partial(page_answer, request, desk.store, sha256, number, width)
    return await to_thread.run_sync(draw, limiter=desk.drawing)


@router.get("/documents/{sha256}/cut.png")
async def cut(request: Request, sha256: str, start: int, end: int) -> Response:
    """The place on the page where a passage begins, with its words marked."""
    desk = desk_of(request)
    return await to_thread.run_sync(partial(cut_answer, request, desk.store, sha256, start, end), limiter=desk.drawing)


@router.get("/documents/{sha256}/original.pdf")
def original(work: Work, sha256: str) -> Response:
    """The bytes that were taken in, under a name that is safe anywhere."""
    if not work.store.pages(sha256):
        raise NotHere(f"document {sha256[:12]}")
    names = [item.file for item in work.store.listings(include_removed=True) if item.sha256 == sha256]
    return Response(
        work.store.blob(sha256),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{_safe(names[0] if names else sha256[:16])}.pdf"'},
    )


def _safe(name: str) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-")[:_LONGEST_NAME] or "document"
