"""The review: the uncertain cells one after another, with their evidence, and a person's answer to each."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from policyscan.errors import QueryError, WorkspaceBusy
from policyscan.workbench.matrix_marks import CUES
from policyscan.workbench.matrix_wanted import confidence
from policyscan.workbench.render import Work, show, status_of
from policyscan.workbench.review_view import (
    OPEN_QUOTES,
    Choice,
    Typed,
    following,
    places_of,
    position_of,
    queue_of,
    review_page,
)
from policyscan.workspace import REVIEW_BELOW

if TYPE_CHECKING:
    from policyscan.workspace import Workspace

router = APIRouter()

COOKIE = "policyscan_reviewer"
_A_YEAR_IN_SECONDS = 365 * 86_400
# How long an answer waits for an ingest that is writing; a person should not wait longer for a word.
PATIENCE_SECONDS = 3.0
_ANSWERS = {"yes": 1, "no": 0, "comment": None}

Names = Annotated[list[str] | None, Query()]
Text = Annotated[str, Form()]


@router.get("/review")
def review(
    request: Request,
    work: Work,
    below: str = "",
    place: Names = None,
    measure: Names = None,
    position: int = 0,
    answered: str = "",
) -> HTMLResponse:
    """A cell of the queue: the first that this person has not answered, or the one at that position."""
    typed = Typed(_reviewer(request))
    return _page(request, work, _choice(below, place, measure), typed, position=position, answered=answered)


@router.post("/review")
def keep(
    request: Request,
    work: Work,
    say: Text = "",
    place_id: Text = "",
    of_measure: Text = "",
    reading: Text = "",
    rules_say: Text = "",
    reason_code: Text = "",
    rules_by: Text = "",
    reviewer: Text = "",
    comment: Text = "",
    below: str = "",
    place: Names = None,
    measure: Names = None,
) -> Response:
    """Keep an answer and go to the next cell; where it cannot be kept, say so beside what was typed."""
    choice = _choice(below, place, measure)
    cells = queue_of(work, choice)
    at = position_of(cells, place_id, of_measure)
    seen = {"reading": reading, "rules_say": rules_say, "reason_code": reason_code, "rules_by": rules_by}
    try:
        kept = work.review_answer(
            place_id,
            of_measure,
            _answer(say, rules_say),
            reviewer=reviewer,
            comment=comment,
            seen=seen,
            wait_seconds=PATIENCE_SECONDS,
        )
    except WorkspaceBusy:
        busy = (
            "Your answer is not kept yet: an ingest is writing to the workspace just now.",
            "Send it again in a moment.",
        )
        return _again(request, work, choice, Typed(reviewer, comment, say, *busy), at, HTTPStatus.SERVICE_UNAVAILABLE)
    except QueryError as error:
        said = (f"Your answer was not kept: {error.problem}.", error.fix)
        return _again(request, work, choice, Typed(reviewer, comment, say, *said), at, status_of(error))
    after = following(cells, at, kept.review.reviewer)
    response = RedirectResponse(choice.at(after, f"{place_id} {of_measure}"), HTTPStatus.SEE_OTHER)
    response.set_cookie(
        COOKIE,
        quote(kept.review.reviewer, safe=""),
        max_age=_A_YEAR_IN_SECONDS,
        path="/review",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def _again(
    request: Request, work: Workspace, choice: Choice, typed: Typed, position: int, status: HTTPStatus
) -> HTMLResponse:
    """The same cell with what was typed, or, where it is no longer asked for, the words alone."""
    return _page(request, work, choice, typed, position=position or len(queue_of(work, choice)) + 1, status=status)


def _page(
    request: Request,
    work: Workspace,
    choice: Choice,
    typed: Typed,
    *,
    position: int,
    answered: str = "",
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    return show(
        request,
        "review.jinja",
        here="/review",
        status=status,
        page=review_page(work, choice, typed, position=position, answered=answered),
        places=places_of(work),
        measures=work.taxonomy.measures,
        reasons=work.taxonomy.reason_words,
        cues=CUES,
        titles={each.id: each.title for each in work.taxonomy.measures},
        open_quotes=OPEN_QUOTES,
        usual=REVIEW_BELOW,
    )


def _choice(below: str, places: list[str] | None, measures: list[str] | None) -> Choice:
    typed = confidence(below)
    return Choice(
        REVIEW_BELOW if typed is None else typed, tuple(filter(None, places or ())), tuple(filter(None, measures or ()))
    )


def _answer(say: str, rules_say: str) -> int | None:
    if say == "accept":
        if rules_say not in {"0", "1"}:
            raise QueryError("the rules have no answer here that could be accepted", fix="Answer yes or no")
        return int(rules_say)
    if say not in _ANSWERS:
        raise QueryError(f"'{say}' is no answer", fix="Press one of the buttons")
    return _ANSWERS[say]


def _reviewer(request: Request) -> str:
    return " ".join(unquote(request.cookies.get(COOKIE, "")).split())
