"""Fifty people search the workbench at once, each once in five seconds, while an ingest runs beside it.

`python -m benchmarks.load --workspace DIR [--beside FOLDER] [--sessions 50] [--seconds 60]`: serves the workspace on
loopback, in a process of its own; with `--beside`, the PDFs of that folder are ingested into it meanwhile, so give a
copy.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

from benchmarks.speed import QUERIES

PAUSE = 5.0


async def _session(client: httpx.AsyncClient, until: float, seed: int, times: list[float], faults: list[str]) -> None:
    draw = random.Random(seed)
    await asyncio.sleep(draw.uniform(0.0, PAUSE))
    while time.monotonic() < until:
        started = time.perf_counter()
        try:
            answer = await client.get("/search", params={"q": draw.choice(QUERIES), "limit": 10})
            if answer.status_code != httpx.codes.OK:
                faults.append(f"status {answer.status_code}")
        except httpx.HTTPError as error:
            faults.append(type(error).__name__)
        spent = time.perf_counter() - started
        times.append(spent)
        await asyncio.sleep(max(0.0, PAUSE - spent))


async def _all(url: str, sessions: int, seconds: float) -> tuple[list[float], list[str]]:
    times: list[float] = []
    faults: list[str] = []
    async with httpx.AsyncClient(base_url=url, timeout=60.0) as client:
        await client.get("/search", params={"q": QUERIES[0]})
        until = time.monotonic() + seconds
        await asyncio.gather(*(_session(client, until, seed, times, faults) for seed in range(sessions)))
    return times, faults


def run(workspace: Path, beside: Path | None, sessions: int, seconds: float) -> dict[str, object]:
    """The figures of one run: searches, faults, milliseconds, and whether an ingest was on to its end."""
    command = [sys.executable, "-m", "policyscan"]
    served = subprocess.Popen(
        [*command, "serve", "--workspace", str(workspace), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert served.stdout is not None
        found = re.search(r"http://\S+", served.stdout.readline())
        if found is None:
            raise SystemExit("the workbench did not start")
        ingest = None
        if beside is not None:
            ingest = subprocess.Popen(
                [*command, "ingest", str(beside), "--workspace", str(workspace)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        times, faults = asyncio.run(_all(found[0].rstrip("/"), sessions, seconds))
        is_on = ingest is not None and ingest.poll() is None
        if ingest is not None:
            ingest.terminate()
            ingest.wait()
    finally:
        served.terminate()
        served.wait()
    return {
        "sessions": sessions,
        "searches": len(times),
        "faults": faults,
        "median ms": round(statistics.median(times) * 1000, 1),
        "95th percentile ms": round(sorted(times)[int(0.95 * (len(times) - 1))] * 1000, 1),
        "an ingest ran to the end of it": is_on,
    }


def main() -> None:
    """Read the options, run and print the figures as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, required=True)
    options.add_argument("--beside", type=Path)
    options.add_argument("--sessions", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60.0)
    given = options.parse_args()
    print(json.dumps(run(given.workspace, given.beside, given.sessions, given.seconds), indent=1))


if __name__ == "__main__":
    main()
