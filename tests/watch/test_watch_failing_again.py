"""A document that fails is told once, however long it fails; one that recovered and fails again is told again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.fetch.web import Document, Web, status
from tests.watch.watch_parts import Desk, pdf, settings

from policyscan import notices
from policyscan.model.notices import OPERATOR
from policyscan.notices import Operator, Subscription
from policyscan.rounds import Round
from policyscan.store import Store
from policyscan.telling import _summary

Round_ = Callable[..., list[str]]
NOW = "2026-01-02T10:00:00+00:00"


@pytest.fixture
def served(web: Web) -> list[bytes]:
    """Five documents, so that one of them may fail in a run that goes well."""
    found = [pdf(1, mark=str(number)) for number in range(5)]
    for number, data in enumerate(found):
        web.routes[f"/{number}.pdf"] = Document(data)
    return found


@pytest.fixture
def rows(web: Web, served: list[bytes]) -> list[str]:
    return [f"{web.url(f'/{number}.pdf')},d{number}.pdf,Wexcombe" for number in range(len(served))]


@pytest.fixture
def flow(desk: Desk, rows: list[str], monkeypatch: pytest.MonkeyPatch) -> Round_:
    """A run of the flow; the names that it tells the operator of."""
    monkeypatch.setenv("POLICYSCAN_ALERT_COMMAND", "true")
    desk.list(*rows)

    def call(**asked: object) -> list[str]:
        store = desk.workspace.store
        before = len(store.notices(OPERATOR))
        with store.writing(), Round(desk.workspace, "watch", {}) as turn:
            with desk.workspace.sources.watching(settings=settings(), **asked) as watch:
                checked = watch.run()
            run = turn.end(watch=checked, ingest=desk.workspace.sources.ingest(ocr=False, jobs=1))
        assert run.summary["state"] == "completed", run.summary["faults"]
        return [row[3]["document"] for row in store.notices(OPERATOR)[before:]]

    assert call() == []
    return call


def test_a_check_that_fails_is_told_once_for_each_time_it_began(
    web: Web, served: list[bytes], flow: Round_, desk: Desk
) -> None:
    for _ in range(3):
        web.routes["/3.pdf"] = status(404)
        assert flow() == ["d3.pdf"]
        assert flow() == flow() == []
        # Asked for alone, or among others, it is the same streak.
        assert flow(only=["d1.pdf"]) == []
        desk.workspace.sources.ingest(ocr=False, jobs=1)
        assert flow(groups=["daily"]) == []
        web.routes["/3.pdf"] = Document(served[3])
        assert flow() == []


def test_what_recovered_without_a_flow_and_fails_again_is_told(
    web: Web, served: list[bytes], flow: Round_, desk: Desk
) -> None:
    web.routes["/3.pdf"] = status(404)
    assert flow() == ["d3.pdf"]
    web.routes["/3.pdf"] = Document(served[3])
    assert desk.check()[0]["d3.pdf"] == "unchanged"
    web.routes["/3.pdf"] = status(404)
    assert flow() == ["d3.pdf"] and flow() == []


def test_another_problem_within_a_streak_is_told_once(web: Web, flow: Round_) -> None:
    for code, told in ((404, ["d3.pdf"]), (500, ["d3.pdf"]), (404, []), (500, [])):
        web.routes["/3.pdf"] = status(code)
        assert flow() == told


def test_a_document_that_cannot_be_read_again_is_told_again(desk: Desk, flow: Round_) -> None:
    store = desk.workspace.store
    (good,) = [item.in_force for item in store.watched() if item.name == "d3.pdf"]
    path = store.blob_path(good)
    data = path.read_bytes()
    for _ in range(2):
        path.write_bytes(data[:-7] + b"1" + data[-6:])
        assert flow(only=["d1.pdf"]) == ["d3.pdf"]
        assert flow(only=["d1.pdf"]) == []
        path.write_bytes(data)
        assert flow(only=["d1.pdf"]) == []


@pytest.mark.parametrize(
    "broken", ["https://x.example/x.pdf,x.pdf,,novel", ",x,,,", "https://x.example/x.pdf,x,,,,,,,,more"]
)
def test_a_row_that_is_broken_again_is_told_again(desk: Desk, rows: list[str], flow: Round_, broken: str) -> None:
    for _ in range(2):
        desk.list(*rows, broken)
        assert len(flow()) == 1 and flow() == flow(groups=["daily"]) == []
        desk.list(*rows)
        assert flow(groups=["daily"]) == []


def test_a_followed_document_that_went_and_fails_again_is_told_again(
    web: Web, desk: Desk, rows: list[str], flow: Round_, tmp_path: Path
) -> None:
    box = tmp_path / "box"
    box.mkdir()
    (box / "good.pdf").write_bytes(pdf(2))
    desk.list(*rows, f"{box},box,Wexcombe,folder")
    assert flow() == []
    for _ in range(2):
        (box / "bad.pdf").write_bytes(b"no pdf")
        assert flow() == ["box/bad.pdf"] and flow() == []
        (box / "bad.pdf").unlink()
        assert flow() == []


def test_two_lists_in_turn_break_no_streak_of_one_another(web: Web, desk: Desk, rows: list[str], flow: Round_) -> None:
    def check(name: str) -> list[int]:
        report = desk.workspace.sources.check(desk.folder / name, settings=settings())
        return [row.streak for row in report.checks if row.streak]

    web.routes["/3.pdf"] = status(404)
    (desk.folder / "other.csv").write_text(f"address,file\n{web.url('/1.pdf')},d0.pdf\n")
    assert [check(name) for name in ("sources.csv", "other.csv") * 3] == [[1], [1]] * 3


# --- workspaces from before ----------------------------------------------------------------------


def make_old(store: Store) -> None:
    """Turn the store into one in which no streaks were counted."""
    for statement in (
        "DROP TABLE streaks",
        "DROP TRIGGER listings_removed",
        "DROP TABLE removals",
        "PRAGMA user_version = 4",
    ):
        store._database.run(statement)


def test_what_fails_while_a_workspace_is_brought_up_to_date_is_not_told_anew(
    web: Web, served: list[bytes], desk: Desk, rows: list[str], flow: Round_
) -> None:
    store = desk.workspace.store
    web.routes["/3.pdf"] = status(404)
    for name in ("d3.pdf", "x.pdf"):
        desk.list(*rows, *(["https://x.example/x.pdf,x.pdf,,novel"] if name == "x.pdf" else []))
        flow()
        if name == "d3.pdf":
            web.routes["/3.pdf"] = Document(served[3])
    # As it was told then: by document and problem alone.
    store._database.run("DELETE FROM notices")
    for run in store.runs():
        told = _summary(run)
        for row in told["failed"]:
            del row["streak"]
        notices.record_failures(store, told, operator=Operator(command="true"), now=NOW)
    assert [row[3]["document"] for row in store.notices(OPERATOR)] == ["d3.pdf", "x.pdf"]
    make_old(store)
    desk.workspace.close()
    # Brought up to date with one document that fails, and one that had recovered.
    desk.workspace = type(desk)(desk.folder).workspace
    assert flow() == flow() == []
    desk.list(*rows)
    assert flow() == []
    desk.list(*rows, "https://x.example/x.pdf,x.pdf,,novel")
    assert flow() == ["x.pdf"] and flow() == []
    desk.list(*rows)
    web.routes["/3.pdf"] = status(404)
    assert flow() == ["d3.pdf"] and flow() == []


def test_a_streak_counts_up_and_one_from_before_has_no_number(tmp_path: Path) -> None:
    with Store.open(tmp_path, create=True) as store:
        rows = [
            {"document": name, "stage": "check", "outcome": outcome}
            for name, outcome in (("a", "failed"), ("b", "new"))
        ]
        store.put_run(NOW, NOW, {"flow": "watch", "rows": rows})
        store.put_run(NOW, NOW, {"flow": "ingest", "rows": [{**rows[0], "stage": "ingest", "outcome": "new"}]})
        store.put_run(NOW, NOW, {"state": "running"})
        make_old(store)
    with Store.open(tmp_path) as store:
        assert store.streaks("check", "any.csv") == ("a",) and store.streaks("ingest") == ()
        assert [store.begin_streak("check", name, "any.csv") for name in "aab"] == [0, 0, 1]
        store.end_streaks("check", ["a", "b", "c"], "any.csv")
        assert [store.begin_streak("check", name, "any.csv") for name in "aab"] == [1, 1, 2]
        # Another list's document of that name is another.
        assert store.begin_streak("check", "b", "other.csv") == 1
        store.end_streaks("check", ["b"], "other.csv")
        assert store.streaks("check", "any.csv") == ("a", "b") and store.streaks("check", "other.csv") == ()


def test_a_subscriber_is_told_again_as_the_operator_is(tmp_path: Path) -> None:
    run = {"id": "r", "flow": "watch", "state": "completed", "failed": [{"file": "a.pdf", "problem": "It is down."}]}
    with Store.open(tmp_path, create=True) as store:
        notices.add(store, Subscription("s", what=("failures",)), now=NOW)
        for streak, told in (("check 1", 1), ("check 1", 0), ("check 2", 1), ("ingest 2", 1), ("check 1", 0), ("", 1)):
            run["failed"][0]["streak"] = streak
            assert len(notices.record_failures(store, run, now=NOW)) == told
