"""`policyscan flow`: run, serve and look at the Prefect flows."""

from __future__ import annotations

import runpy
import sys
from typing import Annotated, Any

import typer

from policyscan.cli.common import Answer, AnswerOption, WorkspaceOption, say, say_failure, say_json
from policyscan.errors import QueryError
from policyscan.flow_files import folder

app = typer.Typer(no_args_is_help=True, help="Run, serve and look at the Prefect flows.")
_NAMES = ("watch", "ingest", "refresh", "report")
_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command("run", context_settings=_PASS_ON)
def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="watch, ingest, refresh or report.", show_default=False)],
) -> None:
    """Run a flow now; options after the name are the flow's own (NAME --help lists them). No server is needed."""
    if name not in _NAMES:
        raise QueryError(f"There is no flow named {name}.", fix=f"Name one of {', '.join(_NAMES)}.")
    _run(name, context.args)


@app.command("serve", context_settings=_PASS_ON)
def serve(context: typer.Context) -> None:
    """Serve the scheduled deployments of prefect.yaml on this machine, with a Prefect server where none is set.

    Options: --workspace DIR, --sources FILE, --file prefect.yaml, --port N.
    """
    _run("serve", context.args)


@app.command("retry", context_settings=_PASS_ON)
def retry(context: typer.Context) -> None:
    """Do again what failed in a run: RUN --workspace DIR; the last run where none is given."""
    _run("retry", context.args)


@app.command("runs")
def runs(
    workspace: WorkspaceOption,
    number: Annotated[
        int | None, typer.Argument(metavar="[RUN]", help="Show one run with its documents.", show_default=False)
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many to list.")] = 20,
    format: AnswerOption = Answer.TEXT,  # noqa: A002 (the option's name)
) -> None:
    """List the runs on record, or show one: its documents with stage, seconds and fault."""
    from policyscan import open_workspace
    from policyscan.runs import find

    with open_workspace(workspace, create=False) as opened:
        found = [find(opened.store, number)] if number is not None else list(opened.store.runs(last=last))
    if format is Answer.JSON:
        say_json(found)
        return
    for item in found:
        summary = item.summary
        say(f"{item.number}  {item.started}  {summary.get('flow', '')}  {summary.get('state', '')}  {_counts(summary)}")
        for fault in summary.get("faults", ()):
            say(f"    {fault['problem']}")
            say(f"    Fix: {fault['fix']}")
        if number is not None:
            _say_rows(summary)
    if not found:
        say("No run is on record here.")


@app.command("path")
def path() -> None:
    """Say where the flows are."""
    say(str(folder()))


def _counts(summary: Any) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in summary.get("counts", {}).items())


def _say_rows(summary: Any) -> None:
    for warning in summary.get("warnings", ()):
        say(f"    {warning}")
    for row in summary.get("rows", ()):
        if row.get("problem"):
            say_failure(row["document"], f"{row['outcome']}: {row['problem']}", row.get("fix", ""))
        else:
            say(f"{row['document']}: {row['outcome']} ({row['stage']}, {row.get('seconds', 0):.1f} s)")


def _run(name: str, arguments: list[str]) -> None:
    """Run a flow's script as its own program."""
    script = folder() / f"{name}.py"
    before = sys.argv
    sys.argv = [str(script), *arguments]
    try:
        runpy.run_path(str(script), run_name="__main__")
    except ModuleNotFoundError as error:
        if error.name not in {"prefect", "prefect_dask"}:
            raise
        raise QueryError(
            f"The flows need {error.name}, which is not installed.",
            fix="pip install 'policyscan[dask]'" if error.name == "prefect_dask" else "pip install prefect",
        ) from error
    except SystemExit as end:
        raise typer.Exit(end.code if isinstance(end.code, int) else 1) from end
    finally:
        sys.argv = before
