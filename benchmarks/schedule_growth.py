"""Measure what grows with all that a workspace holds, and what a request and a Prefect task cost, on made documents."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from policyscan.model import (
    Checked,
    Kind,
    Line,
    Listing,
    Outcome,
    Page,
    PageSource,
    ParsedDocument,
    Place,
    SourceState,
    Watched,
)

LISTINGS = (1_000, 10_000)
LOOKS = 20
READ_BYTES = 100_000_000
VECTORS = (20_000, 120_000)
REQUESTS = 200
TASKS = 500


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def wall(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


# --- what grows with all there is ----------------------------------------------------------------


def _slope(sizes: tuple[int, int], seconds: list[float]) -> float:
    """Seconds for one more, between two sizes."""
    return max(0.0, (seconds[1] - seconds[0]) / (sizes[1] - sizes[0]))


def vectors(scratch: Path) -> dict[str, float]:
    import numpy as np

    from policyscan.vectors import IndexCard, VectorIndex, build_index, is_current, passages_hash

    build, opened, search = [], [], []
    for count in VECTORS:
        random = np.random.default_rng(1)
        rows = random.standard_normal((count, 384), dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        ids = [hashlib.sha256(str(at).encode()).hexdigest()[:32] for at in range(count)]
        folder = scratch / f"vectors-{count}"

        def card(ids: list[str] = ids, count: int = count) -> IndexCard:
            return IndexCard("made", "1", "0", "float32", 384, count, passages_hash(zip(ids, ids, strict=True)))

        build.append(wall(lambda f=folder, i=ids, r=rows: build_index(f, card(), i, r))[0])
        is_current(folder, card())
        # A round looks whether the index is current, and opens it at its end to hold it against the store.
        opened.append(wall(lambda f=folder: (is_current(f, card()), VectorIndex.open(f, card())))[0])
        index = VectorIndex.open(folder)
        index.search(rows[0], 10)
        search.append(min(wall(lambda i=index, r=rows: i.search(r[1], 10))[0] for _ in range(20)))
    return {
        "index_passage": _slope(VECTORS, build),
        "open_passage": _slope(VECTORS, opened),
        "search_passage": _slope(VECTORS, search),
        "rebuild_passage_bytes": float(_child(_REBUILD, str(scratch / "rebuilt"), str(VECTORS[1]))),
    }


# Peak memory of a rebuild, as `vectorise.rebuild` does it from the store's vectors.
_REBUILD = """
import sys
from pathlib import Path
import faiss, numpy as np
from policyscan.vectors import IndexCard, build_index
def peak(): return 1024 * int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
count, before = int(sys.argv[2]), peak()
blobs = [np.full(384, at, "<f4").tobytes() for at in range(count)]
matrix = np.frombuffer(b"".join(blobs), "<f4").reshape(count, 384)
card = IndexCard("m", "1", "0", "float32", 384, count, "")
build_index(Path(sys.argv[1]), card, list(map(str, range(count))), matrix)
print((peak() - before) / count)
"""


def looks(scratch: Path) -> dict[str, float]:
    """What a look at an unchanged document costs, and an arrival, in stores of two sizes."""
    looks, arrivals = [], []
    for count in LISTINGS:
        look, arrive, begin = look_and_arrive(scratch / f"made-{count}", count)
        looks.append(look)
        arrivals.append(arrive)
    alone, _, _ = look_and_arrive(scratch / "made-alone", LOOKS)
    big = scratch / "big"
    big.write_bytes(os.urandom(READ_BYTES))
    # A round reads every original again, to know it by its hash.
    read, _ = cpu(lambda: hashlib.sha256(big.read_bytes()).hexdigest())
    return {
        "read_byte": read / READ_BYTES,
        "begin_listing": begin,
        "look_document": alone,
        "look_listing": _slope(LISTINGS, looks),
        "arrive_watched": _slope(LISTINGS, arrivals),
    }


def look_and_arrive(folder: Path, count: int, times: int = LOOKS) -> tuple[float, float, float]:
    """CPU seconds of a look at one unchanged document among so many, of one arrival, and of a listing at the start."""
    from policyscan.extract import version
    from policyscan.parse import OCR_ENGINE, PARSER_VERSION
    from policyscan.pipeline import Pipeline, Settings, _listed_key
    from policyscan.sources import Source, read_watchlist, source_key
    from policyscan.store import Store
    from policyscan.taxonomy import load
    from policyscan.watch.follow import Item
    from policyscan.watch.ledger import Ledger

    with Store.open(folder, create=True) as store:
        sources = []
        stages = (
            ("parse", PARSER_VERSION),
            ("ocr", OCR_ENGINE),
            ("extract", version(load(None))),
        )
        with store.transaction():
            for at in range(count):
                data = f"document {at}".encode()
                sha256, name, place = hashlib.sha256(data).hexdigest(), f"{at}.pdf", Place(f"Place {at}")
                store.put_document(_made(sha256), size_bytes=len(data))
                listing = Listing(name, sha256, place, Kind.POLICY)
                store.put_listing(listing)
                store.put_watched(Watched(name, name, f"http://host/{name}", state=SourceState.OK, in_force=sha256))
                for stage, made_by in stages:
                    store.mark_done(sha256, stage, made_by)
                if at < times:
                    path = store.blob_path(store.put_blob(data))
                    source = Source(name, path, place=place, kind=Kind.POLICY)
                    sources.append(source)
                    store.put_meta(_listed_key(source), f"{source_key(source, sha256)} {listing.id}")
        pipeline = Pipeline(store, Settings(jobs=1))
        begun, _ = cpu(pipeline.begin)
        looked, jobs = cpu(lambda: [pipeline.prepare(source) for source in sources])
        outcomes = {job.report.outcome for job in jobs if job.report is not None}
        if outcomes != {Outcome.UNCHANGED}:
            raise SystemExit(f"the made documents are not unchanged but {outcomes}")
        rows = folder / "sources.csv"
        rows.write_text("file,address\n" + "".join(f"{at}.pdf,http://host/{at}.pdf\n" for at in range(times)))
        items = [Item(entry, entry.name) for entry in read_watchlist(rows).entries]
        arrived, _ = cpu(partial(_arrive, Ledger(store, rows), items))
        pipeline.close()
    return looked / times, arrived / times, begun / count


def _made(sha256: str) -> ParsedDocument:
    page = Page(1, "1", 612.0, 792.0, 0, PageSource.TEXT, 0, 1)
    line = Line(0, 1, 1, 10.0, 20.0, (10.0, 15.0))
    return ParsedDocument(sha256, "x", "en", "", (page,), (line,), (), ())


def _arrive(ledger: Any, items: Sequence[Any]) -> None:
    """New bytes for each, that pass."""
    from policyscan.fetch import Fetched
    from policyscan.watch.arrivals import Arrival, Verdict

    for item in items:
        data = f"another {item.name}".encode()
        address = item.entry.address
        fetched = Fetched(address, address, data, received_bytes=len(data))
        report = ledger.settle(item, ledger.of(item), fetched, time.monotonic(), lambda _: Arrival(Verdict.GOOD))
        if report.outcome is not Checked.CHANGED:
            raise SystemExit(f"what arrived is not changed but {report.outcome}")


# --- requests and tasks --------------------------------------------------------------------------

_CHECKS = """
import json, sys, time
from policyscan import open_workspace
from policyscan.watch import from_environment
settings = from_environment(contact="bench@example.org", allow_private="127.0.0.1")
with open_workspace(sys.argv[1], create=True) as place:
    place.sources.check(sys.argv[2], settings=settings)
    started = time.process_time()
    report = place.sources.check(sys.argv[2], settings=settings)
    print(json.dumps([time.process_time() - started, [row.status for row in report.checks]]))
"""
_FLOW = """
import time
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.task_runners import ThreadPoolTaskRunner
@task(cache_policy=NO_CACHE, persist_result=False)
def nothing(number): return number
@flow(task_runner=ThreadPoolTaskRunner(max_workers=8))
def round(count):
    wait([nothing.submit(number) for number in range(8)])
    started = time.perf_counter()
    wait([nothing.submit(number) for number in range(count)])
    return time.perf_counter() - started
print(round(%d) / %d)
"""


def requests(scratch: Path) -> dict[str, float]:
    """CPU seconds of one conditional request that is answered by 304."""
    from benchmarks.watching import one_page, served

    site = scratch / "site"
    site.mkdir()
    for at in range(REQUESTS):
        (site / f"{at}.pdf").write_bytes(one_page(f"Policy {at}"))
    with served(site) as url:
        sources = scratch / "sources.csv"
        sources.write_text("address\n" + "".join(f"{url}/{at}.pdf\n" for at in range(REQUESTS)))
        answer = _child(_CHECKS, str(scratch / "requests"), str(sources), POLICYSCAN_FETCH_SECONDS_BETWEEN="0")
    seconds, statuses = json.loads(answer)
    if statuses != [304] * REQUESTS:
        raise SystemExit(f"not all of {REQUESTS} requests were answered by 304: {statuses}")
    return {"request": seconds / REQUESTS}


def tasks(scratch: Path) -> dict[str, float]:
    """Wall seconds that Prefect needs for one task of eight at a time, with a server of its own."""
    answer = _child(
        _FLOW % (TASKS, TASKS),
        PREFECT_HOME=str(scratch / "prefect"),
        PREFECT_LOGGING_LEVEL="ERROR",
        PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS="180",
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
    )
    return {"prefect_task": float(answer)}


def _child(code: str, *arguments: str, **settings: str) -> str:
    """The last line that a child process prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1", **settings},
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.splitlines()[-1]
