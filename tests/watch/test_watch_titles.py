"""What lists say of their documents: kept while they are down, and never a ground to take two for one."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen import canvas
from tests.fetch.web import Document, page, status, text
from tests.watch.watch_parts import pdf

from policyscan.changes.pairs import pairs
from policyscan.ingesting import from_store
from policyscan.judging import in_force
from policyscan.model import LISTED_TITLE


def policy(title: str, date: str, words: str) -> bytes:
    """A PDF of one page with a heading, a date and a sentence."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, invariant=1)
    sheet.setFont("Helvetica-Bold", 16)
    sheet.drawString(72, 760, title)
    sheet.setFont("Helvetica", 11)
    sheet.drawString(72, 730, f"Effective Date: {date}")
    sheet.drawString(72, 690, f"1. {words}")
    sheet.showPage()
    sheet.save()
    return out.getvalue()


@pytest.fixture
def two(web):
    web.routes["/duty.pdf"] = Document(policy("Duty to Intervene", "March 1, 2021", "Officers shall intervene."))
    web.routes["/foot.pdf"] = Document(policy("Foot Pursuits", "June 5, 2023", "Officers may follow on foot."))


def titles(desk) -> dict[str, str]:
    return {source.file: source.title for source in desk.workspace.sources.intake().collected.sources}


def judged_by(desk) -> list[list[str]]:
    return [[listing.file for listing in listings] for listings in in_force(desk.workspace.store).values()]


@pytest.mark.parametrize(
    "words",
    [
        ("Download PDF", "Download PDF"),
        ("Current edition", "current  edition"),
        ("View (PDF, 2.3 MB)", "Click here"),
        ("duty.pdf", "foot.pdf"),
    ],
)
def test_what_links_share_or_what_says_nothing_is_no_title(web, desk, two, words):
    web.routes["/list"] = page(f"<a href=duty.pdf>{words[0]}</a> <a href=foot.pdf>{words[1]}</a>")
    desk.list(f"{web.url('/list')},city,Wexcombe,index")
    desk.check()
    assert titles(desk) == {"city/duty.pdf": "", "city/foot.pdf": ""}


def test_documents_without_a_title_in_their_list_bear_their_own_and_are_judged_together(web, desk, two):
    web.routes["/list"] = page("<a href=duty.pdf>Download PDF</a> <a href=foot.pdf>Download PDF</a>")
    desk.list(f"{web.url('/list')},city,Wexcombe,index")
    desk.check()
    assert desk.workspace.sources.ingest(ocr=False, jobs=1).failed == ()
    listed = {listing.file: listing.title for listing in desk.workspace.store.listings()}
    assert listed == {"city/duty.pdf": "Duty to Intervene", "city/foot.pdf": "Foot Pursuits"}
    assert judged_by(desk) == [["city/duty.pdf", "city/foot.pdf"]]


def test_two_lists_with_one_title_make_no_versions(web, desk, two):
    for name in ("duty", "foot"):
        web.routes[f"/{name}"] = page(f"<a href={name}.pdf>Order 7</a>")
    desk.list(*(f"{web.url(f'/{name}')},{name},Wexcombe,index" for name in ("duty", "foot")))
    desk.check()
    assert titles(desk) == {"duty/duty.pdf": "Order 7", "foot/foot.pdf": "Order 7"}
    assert desk.workspace.sources.ingest(ocr=False, jobs=1).failed == ()
    before = desk.workspace.store.listings()
    assert {listing.title for listing in before} == {"Order 7"}
    assert all(LISTED_TITLE in listing.guessed for listing in before)
    assert judged_by(desk) == [["duty/duty.pdf", "foot/foot.pdf"]] and pairs(desk.workspace.store) == ()
    # To read all again, from the originals, makes nothing else of them.
    with desk.workspace.taking(lambda: from_store(desk.workspace.store), ocr=False, jobs=1) as run:
        run.take_all()
    assert desk.workspace.store.listings() == before


def test_a_series_or_the_title_of_a_single_row_makes_versions(web, desk, two):
    header = "address,file,place,title,series"
    rows = [f"{web.url('/duty.pdf')},duty.pdf,Wexcombe", f"{web.url('/foot.pdf')},foot.pdf,Wexcombe"]
    for facts in (",Order 7,", ",,orders"):
        desk.list(*(row + facts for row in rows), header=header)
        desk.check()
        desk.workspace.sources.ingest(ocr=False, jobs=1)
        assert judged_by(desk) == [["foot.pdf"]]


def test_a_title_that_a_row_gives_to_a_whole_list_makes_no_versions(web, desk, two):
    web.routes["/list"] = page("<a href=duty.pdf>Duty</a> <a href=foot.pdf>Foot</a>")
    desk.list(f"{web.url('/list')},city,Wexcombe,index,,,,,Policies of Wexcombe")
    desk.check()
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    assert {listing.title for listing in desk.workspace.store.listings()} == {"Policies of Wexcombe"}
    assert judged_by(desk) == [["city/duty.pdf", "city/foot.pdf"]]


def test_files_of_a_folder_bear_no_paths_for_titles(desk, tmp_path):
    (tmp_path / "box" / "rules").mkdir(parents=True)
    (tmp_path / "box" / "rules" / "a.pdf").write_bytes(pdf())
    desk.list(f"{tmp_path / 'box'},box,Wexcombe")
    desk.check()
    assert titles(desk) == {"box/rules/a.pdf": ""}


def test_a_list_that_is_down_keeps_what_it_said_of_its_documents(web, desk):
    web.routes["/a.pdf"] = Document(pdf(mark="a"))
    web.routes["/map.xml"] = text(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{web.url("/a.pdf")}</loc>'
        "<lastmod>2026-03-01</lastmod></url></urlset>",
        "application/xml",
    )
    web.routes["/list"] = page("<a href=a.pdf>Use of Force Order 7</a>")
    desk.list(f"{web.url('/map.xml')},map,Wexcombe,sitemap", f"{web.url('/list')},ix,Wexcombe,index")
    desk.check()

    def said():
        sources = desk.workspace.sources.intake().collected.sources
        return {source.file: (source.title, source.published, source.given) for source in sources}

    before = said()
    assert before["ix/a.pdf"][:2] == ("Use of Force Order 7", "")
    assert before["map/a.pdf"][:2] == ("", "2026-03-01")
    web.routes["/map.xml"] = web.routes["/list"] = status(503)
    desk.check()
    assert said() == before
    web.routes["/a.pdf"] = status(503)
    desk.check()
    assert said() == before
