"""`policyscan compare`: places by measures, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import MeasureOption, PlaceOption, WorkspaceOption, say
from policyscan.cli.registers import FormatOption, OutputOption, target
from policyscan.export import render, write


def compare(
    workspace: WorkspaceOption,
    place: PlaceOption = None,
    measure: MeasureOption = None,
    format: FormatOption = None,  # noqa: A002 (the option's name)
    output: OutputOption = None,
    review_below: Annotated[
        float | None,
        typer.Option(
            "--review-below",
            metavar="X",
            min=0.0,
            max=1.0,
            help="Only the cells of a lower confidence than this, the least certain first.",
        ),
    ] = None,
) -> None:
    """Compare places on the measures: every cell with its quote, document and page.

    A CSV gets a small FILE.about.json beside it, with the coverage, the documents and a note on method. Where a person
    answered (see policyscan review), their answer is shown and the rules' one is named in the reason.
    """
    file, chosen = target(format, output)
    from policyscan import open_workspace

    with open_workspace(workspace, create=False) as opened:
        comparison = opened.compare(places=tuple(place or ()), measures=tuple(measure or ()), review_below=review_below)
    if file is None:
        data = next(iter(render(comparison, chosen, Path(f"comparison.{chosen}")).values()))
        typer.echo(data, nl=False)
    else:
        written = write(comparison, chosen, file)
    titles = dict(comparison.titles)
    for line in comparison.coverage:
        say(f"{titles.get(line.measure, line.measure)}: {line.sentence}", stderr=file is None)
    if file is not None:
        say(f"Written to {' and '.join(str(path) for path in written)}")
