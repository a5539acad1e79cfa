"""`policyscan exchanges`: each agreement beside what is on record about the partner, as a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from policyscan.cli.common import PlaceOption, WorkspaceOption
from policyscan.cli.registers import FormatOption, OutputOption, give, target
from policyscan.errors import QueryError


def exchanges(
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    first: Annotated[
        str, typer.Option("--first", metavar="P", help="Put this place's agreements before the others.")
    ] = "",
    as_of: Annotated[
        str,
        typer.Option(
            "--as-of", metavar="DATE", help="Only what was in force on that day (YYYY-MM-DD), and known by then."
        ),
    ] = "",
    format: FormatOption = None,  # noqa: A002 (the option's name)
    output: OutputOption = None,
) -> None:
    """Lay each agreement beside what rights reports say about the partner, with quotes from both.

    The reading is "look again", "nothing on record here" or "not assessable" (no report here covers the partner), each
    with its reasons. Where a city trains others, its own record is laid beside it in the same way.
    """
    from policyscan import open_workspace

    file, chosen = target(format, output)
    day = _day(as_of)
    with open_workspace(workspace, create=False) as opened:
        found = opened.exchanges(places=tuple(place or ()), first=first, as_of=day)
        give(found, chosen, file, "row")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise QueryError(f"'{text}' is no date", fix="Give it as YYYY-MM-DD, such as 2024-06-30.") from None
