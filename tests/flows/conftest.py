"""One Prefect server on loopback for all tests of flows, and a way to run a flow as a user does."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.fetch.web import Web

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A Prefect server in a process of its own, with its database in a folder of its own."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self.home = home
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}/api"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "POLICYSCAN_"))},
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "HF_HUB_OFFLINE": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in self.environment.items() if name != "PREFECT_API_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 180
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                    return
            except OSError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.3)
        raise AssertionError("the server did not answer")

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(30)
            self.process = None

    def ask(self, path: str, body: dict[str, object] | None = None) -> object:
        """Post a question to the server's interface."""
        request = urllib.request.Request(
            f"{self.url}/{path}",
            data=json.dumps(body or {}).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def flow_runs(self, **where: object) -> list[dict[str, object]]:
        """Flow runs, newest first."""
        return self.ask("flow_runs/filter", {"sort": "START_TIME_DESC", **where})

    def artifact(self, key: str) -> list[dict[str, object]]:
        """The newest table of that key; the first may come a moment after its run stands in the workspace."""
        newest = {"sort": "CREATED_DESC", "artifacts": {"key": {"any_": [key]}}, "limit": 1}
        end = time.monotonic() + 60
        while not (found := self.ask("artifacts/filter", newest)):
            assert time.monotonic() < end, f"no table {key} was made"
            time.sleep(0.5)
        data = found[0]["data"]
        return json.loads(data) if isinstance(data, str) else data

    def run(self, script: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a flow's script to its end."""
        return subprocess.run(
            [sys.executable, str(ROOT / "flows" / f"{script}.py"), *words],
            capture_output=True,
            text=True,
            timeout=400,
            env={**self.environment, **environment},
            check=False,
            cwd=self.home,
        )


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("prefect"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def web():
    with Web() as found:
        yield found
