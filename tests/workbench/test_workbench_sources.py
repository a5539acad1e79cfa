"""Sources and runs: how each stands and why, what waits for a person, which expectation a run missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from serving import Served, start
from starlette.testclient import TestClient

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.model import SourceState, Standing, Version, Watched
from policyscan.store import Run
from policyscan.watch.accept import UNLISTED
from policyscan.workbench import create_app
from policyscan.workbench.register_due import lasted, moment, next_due
from policyscan.workbench.register_sources import state_of, with_arrived
from policyscan.workbench.register_sources import watching as watching_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from policyscan.store import Store

CHECKED = "2026-03-04T03:15:09+00:00"
BEFORE = "2026-02-01T03:15:07+00:00"
NASTY = "<script>document.title = 'taken'</script>"


def watched(name: str, **values: object) -> Watched:
    facts = {"place": "Wexcombe", "country": "XC"}
    return Watched(name, name, f"https://wexcombe.example/{name}", **{"facts": facts, "checked": CHECKED, **values})


def arrive(store: Store, name: str, data: bytes, standing: Standing, *, replaced: str = "", reason: str = "") -> str:
    sha256 = store.put_blob(data)
    store.put_version(Version(name, sha256, len(data), "", {}, CHECKED, replaced, standing, reason))
    return sha256


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace that watches a few addresses, with the runs that checked them."""
    folder = tmp_path_factory.mktemp("watching") / "ws"
    with open_workspace(folder, create=True, embedder=FakeEmbedder()) as work:
        store = work.store
        good = arrive(store, "force's order.pdf", b"%PDF-1.4 good", Standing.IN_FORCE)
        odd = arrive(
            store, "force's order.pdf", b"%PDF-1.4 odd", Standing.HELD, replaced=good, reason="3 pages arrived"
        )
        store.put_watched(
            watched(
                "force's order.pdf",
                state=SourceState.WARNED,
                fault="pages",
                problem=f"3 pages arrived; 10 are expected. {NASTY}",
                fix="Look at it.",
                in_force=good,
                held=odd,
                changed=BEFORE,
            )
        )
        store.put_watched(
            watched(
                "tasers.pdf",
                state=SourceState.FAILED,
                fault="not_found",
                problem="The server answers 404.",
                fix="Correct the address.",
            )
        )
        store.put_watched(watched("dogs.pdf", state=SourceState.OK, changed=BEFORE))
        (folder / "sources.csv").write_text(
            "address,file,place,form,group\n"
            "https://wexcombe.example/force.pdf,force's order.pdf,Wexcombe,,daily\n"
            "https://wexcombe.example/tasers.pdf,tasers.pdf,Wexcombe,,weekly\n"
            "https://wexcombe.example/new.pdf,new.pdf,Osterly,,daily\n"
            "https://wexcombe.example/bad.pdf,bad.pdf,Osterly,nonsense,daily\n"
        )
        for day in (1, 2, 3):
            store.put_run(f"2099-01-0{day}T03:15:00+00:00", f"2099-01-0{day}T03:17:00+00:00", summary())
        store.put_run("2099-01-03T12:00:00+00:00", "2099-01-03T12:00:04+00:00", FAILED_RUN)
    for url in start(create_app(folder, embedder=FakeEmbedder())):
        yield Served(url, folder)


def summary(flow: str = "watch", groups: list[str] | None = None, **more: object) -> dict[str, object]:
    return {"flow": flow, "state": "completed", "options": {"groups": groups or ["daily"]}, **more}


FAILED_RUN = summary(
    "ingest",
    state="failed",
    faults=[{"problem": "Wexcombe has 10 characters of text; the last good run had 90,000.", "fix": "Look at it."}],
    warnings=["dogs.pdf: waits"],
    counts={"documents": 2, "parsed": 1, "seconds": 3.51, "failed": 1, "embedded": 0},
    rows=[
        {"document": "dogs.pdf", "stage": "ingest", "outcome": "new", "seconds": 2.5, "pages": 3, "clauses": 1200},
        {
            "document": "x.pdf",
            "stage": "ingest",
            "outcome": "failed",
            "fault": "broken",
            "problem": NASTY,
            "fix": "Send it again.",
        },
    ],
)


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [item["id"] for item in found if item["impact"] in {"serious", "critical"}]


# --- sources ----------------------------------------------------------------------------------


def test_what_waits_for_a_person_stands_first_with_its_reason_and_the_command(page: Page, watching: Served):
    page.goto(f"{watching.url}/sources")
    rows = page.locator("article.record")
    assert rows.locator("h2").all_inner_texts() == [
        "force's order.pdf Wexcombe, XC",
        "tasers.pdf Wexcombe, XC",
        "bad.pdf",
        "new.pdf Osterly",
        "dogs.pdf Wexcombe, XC",
    ]
    first = rows.first
    assert first.locator(".badge").inner_text() == "! waits for a person"
    assert f"10 are expected. {NASTY}" in first.inner_text() and page.title() == "Sources · policyscan"
    command = f"policyscan sources accept 'force'\"'\"'s order.pdf' --workspace {watching.folder}"
    assert first.locator(".command code").inner_text() == command
    first.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == command
    assert "The server answers 404." in rows.nth(1).inner_text() and "Correct the address." in rows.nth(1).inner_text()
    assert "no form of a source" in rows.nth(2).inner_text()
    assert rows.nth(4).locator(".badge").inner_text() == "✓ unchanged"
    assert serious(page) == []


def test_versions_say_what_replaced_what_and_one_that_waits_can_be_looked_at(page: Page, watching: Served):
    page.goto(f"{watching.url}/sources")
    page.get_by_text("2 versions arrived").click()
    cells = page.locator("article.record").first.locator("tbody tr").first.locator("td, th").all_inner_texts()
    assert cells[0] == "2026-03-04 03:15 UTC" and cells[3].startswith("waits")
    with open_workspace(watching.folder) as work:
        good, odd = (version.sha256 for version in work.store.versions("force's order.pdf"))
    assert (cells[1], cells[4]) == (odd[:12], good[:12])
    address = page.get_by_role("link", name="look at what arrived").get_attribute("href")
    answer = httpx.get(watching.url + address)
    assert answer.content == b"%PDF-1.4 odd" and answer.headers["content-disposition"].startswith("attachment")
    assert httpx.get(f"{watching.url}/sources/versions/{'0' * 64}.pdf").status_code == 404


def test_sources_are_narrowed_by_state_and_the_next_check_is_told_where_runs_came_regularly(
    page: Page, watching: Served
):
    page.goto(f"{watching.url}/sources")
    page.get_by_role("link", name="1 waits for a person").click()
    assert page.locator("article.record h2").all_inner_texts() == ["force's order.pdf Wexcombe, XC"]
    assert "about 2099-01-04 03:15 UTC" in page.locator("article.record").inner_text()
    page.goto(f"{watching.url}/sources?group=weekly")
    assert "not known: group weekly has no regular runs" in page.locator("article.record").inner_text()


def test_where_nothing_is_watched_the_page_says_how_to_begin(page: Page, served: Served):
    page.goto(f"{served.url}/sources")
    assert "policyscan sources add" in page.locator(".command code").first.inner_text()
    assert serious(page) == []
    page.goto(f"{served.url}/runs")
    assert "policyscan flow run watch" in page.locator(".command code").inner_text()


def test_two_rows_of_one_name_are_both_shown_with_their_states(tmp_path: Path):
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as work:
        lines = ("address,file", "https://wexcombe.example/1.pdf,same.pdf", "https://wexcombe.example/2.pdf,same.pdf")
        (tmp_path / "ws" / "sources.csv").write_text("\n".join(lines))
        arrive(work.store, "same.pdf", b"%PDF-1.4 one", Standing.IN_FORCE)
        found = watching_of(work)
        rows = with_arrived(found.of(found.register.records), work.store)
    assert [(row.name, row.state.key, len(row.arrived)) for row in rows] == [
        ("same.pdf", "unusable", 0),
        ("same.pdf", "new", 1),
    ]
    with TestClient(create_app(tmp_path / "ws", embedder=FakeEmbedder()), base_url="http://localhost") as client:
        html = client.get("/sources").text
        assert html.count("<article") == 2 and "line 3: line 2 is named same.pdf already" in html
        assert client.get("/sources?state=new").text.count("<article") == 1


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"state": SourceState.OK, "changed": CHECKED}, "changed"),
        ({"state": SourceState.OK, "changed": BEFORE}, "ok"),
        ({"state": SourceState.OK}, "ok"),
        ({"state": SourceState.WARNED, "fault": UNLISTED}, "unlisted"),
        ({"state": SourceState.WARNED, "fault": "pages"}, "waits"),
        ({"state": SourceState.FAILED, "held": "a" * 64}, "failed"),
        ({}, "new"),
    ],
)
def test_every_state_of_a_source_has_its_word(values, key):
    assert state_of(watched("a.pdf", **values)).key == key


def test_what_is_listed_no_more_is_withdrawn_and_not_accepted_with_what_waits_of_it(tmp_path):
    with open_workspace(tmp_path, create=True, embedder=FakeEmbedder()) as work:
        held = work.store.put_blob(b"%PDF-1.4 odd")
        work.store.put_watched(watched("a.pdf", state=SourceState.WARNED, fault=UNLISTED, held=held))
    with TestClient(create_app(tmp_path, embedder=FakeEmbedder()), base_url="http://127.0.0.1") as client:
        html = client.get("/sources").text
    assert f"policyscan sources withdraw a.pdf --workspace {tmp_path}" in html and "if it was withdrawn" in html
    assert "sources accept" not in html and "look at what arrived" not in html


# --- when it is due ---------------------------------------------------------------------------


def runs(*starts: str, flow: str = "watch", groups: list[str] | None = None) -> list[Run]:
    return [Run(at, at, {"flow": flow, "options": {"groups": groups}}, number) for number, at in enumerate(starts, 1)]


DAILY = ("2026-03-01T03:15:00+00:00", "2026-03-02T03:16:00+00:00", "2026-03-03T03:15:00+00:00")


def test_the_next_check_follows_the_rhythm_of_the_runs():
    assert next_due(runs(*DAILY), "daily") == datetime(2026, 3, 4, 3, 15, tzinfo=UTC)
    assert next_due(runs(*DAILY, groups=["daily", "weekly"]), "daily") == datetime(2026, 3, 4, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "known",
    [
        runs(*DAILY[:2]),
        runs(*DAILY, groups=["weekly"]),
        runs(*DAILY, flow="report"),
        runs(*DAILY, "2026-03-03T09:00:00+00:00"),
        runs("", "no time", *DAILY[:2]),
        runs(DAILY[0], DAILY[0], DAILY[0]),
    ],
)
def test_without_a_rhythm_nobody_says_when(known):
    assert next_due(known, "daily") is None


def test_times_and_spans_in_words():
    assert moment("2026-03-01T04:15:59+01:00") == "2026-03-01 03:15 UTC"
    assert moment("yesterday") == "yesterday"
    at = "2026-03-01T03:00:00+00:00"
    assert [lasted(at, f"2026-03-01T{end}+00:00") for end in ("03:00:04", "03:12:00", "04:05:00", "08:05:00")] == [
        "4 s",
        "12 min",
        "65 min",
        "5 h 05 min",
    ]
    assert lasted(at, "") == ""


# --- runs -------------------------------------------------------------------------------------


def test_runs_are_listed_newest_first_with_the_expectation_missed(page: Page, watching: Served):
    page.goto(f"{watching.url}/runs")
    rows = page.locator("article.record")
    assert rows.locator("h2").all_inner_texts() == ["Run 4 ingest", "Run 3 watch", "Run 2 watch", "Run 1 watch"]
    newest = rows.first.inner_text()
    assert "✕ failed" in newest and "the last good run had 90,000" in newest and "1 document failed" in newest
    assert rows.first.locator(".sums").inner_text().split() == [
        "documents",
        "2",
        "parsed",
        "1",
        "seconds",
        "3.5",
        "failed",
        "1",
    ]
    assert "took 2 min" in rows.nth(1).inner_text()
    assert serious(page) == []


def test_one_run_shows_its_documents_with_stage_seconds_fault_and_fix(page: Page, watching: Served):
    page.goto(f"{watching.url}/runs/4")
    rows = page.locator("tbody tr")
    assert [text.split()[0] for text in rows.locator("th").all_inner_texts()] == ["x.pdf", "dogs.pdf"]
    wrong = rows.first.inner_text()
    assert NASTY in wrong and "broken" in wrong and "Send it again." in wrong and "✕ failed" in wrong
    assert rows.nth(1).locator("td").all_inner_texts() == ["+ new", "ingest", "2.5", "3", "1,200", ""]
    assert page.title() == "Run 4 · policyscan"
    assert f"policyscan flow retry 4 --workspace {watching.folder}" in page.locator(".command").inner_text()
    assert serious(page) == []
    page.get_by_role("link", name="1 new").click()
    assert page.locator("tbody tr").count() == 1


def test_a_run_that_is_not_there_is_told(watching: Served):
    assert httpx.get(f"{watching.url}/runs/99").status_code == 404
    assert httpx.get(f"{watching.url}/runs/none").status_code == 400
