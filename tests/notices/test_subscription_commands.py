"""The commands, on a small workspace."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from notices_samples import CALM, HOLDS, put, searching
from typer.testing import CliRunner

from policyscan.cli.subscriptions import app
from policyscan.errors import QueryError
from policyscan.store import Store
from policyscan.workspace import Workspace


@pytest.fixture
def workspace(store: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    put(store, "old.pdf", CALM)
    put(store, "osterly.pdf", HOLDS, place="Osterly")
    monkeypatch.delenv("POLICYSCAN_ALLOW_PRIVATE", raising=False)
    return store.folder


def run(workspace: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--workspace", str(workspace)])


def listed(workspace: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(workspace, "list", "--format", "json").output)
    return found


def test_from_adding_to_removing(store: Store, workspace: Path) -> None:
    added = run(workspace, "add", "wexcombe", "--place", "wexcombe")
    assert (added.exit_code, added.output) == (
        0, "wexcombe is kept: 0 notices to send, what else is here is known.\n",
    )  # fmt: skip
    put(store, "new.pdf", HOLDS, title="Holds")
    assert run(workspace, "preview", "wexcombe").output == (
        "Wexcombe: new policy: Holds\n  Holds, 1 page\n1 notice to send\n"
    )
    first = run(workspace, "send")
    assert first.exit_code == 0
    assert "wexcombe: 1 new notice\n" in first.output
    files = {path.name for path in (workspace / "notices").iterdir()}
    assert files >= {"wexcombe.atom", "wexcombe.md", "wexcombe.html"}
    assert run(workspace, "send").output == "wexcombe: 0 new notices\n"
    assert run(workspace, "remove", "wexcombe").exit_code == 0
    assert "No subscription yet" in run(workspace, "list").output


def test_a_real_command_is_run_with_the_notices(store: Store, workspace: Path, tmp_path: Path) -> None:
    got = tmp_path / "got.json"
    code = f"import sys, pathlib; pathlib.Path({str(got)!r}).write_text(sys.stdin.read())"
    run(workspace, "add", "all", "--command", f'"{sys.executable}" -c "{code}"', "--no-feed", "--no-digest")
    put(store, "new.pdf", HOLDS)
    assert "all: 1 notice sent by command\n" in run(workspace, "send", "all").output
    assert [notice["document"] for notice in json.loads(got.read_text())["notices"]] == ["new.pdf"]
    assert listed(workspace)[0]["deliveries"] == {"command": {"sent": 1}}
    assert not (workspace / "notices").exists()


def test_what_cannot_be_sent_fails_the_command_and_is_listed(store: Store, workspace: Path) -> None:
    run(workspace, "add", "all", "--webhook", "http://127.0.0.1:9/secret-path", "--no-digest")
    put(store, "new.pdf", HOLDS)
    result = run(workspace, "send")
    assert result.exit_code == 1
    assert "all: 1 notice by webhook failed. 127.0.0.1 is not on the open internet" in result.output
    assert listed(workspace)[0]["deliveries"] == {"webhook": {"failed": 1}}
    assert "secret-path" not in run(workspace, "list").output


def test_what_is_in_doubt_is_listed_with_its_way_out(store: Store, workspace: Path) -> None:
    run(workspace, "add", "all", "--webhook", "https://x.example/", "--no-digest")
    store.put_notice("n", "all", "match", {"title": "t", "place": "", "text": ""}, "2026-01-01T00:00:00+00:00")
    store.put_delivery("n", "webhook", "unsure", "2026-01-01T00:00:00+00:00")
    assert "webhook: 1 unsure\n    To send them again: policyscan subscriptions send all --again\n" in (
        run(workspace, "list").output
    )


def test_files_go_where_they_are_asked_to(workspace: Path, tmp_path: Path) -> None:
    run(workspace, "add", "all")
    run(workspace, "send", "--to", str(tmp_path / "feeds"))
    assert [path.name for path in (tmp_path / "feeds").iterdir()] == ["all.atom"]


def test_what_is_told_when_nothing_else_is_asked(
    store: Store, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "search", lambda self, query, **options: searching(self.store)(query, **options))
    for words in (("plain",), ("measured", "--measure", "ban-chokeholds"), ("asked", "--query", "neck")):
        assert run(workspace, "add", *words).exit_code == 0
    assert {row["name"]: row["what"] for row in listed(workspace)} == {
        "asked": ["matches", "failures"],
        "measured": ["changes", "documents", "matches", "expiries", "failures"],
        "plain": ["changes", "documents", "expiries", "failures"],
    }
    put(store, "new.pdf", "No neck may be held.")
    assert run(workspace, "preview", "asked").output == (
        "Wexcombe: new words on “neck”\n  No neck may be held.\n1 notice to send\n"
    )


def test_a_query_that_cannot_be_understood_keeps_no_subscription(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(*_: object, **__: object) -> None:
        raise QueryError("the query is empty", fix="write words")

    monkeypatch.setattr(Workspace, "search", search)
    assert isinstance(run(workspace, "add", "asked", "--query", '""').exception, QueryError)
    assert listed(workspace) == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("add", "a", "--place", "Wexcomb"), "There is no place 'Wexcomb' here"),
        (("add", "a", "--measure", "ban-chokehold"), "There is no measure 'ban-chokehold' here"),
        (("add", "a", "--webhook", "ftp://x.example/"), "The webhook is no http or https address."),
        (("add", "A b"), "'A b' is no name for a subscription: it becomes the name of files."),
        (("add", "a", "--command", "mail 'me"), "The command cannot be read (No closing quotation)."),
        (("add", "a", "--what", "matches"), "There is nothing to match."),
        (("add", "a", "--secret-env", "KEY"), "A secret signs what a webhook gets, and there is none."),
        (("add", "a", "--webhook", "https://x.example/", "--secret-env", "s3cret!"),
         "The secret's variable is not the name of an environment variable."),
        (("remove", "a"), "There is no subscription 'a' here."),
        (("preview", "a"), "There is no subscription 'a' here."),
        (("send", "a"), "There is no subscription 'a' here."),
        (("send", "--again"), "What may have been sent already is sent again for one subscription only."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(workspace: Path, words: tuple[str, ...], problem: str) -> None:
    error = run(workspace, *words).exception
    assert isinstance(error, QueryError)
    assert error.problem == problem
    assert listed(workspace) == []
