"""`policyscan agreements`, `findings`, `recommendations`: what documents say, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policyscan.cli.common import PlaceOption, WorkspaceOption, count, say
from policyscan.errors import QueryError
from policyscan.export import Format, format_of, render, write

if TYPE_CHECKING:
    from policyscan.model import Register

FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format", metavar="|".join(Format), help="By default what the file's suffix says; csv without a file."
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="The file to write. Without it, or with -, to stdout."),
]
_FOR_STDOUT = (Format.CSV, Format.JSON)


def agreements(
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    format: FormatOption = None,  # noqa: A002 (the option's name)
    output: OutputOption = None,
) -> None:
    """List the agreements: who, with whom, on what, until when, at whose cost, each field with its quote.

    Rules about agreements are listed with form=policy. A date in handwriting is left empty and said to be unread.
    """
    from policyscan import open_workspace

    file, chosen = target(format, output)
    with open_workspace(workspace, create=False) as opened:
        give(opened.agreements(places=tuple(place or ())), chosen, file, "agreement")


def findings(
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    violation: Annotated[
        list[str] | None,
        typer.Option("--violation", metavar="V", help="Only this type of violation; may be given several times."),
    ] = None,
    format: FormatOption = None,  # noqa: A002 (the option's name)
    output: OutputOption = None,
) -> None:
    """List what rights reports say about violations: by whom, where, when, and how firmly the source says so."""
    from policyscan import open_workspace

    file, chosen = target(format, output)
    with open_workspace(workspace, create=False) as opened:
        found = opened.findings(places=tuple(place or ()), violations=tuple(violation or ()))
        give(found, chosen, file, "finding")


def recommendations(
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    format: FormatOption = None,  # noqa: A002 (the option's name)
    output: OutputOption = None,
) -> None:
    """List what reviews recommended: number, words, who recommended it and what was answered."""
    from policyscan import open_workspace

    file, chosen = target(format, output)
    with open_workspace(workspace, create=False) as opened:
        give(opened.recommendations(places=tuple(place or ())), chosen, file, "recommendation")


def target(format: Format | None, output: Path | None) -> tuple[Path | None, Format]:  # noqa: A002 (callers' name)
    """The file to write, None for stdout, and its format; raises `QueryError` for what stdout cannot hold."""
    file = None if output is None or str(output) == "-" else output
    chosen = format or (format_of(file) if file else Format.CSV)
    if file is None and chosen not in _FOR_STDOUT:
        raise QueryError(f"{chosen} cannot be written to stdout", fix="Name a file with --output FILE.")
    return file, chosen


def give(register: Register, chosen: Format, file: Path | None, noun: str) -> None:
    """Write a register, and say what it holds."""
    if file is None:
        data = next(iter(render(register, chosen, Path(f"{register.name}.{chosen}")).values()))
        typer.echo(data, nl=False)
    else:
        written = write(register, chosen, file)
    say(f"{count(len(register), noun)} from {count(len(register.documents), 'document')}", stderr=file is None)
    if file is not None:
        say(f"Written to {' and '.join(str(path) for path in written)}")
