"""`policyscan dump`, `backup`, `restore` and `blobs prune`: look after a workspace."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from policyscan.cli.common import Answer, AnswerOption, WorkspaceOption, count, say, say_json
from policyscan.errors import WorkspaceError

blobs = typer.Typer(no_args_is_help=True, help="Look after the original bytes of documents.")


def dump(
    workspace: WorkspaceOption,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", show_default=False)
    ] = None,
) -> None:
    """Write out all content as sorted JSON lines: the same for the same content, however and whenever it came in.

    Vectors, times and row numbers are left out, so that two workspaces can be held against each other with diff.
    """
    from policyscan import open_workspace
    from policyscan.upkeep import dump as write

    with open_workspace(workspace, create=False) as opened:
        if output is None:
            stream = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n", write_through=False)
            try:
                write(opened.store, stream)
            finally:
                stream.detach()
            return
        try:
            with output.open("w", encoding="utf-8", newline="\n") as file:
                lines = write(opened.store, file)
        except OSError as error:
            raise WorkspaceError(
                f"{output} could not be written ({error.strerror}).", fix="Name a file that you may write to."
            ) from error
    say(f"{count(lines, 'line')} written to {output}")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, a gzipped tar.", show_default=False)],
    workspace: WorkspaceOption,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Put a workspace into one file: database, originals, index, and a hash of each.

    Waits until nobody writes to the workspace; reading goes on. The file appears whole or not at all.
    """
    from policyscan import open_workspace
    from policyscan.upkeep import backup as write

    with open_workspace(workspace, create=False) as opened:
        report = write(opened.store, file, force=force, on_wait=lambda line: say(line, stderr=True))
    say(f"{count(report.members, 'file')}, {report.bytes:,} bytes, backed up to {file} ({report.packed_bytes:,} bytes)")
    for name in report.left_out:
        say(f"left out: {name}, a link to what is no part of a workspace")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What backup wrote.", show_default=False)],
    workspace: WorkspaceOption,
) -> None:
    """Make a workspace of a backup, in a folder that is empty or not there yet.

    Every file is held against its hash; where one differs, or the backup is cut off, nothing is restored.
    """
    from policyscan.upkeep import restore as read

    report = read(file, workspace)
    say(f"{count(report.members, 'file')}, {report.bytes:,} bytes, restored to {workspace} as of {report.made_at}")


@blobs.command("prune")
def prune(
    workspace: WorkspaceOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be dropped.")] = False,
    keep_versions: Annotated[
        int,
        typer.Option("--keep-versions", metavar="N", min=0, help="Of each name, keep N that are no longer in force."),
    ] = 0,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """Drop the original bytes of what is no longer in force, and say which.

    Kept are those of live listings, of versions in force and of versions that wait for a person. Texts, readings and
    the record of each version stay, so that changes between versions can still be told.
    """
    from policyscan import open_workspace
    from policyscan.upkeep import prune as drop

    with open_workspace(workspace, create=False) as opened:
        report = drop(
            opened.store, dry_run=dry_run, keep_versions=keep_versions, on_wait=lambda line: say(line, stderr=True)
        )
    if format is Answer.JSON:
        say_json(report)
        return
    verb = "would be dropped" if dry_run else "dropped"
    for row in report.dropped:
        say(f"{', '.join(row.names) or '(no name)'}  {row.sha256}  {row.size_bytes:,} bytes")
    say(f"{count(len(report.dropped), 'original')} {verb}, {report.dropped_bytes:,} bytes")
    say(f"{count(report.kept, 'original')} kept, {report.kept_bytes:,} bytes")
