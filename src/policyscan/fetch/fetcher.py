"""Fetch documents politely, safely and whole."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType

import httpcore
import httpx
import tenacity

from policyscan.fetch import addresses, network
from policyscan.fetch.exchange import Arrived, Errand, Exchange
from policyscan.fetch.files import read_file
from policyscan.fetch.network import CheckedBackend, Deadline, Transport
from policyscan.fetch.partial import Part
from policyscan.fetch.records import Fetched, FetchError, FetchFault, FetchSettings, Known
from policyscan.fetch.robots import MOST_ROBOTS_BYTES, Robots
from policyscan.fetch.turns import Turns

_MOST_ROBOTS_SECONDS = 60.0
_MOST_PAUSE_SECONDS = 60.0
# After these the next fetch can go on with what has come; after any other the bytes are of no use.
_UNFINISHED = frozenset(
    {FetchFault.TRUNCATED, FetchFault.TIMEOUT, FetchFault.UNREACHABLE, FetchFault.STATUS, FetchFault.ROBOTS}
)


class Fetcher:
    """A client for many documents; safe to use from several threads, and to be closed (or used by `with`).

    `clock` (monotonic) and `sleep` measure and wait, `resolve` gives all addresses of a host, `backend` connects to
    one of them, `ssl_context` decides whom to trust: all may be replaced, by tests above all. Nothing is taken from
    the environment, proxies included, and no cookie is kept.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: network.Resolve = network.resolve,
        backend: httpcore.NetworkBackend | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._sleep = sleep
        checked = CheckedBackend(
            allow_private=settings.allow_private, resolve=resolve, inner=backend or httpcore.SyncBackend()
        )
        self._client = httpx.Client(
            transport=Transport(checked, ssl_context or httpx.create_ssl_context(trust_env=False)),
            # Compressed answers can be neither resumed nor trusted in size.
            headers={"User-Agent": settings.user_agent, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds, pool=None),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )
        turns = Turns(settings.per_host, clock=clock, sleep=sleep)
        self._robots = Robots(self._read_robots, clock=clock)
        self._documents = Exchange(self._client, settings, turns, self._permit)
        self._rules = Exchange(self._client, settings, turns, lambda _: 0.0)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def fetch(self, address: str, *, known: Known | None = None, partial: Path | None = None) -> Fetched:
        """Get what an http, https or `file:` address or a plain path gives; `FetchError` where that is nothing usable.

        `known`: what is here already; nothing is sent where that is what the address still gives. `partial`: a file,
        with a note beside it, that keeps what came of a broken download for the next fetch to go on with; it is
        deleted when the document is here. Only one fetch at a time may use it. Without it a broken download is
        gone on with by the retries of this call alone.
        """
        began = self._clock()
        try:
            path = addresses.file_of(address)
            if path is None:
                return self._from_web(address, known or Known(), partial, began)
            data, headers = read_file(path, address, known=known, most_bytes=self.settings.most_bytes)
        except FetchError as error:
            # Whichever hop it happened on, this is what the caller knows.
            error.address = address
            raise
        final, status = path.absolute().as_uri(), 200 if data is not None else 304
        return Fetched(address, final, data, headers, status, _now(), self._clock() - began)

    def _from_web(self, address: str, known: Known, partial: Path | None, began: float) -> Fetched:
        addresses.check_words(addresses.parse(address), self.settings.allow_private)
        part = Part(partial, self.settings.most_bytes)
        deadline = Deadline(self._clock, self.settings.seconds_in_all)
        errand = Errand(address, part, deadline, self.settings.most_bytes, known)
        keep = True
        try:
            arrived = self._run(self._documents, errand)
            data = None if arrived.is_unchanged else part.data()
            keep = False
        except FetchError as error:
            keep = error.fault in _UNFINISHED
            raise
        finally:
            part.close(keep=keep)
        return Fetched(
            address,
            arrived.final_address,
            data,
            arrived.headers,
            arrived.status,
            _now(),
            self._clock() - began,
            errand.received_bytes,
            errand.tries - 1,
        )

    def _permit(self, url: httpx.URL) -> float:
        return self._robots.check(url) if self.settings.obey_robots else 0.0

    def _read_robots(self, address: str) -> bytes:
        deadline = Deadline(self._clock, min(_MOST_ROBOTS_SECONDS, self.settings.seconds_in_all))
        part = Part(None, MOST_ROBOTS_BYTES)
        self._run(self._rules, Errand(address, part, deadline, MOST_ROBOTS_BYTES, cut=True))
        return part.data()

    def _run(self, exchange: Exchange, errand: Errand) -> Arrived:
        """Try until it works, or another try is of no use or has no time."""
        first = self.settings.first_wait_seconds
        pause = tenacity.wait_exponential_jitter(initial=first, max=_MOST_PAUSE_SECONDS, jitter=first)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome is not None else None
            return max(pause(state), error.after_seconds if isinstance(error, FetchError) else 0.0)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.passing),
            stop=lambda state: (
                state.attempt_number > self.settings.retries or state.upcoming_sleep >= errand.deadline.left()
            ),
            wait=wait,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(exchange.run, errand)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
