"""`policyscan changes`: what changed in substance between versions, for reading or as a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import PlaceOption, WorkspaceOption, clean, count, say
from policyscan.cli.registers import OutputOption, give, target
from policyscan.errors import QueryError
from policyscan.export import Format, format_of, write_file


class ChangesFormat(StrEnum):
    """The formats of every register, and text for reading."""

    TEXT = "text"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    HTML = "html"


def changes(
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    since: Annotated[
        str,
        typer.Option("--since", metavar="DATE", help="Only versions published or arrived since that day (YYYY-MM-DD)."),
    ] = "",
    format: Annotated[  # noqa: A002 (the option's name)
        ChangesFormat | None,
        typer.Option(
            "--format", metavar="|".join(ChangesFormat), help="By default what the file's suffix says; else text."
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """Tell what changed in substance between the versions of each document, with both texts and their pages.

    Judgements that flipped come first, then clauses that were weakened, strengthened, removed, added, moved or
    reworded. Renumbering, repagination, dates, headers and line breaks are no change.
    """
    from policyscan import open_workspace

    file = None if output is None or str(output) == "-" else output
    chosen = format or (ChangesFormat.TEXT if file is None or file.suffix == ".txt" else _named(file))
    if chosen is not ChangesFormat.TEXT:
        target(Format(chosen), output)
    elif file is not None and file.suffix.lower().removeprefix(".") in tuple(Format):
        raise QueryError(
            f"{file}: the format is text, but the file is named {file.suffix}",
            fix=f"Name the file {file.with_suffix('.txt').name}, or choose the format {format_of(file)}.",
        )
    with open_workspace(workspace, create=False) as opened:
        found = opened.changes(places=tuple(place or ()), since=since)
        if chosen is not ChangesFormat.TEXT:
            give(found, Format(chosen), file, "change")
            return
    from policyscan.export.register import text

    data = text.render(found, file or Path("changes.txt"))
    for path, content in data.items():
        if file is None:
            typer.echo(clean(content.decode("utf-8")), nl=False)
        else:
            write_file(path, content)
            say(f"{count(len(found), 'change')} from {count(len(found.documents), 'document')}")
            say(f"Written to {path}")


def _named(file: Path) -> ChangesFormat:
    return ChangesFormat(format_of(file))
