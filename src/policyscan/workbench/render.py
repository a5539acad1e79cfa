"""Turn what a page shows into HTML, and a failure into a page that says its fix."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policyscan import __version__
from policyscan.errors import PolicyScanError, QueryError, WorkspaceBusy
from policyscan.export import words
from policyscan.workbench import addresses
from policyscan.workspace import Workspace

if TYPE_CHECKING:
    from policyscan.workbench.desk import Desk

# The navigation: (address, name). A page names itself by its address.
NAVIGATION = (
    ("/", "Search"),
    ("/matrix", "Matrix"),
    ("/compare", "Compare"),
    ("/agreements", "Agreements"),
    ("/exchanges", "Exchanges"),
    ("/changes", "Changes"),
    ("/review", "Review"),
    ("/documents", "Documents"),
    ("/sources", "Sources"),
)


async def borrow(request: Request) -> AsyncIterator[Workspace]:
    """A workspace for the time of one page's function."""
    async with desk_of(request).workspace() as lent:
        yield lent


def desk_of(request: Request) -> Desk:
    """The desk of the workbench that a request is for."""
    desk: Desk = request.app.state.desk
    return desk


# What a page's function asks for: `work: Work`. It is given back before the answer is sent: a slow line must not
# keep others from asking.
Work = Annotated[Workspace, Depends(borrow, scope="function")]


def show(request: Request, template: str, *, here: str, status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:
    """A page from its template; `here` is the entry of the navigation that it belongs to."""
    html = (
        environment()
        .get_template(template)
        .render(here=here, navigation=NAVIGATION, workspace=desk_of(request).folder.name, **values)
    )
    # Half of a surrogate pair in a document's text cannot be sent.
    return HTMLResponse(html.encode("utf-8", "replace"), status)


@cache
def environment() -> Environment:
    """The templates: everything is escaped, and a name that is missing is a fault."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(to=addresses, version=__version__)
    made.filters.update(answer=words.answer, answer_word=words.word, count=count, plain=plain)
    return made


def count(number: int, noun: str) -> str:
    """A number and its noun: "1 page", "2,100 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(name: str) -> str:
    """An id as words: "rights_report" as "rights report"."""
    return name.replace("_", " ").replace("-", " ")


async def failed(request: Request, error: Exception) -> Response:
    """An expected failure as its line and its fix, as a page or, under /api, as JSON."""
    if not isinstance(error, PolicyScanError):
        raise error
    status = status_of(error)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problem": error.problem, "fix": error.fix}, status)
    return show(request, "failed.jinja", here="", status=status, problem=error.problem, fix=error.fix)


def status_of(error: PolicyScanError) -> HTTPStatus:
    """The HTTP status of a failure: NotHere 404, a bad question 400, a busy workspace 503."""
    if isinstance(error, NotHere):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, QueryError):
        return HTTPStatus.BAD_REQUEST
    if isinstance(error, WorkspaceBusy):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


class NotHere(QueryError):  # noqa: N818 (an expected answer, not a fault)
    """Something that an address names and the workspace does not hold."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no {what} here", fix="Follow a link from the search or the matrix.")
