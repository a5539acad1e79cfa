"""A web server on loopback that behaves as it is told and remembers what it was asked.

    with Web() as web:
        web.routes["/policy.pdf"] = Document(b"%PDF-...")
        ... web.url("/policy.pdf") ...
        assert [seen.path for seen in web.seen] == ["/policy.pdf"]

A route is any callable that takes an `Exchange`; the classes and functions here make the usual ones. An address
without a route answers 404, `/robots.txt` included.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

# Long ago, so that it tells versions apart by the rules of RFC 9110, 8.8.2.2.
LONG_AGO = "Mon, 01 Jan 2024 00:00:00 GMT"
NEVER_SECONDS = 30.0


@dataclass(frozen=True)
class Seen:
    """One request: its path with the query, and its headers under lower-case names."""

    path: str
    headers: Mapping[str, str]


class Exchange:
    """What a route is given: the request, and the means to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, seen: Seen, stopping: threading.Event) -> None:
        self._handler = handler
        self.path = seen.path
        self.headers = seen.headers
        self.stopping = stopping

    def answer(self, status: int = 200, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        """Send everything."""
        self.head(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.send(body)

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Send status and headers alone."""
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def send(self, data: bytes) -> None:
        """Send bytes of the body."""
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def hang_up(self) -> None:
        """Close the connection once this answer is out, whatever it promised."""
        self._handler.close_connection = True

    def wait(self, seconds: float) -> bool:
        """Wait; True when the server is being stopped."""
        return self.stopping.wait(seconds)


Route = Callable[[Exchange], None]


@dataclass
class Document:
    """Bytes with validators, which may be changed between requests.

    `etag`: None makes one of the bytes, "" sends none. `ranges`: whether Range is served. `cut`: after so many bytes
    of an answer the connection is closed, `cuts` times (-1: always).
    """

    data: bytes
    etag: str | None = None
    last_modified: str = LONG_AGO
    kind: str = "application/pdf"
    ranges: bool = True
    cut: int = -1
    cuts: int = -1
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, exchange: Exchange) -> None:
        etag = f'"{hashlib.sha256(self.data).hexdigest()[:16]}"' if self.etag is None else self.etag
        validators = {"ETag": etag} if etag else {}
        if self.last_modified:
            validators["Last-Modified"] = self.last_modified
        if self._is_known(exchange.headers, etag):
            exchange.head(304, validators)
            return
        start, status = self._start(exchange.headers, etag)
        headers = {"Content-Type": self.kind, **validators, **self.headers}
        if start >= len(self.data) and status == 206:
            exchange.answer(416, {"Content-Range": f"bytes */{len(self.data)}"})
            return
        body = self.data[start:]
        if status == 206:
            headers["Content-Range"] = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        exchange.head(status, {"Content-Length": str(len(body)), **headers})
        if 0 <= self.cut < len(body) and self.cuts != 0:
            self.cuts -= 1
            exchange.send(body[: self.cut])
            exchange.hang_up()
            return
        exchange.send(body)

    def _is_known(self, headers: Mapping[str, str], etag: str) -> bool:
        if "if-none-match" in headers:
            return bool(etag) and headers["if-none-match"] == etag
        return bool(self.last_modified) and headers.get("if-modified-since") == self.last_modified

    def _start(self, headers: Mapping[str, str], etag: str) -> tuple[int, int]:
        asked = headers.get("range", "")
        if not (self.ranges and asked.startswith("bytes=") and asked.endswith("-")):
            return 0, 200
        if headers.get("if-range", etag) not in {etag, self.last_modified}:
            return 0, 200
        return int(asked[len("bytes=") : -1]), 206


def page(html: str, status: int = 200) -> Route:
    """An HTML page: an index of links, or with 200 an error page that does not say so."""
    return lambda exchange: exchange.answer(status, {"Content-Type": "text/html; charset=utf-8"}, html.encode())


def text(words: str, kind: str = "text/plain") -> Route:
    """A text: robots.txt, a sitemap or a feed."""
    return lambda exchange: exchange.answer(200, {"Content-Type": kind}, words.encode())


def status(code: int, **headers: str) -> Route:
    """An empty answer; `Retry_After="3"` becomes the header Retry-After."""
    return lambda exchange: exchange.answer(code, {name.replace("_", "-"): value for name, value in headers.items()})


def redirect(target: str, code: int = 302) -> Route:
    """On to another address, of any server."""
    return lambda exchange: exchange.answer(code, {"Location": target})


def drip(data: bytes, seconds: float = 0.02, *, head_only: bool = False) -> Route:
    """One byte at a time with a wait after each; `head_only`: even the headers never end."""

    def answer(exchange: Exchange) -> None:
        if not head_only:
            exchange.head(200, {"Content-Length": str(len(data))})
        else:
            exchange.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            exchange.hang_up()
        for byte in data:
            exchange.send(bytes([byte]))
            if exchange.wait(seconds):
                return

    return answer


def cut_off(data: bytes, *, promised: int) -> Route:
    """Fewer bytes than promised, then nothing more."""

    def answer(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Length": str(promised)})
        exchange.send(data)
        exchange.hang_up()

    return answer


def silent(exchange: Exchange) -> None:
    """No answer at all until the server stops."""
    exchange.wait(NEVER_SECONDS)
    exchange.hang_up()


def packed(data: bytes, *, encoding: str = "gzip") -> Route:
    """Compressed whether asked for or not: a bomb, when the data are many equal bytes."""
    body = gzip.compress(data)
    return lambda exchange: exchange.answer(200, {"Content-Encoding": encoding}, body)


def in_turn(*routes: Route) -> Route:
    """One route after the other; the last stays."""
    left = list(routes)
    return lambda exchange: (left.pop(0) if len(left) > 1 else left[0])(exchange)


class Web:
    """The server; `routes` from paths (without query) to behaviours may be changed at any time."""

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = {}
        self.seen: list[Seen] = []
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._scheme = "http"
        if ssl_context is not None:
            self._scheme = "https"
            self._server.socket = ssl_context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """Where the server listens, on 127.0.0.1."""
        return self._server.server_address[1]

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"{self._scheme}://127.0.0.1:{self.port}{path}"

    def asked(self, path: str) -> list[Seen]:
        """The requests for a path, in order."""
        return [seen for seen in self.seen if seen.path == path]

    def __enter__(self) -> Web:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop listening; running answers end."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                seen = Seen(self.path, {name.lower(): value for name, value in self.headers.items()})
                web.seen.append(seen)
                route = web.routes.get(self.path.partition("?")[0], status(404))
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    route(Exchange(self, seen, web._stopping))

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A client that went away is no news."""
