"""`policyscan verify`: whether every quote of an export stands where it says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import Answer, AnswerOption, WorkspaceOption, clean, say_json


def verify(
    export: Annotated[
        Path,
        typer.Argument(metavar="EXPORT", help="A CSV, XLSX, JSON or HTML written by compare.", show_default=False),
    ],
    workspace: WorkspaceOption,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Check that every quote of an export stands at its document, page and characters, by reading the PDF again.

    The original bytes are held against their hash and read by another library than the one that made the text; pages
    read by OCR are held against the stored OCR. Each quote that fails is a line, and the exit code is then 1.
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        result = opened.verify(export)
    if format is Answer.JSON:
        say_json(result.as_dict())
    else:
        typer.echo(clean(result.as_text()))
    if result.failed:
        raise typer.Exit(1)
