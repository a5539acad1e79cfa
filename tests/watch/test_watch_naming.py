"""Names go with addresses: rows renamed, swapped, freed and taken; lists whose documents would bear a name that is taken."""

from __future__ import annotations

import hashlib

import pytest
from tests.fetch.web import Document, page, status
from tests.watch.watch_parts import pdf, settings

from policyscan.changes.pairs import pairs


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def served(web):
    """Three documents, by letter."""
    found = {name: pdf(3, mark=name) for name in "abc"}
    for name, data in found.items():
        web.routes[f"/{name}.pdf"] = Document(data)
    return {name: sha(data) for name, data in found.items()}


def in_force(desk) -> dict[str, str]:
    return {item.name: item.in_force for item in desk.workspace.store.watched() if item.in_force}


def test_two_rows_that_swap_names_change_nothing(web, desk, served):
    one, two = web.url("/a.pdf"), web.url("/b.pdf")
    desk.list(f"{one},one.pdf,Wexcombe", f"{two},two.pdf,Wexcombe")
    desk.check()
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    desk.list(f"{one},two.pdf,Wexcombe", f"{two},one.pdf,Wexcombe")
    assert desk.check()[0] == {"one.pdf": "unchanged", "two.pdf": "unchanged"}
    assert in_force(desk) == {"one.pdf": served["b"], "two.pdf": served["a"]}
    assert desk.standings("one.pdf") == desk.standings("two.pdf") == ["in_force"]
    desk.workspace.sources.ingest(ocr=False, jobs=1)
    assert {item.file: item.sha256 for item in desk.workspace.store.listings()} == in_force(desk)
    assert pairs(desk.workspace.store) == ()


def test_names_go_round_while_the_servers_are_down(web, desk, served):
    order = ["a", "b", "c"]
    desk.list(*(f"{web.url(f'/{name}.pdf')},{name}" for name in order))
    desk.check()
    for name in order:
        web.routes[f"/{name}.pdf"] = status(503)
    desk.list(*(f"{web.url(f'/{name}.pdf')},{new}" for name, new in zip(order, ["b", "c", "a"], strict=True)))
    assert set(desk.check()[0].values()) == {"failed"}
    assert in_force(desk) == {"b": served["a"], "c": served["b"], "a": served["c"]}


def test_a_name_that_was_freed_and_taken_belongs_to_the_row_that_took_it(web, desk, served):
    desk.list(f"{web.url('/a.pdf')},force.pdf,Wexcombe", f"{web.url('/b.pdf')},new.pdf,Wexcombe")
    desk.check()
    desk.list(f"{web.url('/b.pdf')},force.pdf,Wexcombe")
    report = desk.workspace.sources.check(settings=settings())
    outcomes = {row.name: row.outcome.value for row in report.checks}
    (other,) = outcomes.keys() - {"force.pdf"}
    # What bore the name stays in force under one like it, until a person takes it out.
    assert other.startswith("force-") and outcomes == {"force.pdf": "unchanged", other: "unlisted"}
    assert in_force(desk) == {"force.pdf": served["b"], other: served["a"]}
    assert report.notes == (f"force.pdf is named {other} now: another source is named force.pdf.",)
    assert [row.outcome.value for row in desk.workspace.sources.check(settings=settings()).checks] == [
        "unlisted",
        "unchanged",
    ]


def test_a_row_with_another_address_keeps_its_name(web, desk, served):
    desk.list(f"{web.url('/a.pdf')},force.pdf")
    desk.check()
    desk.list(f"{web.url('/b.pdf')},force.pdf")
    assert desk.check()[0] == {"force.pdf": "changed"}
    assert desk.workspace.store.versions("force.pdf")[-1].replaced == served["a"]


def test_two_rows_with_one_address_are_both_renamed(web, desk, served):
    address = web.url("/a.pdf")
    desk.list(f"{address},a1,Ash", f"{address},a2,Birch")
    desk.check()
    web.routes["/a.pdf"] = status(503)
    desk.list(f"{address},n2,Birch", f"{address},n1,Ash")
    assert desk.check()[0] == {"n1": "failed", "n2": "failed"}
    assert in_force(desk) == {"n1": served["a"], "n2": served["a"]}
    assert [desk.of(name).facts["place"] for name in ("n1", "n2")] == ["Ash", "Birch"]


def test_a_renamed_list_whose_document_would_bear_a_taken_name_breaks_no_check(web, desk, served):
    web.routes["/list"] = page("<a href=a.pdf>Force</a>")
    desk.list(f"{web.url('/list')},ix,,index", f"{web.url('/b.pdf')},jx/a.pdf")
    desk.check()
    desk.list(f"{web.url('/list')},jx,,index", f"{web.url('/b.pdf')},jx/a.pdf")
    for _ in range(2):
        outcomes, _ = desk.check()
        (other,) = outcomes.keys() - {"jx", "jx/a.pdf"}
        assert set(outcomes.values()) == {"unchanged"} and other.startswith("jx/a-")
    assert in_force(desk) == {"jx/a.pdf": served["b"], other: served["a"]} and desk.of(other).source == "jx"


def test_lists_that_swap_names_take_their_documents_along(web, desk, served):
    web.routes["/1"], web.routes["/2"] = page("<a href=a.pdf>A</a>"), page("<a href=b.pdf>B</a><a href=c.pdf>C</a>")
    desk.list(f"{web.url('/1')},one,,index", f"{web.url('/2')},two,,index")
    desk.check()
    web.routes["/1"] = web.routes["/2"] = status(500)
    desk.list(f"{web.url('/1')},two,,index", f"{web.url('/2')},one,,index")
    outcomes, _ = desk.check()
    assert {name for name, outcome in outcomes.items() if outcome == "unchanged"} == set(in_force(desk))
    assert in_force(desk) == {"two/a.pdf": served["a"], "one/b.pdf": served["b"], "one/c.pdf": served["c"]}


def test_the_name_of_another_list_is_not_given_away(web, desk, served):
    (desk.folder / "other.csv").write_text(f"address,file\n{web.url('/a.pdf')},x.pdf\n")
    desk.workspace.sources.check(desk.folder / "other.csv", settings=settings())
    desk.list(f"{web.url('/b.pdf')},y.pdf")
    desk.check()
    desk.list(f"{web.url('/b.pdf')},x.pdf")
    outcomes, reports = desk.check()
    assert outcomes == {"x.pdf": "failed", "y.pdf": "unlisted"}
    assert reports["x.pdf"].problem == "other.csv names another source x.pdf."
    assert in_force(desk) == {"x.pdf": served["a"], "y.pdf": served["b"]}
