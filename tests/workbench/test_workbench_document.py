"""The document's page: the passage marked on its page, the way from evidence to evidence, nothing let loose."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas
from serving import Served, start

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.model import Evidence, Page, PageSource, Place
from policyscan.workbench import create_app
from policyscan.workbench.addresses import cut, original, passage, picture
from policyscan.workbench.addresses import page as page_address
from policyscan.workbench.citation import citation
from policyscan.workbench.document_list import Wanted, chosen
from policyscan.workbench.document_pictures import WIDTHS, width_step
from policyscan.workbench.document_tree import AFTER, BEFORE, around

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

HOSTILE_NAME = '=cmd"><script>alert(3)<script>'
HOSTILE_WORDS = (
    "Officers shall intervene when another officer uses excessive force. <script>alert(1)</script> "
    '=HYPERLINK("http://elsewhere.example","Officers must report it.")'
)
RED = "shall"


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence of a judgement in the sample workspace."""

    judgement: str
    evidence: Evidence


def quotes_of(served: Served) -> list[Quote]:
    with open_workspace(served.folder, embedder=FakeEmbedder()) as workspace:
        return [
            Quote(f"/matrix/{judgement.place.id}/{judgement.measure}", evidence)
            for judgement in workspace.store.judgements()
            for evidence in judgement.evidence
        ]


def last_quote(served: Served) -> Quote:
    """The evidence that stands furthest down on the last page that has any."""
    return max(quotes_of(served), key=lambda quote: (quote.evidence.page, quote.evidence.boxes[0].top))


def at(evidence: Evidence) -> str:
    return passage(evidence.sha256, evidence.page, evidence.start, evidence.end)


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


# --- lines, lists, windows -----------------------------------------------------------------------


def test_a_citation_names_place_document_date_section_page_and_permalink() -> None:
    line = citation(
        place=Place("Wexcombe", "Brackenmoor", "XC"),
        title="Directive 3.1:\n Use of Force.",
        published="2023-08-21",
        section="4 Deadly Force",
        page=14,
        page_label="12",
        permalink="http://localhost/documents/ab?page=14",
    )
    assert line == (
        "Wexcombe, Brackenmoor, XC. Directive 3.1: Use of Force, 2023-08-21, “4 Deadly Force”, p. 12 (PDF page 14). "
        "http://localhost/documents/ab?page=14"
    )


def test_a_citation_leaves_out_what_is_not_known() -> None:
    assert citation(title="Order 9", page=3, page_label="3") == "Order 9, p. 3."
    assert citation(title="Order 9", page=3, place=Place("")) == "Order 9, p. 3."


def test_widths_are_few() -> None:
    assert {width_step(width) for width in (-1, 1, 160, 161, 900, 1200, 100_000)} == set(WIDTHS)


@pytest.mark.parametrize(("number", "first"), [(1, 1), (7, 1), (8, 2), (300, 294), (604, 587)])
def test_of_a_long_document_the_pages_around_one_are_shown(number: int, first: int) -> None:
    pages = [Page(one, "", 612, 792, 0, PageSource.TEXT, one, one + 1) for one in range(1, 605)]
    shown = [page.number for page in around(pages, number)]
    assert shown == list(range(first, first + BEFORE + AFTER + 1))
    assert [page.number for page in around(pages[:3], 2)] == [1, 2, 3]


def test_an_unknown_sort_says_which_there_are() -> None:
    with pytest.raises(QueryError, match="cannot be sorted"):
        chosen([], Wanted(sort="size"))


# --- addresses -----------------------------------------------------------------------------------


def test_the_list_is_filtered_and_sorted(served: Served) -> None:
    def names(**filters: str) -> list[str]:
        html = httpx.get(served.url + "/documents", params=filters).text
        return re.findall(r"<small>([\w-]+\.pdf)</small>", html)

    assert len(names()) == 20
    assert names(q="wexcombe 2019") == ["wexcombe-force-2019.pdf"]
    assert all("agreement" in name for name in names(kind="agreement")) and len(names(kind="agreement")) == 4
    oldest_first = names(sort="published")
    assert oldest_first[0] == "pell-harbor-order-98-14.pdf" and oldest_first[-1] == "civic-freedoms-2023.pdf"
    assert names(sort="-published") == oldest_first[::-1]
    assert set(names(faults="true")) < set(names())


def test_a_span_alone_opens_its_page(served: Served) -> None:
    quote = last_quote(served).evidence
    answer = httpx.get(f"{served.url}/documents/{quote.sha256}?start={quote.start}&end={quote.end}")
    assert quote.page > 1 and f'value="{quote.page}"' in answer.text and 'id="mark"' in answer.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("page=999", 404, "no page 999"),
        ("page=0", 404, "no page 0"),
        ("start=5", 400, "mark no passage"),
        ("start=9&end=9", 400, "mark no passage"),
        ("start=0&end=99999999", 400, "mark no passage"),
        ("page=two", 400, "page"),
    ],
)
def test_an_address_that_leads_nowhere_says_what_to_do(served: Served, query: str, status: int, said: str) -> None:
    sha256 = last_quote(served).evidence.sha256
    answer = httpx.get(f"{served.url}/documents/{sha256}?{query}")
    assert answer.status_code == status and said in answer.text and "That did not work" in answer.text


def test_an_unknown_document_is_not_found_anywhere(served: Served) -> None:
    unknown = "f" * 64
    for path in (page_address(unknown, 1), picture(unknown, 1, 800), original(unknown), cut(unknown, 0, 5)):
        assert httpx.get(served.url + path).status_code == 404


def test_pictures_are_bounded_and_may_be_kept(served: Served) -> None:
    quote = last_quote(served).evidence
    url = served.url + picture(quote.sha256, quote.page, 100_000)
    answer = httpx.get(url)
    assert Image.open(io.BytesIO(answer.content)).width == WIDTHS[-1]
    assert "immutable" in answer.headers["cache-control"] and "private" in answer.headers["cache-control"]
    again = httpx.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304 and not again.content
    assert httpx.get(served.url + picture(quote.sha256, 999, 800)).status_code == 404


def test_a_cut_out_is_a_part_of_the_page(served: Served) -> None:
    quote = last_quote(served).evidence
    answer = httpx.get(served.url + cut(quote.sha256, quote.start, quote.end))
    box = quote.boxes[0]
    size = Image.open(io.BytesIO(answer.content)).size
    assert answer.headers["content-type"] == "image/png"
    assert size[0] >= 2 * (box.x1 - box.x0) and size[1] < 2 * 400


def test_the_original_comes_as_it_was_taken_in(served: Served) -> None:
    quote = last_quote(served).evidence
    answer = httpx.get(served.url + original(quote.sha256))
    sample = Path(__file__).parent.parent.parent / "corpora" / "sample" / quote.document
    assert answer.content == sample.read_bytes()
    assert answer.headers["content-disposition"] == f'attachment; filename="{quote.document}"'


def test_versions_lead_to_one_another(served: Served) -> None:
    with open_workspace(served.folder, embedder=FakeEmbedder()) as workspace:
        of = {listing.file: listing.sha256 for listing in workspace.store.listings()}
    old, new = of["wexcombe-force-2019.pdf"], of["wexcombe-force-2023.pdf"]
    assert re.search(
        rf'href="{re.escape(page_address(new, 1))}"><b>newer', httpx.get(served.url + page_address(old, 1)).text
    )
    assert re.search(
        rf'href="{re.escape(page_address(old, 1))}">earlier', httpx.get(served.url + page_address(new, 1)).text
    )


def test_what_a_report_says_is_marked_on_its_page(served: Served) -> None:
    with open_workspace(served.folder, embedder=FakeEmbedder()) as workspace:
        reading = next(item for item in workspace.store.report_readings() if item.recommendations)
    one = reading.recommendations[0]
    html = httpx.get(served.url + page_address(reading.sha256, one.page)).text
    link = passage(reading.sha256, one.page, one.start, one.end).replace("&", "&amp;")
    assert re.search(
        rf'class="evidence" href="{re.escape(link)}" aria-label="Evidence: recommendation {one.number}', html
    )


# --- in a browser --------------------------------------------------------------------------------


def test_a_deep_link_opens_at_the_passage_and_the_box_covers_its_words(page: BrowserPage, served: Served) -> None:
    quote = max((quote.evidence for quote in quotes_of(served)), key=lambda quote: quote.boxes[0].top)
    # Too low for the passage to be seen without coming to it.
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(served.url + at(quote))
    page.wait_for_function("scrollY > 0")
    rects = page.locator("#mark rect")
    place = rects.first.bounding_box()
    assert place is not None and page.viewport_size is not None
    assert place["y"] >= 0 and place["y"] + place["height"] <= page.viewport_size["height"]
    covered = ""
    with pdfplumber.open(io.BytesIO(httpx.get(served.url + original(quote.sha256)).content)) as opened:
        printed = opened.pages[quote.page - 1]
        for rect in rects.all():
            x, y, width, height = (float(rect.get_attribute(name) or 0) for name in ("x", "y", "width", "height"))
            inside = [
                char
                for char in printed.chars
                if x <= (char["x0"] + char["x1"]) / 2 < x + width
                and y <= (char["top"] + char["bottom"]) / 2 <= y + height
            ]
            covered += "".join(char["text"] for char in sorted(inside, key=lambda char: char["x0"]))
    assert letters(covered) == letters(quote.text)
    assert page.locator(".passage blockquote").inner_text() == quote.text


def test_keys_lead_from_evidence_to_evidence_and_from_page_to_page(page: BrowserPage, served: Served) -> None:
    quotes = quotes_of(served)
    sha256 = last_quote(served).evidence.sha256
    spans = sorted({(q.evidence.page, q.evidence.start, q.evidence.end) for q in quotes if q.evidence.sha256 == sha256})
    assert len(spans) >= 3
    page.goto(served.url + page_address(sha256, 1))
    seen = []
    for key in ("n", "n", "p"):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(r"start=(?!%s\b)" % (seen[-1][1] if seen else "-")))
        seen.append(
            tuple(
                int(page.evaluate(f"new URL(location).searchParams.get('{name}')")) for name in ("page", "start", "end")
            )
        )
    assert seen == [spans[0], spans[1], spans[0]]
    page.goto(served.url + page_address(sha256, 1))
    page.keyboard.press("l")
    page.wait_for_url(re.compile(r"page=2\b"))
    page.keyboard.press("h")
    page.wait_for_url(re.compile(r"page=1\b"))


def test_quote_and_citation_are_copied_and_the_judgement_is_linked(page: BrowserPage, served: Served) -> None:
    quote = last_quote(served)
    page.goto(served.url + at(quote.evidence))
    page.keyboard.press("c")
    page.locator("#told:has-text('Copied')").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == quote.evidence.text
    page.get_by_role("button", name="Copy citation").click()
    page.wait_for_function("async (text) => (await navigator.clipboard.readText()) !== text", arg=quote.evidence.text)
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"{served.url}{at(quote.evidence)}")
    assert page.locator(f'.judged a[href="{quote.judgement}"]').count() == 1


def test_a_clause_is_marked_by_a_click_and_the_page_grows(page: BrowserPage, served: Served) -> None:
    page.goto(served.url + page_address(last_quote(served).evidence.sha256, 1))
    clause = page.locator(".clauses .item a").nth(3)
    words = clause.inner_text()
    clause.click()
    assert page.locator(".passage blockquote").inner_text() == words
    # Keys are heard once the page's script has run.
    page.wait_for_load_state()
    widths = []
    for key in ("f", "1", "2"):
        page.keyboard.press(key)
        widths.append(page.locator(".sheet").evaluate("sheet => sheet.getBoundingClientRect().width"))
    assert widths[2] == pytest.approx(1.5 * widths[1], rel=0.01)
    assert widths[1] == pytest.approx(612 * 4 / 3, abs=2)
    page.reload()
    assert page.locator(".sheet").evaluate("sheet => sheet.getBoundingClientRect().width") == widths[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(page: BrowserPage, served: Served, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/documents?sort=-pages", at(last_quote(served).evidence)):
        page.goto(served.url + path)
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


# --- documents that are odd ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Odd:
    """A workbench over documents made on the spot, by name."""

    url: str
    hashes: dict[str, str]
    texts: dict[str, str]


def hostile_pdf() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.setTitle("<script>alert(2)</script>")
    y = 700
    for line in HOSTILE_WORDS.replace(". ", ".\n").split("\n"):
        canvas.drawString(72, y, line)
        y -= 14
    canvas.save()
    return target.getvalue()


def red_pdf(rotation: int, crop: tuple[float, float, float, float] | None) -> bytes:
    """A page with one red word in its sentence, turned and cropped."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.translate(300, 300)
    canvas.rotate(rotation)
    canvas.setFont("Helvetica", 16)
    for x, word in ((0, "Officers"), (68, RED), (110, "intervene at once.")):
        canvas.setFillColorRGB(1.0 if word == RED else 0.0, 0, 0)
        canvas.drawString(x, 0, word)
    canvas.save()
    document = PdfDocument(target.getvalue())
    document[0].set_rotation(rotation)
    if crop is not None:
        document[0].set_cropbox(*crop)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def locked_pdf() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt="sesame")
    canvas.drawString(72, 700, "Officers shall report every use of force.")
    canvas.save()
    return target.getvalue()


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Odd]:
    """A fresh workspace of documents that would do harm, stand askew, or are locked."""
    folder = tmp_path_factory.mktemp("odd")
    made = {
        f"{HOSTILE_NAME}.pdf": hostile_pdf(),
        "turned.pdf": red_pdf(90, None),
        "cropped.pdf": red_pdf(0, (250.0, 200.0, 560.0, 500.0)),
        "both.pdf": red_pdf(270, (100.0, 100.0, 500.0, 560.0)),
        "locked.pdf": locked_pdf(),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    with (folder / "manifest.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["file", "kind", "place", "title", "password"])
        for name in made:
            title = '<script>alert(4)</script>=HYPERLINK("x")' if name.startswith("=") else name
            place = "<img src=x onerror=alert(5)>" if name.startswith("=") else "Pell Harbor"
            rows.writerow([name, "policy", place, title, "sesame" if name == "locked.pdf" else ""])
    workspace_folder = folder / "workspace"
    with open_workspace(workspace_folder, create=True, embedder=FakeEmbedder()) as workspace:
        report = workspace.ingest([folder / name for name in made], manifest=folder / "manifest.csv", ocr=False)
        assert not report.failed, report.failed
        hashes = {listing.file: listing.sha256 for listing in workspace.store.listings()}
        texts = {name: workspace.store.text(sha256) for name, sha256 in hashes.items()}
    for url in start(create_app(workspace_folder, embedder=FakeEmbedder())):
        yield Odd(url, hashes, texts)


def test_words_that_would_do_harm_are_only_shown(page: BrowserPage, odd: Odd) -> None:
    opened: list[str] = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    name = f"{HOSTILE_NAME}.pdf"
    sha256, text = odd.hashes[name], odd.texts[name]
    page.goto(odd.url + passage(sha256, 1, 0, len(text), query='"><script>alert(6)</script>'))
    assert "<script>alert(1)</script>" in page.locator(".passage blockquote").inner_text()
    assert "=HYPERLINK(" in page.locator(".passage blockquote").inner_text()
    assert page.locator("h1").inner_text() == '<script>alert(4)</script>=HYPERLINK("x")'
    assert page.locator("script:not([src]), main img:not([src^='/documents/'])").count() == 0
    page.goto(odd.url + "/documents?q=hyperlink")
    assert page.locator(".documents tbody tr").count() == 1
    assert opened == []
    answer = httpx.get(odd.url + original(sha256))
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._-]+\.pdf"', answer.headers["content-disposition"])


@pytest.mark.parametrize("name", ["turned.pdf", "cropped.pdf", "both.pdf"])
def test_the_mark_lies_on_the_word_of_a_page_that_stands_askew(page: BrowserPage, odd: Odd, name: str) -> None:
    begin = odd.texts[name].index(RED)
    page.goto(odd.url + passage(odd.hashes[name], 1, begin, begin + len(RED)))
    page.locator(".picture").evaluate("picture => picture.decode()")
    place, sheet = page.locator("#mark rect").bounding_box(), page.locator(".sheet").bounding_box()
    assert place is not None and sheet is not None

    def red(box: dict[str, float]) -> int:
        shot = Image.open(io.BytesIO(page.screenshot(clip=box, full_page=True))).convert("RGB")  # type: ignore[arg-type]
        return sum(1 for r, g, b in shot.getdata() if r > 150 and g < 110 and b < 110)

    scroll = page.evaluate("[scrollX, scrollY]")
    boxes = [{**box, "x": box["x"] + scroll[0], "y": box["y"] + scroll[1]} for box in (place, sheet)]
    on_mark, on_page = red(boxes[0]), red(boxes[1])
    assert on_page > 20 and on_mark >= 0.95 * on_page
    assert boxes[0]["width"] < 0.2 * boxes[1]["width"]


def test_a_page_that_cannot_be_drawn_shows_why(page: BrowserPage, odd: Odd) -> None:
    sha256, text = odd.hashes["locked.pdf"], odd.texts["locked.pdf"]
    page.goto(odd.url + passage(sha256, 1, 0, len(text)))
    assert "protected by a password" in page.locator(".cannot").inner_text()
    assert page.locator("main img").count() == 0 and page.locator("#mark rect").count() == 1
    answer = httpx.get(odd.url + picture(sha256, 1, 800))
    assert answer.status_code == 404 and "password" in answer.text
