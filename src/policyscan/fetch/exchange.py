"""Try once to get one document: from hop to hop, each checked, to bytes that are counted as they come."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from policyscan.fetch import addresses
from policyscan.fetch.inflate import ENCODINGS, Inflater
from policyscan.fetch.network import Deadline
from policyscan.fetch.partial import Part
from policyscan.fetch.records import FetchError, FetchFault, FetchSettings, Known
from policyscan.fetch.turns import Turns

KEPT_HEADERS = (
    "content-disposition",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "x-robots-tag",
)
# A server that asks for a longer rest is left alone until the next run.
MOST_REST_SECONDS = 120.0
_WHOLE = frozenset({200, 203})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({429, 502, 503, 504})
_NOT_MODIFIED, _PARTIAL, _NOT_SATISFIABLE, _TOO_MANY = 304, 206, 416, 429
_FAULTS = {
    401: FetchFault.LOGIN,
    403: FetchFault.LOGIN,
    404: FetchFault.NOT_FOUND,
    407: FetchFault.LOGIN,
    410: FetchFault.GONE,
}


@dataclass(slots=True)
class Errand:
    """One document to get, over all tries. `cut`: what lies beyond `limit` bytes is not wanted rather than wrong."""

    address: str
    part: Part
    deadline: Deadline
    limit: int
    known: Known = field(default_factory=Known)
    cut: bool = False
    tries: int = 0
    received_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """The end of an errand; the bytes are in its part, unless nothing has changed."""

    final_address: str
    status: int
    headers: Mapping[str, str]
    is_unchanged: bool


class _StartAnew(Exception):  # noqa: N818 -- no error: the rest of a document that has changed is of no use
    """What is here does not go with what the server has now."""


class Exchange:
    """Runs errands over one client; `permit` gives the seconds between requests to an address's host, or refuses it."""

    def __init__(
        self,
        client: httpx.Client,
        settings: FetchSettings,
        turns: Turns,
        permit: Callable[[httpx.URL], float],
    ) -> None:
        self._client = client
        self._settings = settings
        self._turns = turns
        self._permit = permit

    def run(self, errand: Errand) -> Arrived:
        """Try once; `FetchError` says whether another try may help."""
        errand.tries += 1
        try:
            return self._follow(errand)
        except _StartAnew:
            errand.part.drop()
            return self._follow(errand)

    def _follow(self, errand: Errand) -> Arrived:
        url = self._checked(errand.address)
        been: set[str] = set()
        while True:
            been.add(str(url))
            with self._asked(url, errand) as response:
                if response.status_code not in _REDIRECTS:
                    return self._received(response, errand)
                status = response.status_code
                target = self._target(response)
            if str(target) in been or len(been) > self._settings.most_redirects:
                what = "goes round in a circle" if str(target) in been else "is redirected too often"
                raise FetchError(
                    f"{errand.address} {what} ({target}).",
                    fault=FetchFault.REDIRECTS,
                    address=errand.address,
                    status=status,
                )
            url = target

    def _checked(self, address: str) -> httpx.URL:
        url = addresses.parse(address)
        addresses.check_words(url, self._settings.allow_private)
        return url

    def _target(self, response: httpx.Response) -> httpx.URL:
        location = response.headers.get("location", "")
        if not location:
            raise _status_error(response)
        try:
            target = response.request.url.join(location)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchError(
                f"{response.request.url} is redirected to what is no address ({error}).",
                fault=FetchFault.REDIRECTS,
                address=str(response.request.url),
                status=response.status_code,
            ) from error
        if target.scheme == "file":
            raise addresses.private(str(target), f"{response.request.url} redirects to a file of this machine")
        return self._checked(str(target))

    @contextlib.contextmanager
    def _asked(self, url: httpx.URL, errand: Errand) -> Iterator[httpx.Response]:
        host = url.host.rstrip(".").lower()
        with errand.deadline.paused():
            delay = max(self._permit(url), self._settings.seconds_between)
            turn = self._turns.wait(host, delay)
        headers = errand.part.wishes(str(url))
        if errand.known.etag:
            headers["If-None-Match"] = errand.known.etag
        if errand.known.last_modified:
            headers["If-Modified-Since"] = errand.known.last_modified
        answered = False
        with turn, errand.deadline.held():
            try:
                with self._client.stream("GET", url, headers=headers) as response:
                    answered = True
                    yield response
            except httpx.HTTPError as error:
                raise _network_error(error, url, errand, answered=answered) from error
            except httpx.InvalidURL as error:
                raise FetchError(
                    f"{url} is no address ({error}).", fault=FetchFault.ADDRESS, address=str(url)
                ) from error

    def _received(self, response: httpx.Response, errand: Errand) -> Arrived:
        status, address = response.status_code, str(response.request.url)
        asked = response.request.headers
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        if status == _NOT_MODIFIED and ("if-none-match" in asked or "if-modified-since" in asked):
            validators = {"etag": errand.known.etag, "last-modified": errand.known.last_modified}
            headers = {name: value for name, value in validators.items() if value} | headers
            return Arrived(address, status, headers, is_unchanged=True)
        if status == _NOT_SATISFIABLE and "range" in asked:
            raise _StartAnew
        if status == _PARTIAL and "range" in asked:
            if not errand.part.goes_on(response.headers):
                raise _StartAnew
            self._read(response, errand, None)
            return Arrived(address, status, _merged(errand.part, headers), is_unchanged=False)
        if status not in _WHOLE:
            self._note_rest(response)
            raise _status_error(response)
        self._read_whole(response, errand, headers)
        return Arrived(address, status, headers, is_unchanged=False)

    def _read_whole(self, response: httpx.Response, errand: Errand, headers: Mapping[str, str]) -> None:
        address = str(response.request.url)
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ENCODINGS | {"", "identity"}:
            raise FetchError(
                f"{address} comes packed as {encoding!r}, which was not asked for and cannot be read.",
                fault=FetchFault.ENCODING,
                address=address,
                status=response.status_code,
            )
        inflater = Inflater() if encoding in ENCODINGS else None
        length = response.headers.get("content-length", "")
        promised = int(length) if length.isdigit() else -1
        if promised > errand.limit and not errand.cut:
            raise _too_large(errand, promised)
        total = -1 if inflater is not None or errand.cut else promised
        errand.part.begin(address, headers, total=total, resumable=inflater is None and not errand.cut)
        self._read(response, errand, inflater)

    def _read(self, response: httpx.Response, errand: Errand, inflater: Inflater | None) -> None:
        part = errand.part
        try:
            for chunk in response.iter_raw():
                errand.received_bytes += len(chunk)
                for piece in [chunk] if inflater is None else inflater.feed(chunk):
                    room = errand.limit - part.size
                    part.append(piece[:room])
                    if len(piece) > room:
                        if errand.cut:
                            return
                        raise _too_large(errand, 0)
        except ValueError as error:
            raise FetchError(
                f"{errand.address} cannot be unpacked: {error}.",
                fault=FetchFault.ENCODING,
                address=errand.address,
                status=response.status_code,
            ) from error
        if part.is_short or (inflater is not None and not inflater.is_whole):
            raise _truncated(errand, response.status_code)

    def _note_rest(self, response: httpx.Response) -> None:
        rest = _rest_seconds(response)
        if response.status_code in _PASSING and 0 < rest <= MOST_REST_SECONDS:
            self._turns.leave_alone(response.request.url.host.rstrip(".").lower(), rest)


def _merged(part: Part, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of the whole document: a partial answer need not repeat them, and counts only its own bytes."""
    return {**part.headers, **headers, "content-length": str(part.size)}


def _status_error(response: httpx.Response) -> FetchError:
    status, url = response.status_code, response.request.url
    rest = _rest_seconds(response) if status in _PASSING else 0.0
    fix = ""
    if rest > MOST_REST_SECONDS:
        fix = f"Try again in {rest:,.0f} seconds: the site asks for that rest."
    elif status == _TOO_MANY:
        fix = "Try again later, with more seconds between requests."
    return FetchError(
        f"{url} answers {status} {response.reason_phrase}".rstrip() + ".",
        fault=_FAULTS.get(status, FetchFault.STATUS),
        address=str(url),
        status=status,
        fix=fix,
        passing=status in _PASSING and rest <= MOST_REST_SECONDS,
        after_seconds=rest,
    )


def _rest_seconds(response: httpx.Response) -> float:
    """What Retry-After asks for (RFC 9110, 10.2.3), 0 where it is absent or unreadable."""
    words = response.headers.get("retry-after", "").strip()
    if words.isascii() and words.isdigit():
        return float(words)
    try:
        until = parsedate_to_datetime(words)
    except ValueError:
        return 0.0
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _network_error(error: httpx.HTTPError, url: httpx.URL, errand: Errand, *, answered: bool) -> FetchError:
    if isinstance(error, httpx.TimeoutException):
        is_over = errand.deadline.left() <= 0
        what = "did not come whole in the time allowed" if is_over else "fell silent for too long"
        return FetchError(f"{url} {what}.", fault=FetchFault.TIMEOUT, address=str(url), passing=not is_over)
    if answered:
        return _truncated(errand, 0)
    reason = str(error) or type(error).__name__
    return FetchError(
        f"{url} cannot be reached ({reason}).", fault=FetchFault.UNREACHABLE, address=str(url), passing=True
    )


def _truncated(errand: Errand, status: int) -> FetchError:
    return FetchError(
        f"{errand.address} broke off after {errand.part.size:,} bytes.",
        fault=FetchFault.TRUNCATED,
        address=errand.address,
        status=status,
        passing=True,
    )


def _too_large(errand: Errand, promised: int) -> FetchError:
    size = f"{promised:,} bytes" if promised else f"more than {errand.limit:,} bytes"
    return FetchError(
        f"{errand.address} has {size}, over {errand.limit:,}.",
        fault=FetchFault.TOO_LARGE,
        address=errand.address,
    )
