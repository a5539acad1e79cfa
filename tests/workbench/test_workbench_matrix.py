"""The matrix and its cells: filters, order, what tells cells apart, and the way to the evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.datastructures import QueryParams

from policyscan import open_workspace, review
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.model import State
from policyscan.store import Review
from policyscan.workbench.matrix_rows import narrowed
from policyscan.workbench.matrix_wanted import wanted

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served

    from policyscan.workspace import Workspace

ROWS = ".matrix tbody tr"
# What a cell of each kind says, apart from its colour.
SIGNS = {
    "yes": ("✓", "yes"),
    "no": ("✕", "no"),
    "silent": ("○", "silent"),
    "contested": ("≠", "contested"),
    "unreadable": ("?", "unreadable"),
    "not_collected": ("–", "not collected"),
}


@pytest.fixture
def workspace(workbench_folder: Path) -> Workspace:
    return open_workspace(workbench_folder, embedder=FakeEmbedder())


def serious(page: Page) -> list[str]:
    """Axe's serious and critical violations, with the first element of each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in {"serious", "critical"}
    ]


def places_of(page: Page) -> list[str]:
    return page.locator(f"{ROWS} th span").evaluate_all("all => all.map(one => one.firstChild.textContent.trim())")


# --- what a view asks for ------------------------------------------------------------------------


def test_an_export_of_a_view_holds_its_places_in_its_order_and_no_other_document(workspace: Workspace) -> None:
    with workspace:
        view = wanted(QueryParams("place=tallowa&measure=ban-chokeholds&sort=adopted"), workspace.taxonomy)
        given = narrowed(workspace, view)
    assert [judgement.measure for judgement in given] == ["ban-chokeholds"] * len(given)
    assert {judgement.place.region for judgement in given} == {"Tallowa"}
    adopted = [judgement.adopted == 1 for judgement in given]
    assert adopted == sorted(adopted, reverse=True) and set(adopted) == {True, False}
    assert given.coverage[0].places == len(given)
    quoted = {evidence.sha256 for judgement in given for evidence in judgement.evidence}
    names = {sha256: name for name, sha256 in given.documents}
    assert quoted <= set(names) and not any("wexcombe" in name for name in names.values())
    assert given.note.startswith(f"Only {len(given)} of 12 places are given (place tallowa; ")


def test_a_view_goes_into_an_address_and_comes_back(workspace: Workspace) -> None:
    with workspace:
        given = "place=bend&region=Tallowa&measure=ban-chokeholds&answer=no&below=0.9&human=no&sort=confidence&order=reverse"
        view = wanted(QueryParams(given), workspace.taxonomy)
        pairs = [(name, one) for name, value in view.parameters().items() if value
                 for one in (value if isinstance(value, tuple) else [value])]  # fmt: skip
        assert wanted(QueryParams(pairs), workspace.taxonomy) == view
        assert sorted(pairs) == sorted(QueryParams(given).multi_items())


@pytest.mark.parametrize(
    "bad", ["below=2", "below=much", "answer=perhaps", "measure=none-such", "sort=luck", "human=2"]
)
def test_a_value_that_is_none_is_refused_with_those_there_are(bad: str, served: Served, workspace: Workspace) -> None:
    with workspace, pytest.raises(QueryError):
        wanted(QueryParams(bad), workspace.taxonomy)
    answer = httpx.get(f"{served.url}/matrix?{bad}")
    assert answer.status_code == 400 and bad.split("=")[1] in answer.text


def test_what_is_not_there_is_said(served: Served) -> None:
    for path in ("/matrix/0000/ban-chokeholds", "/matrix/0000/none-such"):
        assert httpx.get(served.url + path).status_code == 404
    nowhere = httpx.get(served.url + "/matrix", params={"place": "<script>alert(1)</script>"})
    assert "No place fits" in nowhere.text and "<script>alert" not in nowhere.text


# --- in the browser ------------------------------------------------------------------------------


def test_every_kind_of_cell_says_what_it_is_without_colour(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    seen = {}
    for key, (symbol, word) in SIGNS.items():
        cells = page.locator(f"{ROWS} td.{key}")
        assert cells.count() > 0, key
        texts = {
            (cell.locator(".symbol").inner_text(), cell.locator(".word").inner_text().partition(":")[0])
            for cell in cells.all()
        }
        assert texts == {(symbol, word)}
        seen[key] = cells.first.evaluate("one => getComputedStyle(one).backgroundImage")
    assert "gradient" in seen["unreadable"] and seen["not_collected"] == "none"
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_from_the_matrix_to_the_evidence_by_click(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    page.get_by_role("link", name="Calder Mills, Duty to intervene: yes").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Calder Mills: Duty to intervene"
    decided = page.locator("figure.decides").first
    assert decided.locator("mark.trigger").count() > 0
    assert decided.locator("mark.must").get_attribute("data-cue") == "duty"
    picture = decided.locator("img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    with page.expect_navigation() as gone:
        decided.locator(".where a").click()
    assert gone.value.status == 200
    asked = parse_qs(urlsplit(page.url).query)
    assert urlsplit(page.url).path.startswith("/documents/") and int(asked["end"][0]) > int(asked["start"][0])


def test_from_the_matrix_to_the_evidence_by_keyboard(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    focused = page.locator("td a:focus")
    assert focused.get_attribute("aria-label") == "Calder Mills, Chokeholds and strangleholds banned: yes"
    glance = page.locator(f"#{focused.get_attribute('aria-describedby')}")
    assert glance.is_visible()
    assert "calder-mills-use-of-force.pdf" in glance.inner_text() and glance.locator("blockquote").inner_text()
    box, at = glance.bounding_box(), focused.bounding_box()
    assert box and at and abs(box["x"] - at["x"]) < 60
    page.keyboard.press("Escape")
    assert not glance.is_visible()
    page.keyboard.press("ArrowDown")
    assert page.locator(".glance:visible").count() == 1
    page.keyboard.press("ArrowUp")
    for key, heading in (
        ("Enter", "Calder Mills: Chokeholds and strangleholds banned"),
        ("n", "Farolan: Chokeholds and strangleholds banned"),
        ("p", "Calder Mills: Chokeholds and strangleholds banned"),
        ("m", "Calder Mills: Duty to intervene"),
        ("M", "Calder Mills: Chokeholds and strangleholds banned"),
    ):
        with page.expect_navigation():
            page.keyboard.press(key)
        assert page.get_by_role("heading", level=1).inner_text() == heading


def test_filters_change_the_rows_and_the_address(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    everywhere = places_of(page)
    page.locator("select[name=answer]").select_option("contested")
    page.wait_for_url("**/matrix?answer=contested")
    assert places_of(page) == ["Tolland Reach"]
    assert page.locator("td.fits").count() == page.locator("td.contested").count() == 2
    page.locator("select[name=answer]").select_option("")
    page.locator(".view input[name=place]").fill("north ferrin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matrix?place=north+ferrin")
    some = places_of(page)
    assert some == ["Calder Mills", "Pell Harbor", "Stonebridge Falls"] and len(everywhere) > len(some)
    page.goto(page.url)
    assert places_of(page) == some
    page.get_by_text("More filters").click()
    page.get_by_role("checkbox", name="Force continuum or matrix").check()
    page.wait_for_url("**&measure=force-continuum")
    assert page.locator(".matrix thead th").count() == 3
    assert "of 3 places" in page.locator(".coverage").inner_text()
    exports = page.locator(".exports a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert [one.split("?")[0] for one in exports] == [
        f"/export/comparison.{format_}" for format_ in ("csv", "xlsx", "json", "html", "zip")
    ]
    assert {one.split("?")[1] for one in exports} == {"place=north+ferrin&measure=force-continuum"}


def test_the_rows_are_sorted_by_a_head(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    assert places_of(page) == sorted(places_of(page))
    page.get_by_role("columnheader", name="Yes").get_by_role("link").click()
    sums = [int(text) for text in page.locator("td.sum").all_inner_texts()]
    assert sums == sorted(sums, reverse=True) and len(set(sums)) > 2
    page.locator(".matrix thead").get_by_role("link", name="Warning before shooting").click()
    head = page.get_by_role("columnheader", name="Warning before shooting")
    at = head.evaluate("one => one.cellIndex")
    column = page.locator(f"{ROWS} > :nth-child({at + 1})")
    order = [names.split()[0] for names in column.evaluate_all("all => all.map(one => one.className)")]
    rank = ["yes", "contested", "no", "silent", "unreadable", "not_collected"]
    assert order == sorted(order, key=rank.index) and head.get_attribute("aria-sort") == "descending"
    page.locator(".matrix thead").get_by_role("link", name="Warning before shooting").click()
    turned = [names.split()[0] for names in column.evaluate_all("all => all.map(one => one.className)")]
    assert turned == sorted(order, key=rank.index, reverse=True)


def test_both_heads_stay_in_sight_on_a_phone(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served.url + "/matrix")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    region = page.locator(".heads")
    name, head = page.locator(f"{ROWS} th").last, page.locator(".matrix thead th").last
    region.evaluate("one => one.scrollTo(one.scrollWidth, one.scrollHeight)")
    frame = region.bounding_box()
    seen, above = name.bounding_box(), head.bounding_box()
    assert frame and seen and above
    assert abs(seen["x"] - frame["x"]) < 3 and abs(above["y"] - frame["y"]) < 3


def test_a_persons_answer_is_marked_and_told_with_the_rules_own(served_alone: Served, page: Page) -> None:
    with open_workspace(served_alone.folder, embedder=FakeEmbedder()) as work:
        judgement = next(
            one
            for one in work.store.judgements(measures=["warn-before-shooting"])
            if one.place.name == "Wexcombe" and one.state is State.JUDGED
        )
        answer = Review(
            place=judgement.place,
            measure=judgement.measure,
            answer=1 - int(judgement.adopted or 0),
            comment="<b>Section 4</b> says so",
            reviewer="A. Reader",
            at="2025-11-20T10:00:00+00:00",
            reading=review.reading_of(judgement),
            documents=review.documents_of(work.store)[judgement.place.id],
            rules_adopted=judgement.adopted,
            rules_reason=judgement.reason_code,
            rules_by=judgement.by,
        )
        with work.store.writing():
            work.store.put_review(answer)
    page.goto(served_alone.url + "/matrix?human=yes")
    assert places_of(page) == ["Wexcombe"] and page.locator("td.fits .sure").all_inner_texts() == ["✎"]
    page.locator("td.fits a").click()
    assert page.locator(".facts").inner_text().startswith("Answered by A. Reader")
    assert "<b>Section 4</b> says so" in page.locator(".told-list").inner_text()
    rules = page.locator("h2:text-is('How it came about') + p")
    assert rules.inner_text().startswith("The rules say:") and rules.locator(".badge.no").count() == 1


def test_places_ticked_are_compared(page: Page, served: Served) -> None:
    page.goto(served.url + "/matrix")
    for name in ("Port Ellery, Tallowa, XC", "Wexcombe, Brackenmoor, XC"):
        page.locator(f"input[value='{name}']").check()
    page.locator(".below select").select_option("duty-to-intervene")
    with page.expect_navigation():
        page.keyboard.press("c")
    assert page.locator("article.side h3").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_anybodys_way(page: Page, served: Served, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(served.url + "/matrix?below=0.8")
    page.locator("td a").first.focus()
    assert serious(page) == []
    for key in ("yes", "contested", "unreadable"):
        page.goto(served.url + "/matrix")
        page.locator(f"td.{key} a").first.click()
        page.wait_for_url("**/matrix/*/*")
        page.wait_for_load_state()
        assert serious(page) == []
