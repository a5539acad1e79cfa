"""Do again what failed in a run, and nothing else.

python flows/retry.py RUN --workspace DIR
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from policyscan.flow_files import bind

bind(Path(__file__).resolve().parent)

from flows.command import run_flow
from policyscan import open_workspace
from policyscan.errors import PolicyScanError, QueryError
from policyscan.runs import COMPLETED, failed_rows, find
from policyscan.store import Run


def main(arguments: list[str] | None = None) -> int:
    """Run the flow of an earlier run on its failed documents; 1 where it failed again."""
    parser = argparse.ArgumentParser(prog="retry", description="Do again what failed in a run.")
    parser.add_argument("run", type=int, nargs="?", help="the run's number; the last one without it")
    parser.add_argument("--workspace", "-w", required=True, help="the folder that keeps all")
    given = parser.parse_args(arguments)
    try:
        with open_workspace(given.workspace) as place:
            run = find(place.store, given.run)
        failed = [row["document"] for row in failed_rows(run)]
        _check(run)
    except PolicyScanError as error:
        print(error, file=sys.stderr)
        return 1
    if not failed and run.summary["state"] == COMPLETED:
        print(f"Run {run.number} has no failed document.")
        return 0
    # A run that failed as a whole, and not by its documents, is done again as a whole.
    only = {"only": failed} if failed else {}
    name = run.summary["flow"]
    flow = getattr(importlib.import_module(f"flows.{name}"), name)
    return run_flow(flow, given.workspace, **run.summary["options"], **only)


def _check(run: Run) -> None:
    if run.summary.get("flow") not in {"watch", "ingest", "refresh"}:
        raise QueryError(
            f"Run {run.number} is one of '{run.summary.get('flow')}', which has no documents of its own.",
            fix="Run that flow again.",
        )


if __name__ == "__main__":
    raise SystemExit(main())
