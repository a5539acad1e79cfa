"""`policyscan review`: put uncertain cells before a person, and take their answers in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import Answer, AnswerOption, WorkspaceOption, clean, count, say, say_json

app = typer.Typer(no_args_is_help=True, help="Put uncertain cells before a person, and take their answers in.")


@app.command("export")
def export_sheet(
    workspace: WorkspaceOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The .xlsx file to write.", show_default=False)
    ],
    below: Annotated[
        float, typer.Option("--below", metavar="X", min=0.0, max=1.0, help="Cells of a lower confidence than this.")
    ] = 0.8,
) -> None:
    """Write the uncertain cells to a spreadsheet, with our reading, its quotes, and columns for the answer.

    Uncertain are the cells below the confidence, the contested and the unreadable, unless a person has answered them.
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        cells = opened.review_export(output, below=below)
    say(f"{count(cells, 'cell')} written to {output}")


@app.command("import")
def import_sheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The filled spreadsheet.", show_default=False)],
    workspace: WorkspaceOption,
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="Who answered, where the column reviewer is empty.")
    ] = "",
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Keep the answers of a filled spreadsheet beside the rules' ones, and show how well they agree.

    compare then shows the person's answer first. Where a row cannot be used, nothing is kept.
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        report = opened.review_import(file, reviewer=reviewer)
    if format is Answer.JSON:
        say_json(report.as_dict())
    else:
        typer.echo(clean(report.as_text()))
