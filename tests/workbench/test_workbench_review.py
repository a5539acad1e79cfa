"""The review: by keyboard alone, without a script, and what is kept of an answer, refused, or told to wait."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.review import RULES
from policyscan.store import Store
from policyscan.workbench.addresses import review as address_of_cell
from policyscan.workbench.pages import review as page_module
from policyscan.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served


class _Form(HTMLParser):
    """The answer's form: where it is sent, its fields as they stand, and the answers that it offers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.action, self.fields, self.says = "", {}, []
        self._inside = self._typing = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = values.get("method") == "post"
            self.action = values["action"] if self._inside else self.action
        elif self._inside and tag == "input":
            self.fields[values["name"]] = values.get("value", "")
        elif self._inside and tag == "textarea":
            self._typing, self.fields[values["name"]] = True, ""
        elif self._inside and tag == "button" and values.get("name") == "say":
            self.says.append(values["value"])

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._typing = self._typing and tag != "textarea"

    def handle_data(self, data: str) -> None:
        if self._typing:
            self.fields["comment"] += data


@pytest.fixture
def workspace(sample_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(sample_folder, tmp_path / "ws")
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as opened:
        yield opened


@pytest.fixture
def client(served_alone: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served_alone.url) as opened:
        yield opened


def kept(folder: Path) -> list[tuple[str, str, int | None, str, str]]:
    """What the store holds, as (place, measure, answer, comment, reviewer)."""
    with Store.open(folder) as store:
        return [(r.place.name, r.measure, r.answer, r.comment, r.reviewer) for r in store.reviews()]


def cells_of(folder: Path) -> list[tuple[str, str, int | None]]:
    with open_workspace(folder, embedder=FakeEmbedder()) as opened:
        return [(c.judgement.place.name, c.judgement.measure, c.judgement.adopted) for c in opened.review_queue()]


# --- in the browser -------------------------------------------------------------------------------


def test_cells_are_answered_by_keyboard_alone(served_alone: Served, page: Page) -> None:
    cells = cells_of(served_alone.folder)
    first_with_answer = next(at for at, (_, _, adopted) in enumerate(cells) if adopted is not None)

    def press(key: str) -> None:
        with page.expect_navigation():
            page.keyboard.press(key)

    page.goto(served_alone.url + "/review")
    # Without a name nothing is sent: the browser asks for it, in its field.
    page.keyboard.press("y")
    assert page.evaluate("document.activeElement.name") == "reviewer"
    page.keyboard.type("Zoë Ames")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("yes, say both pages")
    page.keyboard.press("Escape")
    assert kept(served_alone.folder) == []
    press("x")
    assert f"Kept: no for {cells[0][0]}" in page.locator("[role=status]").inner_text()
    press("s")
    press("y")
    press("b")
    page.goto(f"{served_alone.url}/review?position={first_with_answer + 1}")
    press("a")
    assert kept(served_alone.folder) == [
        (*cells[0][:2], 0, "yes, say both pages", "Zoë Ames"),
        (*cells[2][:2], 1, "", "Zoë Ames"),
        (*cells[first_with_answer], "", "Zoë Ames"),
    ]
    assert f"3 of {len(cells)} cells answered by you" in page.locator(".review-far").inner_text()
    page.goto(served_alone.url + "/review")
    assert page.locator("textarea").input_value() == ""
    assert f"Cell 2 of {len(cells)}" in page.locator(".review-at").inner_text()


def test_the_evidence_is_shown_on_its_page_and_opens_there(page: Page, served: Served) -> None:
    at = next(at for at, cell in enumerate(cells_of(served.folder), start=1) if cell[2] is not None)
    page.goto(f"{served.url}/review?position={at}")
    picture = page.locator(".review-evidence img").first
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200
    quote = page.locator(".review-evidence blockquote").first
    words = re.sub(r"\s+", " ", quote.evaluate("quote => quote.textContent"))
    link = page.locator(".review-evidence a[data-key=o]").first
    place = parse_qs(urlsplit(link.get_attribute("href")).query)
    with Store.open(served.folder) as store:
        text = store.text(urlsplit(link.get_attribute("href")).path.split("/")[-1])
    assert re.sub(r"\s+", " ", text[int(place["start"][0]) : int(place["end"][0])]) == words


@pytest.mark.parametrize("path", ["/review", "/review?position=10", "/review?position=999"])
def test_no_serious_fault_of_access(page: Page, served: Served, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(served.url + path)
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}] == []


# --- without a script -----------------------------------------------------------------------------


def test_an_answer_leads_to_the_next_cell_and_the_last_word_counts(client: httpx.Client, served_alone: Served) -> None:
    cells = cells_of(served_alone.folder)
    form = _Form(client.get("/review").text)
    assert "accept" not in form.says and {"yes", "no", "comment"} <= set(form.says)
    sent = client.post(form.action, data=form.fields | {"say": "yes", "reviewer": "  Ada   Birch "})
    assert sent.status_code == 303
    after = client.get(sent.headers["location"])
    assert f"Cell 2 of {len(cells)}" in after.text and "<b>Kept:</b> yes" in after.text
    again = _Form(client.get("/review?position=1").text)
    assert again.fields["reviewer"] == "Ada Birch"
    client.post(again.action, data=again.fields | {"say": "no", "comment": "second thoughts"})
    assert [row[2:] for row in kept(served_alone.folder)] == [(1, "", "Ada Birch"), (0, "second thoughts", "Ada Birch")]
    with open_workspace(served_alone.folder, embedder=FakeEmbedder()) as opened:
        (shown,) = opened.compare(places=[cells[0][0]], measures=[cells[0][1]])
    assert (shown.adopted, shown.by) == (0, "Ada Birch")


def test_an_answer_is_kept_with_what_the_rules_said(client: httpx.Client, served_alone: Served) -> None:
    at = next(at for at, cell in enumerate(cells_of(served_alone.folder), start=1) if cell[2] is not None)
    form = _Form(client.get(f"/review?position={at}").text)
    client.post(form.action, data=form.fields | {"say": "accept", "reviewer": "Ada"})
    with Store.open(served_alone.folder) as store:
        (review,) = store.reviews()
    assert (review.answer, review.rules_adopted) == (int(form.fields["rules_say"]), int(form.fields["rules_say"]))
    assert f"{review.reading}-{review.documents}" == form.fields["reading"]
    assert review.at and review.rules_by == form.fields["rules_by"]


def test_an_answer_about_an_older_reading_is_kept_as_such_and_said(client: httpx.Client, served_alone: Served) -> None:
    at = next(at for at, cell in enumerate(cells_of(served_alone.folder), start=1) if cell[2] is not None)
    form = _Form(client.get(f"/review?position={at}").text)
    older = {"reading": f"0123456789abcdef-{form.fields['reading'].partition('-')[2]}", "rules_say": "1"}
    sent = client.post(form.action, data=form.fields | older | {"say": "accept", "reviewer": "Ada"})
    assert "about an older reading of the same documents" in client.get(sent.headers["location"]).text
    with Store.open(served_alone.folder) as store:
        (review,) = store.reviews()
    assert (review.reading, review.answer, review.rules_adopted) == ("0123456789abcdef", 1, 1)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"reviewer": " "}, "an answer without a reviewer"),
        ({"reviewer": "rules@abc"}, "is no person&#39;s name"),
        ({"reviewer": "A" * 201}, "the name has 201 characters"),
        ({"comment": "<script>x</script>" + "y" * 10_000}, "the comment has 10,018 characters"),
        ({"say": "accept"}, "the rules have no answer here"),
        ({"say": "perhaps"}, "&#39;perhaps&#39; is no answer"),
        ({"say": "comment", "comment": "  "}, "neither an answer nor a comment"),
        ({"rules_say": "7", "place_id": "nowhere"}, "there is no cell &#39;nowhere&#39;"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_what_was_typed(
    client: httpx.Client, served_alone: Served, given: dict[str, str], problem: str
) -> None:
    form = _Form(client.get("/review").text)
    typed = {"say": "yes", "reviewer": "Ada", "comment": "my <b>words</b>"} | given
    answer = client.post(form.action, data=form.fields | typed)
    assert answer.status_code == 400
    assert problem in answer.text
    assert "<script>x" not in answer.text and "<b>words" not in answer.text
    assert "place_id" in given or _Form(answer.text).fields["comment"].strip() == typed["comment"].strip()
    assert "place_id" not in given or "my &lt;b&gt;words" in answer.text
    assert kept(served_alone.folder) == []


def test_while_an_ingest_writes_an_answer_waits_and_then_says_so(
    client: httpx.Client, served_alone: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "PATIENCE_SECONDS", 0.2)
    form = _Form(client.get("/review").text)
    typed = form.fields | {"say": "no", "reviewer": "Ada", "comment": "half a page of thoughts"}
    with Store.open(served_alone.folder) as other, other.writing():
        answer = client.post(form.action, data=typed)
    assert answer.status_code == 503
    assert "Your answer is not kept yet" in answer.text and "Send “no” again" in answer.text
    again = _Form(answer.text)
    assert (again.fields["comment"], again.fields["reviewer"]) == ("half a page of thoughts", "Ada")
    assert kept(served_alone.folder) == []
    assert client.post(again.action, data=again.fields | {"say": again.says[0]}).status_code == 303
    assert [row[2:] for row in kept(served_alone.folder)] == [(0, "half a page of thoughts", "Ada")]


def test_what_others_say_is_shown_only_after_ones_own_answer(client: httpx.Client, served_alone: Served) -> None:
    form = _Form(client.get("/review").text)
    client.post(form.action, data=form.fields | {"say": "yes", "reviewer": "Ada", "comment": "a secret until then"})
    with httpx.Client(base_url=served_alone.url) as other:
        before = other.get("/review").text
        assert "1 other person answered already" in before and "a secret until then" not in before
        other.post(form.action, data=form.fields | {"say": "no", "reviewer": "Ben"})
        assert "a secret until then" in other.get("/review?position=1").text
    table = other_rows(client.get("/review").text)
    assert ("Ada", "Ben", "1", "0") in table


def other_rows(html: str) -> set[tuple[str, ...]]:
    rows = re.findall(
        r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td class=\"number\">(\d+)</td><td class=\"number\">(\d+)</td>",
        html,
    )
    return set(rows)


def test_a_cell_asked_for_by_name_is_shown_however_sure_it_is(client: httpx.Client, served_alone: Served) -> None:
    with open_workspace(served_alone.folder, embedder=FakeEmbedder()) as opened:
        surest = max(opened.store.judgements(), key=lambda judgement: judgement.confidence)
        titles = {measure.id: measure.title for measure in opened.taxonomy.measures}
    html = client.get(address_of_cell(surest.place.id, surest.measure)).text
    assert f"{surest.place.name}" in html and titles[surest.measure] in html and "One cell" in html
    form = _Form(html)
    sent = client.post(form.action, data=form.fields | {"say": "no", "reviewer": "Ada"})
    assert "All of them are answered" in client.get(sent.headers["location"]).text


@pytest.mark.parametrize("query", ["below=2", "below=half", "place=Nowhere", "measure=nothing", "position=x"])
def test_a_choice_that_means_nothing_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/review?{query}").status_code == 400


@pytest.mark.parametrize("typed", ["2", "half", "nan", "-0,1"])
def test_a_confidence_is_read_as_in_the_matrix(client: httpx.Client, typed: str) -> None:
    for page in ("review", "matrix"):
        answer = client.get(f"/{page}", params={"below": typed})
        assert answer.status_code == 400 and f"a confidence is 0 to 1, not '{typed}'" in unescape(answer.text)
        assert client.get(f"/{page}?below=0,7").status_code == 200


# --- the library ----------------------------------------------------------------------------------


def test_the_queue_has_the_uncertain_the_contested_and_the_unreadable_least_certain_first(workspace: Workspace) -> None:
    cells = workspace.review_queue(below=0.8)
    wanted = {
        (j.place.id, j.measure)
        for j in workspace.store.judgements()
        if j.confidence < 0.8 or j.state.value in {"contested", "unreadable"}
    }
    assert {(c.judgement.place.id, c.judgement.measure) for c in cells} == wanted and len(wanted) > 8
    sure = [c.judgement.confidence for c in cells]
    assert sure == sorted(sure)
    assert len(workspace.review_queue(below=None)) == len(workspace.store.judgements())
    place = cells[0].judgement.place
    by_name, by_id = (workspace.review_queue(places=[name]) for name in (place.name.upper(), place.id))
    assert by_name == by_id and {c.judgement.place for c in by_id} == {place}


def test_agreement_between_reviewers_is_cohens_kappa(workspace: Workspace) -> None:
    cells = workspace.review_queue()[:4]

    def answer(reviewer: str, given: list[int]) -> None:
        for cell, one in zip(cells, given, strict=True):
            judgement = cell.judgement
            workspace.review_answer(judgement.place.id, judgement.measure, one, reviewer=reviewer, seen=cell.seen)

    answer("Ada", [1, 1, 0, 0])
    answer("Ben", [1, 0, 0, 0])
    answer("Cal", [0, 0, 0, 0])
    progress = workspace.review_progress()
    assert progress.answered == 4 and dict(progress.by_reviewer) == {"Ada": 4, "Ben": 4, "Cal": 4}
    pairs = {(pair.first, pair.second): pair for pair in progress.between}
    # Three of four the same, and half of them by chance: (0.75 - 0.5) / (1 - 0.5).
    assert pairs["Ada", "Ben"].kappa == pytest.approx(0.5)
    assert pairs["Ada", "Ben"].counts.both_yes == 1 and pairs["Ada", "Ben"].counts.both_no == 2
    # One of the two never says yes, so that chance explains all of it.
    assert pairs["Ben", "Cal"].kappa == pytest.approx(0.0)
    assert {pair.first for pair in progress.with_rules} == {"Ada", "Ben", "Cal"}
    assert {pair.second for pair in progress.with_rules} == {RULES}


def test_kappa_says_nothing_where_all_answers_are_one(workspace: Workspace) -> None:
    cells = workspace.review_queue()[:3]
    for reviewer in ("Ada", "Ben"):
        for cell in cells:
            workspace.review_answer(cell.judgement.place.id, cell.judgement.measure, 0, reviewer=reviewer)
    (pair,) = workspace.review_progress().between
    assert (pair.counts.both_no, pair.kappa) == (3, None)


def test_an_answer_names_its_cell_by_name_full_name_or_id(workspace: Workspace) -> None:
    judgement = workspace.review_queue()[0].judgement
    place = judgement.place
    full = ", ".join(part for part in (place.name, place.region, place.country) if part)
    first = workspace.review_answer(place.name, judgement.measure, 1, reviewer="Ada")
    assert first.is_new and first.review.place == place and first.older == ""
    for name in (full, place.id, f" {place.name.upper()} "):
        assert not workspace.review_answer(name, judgement.measure, 1, reviewer="Ada").is_new
    with pytest.raises(QueryError, match="there is no cell"):
        workspace.review_answer("Nowhere", judgement.measure, 1, reviewer="Ada")
    with pytest.raises(QueryError, match="the answer is '2'"):
        workspace.review_answer(place.name, judgement.measure, 2, reviewer="Ada")
