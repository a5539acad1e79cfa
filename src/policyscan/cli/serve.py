"""`policyscan serve`: the workbench in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from policyscan.cli.common import WorkspaceOption, say


def serve(
    workspace: WorkspaceOption,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Listen here; beyond this machine a token is needed.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")] = 8765,
    token: Annotated[
        str,
        typer.Option(
            "--token",
            metavar="T",
            envvar="POLICYSCAN_TOKEN",
            help="Ask for this token; beyond this machine one is made.",
        ),
    ] = "",
) -> None:
    """Search, read, compare, review and export in the browser, until Ctrl-C."""
    from policyscan.workbench import serve as run

    run(workspace, host=host, port=port, token=token, on_ready=lambda where: say(f"The workbench: {where}"))
