"""Which documents pages, sitemaps and feeds name."""

from __future__ import annotations

import gzip
import warnings

import pytest

from policyscan.errors import QueryError
from policyscan.fetch import FetchError, FetchFault, Link, links
from policyscan.fetch.links import MOST_LIST_BYTES
from policyscan.model import SourceForm

HERE = "https://police.example/policies/index.html"
PAGE = b"""<!doctype html><html><head><title>Policies</title></head><body>
<a href="use-of-force.pdf">Use <b>of</b>
 Force</a>
<a href="/files/Pursuit.PDF?v=2#page=3">Pursuit</a>
<a href="https://elsewhere.example/a b.pdf" title="With a space"><img src="x.png"></a>
<a href="use-of-force.pdf#page=9">Again</a>
<a href="about.html">About</a>
<a href="download?id=7">Handbook (PDF)</a>
<a href="//cdn.example/cdn.pdf"></a>
<a href="mailto:chief@police.example">Mail</a> <a href="javascript:void(0).pdf">No</a>
<a href="file:///etc/secret.pdf">File</a> <a href="ftp://police.example/a.pdf">Ftp</a>
<a href="https://user:word@police.example/a.pdf">Login</a> <a name="here.pdf">Anchor</a> <a href="">Self</a>
<a href="http://[broken/a.pdf">Broken</a>
</body></html>"""


def addresses(found: tuple[Link, ...]) -> list[str]:
    return [link.address for link in found]


def unreadable(data: bytes, form: SourceForm, address: str = HERE) -> FetchError:
    with pytest.raises(FetchError) as caught:
        links(data, address, form=form)
    assert caught.value.fault == FetchFault.UNREADABLE_LIST
    assert address in caught.value.problem
    return caught.value


def test_the_pdfs_of_a_page_come_in_its_order_each_once():
    assert links(PAGE, HERE, form=SourceForm.INDEX) == (
        Link("https://police.example/policies/use-of-force.pdf", "Use of Force"),
        Link("https://police.example/files/Pursuit.PDF?v=2", "Pursuit"),
        Link("https://elsewhere.example/a%20b.pdf", "With a space"),
        Link("https://cdn.example/cdn.pdf"),
    )


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("*download?id=*", ["https://police.example/policies/download?id=7"]),
        ("handbook (pdf)", ["https://police.example/policies/download?id=7"]),
        ("handbook", []),
        ("*/policies/*.pdf", ["https://police.example/policies/use-of-force.pdf"]),
        ("re:^hand", ["https://police.example/policies/download?id=7"]),
        (r"re:/(use|about)[^/]*\.(pdf|html)$", ["https://police.example/policies/use-of-force.pdf", "https://police.example/policies/about.html"]),
        ("*[a-z]*", []),
    ],
)  # fmt: skip
def test_a_pattern_is_held_against_the_address_and_the_words(pattern, wanted):
    assert addresses(links(PAGE, HERE, form=SourceForm.INDEX, pattern=pattern)) == wanted


def test_everything_is_everything_but_the_page_itself_and_what_cannot_be_fetched():
    found = addresses(links(PAGE, HERE, form=SourceForm.INDEX, pattern="*"))
    assert found == [
        "https://police.example/policies/use-of-force.pdf",
        "https://police.example/files/Pursuit.PDF?v=2",
        "https://elsewhere.example/a%20b.pdf",
        "https://police.example/policies/about.html",
        "https://police.example/policies/download?id=7",
        "https://cdn.example/cdn.pdf",
    ]


def test_a_base_moves_all_links():
    data = b'<html><base href="/other/"><a href="a.pdf">A</a><a href="https://x.example/b.pdf">B</a></html>'
    assert addresses(links(data, HERE, form=SourceForm.INDEX)) == [
        "https://police.example/other/a.pdf",
        "https://x.example/b.pdf",
    ]


def test_a_later_mention_supplies_the_title():
    data = b'<a href="a.pdf"><img src="i.png"></a><a href="b.pdf">B</a><a href="a.pdf">The policy</a>'
    assert links(data, HERE, form=SourceForm.INDEX) == (
        Link("https://police.example/policies/a.pdf", "The policy"),
        Link("https://police.example/policies/b.pdf", "B"),
    )


def test_only_a_page_that_is_a_file_may_name_files(tmp_path):
    data = b'<a href="a.pdf">A</a> <a href="file:///b.pdf">B</a> <a href="https://x.example/c.pdf">C</a>'
    page = tmp_path / "index.html"
    wanted = [(tmp_path / "a.pdf").as_uri(), "file:///b.pdf", "https://x.example/c.pdf"]
    assert addresses(links(data, str(page), form=SourceForm.INDEX)) == wanted
    assert addresses(links(data, page.as_uri(), form=SourceForm.INDEX)) == wanted


def test_broken_html_is_read_as_far_as_it_goes():
    data = b"<html><p><a href='a.pdf'>A<p><a href=b.pdf>B</div><a href='c.pdf"
    assert [link.address[-5:] for link in links(data, HERE, form=SourceForm.INDEX)] == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize("end", [b"<![foo[ bar", b"<![foo[ bar]]> <a href=y.pdf>y</a>"])
def test_html_that_no_grammar_knows_is_read_or_told(end):
    # Which of the two depends on the version of Python.
    try:
        assert links(b"<html><a href=x.pdf>x</a>" + end, HERE, form=SourceForm.INDEX)[0].title == "x"
    except FetchError as error:
        assert error.problem == f"{HERE} gives no list of documents: its HTML is broken."


def test_a_page_in_another_encoding_keeps_its_titles():
    data = '<meta charset="windows-1252"><a href="a.pdf">Règlement – général</a>'.encode("cp1252")
    assert links(data, HERE, form=SourceForm.INDEX)[0].title == "Règlement – général"


def test_a_page_without_links_names_nothing():
    assert links(b"<html><p>Nothing here.</p></html>", HERE, form=SourceForm.INDEX) == ()


def test_deep_nesting_does_not_end_the_reading():
    data = b"<div>" * 20_000 + b'<a href="a.pdf">A</a>'
    try:
        assert links(data, HERE, form=SourceForm.INDEX)[0].title == "A"
    except FetchError as error:
        assert error.fault == FetchFault.UNREADABLE_LIST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain words",
        b"/etc/hostname",
        b"%PDF-1.7 <a href='x.pdf'>",
        b"<?xml version='1.0'?><urlset/>",
        b'{"a": 1}',
    ],
)
def test_what_is_no_page_is_told_without_a_warning(data):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unreadable(data, SourceForm.INDEX)


SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
 <url><loc> https://police.example/a.pdf </loc><lastmod>2026-03-01</lastmod></url>
 <url><loc>https://police.example/page.html</loc></url>
 <url><loc>https://police.example/b.pdf?x=1&amp;y=2</loc></url>
 <url><lastmod>2026-03-01</lastmod></url>
</urlset>"""


def test_a_sitemap_names_documents_with_their_dates():
    wanted = (
        Link("https://police.example/a.pdf", published="2026-03-01"),
        Link("https://police.example/b.pdf?x=1&y=2"),
    )
    assert links(SITEMAP, HERE, form=SourceForm.SITEMAP) == wanted
    assert links(gzip.compress(SITEMAP), HERE, form=SourceForm.SITEMAP) == wanted
    assert addresses(links(SITEMAP, HERE, form=SourceForm.SITEMAP, pattern="*.html")) == [
        "https://police.example/page.html"
    ]


def test_further_sitemaps_are_told_apart_and_not_filtered():
    data = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <sitemap><loc>https://police.example/one.xml.gz</loc><lastmod>2026-01-01T00:00:00Z</lastmod></sitemap>
    <sitemap><loc>https://police.example/two.xml</loc></sitemap></sitemapindex>"""
    assert links(data, HERE, form=SourceForm.SITEMAP, pattern="*.pdf") == (
        Link("https://police.example/one.xml.gz", published="2026-01-01T00:00:00Z", is_sitemap=True),
        Link("https://police.example/two.xml", is_sitemap=True),
    )


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<urlset><url>",
        b"<html><a href='a.pdf'>A</a></html>",
        BOMB + b"<urlset><url><loc>&c;</loc></url></urlset>",
        b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><urlset/>',
        gzip.compress(SITEMAP)[:-12],
        b"\x1f\x8b broken",
    ],
)
def test_a_sitemap_that_is_none_or_a_bomb_is_told(data):
    unreadable(data, SourceForm.SITEMAP)


def test_a_packed_bomb_is_told():
    error = unreadable(gzip.compress(bytes(MOST_LIST_BYTES + 1)), SourceForm.SITEMAP)
    assert f"{MOST_LIST_BYTES:,}" in error.problem


RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://police.example/</link>
<item><title>New policy</title><link>https://police.example/news/1</link><pubDate>Sun, 01 Mar 2026 12:00:00 +0100</pubDate>
 <enclosure url="https://police.example/get/17" type="application/pdf" length="1"/></item>
<item><title>Photo</title><link>/news/2.pdf</link><enclosure url="https://police.example/p.jpg" type="image/jpeg" length="1"/></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>x</id>
<entry><title>Report</title><id>1</id><updated>2026-02-03T04:05:06Z</updated>
 <link rel="alternate" href="reports/1.html"/><link rel="enclosure" type="application/pdf" href="reports/1"/></entry></feed>"""


def test_a_feed_names_its_pdfs():
    assert links(RSS, HERE, form=SourceForm.FEED) == (
        Link("https://police.example/get/17", "New policy", "2026-03-01T11:00:00+00:00"),
        Link("https://police.example/news/2.pdf", "Photo"),
    )
    assert links(ATOM, HERE, form=SourceForm.FEED) == (
        Link("https://police.example/policies/reports/1", "Report", "2026-02-03T04:05:06+00:00"),
    )


def test_a_pattern_for_a_feed_is_held_against_addresses_and_titles():
    assert addresses(links(RSS, HERE, form=SourceForm.FEED, pattern="new policy")) == [
        "https://police.example/news/1",
        "https://police.example/get/17",
    ]
    assert addresses(links(RSS, HERE, form=SourceForm.FEED, pattern="*.jpg")) == ["https://police.example/p.jpg"]


def test_a_feed_whose_xml_is_a_little_broken_is_still_read():
    assert len(links(RSS.replace(b"New policy", b"Law & order"), HERE, form=SourceForm.FEED)) == 2


def test_an_empty_feed_names_nothing():
    assert links(b'<rss version="2.0"><channel><title>x</title></channel></rss>', HERE, form=SourceForm.FEED) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"/etc/hostname",
        b"https://police.example/feed",
        b"<html><body>Not a feed</body></html>",
        BOMB + RSS.partition(b"?>")[2].replace(b"Photo", b"&c;"),
        b"<!DOCTYPE rss [<!ENTITY a 'x'>]" + RSS.partition(b"?>")[2],
        BOMB.decode().encode("utf-16"),
    ],
)
def test_a_feed_that_is_none_or_a_bomb_is_told(data):
    unreadable(data, SourceForm.FEED)


@pytest.mark.parametrize("form", [SourceForm.DOCUMENT, SourceForm.FOLDER])
def test_only_lists_have_links(form):
    with pytest.raises(QueryError):
        links(PAGE, HERE, form=form)


def test_a_pattern_that_cannot_be_read_is_told():
    with pytest.raises(QueryError, match=r"re:\("):
        links(PAGE, HERE, form=SourceForm.INDEX, pattern="re:(")
