"""The commands on sources, from an empty folder to a version that a person accepts."""

from __future__ import annotations

import json

import pytest
from tests.watch.watch_parts import pdf
from typer.testing import CliRunner

import policyscan.sources
from policyscan.cli import app
from policyscan.embed import FakeEmbedder
from policyscan.errors import WorkspaceBusy
from policyscan.store import Store


@pytest.fixture
def run(tmp_path, monkeypatch):
    real = policyscan.open_workspace
    monkeypatch.setattr(
        policyscan, "open_workspace", lambda folder, create=False: real(folder, create=create, embedder=FakeEmbedder())
    )
    monkeypatch.chdir(tmp_path)

    def call(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["sources", *words, "--workspace", "ws"])
        assert result.exit_code == code, result.output
        return result.output

    return call


def test_from_an_address_to_an_accepted_version(run, tmp_path):
    (tmp_path / "force.pdf").write_bytes(pdf(10))
    assert run("add", "force.pdf", "--place", "Wexcombe", "--pages", "8-12").startswith(
        "Wexcombe/force.pdf (document, group daily) added to ws/sources.csv"
    )
    assert "Wexcombe/force.pdf: not checked yet" in run("list")
    assert "1 checked: 1 new" in run("check", "--ingest")
    (tmp_path / "force.pdf").write_bytes(pdf(3))
    shown = run("check")
    assert "warned: 3 pages arrived; 8 to 12 are expected." in shown
    assert "policyscan sources accept Wexcombe/force.pdf" in shown
    listed = json.loads(run("list", "--versions", "--format", "json"))
    assert [version["standing"] for version in listed["versions"]] == ["in_force", "held"]
    shown = run("accept", "Wexcombe/force.pdf")
    assert "is in force" in shown and "1 document: 1 new" in shown
    assert "Nothing waits to be accepted" in run("accept", "Wexcombe/force.pdf", code=1)
    assert "1 address watched, 0 waiting for a person" in run("list", "--versions")


def test_a_row_is_added_while_nobody_else_writes(run, tmp_path, monkeypatch):
    real, busy = policyscan.sources.append_entry, []

    def adding(*given):
        with Store.open(tmp_path / "ws") as other, pytest.raises(WorkspaceBusy), other.writing(timeout_seconds=0.0):
            pytest.fail("another could write the list meanwhile")
        busy.append(given)
        return real(*given)

    monkeypatch.setattr(policyscan.sources, "append_entry", adding)
    run("add", "a.pdf", "--place", "Wexcombe")
    run("add", "b.pdf", "--place", "Wexcombe")
    assert len(busy) == 2
    assert len((tmp_path / "ws" / "sources.csv").read_text().splitlines()) == 3


def test_a_failed_source_ends_with_1_and_names_its_fix(run, tmp_path):
    run("add", "gone.pdf", "--file", "gone.pdf")
    shown = run("check", code=1)
    assert "gone.pdf: failed:" in shown and "Fix:" in shown and "1 checked: 1 failed" in shown


def test_no_password_is_shown(run, tmp_path):
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws" / "sources.csv").write_text("address,password\nx.pdf,hunter2\n")
    policyscan.open_workspace(tmp_path / "ws", create=True).close()
    assert "hunter2" not in run("list") and "hunter2" not in run("list", "--format", "json")
    run("check", code=1)
    assert b"hunter2" not in (tmp_path / "ws" / "policyscan.sqlite").read_bytes()


def test_checking_without_a_list_says_how_to_make_one(run):
    assert "Add one: policyscan sources add ADDRESS" in run("check", code=1)


def test_a_check_of_nothing_ends_with_1(run, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    run("add", "a.pdf", "--file", "a.pdf")
    shown = run("check", "--group", "dialy", code=1)
    assert "no source is of the group dialy." in shown and "Fix: Name one of: daily;" in shown
    run("remove", "a.pdf")
    shown = run("check", code=1)
    assert "sources.csv names no source, so nothing was checked." in shown and "1 checked: 1 failed" in shown


def test_what_is_listed_no_more_goes_by_a_word_of_its_own(run, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.pdf").write_bytes(pdf(mark=name))
        run("add", f"{name}.pdf", "--file", f"{name}.pdf")
    run("check", "--ingest")
    listed = tmp_path / "ws" / "sources.csv"
    listed.write_text("".join(line for line in listed.open() if "b.pdf" not in line))
    assert "Fix: If it was withdrawn: policyscan sources withdraw b.pdf" in run("check")
    shown = run("accept", "b.pdf", code=1)
    assert "no list names it any more" in shown and "policyscan sources withdraw b.pdf" in shown
    shown = run("withdraw", "b.pdf")
    assert shown.startswith("b.pdf: withdrawn, and watched no more") and "1 document: 1 unchanged" in shown
    with policyscan.open_workspace(tmp_path / "ws") as place:
        assert [listing.file for listing in place.store.listings()] == ["a.pdf"]


def test_removing_a_source_takes_it_out_of_force(run, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    run("add", "a.pdf", "--file", "a.pdf")
    run("check", "--ingest")
    assert "a.pdf is out of ws/sources.csv; 1 watched before" in run("remove", "a.pdf")
    with policyscan.open_workspace(tmp_path / "ws") as place:
        assert place.store.listings() == () and len(place.store.versions("a.pdf")) == 1
