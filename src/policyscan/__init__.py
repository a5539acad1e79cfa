"""policyscan: what police policies, agreements and rights reports of many cities really say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policyscan.errors import PolicyScanError

if TYPE_CHECKING:
    from policyscan.workspace import Workspace, open_workspace

__version__ = "0.1.0"
__all__ = ["PolicyScanError", "Workspace", "__version__", "open_workspace"]


def __getattr__(name: str) -> Any:
    # The command line must answer --help without opening a database.
    if name in {"Workspace", "open_workspace"}:
        from policyscan import workspace

        return getattr(workspace, name)
    raise AttributeError(f"module 'policyscan' has no attribute '{name}'")
