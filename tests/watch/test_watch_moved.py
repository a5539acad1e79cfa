"""A document whose address in its list changed stays that document, where nothing else can be meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.fetch.web import Document, Web, page, status
from tests.watch.watch_parts import Desk, pdf, settings

from policyscan.changes.pairs import pairs
from policyscan.fetch import Link
from policyscan.model import LISTED_TITLE, Place, SourceForm, Watched
from policyscan.sources import Entry, Source
from policyscan.watch.follow import titles_of
from policyscan.watch.moved import moved


def serve(web: Web, *links: tuple[str, str]) -> None:
    """An index page with these addresses and words."""
    web.routes["/list"] = page(" ".join(f"<a href='{address}'>{words}</a>" for address, words in links))


def outcomes(desk: Desk) -> dict[str, str]:
    return {name: outcome for name, outcome in desk.check()[0].items() if name != "orders"}


def test_a_link_with_another_query_is_the_next_version(web: Web, desk: Desk) -> None:
    web.routes["/f.pdf"], web.routes["/k9.pdf"] = Document(pdf(mark="1"), etag=""), Document(pdf(mark="k9"))
    serve(web, ("/f.pdf?v=1", "Use of force"), ("/k9.pdf", "Dogs"))
    desk.list(f"{web.url('/list')},orders,Wexcombe,index")
    desk.check()
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    # The same date of the file, so that its server would say that nothing changed if it were asked so.
    web.routes["/f.pdf"] = Document(pdf(mark="2"), etag="")
    serve(web, ("/f.pdf?v=2", "Use of force"), ("/k9.pdf", "Dogs"))
    report = desk.workspace.sources.check(settings=settings())
    assert {row.name: row.outcome.value for row in report.checks} == {
        "orders": "unchanged", "orders/f.pdf": "changed", "orders/k9.pdf": "unchanged",
    }  # fmt: skip
    assert report.notes == (
        "orders: this document is listed at another address now, and taken for the same: "
        f"orders/f.pdf at {web.url('/f.pdf?v=2')}.",
    )
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    assert desk.standings("orders/f.pdf") == ["replaced", "in_force"]
    assert [(pair.old.file, pair.new.file) for pair in pairs(desk.workspace.store)] == [
        ("orders/f.pdf", "orders/f.pdf")
    ]
    report = desk.workspace.sources.check(settings=settings())
    assert report.notes == () and {row.outcome.value for row in report.checks} == {"unchanged"}
    assert {listing.file: listing.address for listing in desk.workspace.store.listings()} == {
        "orders/f.pdf": web.url("/f.pdf?v=2"), "orders/k9.pdf": web.url("/k9.pdf"),
    }  # fmt: skip


def test_a_new_address_that_is_down_keeps_the_version_in_force_and_is_tried_again(web: Web, desk: Desk) -> None:
    web.routes["/f.pdf"] = Document(pdf(mark="1"))
    serve(web, ("/f.pdf?v=1", "Use of force"))
    desk.list(f"{web.url('/list')},orders,Wexcombe,index")
    desk.check()
    web.routes["/f.pdf"] = status(503)
    serve(web, ("/f.pdf?v=2", "Use of force"))
    assert outcomes(desk) == outcomes(desk) == {"orders/f.pdf": "failed"} and desk.in_force() == {"orders/f.pdf"}
    web.routes["/f.pdf"] = Document(pdf(mark="2"))
    assert outcomes(desk) == {"orders/f.pdf": "changed"}


def test_an_odd_version_at_a_new_address_waits_for_a_person(web: Web, desk: Desk) -> None:
    web.routes["/f.pdf"] = Document(pdf(10))
    serve(web, ("/f.pdf?v=1", "Use of force"))
    desk.list(f"{web.url('/list')},orders,Wexcombe,index")
    desk.check()
    web.routes["/f.pdf"] = Document(pdf(2))
    serve(web, ("/f.pdf?v=2", "Use of force"))
    assert outcomes(desk) == {"orders/f.pdf": "warned"} and desk.standings("orders/f.pdf") == ["in_force", "held"]


def test_what_went_before_and_what_comes_later_are_two_documents(web: Web, desk: Desk) -> None:
    web.routes["/f.pdf"], web.routes["/k9.pdf"] = Document(pdf(mark="1")), Document(pdf(mark="k9"))
    serve(web, ("/f.pdf?v=1", "Use of force"), ("/k9.pdf", "Dogs"))
    desk.list(f"{web.url('/list')},orders,Wexcombe,index")
    desk.check()
    serve(web, ("/k9.pdf", "Dogs"))
    assert outcomes(desk) == {"orders/f.pdf": "unlisted", "orders/k9.pdf": "unchanged"}
    serve(web, ("/f.pdf?v=2", "Use of force"), ("/k9.pdf", "Dogs"))
    found = outcomes(desk)
    assert found.pop("orders/f.pdf") == "unlisted" and sorted(found.values()) == ["new", "unchanged"]


def test_a_folder_that_moved_with_its_workspace_keeps_its_documents(tmp_path: Path) -> None:
    files = {"force.pdf": "f", "2023/force.pdf": "old", "k9.pdf": "k"}
    here = tmp_path / "a"
    for name, mark in files.items():
        (here / "policies" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "policies" / name).write_bytes(pdf(mark=mark))
    desk = Desk(here / "ws")
    desk.list("../policies,orders,Wexcombe,folder")
    assert set(outcomes(desk).values()) == {"new"}
    desk.workspace.close()
    shutil.move(here, tmp_path / "b")
    (tmp_path / "b" / "policies" / "force.pdf").write_bytes(pdf(mark="f2"))
    (tmp_path / "b" / "policies" / "k9.pdf").write_bytes(b"no pdf")
    desk = Desk(tmp_path / "b" / "ws")
    expected = {"orders/force.pdf": "changed", "orders/2023/force.pdf": "unchanged", "orders/k9.pdf": "failed"}
    assert outcomes(desk) == expected
    # What failed is still known by its name, though its folder is no longer the one that it lay in.
    (tmp_path / "b" / "policies" / "k9.pdf").write_bytes(pdf(mark="k"))
    assert outcomes(desk) == dict.fromkeys(expected, "unchanged")
    desk.workspace.close()


# --- what is meant by what -----------------------------------------------------------------------

Links = list[tuple[str, str]]


def matched(
    before: Links, after: Links, form: str = "index", *, row: str = "", place: str = "Wexcombe", folder: str = ""
) -> dict[str, str]:
    """The new path of each document that moved, by its old one; `row` is the title that the row gives to all."""

    def entry(place: str) -> Entry:
        source = Source(file="orders", path=Path(), sha256="", place=Place(place, "", ""), title=row)
        address = "file:///box" if form == "folder" else "https://a.example/list"
        return Entry(1, address, source, SourceForm(form))

    def whole(path: str) -> str:
        return path if "://" in path else f"https://a.example{path}"

    def item(path: str, title: str) -> Watched:
        facts = {"place": "Wexcombe"} | ({"title": title, LISTED_TITLE: "yes"} if title else {})
        return Watched(f"orders{path}", "orders", whole(path), facts)

    links = [Link(whole(path), title) for path, title in after]
    known_titles = titles_of(entry("Wexcombe"), [Link(whole(path), title) for path, title in before])
    known = [item(path, known_titles.get(whole(path), "")) for path, _ in before]
    found = moved(entry(place), links, known, titles_of(entry(place), links), folder)
    return {name.removeprefix("orders"): address.removeprefix("https://a.example") for address, name in found.items()}


SAME = [
    # Another query, another year's folder, another folder or host altogether.
    ([("/f.pdf?v=1", "Force")], [("/f.pdf?v=2", "Force")]),
    ([("/f.pdf", "Force")], [("/f.pdf?v=2", "")]),
    ([("/up/2023/05/f.pdf", "Force")], [("/up/2024/06/f.pdf", "Force")]),
    ([("/f.pdf", "Download PDF")], [("https://b.example/docs/F.pdf", "Download PDF")]),
    # The words changed in their date alone.
    ([("/f.pdf?v=1", "Force (May 5, 2023)")], [("/f.pdf?v=2", "Force (1 June 2024)")]),
    ([("/f.pdf?v=1", "Force 2023-05-01")], [("/f.pdf?v=2", "Force 5/6/24")]),
    # Another file under the same words.
    ([("/View/123", "Use of Force")], [("/View/456", "Use of force")]),
    ([("/force-2019.pdf", "Use of Force")], [("/force-2023.pdf", "Use of Force")]),
    ([("/get.aspx?id=5", "Use of Force")], [("/get.aspx?id=9", "Use of Force")]),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_it_is_the_same_document(before: Links, after: Links) -> None:
    assert matched(before, after) == {before[0][0]: after[0][0]}
    # Others that stay, come or go besides change nothing.
    beside: Links = [("/k9.pdf", "Dogs")]
    for olds, news in ((beside, beside), (beside, []), ([], beside), ([], [("/tasers.pdf", "Tasers")])):
        assert matched([*olds, *before], [*after, *news]) == {before[0][0]: after[0][0]}


OTHERS = [
    # Its words say that it is another, or its number does.
    ([("/f.pdf?id=1", "Use of force")], [("/f.pdf?id=2", "Dogs")]),
    ([("/a/order.pdf", "Order 5")], [("/b/order.pdf", "Order 6")]),
    ([("/get.aspx?id=5", "Use of force")], [("/get.aspx?id=9", "Dogs")]),
    # Nothing says that it is the same: a program's address without its query, words that ask for a click.
    ([("/get.aspx?id=5", "Download")], [("/get.aspx?id=9", "Download")]),
    ([("/?id=5", "Download")], [("/?id=9", "Download")]),
    ([("/force.pdf", "Use of force")], [("/dogs.pdf", "Dogs")]),
    # Several could be meant.
    ([("/f.pdf?v=1", ""), ("/f.pdf?v=2", "")], [("/f.pdf?v=3", "")]),
    ([("/f.pdf?v=1", "")], [("/f.pdf?v=2", ""), ("/f.pdf?v=3", "")]),
    ([("/f.pdf?v=1", ""), ("/f.pdf?v=2", "")], [("/f.pdf?v=2", ""), ("/f.pdf?v=3", "")]),
    ([("/a/f.pdf", ""), ("/b/f.pdf", "")], [("/c/f.pdf", ""), ("/b/f.pdf", "")]),
    ([("/1", "Force"), ("/2", "Force")], [("/3", "Force")]),
    # It is still there.
    ([("/f.pdf?v=1", "Force")], [("/f.pdf?v=1", "Force"), ("/f.pdf?v=2", "Force, new")]),
]


@pytest.mark.parametrize(("before", "after"), OTHERS)
def test_it_is_another_document_or_nobody_knows(before: Links, after: Links) -> None:
    assert matched(before, after) == {}


def test_several_are_each_found_again_by_what_is_surest() -> None:
    before = [("/f.pdf?v=1", "Force"), ("/k9.pdf", "Dogs"), ("/1", "Tasers"), ("/old/p.pdf", "")]
    after = [("/f.pdf?v=2", "Force"), ("/2", "Dogs"), ("/3", "Tasers"), ("/new/p.pdf", "")]
    assert matched(before, after) == {old: new for (old, _), (new, _) in zip(before, after, strict=True)}
    # Words and file name point to different ones: what the words say counts.
    crossed = matched([("/a.pdf", "Force"), ("/b.pdf", "Dogs")], [("/x/a.pdf", "Dogs"), ("/x/b.pdf", "Force")])
    assert crossed == {"/a.pdf": "/x/b.pdf", "/b.pdf": "/x/a.pdf"}


def test_a_row_that_is_for_another_place_now_has_other_documents() -> None:
    before, after = [("/f.pdf?v=1", "Force")], [("/f.pdf?v=2", "Force")]
    assert matched(before, after, place="Ash") == {}


def test_a_title_that_the_row_gives_to_all_tells_nothing() -> None:
    assert matched([("/1", "Force")], [("/2", "Force")], row="Orders") == {}
    assert matched([("/f.pdf?v=1", "Force")], [("/f.pdf?v=2", "Dogs")], row="Orders") == {"/f.pdf?v=1": "/f.pdf?v=2"}


def test_the_next_issue_in_a_feed_is_no_version_of_the_last() -> None:
    assert matched([("/1.pdf", "Bulletin")], [("/2.pdf", "Bulletin")], "feed") == {}
    assert matched([("/1.pdf?v=1", "Bulletin")], [("/1.pdf?v=2", "Bulletin")], "feed") == {"/1.pdf?v=1": "/1.pdf?v=2"}


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("2023/f.pdf", "2024/f.pdf", True),
        ("force/2023/05/f.pdf", "force/2024/11/f.pdf", True),
        ("2023-05/f.pdf", "f.pdf", True),
        ("1/f.pdf", "2/f.pdf", False),
        ("force/f.pdf", "dogs/f.pdf", False),
        ("2023/f.pdf", "2024/g.pdf", False),
    ],
)
def test_in_a_folder_the_whole_path_counts_but_for_dates(old: str, new: str, *, is_same: bool) -> None:
    before, after = [(f"file:///box/{old}", "")], [(f"file:///box/{new}", "")]
    found = matched(before, after, "folder", folder="file:///box")
    assert found == ({before[0][0]: after[0][0]} if is_same else {})
