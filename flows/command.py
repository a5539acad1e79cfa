"""What the flows' command lines share: options, one way to fail, and a rich bar while a flow runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from flows import steps
from policyscan.cli.progress import progress
from policyscan.errors import PolicyScanError
from policyscan.priority import give_way


def common_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that every flow has."""
    parser.add_argument("--workspace", "-w", required=True, help="the folder that keeps all")
    parser.add_argument("--sources", help="the list of sources; by default sources.csv in the workspace")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this document or source")
    parser.add_argument("--no-ocr", action="store_true", help="leave pages without text unread")
    parser.add_argument("--jobs", "-j", type=int, help="documents read at once")
    parser.add_argument(
        "--if-busy", choices=("wait", "skip"), default="wait", help="what to do while another run is on"
    )
    parser.add_argument("--most-failing", type=float, default=0.2, help="share of documents that may fail")


def absolute(path: str | None) -> str | None:
    """A path as it is from every folder; None where there is none."""
    return str(Path(path).absolute()) if path else None


def run_flow(flow: Any, workspace: str, **options: Any) -> int:
    """Run a flow and say how it ended: 0 completed, 1 failed. Other programs go first."""
    give_way()
    with progress() as show, steps.listening(show):
        state = flow(workspace=str(Path(workspace).resolve()), return_state=True, **options)
    answer = state.result(raise_on_failure=False) if state.is_completed() else None
    if isinstance(answer, dict):
        counts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in answer["counts"].items())
        print(f"Run {answer['run']} {answer['state']}: {counts}")
        return 1 if answer["counts"].get("failed") or answer["counts"].get("checks_failed") else 0
    error = state.data if isinstance(state.data, PolicyScanError) else None
    print(error or state.message or state.name, file=sys.stdout if state.is_completed() else sys.stderr)
    return 0 if state.is_completed() else 1
