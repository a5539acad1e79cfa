"""`policyscan status`: what a workspace holds, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policyscan.cli.common import (
    Answer,
    AnswerOption,
    WorkspaceOption,
    clean,
    console,
    plain,
    say,
    say_failure,
    say_json,
)

_COUNTS = ("documents", "places", "pages", "unreadable_pages", "ocr_pages", "clauses", "passages")


def status(
    workspace: WorkspaceOption,
    documents: Annotated[bool, typer.Option("--documents", help="List every document too.")] = False,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Show what the workspace holds: documents, pages, unreadable pages, and failures with their fix."""
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        found = opened.status()
    if format is Answer.JSON:
        say_json(found)
        return
    say(f"Workspace {workspace}")
    for name in _COUNTS:
        say(f"{getattr(found, name):>10,}  {name.replace('_', ' ').replace('ocr pages', 'pages read by OCR')}")
    if documents:
        _table([plain(row) for row in found.documents_rows])
    for note in found.notes:
        say(note)
    if found.failures:
        say("")
        say(f"{len(found.failures)} failed:")
    for failure in found.failures:
        say_failure(failure.file, failure.problem, failure.fix)


def _table(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in rows[0]:
        is_number = all(isinstance(row[name], int | float) for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(clean(f"{value:,}" if isinstance(value, int) else str(value)) for value in row.values()))
    console().print(table)
