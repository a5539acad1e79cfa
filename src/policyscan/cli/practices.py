"""`policyscan practices`: where programmes to learn from already work, as a file."""

from __future__ import annotations

from typing import Annotated

import typer

from policyscan.cli.common import PlaceOption, WorkspaceOption, say
from policyscan.cli.registers import FormatOption, OutputOption, give, target


def practices(
    workspace: WorkspaceOption,
    like: Annotated[
        str, typer.Option("--like", metavar="TEXT", help="What to look for, in your own words.", show_default=False)
    ] = "",
    practice: Annotated[
        list[str] | None,
        typer.Option("--practice", metavar="ID", help="Only this practice; may be given several times."),
    ] = None,
    place: PlaceOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many rows.")] = 50,
    format: FormatOption = None,  # noqa: A002 (the option's name)
    output: OutputOption = None,
) -> None:
    """List places whose documents describe programmes to learn from: crisis teams, violence interruption and others.

    Each row quotes the passage, tells whether the programme runs, is planned or has ended, and names places of the
    workspace that are similar in size.
    """
    from policyscan import open_workspace

    file, chosen = target(format, output)
    with open_workspace(workspace, create=False) as opened:
        found = opened.practices(like=like, practices=tuple(practice or ()), places=tuple(place or ()), limit=limit)
        give(found, chosen, file, "row")
        if not len(found):
            say(found.note, stderr=file is None)
