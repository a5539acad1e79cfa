"""The ingest as a Prefect flow: one task a document around the library's own pipeline.

The store, not Prefect, is the truth: what a task did is keyed there by content hash and stage
version, so a flow that runs again does only what is missing. Retries are for I/O faults alone; a
broken PDF stays broken.

    python flows/ingest.py PATH... --workspace DIR [--manifest FILE] [--no-ocr] [--jobs N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.task_runners import ThreadPoolTaskRunner

from policyscan import PolicyScanError, open_workspace
from policyscan.model import IngestReport, Outcome, SourceReport
from policyscan.sources import Source
from policyscan.ingesting import Ingest

RETRIES = 2
RETRY_SECONDS = 5


def _is_io_fault(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a retry can help: a disk or network fault, not a bad document."""
    try:
        state.result()
    except OSError:
        return True
    except Exception:
        return False
    return False


@task(
    name="document",
    task_run_name="{name}",
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=_is_io_fault,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def take(run: Ingest, source: Source, name: str) -> SourceReport:
    """Bring one document into the store; its failure is its own."""
    report = run.take(source)
    logger = get_run_logger()
    if report.outcome is Outcome.FAILED:
        logger.warning("%s: %s Fix: %s", name, report.problem, report.fix)
    else:
        logger.info("%s: %s, %d pages, %.1f s", name, report.outcome, report.pages, report.seconds)
    return report


@flow(name="policyscan-ingest", log_prints=False, validate_parameters=False)
def ingest(
    paths: list[str], workspace: str, manifest: str | None = None, ocr: bool = True, jobs: int | None = None
) -> IngestReport:
    """Take PDFs or folders of them into a workspace."""
    with (
        open_workspace(workspace, create=True) as place,
        place.ingesting(paths, manifest=manifest, ocr=ocr, jobs=jobs) as run,
    ):
        futures = [take.submit(run, source, source.file) for source in run.sources]
        wait(futures)
        report = run.finish()
    _show(report)
    return report


def _show(report: IngestReport) -> None:
    rows = [
        {
            "document": row.file,
            "outcome": row.outcome.value,
            "pages": row.pages,
            "unreadable": row.unreadable_pages,
            "read by OCR": row.ocr_pages,
            "clauses": row.clauses,
            "seconds": row.seconds,
            "problem": row.problem,
            "fix": row.fix,
        }
        for row in report.sources
    ]
    create_table_artifact(
        key="policyscan-ingest",
        table=rows,
        description=(
            f"{len(rows)} documents, {len(report.failed)} failed; {report.parsed} parsed, {report.extracted} "
            f"extracted, {report.embedded} passages embedded in {report.seconds} s"
        ),
    )


def with_jobs(jobs: int) -> Any:
    """The flow with as many tasks at a time as there are worker processes."""
    return ingest.with_options(task_runner=ThreadPoolTaskRunner(max_workers=jobs))


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from the command line; 1 if any document failed."""
    parser = argparse.ArgumentParser(description="Ingest PDFs as a Prefect flow.")
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--manifest")
    parser.add_argument("--no-ocr", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args(arguments)
    try:
        report = with_jobs(given.jobs)(
            paths=[str(path) for path in given.paths],
            workspace=given.workspace,
            manifest=given.manifest,
            ocr=not given.no_ocr,
            jobs=given.jobs,
        )
    except PolicyScanError as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if report.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
