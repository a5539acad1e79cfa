"""The search page: questions, facets, marks, citations, saved searches, keys, and nothing let loose."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas
from serving import Served, start
from starlette.datastructures import QueryParams

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.search import parse
from policyscan.search.marks import spans
from policyscan.taxonomy import load
from policyscan.workbench import create_app
from policyscan.workbench.search_asked import Asked, asked_of, in_words, loosened
from policyscan.workbench.search_saved import as_name
from policyscan.workbench.search_view import Labels, runs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "must an officer stop another officer who uses too much force"
NOTHING = "how do I bake sourdough bread"
HOSTILE = 'Officers shall report a bite by a police dog. <script>document.title = "taken"</script> <img src=x onerror=alert(1)>'


def asked(address: str) -> Asked:
    return asked_of(QueryParams(address.partition("?")[2]))


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def hits_in(html: str) -> list[str]:
    return re.findall(r'<article class="item hit" id="(hit-\d+)"', html)


def pdf(*lines: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(40, 720 - 16 * number, line)
    canvas.save()
    return target.getvalue()


# --- addresses -----------------------------------------------------------------------------------


def test_a_question_is_its_address() -> None:
    given = Asked(
        "warn & shoot",
        (("place", "Port Ellery"), ("place", "Wexcombe"), ("since", "2020")),
        limit=25,
        by_place=True,
        diverse=True,
    )
    assert asked(given.at()) == given
    assert asked("/?q=taser&place=&since=+").filters == ()


def test_filters_are_added_and_taken_away() -> None:
    given = asked("/?q=taser&place=Wexcombe&limit=50")
    assert asked(given.narrowed("force", "firearm")) == Asked("taser", (("place", "Wexcombe"), ("force", "firearm")))
    assert given.narrowed("place", "Wexcombe") == "/?q=taser&place=Wexcombe"
    assert given.without("place", "Wexcombe") == "/?q=taser"


def test_filters_that_were_typed_are_known_and_taken_out_of_the_question() -> None:
    given = Asked('warn place:“Port Ellery” the driver after:2019 city:Wexcombe "place:x" -place:y')
    assert given.typed == (("place", "Port Ellery"), ("since", "2019"), ("place", "Wexcombe"))
    assert (
        asked(given.without("place", "Port Ellery")).q == 'warn the driver after:2019 city:Wexcombe "place:x" -place:y'
    )
    loose = loosened(given)
    assert loose.q == 'warn the driver "place:x" -place:y' and loose.filters == given.typed
    assert asked(given.unfiltered()) == Asked(loose.q)


@pytest.mark.parametrize(
    "q", ['"the place:x rule"', '-"the place:x rule"', "replace:x", "ſince:2020", "place:", 'place:""']
)
def test_what_only_looks_like_a_filter_is_left_in_the_question(q: str) -> None:
    assert Asked(q).typed == () == parse(f"taser {q}").filters


@given(
    st.lists(
        st.sampled_from(('"', "“", "»", "-", "–", " ", ":", "place:", "After:", "x", "y", "\n", "\ud800")), max_size=12
    )
)
def test_the_page_reads_filters_as_the_search_does(parts: list[str]) -> None:
    q = "".join(parts)
    names = {"place": "place", "after": "since"}
    filters = parse(f"taser {q}").filters
    assert Asked(q).typed == tuple((names[name], value) for name, value in filters)


def test_a_question_with_its_filters_can_be_typed_in_one_line() -> None:
    given = Asked("warn", (("place", 'Port "Ellery'), ("until", "2020-06"), ("force", "firearm")))
    line = in_words(given)
    assert line == 'warn place:"Port Ellery" before:2020-06 force:firearm'
    assert dict(Asked(line).typed) == {"place": "Port Ellery", "until": "2020-06", "force": "firearm"}


@pytest.mark.parametrize("limit", ["0", "101", "ten", "²", "00000000110000", "9" * 5000])
def test_a_number_of_passages_that_cannot_be_shown_is_told(limit: str) -> None:
    with pytest.raises(QueryError, match="no number of passages"):
        asked(f"/?q=taser&limit={limit}")


def test_beside_a_passage_places_narrow_and_nothing_else_is_asked() -> None:
    given = Asked(similar="p1", filters=(("place", "Wexcombe"),), opposite=True, limit=25)
    assert asked(given.at()) == given
    assert asked("/?similar=p1&q=taser+kind:policy&diverse=1") == Asked(similar="p1")
    assert given.turned() == "/?place=Wexcombe&similar=p1"
    assert in_words(given) == "the opposite of passage p1 place:Wexcombe"
    for other in ("measure=duty-to-intervene", "kind=policy", "since=2020", "until=2021", "country=XC"):
        with pytest.raises(QueryError, match=f"narrowed by {other.partition('=')[0]}"):
            asked(f"/?similar=p1&{other}")


def test_a_text_is_cut_at_its_marks_and_loses_nothing() -> None:
    assert runs("warn, then warn", [(0, 4), (11, 15)]) == (("warn", True), (", then ", False), ("warn", True))
    assert runs("nothing", ()) == (("nothing", False),)


def test_values_are_called_by_their_titles_and_found_by_either() -> None:
    labels = Labels(load())
    title = load().measure_by_id["duty-to-intervene"].title
    assert labels.of("measure", "duty-to-intervene") == title and labels.of("kind", "rights_report") == "rights report"
    assert labels.is_same("measure", "duty-to-intervene", title.upper())
    assert not labels.is_same("modality", "must_not", "must")
    assert (
        labels.why("measure: duty-to-intervene") == f"measure: {title}" and labels.why("words: warn") == "words: warn"
    )


def test_names_become_those_of_subscriptions() -> None:
    assert as_name("  Taser warnings! ") == "taser-warnings" and as_name("¿?") == ""


# --- pages ---------------------------------------------------------------------------------------


def test_the_start_says_what_is_here_and_asks_what_finds_something(served: Served) -> None:
    html = httpx.get(served.url + "/").text
    with open_workspace(served.folder, embedder=FakeEmbedder()) as workspace:
        status = workspace.status()
    said = text_of(html)
    assert f"of {status.places} places: {status.pages} pages" in said and f"{status.passages:,} passages" in said
    assert re.search(r"\d+ policies, 3 [a-z ]+, 3 [a-z ]+ and 1 other document of", said)
    questions = [unescape(found) for found in re.findall(r'<li><a href="(/\?q=[^"]+)">', html)]
    measures = {measure.question for measure in load().measures}
    asks = [address for address in questions if asked(address).q in measures]
    assert len(asks) >= 2 and len(questions) > len(asks)
    assert all(hits_in(httpx.get(served.url + address).text) for address in asks)


def test_both_addresses_show_the_same_answer(served: Served) -> None:
    pages = [httpx.get(served.url + path, params={"q": QUESTION}).text for path in ("/", "/search")]
    assert pages[0] == pages[1] and len(hits_in(pages[0])) == 10


def test_hits_stand_below_their_places(served: Served) -> None:
    html = httpx.get(served.url, params={"q": QUESTION, "group": "place", "limit": 25}).text
    groups = re.findall(r'<h3 class="group">([^<]+?) <small>(\d+) passage', html)
    assert len(groups) > 2 and len({place for place, _ in groups}) == len(groups)
    assert sum(int(number) for _, number in groups) == len(hits_in(html))


def test_the_same_words_elsewhere_are_folded_with_links(served: Served) -> None:
    html = httpx.get(served.url, params={"q": "report force", "limit": 100}).text
    folded = re.search(r'<details class="also".*?</details>', html, re.DOTALL)
    assert folded is not None and "The same words in" in folded[0]
    link = re.search(r'href="(/documents/[^"]+)"', folded[0])
    assert link is not None and httpx.get(served.url + unescape(link[1])).status_code == 200


def test_what_is_similar_and_what_says_the_opposite_is_one_link_away(served: Served) -> None:
    html = httpx.get(served.url, params={"q": "chokehold"}).text
    links = [unescape(link) for link in re.findall(r'href="(/\?similar=[^"]+)"', html)]
    opposite = [link for link in links if "opposite=" in link]
    for addresses, said in ((set(links) - {*opposite}, "What is similar to"), (opposite, "What says the opposite of")):
        exports = []
        for address in addresses:
            answer = httpx.get(served.url + address)
            assert answer.status_code == 200 and said in answer.text
            # Not every passage has an opposite, and what finds nothing is not exported.
            exports += re.findall(r'href="(/export/search\.csv[^"]+)"', answer.text)
        assert exports and httpx.get(served.url + unescape(exports[0])).status_code == 200
    assert httpx.get(served.url + "/?similar=nothing").status_code == 404


def test_what_is_similar_is_narrowed_by_place_and_by_nothing_that_is_only_shown(served: Served) -> None:
    html = httpx.get(served.url, params={"q": "chokehold"}).text
    similar = unescape(re.search(r'href="(/\?similar=[^"]+)"', html)[1])
    anywhere, there = (
        httpx.get(served.url + similar + more).text for more in ("&limit=50", "&limit=50&place=Wexcombe")
    )
    places = [
        {place.partition(",")[0] for place in re.findall(r'data-label="open[^>]*>([^<]+)</a>', page)}
        for page in (anywhere, there)
    ]
    assert len(places[0]) > 1 and places[1] == {"Wexcombe"}
    export = httpx.get(served.url + unescape(re.search(r'href="(/export/search\.json[^"]+)"', there)[1])).json()
    assert {row["place"] for row in export["records"]} == {"Wexcombe"}
    assert len(export["records"]) == len(hits_in(there))
    refused = httpx.get(served.url + similar + "&measure=ban-chokeholds").text
    assert "cannot be narrowed by measure" in refused and hits_in(refused) == []
    nowhere = httpx.get(served.url + similar + "&place=Wexcomb")
    assert nowhere.status_code == 200 and "Wexcombe?" in text_of(nowhere.text)
    name = similar.partition("similar=")[2]
    assert httpx.get(f"{served.url}/export/search.csv?similar={name}&kind=policy").status_code == 400


def test_a_filter_that_is_nowhere_shows_its_fix_and_keeps_what_was_typed(served: Served) -> None:
    answer = httpx.get(served.url, params={"q": "chokehold place:Wexcomb", "measure": "ban-chokeholds"})
    assert answer.status_code == 200 and "Wexcombe?" in text_of(answer.text)
    assert 'value="chokehold place:Wexcomb"' in answer.text
    assert '<input type="hidden" form="ask" name="measure" value="ban-chokeholds">' in answer.text
    assert "is no number of passages" in httpx.get(served.url + "/?q=taser&limit=9999").text


def test_the_hits_can_be_taken_along(served: Served) -> None:
    html = httpx.get(served.url, params={"q": QUESTION, "measure": "duty-to-intervene"}).text
    address = re.search(r'href="(/export/search\.csv[^"]+)"', html)
    assert address is not None
    rows = list(csv.DictReader(io.StringIO(httpx.get(served.url + unescape(address[1])).text.lstrip("\ufeff"))))
    assert len(rows) == len(hits_in(html)) and all("duty-to-intervene" in row["measures"] for row in rows)


# --- saved searches ------------------------------------------------------------------------------


def new_document(folder: Path, name: str, *lines: str) -> None:
    path = folder.parent / name
    path.write_bytes(pdf(*lines))
    with open_workspace(folder, embedder=FakeEmbedder()) as workspace:
        assert not workspace.ingest([path], ocr=False).failed


def test_a_saved_search_tells_what_later_documents_say(served_alone: Served) -> None:
    url = served_alone.url
    kept = httpx.post(f"{url}/searches", data={"asked": "q=police+dog+bites&kind=policy", "name": "Dogs!"})
    assert kept.status_code == 303 and kept.headers["location"] == "/?q=police+dog+bites&kind=policy&saved=dogs"
    assert "Nothing new" in httpx.get(url + kept.headers["location"]).text
    assert "nothing new" in text_of(httpx.get(url).text)

    words = "Officers shall call a supervisor to the scene after each bite by a police dog."
    new_document(served_alone.folder, "dogs.pdf", "POLICE DOG BITES", words)
    html = httpx.get(url).text
    assert "1 new" in text_of(html) and words in text_of(html)
    run = httpx.get(url + kept.headers["location"]).text
    assert "1 new match in documents that came since" in text_of(run)
    assert re.search(r'<span class="badge contested">new</span>', run)

    # Looking changes nothing; saying so does.
    ids = re.findall(r'name="notice" value="([^"]+)"', httpx.get(url).text)
    assert len(ids) == 1
    assert httpx.post(f"{url}/searches/dogs/seen", data={"notice": ids}).status_code == 303
    assert "nothing new" in text_of(httpx.get(url).text)
    assert httpx.post(f"{url}/searches/dogs/remove").status_code == 303
    assert "Saved searches" not in httpx.get(url).text


def test_a_search_that_cannot_be_saved_says_why_and_keeps_the_name(served_alone: Served) -> None:
    url = f"{served_alone.url}/searches"
    form = {"asked": "q=chokehold", "name": "necks"}
    assert httpx.post(url, data=form).status_code == 303
    again = httpx.post(url, data=form)
    assert again.status_code == 400 and "“necks” already" in again.text and 'value="necks"' in again.text
    assert len(hits_in(again.text)) > 2
    for other in ({"name": "operator"}, {"name": "?!"}, {"asked": "q=x+place:Atlantis", "name": "other"}):
        assert httpx.post(url, data={**form, **other}).status_code == 400
    assert httpx.post(url, data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert httpx.post(f"{url}/nothing/seen").status_code == 400
    assert text_of(httpx.get(served_alone.url).text).count("since 20") == 1


# --- in a browser --------------------------------------------------------------------------------


def test_a_question_is_asked_and_a_passage_opened_by_keys_alone(page: Page, served: Served) -> None:
    page.goto(served.url)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.locator("#hit-1").wait_for()
    page.wait_for_url("**/?q=must+an+officer**")
    assert page.evaluate("document.activeElement.id") == "found"
    hits = page.locator("[id^=hit-]:has(blockquote)").all()
    marked = [hit.locator("mark").all_inner_texts() for hit in hits]
    shown = [hit.locator("blockquote").inner_text() for hit in hits]
    assert any(marked) and marked == [[text[start:end] for start, end in spans(text, QUESTION)] for text in shown]
    assert page.locator("#heard").inner_text() == page.locator("#found").inner_text()
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    where = page.locator("#hit-2 h3 a").get_attribute("href")
    words = page.locator("#hit-2 blockquote").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{where}")
    assert page.locator("#mark rect").first.is_visible()
    assert "".join(page.locator(".passage blockquote").inner_text().split()) == "".join(words.split())
    page.keyboard.press("b")
    page.locator("#hit-1").wait_for()
    # Keys are heard once the page's script has run.
    page.wait_for_load_state()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_facets_narrow_and_the_address_follows(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?q=report+force&limit=25")
    value = page.locator("fieldset:has(legend:text-is('Place')) .value").nth(1)
    place = value.locator("input").get_attribute("value")
    value.click()
    page.wait_for_url("**place=*")
    page.locator(".chips .tag").first.wait_for()
    assert {text.partition(",")[0] for text in page.locator(".hit h3 a").all_inner_texts()} == {place}
    assert page.evaluate("document.activeElement.value") == place
    page.get_by_label("by place", exact=True).check()
    page.wait_for_url("**group=place")
    page.locator("h3.group").wait_for()
    shared = page.url
    page.goto(shared)
    assert page.locator("fieldset:has(legend:text-is('Place')) input").first.is_checked()
    page.locator(".chips .tag").first.click()
    page.wait_for_url(re.compile(r"^((?!place=).)*group=place$"))
    assert page.locator("h3.group").count() > 1


def test_a_tag_of_a_hit_narrows_and_a_typed_filter_is_ticked(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?q=chokehold+place:Wexcombe")
    ticked = page.locator("fieldset:has(legend:text-is('Place')) input")
    assert ticked.is_checked() and ticked.is_disabled()
    page.locator("#hit-1 .tag.measure").first.click()
    page.wait_for_url("**measure=ban-chokeholds**")
    assert page.locator("input[name=measure]:checked").get_attribute("value") == "ban-chokeholds"
    page.locator(".chips .tag", has_text="Wexcombe").click()
    page.wait_for_url(re.compile(r"q=chokehold&measure"))


def test_the_citation_and_the_quote_are_copied(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?q=duty+to+intervene")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator("#told:has-text('Copied')").wait_for()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line.startswith(page.locator("#hit-1 h3 a").inner_text())
    link = line.rpartition(" ")[2]
    assert link.startswith(f"{served.url}/documents/") and "&start=" in link
    words = " ".join(page.locator("#hit-1 blockquote").inner_text().split())
    page.locator("#hit-1").get_by_role("button", name="Copy quote").click()
    page.wait_for_function("async (before) => (await navigator.clipboard.readText()) !== before", arg=line)
    assert page.evaluate("navigator.clipboard.readText()") == f"“{words}” ({line})"
    page.goto(link)
    assert page.locator("#mark rect").first.is_visible()


def test_where_nothing_is_relevant_it_says_so_and_what_to_do(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?q={NOTHING.replace(' ', '+')}&place=Wexcombe")
    assert page.locator("#found").inner_text() == "Nothing relevant was found"
    # What comes nearest is shown, and is not called an answer.
    nearest = page.locator("#nearest")
    assert nearest.locator("summary").inner_text() == "What comes nearest, and does not seem to answer"
    assert 0 < nearest.locator(".hit").count() == page.locator(".hit").count() <= 3
    nearest.locator("#hit-1 h3 a").click()
    page.locator("#mark rect").first.wait_for()
    page.go_back()
    page.fill("#q", "neck restraint place:Atlantis")
    page.keyboard.press("Enter")
    problem = page.get_by_role("alert")
    problem.wait_for()
    assert "no place 'Atlantis'" in problem.inner_text() and page.input_value("#q") == "neck restraint place:Atlantis"
    page.locator(".chips .tag", has_text="Atlantis").click()
    page.locator("#hit-1").wait_for()
    assert page.input_value("#q") == "neck restraint"


def test_a_search_is_saved_and_run(served_alone: Served, page: Page) -> None:
    page.goto(f"{served_alone.url}/?q=chokehold&measure=ban-chokeholds")
    page.keyboard.press("s")
    page.get_by_label("Name").fill("Necks")
    page.keyboard.press("Enter")
    page.locator("#kept-title").wait_for()
    page.goto(served_alone.url)
    page.locator("#saved").get_by_role("link", name="necks").click()
    page.wait_for_url("**measure=ban-chokeholds&saved=necks**")
    assert page.locator("input[name=measure]:checked").count() == 1 and page.locator(".hit").count() > 2


def test_it_works_without_scripts(browser: Browser, served: Served) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(served.url)
    page.fill("#q", "report force")
    page.get_by_role("button", name="Search").click()
    place = page.locator("input[name=place]").nth(1)
    name = place.get_attribute("value")
    place.check()
    page.get_by_role("button", name="Narrow").click()
    assert {text.partition(",")[0] for text in page.locator(".hit h3 a").all_inner_texts()} == {name}
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(page: Page, served: Served, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/", "/?q=report+force+place:Wexcombe&group=place", f"/?q={NOTHING}", "/?q=x+place:Atlantis"):
        page.goto(served.url + path)
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[str]:
    """A workbench over one document whose text holds markup."""
    (tmp_path / "dogs.pdf").write_bytes(pdf("POLICE DOG BITES", *HOSTILE.replace("> <", ">\n<").split("\n")))
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as workspace:
        workspace.ingest([tmp_path / "dogs.pdf"], ocr=False)
    yield from start(create_app(tmp_path / "ws", embedder=FakeEmbedder()))


def test_markup_in_a_document_or_a_question_is_words(page: Page, hostile: str) -> None:
    page.goto(hostile)
    page.fill("#q", "<script>alert(1)</script> report a police dog bite <b>")
    page.keyboard.press("Enter")
    hit = page.locator("#hit-1 blockquote")
    hit.wait_for()
    assert "<script>" in hit.inner_text() and page.title().startswith("<script>alert(1)")
    assert page.locator(".hit script, .hit img, .chips b, #results > b").count() == 0
