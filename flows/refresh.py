"""Read again what a change of rules, models or programs affects, from the originals in the workspace.

python flows/refresh.py --workspace DIR
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from policyscan.flow_files import bind

bind(Path(__file__).resolve().parent)

from prefect import flow

from flows import steps
from flows.command import absolute, common_options, run_flow
from policyscan.ingesting import from_store
from policyscan.model import IngestReport
from policyscan.watch import WatchSettings
from policyscan.workspace import Workspace


@flow(name="policyscan-refresh", log_prints=False, validate_parameters=False, task_runner=steps.runner())
def refresh(
    workspace: str,
    sources: str | None = None,
    ocr: bool = True,
    jobs: int | None = None,
    only: list[str] | None = None,
    if_busy: str = "wait",
    most_failing: float = 0.2,
) -> Any:
    """Bring every listed document up to date: only the stages that are stale are done."""
    options = {"sources": sources, "ocr": ocr, "jobs": jobs, "most_failing": most_failing}

    def work(place: Workspace, _: WatchSettings) -> tuple[None, IngestReport]:
        intake = from_store(place.store, only, place.sources.passwords(sources))
        return None, steps.ingest_all(place, intake, ocr=ocr, jobs=jobs or steps.jobs())

    def settings() -> WatchSettings:
        return WatchSettings(most_failing=most_failing)

    return steps.run_round("refresh", workspace, settings, options, if_busy, work)


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from the command line; 1 where the run failed."""
    parser = argparse.ArgumentParser(prog="refresh", description="Bring a workspace up to date, as a Prefect flow.")
    common_options(parser)
    given = parser.parse_args(arguments)
    return run_flow(
        refresh,
        given.workspace,
        sources=absolute(given.sources),
        ocr=not given.no_ocr,
        jobs=given.jobs,
        only=given.only,
        if_busy=given.if_busy,
        most_failing=given.most_failing,
    )


if __name__ == "__main__":
    raise SystemExit(main())
