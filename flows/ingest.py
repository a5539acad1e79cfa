"""Documents into the store and the index: those named, or those that are watched.

python flows/ingest.py PATH... --workspace DIR [--manifest FILE] [--no-ocr] [--jobs N]
python flows/ingest.py --workspace DIR          # what `watch` fetched
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
from policyscan.ingesting import from_paths
from policyscan.model import IngestReport
from policyscan.watch import WatchSettings
from policyscan.workspace import Workspace


@flow(name="policyscan-ingest", log_prints=False, validate_parameters=False, task_runner=steps.runner())
def ingest(
    workspace: str,
    paths: list[str] | None = None,
    manifest: str | None = None,
    sources: str | None = None,
    ocr: bool = True,
    jobs: int | None = None,
    only: list[str] | None = None,
    if_busy: str = "wait",
    most_failing: float = 0.2,
) -> Any:
    """Take PDFs or folders of them into a workspace; without paths, what is in force among the watched sources."""
    options = {"paths": paths, "manifest": manifest, "sources": sources, "ocr": ocr, "jobs": jobs,
               "most_failing": most_failing}  # fmt: skip

    def work(place: Workspace, _: WatchSettings) -> tuple[None, IngestReport]:
        named = bool(paths or manifest)
        intake = from_paths(paths or [], manifest) if named else place.sources.intake(sources)
        if only is not None:
            intake = intake.only(only)
        return None, steps.ingest_all(place, intake, ocr=ocr, jobs=jobs or steps.jobs())

    def settings() -> WatchSettings:
        return WatchSettings(most_failing=most_failing)

    return steps.run_round("ingest", workspace, settings, options, if_busy, work)


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from the command line; 1 where the run failed or any document did."""
    parser = argparse.ArgumentParser(prog="ingest", description="Ingest PDFs as a Prefect flow.")
    parser.add_argument("paths", nargs="*", metavar="PATH", type=Path)
    parser.add_argument("--manifest")
    common_options(parser)
    given = parser.parse_args(arguments)
    return run_flow(
        ingest,
        given.workspace,
        # A run that is done again may start from another folder.
        paths=[str(path.absolute()) for path in given.paths] or None,
        manifest=absolute(given.manifest),
        sources=absolute(given.sources),
        ocr=not given.no_ocr,
        jobs=given.jobs,
        only=given.only,
        if_busy=given.if_busy,
        most_failing=given.most_failing,
    )


if __name__ == "__main__":
    raise SystemExit(main())
