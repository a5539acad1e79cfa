"""Serve the workbench: on loopback unless told otherwise, and then with a token."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from policyscan.errors import QueryError
from policyscan.workbench.app import create_app
from policyscan.workbench.guard import is_loopback


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    token: str = "",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted; `on_ready` gets the address to open before the first request is taken.

    Beyond loopback a token is made where none is given; it is part of the address then. Raises
    `QueryError` for a port that cannot be taken, `WorkspaceError` where there is no workspace.
    """
    import socket

    import uvicorn

    if not is_loopback(host) and not token:
        token = secrets.token_urlsafe(24)
    app = create_app(folder, token=token)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise QueryError(
            f"{host}:{port} cannot be listened on ({error.strerror or error})",
            fix="Stop the other program, or name another --port.",
        ) from error
    with listener:
        shown = f"[{host}]" if ":" in host else host
        where = f"http://{shown}:{listener.getsockname()[1]}/"
        if on_ready is not None:
            on_ready(f"{where}?token={quote(token, safe='')}" if token else where)
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=3)
        uvicorn.Server(config).run(sockets=[listener])
