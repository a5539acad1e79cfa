"""Check the sources, fetch what is new, and take in what that affects.

python flows/watch.py --workspace DIR [--sources FILE] [--group G]... [--no-ingest]
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
from policyscan.model import IngestReport, WatchReport
from policyscan.watch import WatchSettings, from_environment
from policyscan.workspace import Workspace


@flow(name="policyscan-watch", log_prints=False, validate_parameters=False, task_runner=steps.runner())
def watch(
    workspace: str,
    sources: str | None = None,
    groups: list[str] | None = None,
    only: list[str] | None = None,
    ingest: bool = True,
    ocr: bool = True,
    jobs: int | None = None,
    contact: str = "",
    allow_private: str | None = None,
    min_free_mb: int | None = None,
    if_busy: str = "wait",
    most_failing: float = 0.2,
) -> Any:
    """Check what is watched; with `ingest`, take in what is in force then. Nothing unchanged is done again."""
    options = {"sources": sources, "groups": groups, "ingest": ingest, "ocr": ocr, "jobs": jobs, "contact": contact,
               "allow_private": allow_private, "min_free_mb": min_free_mb, "most_failing": most_failing}  # fmt: skip

    def settings() -> WatchSettings:
        return from_environment(
            contact=contact, allow_private=allow_private, min_free_mb=min_free_mb, most_failing=most_failing
        )

    def work(place: Workspace, settings: WatchSettings) -> tuple[WatchReport, IngestReport | None]:
        wanted = {"groups": groups or (), "only": only or ()}
        with place.sources.watching(sources, settings=settings, **wanted) as checking:
            checks = steps.check_all(checking)
        if not ingest:
            return checks, None
        return checks, steps.ingest_all(place, place.sources.intake(sources), ocr=ocr, jobs=jobs or steps.jobs())

    return steps.run_round("watch", workspace, settings, options, if_busy, work)


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from the command line; 1 where the run failed."""
    parser = argparse.ArgumentParser(prog="watch", description="Check sources, fetch what is new.")
    parser.add_argument("--group", action="append", metavar="G", help="only this schedule group")
    parser.add_argument("--no-ingest", action="store_true", help="fetch alone")
    parser.add_argument("--contact", default="", help="a mail address or page where a site's owner finds you")
    parser.add_argument("--allow-private", metavar="NETS", help="private networks that may be asked, or all")
    parser.add_argument("--min-free-mb", type=int)
    common_options(parser)
    given = parser.parse_args(arguments)
    return run_flow(
        watch,
        given.workspace,
        sources=absolute(given.sources),
        groups=given.group,
        ingest=not given.no_ingest,
        ocr=not given.no_ocr,
        jobs=given.jobs,
        contact=given.contact,
        allow_private=given.allow_private,
        min_free_mb=given.min_free_mb,
        only=given.only,
        if_busy=given.if_busy,
        most_failing=given.most_failing,
    )


if __name__ == "__main__":
    raise SystemExit(main())
