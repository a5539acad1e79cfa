"""What comes from an address, what does not, and how often it is asked."""

from __future__ import annotations

import email.utils
import pickle
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import httpcore
import httpx
import pytest
from tests.fetch.web import LONG_AGO, Document, drip, in_turn, packed, page, redirect, silent, status

import policyscan
from policyscan.errors import PolicyScanError, QueryError
from policyscan.fetch import FetchError, FetchFault, FetchSettings, Known
from policyscan.fetch.network import CheckedBackend, Deadline, TimedStream, Transport

PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


def fault_of(fetcher, address: str, **options) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(address, **options)
    return caught.value


def test_a_document_comes_whole_with_its_headers(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF, etag='"v1"', headers={"Content-Language": "en", "Set-Cookie": "a=b"})
    got = fetcher().fetch(web.url("/policy.pdf"))
    assert got.data == PDF
    assert (got.status, got.retries, got.received_bytes) == (200, 0, len(PDF))
    assert got.final_address == got.address == web.url("/policy.pdf")
    assert {name: value for name, value in got.headers.items() if name != "date"} == {
        "content-language": "en",
        "content-length": str(len(PDF)),
        "content-type": "application/pdf",
        "etag": '"v1"',
        "last-modified": LONG_AGO,
    }
    assert datetime.fromisoformat(got.fetched).tzinfo == UTC
    assert got.known == Known('"v1"', LONG_AGO)


def test_every_request_says_who_asks(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF)
    fetcher(contact="https://example.org/watch").fetch(web.url("/policy.pdf"))
    agents = {seen.headers["user-agent"] for seen in web.seen}
    assert agents == {f"policyscan/{policyscan.__version__} (+https://example.org/watch)"}
    assert [seen.path for seen in web.seen] == ["/robots.txt", "/policy.pdf"]


def test_what_has_not_changed_is_not_sent_again(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF, etag='"v1"')
    one = fetcher()
    first = one.fetch(web.url("/policy.pdf"))
    second = one.fetch(web.url("/policy.pdf"), known=first.known)
    assert (second.data, second.status, second.received_bytes) == (None, 304, 0)
    assert second.known == first.known
    asked = web.asked("/policy.pdf")[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', LONG_AGO)


def test_a_date_alone_is_enough_to_ask_for_changes(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF, etag="")
    one = fetcher()
    first = one.fetch(web.url("/policy.pdf"))
    assert first.known == Known("", LONG_AGO)
    assert one.fetch(web.url("/policy.pdf"), known=first.known).data is None
    assert "if-none-match" not in web.asked("/policy.pdf")[-1].headers


def test_what_has_changed_is_sent(web, fetcher):
    web.routes["/policy.pdf"] = document = Document(PDF)
    one = fetcher()
    first = one.fetch(web.url("/policy.pdf"))
    document.data = PDF + b"more"
    assert one.fetch(web.url("/policy.pdf"), known=first.known).data == PDF + b"more"


def test_unchanged_is_believed_only_where_it_was_asked(web, fetcher):
    web.routes["/policy.pdf"] = status(304)
    assert fault_of(fetcher(), web.url("/policy.pdf")).fault == FetchFault.STATUS


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (401, FetchFault.LOGIN),
        (403, FetchFault.LOGIN),
        (404, FetchFault.NOT_FOUND),
        (407, FetchFault.LOGIN),
        (410, FetchFault.GONE),
        (418, FetchFault.STATUS),
        (500, FetchFault.STATUS),
        (204, FetchFault.STATUS),
        (206, FetchFault.STATUS),
        (416, FetchFault.STATUS),
    ],
)
def test_a_refusal_is_final(web, fetcher, clock, code, fault):
    web.routes["/policy.pdf"] = status(code)
    error = fault_of(fetcher(), web.url("/policy.pdf"))
    assert (error.fault, error.status, error.address) == (fault, code, web.url("/policy.pdf"))
    assert len(web.asked("/policy.pdf")) == 1
    assert clock.slept == []
    assert error.fix
    assert "\n" not in error.problem


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_three_times(web, fetcher, clock, code):
    web.routes["/policy.pdf"] = status(code)
    error = fault_of(fetcher(), web.url("/policy.pdf"))
    assert (error.fault, error.status) == (FetchFault.STATUS, code)
    assert len(web.asked("/policy.pdf")) == 4
    first, second, third = clock.slept
    # 1, 2, 4 seconds with up to one of jitter.
    assert 1 <= first <= 2 <= second <= 3
    assert 4 <= third <= 5


def test_retries_end_with_success(web, fetcher):
    web.routes["/policy.pdf"] = in_turn(status(503), status(502), Document(PDF))
    got = fetcher().fetch(web.url("/policy.pdf"))
    assert (got.data, got.retries) == (PDF, 2)


def test_retries_may_be_switched_off(web, fetcher):
    web.routes["/policy.pdf"] = status(503)
    fault_of(fetcher(retries=0), web.url("/policy.pdf"))
    assert len(web.asked("/policy.pdf")) == 1


def test_the_rest_that_a_server_asks_for_is_kept(web, fetcher, clock):
    web.routes["/policy.pdf"] = in_turn(status(429, Retry_After="70"), Document(PDF))
    assert fetcher().fetch(web.url("/policy.pdf")).retries == 1
    assert sum(clock.slept) == pytest.approx(70)


def test_the_rest_may_be_a_date(web, fetcher, clock):
    until = email.utils.format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    web.routes["/policy.pdf"] = in_turn(status(503, Retry_After=until), Document(PDF))
    assert fetcher().fetch(web.url("/policy.pdf")).retries == 1
    assert 60 < sum(clock.slept) <= 100


def test_a_rest_of_an_hour_is_left_to_the_next_run(web, fetcher, clock):
    web.routes["/policy.pdf"] = status(503, Retry_After="3600")
    error = fault_of(fetcher(), web.url("/policy.pdf"))
    assert len(web.asked("/policy.pdf")) == 1
    assert "3,600 seconds" in error.fix
    assert error.after_seconds == 3600
    assert clock.slept == []


def test_no_pause_is_begun_that_outlasts_the_time_for_the_document(web, fetcher, clock):
    web.routes["/policy.pdf"] = status(503, Retry_After="70")
    error = fault_of(fetcher(seconds_in_all=60), web.url("/policy.pdf"))
    assert error.status == 503
    assert len(web.asked("/policy.pdf")) == 1
    assert clock.slept == []


def test_an_error_page_that_says_200_is_handed_on_as_it_came(web, fetcher):
    web.routes["/policy.pdf"] = page("<html><h1>Not found</h1></html>")
    got = fetcher().fetch(web.url("/policy.pdf"))
    assert (got.status, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert got.data.startswith(b"<html>")


def test_redirects_are_followed_to_the_end(web, fetcher):
    web.routes["/a"] = redirect("/b", 301)
    web.routes["/b"] = redirect(web.url("/policy.pdf#page=2"), 307)
    web.routes["/policy.pdf"] = Document(PDF)
    got = fetcher().fetch(web.url("/a"))
    assert (got.data, got.address, got.final_address) == (PDF, web.url("/a"), web.url("/policy.pdf"))


def test_a_circle_of_redirects_ends(web, fetcher):
    web.routes["/a"] = redirect("/b")
    web.routes["/b"] = redirect("/a")
    assert fault_of(fetcher(), web.url("/a")).fault == FetchFault.REDIRECTS
    assert len(web.asked("/a")) == len(web.asked("/b")) == 1


@pytest.mark.parametrize(("most", "reached"), [(5, True), (4, False)])
def test_redirects_are_counted(web, fetcher, most, reached):
    for hop in range(5):
        web.routes[f"/{hop}"] = redirect(f"/{hop + 1}")
    web.routes["/5"] = Document(PDF)
    one = fetcher(most_redirects=most)
    if reached:
        assert one.fetch(web.url("/0")).data == PDF
    else:
        assert fault_of(one, web.url("/0")).fault == FetchFault.REDIRECTS
        assert web.asked("/5") == []


def test_a_redirect_without_a_target_is_a_fault(web, fetcher):
    web.routes["/a"] = status(302)
    assert fault_of(fetcher(), web.url("/a")).fault == FetchFault.STATUS


def test_no_cookie_is_kept(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF, headers={"Set-Cookie": "session=1; Path=/"})
    one = fetcher()
    one.fetch(web.url("/policy.pdf"))
    one.fetch(web.url("/policy.pdf"))
    assert ["cookie" in seen.headers for seen in web.seen] == [False, False, False]


def test_a_promise_of_too_much_is_not_read(web, fetcher):
    web.routes["/policy.pdf"] = Document(PDF)
    error = fault_of(fetcher(most_bytes=len(PDF) - 1), web.url("/policy.pdf"))
    assert error.fault == FetchFault.TOO_LARGE
    assert f"{len(PDF):,}" in error.problem
    assert len(web.asked("/policy.pdf")) == 1
    assert fetcher(most_bytes=len(PDF)).fetch(web.url("/policy.pdf")).data == PDF


def test_too_much_without_a_promise_stops_at_the_limit(web, fetcher):
    def endless(exchange):
        exchange.head(200, {})
        exchange.hang_up()
        while not exchange.wait(0):
            exchange.send(b"x" * 65536)

    web.routes["/policy.pdf"] = endless
    assert fault_of(fetcher(most_bytes=1_000_000), web.url("/policy.pdf")).fault == FetchFault.TOO_LARGE


def test_a_gzip_bomb_stops_at_the_limit(web, fetcher, tmp_path):
    web.routes["/policy.pdf"] = packed(bytes(50_000_000))
    error = fault_of(fetcher(most_bytes=1_000_000), web.url("/policy.pdf"), partial=tmp_path / "part")
    assert error.fault == FetchFault.TOO_LARGE
    assert list(tmp_path.iterdir()) == []


def test_compressed_bytes_that_nobody_asked_for_are_unpacked(web, fetcher):
    web.routes["/policy.pdf"] = packed(PDF)
    assert fetcher().fetch(web.url("/policy.pdf")).data == PDF
    assert web.asked("/policy.pdf")[0].headers["accept-encoding"] == "identity"


def test_bytes_packed_in_a_way_that_cannot_be_read_are_a_fault(web, fetcher):
    web.routes["/br.pdf"] = packed(PDF, encoding="br")
    web.routes["/lie.pdf"] = Document(PDF, headers={"Content-Encoding": "gzip"})
    assert fault_of(fetcher(), web.url("/br.pdf")).fault == FetchFault.ENCODING
    assert fault_of(fetcher(), web.url("/lie.pdf")).fault == FetchFault.ENCODING


def test_a_server_that_drips_is_left_when_the_time_is_over(web, fetcher):
    web.routes["/policy.pdf"] = drip(bytes(2000))
    web.routes["/head.pdf"] = drip(bytes(2000), head_only=True)
    one = fetcher(seconds_in_all=0.3, obey_robots=False, parts={"clock": time.monotonic})
    for path in ("/policy.pdf", "/head.pdf"):
        assert fault_of(one, web.url(path)).fault == FetchFault.TIMEOUT
        assert len(web.asked(path)) == 1


def test_no_wait_on_a_connection_outlasts_the_time_for_the_document(clock):
    waits = []

    class Line(httpcore.NetworkStream):
        def read(self, max_bytes, timeout=None):
            waits.append(timeout)
            return b""

        write = read

    stream = TimedStream(Line(), "policies.example")
    with Deadline(clock, 5.0).held():
        stream.read(1, 30.0)
        clock.now += 3
        stream.write(b"x", None)
        clock.now += 2
        with pytest.raises(httpcore.ReadTimeout):
            stream.read(1, 30.0)
    stream.read(1, 30.0)
    assert waits == [5.0, 2.0, 30.0]


def test_a_silent_server_is_asked_again(web, fetcher):
    web.routes["/policy.pdf"] = in_turn(silent, Document(PDF))
    got = fetcher(read_seconds=0.1).fetch(web.url("/policy.pdf"))
    assert (got.data, got.retries) == (PDF, 1)


def test_a_name_that_is_not_found_in_time_is_a_timeout(fetcher):
    stuck = threading.Event()
    one = fetcher(connect_seconds=0.05, retries=0, obey_robots=False, parts={"resolve": lambda *_: stuck.wait(10)})
    assert fault_of(one, "http://policies.example/a.pdf").fault == FetchFault.TIMEOUT
    stuck.set()


def test_a_server_that_is_not_there_is_tried_four_times(fetcher, clock):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/policy.pdf"
        error = fault_of(fetcher(obey_robots=False), address)
    assert (error.fault, error.status) == (FetchFault.UNREACHABLE, 0)
    assert len(clock.slept) == 3


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/a.pdf",
        "javascript:alert(1)",
        "http:///a.pdf",
        "http://user:secret@example.org/a.pdf",
        "http://user@example.org/a.pdf",
        "http://exa mple.org/a.pdf",
        "http://example.org:99999/a.pdf",
        "http://[::1/a.pdf",
        "file://elsewhere/a.pdf",
        "https:a.pdf",
    ],
)
def test_an_address_that_cannot_be_used_is_told(fetcher, address):
    error = fault_of(fetcher(), address)
    assert error.fault == FetchFault.ADDRESS
    assert "secret" not in error.problem


def test_the_environments_proxies_are_not_used(web, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.routes["/policy.pdf"] = Document(PDF)
    assert fetcher().fetch(web.url("/policy.pdf")).data == PDF


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": ""},
        {"contact": "a\r\nX-Header: b"},
        {"contact": "bücher@example.org"},
        {"contact": "a@b.org", "retries": -1},
        {"contact": "a@b.org", "most_bytes": 0},
        {"contact": "a@b.org", "read_seconds": float("nan")},
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(QueryError):
        FetchSettings(**wrong)


def test_a_fault_survives_the_way_between_processes():
    error = FetchError("gone", fault=FetchFault.GONE, address="http://example.org", status=410)
    again = pickle.loads(pickle.dumps(error))
    assert (again.fault, again.status, again.address, again.fix) == (error.fault, 410, error.address, error.fix)
    assert isinstance(again, PolicyScanError)


def test_the_transport_sends_what_is_posted():
    """Webhooks go the same checked way."""
    sent = httpcore.MockBackend([b"HTTP/1.1 204 No Content\r\n\r\n"])
    written = []

    class Recorder(httpcore.NetworkBackend):
        def connect_tcp(self, *args, **options):
            stream = sent.connect_tcp(*args, **options)
            stream.write = lambda data, timeout=None: written.append(data)
            return stream

    backend = CheckedBackend(allow_private=True, resolve=lambda *_: ["127.0.0.1"], inner=Recorder())
    with httpx.Client(transport=Transport(backend, ssl.create_default_context())) as client:
        assert client.post("http://hooks.example/", content=b"the notice").status_code == 204
    assert b"".join(written).endswith(b"the notice")
