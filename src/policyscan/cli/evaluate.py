"""`policyscan evaluate`: our judgements against a person's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import Answer, AnswerOption, WorkspaceOption, clean, say_json


def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.csv", help="A CSV with place, measure, adopted.", show_default=False)
    ],
    workspace: WorkspaceOption,
    gold2: Annotated[
        Path | None,
        typer.Argument(metavar="[GOLD2.csv]", help="A second coding of the same cells.", show_default=False),
    ] = None,
    all_rows: Annotated[
        bool,
        typer.Option("--all", help="Count also the rows whose column pdf says that another version was read."),
    ] = False,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Hold the judgements against a person's: accuracy, kappa and F1 per measure, and how often the evidence agrees.

    The evidence is looked for where the CSV has a column quote or coder_note. With a second coding, the figures are
    given against each, of the two codings against one another, and on the cells where they agree.
    """
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        result = opened.evaluate(gold, gold2, all_rows=all_rows)
    if format is Answer.JSON:
        say_json(result.as_dict())
    else:
        typer.echo(clean(result.as_text()))
