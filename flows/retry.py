"""Do again what failed in a run, and nothing else.

python flows/retry.py RUN --workspace DIR
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from policyscan.flow_files import bind

bind(Path(__file__).resolve().parent)

from flows.command import run_flow
from policyscan import open_workspace
from policyscan.errors import PolicyScanError, QueryError
from policyscan.ingesting import from_paths
from policyscan.runs import COMPLETED, failed_rows, find
from policyscan.store import Run
from policyscan.workspace import Workspace


def main(arguments: list[str] | None = None) -> int:
    """Run the flow of an earlier run on its failed documents; 1 where it failed again, or none of them is left."""
    parser = argparse.ArgumentParser(prog="retry", description="Do again what failed in a run.")
    parser.add_argument("run", type=int, nargs="?", help="the run's number; the last one without it")
    parser.add_argument("--workspace", "-w", required=True, help="the folder that keeps all")
    given = parser.parse_args(arguments)
    try:
        with open_workspace(given.workspace) as place:
            run = find(place.store, given.run)
            failed, gone = _left(place, run)
    except PolicyScanError as error:
        print(error, file=sys.stderr)
        return 1
    if not failed and run.summary["state"] == COMPLETED:
        print(f"Run {run.number} has no failed document.")
        return 0
    for name in gone:
        print(f"{name} is left out: nothing of that name is asked for any more.")
    # A run that failed as a whole, and not by its documents, is done again as a whole.
    options = dict(run.summary["options"])
    if failed:
        options["only"] = failed
        # What is tried again by its name may be of another group by now.
        options.pop("groups", None)
    name = run.summary["flow"]
    flow = getattr(importlib.import_module(f"flows.{name}"), name)
    return run_flow(flow, given.workspace, **options)


def _left(place: Workspace, run: Run) -> tuple[list[str], list[str]]:
    """The documents that failed in a run: those that can be tried again, and those that are gone since."""
    name = run.summary.get("flow")
    if name not in _NAMES:
        raise QueryError(
            f"Run {run.number} is one of '{name}', which has no documents of its own.", fix="Run that flow again."
        )
    failed = [row["document"] for row in failed_rows(run)]
    left = _NAMES[name](place, run.summary["options"], failed) if failed else []
    if failed and not left:
        raise QueryError(
            f"Nothing that failed in run {run.number} is asked for any more: {', '.join(failed)}.",
            fix="Run the flow as a whole: it forgets what is gone.",
        )
    return left, [file for file in failed if file not in left]


def _watched(place: Workspace, options: dict[str, Any], failed: list[str]) -> list[str]:
    listed = place.sources.listed(options["sources"])
    rows = {entry.name for entry in listed.entries}
    # What a followed list names stands below the list's own name.
    below = tuple(f"{row}/" for row in rows)
    rows |= {failure.file for failure in listed.failures}
    return [file for file in failed if file in rows or file.startswith(below)]


def _taken_in(place: Workspace, options: dict[str, Any], failed: list[str]) -> list[str]:
    paths, manifest = options["paths"], options["manifest"]
    intake = from_paths(paths or [], manifest) if paths or manifest else place.sources.intake(options["sources"])
    return [file for file in failed if file in intake.files]


def _listed(place: Workspace, _: dict[str, Any], failed: list[str]) -> list[str]:
    listed = {listing.file for listing in place.store.listings()}
    return [file for file in failed if file in listed]


# How what failed is found again that each flow can be asked for by name.
_NAMES = {"watch": _watched, "ingest": _taken_in, "refresh": _listed}


if __name__ == "__main__":
    raise SystemExit(main())
