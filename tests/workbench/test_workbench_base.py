"""The workbench's frame: who may ask, headers, faults as pages, keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.testclient import TestClient

from policyscan.embed import FakeEmbedder
from policyscan.errors import WorkspaceError
from policyscan.workbench import create_app
from policyscan.workbench.addresses import address

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served


def test_every_answer_forbids_what_is_from_elsewhere(served: Served) -> None:
    for path in ("/documents", "/static/workbench.css", "/nothing", "/api/nothing"):
        answer = httpx.get(served.url + path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_name_for_this_machine_is_refused_without_a_token(served: Served) -> None:
    assert httpx.get(served.url + "/documents", headers={"Host": "elsewhere.example"}).status_code == 421
    assert httpx.get(served.url + "/documents", headers={"Host": "localhost:8765"}).status_code == 200


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
