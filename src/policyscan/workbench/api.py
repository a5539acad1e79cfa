"""The JSON API under /api, with the names of the Python and command-line twins."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["policyscan"])
