"""Find the Prefect flows, in a checkout or in the installed package, and make them importable as `flows`."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from policyscan.errors import QueryError

FLOWS = "POLICYSCAN_FLOWS"
# A server of Prefect's own is ready later than it waits by default, and tells nobody that it runs.
_SETTINGS = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "HF_HUB_OFFLINE": "1",
}


def folder() -> Path:
    """Where the flows are: by POLICYSCAN_FLOWS, in the checkout, or in the installed package.

    Raises `QueryError` where there are none.
    """
    package = Path(__file__).resolve().parent
    named = os.environ.get(FLOWS, "")
    for place in [Path(named)] if named else [package.parent.parent / "flows", package / "flows"]:
        if (place / "watch.py").is_file():
            return place
    where = f"{FLOWS}={named}" if named else "the checkout or the installed package"
    raise QueryError(
        f"There are no flows in {where}.", fix=f"Set {FLOWS} to the folder that holds watch.py and its neighbours."
    )


def bind(folder: Path) -> None:
    """Have `import flows` mean this folder, whatever else is named so on the search path; call it before Prefect comes.

    Settings of the environment that are not made otherwise are made here, so that nothing asks the network.
    """
    for setting, value in _SETTINGS.items():
        os.environ.setdefault(setting, value)
    known = sys.modules.get("flows")
    if known is not None and Path(known.__file__ or "").resolve().parent == folder.resolve():
        return
    spec = importlib.util.spec_from_file_location(
        "flows", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise QueryError(f"{folder} holds no flows.", fix="Name the folder that holds watch.py and its neighbours.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["flows"] = module
    spec.loader.exec_module(module)
