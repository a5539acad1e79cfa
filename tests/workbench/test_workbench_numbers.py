"""Numbers in addresses: however large they are, they are answered and never break anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from policyscan.workbench.addresses import LARGEST, number, page_number

if TYPE_CHECKING:
    from serving import Served

NINES = "9" * 5000


@pytest.mark.parametrize(
    ("text", "found"),
    [("7", 7), ("007", 7), ("0", 0), (f"{'0' * 5000}12", 12), (str(LARGEST), LARGEST), ("1000000000", LARGEST),
     (NINES, LARGEST), ("", None), ("-1", None), ("1.5", None), ("²", None), ("٣", None), (" 7", None)],
)  # fmt: skip
def test_a_number_is_read_as_far_as_anything_counts(text: str, found: int | None) -> None:
    assert number(text) == found
    assert page_number(text) == max(1, found or 1)


@pytest.mark.parametrize("name", ["99999999999999999999", "-99999999999999999999", "0"])
def test_a_run_of_any_number_is_not_here(served: Served, name: str) -> None:
    answer = httpx.get(f"{served.url}/runs/{name}")
    assert answer.status_code == 404 and f"no run {name}" in answer.text


@pytest.mark.parametrize("path", ["/matrix?page=", "/findings?at=", "/agreements?at=", "/changes?at=", "/sources?at="])
def test_a_page_beyond_the_last_is_the_last(served: Served, path: str) -> None:
    assert httpx.get(served.url + path + NINES).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/documents/{sha256}?page={number}", 404),
        ("/documents/{sha256}?start=1&end={number}", 400),
        ("/documents/{sha256}/pages/{number}.png", 404),
        ("/documents/{sha256}/cut.png?start={number}&end={number}", 404),
        ("/agreements/abc/{number}.png", 404),
        ("/export/search.csv?q=taser&limit={number}", 400),
        ("/api/findings?offset={number}", 200),
        ("/api/findings?limit={number}", 400),
        ("/runs?at={number}", 200),
        ("/runs/1?at={number}", 404),
    ],
)
def test_no_number_breaks_a_page(served: Served, path: str, status: int) -> None:
    sha256 = re.search(r"/documents/([0-9a-f]{64})", httpx.get(f"{served.url}/documents").text)[1]
    answer = httpx.get(served.url + path.format(sha256=sha256, number="9" * 20))
    assert answer.status_code == status
    assert httpx.get(served.url + path.format(sha256=sha256, number=NINES)).status_code in {200, 400, 404}
