"""The exports: what a page shows, as a file to download."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from policyscan.workbench.addresses import export as address_of
from policyscan.workbench.export_files import ABOUT, known, make_file
from policyscan.workbench.render import Work

router = APIRouter()

_PIECE_BYTES = 1 << 18


@router.get("/export/{name}")
def export(request: Request, work: Work, name: str) -> Response:
    """A file such as `comparison.xlsx`, with the parameters of the page that it is taken from."""
    what, _, format = name.partition(".")  # noqa: A001 (the parameter's name in addresses)
    format = known(what, format)  # noqa: A001
    file = make_file(work, what, format, request.query_params, str(request.base_url))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    if format == "csv":
        given = {key: request.query_params.getlist(key) for key in request.query_params}
        headers["Link"] = f'<{address_of(what, ABOUT, given)}>; rel="describedby"; type="application/json"'
    if file.stream is None:
        return Response(file.data, media_type=file.media_type, headers=headers)
    headers["Content-Length"] = str(os.fstat(file.stream.fileno()).st_size)
    return StreamingResponse(_pieces(file.stream), media_type=file.media_type, headers=headers)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(_PIECE_BYTES):
            yield piece
