"""The registers' pages: narrowed by the address, each value with its quote and the way to its page."""

from __future__ import annotations

import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from policyscan import open_workspace, vectorise
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.model import Cited, Evidence, Record, Register
from policyscan.store import Store
from policyscan.vectors import VectorIndex, build_index, passages_hash
from policyscan.workbench import register_cache
from policyscan.workbench.pages.changes import in_reading_order, marked
from policyscan.workbench.register_cache import RegisterCache
from policyscan.workbench.register_filters import FILTERS, NOTHING, chosen, options
from policyscan.workbench.register_list import PAGE_RECORDS, asked_of, listed_of, narrow
from policyscan.workbench.register_records import quote, record_id, together

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from serving import Served

PAGES = ("agreements", "exchanges", "findings", "recommendations", "practices", "changes")


def record(**values: object) -> Record:
    return Record(tuple(values.items()))


def cited(
    text: str, *, field: str = "text", start: int = 10, says: str = "", marks: tuple = (), sha256: str = "a" * 64
):
    evidence = Evidence(text, "a.pdf", sha256, 3, "", "", start, start + len(text), (), says=says)
    return Cited(field, evidence, marks=marks)


def register(name: str, *records: Record) -> Register:
    return Register(name, name, (), records, (), (), "", "", "As read.")


# --- narrowing --------------------------------------------------------------------------------

KENYA = record(country="KE", place="Kenya", violations="impunity;excessive-force", firmness="found")
NAIROBI = record(country="KE", place="Nairobi", violations="impunity", firmness="alleged")
GEORGIA = record(country="GE", place="Georgia", violations="", firmness="alleged")
STATE = record(country="US", place="Georgia State Police", violations="excessive-force", firmness="found")
FINDINGS = (KENYA, NAIROBI, GEORGIA, STATE)


@pytest.mark.parametrize(
    ("given", "fitting"),
    [
        ({}, FINDINGS),
        ({"violation": ["impunity"]}, (KENYA, NAIROBI)),
        ({"violation": ["impunity"], "firmness": ["found"]}, (KENYA,)),
        ({"country": ["KE", "GE"]}, (KENYA, NAIROBI, GEORGIA)),
        ({"country": ["kenya"]}, (KENYA, NAIROBI)),
        # A whole name means just that; a part of one, every name that holds it as whole words.
        ({"place": ["georgia"]}, (GEORGIA,)),
        ({"place": ["State Police"]}, (STATE,)),
        ({"place": ["Georg"]}, ()),
        ({"violation": [NOTHING]}, (GEORGIA,)),
    ],
)
def test_records_are_narrowed_by_every_choice_at_once(given, fitting):
    assert chosen(FINDINGS, FILTERS["findings"], given) == fitting


def test_words_are_looked_for_in_values_and_quotes():
    quoted = replace(KENYA, quotes=(cited("Officers opened fire."),))
    assert chosen((quoted, NAIROBI), FILTERS["findings"], {}, "FIRE  officers") == (quoted,)
    assert chosen((quoted, NAIROBI), FILTERS["findings"], {}, "nairobi") == (NAIROBI,)
    assert chosen((quoted, NAIROBI), FILTERS["findings"], {}, "nairobi fire") == ()


def test_choices_have_plain_words_and_counts_and_show_what_was_given():
    by_name = {item.name: item for item in FILTERS["findings"]}
    found = options(FINDINGS, by_name["violation"], ["corruption"], {})
    assert [(item.label, item.count, item.is_chosen) for item in found] == [
        ("corruption", 0, True),
        ("excessive force", 2, False),
        ("impunity", 2, False),
        ("nothing said", 1, False),
    ]
    assert [item.label for item in options(FINDINGS, by_name["firmness"], [], {})] == ["found", "alleged"]
    assert [item.label for item in options(FINDINGS, by_name["country"], [], {})][-1] == "United States"


def test_what_was_chosen_stands_in_the_note_and_in_each_address():
    asked = asked_of(
        "findings", {"violation": ["impunity"], "country": ["KE"], "q": ["fire"], "at": ["x"], "other": ["1"]}
    )
    assert asked.page == 1
    assert asked.parameters() == {"q": ["fire"], "violation": ["impunity"], "country": ["KE"]}
    assert asked.parameters(without=("country", "KE"), page=2) == {"q": ["fire"], "violation": ["impunity"], "at": 2}
    narrowed_down = narrow(register("findings", *FINDINGS), asked_of("findings", {"country": ["KE"]}), {})
    assert narrowed_down.records == (KENYA, NAIROBI)
    assert narrowed_down.note == "Chosen: 2 of 4 records (country: Kenya). As read."
    whole = register("findings", *FINDINGS)
    assert narrow(whole, asked_of("findings", {}), {}) is whole


def test_long_registers_are_cut_into_pages():
    rows = [record(place=f"Place {number}") for number in range(2 * PAGE_RECORDS + 1)]
    whole = register("findings", *rows)
    last = listed_of(whole, asked_of("findings", {"at": ["9"]}), {})
    assert (last.page, last.pages, last.first, len(last.records)) == (3, 3, 2 * PAGE_RECORDS + 1, 1)
    assert (last.before, last.after) == ("/findings?at=2", "")
    first = listed_of(whole, asked_of("findings", {}), {})
    assert (first.before, first.after) == ("", "/findings?at=2")


# --- records ----------------------------------------------------------------------------------


def test_the_same_words_under_several_heads_are_shown_once_with_all_marks():
    one = cited("beaten and held", field="record", says="torture", marks=((0, 6),))
    two = cited("beaten and held", field="record", says="detention", marks=((11, 15),))
    other = cited("shot", field="record", start=90, says="killing")
    merged = together([quote(one), quote(other), quote(two)])
    assert [(said, item.marked) for said, item in merged] == [
        (("torture", "detention"), (("beaten", True), (" and ", False), ("held", True))),
        (("killing",), (("shot", False),)),
    ]
    assert merged[0][1].href == f"/documents/{'a' * 64}?page=3&start=10&end=25"


def test_a_records_id_tells_it_from_others_and_does_not_hang_on_what_was_read():
    one = record(sha256="a", partner="P", whose_record="partner", as_of="2026-01-01")
    assert record_id("exchanges", one) == record_id("exchanges", record(**{**dict(one.values), "as_of": "2026-01-02"}))
    assert record_id("exchanges", one) != record_id("exchanges", record(**{**dict(one.values), "whose_record": "own"}))


def change(
    section: str, old: int | None, new: int | None, *, kind: str = "reworded", subject: str = "clause"
) -> Record:
    quotes = [
        cited("words", field=field, start=at, marks=((0, 5),) if subject == "clause" else ())
        for field, at in (("old", old), ("new", new))
        if at is not None
    ]
    values = {"old_sha256": "a", "new_sha256": "b", "section": section, "change": kind, "subject": subject}
    return Record(tuple(values.items()), tuple(quotes))


def test_changes_stand_in_the_order_of_the_document_below_the_judgements():
    flip = change("2", 50, 60, subject="judgement")
    late, gone, early, same = change("2", 55, 80), change("1", 5, None), change("1", 9, 30), change("2", None, 60)
    assert in_reading_order([late, flip, early, same, gone]) == [flip, gone, early, same, late]


def test_a_flipped_judgement_has_the_words_marked_that_its_clause_changed():
    flip, clause = change("2", 50, 60, subject="judgement"), change("2", 50, 60)
    (found,) = marked([flip], [flip, clause])
    assert [item.marks for item in found.quotes] == [((0, 5),), ((0, 5),)]
    assert marked([flip], [flip]) == [flip]


# --- the cache --------------------------------------------------------------------------------


def test_a_register_is_built_again_when_what_it_rests_on_changes_and_not_before(sample_folder: Path, tmp_path: Path):
    shutil.copytree(sample_folder, tmp_path / "ws")
    cache = RegisterCache(most=2)
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as work:
        first = cache.get(work, "agreements")
        assert cache.get(work, "agreements", {"like": ""}) is first
        work.store.put_meta("nothing of", "a register's business")
        assert cache.get(work, "agreements") is first
        listing = next(item for item in work.store.listings() if item.file == "agreement-2022-017.pdf")
        work.store.mark_removed([listing.id])
        second = cache.get(work, "agreements")
        assert len(second) == len(first) - 1
        # No more than two are kept: the oldest goes.
        cache.get(work, "findings")
        cache.get(work, "recommendations")
        assert cache.get(work, "agreements") is not second


def test_what_was_built_before_a_passage_was_indexed_is_built_again_with_it(workbench_folder: Path, tmp_path: Path):
    cache = RegisterCache()
    with Store.open(workbench_folder) as store:
        whole = vectorise.open_index(store, FakeEmbedder())
    lent = [one_less(whole, tmp_path, "")]
    with open_workspace(workbench_folder, embedder=FakeEmbedder(), index=lambda _: lent[-1]) as work:
        first = cache.get(work, "practices").records[-1]
        told = next(one for one in work.store.passages(str(first.get("sha256"))) if one.start == first.get("start"))
        asked = {"like": told.text}
        expected = cache.get(work, "practices", asked).records
        lent.append(one_less(whole, tmp_path, told.id))
        assert cache.get(work, "practices", asked).records != expected
        lent.append(lent[0])
        assert cache.get(work, "practices", asked).records == expected


def one_less(whole: VectorIndex, folder: Path, name: str) -> VectorIndex:
    """An index without one passage."""
    ids = [one for one in whole.ids if one != name]
    card = replace(whole.card, count=len(ids), passages=passages_hash((one, one) for one in ids))
    build_index(folder, card, ids, whole.vectors_of(ids))
    return VectorIndex.open(folder)


def test_a_question_that_fails_leaves_nothing_behind(workbench_folder: Path):
    cache = RegisterCache()
    with open_workspace(workbench_folder, embedder=FakeEmbedder()) as work:
        for number in range(3):
            with pytest.raises(QueryError):
                cache.get(work, "changes", {"since": f"day {number}"})
    assert cache._turns == {}


def test_a_register_that_is_dropped_while_it_is_built_is_built_by_one_alone(
    workbench_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = RegisterCache(most=1)
    builds, twice, go_on, begun = [], threading.Event(), threading.Event(), threading.Event()

    def build(*_: object) -> Register:
        builds.append(1)
        if len(builds) == 2:
            begun.set()
            go_on.wait(20)
        if len(builds) == 3:
            twice.set()
        return register("agreements", record(number=len(builds)))

    monkeypatch.setitem(register_cache._BUILDERS, "agreements", build)
    monkeypatch.setitem(register_cache._BUILDERS, "findings", lambda *_: register("findings"))
    monkeypatch.setattr(register_cache, "_stamp", lambda _: ((len(builds), 0),))
    monkeypatch.setattr(register_cache, "_content", lambda _: str(len(builds)))
    with open_workspace(workbench_folder, embedder=FakeEmbedder()) as work:
        cache.get(work, "agreements")
        threads = [threading.Thread(target=cache.get, args=(work, "agreements")) for _ in range(2)]
        threads[0].start()
        assert begun.wait(20)
        # The one from before is dropped while it is built anew.
        cache.get(work, "findings")
        threads[1].start()
        assert not twice.wait(0.2)
        go_on.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "agreements?place=Marlow+Junction",
        "exchanges?reading=look+again&direction=inbound+training&at=7",
        "findings?firmness=found&q=officers",
        "recommendations?response=support",
        "practices?practice=koban",
        "changes?measure=warn-before-shooting",
    ],
)
def test_exports_and_pages_give_the_same_records(address: str, served: Served):
    name, _, query = address.partition("?")
    shown = re.findall(r'<article class="item record[^"]*" id="([^"]+)"', httpx.get(f"{served.url}/{address}").text)
    exported, whole = (
        httpx.get(f"{served.url}/export/{name}.json{narrow}").json()["records"] for narrow in (f"?{query}", "")
    )
    quoted = [tuple(cited("", field=item["field"], start=item["start"]) for item in row["quotes"]) for row in exported]
    ids = [record_id(name, replace(record(**row), quotes=quotes)) for row, quotes in zip(exported, quoted, strict=True)]
    # Changes stand in the order of the document on the page.
    assert sorted(shown) == sorted(ids) and (name == "changes" or shown == ids)
    assert 0 < len(ids) < len(whole)


# --- the pages --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_quote_of_a_page_leads_to_a_document_that_is_here(name, page: Page, served: Served):
    page.goto(f"{served.url}/{name}")
    links = page.locator("figure.quote figcaption a")
    addresses = {links.nth(number).get_attribute("href") for number in range(links.count())}
    assert len(addresses) > 2
    assert all("/documents/" in address and "page=" in address for address in addresses)
    assert httpx.get(served.url + min(addresses)).status_code == 200
    page.locator("details:not([open]) > summary").evaluate_all("all => all.slice(0, 4).forEach(one => one.click())")
    found = Axe().run(page)
    assert [item["id"] for item in found.response["violations"] if item["impact"] in {"serious", "critical"}] == []


def test_a_list_is_narrowed_without_a_new_page_and_the_address_follows(page: Page, served: Served):
    page.goto(f"{served.url}/findings")
    every = page.locator("article.record").count()
    page.get_by_label("Violation").select_option("torture-ill-treatment")
    page.wait_for_url("**/findings?violation=torture-ill-treatment")
    shown = page.locator("article.record")
    assert 0 < shown.count() < every
    assert all("torture ill treatment" in text.lower() for text in shown.locator("h2").all_inner_texts())
    exported = page.locator(".saved a").first.get_attribute("href")
    assert exported == "/export/findings.csv?violation=torture-ill-treatment"
    page.get_by_role("link", name="Violation: torture ill treatment").click()
    page.wait_for_url("**/findings")
    assert page.locator("article.record").count() == every


def test_a_value_opens_its_quote_and_the_quote_its_document(page: Page, served: Served):
    page.goto(f"{served.url}/agreements?place=Marlow+Junction")
    signed = page.locator(".fact", has_text="signed").first
    assert not signed.locator("blockquote").is_visible()
    signed.locator("summary").click()
    assert signed.locator("blockquote").inner_text().strip()
    signed.locator("figcaption a").click()
    page.wait_for_url("**/documents/*?page=*&start=*&end=*")


def test_what_stands_in_handwriting_is_shown_as_a_picture(served: Served):
    html = httpx.get(f"{served.url}/agreements", params={"place": "Harrow Bend"}).text
    start = html.index('src="/agreements/') + len('src="')
    address = html[start : html.index('"', start)]
    answer = httpx.get(served.url + address)
    assert answer.headers["content-type"] == "image/png" and answer.content.startswith(b"\x89PNG")
    for wrong in (address.replace("/1.png", "/9.png"), address.replace("/1.png", "/0.png"), "/agreements/abc/1.png"):
        assert httpx.get(served.url + wrong).status_code == 404


def test_an_agreement_and_the_partners_record_stand_side_by_side(page: Page, served: Served):
    page.goto(f"{served.url}/exchanges?place=Marlow+Junction")
    row = page.locator("article.exchange").first
    left, right = row.locator(".side").nth(0).bounding_box(), row.locator(".side").nth(1).bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"] and abs(left["y"] - right["y"]) < 2
    agreement = row.get_by_role("group", name="The agreement")
    assert "inbound training" in agreement.locator(".strip").inner_text()
    assert "City of Marlow Junction" in agreement.locator(".strip").inner_text()
    record_side = row.get_by_role("group", name="The record")
    assert record_side.locator("blockquote mark").first.is_visible()
    # Why the words are taken as said of the partner stands with them.
    assert "names" in record_side.locator("figcaption").first.inner_text()


def test_old_and_new_stand_side_by_side_with_the_deciding_words_marked(page: Page, served: Served):
    page.goto(f"{served.url}/changes?measure=warn-before-shooting")
    assert page.locator("#results h2").first.inner_text() == "Judgements that flipped"
    entry = page.locator("article.change").nth(1)
    assert entry.locator(".badge").inner_text() == "▼ weakened"
    assert entry.locator(".old mark").all_inner_texts() == ["shall"]
    assert entry.locator(".new mark").all_inner_texts() == ["may"]
    old, new = (entry.locator(f".{side} figcaption a").get_attribute("href") for side in ("old", "new"))
    assert old.split("?")[0] != new.split("?")[0]
    boxes = [entry.locator(f".{side}").bounding_box() for side in ("old", "new")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    # The judgement that flipped on that clause has the same words marked.
    assert page.locator("article.change").first.locator(".new mark").all_inner_texts() == ["may"]


def test_a_date_that_is_none_is_told_with_its_fix(served: Served):
    for address in ("/changes?since=yesterday", "/exchanges?as_of=yesterday"):
        answer = httpx.get(served.url + address)
        assert answer.status_code == 400 and "YYYY-MM-DD" in answer.text


def test_a_question_that_leaves_nothing_says_so(served: Served):
    for address in ("/changes?since=2099-01-01", "/findings?place=Nowhere", "/practices?q=unheard-of-words"):
        html = httpx.get(served.url + address).text
        assert "Nothing fits all of this" in html and "<article" not in html
