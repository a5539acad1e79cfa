"""The command line on a workspace that answers from a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_fakes import FakeWorkspace
from typer.testing import CliRunner

import policyscan
from policyscan.cli import app


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch) -> FakeWorkspace:
    fake = FakeWorkspace()

    def open_workspace(folder: Path, *, create: bool = False) -> FakeWorkspace:
        fake.calls.append(("open", Path(folder), create))
        return fake

    monkeypatch.setattr(policyscan, "open_workspace", open_workspace, raising=False)
    monkeypatch.delenv("POLICYSCAN_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return fake


@pytest.fixture
def run(workspace: FakeWorkspace) -> Callable[..., Any]:
    """Call a command as the command line does."""

    def call(*words: str) -> Any:
        return CliRunner().invoke(app, list(words))

    return call
