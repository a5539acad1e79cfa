"""Read again what a change of rules, models or programs affects, from the originals in the workspace.

python flows/refresh.py --workspace DIR
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from prefect import flow

# A script finds its neighbours, in a checkout and in an installed package alike.
sys.path.append(str(Path(__file__).resolve().parent.parent))

from flows import steps
from flows.command import command, common_options
from policyscan import open_workspace
from policyscan.errors import WorkspaceBusy
from policyscan.ingesting import from_store
from policyscan.rounds import Round
from policyscan.watch import WatchSettings


@flow(name="policyscan-refresh", log_prints=False, validate_parameters=False, task_runner=steps.runner())
def refresh(
    workspace: str,
    ocr: bool = True,
    jobs: int | None = None,
    only: list[str] | None = None,
    if_busy: str = "wait",
    most_failing: float = 0.2,
) -> Any:
    """Bring every listed document up to date: only the stages that are stale are done."""
    with open_workspace(workspace, create=False) as place:
        try:
            with steps.alone(place, if_busy):
                turn = Round(place, "refresh", WatchSettings(most_failing=most_failing), {"ocr": ocr})
                report = steps.ingest_all(place, from_store(place.store, only), ocr=ocr, jobs=jobs or steps.jobs())
                return steps.ended(turn.end(ingest=report))
        except WorkspaceBusy as error:
            if if_busy == "skip":
                return steps.skipped(error)
            raise


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from the command line; 1 where the run failed."""
    parser = argparse.ArgumentParser(prog="refresh", description="Bring a workspace up to date, as a Prefect flow.")
    common_options(parser)
    given = parser.parse_args(arguments)
    return command(
        refresh,
        given,
        ocr=not given.no_ocr,
        jobs=given.jobs,
        only=given.only,
        if_busy=given.if_busy,
        most_failing=given.most_failing,
    )


if __name__ == "__main__":
    raise SystemExit(main())
