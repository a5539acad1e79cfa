"""`policyscan ingest`: take PDFs in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import WorkspaceOption, count, say, say_failure
from policyscan.cli.progress import progress
from policyscan.model import IngestReport, Outcome
from policyscan.priority import give_way


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="PDFs, or folders of them.", show_default=False)
    ],
    workspace: WorkspaceOption,
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            metavar="FILE",
            help="A CSV that says what each file is: file, kind, place, region, country, issuer, title, published, "
            "password. Only the column file is required; what is missing is read from the document.",
        ),
    ] = None,
    no_ocr: Annotated[
        bool, typer.Option("--no-ocr", help="Leave pages without text unread, instead of reading them by OCR.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", metavar="N", min=1, help="How many documents to read at once.")
    ] = None,
) -> None:
    """Take PDFs in: read them, find their clauses, judge the measures and index them for search.

    What was done before is not done again. A file that cannot be used is named at the end with its fix, while the
    others go on; the exit code is then 1. Other programs go first: a workbench that is served meanwhile stays quick.
    """
    from policyscan import open_workspace

    give_way()
    with open_workspace(workspace, create=True) as opened, progress() as show:
        report = opened.ingest(paths, manifest=manifest, ocr=not no_ocr, jobs=jobs, on_progress=show)
    end_with(report)


def end_with(report: IngestReport) -> None:
    """Say what an ingest did and what it could not use; exit code 1 where there was any of that."""
    for line in summarise(report):
        say(line)
    for row in report.failed:
        say_failure(row.file, row.problem, row.fix)
    if report.failed:
        raise typer.Exit(1)


def summarise(report: IngestReport) -> list[str]:
    """Put what an ingest did into a few lines."""
    outcomes = Counter(row.outcome for row in report.sources)
    kinds = ", ".join(f"{outcomes[outcome]:,} {outcome}" for outcome in Outcome if outcomes[outcome])
    pages = sum(row.pages for row in report.sources)
    unreadable = sum(row.unreadable_pages for row in report.sources)
    clauses = sum(row.clauses for row in report.sources)
    lines = [f"{count(len(report.sources), 'document')}: {kinds or 'none'}"]
    lines.append(
        f"{count(pages, 'page')} ({unreadable:,} unreadable, {report.ocr_pages:,} read by OCR now), "
        f"{count(clauses, 'clause')}"
    )
    lines.append(
        f"work done: {report.parsed:,} parsed, {report.extracted:,} extracted, "
        f"{count(report.embedded, 'passage')} embedded, {report.seconds:.1f} s"
    )
    if report.skipped_files:
        lines.append(f"{count(report.skipped_files, 'file')} skipped, as no PDF by name")
    return [*lines, *report.notes]
