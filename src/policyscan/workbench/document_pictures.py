"""Keep the pictures of pages that were drawn last, and answer with them so that a browser may keep them, too."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from policyscan.errors import DocumentError, PolicyScanError, WorkspaceBusy, WorkspaceError
from policyscan.model import content_id
from policyscan.parse.frames import Corners
from policyscan.parse.pictures import cut_png, page_png, page_view
from policyscan.store.recent import Recent
from policyscan.workbench.render import NotHere

if TYPE_CHECKING:
    from policyscan.store import Store

# Pixels: a thumbnail, a phone's page, a desk's page, the same on a fine screen. Anything else is rounded up to one of
# these, so that nobody can ask for a picture that fills the memory.
WIDTHS = (160, 800, 1200, 1800)
MEMORY_BYTES = 64_000_000
# Counts up when pictures of the same bytes come to look different.
_LOOK = 1
_FOR_A_WEEK = "private, max-age=604800, immutable"
# A cut-out hangs on where the words were found, which another reading may see elsewhere.
_ASK_AGAIN = "private, no-cache"

_PICTURES: Recent[bytes] = Recent(MEMORY_BYTES)
_VIEWS: Recent[Corners] = Recent(20_000)


def width_step(width: int) -> int:
    """The width in pixels that is drawn where one is asked for."""
    return next((step for step in WIDTHS if step >= width), WIDTHS[-1])


def page_answer(request: Request, store: Store, sha256: str, number: int, width: int) -> Response:
    """A page as a picture. Raises `NotHere` for an unknown document or page."""
    width = width_step(width)
    key = f"{sha256}/{number}/{width}"

    def draw() -> bytes:
        if not 1 <= number <= len(store.pages(sha256)):
            raise NotHere("such page")
        return page_png(store.blob(sha256), number, width=width)

    return _answer(request, key, draw, _FOR_A_WEEK)


def cut_answer(request: Request, store: Store, sha256: str, start: int, end: int) -> Response:
    """The place on the page where a passage begins, with its words marked.

    Raises `NotHere` for an unknown document, and for characters that stand nowhere on a page.
    """
    if not store.pages(sha256):
        raise NotHere(f"document {sha256[:12]}")
    boxes = store.boxes(sha256, [(start, end)])[0]
    if not boxes:
        raise NotHere("place on a page for these characters")
    boxes = tuple(box for box in boxes if box.page == boxes[0].page)
    places = content_id(*(box.as_list() for box in boxes))

    def draw() -> bytes:
        return cut_png(store.blob(sha256), boxes)

    return _answer(request, f"{sha256}/cut/{places}", draw, _ASK_AGAIN)


def view_of(store: Store, sha256: str, number: int) -> Corners:
    """What of a page its picture shows, in points. Raises `DocumentError` or `WorkspaceError` where it has none."""
    key = f"{sha256}/{number}"
    found = _VIEWS.get(key)
    if found is None:
        found = page_view(store.blob(sha256), number)
        _VIEWS.put(key, found, 1)
    return found


def _answer(request: Request, key: str, draw: Callable[[], bytes], keeping: str) -> Response:
    tag = f'"{content_id(_LOOK, key)}"'
    headers = {"ETag": tag, "Cache-Control": keeping}
    png = _PICTURES.get(key)
    if png is None:
        try:
            png = draw()
        except WorkspaceBusy:
            raise
        except (DocumentError, WorkspaceError) as error:
            return _none(error)
        _PICTURES.put(key, png, len(png))
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(png, media_type="image/png", headers=headers)


def _none(error: PolicyScanError) -> Response:
    return PlainTextResponse(f"There is no picture: {error.problem}.\n{error.fix}\n", HTTPStatus.NOT_FOUND)
