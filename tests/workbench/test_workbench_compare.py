"""Places side by side: marks, labels, differences, and what is said where something is missing."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.datastructures import QueryParams

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.explain import Piece
from policyscan.model import Place
from policyscan.workbench.addresses import compared
from policyscan.workbench.compare_choice import MOST, chosen
from policyscan.workbench.compare_force import on_force
from policyscan.workbench.compare_words import likeness
from policyscan.workbench.matrix_marks import segments
from policyscan.workbench.matrix_rows import by_place
from policyscan.workbench.search_asked import asked_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served

TWO = ("Port Ellery, Tallowa, XC", "Wexcombe, Brackenmoor, XC")
PLACES = tuple(Place(name, region, "XC") for name, region in
               (("Ash", "North"), ("Ash", "South"), ("Birch", "North"), ("Cedar", ""), ("Elm", ""), ("Fir", ""),
                ("Oak", ""), ("Yew", "")))  # fmt: skip


# --- choosing ------------------------------------------------------------------------------------


def test_places_are_found_by_name_full_name_and_id_each_once() -> None:
    choice = chosen(["birch", "Ash, South, XC", PLACES[2].id, " ", "Birch, North, XC"], PLACES)
    assert choice.places == (PLACES[2], PLACES[1]) and choice.problems == ()


def test_a_name_of_two_places_is_asked_back() -> None:
    choice = chosen(["Ash", "Birch", "Cedar"], PLACES)
    assert choice.places == (PLACES[2], PLACES[3])
    assert choice.problems == ("There are 2 places “Ash”: name “Ash, North, XC”, or “Ash, South, XC”.",)


def test_too_few_and_too_many_are_told() -> None:
    one = chosen(["Birch"], PLACES)
    assert not one.is_enough and one.problems == ("One place alone cannot be compared: choose one more.",)
    many = chosen(["Birch", "Cedar", "Elm", "Fir", "Oak", "Yew", "Ash, North"], [*PLACES])
    assert len(many.places) == MOST and len(many.problems) == 1
    seven = chosen([place.id for place in PLACES[1:]], PLACES)
    assert seven.places == PLACES[1:7] and seven.problems == ("At most 6 places stand side by side: Yew left out.",)


def test_places_move_and_go() -> None:
    choice = chosen(["Cedar", "Elm", "Fir"], PLACES)
    assert choice.moved_left(2) == ("Cedar, XC", "Fir, XC", "Elm, XC")
    assert choice.without(0) == ("Elm, XC", "Fir, XC")


# --- words ---------------------------------------------------------------------------------------


def test_words_that_stand_in_one_quote_only_are_found() -> None:
    quote = "(a) Officers shall intervene to stop unlawful force."
    near = likeness(quote, [("Elm", "Clerks file."), ("Oak", "3. Members shall intervene to stop excessive force.")])
    assert near is not None and near.place == "Oak"
    assert [quote[start:end] for start, end in near.alone] == ["Officers", "unlawful"]
    assert near.share == pytest.approx(10 / 14)


def test_quotes_written_apart_are_not_held_against_one_another() -> None:
    assert likeness("Officers shall intervene.", [("Oak", "A report is due within a day of any use of force.")]) is None


def test_the_same_words_are_the_same_whatever_their_number_and_case() -> None:
    near = likeness("(a) Officers shall intervene.", [("Oak", "IV. OFFICERS SHALL INTERVENE")])
    assert near is not None and near.alone == () and near.sentence == "The same words as Oak."


def test_a_quote_is_cut_at_cues_and_differing_words_and_loses_nothing() -> None:
    pieces = (Piece("Officers "), Piece("shall not", "must_not"), Piece(" shoot"))
    cut = segments(pieces, [(0, 14), (19, 24)])
    assert "".join(one.text for one in cut) == "Officers shall not shoot"
    assert [(one.cue, one.runs) for one in cut] == [
        ("", (("Officers ", True),)),
        ("must_not", (("shall", True), (" not", False))),
        ("", ((" ", False), ("shoot", True))),
    ]


# --- pages ---------------------------------------------------------------------------------------


def test_the_form_leads_to_an_address_that_says_what_is_compared(served: Served) -> None:
    asked = {"place": [*TWO, ""], "on": "force:firearm"}
    answer = httpx.get(served.url + "/compare", params=asked)
    assert answer.status_code == 303
    assert answer.headers["location"] == compared(TWO, force="firearm")
    answer = httpx.get(served.url + "/compare", params={"place": TWO, "on": "measure:ban-chokeholds"})
    assert answer.headers["location"] == compared(TWO, measure="ban-chokeholds")


def test_unknown_names_are_told_with_the_nearest(served: Served) -> None:
    answer = httpx.get(served.url + compared(["Wexcomb", "<b>Nowhere</b>"], measure="ban-chokeholds"))
    assert answer.status_code == 200 and "Did you mean: Wexcombe" in answer.text and "<b>Nowhere" not in answer.text
    for what in ("measure=none-such", "force=none-such"):
        assert httpx.get(f"{served.url}/compare?{what}").status_code == 400


def test_the_deciding_words_are_marked_and_the_differences_named(page: Page, served: Served) -> None:
    page.goto(served.url + compared(TWO, measure="restrict-shooting-at-vehicles"))
    sides = page.locator("article.side")
    assert sides.locator("h3").evaluate_all("all => all.map(one => one.firstChild.textContent.trim())") == [
        "Port Ellery",
        "Wexcombe",
    ]
    for side in sides.all():
        assert side.locator("blockquote mark.trigger").count() > 0
        assert side.locator("blockquote mark.must_not").all_inner_texts() == ["shall not"]
        assert side.locator(".tag.must_not").inner_text() == "ban shall not"
        assert side.locator(".tag.exception").inner_text().startswith("exception unless")
        assert side.locator("blockquote .alone").count() > 1
        assert "the same words as" in side.locator(".likeness").inner_text()
    assert sides.nth(0).locator(".alone").first.inner_text() == "Members"
    assert sides.nth(1).locator(".alone").first.inner_text() == "Employees"
    verdicts = dict(
        page.locator("section[aria-labelledby=h-differ] tbody tr").evaluate_all(
            "all => all.map(row => [row.cells[0].textContent, row.cells[row.cells.length - 1].innerText.slice(2)])"
        )
    )
    assert verdicts == {"Answer": "same", "How strongly": "same", "Exceptions": "worded otherwise"}
    with page.expect_navigation() as gone:
        sides.nth(0).locator("figure .where a").first.click()
    assert gone.value.status == 200 and "/documents/" in page.url and "start=" in page.url


def test_a_duty_differs_from_leave(page: Page, served: Served) -> None:
    page.goto(served.url + compared(["Port Ellery", "Wexcombe"], measure="warn-before-shooting"))
    strong = page.locator("tr.differs", has_text="How strongly")
    assert strong.count() == 1 and "duty" in strong.inner_text() and "leave: “may”" in strong.inner_text()


def test_places_without_words_stand_beside_the_others(page: Page, served: Served) -> None:
    page.goto(served.url + compared(["Osterly", "Linden Quay", "Tolland Reach"], measure="ban-chokeholds"))
    answers = page.locator("article.side .badge").all_inner_texts()
    assert [answer[0] for answer in answers] == ["?", "–", "≠"]
    assert page.locator("article.side", has_text="No words to show").count() == 2
    assert page.locator("article.side").nth(2).locator("figure").count() == 2


def test_a_kind_of_force_is_grouped_by_what_is_banned_and_allowed(page: Page, served: Served) -> None:
    page.goto(served.url + compared(TWO, force="neck-restraint"))
    banned = page.locator("section[aria-labelledby=banned]")
    for side in banned.locator("article.side").all():
        assert side.locator("blockquote mark.trigger").count() > 0
        names = side.locator(".tags li:first-child b").all_inner_texts()
        assert names and set(names) <= {"ban", "should not"}
    counts = page.locator("section[aria-labelledby=h-count] tbody tr").first.locator("td").all_inner_texts()
    shown = [side.locator("figure").count() for side in banned.locator("article.side").all()]
    assert all(int(count) >= some > 0 for count, some in zip(counts[:2], shown, strict=True))


def test_the_search_for_the_rest_asks_for_all_that_a_heading_holds(served: Served) -> None:
    html = httpx.get(served.url + compared(TWO, force="deadly-force")).text
    (address,) = (unescape(found) for found in re.findall(r'href="([^"]+)">Search for the other 1<', html))
    asked = asked_of(QueryParams(address.partition("?")[2]))
    assert asked.values("modality") == ("must_not", "should_not")
    assert (asked.values("place"), asked.values("force")) == ((TWO[0],), ("deadly-force",))
    with open_workspace(served.folder, embedder=FakeEmbedder()) as work:
        # The model of these tests knows no synonyms.
        hits = replace(asked, q="deadly force").answer(work).hits
    assert hits and all({"must_not", "should_not"} & set(hit.modalities) for hit in hits)
    assert {Place(hit.place, hit.region, hit.country).full_name for hit in hits} == {TWO[0]}


def test_every_heading_asks_for_each_of_its_modalities(workbench_folder: Path) -> None:
    with open_workspace(workbench_folder, embedder=FakeEmbedder()) as work:
        place = next(place for place in by_place(work.compare().judgements) if place.full_name == TWO[0])
        groups = on_force(work, work.taxonomy.force_types[0], [place]).groups
    rests = [asked_of(QueryParams(group.parts[0].rest.partition("?")[2])) for group in groups]
    assert [asked.values("modality") for asked in rests] == [
        ("must_not", "should_not"),
        ("must", "should"),
        ("may_only", "may"),
        ("may",),
    ]


def test_a_place_is_searched_by_every_name_that_its_documents_are_listed_by(
    sample_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as work:
        store = work.store
        listing = next(item for item in store.listings() if item.place.full_name == TWO[0] and item.kind == "policy")
        store.put_listing(replace(listing, place=replace(listing.place, region=""), file="bare.pdf"))
        force = next(one for one in work.taxonomy.force_types if one.id == "neck-restraint")
        rest = on_force(work, force, [listing.place]).groups[0].parts[0].rest
    assert set(asked_of(QueryParams(rest.partition("?")[2])).values("place")) == {TWO[0], "Port Ellery, XC"}


def test_places_are_added_swapped_and_removed_by_keyboard(page: Page, served: Served) -> None:
    page.goto(served.url + "/compare")
    page.keyboard.press("/")
    page.keyboard.type("Port Ellery, Tallowa, XC")
    page.keyboard.press("Tab")
    page.keyboard.type("Wexcombe")
    page.locator("select[name=on]").select_option("measure:duty-to-intervene")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**measure=duty-to-intervene")
    page.keyboard.press("x")
    page.locator("article.side:first-child h3", has_text="Wexcombe").wait_for()
    page.get_by_role("link", name="Remove Wexcombe, Brackenmoor, XC").click()
    assert page.get_by_role("status").first.inner_text().startswith("One place alone")
    assert page.locator("input[name=place]").first.input_value() == TWO[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way_of_comparing(page: Page, served: Served, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for where in (
        "/compare",
        compared([*TWO, "Osterly"], measure="restrict-shooting-at-vehicles"),
        compared(TWO, force="firearm"),
    ):
        page.goto(served.url + where)
        found = Axe().run(page).response["violations"]
        assert [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in {"serious", "critical"}
        ] == []
