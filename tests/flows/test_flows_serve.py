"""A Prefect server that is started for real: schedules, artifacts, a restart, and a database that is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
import yaml
from tests.flows.conftest import ROOT, Server, free_port
from tests.watch.watch_parts import pdf

from policyscan import open_workspace

pytestmark = [pytest.mark.slow, pytest.mark.model]


class Serving:
    """`policyscan flow serve` in a process group of its own."""

    def __init__(self, server: Server, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "policyscan", "flow", "serve", *words],
            env={**server.environment, "PREFECT_RUNNER_POLL_FREQUENCY": "1"},
            cwd=server.home,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(30)


def await_runs(workspace, number: int, serving: Serving) -> list[dict[str, object]]:
    """Wait until so many runs are on record in the workspace."""
    end = time.monotonic() + 150
    while time.monotonic() < end:
        assert serving.process.poll() is None, "serving ended"
        if (workspace / "policyscan.sqlite").exists():
            with open_workspace(workspace) as place:
                found = [run for run in place.store.runs() if run.finished]
            if len(found) >= number:
                return [run.summary for run in found]
        time.sleep(0.5)
    raise AssertionError(f"{number} runs were not made in time")


def await_completed(server: Server) -> dict[str, object]:
    """Wait until the server knows of a completed run: it hears of it after the workspace does."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        runs = server.flow_runs(flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}})
        if runs:
            return runs[0]
        time.sleep(0.3)
    raise AssertionError("the server heard of no completed run")


def test_a_scheduled_deployment_runs_survives_a_restart_and_a_lost_database(tmp_path):
    workspace, sources, file = tmp_path / "ws", tmp_path / "sources.csv", tmp_path / "prefect.yaml"
    (tmp_path / "a.pdf").write_bytes(pdf())
    sources.write_text(f"address,place\n{tmp_path}/a.pdf,Wexcombe\n")
    file.write_text(
        yaml.safe_dump(
            {
                "deployments": [
                    {
                        "name": "often",
                        "entrypoint": "flows/watch.py:watch",
                        "parameters": {"workspace": "elsewhere", "ocr": False, "if_busy": "skip"},
                        "schedules": [{"interval": 10}],
                    }
                ]
            }
        )
    )
    words = ("--workspace", str(workspace), "--sources", str(sources), "--file", str(file))
    server = Server(tmp_path / "prefect", free_port())
    server.start()
    try:
        with Serving(server, *words) as serving:
            first = await_runs(workspace, 1, serving)[0]
            assert (first["state"], first["counts"]["parsed"]) == ("completed", 1)
            assert [row["outcome"] for row in server.artifact("policyscan-watch")] == ["new"]
            assert await_completed(server)["auto_scheduled"]
            # The server goes and comes back with its database: the schedule goes on.
            server.stop()
            server.start()
            before = len(await_runs(workspace, 1, serving))
            later = await_runs(workspace, before + 1, serving)
            assert later[-1]["state"] == "completed" and later[-1]["counts"]["parsed"] == 0
        # Its database is lost: the workspace knows all that it knew.
        server.stop()
        shutil.rmtree(server.home)
        server.home.mkdir()
        with open_workspace(workspace) as place:
            known = sum(1 for run in place.store.runs() if run.finished)
            content = place.store.listings()
        server.start()
        with Serving(server, *words) as serving:
            again = await_runs(workspace, known + 1, serving)
            assert again[-1]["state"] == "completed" and again[-1]["counts"]["parsed"] == 0
        with open_workspace(workspace) as place:
            assert place.store.listings() == content and place.store.check() == ()
    finally:
        server.stop()


def test_the_deployments_of_the_project_name_flows_and_parameters_that_exist():
    import importlib
    import inspect

    for item in yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]:
        path, _, name = item["entrypoint"].partition(":")
        flow = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
        assert set(item["parameters"]) <= set(inspect.signature(flow.fn).parameters), item["name"]
        assert item["schedules"]
