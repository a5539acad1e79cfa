"""Serve the scheduled deployments of prefect.yaml on one machine.

    python flows/serve.py --workspace DIR [--file prefect.yaml]

Without PREFECT_API_URL a Prefect server is started on loopback, with its pages, and ends with this program.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policyscan.flow_files import bind

HERE = Path(__file__).resolve().parent
bind(HERE)
START_SECONDS = 180.0


def deployments_file() -> Path:
    """prefect.yaml beside the flows (in an installed package) or above them (in a checkout)."""
    beside = HERE / "prefect.yaml"
    return beside if beside.exists() else HERE.parent / "prefect.yaml"


def read_deployments(path: Path, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The deployments of a file, with `given` parameters in place of theirs where a flow has them."""
    import yaml

    from policyscan.errors import QueryError

    try:
        found = yaml.safe_load(path.read_text("utf-8"))["deployments"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise QueryError(
            f"{path} holds no deployments ({type(error).__name__}).", fix="Name a prefect.yaml."
        ) from error
    for item in found:
        item["parameters"] = {**item.get("parameters", {}), **{name: value for name, value in given.items() if value}}
    return list(found)


@contextlib.contextmanager
def server(port: int) -> Iterator[None]:
    """Have a Prefect server: the one that PREFECT_API_URL names, or one of our own on loopback."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    url = f"http://127.0.0.1:{port}/api"
    process = subprocess.Popen(  # noqa: S603 (our own interpreter)
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _await(url, process)
        os.environ["PREFECT_API_URL"] = url
        print(f"Prefect's pages: http://127.0.0.1:{port}", flush=True)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"The Prefect server ended at once (exit code {process.returncode}).")
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{url}/health", timeout=2):  # noqa: S310
            return
        time.sleep(0.5)
    raise SystemExit(f"The Prefect server did not answer within {START_SECONDS:.0f} seconds.")


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="serve", description="Serve the scheduled deployments on this machine.")
    parser.add_argument("--workspace", "-w", help="the workspace of all deployments")
    parser.add_argument("--sources", help="the list of sources of all deployments")
    parser.add_argument("--file", type=Path, default=deployments_file(), help="the deployments")
    parser.add_argument("--port", type=int, default=4200, help="of the Prefect server, where one is started")
    given = parser.parse_args(arguments)
    wanted = {
        "workspace": given.workspace and str(Path(given.workspace).resolve()),
        "sources": given.sources and str(Path(given.sources).resolve()),
    }
    from policyscan.errors import PolicyScanError
    from policyscan.priority import give_way

    give_way()
    try:
        found = read_deployments(given.file, wanted)
    except PolicyScanError as error:
        print(error, file=sys.stderr)
        return 1
    with server(given.port):
        # Prefect reads its settings when it is imported.
        from prefect import serve

        serve(*(_deployment(item) for item in found), pause_on_shutdown=False, limit=1)
    return 0


def _deployment(item: dict[str, Any]) -> Any:
    import importlib
    import inspect

    path, _, function = item["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(f"flows.{Path(path).stem}"), function)
    known = set(inspect.signature(flow.fn).parameters)
    return flow.to_deployment(
        name=item["name"],
        description=item.get("description"),
        tags=item.get("tags"),
        parameters={name: value for name, value in item["parameters"].items() if name in known},
        schedules=[_schedule(schedule) for schedule in item.get("schedules", ())],
    )


def _schedule(given: dict[str, Any]) -> Any:
    """A schedule as prefect.yaml writes it, as Prefect's own record."""
    from datetime import timedelta

    from prefect.schedules import Cron, Interval, RRule

    options = {name: value for name, value in given.items() if name not in {"cron", "interval", "rrule"}}
    if "cron" in given:
        return Cron(given["cron"], **options)
    if "interval" in given:
        return Interval(timedelta(seconds=given["interval"]), **options)
    return RRule(given["rrule"], **options)


if __name__ == "__main__":
    raise SystemExit(main())
