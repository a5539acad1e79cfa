"""Connect only to addresses that were checked, and never past a deadline.

httpx leaves connecting to httpcore, whose network backend can be replaced
(https://www.encode.io/httpcore/network-backends/). Ours looks the name up once, checks every address that it has, and
connects to those very addresses: between check and use no second look-up can answer otherwise. TLS and the Host
header still see the name.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

from policyscan.fetch import addresses
from policyscan.fetch.records import FetchError, FetchFault

Resolve = Callable[[str, int], Sequence[str]]
_KEEP_ALIVE_SECONDS = 5.0


class Deadline:
    """The moment after which nothing more is done for one document."""

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock = clock
        self._at = clock() + seconds

    def left(self) -> float:
        """Seconds to go, 0 when it is over."""
        return max(0.0, self._at - self._clock())

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Time in here does not count."""
        began = self._clock()
        try:
            yield
        finally:
            self._at += self._clock() - began

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """All connections that this thread uses in here keep the deadline."""
        token = _deadline.set(self)
        try:
            yield
        finally:
            _deadline.reset(token)


_deadline: ContextVar[Deadline | None] = ContextVar("policyscan_fetch_deadline", default=None)


def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, as the machine looks them up."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(httpcore.NetworkBackend):
    """Looks up, checks, and connects to what it checked."""

    def __init__(self, *, allow_private: addresses.Allowed, resolve: Resolve, inner: httpcore.NetworkBackend) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers."""
        trouble: Exception | None = None
        for ip in self._look_up(host, port, timeout):
            try:
                stream = self._inner.connect_tcp(
                    ip, port, _within(timeout, httpcore.ConnectTimeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return TimedStream(stream, host)
        raise trouble or httpcore.ConnectError(f"{host} has no address")

    def _look_up(self, host: str, port: int, timeout: float | None) -> list[str]:
        known = addresses.literal(host)
        answers = [str(known)] if known is not None else self._ask(host, port, timeout)
        for answer in answers:
            try:
                good = addresses.may_ask(ipaddress.ip_address(answer), self._allow_private)
            except ValueError:
                good = False
            if not good:
                raise addresses.private(host, answer)
        return answers

    def _ask(self, host: str, port: int, timeout: float | None) -> list[str]:
        # The C library's look-up takes no time limit, so it may be left behind.
        answers: list[str] = []
        trouble: list[Exception] = []

        def ask() -> None:
            try:
                answers.extend(self._resolve(host, port))
            except Exception as error:
                trouble.append(error)

        thread = threading.Thread(target=ask, name=f"look-up of {host}", daemon=True)
        thread.start()
        thread.join(_within(timeout, httpcore.ConnectTimeout))
        if thread.is_alive():
            raise httpcore.ConnectTimeout(f"the name {host} was not found in time")
        if trouble and isinstance(trouble[0], (OSError, UnicodeError)):
            raise httpcore.ConnectError(f"the name {host} is not found: {trouble[0]}") from trouble[0]
        if trouble:
            raise trouble[0]
        return answers


class TimedStream(httpcore.NetworkStream):
    """A connection of which no single wait outlasts the deadline of the document being fetched."""

    def __init__(self, inner: httpcore.NetworkStream, host: str) -> None:
        self._inner = inner
        self._host = host

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to `max_bytes` bytes."""
        return self._inner.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All of the buffer."""
        self._inner.write(buffer, _within(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Shake hands under the host's name; a certificate that does not hold is a fault of its own."""
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, _within(timeout, httpcore.ConnectTimeout))
        except httpcore.ConnectError as error:
            cause = error.__cause__
            if isinstance(cause, ssl.SSLError) and not isinstance(cause, (ssl.SSLEOFError, ssl.SSLSyscallError)):
                reason = getattr(cause, "verify_message", "") or cause.reason or str(cause)
                raise FetchError(
                    f"{self._host} offers no secure connection ({reason}).", fault=FetchFault.TLS, address=self._host
                ) from error
            raise
        return TimedStream(inner, self._host)

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        return self._inner.get_extra_info(info)


class Transport(httpx.BaseTransport):
    """httpx's way out, over a checked backend; no proxy of the environment is used."""

    def __init__(self, backend: httpcore.NetworkBackend, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context,
            max_connections=None,
            keepalive_expiry=_KEEP_ALIVE_SECONDS,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return its answer, whose body is still to come."""
        content = request.stream if isinstance(request.stream, httpx.SyncByteStream) else None
        with _as_httpx():
            answer = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=content,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=dict(answer.extensions)
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        with _as_httpx():
            self._answer.close()


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """Httpx's exceptions bear the names of httpcore's."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as error:
        kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise kind(str(error)) from error


def _within(timeout: float | None, over: type[Exception]) -> float | None:
    """The shorter of a time limit and what is left of the deadline; `over` is raised when nothing is."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline.left()
    if left <= 0:
        raise over("the time for the document is over")
    return left if timeout is None else min(timeout, left)
