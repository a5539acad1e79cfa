"""Put the workbench together: its guard, its pages, its API, its style."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from policyscan import __version__, export
from policyscan.errors import PolicyScanError
from policyscan.workbench import api, pages
from policyscan.workbench.desk import Desk
from policyscan.workbench.guard import Guard
from policyscan.workbench.render import failed, show

if TYPE_CHECKING:
    from policyscan.embed import Embedder

_HERE = Path(__file__).parent


def create_app(
    folder: Path, *, token: str = "", embedder: Embedder | None = None, taxonomy_folder: Path | None = None
) -> FastAPI:
    """The workbench on the workspace in `folder`, as an ASGI application.

    With `token`, every request needs it; without, only requests to loopback names are answered.
    Raises `WorkspaceError` where there is no workspace.
    """
    desk = Desk(Path(folder), embedder=embedder, taxonomy_folder=taxonomy_folder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(
        title="policyscan",
        version=__version__,
        lifespan=lifespan,
        # Their pages load scripts from elsewhere; the description itself is at /api/openapi.json.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.desk = desk
    app.middleware("http")(Guard(token))
    app.add_exception_handler(PolicyScanError, failed)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misunderstood)
    app.include_router(api.router)
    for module in pkgutil.iter_modules(pages.__path__):
        app.include_router(importlib.import_module(f"{pages.__name__}.{module.name}").router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")

    @app.get("/look.css", include_in_schema=False)
    def look() -> FileResponse:
        """The colours and badges, which are those of the exports."""
        return FileResponse(Path(export.__file__).parent / "look.css", media_type="text/css")

    return app


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    problem = "There is no such page" if status == HTTPStatus.NOT_FOUND else HTTPStatus(status).phrase
    return _as_failure(request, status, problem, "Follow a link from the start page.")


async def _misunderstood(request: Request, error: Exception) -> Response:
    found = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": ""}
    name = ".".join(str(part) for part in found["loc"][1:])
    return _as_failure(request, HTTPStatus.BAD_REQUEST, f"{name}: {found['msg']}", "Correct that value in the address.")


def _as_failure(request: Request, status: int, problem: str, fix: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problem": problem, "fix": fix}, status)
    return show(request, "failed.jinja", here="", status=status, problem=problem, fix=fix)
