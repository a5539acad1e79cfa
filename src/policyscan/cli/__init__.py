"""The command line: each command reads its options, calls one function and shows the answer."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from policyscan import __version__
from policyscan.cli import (
    changes,
    compare,
    evaluate,
    exchanges,
    explain,
    flow,
    ingest,
    pack,
    practices,
    registers,
    review,
    search,
    serve,
    sources,
    status,
    subscriptions,
    upkeep,
    verify,
)
from policyscan.cli.common import say
from policyscan.errors import PolicyScanError


class _Group(TyperGroup):
    """The commands, with one way to fail: what happened and its fix on stderr, and no traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except PolicyScanError as error:
            say(str(error), stderr=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            say("Stopped. What was finished is kept.", stderr=True)
            raise typer.Exit(130) from None


app = typer.Typer(
    name="policyscan",
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    # An unexpected failure is a bug and keeps its plain traceback.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"policyscan {__version__}")
        raise typer.Exit


@app.callback()
def policyscan(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Tell what police policies, training agreements and rights reports really say, with the words and the page."""


app.command("ingest")(ingest.ingest)
app.command("search")(search.search)
app.command("similar")(search.similar)
app.command("compare")(compare.compare)
app.command("explain")(explain.explain)
app.command("changes")(changes.changes)
app.command("agreements")(registers.agreements)
app.command("exchanges")(exchanges.exchanges)
app.command("findings")(registers.findings)
app.command("practices")(practices.practices)
app.command("recommendations")(registers.recommendations)
app.add_typer(review.app, name="review")
app.add_typer(sources.app, name="sources")
app.add_typer(subscriptions.app, name="subscriptions")
app.add_typer(flow.app, name="flow")
app.command("dump")(upkeep.dump)
app.command("backup")(upkeep.backup)
app.command("restore")(upkeep.restore)
app.add_typer(upkeep.blobs, name="blobs")
app.command("evidence-pack")(pack.evidence_pack)
app.command("verify")(verify.verify)
app.command("evaluate")(evaluate.evaluate)
app.command("serve")(serve.serve)
app.command("status")(status.status)


def main() -> None:
    """Run the command line; exits with 0, 1 for an expected failure, 2 for wrong usage, 130 when interrupted."""
    # A document's letters must not fail on a terminal that lacks them.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
