"""A workbench in the browser: search, read, compare, review and export, served from one workspace.

`create_app` is the door. A page is one module of `pages/` with one template; `desk.py` lends workspaces to
requests, `guard.py` says who may ask, `addresses.py` is the one home of addresses.
"""

from __future__ import annotations

from policyscan.workbench.app import create_app
from policyscan.workbench.serve import serve

__all__ = ["create_app", "serve"]
