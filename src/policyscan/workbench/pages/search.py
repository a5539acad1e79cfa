"""The search: a question in one box, the passages that answer it, and the searches that were saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import QueryParams

from policyscan.errors import QueryError, WorkspaceBusy
from policyscan.model import Kind, Modality
from policyscan.workbench import addresses
from policyscan.workbench.citation import page_line
from policyscan.workbench.render import NotHere, Work, show, status_of
from policyscan.workbench.search_asked import LONGEST, Asked, asked_of
from policyscan.workbench.search_given import given_passage
from policyscan.workbench.search_saved import SavedSearches, address_of
from policyscan.workbench.search_start import Starts
from policyscan.workbench.search_view import VALUES_SHOWN, Labels, chips, laid_out

if TYPE_CHECKING:
    from policyscan.workspace import Workspace

router = APIRouter()

_STARTS = Starts()
_SAVED = SavedSearches()
FORMATS = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"))

Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Typed:
    """A name that was typed for a saved search and could not be kept, and why."""

    name: str = ""
    problem: str = ""
    fix: str = ""


@router.get("/")
def start(request: Request, work: Work) -> HTMLResponse:
    """The start page: what is here, and the box to ask in; with a question, its answer."""
    return search(request, work)


@router.get("/search")
def search(request: Request, work: Work) -> HTMLResponse:
    """The answer to the question of the address.

    One that cannot be understood is answered as any other, with its fix beside the box: what was typed stays.
    """
    try:
        asked = asked_of(request.query_params)
    except QueryError as error:
        given = request.query_params
        return _page(request, work, Asked(q=given.get("q", "")), failure=error)
    return _page(request, work, asked)


@router.post("/searches")
def save(request: Request, work: Work, name: Text = "", asked: Text = "") -> Response:
    """Keep a search under a name; `asked` holds the parameters of its address."""
    wanted = asked_of(QueryParams(asked))
    try:
        kept = _SAVED.save(work, wanted, name)
    except (QueryError, WorkspaceBusy) as error:
        typed = Typed(name, error.problem, error.fix)
        return _page(request, work, wanted, typed=typed, status=status_of(error))
    return RedirectResponse(replace(wanted, saved=kept).at(), HTTPStatus.SEE_OTHER)


@router.post("/searches/{name}/seen")
def seen(work: Work, name: str, notice: Annotated[list[str] | None, Form()] = None) -> Response:
    """The matches of a saved search that are listed are new no longer."""
    _SAVED.mark_seen(work.store, name, notice or ())
    return RedirectResponse(addresses.address("/", fragment="saved"), HTTPStatus.SEE_OTHER)


@router.post("/searches/{name}/remove")
def remove(work: Work, name: str) -> Response:
    """End a saved search."""
    _SAVED.remove(work, name)
    return RedirectResponse(addresses.address("/", fragment="saved"), HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    work: Workspace,
    asked: Asked,
    *,
    failure: QueryError | None = None,
    typed: Typed = Typed(),
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    labels = Labels(work.taxonomy)
    values: dict[str, Any] = {"found": None, "like": None, "start": None, "saved": None, "searches": (), "chips": ()}
    if asked.similar:
        try:
            values["like"] = given_passage(work, asked.similar)
        except QueryError:
            raise NotHere("such passage") from None
    if failure is None and not asked.is_nothing:
        values["chips"] = chips(asked, labels)
        try:
            answer = asked.answer(work)
        except QueryError as error:
            failure = error
        else:
            values["saved"] = _SAVED.get(work, asked.saved) if asked.saved else None
            new = values["saved"].spans if values["saved"] else frozenset()
            values["found"] = laid_out(asked, answer, labels, base=str(request.base_url).rstrip("/"), new=new)
    if values["found"] is None or not values["found"].number:
        values["start"] = _STARTS.get(work)
    if asked.is_nothing:
        values["searches"] = _SAVED.all(work)
    return show(
        request,
        "search.jinja",
        here="/",
        status=status,
        asked=asked,
        failure=failure,
        typed=typed,
        labels=labels,
        measures=work.taxonomy.measures,
        forces=work.taxonomy.force_types,
        kinds=[kind.value for kind in Kind],
        modalities=[modality.value for modality in Modality if modality is not Modality.NONE],
        values_shown=VALUES_SHOWN,
        longest=LONGEST,
        formats=FORMATS,
        page_line=page_line,
        saved_address=address_of,
        **values,
    )
