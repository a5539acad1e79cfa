"""Agreements: who agrees with whom, on what, until when and at whose cost; and the pictures that a field rests on."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from policyscan.workbench.register_list import CACHE, asked_of, listed
from policyscan.workbench.register_page import parameters_of, show_register
from policyscan.workbench.register_records import record_id
from policyscan.workbench.render import NotHere, Work

router = APIRouter()


@router.get("/agreements")
def agreements(request: Request, work: Work) -> HTMLResponse:
    """A card for each agreement, or rule about agreements."""
    found = listed(work, asked_of("agreements", parameters_of(request)))
    return show_register(request, "agreements.jinja", found, here="/agreements")


@router.get("/agreements/{record}/{number}.png")
def cut_out(work: Work, record: str, number: int) -> Response:
    """A place on a page that nobody could read, as a picture."""
    for item in CACHE.get(work, "agreements").records:
        if record_id("agreements", item) == record and 1 <= number <= len(item.pictures):
            return Response(item.pictures[number - 1].png, media_type="image/png")
    raise NotHere("such picture")
