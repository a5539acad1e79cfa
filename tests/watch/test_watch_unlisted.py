"""What is told as named no more, and what is not: rows that cannot be read, lists that were moved or are gone."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from tests.fetch.web import Document, page
from tests.watch.watch_parts import Desk, pdf, settings

HEADER = "address,place,kind"


@pytest.fixture
def served(web):
    for name in "abc":
        web.routes[f"/{name}.pdf"] = Document(pdf(3, mark=name))
    return {name: web.url(f"/{name}.pdf") for name in "abc"}


def check(desk: Desk, sources=None):
    return desk.workspace.sources.check(sources, settings=settings())


def outcomes(report) -> dict[str, str]:
    return {row.name: row.outcome.value for row in report.checks}


def test_a_broken_row_without_a_file_is_named_like_its_document_which_is_not_told_as_gone(desk, served):
    desk.list(f"{served['a']},Wexcombe,", f"{served['b']},Ash,", header=HEADER)
    check(desk)
    desk.list(f"{served['a']},Wexcombe,novel", f"{served['b']},Ash,", header=HEADER)
    assert outcomes(check(desk)) == {"Wexcombe/a.pdf": "failed", "Ash/b.pdf": "unchanged"}
    # The name that its failure bears is the one to try again by.
    desk.list(f"{served['a']},Wexcombe,policy", f"{served['b']},Ash,", header=HEADER)
    report = desk.workspace.sources.check(settings=settings(), only=["Wexcombe/a.pdf"])
    assert outcomes(report) == {"Wexcombe/a.pdf": "unchanged"}


def test_a_row_that_is_broken_and_renamed_keeps_its_document_by_its_address(desk, served):
    desk.list(f"{served['a']},Wexcombe,", header=HEADER)
    check(desk)
    desk.list(f"{served['a']},Linden,novel", header=HEADER)
    assert outcomes(check(desk)) == {"Linden/a.pdf": "failed"}
    desk.list(f"{served['a']},Linden,policy", header=HEADER)
    assert outcomes(check(desk)) == {"Linden/a.pdf": "unchanged"}


def test_no_row_is_told_as_gone_while_another_cannot_be_read(web, desk, served):
    web.routes["/list"] = page("<a href=b.pdf>Tasers</a><a href=c.pdf>Dogs</a>")
    rows = [f"{served['a']},,", f"{web.url('/list')},,index"]
    desk.list(*rows, header="address,title,form")
    check(desk)
    web.routes["/list"] = page("<a href=b.pdf>Tasers</a>")
    desk.list(f"{served['a']},Force, revised,", rows[1], header="address,title,form")
    report = check(desk)
    # What an index names no more is certain nevertheless.
    told = [row.name for row in report.checks if row.outcome == "unlisted"]
    assert [name.rpartition("/")[2] for name in told] == ["c.pdf"]
    assert "as long as a row of it cannot be read, rows that are gone are not told." in " ".join(report.notes)
    desk.list(rows[1], header="address,title,form")
    told = [row.name for row in check(desk).checks if row.outcome == "unlisted"]
    assert [name.rpartition("/")[2] for name in told] == ["a.pdf", "c.pdf"]


def test_a_workspace_that_was_moved_still_tells_rows_that_are_gone_or_renamed(desk, served, tmp_path):
    desk.list(*(f"{served[name]},{name}.pdf" for name in "abc"), header="address,file")
    check(desk)
    desk.workspace.close()
    shutil.move(desk.folder, tmp_path / "moved")
    moved = Desk(tmp_path / "moved")
    moved.list(f"{served['a']},a.pdf", f"{served['b']},renamed.pdf", header="address,file")
    assert outcomes(check(moved)) == {"a.pdf": "unchanged", "renamed.pdf": "unchanged", "c.pdf": "unlisted"}
    assert moved.in_force() == {"a.pdf", "renamed.pdf", "c.pdf"}
    moved.workspace.close()


def test_a_list_that_was_moved_is_known_by_what_it_names(desk, served, tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "lists" / "new.csv"
    new.parent.mkdir()
    old.write_text("address,file\n" + "".join(f"{served[name]},{name}.pdf\n" for name in "abc"))
    check(desk, old)
    old.unlink()
    new.write_text(f"address,file\n{served['a']},a.pdf\n{served['b']},renamed.pdf\n")
    expected = {"a.pdf": "unchanged", "renamed.pdf": "unchanged", "c.pdf": "unlisted"}
    assert outcomes(check(desk, new)) == expected
    assert outcomes(check(desk, new)) == expected


def test_what_a_list_named_that_is_not_there_is_told(desk, served, tmp_path):
    gone = tmp_path / "gone.csv"
    gone.write_text(f"address,file\n{served['a']},a.pdf\n")
    check(desk, gone)
    desk.list(f"{served['b']},b.pdf")
    assert check(desk).notes == ()
    gone.unlink()
    report = check(desk)
    assert outcomes(report) == {"b.pdf": "unchanged"}
    assert report.notes == (
        "../gone.csv is not there any more, so nobody checks what it named: a.pdf. "
        "Put it back, or name these in sources.csv.",
    )
    assert desk.in_force() == {"a.pdf", "b.pdf"}


def test_what_earlier_versions_wrote_of_a_list_is_understood(desk, served):
    desk.list(f"{served['a']},a.pdf", f"{served['b']},b.pdf", header="address,file")
    check(desk)
    for item in desk.workspace.store.watched():
        facts = {**item.facts, "list": str(desk.sources.resolve())}
        desk.workspace.store.put_watched(replace(item, facts=facts))
    desk.list(f"{served['a']},a.pdf", header="address,file")
    assert outcomes(check(desk)) == {"a.pdf": "unchanged", "b.pdf": "unlisted"}
    assert {item.facts["list"] for item in desk.workspace.store.watched()} == {"sources.csv"}
