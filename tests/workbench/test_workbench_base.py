"""The workbench's frame: who may ask, headers, faults as pages, keys."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest
from starlette.testclient import TestClient

from policyscan.embed import FakeEmbedder
from policyscan.errors import WorkspaceError
from policyscan.workbench import create_app
from policyscan.workbench.addresses import address
from policyscan.workbench.desk import LENT_AT_ONCE

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served


T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> T:
    """The result of asynchronous work in a thread of its own: the browser of other tests has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_every_answer_forbids_what_is_from_elsewhere(served: Served) -> None:
    for path in ("/documents", "/static/workbench.css", "/nothing", "/api/nothing"):
        answer = httpx.get(served.url + path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_name_for_this_machine_is_refused_without_a_token(served: Served) -> None:
    assert httpx.get(served.url + "/documents", headers={"Host": "elsewhere.example"}).status_code == 421
    assert httpx.get(served.url + "/documents", headers={"Host": "localhost:8765"}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "a{b.elsewhere.example:80",
        "elsewhere.example:99999x",
        "elsewhere.example/",
        "é.elsewhere.example",
        "",
        "[::2]",
        "127.0.0.1.elsewhere.example",
    ],
)
def test_a_host_that_is_no_name_of_this_machine_is_refused_however_it_is_written(served: Served, host: str) -> None:
    port = int(served.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"GET /documents HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        status = line.makefile("rb").readline().split()[1]
    assert status in {b"400", b"421"}


def test_many_requests_at_once_are_all_answered(served: Served) -> None:
    async def ask_all() -> list[int]:
        limits = httpx.Limits(max_connections=120)
        async with httpx.AsyncClient(base_url=served.url, limits=limits, timeout=60) as client:
            answers = await asyncio.gather(*(client.get("/runs") for _ in range(120)))
        return [answer.status_code for answer in answers]

    assert set(alone(ask_all())) == {200}


def test_those_who_do_not_read_their_answer_keep_no_workspace(workbench_folder: Path) -> None:
    app = create_app(workbench_folder, embedder=FakeEmbedder())
    sha256 = app.state.desk.store.document_hashes()[0]

    async def ask(path: str, begun: asyncio.Event, may_read: asyncio.Event) -> int:
        status = 0

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message.get("body"):
                begun.set()
                await may_read.wait()

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": [(b"host", b"localhost")],
            "server": ("localhost", 80),
            "http_version": "1.1",
        }
        await app(scope, receive, send)
        return status

    async def all_of_it() -> int:
        reads, begun = asyncio.Event(), [asyncio.Event() for _ in range(LENT_AT_ONCE + 1)]
        slow = [asyncio.create_task(ask(f"/documents/{sha256}/original.pdf", one, reads)) for one in begun]
        at_once = asyncio.Event()
        at_once.set()
        try:
            # With a workspace kept by each, the last of them would never begin.
            await asyncio.wait_for(asyncio.gather(*(one.wait() for one in begun)), timeout=15)
            return await asyncio.wait_for(ask("/runs", asyncio.Event(), at_once), timeout=15)
        finally:
            reads.set()
            await asyncio.gather(*slow)

    assert alone(all_of_it()) == 200


def test_a_page_elsewhere_starts_no_work_but_may_link_here(served: Served) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert httpx.get(served.url + "/documents", headers=elsewhere | {"Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert httpx.get(served.url + "/documents", headers=elsewhere | {"Sec-Fetch-Mode": "navigate"}).status_code == 200


def test_a_body_larger_than_a_form_is_refused(served: Served) -> None:
    assert httpx.post(served.url + "/review", content=b"x" * 1_000_001).status_code == 413
    assert httpx.post(served.url + "/review", content=iter([b"x"])).status_code == 413


def test_signing_in_keeps_the_question_and_leads_nowhere_else(workbench_folder: Path) -> None:
    app = create_app(workbench_folder, token="a+b&c", embedder=FakeEmbedder())
    client = TestClient(app, base_url="http://city.example")
    entered = client.get("/documents", params={"token": "a+b&c", "q": "x y"}, follow_redirects=False)
    assert entered.headers["location"] == "/documents?q=x+y"
    client.cookies.clear()
    led = client.get("http://city.example//elsewhere.example", params={"token": "a+b&c"}, follow_redirects=False)
    assert led.headers["location"] == "/elsewhere.example"


def test_a_token_is_asked_for_on_every_path(workbench_folder: Path) -> None:
    client = TestClient(
        create_app(workbench_folder, token="sesame", embedder=FakeEmbedder()), base_url="http://city.example"
    )
    for path in ("/documents", "/static/workbench.css", "/api/openapi.json"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer sesame"}).status_code == 200
    entered = client.get("/documents?token=sesame", follow_redirects=False)
    assert entered.status_code == 303 and "sesame" not in entered.headers["location"]
    cookie = entered.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert client.get("/documents").status_code == 200


def test_a_form_of_another_site_is_refused(served: Served) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        assert httpx.post(served.url + "/documents", headers=headers).status_code == 403


def test_a_page_that_is_not_there_says_so(served: Served) -> None:
    answer = httpx.get(served.url + "/nothing")
    assert answer.status_code == 404 and "There is no such page" in answer.text
    assert httpx.get(served.url + "/api/nothing").json().keys() == {"problem", "fix"}


def test_a_folder_without_a_workspace_is_told_before_anybody_asks(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        create_app(tmp_path)


def test_addresses_escape_what_they_hold() -> None:
    assert address("/a b", {"q": "x&y", "none": "", "place": ["A", "B"]}) == "/a%20b?q=x%26y&place=A&place=B"


def test_the_keys_are_listed_and_press(page: Page, served: Served) -> None:
    page.goto(served.url + "/documents")
    page.keyboard.press("?")
    assert page.locator("dialog#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#help").is_visible()
