"""Say who may ask, and what a browser may do with the answer."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

# Nothing from elsewhere, no inline script or style, no frame around a page, no plug-in.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
COOKIE = "policyscan_token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK_NAMES = frozenset({"localhost"})
# A name or an IPv4 address, or an IPv6 address in brackets; then perhaps a port.
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")
_MOST_BODY_BYTES = 1_000_000

Next = Callable[[Request], Awaitable[Response]]


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host.casefold() in _LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Middleware: a token where one is asked for, own origin for what changes something, safe headers for all.

    Without a token only requests to this machine's own names are answered, so that a page elsewhere
    cannot reach the workbench under a name of its own that leads here.
    """

    def __init__(self, token: str = "") -> None:
        self._token = token

    async def __call__(self, request: Request, call_next: Next) -> Response:
        """Refuse, ask for the token, or answer with the headers set."""
        response = self._refusal(request) or self._signed_in(request) or await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # An address may hold a place and a question: nothing of it is kept by others on the way.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _refusal(self, request: Request) -> Response | None:
        if not self._token and not is_loopback(_host_of(request)):
            return PlainTextResponse(
                "The workbench answers to localhost only. Start it with a token to reach it under another name.\n",
                HTTPStatus.MISDIRECTED_REQUEST,
            )
        if request.method not in _SAFE_METHODS and not _is_own(request):
            return PlainTextResponse("A form of another site was refused.\n", HTTPStatus.FORBIDDEN)
        if not _is_own(request) and request.headers.get("sec-fetch-mode") != "navigate":
            # A page elsewhere may link here, but start no work behind its reader's back.
            return PlainTextResponse("A request of another site was refused.\n", HTTPStatus.FORBIDDEN)
        if request.method not in _SAFE_METHODS and not _has_small_body(request):
            return PlainTextResponse("That is more than a form holds.\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return None

    def _signed_in(self, request: Request) -> Response | None:
        """Nothing where the token is there; a redirect without it in the address; or a refusal."""
        if not self._token:
            return None
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self._fits(bearer) or self._fits(request.cookies.get(COOKIE, "")):
            return None
        if self._fits(request.query_params.get("token", "")) and request.method == "GET":
            there = request.url.remove_query_params("token")
            # One slash in front: two would name another host.
            where = "/" + there.path.lstrip("/") + (f"?{there.query}" if there.query else "")
            response = RedirectResponse(where, HTTPStatus.SEE_OTHER)
            secure = request.url.scheme == "https"
            response.set_cookie(COOKIE, self._token, httponly=True, samesite="strict", secure=secure)
            return response
        return PlainTextResponse(
            "A token is needed: open the address that `policyscan serve` printed, or send it as"
            " 'Authorization: Bearer TOKEN'.\n",
            HTTPStatus.UNAUTHORIZED,
            {"WWW-Authenticate": "Bearer"},
        )

    def _fits(self, given: str) -> bool:
        return bool(given) and hmac.compare_digest(given.encode(), self._token.encode())


def _host_of(request: Request) -> str:
    """The host that a request names; empty where it names none, several, or one that is not written as a host is."""
    given = request.headers.getlist("host")
    match = _HOST.fullmatch(given[0]) if len(given) == 1 else None
    return match[1] if match else ""


def _has_small_body(request: Request) -> bool:
    """Whether a body says its length, and is no longer than a form is."""
    length = request.headers.get("content-length", "0")
    said = length.isdecimal() and "transfer-encoding" not in request.headers
    return said and len(length) <= len(str(_MOST_BODY_BYTES)) and int(length) <= _MOST_BODY_BYTES


def _is_own(request: Request) -> bool:
    """Whether a request that changes something came from a page of this workbench, or from no browser at all."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
