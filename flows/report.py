"""Write what a workspace has to say to a folder: comparison, exchanges, changes, and what subscribers are told.

python flows/report.py --workspace DIR [--folder DIR] [--place P]... [--since DATE]
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from policyscan.flow_files import bind

bind(Path(__file__).resolve().parent)

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows import steps
from flows.command import absolute, run_flow
from policyscan import open_workspace
from policyscan.export import write
from policyscan.rounds import Round
from policyscan.telling import alert, tell_of
from policyscan.workspace import Workspace

FORMATS = ("csv", "html", "xlsx")
REPORTS = ("comparison", "agreements", "exchanges", "findings", "recommendations", "changes")


@task(name="export", task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False)
def export(place: Workspace, name: str, folder: Path, places: tuple[str, ...], since: str) -> dict[str, Any]:
    """Write one report in each format; returns what it holds and where it lies."""
    if name == "comparison":
        found: Any = place.compare(places=places)
    elif name == "changes":
        found = place.changes(places=places, since=since)
    else:
        found = getattr(place, name)(places=places)
    written = [path for suffix in FORMATS for path in write(found, suffix, folder / f"{name}.{suffix}")]
    size = len(found.judgements) if name == "comparison" else len(found)
    return {"report": name, "rows": size, "files": ", ".join(path.name for path in written)}


@flow(name="policyscan-report", log_prints=False, validate_parameters=False)
def report(
    workspace: str, folder: str | None = None, places: list[str] | None = None, since: str = "", notify: bool = True
) -> Any:
    """Write the reports to a folder (by default `reports` in the workspace); with `notify`, tell subscribers too."""
    options = {"folder": folder, "places": places, "since": since, "notify": notify}
    with open_workspace(workspace, create=False) as place:
        target = Path(folder) if folder else place.store.folder / "reports"
        with Round(place, "report", options, is_writer=False) as turn:
            target.mkdir(parents=True, exist_ok=True)
            rows = [export(place, name, target, tuple(places or ()), since) for name in REPORTS]
            create_table_artifact(key="policyscan-reports", table=rows, description=f"Written to {target}.")
            run = turn.end(counts={row["report"]: row["rows"] for row in rows})
        for problem in tell_of(place, to=target / "digests") if notify else alert(place):
            get_run_logger().warning(problem)
    return steps.ended(run)


def main(arguments: list[str] | None = None) -> int:
    """Run the flow from the command line; 1 where it failed."""
    parser = argparse.ArgumentParser(prog="report", description="Write the reports of a workspace to a folder.")
    parser.add_argument("--workspace", "-w", required=True, help="the folder that keeps all")
    parser.add_argument("--folder", help="where the reports go; by default reports in the workspace")
    parser.add_argument("--place", action="append", metavar="P", help="only this place")
    parser.add_argument("--since", default="", metavar="DATE", help="changes from this day on")
    parser.add_argument("--no-notify", action="store_true", help="tell subscribers nothing")
    given = parser.parse_args(arguments)
    return run_flow(
        report,
        given.workspace,
        folder=absolute(given.folder),
        places=given.place,
        since=given.since,
        notify=not given.no_notify,
    )


if __name__ == "__main__":
    raise SystemExit(main())
