"""`policyscan status`: what a workspace holds, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policyscan.cli.common import (
    Answer,
    AnswerOption,
    WorkspaceOption,
    clean,
    say,
    say_failure,
    say_json,
)
from policyscan.model import plain

# What fits beside one another on a terminal; JSON has the rest.
_COLUMNS = {
    "file": "file",
    "kind": "kind",
    "place": "place",
    "pages": "pages",
    "unreadable_pages": "unread",
    "ocr_pages": "ocr",
    "clauses": "clauses",
}
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
    """Print rows in columns as wide as they need; a line is never folded, so that it can be searched."""
    if not rows:
        return
    names = [name for name in _COLUMNS if name in rows[0]] or list(rows[0])
    lines = [[_COLUMNS.get(name, name) for name in names]]
    lines += [[f"{row[name]:,}" if isinstance(row[name], int) else str(row[name]) for name in names] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(names))]
    is_number = [all(isinstance(row[name], int | float) for row in rows) for name in names]
    for line in lines:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, is_number, strict=True)
        )
        typer.echo(clean("  ".join(cells)).rstrip())
