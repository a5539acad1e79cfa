"""Check the sources, fetch what is new, and take in what that affects.

python flows/watch.py --workspace DIR [--sources FILE] [--group G]... [--no-ingest]
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
from flows.command import absolute, command, common_options
from policyscan import open_workspace
from policyscan.errors import WorkspaceBusy
from policyscan.rounds import Round
from policyscan.watch import from_environment


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
    options = {"sources": sources, "groups": groups, "ingest": ingest, "ocr": ocr, "contact": contact,
               "allow_private": allow_private, "min_free_mb": min_free_mb}  # fmt: skip
    settings = from_environment(
        contact=contact, allow_private=allow_private, min_free_mb=min_free_mb, most_failing=most_failing
    )
    with open_workspace(workspace, create=True) as place:
        try:
            with steps.alone(place, if_busy):
                turn = Round(place, "watch", settings, options)
                with place.sources.watching(
                    sources, settings=settings, groups=groups or (), only=only or ()
                ) as checking:
                    checks = steps.check_all(checking)
                report = None
                if ingest:
                    report = steps.ingest_all(place, place.sources.intake(sources), ocr=ocr, jobs=jobs or steps.jobs())
                return steps.ended(turn.end(watch=checks, ingest=report))
        except WorkspaceBusy as error:
            if if_busy == "skip":
                return steps.skipped(error)
            raise


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
    return command(
        watch,
        given,
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
