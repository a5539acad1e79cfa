"""The JSON API under /api, with the names of the Python and command-line twins; /api/openapi.json describes it.

`routes.py` asks the workspace, `models.py` says what an answer holds, `page.py` lists it all for people.
"""

from fastapi import APIRouter

from policyscan.workbench.api import page, routes

router = APIRouter()
router.include_router(routes.router)
router.include_router(page.router)

__all__ = ["router"]
