"""Rounds: on record from their start, failed where something was lost, told of when they die."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.watch.watch_parts import pdf

from policyscan import notices, open_workspace, rounds
from policyscan.embed import FakeEmbedder
from policyscan.errors import WorkspaceError
from policyscan.model import Checked, CheckReport, IngestReport, Outcome, SourceReport, Watched, WatchReport
from policyscan.model.notices import OPERATOR, Channel, Sent, Subscription, What
from policyscan.rounds import Round
from policyscan.runs import failed_rows, rows_of
from policyscan.telling import tell, tell_of
from policyscan.watch import WatchSettings, accept_volumes, assess, remember_volumes, volumes

SAMPLE = Path(__file__).parent.parent / "corpora" / "sample"


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
    assert tell_of(workspace) == () and told(alerts) == []


def test_a_round_that_breaks_down_is_failed_and_told_of_once(workspace, alerts):
    with pytest.raises(WorkspaceError), Round(workspace, "watch", {}):
        raise WorkspaceError("The disk is full.", fix="Make room.")
    (run,) = workspace.store.runs()
    assert run.summary["faults"] == [{"problem": "The disk is full.", "fix": "Make room."}]
    assert len(told(alerts)) == 1 and "The disk is full." in json.dumps(told(alerts))
    tell_of(workspace)
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
    with Round(workspace, "watch", {}) as turn:
        turn.end(watch=WatchReport(()))
    first, second = workspace.store.runs()
    assert first.summary["state"] == "failed" and "without a word" in first.summary["faults"][0]["problem"]
    assert second.summary["state"] == "completed"
    assert len(told(alerts)) == 1


def test_a_report_that_was_killed_is_found_and_one_that_is_on_is_left_alone(workspace, alerts):
    with Round(workspace, "report", {}, is_writer=False) as turn:
        killed = (
            "import os, sys; from policyscan import open_workspace; from policyscan.rounds import Round; "
            "place = open_workspace(sys.argv[1]); Round(place, 'report', {}, is_writer=False).__enter__(); os._exit(9)"
        )
        folder = workspace.store.folder
        assert subprocess.run([sys.executable, "-c", killed, str(folder)], check=False).returncode == 9
        assert [run.summary["state"] for run in workspace.store.runs()] == ["running"] * 2
        for flow, is_writer in (("watch", True), ("report", False)):
            with Round(workspace, flow, {}, is_writer=is_writer) as later:
                later.end()
        assert [run.summary["state"] for run in workspace.store.runs()] == [
            "running", "failed", "completed", "completed",
        ]  # fmt: skip
        turn.end()
    assert workspace.store.runs()[0].summary["state"] == "completed"
    assert len(told(alerts)) == 1 and "report failed: It ended without a word" in json.dumps(told(alerts))
    assert list(folder.glob("run*.lock")) == []


def test_a_report_of_an_older_version_that_was_killed_is_found(workspace, alerts):
    workspace.store.put_run("2026-01-01T00:00:00+00:00", "", {"flow": "report", "state": "running", "writer": False})
    with Round(workspace, "report", {}, is_writer=False) as turn:
        turn.end()
    assert [run.summary["state"] for run in workspace.store.runs()] == ["failed", "completed"]


def test_a_report_does_not_judge_what_another_run_is_writing(workspace, tmp_path, alerts):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    shutil.copy(SAMPLE / "wexcombe-force-2019.pdf", tmp_path / "a")
    shutil.copy(SAMPLE / "wexcombe-force-2023.pdf", tmp_path / "b")
    workspace.ingest([tmp_path / "a"], ocr=False, jobs=1)
    with open_workspace(tmp_path / "ws", embedder=FakeEmbedder()) as other:
        with workspace.ingesting([tmp_path / "b"], ocr=False, jobs=1) as ingest:
            # Its passages are in the store, and not in the index yet.
            ingest.take(*ingest.sources)
            assert other.index_problems() != ()
            with Round(other, "report", {}, is_writer=False) as turn:
                run = turn.end()
            assert (run.summary["state"], run.summary["faults"]) == ("completed", [])
            assert f"Process {os.getpid()} is writing to" in run.summary["warnings"][0]
        # That one broke off: with nobody writing, it is what it looks like.
        with Round(other, "report", {}, is_writer=False) as turn:
            run = turn.end()
        assert run.summary["state"] == "failed" and told(alerts) == []
        assert tell_of(other) == () and len(told(alerts)) == 1


# --- what is told of a run ------------------------------------------------------------------


def fail(workspace, *rows: CheckReport):
    """A watch of which all fails."""
    with Round(workspace, "watch", {}) as turn:
        return turn.end(watch=WatchReport(rows or (checked("a.pdf", Checked.FAILED, "It is down.", "Wait."),)))


def subscribe(workspace, name: str, **values) -> None:
    code = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + chr(10))"
    command = (sys.executable, "-c", code, str(workspace.store.folder.parent / f"{name}.jsonl"))
    wanted = Subscription(name, what=(What.FAILURES,), command=command, **values)
    notices.add(workspace.store, wanted, now="2026-01-01T00:00:00+00:00")


def heard(workspace, name: str) -> list[list[str]]:
    """Titles of each batch that a subscriber got."""
    return [
        [notice["title"] for notice in batch["notices"]]
        for batch in told(workspace.store.folder.parent / f"{name}.jsonl")
    ]


def test_an_alert_that_cannot_be_made_does_not_hide_the_error(workspace, monkeypatch):
    monkeypatch.setenv("POLICYSCAN_ALERT_COMMAND", "'open")
    with pytest.raises(WorkspaceError, match="The disk is full"), Round(workspace, "watch", {}):
        raise WorkspaceError("The disk is full.", fix="Make room.")
    assert tell_of(workspace) == (
        "operator: POLICYSCAN_ALERT_COMMAND cannot be read (No closing quotation). Fix: Close its quotation marks.",
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("POLICYSCAN_ALERT_COMMAND", "mail 'x", "POLICYSCAN_ALERT_COMMAND cannot be read (No closing quotation)."),
        ("POLICYSCAN_ALERT_WEBHOOK", "ftp://x/", "POLICYSCAN_ALERT_WEBHOOK: The webhook is no http or https address."),
    ],
)
def test_a_channel_that_is_wrong_keeps_back_no_other_and_loses_nothing(
    workspace, alerts, monkeypatch, name, value, problem
):
    good = os.environ["POLICYSCAN_ALERT_COMMAND"]
    subscribe(workspace, "desk")
    monkeypatch.setenv(name, value)
    # A secret is the webhook's matter alone.
    monkeypatch.setenv("POLICYSCAN_ALERT_SECRET", "words")
    fail(workspace)
    assert [line.partition(" Fix:")[0] for line in tell_of(workspace)] == [f"operator: {problem}"]
    assert [len(batch) for batch in heard(workspace, "desk")] == [2]
    assert len(told(alerts)) == (name != "POLICYSCAN_ALERT_COMMAND")
    channel = Channel.COMMAND if name == "POLICYSCAN_ALERT_COMMAND" else Channel.WEBHOOK
    assert notices.standing(workspace.store, OPERATOR)[channel, Sent.WAITING] == 2
    if channel is Channel.COMMAND:
        monkeypatch.setenv(name, good)
        assert tell_of(workspace) == ()
        assert [len(batch["notices"]) for batch in told(alerts)] == [2]


def test_a_run_killed_after_its_end_is_told_of_by_the_next(workspace, alerts):
    subscribe(workspace, "desk")
    fail(workspace)
    # Nothing was told of it; all that the next run knows is what is on record.
    with Round(workspace, "watch", {}) as turn:
        turn.end(watch=WatchReport((checked("a.pdf", Checked.NEW),)))
    for _ in range(2):
        assert tell_of(workspace) == ()
    assert len(told(alerts)) == 1
    assert heard(workspace, "desk") == [
        ["watch failed: None of 1 sources could be used. a.pdf: It is down. Fix: Wait.", "a.pdf failed"]
    ]


def test_a_run_ends_with_its_notices_or_not_at_all(workspace, alerts, monkeypatch):
    def broken(*_: object) -> None:
        raise WorkspaceError("The disk is full.", fix="Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "record_failures", broken)
        with pytest.raises(WorkspaceError):
            fail(workspace)
    assert workspace.store.runs()[0].summary["state"] == "running"
    with Round(workspace, "watch", {}) as turn:
        turn.end(watch=WatchReport(()))
    assert workspace.store.runs()[0].summary["state"] == "failed" and len(told(alerts)) == 1


def test_who_subscribes_to_a_place_hears_of_no_other_places_documents(workspace, tmp_path):
    for name, places in (("wexcombe", ("Wexcombe",)), ("ash", ("ash",)), ("all", ())):
        subscribe(workspace, name, places=places)
    for name in ("a", "b"):
        (tmp_path / f"{name}.pdf").write_bytes(b"no pdf")
    (tmp_path / "c.pdf").write_bytes(pdf())
    rows = "a.pdf,Wexcombe\nb.pdf,Ash\nc.pdf,Ash\nc.pdf,Wexcombe\n"
    (tmp_path / "m.csv").write_text(f"file,place\n{rows}")
    with Round(workspace, "ingest", {}) as turn:
        turn.settings = WatchSettings(most_failing=1.0)
        found = workspace.ingest([], manifest=tmp_path / "m.csv", ocr=False, jobs=1)
        # What is watched, what is listed for two places, and what nobody can place.
        workspace.store.put_watched(Watched("w.pdf", "w.pdf", "https://w.example/", {"place": "Ash"}))
        failed = [checked(name, Checked.FAILED, "Down.") for name in ("w.pdf", "c.pdf", "odd.pdf")]
        turn.end(watch=WatchReport((*failed, checked("good.pdf", Checked.NEW))), ingest=found)
    assert tell_of(workspace) == ()
    titles = {
        name: sorted(title for batch in heard(workspace, name) for title in batch)
        for name in ("wexcombe", "ash", "all")
    }
    assert titles == {
        "wexcombe": ["a.pdf failed", "c.pdf failed", "odd.pdf failed"],
        "ash": ["b.pdf failed", "c.pdf failed", "odd.pdf failed", "w.pdf failed"],
        "all": ["a.pdf failed", "b.pdf failed", "c.pdf failed", "odd.pdf failed", "w.pdf failed"],
    }


def test_whoever_is_told_is_asked_once_a_run(workspace, tmp_path, alerts, monkeypatch):
    """A receiver that is down is asked again at the next run, for the same batch."""
    log = tmp_path / "asked"
    command = [sys.executable, "-c", f"open({str(log)!r}, 'a').write('x'); raise SystemExit(1)"]
    monkeypatch.setenv("POLICYSCAN_ALERT_COMMAND", shlex.join(command))
    notices.add(workspace.store, Subscription("desk", command=tuple(command)), now="2026-01-01T00:00:00+00:00")
    fail(workspace)
    assert len(tell_of(workspace)) == 2 and log.read_text() == "xx"
    assert len(tell_of(workspace)) == 2 and log.read_text() == "xxxx"


def test_what_the_operator_was_refused_is_sent_again_by_name(workspace, alerts):
    fail(workspace)
    for row in workspace.store.notices(OPERATOR):
        workspace.store.put_delivery(row[0], Channel.COMMAND, Sent.UNSURE, "2026-01-01T00:00:00+00:00")
    assert tell_of(workspace) == () and told(alerts) == []
    collected, report = tell(workspace, only=(OPERATOR,), again=True)
    assert (collected.new, report.failed, len(told(alerts))) == ({}, (), 1)


# --- what a run does ------------------------------------------------------------------------


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
    assert run.summary["state"] == "failed" and "2 of 5 documents failed" in run.summary["faults"][0]["problem"]


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
