"""Rounds: on record from their start, failed where something was lost, told of when they die."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest
from tests.watch.watch_parts import pdf

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import WorkspaceError
from policyscan.model import Checked, CheckReport, IngestReport, Outcome, SourceReport, WatchReport
from policyscan.rounds import Round
from policyscan.runs import failed_rows, rows_of
from policyscan.telling import tell_of
from policyscan.watch import WatchSettings, accept_volumes, assess, remember_volumes, volumes


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as found:
        yield found


@pytest.fixture
def alerts(tmp_path, monkeypatch) -> Path:
    """A file to which the operator's command writes each alert."""
    file = tmp_path / "alerts.jsonl"
    script = f"import sys; open({str(file)!r}, 'a').write(sys.stdin.read().replace(chr(10), ' ') + chr(10))"
    monkeypatch.setenv("POLICYSCAN_ALERT_COMMAND", shlex.join([sys.executable, "-c", script]))
    return file


def told(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def checked(name: str, outcome: Checked, problem: str = "", fix: str = "") -> CheckReport:
    return CheckReport(name, name, f"https://a.example/{name}", outcome, problem=problem, fix=fix)


def ingested(*rows: SourceReport) -> IngestReport:
    return IngestReport(rows, 0, 0, 0, 0, 0, 1.0)


def test_a_round_is_on_record_from_its_start_and_ends_completed(workspace, alerts):
    with Round(workspace, "watch", {"groups": None}) as turn:
        (running,) = workspace.store.runs()
        assert (running.summary["state"], running.finished) == ("running", "")
        run = turn.end(watch=WatchReport((checked("a.pdf", Checked.NEW),)))
    assert (run.summary["state"], run.number) == ("completed", 1) and run.finished
    assert workspace.store.runs() == (run,)
    assert tell_of(workspace, run) == () and told(alerts) == []


def test_a_round_that_breaks_down_is_failed_and_told_of_once(workspace, alerts):
    with pytest.raises(WorkspaceError), Round(workspace, "watch", {}):
        raise WorkspaceError("The disk is full.", fix="Make room.")
    (run,) = workspace.store.runs()
    assert run.summary["faults"] == [{"problem": "The disk is full.", "fix": "Make room."}]
    assert len(told(alerts)) == 1 and "The disk is full." in json.dumps(told(alerts))
    tell_of(workspace, run)
    assert len(told(alerts)) == 1


@pytest.mark.parametrize(
    ("error", "said"), [(KeyboardInterrupt(), "It was interrupted."), (ValueError("odd"), "ValueError: odd")]
)
def test_a_round_that_is_interrupted_is_failed(workspace, alerts, error, said):
    with pytest.raises(type(error)), Round(workspace, "watch", {}):
        raise error
    assert said in workspace.store.runs()[0].summary["faults"][0]["problem"] and len(told(alerts)) == 1


def test_a_round_whose_process_was_killed_is_told_of_by_the_next(workspace, alerts):
    Round(workspace, "watch", {}).__enter__()
    Round(workspace, "report", {}, is_writer=False).__enter__()
    with Round(workspace, "watch", {}) as turn:
        turn.end(watch=WatchReport(()))
    first, report, second = workspace.store.runs()
    assert first.summary["state"] == "failed" and "without a word" in first.summary["faults"][0]["problem"]
    # One that holds no lock may still be on.
    assert report.summary["state"] == "running" and second.summary["state"] == "completed"
    assert len(told(alerts)) == 1


def test_an_alert_that_cannot_be_made_does_not_hide_the_error(workspace, monkeypatch):
    monkeypatch.setenv("POLICYSCAN_ALERT_COMMAND", "'open")
    with pytest.raises(WorkspaceError, match="The disk is full"), Round(workspace, "watch", {}):
        raise WorkspaceError("The disk is full.", fix="Make room.")
    assert any("POLICYSCAN_ALERT_COMMAND" in line for line in tell_of(workspace, workspace.store.runs()[0]))


def test_a_row_says_what_was_done_or_why_nothing_was(workspace):
    watch = WatchReport(
        (
            checked("changed.pdf", Checked.CHANGED),
            checked("down.pdf", Checked.FAILED, "It is down.", "Wait."),
            checked("same.pdf", Checked.UNCHANGED),
            checked("held.pdf", Checked.WARNED, "Too short.", "Look."),
            checked("torn.pdf", Checked.NEW),
        )
    )
    ingest = ingested(
        SourceReport("changed.pdf", Outcome.NEW, pages=3),
        SourceReport("down.pdf", Outcome.UNCHANGED),
        SourceReport("held.pdf", Outcome.UNCHANGED),
        SourceReport("torn.pdf", Outcome.FAILED, problem="Torn.", fix="Mend.", fault="broken"),
        SourceReport("folder.pdf", Outcome.REFRESHED),
    )
    rows = {row.document: (row.stage, row.outcome, row.problem, row.fault) for row in rows_of(watch, ingest)}
    assert rows == {
        "changed.pdf": ("ingest", "changed", "", ""),
        "down.pdf": ("check", "failed", "It is down.", ""),
        "folder.pdf": ("ingest", "refreshed", "", ""),
        "held.pdf": ("check", "warned", "Too short.", ""),
        "same.pdf": ("check", "unchanged", "", ""),
        "torn.pdf": ("ingest", "failed", "Torn.", "broken"),
    }
    with Round(workspace, "watch", {}) as turn:
        run = turn.end(watch=watch, ingest=ingest)
    assert [row["document"] for row in failed_rows(run)] == ["down.pdf", "torn.pdf"]
    assert run.summary["state"] == "failed" and "2 of 6 documents failed" in run.summary["faults"][0]["problem"]


@pytest.mark.parametrize(("failing", "is_good"), [(2, True), (3, False)])
def test_so_many_documents_may_fail_and_no_more(workspace, failing, is_good):
    rows = [
        SourceReport(f"{n}.pdf", Outcome.FAILED if n < failing else Outcome.NEW, problem=f"{n}.pdf: torn", fix="Mend.")
        for n in range(10)
    ]
    health = assess(workspace.store, WatchSettings(most_failing=0.2), ingest=ingested(*rows))
    assert health.is_good is is_good
    if not is_good:
        assert health.faults == (("3 of 10 documents failed; at most 20% may. 0.pdf: torn", "Mend."),)


def test_indexes_that_disagree_fail_a_round(workspace, tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    with Round(workspace, "ingest", {}) as turn:
        run = turn.end(ingest=workspace.ingest([tmp_path / "a.pdf"], ocr=False, jobs=1))
    assert run.summary["state"] == "completed"
    for card in (tmp_path / "ws" / "index").glob("*/card.json"):
        card.write_text(card.read_text().replace('"count"', '"kount"'))
    workspace.forget_index()
    with Round(workspace, "ingest", {}) as turn:
        run = turn.end(ingest=ingested())
    assert run.summary["state"] == "failed"


def test_half_the_text_of_a_place_is_missed_until_it_is_accepted(workspace, tmp_path):
    for name, pages in (("long", 20), ("short", 2)):
        (tmp_path / f"{name}.pdf").write_bytes(pdf(pages, mark=name))
    (tmp_path / "m.csv").write_text("file,place,country\nlong.pdf,Ash,XA\nshort.pdf,Ash,XA\n")
    files = [tmp_path / "long.pdf", tmp_path / "short.pdf"]
    workspace.ingest(files, manifest=tmp_path / "m.csv", ocr=False, jobs=1)
    remember_volumes(workspace.store)
    assert list(volumes(workspace.store)) == ["Ash, XA"]
    long = next(listing.id for listing in workspace.store.listings() if listing.file == "long.pdf")
    workspace.store.mark_removed([long])
    health = assess(workspace.store, WatchSettings())
    assert len(health.faults) == 1 and health.faults[0][1].endswith("policyscan sources accept --place 'Ash, XA'")
    accept_volumes(workspace.store, ["Ash"])
    assert assess(workspace.store, WatchSettings()).is_good
