"""`policyscan evidence-pack`: a comparison with all that it rests on, as one ZIP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import MeasureOption, PlaceOption, WorkspaceOption, console, count, is_terminal, say


def evidence_pack(
    workspace: WorkspaceOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The .zip file to write.", show_default=False)
    ],
    place: PlaceOption = None,
    measure: MeasureOption = None,
) -> None:
    """Pack a comparison for others to check: matrix, quotes, cut-outs of the pages, hashes and a note on method.

    A quote's cut-out shows its place on the page with the words marked. The documents themselves are not in the pack.
    """
    from rich.progress import Progress

    from policyscan import open_workspace

    with (
        open_workspace(workspace, create=False) as opened,
        Progress(console=console(stderr=True), transient=True, disable=not is_terminal(stderr=True)) as bar,
    ):
        task = bar.add_task("Cutting out quotes", total=None)
        report = opened.evidence_pack(
            output,
            places=tuple(place or ()),
            measures=tuple(measure or ()),
            on_progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    say(f"{count(report.cells, 'cell')}, {count(report.quotes, 'quote')}, {count(report.cutouts, 'cut-out')}")
    if report.lacking:
        say(f"{count(report.lacking, 'quote')} without a cut-out: method.md in the pack says why")
    say(f"Written to {report.path}")
