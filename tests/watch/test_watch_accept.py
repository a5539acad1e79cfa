"""One word does one thing: accepting lets what waits come into force, withdrawing takes out what no list names any more."""

from __future__ import annotations

import pytest
from tests.fetch.web import Document, page
from tests.watch.watch_parts import pdf

from policyscan.errors import QueryError


@pytest.fixture
def mixed(web, desk):
    """A list of which one document waits for a person, one is named no more, and one is both."""
    web.routes["/list"] = page("<a href=a.pdf>Force</a> <a href=b.pdf>Tasers</a> <a href=c.pdf>Dogs</a>")
    for name in "abc":
        web.routes[f"/{name}.pdf"] = Document(pdf(10, mark=name))
    desk.list(f"{web.url('/list')},orders,Wexcombe,index")
    desk.check()
    for name in "ac":
        web.routes[f"/{name}.pdf"] = Document(pdf(2, mark=name))
    desk.check()
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    outcomes, _ = desk.check()
    assert outcomes == {
        "orders": "unchanged", "orders/a.pdf": "warned", "orders/b.pdf": "unlisted", "orders/c.pdf": "unlisted",
    }  # fmt: skip
    return desk


def test_accepting_a_list_takes_nothing_out_of_force(mixed):
    (accepted,) = mixed.workspace.sources.accept(["orders"])
    assert accepted.name == "orders/a.pdf" and mixed.standings("orders/a.pdf") == ["replaced", "in_force"]
    assert mixed.in_force() == {"orders/a.pdf", "orders/b.pdf", "orders/c.pdf"}
    # What waited of a document that is named no more was looked at by nobody.
    assert mixed.standings("orders/c.pdf") == ["in_force", "held"]


def test_withdrawing_a_list_accepts_nothing(mixed):
    assert mixed.workspace.sources.withdraw(["orders"]) == ("orders/b.pdf", "orders/c.pdf")
    assert mixed.in_force() == {"orders/a.pdf"} and mixed.standings("orders/a.pdf") == ["in_force", "held"]
    assert mixed.standings("orders/b.pdf") == ["replaced"] and mixed.standings("orders/c.pdf") == [
        "replaced",
        "dropped",
    ]
    assert mixed.check()[0] == {"orders": "unchanged", "orders/a.pdf": "warned"}


def test_a_document_that_is_named_no_more_is_not_accepted_by_its_name(mixed):
    with pytest.raises(QueryError, match=r"Nothing waits to be accepted under orders/c\.pdf, and no list") as caught:
        mixed.workspace.sources.accept(["orders/a.pdf", "orders/c.pdf"])
    assert caught.value.fix == "If that was withdrawn: policyscan sources withdraw orders/c.pdf"
    # Nothing at all was done.
    assert mixed.standings("orders/a.pdf") == ["in_force", "held"]
    mixed.workspace.sources.accept(["orders"])
    with pytest.raises(QueryError, match=r"and no list names orders/b\.pdf, orders/c\.pdf any more"):
        mixed.workspace.sources.accept(["orders"])


def test_a_document_that_is_still_named_is_not_withdrawn(mixed):
    with pytest.raises(QueryError, match=r"Nothing under orders/a\.pdf was named no more") as caught:
        mixed.workspace.sources.withdraw(["orders/b.pdf", "orders/a.pdf"])
    assert "policyscan sources remove orders takes out a row" in caught.value.fix
    assert mixed.in_force() == {"orders/a.pdf", "orders/b.pdf", "orders/c.pdf"}
    with pytest.raises(QueryError, match=r"No source is named nobody\.pdf"):
        mixed.workspace.sources.withdraw(["nobody.pdf"])
