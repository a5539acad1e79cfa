"""What `flow retry` asks for: what failed and is still there, told apart from what is gone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.flows.conftest import ROOT

from policyscan import open_workspace
from policyscan.embed import FakeEmbedder
from policyscan.errors import QueryError
from policyscan.ingesting import from_paths, from_store
from policyscan.model import Checked, CheckReport, WatchReport
from policyscan.rounds import Round

SAMPLE = ROOT / "corpora" / "sample"
WATCH = {"sources": None, "groups": None, "ingest": True}


@pytest.fixture
def workspace(tmp_path):
    with open_workspace(tmp_path / "ws", create=True, embedder=FakeEmbedder()) as found:
        yield found


@pytest.fixture
def corpus(tmp_path) -> Path:
    """Two files that fail."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"no pdf at all")
    return folder


@pytest.fixture
def retry(workspace, monkeypatch):
    """Retry the last run; gives the exit code and what the flow was asked for, None where it was not run."""
    retrying = pytest.importorskip("flows.retry")
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(retrying, "run_flow", lambda flow, where, **options: asked.append(options) or 0)

    def call() -> tuple[int, Any]:
        asked.clear()
        code = retrying.main(["--workspace", str(workspace.store.folder)])
        return code, asked[0].get("only") if asked else None

    call.asked = asked
    return call


def ingest(workspace, paths: list[Path], manifest: Path | None = None) -> None:
    options = {"paths": [str(path) for path in paths], "manifest": manifest and str(manifest), "sources": None}
    with Round(workspace, "ingest", options) as turn:
        turn.end(ingest=workspace.ingest(paths, manifest=manifest, ocr=False, jobs=1))


def failures(workspace) -> list[str]:
    return [failure.file for failure in workspace.store.failures()]


def watch_failed(workspace, *names: str) -> None:
    rows = [
        CheckReport(name, name, f"https://x.example/{name}", Checked.FAILED, problem="It is down.") for name in names
    ]
    with Round(workspace, "watch", WATCH) as turn:
        turn.end(watch=WatchReport(tuple(rows)))


# --- what was ingested ----------------------------------------------------------------------


def test_what_is_there_is_tried_again_and_what_is_gone_is_said(workspace, corpus, retry, capsys):
    ingest(workspace, [corpus])
    assert retry() == (0, ["a.pdf", "b.pdf"])
    (corpus / "a.pdf").unlink()
    capsys.readouterr()
    assert retry() == (0, ["b.pdf"])
    assert capsys.readouterr().out == "a.pdf is left out: nothing of that name is asked for any more.\n"


def test_a_retry_of_nothing_fails_and_the_whole_forgets_what_is_gone(workspace, corpus, retry, capsys):
    ingest(workspace, [corpus])
    for name in ("a.pdf", "b.pdf"):
        (corpus / name).unlink()
    shutil.copy(SAMPLE / "linden-quay-body-cameras.pdf", corpus)
    assert retry() == (1, None)
    assert capsys.readouterr().err == (
        "Nothing that failed in run 1 is asked for any more: a.pdf, b.pdf.\n"
        "  Fix: Run the flow as a whole: it forgets what is gone.\n"
    )
    assert failures(workspace) == ["a.pdf", "b.pdf"]
    ingest(workspace, [corpus])
    assert failures(workspace) == []


def test_the_rows_of_a_manifest_are_forgotten_with_it_and_no_others(workspace, corpus, tmp_path):
    manifest = tmp_path / "m.csv"
    rows = ["file,place", "corpus/a.pdf,Ash", "corpus/b.pdf,Ash", "gone.pdf,Ash"]
    manifest.write_text("\n".join([*rows, "corpus/a.pdf,Ash,a cell too many"]))
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "other.pdf").write_bytes(b"no pdf")
    ingest(workspace, [tmp_path / "others"])
    ingest(workspace, [], manifest)
    assert failures(workspace) == ["corpus/a.pdf", "corpus/b.pdf", "gone.pdf", "other.pdf"]
    # A part of what was asked for says nothing of the rest.
    with workspace.taking(lambda: from_paths([], manifest).only(["corpus/b.pdf"]), ocr=False, jobs=1) as part:
        part.take_all()
    assert failures(workspace) == ["corpus/a.pdf", "corpus/b.pdf", "gone.pdf", "other.pdf"]
    manifest.write_text("\n".join(rows[:2]))
    ingest(workspace, [], manifest)
    assert failures(workspace) == ["corpus/a.pdf", "other.pdf"]
    (tmp_path / "others" / "other.pdf").unlink()
    shutil.copy(SAMPLE / "linden-quay-body-cameras.pdf", tmp_path / "others")
    ingest(workspace, [tmp_path / "others"])
    assert failures(workspace) == ["corpus/a.pdf"]


def test_a_name_that_nobody_knows_is_refused(workspace, corpus):
    with pytest.raises(QueryError, match=r"There is no document c\.pdf to take in"):
        from_paths([corpus], None).only(["a.pdf", "c.pdf"])
    with pytest.raises(QueryError, match=r"There is no document a\.pdf to take in"):
        from_store(workspace.store, ["a.pdf"])


def test_a_refresh_is_retried_for_what_is_listed(workspace, tmp_path, retry, capsys):
    shutil.copy(SAMPLE / "linden-quay-body-cameras.pdf", tmp_path)
    workspace.ingest([tmp_path / "linden-quay-body-cameras.pdf"], ocr=False, jobs=1)
    rows = WatchReport(
        tuple(CheckReport(name, name, "", Checked.FAILED) for name in ("linden-quay-body-cameras.pdf", "gone.pdf"))
    )
    with Round(workspace, "refresh", {"sources": None}) as turn:
        turn.end(watch=rows)
    assert retry() == (0, ["linden-quay-body-cameras.pdf"])
    assert "gone.pdf is left out" in capsys.readouterr().out


# --- what is watched ------------------------------------------------------------------------


def test_a_row_that_is_gone_does_not_keep_back_the_others(workspace, retry, capsys):
    list_of_all = workspace.store.folder / "sources.csv"
    list_of_all.write_text(
        "address,file,form,kind\nhttps://x.example/a.pdf,a.pdf,,\nhttps://x.example/list,orders,index,\n"
        "https://x.example/b.pdf,b.pdf,,novel\n"
    )
    watch_failed(workspace, "a.pdf", "b.pdf", "gone.pdf", "orders/1.pdf", "ordersheet/2.pdf")
    assert retry() == (0, ["a.pdf", "b.pdf", "orders/1.pdf"])
    assert capsys.readouterr().out.splitlines() == [
        f"{name} is left out: nothing of that name is asked for any more." for name in ("gone.pdf", "ordersheet/2.pdf")
    ]
    list_of_all.write_text("address,file\nhttps://x.example/c.pdf,c.pdf\n")
    assert retry() == (1, None)


def test_a_broken_row_without_a_name_is_retried_once_it_is_corrected(workspace, retry, tmp_path):
    (tmp_path / "force.pdf").write_bytes((SAMPLE / "linden-quay-body-cameras.pdf").read_bytes())
    list_of_all = workspace.store.folder / "sources.csv"
    list_of_all.write_text(f"address,place,kind\n{tmp_path}/force.pdf,Wexcombe,novel\n")
    with Round(workspace, "watch", WATCH) as turn:
        run = turn.end(watch=workspace.sources.check())
    assert [row["document"] for row in run.summary["rows"]] == ["Wexcombe/force.pdf"]
    list_of_all.write_text(f"address,place,kind\n{tmp_path}/force.pdf,Wexcombe,policy\n")
    assert retry() == (0, ["Wexcombe/force.pdf"])
    assert [row.outcome for row in workspace.sources.check(only=["Wexcombe/force.pdf"]).checks] == [Checked.NEW]


def test_a_row_that_went_to_another_group_is_retried_by_its_name(workspace, retry, tmp_path):
    list_of_all = workspace.store.folder / "sources.csv"
    list_of_all.write_text(f"address,file,group\n{tmp_path}/force.pdf,force.pdf,daily\n")
    with Round(workspace, "watch", {**WATCH, "groups": ["daily"]}) as turn:
        turn.end(watch=workspace.sources.check(groups=["daily"]))
    list_of_all.write_text(f"address,file,group\n{tmp_path}/force.pdf,force.pdf,weekly\n")
    assert retry() == (0, ["force.pdf"]) and "groups" not in retry.asked[0]


# --- reports --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.model
def test_a_report_that_failed_is_told_of_and_one_that_went_well_is_not(server, tmp_path):
    workspace, alerts = tmp_path / "ws", tmp_path / "alerts"
    assert (
        server.run("ingest", str(SAMPLE / "linden-quay-body-cameras.pdf"), "-w", str(workspace), "--no-ocr").returncode
        == 0
    )
    telling = {
        "POLICYSCAN_ALERT_COMMAND": f"{sys.executable} -c \"import sys; open('{alerts}', 'a').write(sys.stdin.read())\""
    }
    subscribed = [sys.executable, "-m", "policyscan", "subscriptions", "add", "all", "-w", str(workspace)]
    subprocess.run(subscribed, check=True, env=server.environment, capture_output=True)
    done = server.run("report", "-w", str(workspace), **telling)
    assert done.returncode == 0 and "comparison" in done.stdout and not alerts.exists(), done.stderr
    assert (workspace / "reports" / "digests" / "all.atom").exists()
    for card in (workspace / "index").glob("*/card.json"):
        card.unlink()
    done = server.run("report", "-w", str(workspace), "--no-notify", **telling)
    assert done.returncode == 1 and "Run 3 failed" in done.stderr
    assert [notice["title"].split(":")[0] for notice in json.loads(alerts.read_text())["notices"]] == ["report failed"]
    # Subscribers are told by the next that tells them.
    assert "report failed" not in (workspace / "reports" / "digests" / "all.atom").read_text()
    server.run("report", "-w", str(workspace), **telling)
    assert "report failed" in (workspace / "reports" / "digests" / "all.atom").read_text()
