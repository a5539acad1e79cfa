"""An ingest gives way to whoever searches meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flows.command import run_flow
from typer.testing import CliRunner

from policyscan.cli import app, sources
from policyscan.priority import GIVEN_WAY

pytestmark = pytest.mark.skipif(not hasattr(os, "setpriority"), reason="a system without priorities of processes")


def told(*before: str) -> tuple[int, int]:
    """The priority of a process that has given way after some lines, and of one that it starts then."""
    child = "import os; print(os.getpriority(os.PRIO_PROCESS, 0))"
    lines = ["import os, subprocess, sys", *before, "from policyscan.priority import give_way", "give_way()",
             "print(os.getpriority(os.PRIO_PROCESS, 0), flush=True)",
             f"subprocess.run([sys.executable, '-c', {child!r}], check=True)"]  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    own, started = ran.stdout.split()
    return int(own), int(started)


def test_a_process_gives_way_with_all_that_it_starts() -> None:
    least = max(GIVEN_WAY, os.getpriority(os.PRIO_PROCESS, 0))
    assert told() == (least, least)


def test_one_that_stands_lower_stays_there() -> None:
    assert told("os.setpriority(os.PRIO_PROCESS, 0, 15)") == (15, 15)


def test_ingest_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("policyscan.cli.ingest.give_way", lambda: seen.append("gave way"))
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(app, ["ingest", ".", "--workspace", "ws"])
    assert seen == ["gave way"]


def test_what_the_sources_take_in_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("policyscan.cli.sources.give_way", lambda: seen.append("gave way"))

    def ingest(_: object, **__: object) -> str:
        return f"ingested after {seen}"

    opened: Any = SimpleNamespace(sources=SimpleNamespace(ingest=ingest))
    assert str(sources._ingested(opened, None)) == "ingested after ['gave way']"


def test_a_flow_from_the_command_line_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr("flows.command.give_way", lambda: seen.append("gave way"))

    def flow(**_: object) -> object:
        seen.append("ran")
        return SimpleNamespace(is_completed=lambda: True, result=lambda **_: None, data=None, message="done", name="")

    assert run_flow(flow, str(tmp_path)) == 0
    assert seen == ["gave way", "ran"]
