"""What a check makes of what arrives: in force, held for a person, or of no use; nothing is lost."""

from __future__ import annotations

import hashlib

import pytest
from tests.fetch.web import Document, cut_off, drip, page, redirect, status, text
from tests.watch.watch_parts import SPANISH, pdf, settings

from policyscan.errors import QueryError, WorkspaceError
from policyscan.model import SourceState


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_first_version_comes_into_force_and_is_kept_with_where_it_came_from(web, desk):
    data = pdf()
    web.routes["/force.pdf"] = Document(data)
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    outcomes, _ = desk.check()
    assert outcomes == {"force.pdf": "new"}
    assert desk.of("force.pdf").in_force == sha(data)
    (version,) = desk.workspace.store.versions("force.pdf")
    assert (version.sha256, version.size_bytes, version.replaced) == (sha(data), len(data), "")
    assert version.address == web.url("/force.pdf") and version.headers["content-type"] == "application/pdf"
    assert version.fetched[:2] == "20" and desk.workspace.store.blob(version.sha256) == data


def test_a_second_check_asks_with_conditions_and_changes_nothing(web, desk):
    web.routes["/force.pdf"] = Document(pdf())
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    web.seen.clear()
    before = desk.workspace.store.versions()
    outcomes, reports = desk.check()
    assert outcomes == {"force.pdf": "unchanged"} and reports["force.pdf"].status == 304
    asked = [seen for seen in web.seen if seen.path == "/force.pdf"]
    assert len(asked) == 1 and "if-none-match" in asked[0].headers and "if-modified-since" in asked[0].headers
    assert desk.workspace.store.versions() == before


def test_other_bytes_that_pass_become_the_new_version(web, desk):
    first, second = pdf(), pdf(4, mark="revised")
    web.routes["/force.pdf"] = Document(first)
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    web.routes["/force.pdf"] = Document(second)
    assert desk.check()[0] == {"force.pdf": "changed"}
    assert desk.of("force.pdf").in_force == sha(second)
    assert desk.standings("force.pdf") == ["replaced", "in_force"]
    assert desk.workspace.store.versions("force.pdf")[1].replaced == sha(first)
    assert desk.workspace.store.blob(sha(first)) == first


USELESS = {
    "html named .pdf": (
        Document(b"<!DOCTYPE html><title>Files</title><p>Our files", kind="application/pdf"),
        "web_page",
    ),
    "login page": (page("<html><title>Sign in</title><form><input type=password></form>"), "login"),
    "404 with status 200": (page("<html><title>City</title><h1>Page not found</h1>"), "not_found"),
    "404": (status(404), "not_found"),
    "410": (status(410), "gone"),
    "500": (status(500), "status"),
    "login asked": (status(401), "login"),
    "cut off": (cut_off(pdf()[:500], promised=5000), "truncated"),
    "slow": (drip(b"%PDF-" + b"x" * 4000, 0.02), "timeout"),
    "to a private file": (redirect("file:///etc/hostname"), "private_address"),
    "redirects for ever": (redirect("/force.pdf"), "redirects"),
    "no pdf": (Document(b"GIF89a and so on"), "not_a_pdf"),
    "broken pdf": (Document(b"%PDF-1.4 nothing else %%EOF"), "broken"),
    "empty": (Document(b""), "empty"),
}


@pytest.mark.parametrize("case", USELESS)
def test_what_is_of_no_use_fails_with_its_reason_and_the_last_good_version_stays(web, desk, case):
    route, fault = USELESS[case]
    good = pdf()
    web.routes["/force.pdf"] = Document(good)
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    web.routes["/force.pdf"] = route
    outcomes, reports = desk.check()
    assert outcomes == {"force.pdf": "failed"}
    report, watched = reports["force.pdf"], desk.of("force.pdf")
    assert (report.fault, watched.fault, watched.state) == (fault, fault, SourceState.FAILED)
    assert report.problem and report.fix and report.sha256 == watched.in_force == sha(good)
    assert desk.standings("force.pdf") == ["in_force"]
    # The good one is there again: no new version, and the failure is over.
    web.routes["/force.pdf"] = Document(good)
    assert desk.check()[0] == {"force.pdf": "unchanged"}
    assert desk.of("force.pdf").state is SourceState.OK and desk.standings("force.pdf") == ["in_force"]


def test_robots_may_refuse(web, desk):
    web.routes["/robots.txt"] = text("User-agent: *\nDisallow: /private/\n")
    web.routes["/private/force.pdf"] = Document(pdf())
    desk.list(f"{web.url('/private/force.pdf')},force.pdf,Wexcombe")
    outcomes, reports = desk.check()
    assert outcomes == {"force.pdf": "failed"} and reports["force.pdf"].fault == "robots"
    assert [seen.path for seen in web.seen] == ["/robots.txt"]


HELD = {
    "fewer pages": (pdf(3, mark="short"), "pages", "3 pages arrived; the last good version has 10."),
    "another language": (pdf(10, SPANISH), "language", "the text is in 'es'; the last good version is in 'en'."),
    "without its end": (pdf(10, mark="cut")[:-6], "truncated", "the file has no end mark, as if it was cut off."),
}


@pytest.mark.parametrize("case", HELD)
def test_what_is_odd_waits_for_a_person(web, desk, case):
    data, fault, problem = HELD[case]
    good = pdf(10)
    web.routes["/force.pdf"] = Document(good)
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    web.routes["/force.pdf"] = Document(data)
    outcomes, reports = desk.check()
    assert outcomes == {"force.pdf": "warned"}
    assert (reports["force.pdf"].fault, reports["force.pdf"].problem) == (fault, problem)
    assert desk.of("force.pdf").in_force == sha(good) and desk.of("force.pdf").held == sha(data)
    # Asked again, the server says that nothing changed: it still waits.
    again, reports = desk.check()
    assert again == {"force.pdf": "warned"} and reports["force.pdf"].status == 304
    (accepted,) = desk.workspace.sources.accept(["force.pdf"])
    assert accepted.sha256 == sha(data)
    assert desk.of("force.pdf").in_force == sha(data) and desk.of("force.pdf").held == ""
    assert desk.standings("force.pdf") == ["replaced", "in_force"]
    assert desk.check()[0] == {"force.pdf": "unchanged"}


def test_what_the_row_expects_counts_for_the_first_version_too(web, desk):
    web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(pdf(3)), Document(pdf(3, mark="b"))
    desk.list(
        f"{web.url('/a.pdf')},a.pdf,Wexcombe,,,,200-300",
        f"{web.url('/b.pdf')},b.pdf,Wexcombe,,,es,",
    )
    outcomes, reports = desk.check()
    assert outcomes == {"a.pdf": "warned", "b.pdf": "warned"}
    assert reports["a.pdf"].problem == "3 pages arrived; 200 to 300 are expected."
    assert reports["b.pdf"].problem == "the text is in 'en'; es is expected."
    assert desk.of("a.pdf").in_force == "" and desk.workspace.sources.intake().collected.sources == ()


def test_a_source_that_goes_back_drops_what_waited(web, desk):
    good, odd = pdf(10), pdf(2)
    web.routes["/force.pdf"] = Document(good)
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    web.routes["/force.pdf"] = Document(odd)
    desk.check()
    web.routes["/force.pdf"] = Document(good, etag='"again"')
    assert desk.check()[0] == {"force.pdf": "unchanged"}
    assert desk.standings("force.pdf") == ["in_force", "dropped"] and desk.of("force.pdf").held == ""
    with pytest.raises(QueryError, match="Nothing waits"):
        desk.workspace.sources.accept(["force.pdf"])


def test_another_odd_version_takes_the_place_of_the_one_that_waits(web, desk):
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    for data in (pdf(10), pdf(2), pdf(3)):
        web.routes["/force.pdf"] = Document(data)
        desk.check()
    assert desk.standings("force.pdf") == ["in_force", "dropped", "held"]
    desk.workspace.sources.accept(["force.pdf"])
    assert desk.of("force.pdf").in_force == sha(pdf(3))
    assert desk.standings("force.pdf") == ["replaced", "dropped", "in_force"]


def test_a_failure_between_leaves_what_waits_waiting(web, desk):
    web.routes["/force.pdf"] = Document(pdf(10))
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe")
    desk.check()
    odd = Document(pdf(2))
    web.routes["/force.pdf"] = odd
    desk.check()
    web.routes["/force.pdf"] = status(500)
    assert desk.check()[0] == {"force.pdf": "failed"}
    web.routes["/force.pdf"] = odd
    outcomes, reports = desk.check()
    assert outcomes == {"force.pdf": "warned"} and "2 pages arrived" in reports["force.pdf"].problem


def test_an_index_page_is_followed_and_what_it_names_no_more_waits_for_a_person(web, desk):
    web.routes["/list"] = page("<a href=a.pdf>Force</a> <a href=/b.pdf?v=2>Tasers</a> <a href=c.html>About</a>")
    web.routes["/a.pdf"], web.routes["/b.pdf"] = Document(pdf()), Document(pdf(mark="b"))
    desk.list(f"{web.url('/list')},city,Wexcombe,index")
    outcomes, _ = desk.check()
    assert outcomes == {"city": "unchanged", "city/a.pdf": "new", "city/b.pdf": "new"}
    names = {source.file: source for source in desk.workspace.sources.intake().collected.sources}
    assert names["city/a.pdf"].place.name == "Wexcombe" and names["city/a.pdf"].title == "Force"
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    outcomes, reports = desk.check()
    assert outcomes == {"city": "unchanged", "city/a.pdf": "unchanged", "city/b.pdf": "unlisted"}
    assert desk.of("city/b.pdf").in_force and reports["city/b.pdf"].fix.endswith("sources withdraw city/b.pdf")
    desk.workspace.sources.withdraw(["city/b.pdf"])
    assert {source.file for source in desk.workspace.sources.intake().collected.sources} == {"city/a.pdf"}
    assert desk.check()[0] == {"city": "unchanged", "city/a.pdf": "unchanged"}


@pytest.mark.parametrize("route", [status(500), page("<p>No files today</p>"), Document(b"%PDF-1.4")])
def test_an_index_that_cannot_be_read_loses_nothing(web, desk, route):
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    web.routes["/a.pdf"] = Document(pdf())
    desk.list(f"{web.url('/list')},city,Wexcombe,index")
    desk.check()
    web.routes["/list"] = route
    outcomes, _ = desk.check()
    # What it listed before is checked nevertheless.
    assert outcomes == {"city": "failed", "city/a.pdf": "unchanged"}
    assert desk.of("city").state is SourceState.FAILED and desk.of("city/a.pdf").in_force


def test_sitemaps_and_feeds_are_followed(web, desk):
    for name in "abc":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
    web.routes["/sitemap.xml"] = text(
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{web.url("/more.xml")}</loc>'
        "</sitemap></sitemapindex>",
        "application/xml",
    )
    web.routes["/more.xml"] = text(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{web.url("/a.pdf")}</loc>'
        f"<lastmod>2026-03-01T10:00:00Z</lastmod></url><url><loc>{web.url('/page')}</loc></url></urlset>",
        "application/xml",
    )
    web.routes["/feed"] = text(
        f"<rss version='2.0'><channel><title>x</title><item><title>Order 7</title><link>{web.url('/b.pdf')}</link></item>"
        "</channel></rss>",
        "application/rss+xml",
    )
    desk.list(f"{web.url('/sitemap.xml')},map,Wexcombe,sitemap", f"{web.url('/feed')},news,Wexcombe,feed")
    outcomes, _ = desk.check()
    assert outcomes == {"map": "unchanged", "map/a.pdf": "new", "news": "unchanged", "news/b.pdf": "new"}
    found = {source.file: source for source in desk.workspace.sources.intake().collected.sources}
    assert found["map/a.pdf"].published == "2026-03-01" and found["news/b.pdf"].title == "Order 7"


def test_folders_and_files_are_watched_like_addresses(desk, tmp_path):
    box = tmp_path / "box"
    (box / "rules").mkdir(parents=True)
    (box / "rules" / "a.pdf").write_bytes(pdf())
    (tmp_path / "b.pdf").write_bytes(pdf(mark="b"))
    desk.list(f"{box},box,Wexcombe", "../b.pdf,b.pdf,Wexcombe")
    assert desk.check()[0] == {"box": "unchanged", "box/rules/a.pdf": "new", "b.pdf": "new"}
    (tmp_path / "b.pdf").unlink()
    (box / "rules" / "a.pdf").write_bytes(pdf(4))
    (box / "rules" / "c.pdf").write_bytes(pdf(mark="c"))
    assert desk.check()[0] == {
        "box": "unchanged",
        "box/rules/a.pdf": "changed",
        "box/rules/c.pdf": "new",
        "b.pdf": "failed",
    }
    assert desk.of("b.pdf").in_force


def test_groups_and_names_choose_what_is_checked(web, desk):
    for name in "abc":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
    desk.list(
        f"{web.url('/a.pdf')},a.pdf,weekly", f"{web.url('/b.pdf')},b.pdf,", f"{web.url('/c.pdf')},c.pdf,weekly",
        header="address,file,group",
    )  # fmt: skip
    assert desk.check(groups=["weekly"])[0] == {"a.pdf": "new", "c.pdf": "new"}
    assert desk.check(only=["b.pdf"])[0] == {"b.pdf": "new"}
    assert len(desk.workspace.store.watched()) == 3


def test_the_date_of_a_row_is_not_said_of_the_version_that_takes_its_place(web, desk):
    web.routes["/force.pdf"] = Document(pdf())
    row = f"{web.url('/force.pdf')},force.pdf,Wexcombe,,,,,"
    desk.list(f"{row}2022-08-05")
    desk.check()
    published = lambda: desk.workspace.sources.intake().collected.sources[0].published  # noqa: E731
    assert published() == "2022-08-05"
    web.routes["/force.pdf"] = Document(pdf(4))
    desk.check()
    assert published() == ""
    desk.check()
    assert published() == ""
    # The row is corrected afterwards.
    desk.list(f"{row}2024-03-26")
    desk.check()
    assert published() == "2024-03-26"
    # Or it is corrected first, while the server is down, and the version comes later.
    web.routes["/force.pdf"] = status(503)
    desk.list(f"{row}2025-01-01")
    desk.check()
    assert published() == "2024-03-26"
    web.routes["/force.pdf"] = Document(pdf(5))
    desk.check()
    assert published() == "2025-01-01"


def test_a_version_that_comes_back_has_its_date_again(web, desk):
    first, second = Document(pdf(), etag='"1"'), Document(pdf(4), etag='"2"')
    desk.list(f"{web.url('/force.pdf')},force.pdf,Wexcombe,,,,,2022-08-05")
    found = []
    for route in (first, second, first):
        web.routes["/force.pdf"] = route
        desk.check()
        found.append(desk.workspace.sources.intake().collected.sources[0].published)
    assert found == ["2022-08-05", "", "2022-08-05"]
    assert desk.standings("force.pdf") == ["replaced", "replaced", "in_force"]


def test_servers_are_not_asked_without_a_contact(web, desk):
    from policyscan.watch import WatchSettings

    desk.list(f"{web.url('/force.pdf')},force.pdf")
    with pytest.raises(QueryError, match="No contact is set"):
        desk.workspace.sources.check(settings=WatchSettings())
    assert web.seen == []


def test_nothing_is_fetched_onto_a_full_disk(web, desk):
    web.routes["/force.pdf"] = Document(pdf())
    desk.list(f"{web.url('/force.pdf')},force.pdf")
    with pytest.raises(WorkspaceError, match="MB left"):
        desk.workspace.sources.check(settings=settings(least_free_bytes=10**18))
    assert web.seen == []


def test_a_private_address_is_refused_unless_allowed(web, desk):
    from policyscan.fetch import FetchSettings
    from policyscan.watch import WatchSettings

    web.routes["/force.pdf"] = Document(pdf())
    desk.list(f"{web.url('/force.pdf')},force.pdf")
    report = desk.workspace.sources.check(settings=WatchSettings(fetch=FetchSettings(contact="a@example.org")))
    assert [row.fault for row in report.checks] == ["private_address"] and web.seen == []


def test_hosts_are_asked_in_turns():
    from policyscan.sources import Entry, Source
    from policyscan.watch.follow import Item, in_turns

    addresses = ["http://a.example/1", "http://a.example/2", "http://a.example/3", "http://b.example/1", "file:///x"]
    items = [Item(Entry(0, address, Source(address, None)), "s") for address in addresses]
    assert [item.entry.address for item in in_turns(items)] == [
        "http://a.example/1",
        "http://b.example/1",
        "file:///x",
        "http://a.example/2",
        "http://a.example/3",
    ]
