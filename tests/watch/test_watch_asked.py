"""A check that checks nothing is never a good one: unknown names and groups, lists without rows."""

from __future__ import annotations

import pytest
from tests.fetch.web import Document, page, status
from tests.watch.watch_parts import pdf, settings

from policyscan.errors import QueryError
from policyscan.rounds import Round

HEADER = "address,file,form,group"


@pytest.fixture
def listed(web, desk):
    """A weekly list with one document, and a daily document."""
    for name in "ab":
        web.routes[f"/{name}.pdf"] = Document(pdf(mark=name))
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    desk.list(f"{web.url('/list')},orders,index,weekly", f"{web.url('/b.pdf')},b.pdf,,", header=HEADER)
    return desk


def flow(desk, **asked):
    """A round as the flow does it; its state with what it says is wrong."""
    with desk.workspace.store.writing(), Round(desk.workspace, "watch", {}) as turn:
        with desk.workspace.sources.watching(settings=settings(), **asked) as watch:
            report = watch.run()
        run = turn.end(watch=report)
    return run.summary["state"], [fault["problem"] for fault in run.summary["faults"]]


def test_a_name_that_is_not_there_is_an_error(listed):
    with pytest.raises(QueryError, match=r"no source named c\.pdf"):
        listed.check(only=["b.pdf", "c.pdf"])


def test_a_group_that_no_row_is_of_is_an_error_that_says_which_there_are(listed):
    with pytest.raises(QueryError, match=r"^sources\.csv: no source is of the group dialy\.") as caught:
        listed.check(groups=["daily", "dialy"])
    assert caught.value.fix.startswith("Name one of: daily, weekly; or write dialy into the column 'group'")
    assert listed.workspace.store.watched() == ()
    assert listed.check(groups=["daily"])[0] == {"b.pdf": "new"}


def test_a_scheduled_run_for_a_group_that_no_row_is_of_is_on_record_as_failed(listed):
    with pytest.raises(QueryError):
        flow(listed, groups=["dialy"])
    (run,) = listed.workspace.store.runs()
    assert run.summary["state"] == "failed" and "of the group dialy" in run.summary["faults"][0]["problem"]


def test_a_group_of_which_only_broken_rows_are_is_known_and_its_check_fails(web, listed):
    row = f"{web.url('/b.pdf')},b.pdf,novel,yearly"
    listed.list(f"{web.url('/list')},orders,index,weekly", row, header=HEADER)
    assert listed.check(groups=["yearly"])[0] == {"b.pdf": "failed"}
    assert flow(listed, groups=["yearly"])[0] == "failed"


def test_a_name_of_another_group_is_an_error(listed):
    with pytest.raises(QueryError, match=r"^b\.pdf is of the group daily, not of weekly\."):
        listed.check(only=["b.pdf"], groups=["weekly"])
    assert listed.check(only=["b.pdf"], groups=["daily"])[0] == {"b.pdf": "new"}


def test_a_document_that_its_list_does_not_name_is_a_failed_check(web, listed):
    outcomes, reports = listed.check(only=["orders/a.pdf", "orders/c.pdf"])
    assert outcomes == {"orders": "unchanged", "orders/a.pdf": "new", "orders/c.pdf": "failed"}
    assert reports["orders/c.pdf"].problem == "orders lists no document of that name, so nothing was checked."
    assert flow(listed, only=["orders/c.pdf"])[0] == flow(listed, only=["b.pdf/c.pdf"])[0] == "failed"
    # Nobody knows that of a list that is down.
    web.routes["/list"] = status(503)
    assert listed.check(only=["orders/c.pdf"])[0] == {"orders": "failed"}


@pytest.mark.parametrize("rows", [(), (",,,",), ("",)])
def test_a_list_without_rows_fails_and_tells_what_is_gone(listed, rows):
    assert flow(listed)[0] == "completed"
    listed.list(*rows, header=HEADER)
    outcomes, reports = listed.check()
    assert outcomes == {"sources.csv": "failed", "b.pdf": "unlisted", "orders/a.pdf": "unlisted"}
    assert reports["sources.csv"].problem == "sources.csv names no source, so nothing was checked."
    state, faults = flow(listed)
    assert state == "failed" and "sources.csv names no source" in faults[0]
    assert flow(listed, groups=["daily"])[0] == "failed"
    assert listed.in_force() == {"b.pdf", "orders/a.pdf"}
