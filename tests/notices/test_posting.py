"""A real request over loopback: what the server sees, and what each way to fail means."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from notices_samples import CALM, NOW, keep, put, wexcombe

from policyscan.errors import PolicyScanError
from policyscan.fetch.post import post_json
from policyscan.notices import DeliveryReport, Sent, collect, deliver, run_command
from policyscan.store import Store


class Hook(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.release = threading.Event()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers.items()), body))
        if self.path == "/silent":
            self.server.release.wait(30)
            return
        if self.path == "/broken":
            self.close_connection = True
            return
        self.send_response(int(self.path.strip("/")))
        if self.path == "/302":
            self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.release.set()
    server.shutdown()
    thread.join()
    server.server_close()


def delivered(store: Store, folder: Path, address: str, *, allow_private: bool = True) -> DeliveryReport:
    wanted = keep(store, wexcombe(webhook=address, secret_env="KEY"), NOW)
    collect(store, wanted, now=NOW)
    put(store, "a.pdf", CALM)
    collect(store, wanted, now=NOW)
    post = partial(post_json, allow_private=allow_private, timeout_seconds=20.0)
    return deliver(store, folder, post=post, run_command=run_command, now=NOW, environ={"KEY": "secret"})


def test_the_server_gets_signed_json(store: Store, folder: Path, hook: Hook) -> None:
    assert delivered(store, folder, hook.at("/204")).failed == ()
    ((path, headers, body),) = hook.got
    assert path == "/204"
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Policyscan-Signature"] == f"sha256={hmac.new(b'secret', body, hashlib.sha256).hexdigest()}"
    assert headers["User-Agent"].startswith("policyscan/")
    assert headers["Idempotency-Key"]


@pytest.mark.parametrize(
    ("path", "state"),
    [("/503", Sent.FAILED), ("/404", Sent.REFUSED), ("/302", Sent.REFUSED), ("/broken", Sent.UNSURE)],
)
def test_each_answer_means_what_it_means(store: Store, folder: Path, hook: Hook, path: str, state: Sent) -> None:
    assert [item.state for item in delivered(store, folder, hook.at(path)).failed] == [state]
    assert [asked for asked, _, _ in hook.got] == [path]


def test_silence_leaves_it_open_whether_it_arrived(hook: Hook) -> None:
    with pytest.raises(TimeoutError, match=r"did not answer in 0\.5 s"):
        post_json(hook.at("/silent"), b"{}", {}, allow_private=True, timeout_seconds=0.5)


def test_this_machine_is_asked_only_where_it_is_allowed(store: Store, folder: Path, hook: Hook) -> None:
    (item,) = delivered(store, folder, hook.at("/200"), allow_private=False).failed
    assert (item.state, hook.got) == (Sent.FAILED, [])
    assert "127.0.0.1" in item.problem


def test_a_public_name_that_leads_here_is_not_asked(hook: Hook) -> None:
    address = f"http://public.example:{hook.server_address[1]}/200"
    with pytest.raises(PolicyScanError, match="not on the open internet"):
        post_json(address, b"{}", {}, resolve=lambda *_: ["127.0.0.1"])
    assert hook.got == []


def test_a_closed_door_means_that_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/secret-path"
        with pytest.raises(PolicyScanError, match="cannot be reached") as error:
            post_json(address, b"{}", {}, allow_private=True)
    assert "secret-path" not in str(error.value)


def test_no_proxy_of_the_environment_is_used(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post_json(hook.at("/200"), b"{}", {}, allow_private=True) == 200


@pytest.mark.parametrize("address", ["ftp://x.example/", "file:///etc/passwd", "https://user:word@x.example/"])
def test_other_addresses_are_refused_unsent(address: str) -> None:
    with pytest.raises(PolicyScanError):
        post_json(address, b"{}", {})
