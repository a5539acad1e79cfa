"""Measure what a page, a passage, a place and a request cost, for `benchmarks.schedule`.

CPU seconds of one core where documents are read, wall seconds where something is written or waited for. What looks as
if it grew with the square of the documents is timed on made stores of two sizes.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from policyscan.model import Kind, Line, Listing, Outcome, Page, PageSource, ParsedDocument, Place, SourceState, Watched

PAGES_WANTED = 150
LONGEST = 120
OCR_PAGES = 3
LISTINGS = (1_000, 10_000)
LOOKS = 20
READ_BYTES = 100_000_000
VECTORS = (20_000, 120_000)
REQUESTS = 200
TASKS = 500


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds for one page, passage, place, request; `*_bytes` in bytes; `*_listing` for one row times one document."""

    parse_page: float
    extract_page: float
    ocr_page: float
    passages_page: float
    embed_passage: float
    closely_page: float
    judge_place: float
    write_page: float
    index_passage: float
    open_passage: float
    search_passage: float
    health_page: float
    request: float
    prefect_task: float
    look_document: float
    look_listing: float
    read_byte: float
    arrive_watched: float
    database_page_bytes: float
    original_page_bytes: float
    vector_bytes: float


# `python -m benchmarks.schedule --measure`, see docs/scaling.md for date and machine.
MEASURED = Costs(
    parse_page=0, extract_page=0, ocr_page=0, passages_page=0, embed_passage=0, closely_page=0, judge_place=0,
    write_page=0, index_passage=0, open_passage=0, search_passage=0, health_page=0, request=0, prefect_task=0,
    look_document=0, look_listing=0, read_byte=0, arrive_watched=0, database_page_bytes=0, original_page_bytes=0,
    vector_bytes=0,
)  # fmt: skip


def measure(corpus: Path, say: Callable[[str], None]) -> Costs:
    """All of it, in two to three minutes on two cores."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="policyscan-schedule-") as scratch:
        folder = Path(scratch)
        for step in (_looks, _vectors, _requests, _tasks, _documents):
            started = time.perf_counter()
            if step is _documents:
                _use_one_core()
            found |= step(corpus, folder)
            say(f"{step.__name__.strip('_')}: {time.perf_counter() - started:.0f} s")
    return Costs(**found)


def _use_one_core() -> None:
    """Threads that wait for one another burn seconds on a busy machine; a cost is that of one core."""
    os.environ["POLICYSCAN_OCR_THREADS"] = "1"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def _wall(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


# --- reading, writing, embedding, judging --------------------------------------------------------


def _chosen(corpus: Path) -> list[bytes]:
    """Documents with a text layer, of all sizes up to LONGEST pages, some PAGES_WANTED pages in all."""
    import pypdfium2

    from benchmarks.speed import _has_text

    files = sorted(corpus.glob("*.pdf"), key=lambda path: hashlib.sha256(path.name.encode()).digest())
    chosen: list[bytes] = []
    pages = 0
    for path in files:
        if not _has_text(path):
            continue
        count = len(pypdfium2.PdfDocument(path))
        if count <= LONGEST and pages < PAGES_WANTED:
            chosen.append(path.read_bytes())
            pages += count
    return chosen


def _documents(corpus: Path, scratch: Path) -> dict[str, float]:
    from policyscan import judging, vectorise
    from policyscan.extract import read
    from policyscan.parse import parse
    from policyscan.store import DATABASE, Store
    from policyscan.taxonomy import load
    from policyscan.workspace import default_embedder

    taxonomy = load(None)
    datas = _chosen(corpus)
    read(parse(datas[0], ocr=False).document, taxonomy, kind=Kind.POLICY)  # loads models
    parse_seconds = extract_seconds = write_seconds = 0.0
    pages = 0
    with Store.open(scratch / "documents", create=True) as store:
        for number, data in enumerate(datas):
            seconds, result = _cpu(lambda data=data: parse(data, ocr=False))
            parse_seconds += seconds
            document = result.document
            seconds, reading = _cpu(lambda document=document: read(document, taxonomy, kind=Kind.POLICY))
            extract_seconds += seconds
            listing = Listing(f"{number}.pdf", document.sha256, Place(f"Place {number}"), Kind.POLICY)
            seconds, _ = _wall(partial(_write, store, data, document, reading, listing))
            write_seconds += seconds
            pages += len(document.pages)
        model = default_embedder()
        model.encode_passages(["Officers shall report."])
        embed_seconds, embedded = _cpu(lambda: vectorise.update(store, lambda: model))
        passages = store.passage_count()
        first, _ = _cpu(lambda: judging.judge_all(store, taxonomy, lambda: model))
        again, _ = _cpu(lambda: judging.judge_all(store, taxonomy, lambda: model))
        health_seconds, problems = _wall(store.check)
        if problems:
            raise SystemExit("\n".join(problems))
    ocr_seconds, ocr_pages = _ocr(datas[0])
    return {
        "parse_page": parse_seconds / pages,
        "extract_page": extract_seconds / pages,
        "ocr_page": ocr_seconds / ocr_pages,
        "passages_page": passages / pages,
        "embed_passage": embed_seconds / embedded,
        "closely_page": max(0.0, first - again) / pages,
        "judge_place": again / len(datas),
        "write_page": write_seconds / pages,
        "health_page": health_seconds / pages,
        "database_page_bytes": (scratch / "documents" / DATABASE).stat().st_size / pages,
        "original_page_bytes": sum(map(len, datas)) / pages,
        "vector_bytes": 4.0 * model.card.dimensions,
    }


def _write(store: Any, data: bytes, document: ParsedDocument, reading: Any, listing: Listing) -> None:
    """What `Pipeline` writes for a document, in one transaction."""
    store.put_blob(data)
    with store.transaction():
        store.put_document(document, size_bytes=len(data))
        store.mark_done(document.sha256, "parse", "1")
        store.put_reading(reading)
        store.mark_done(document.sha256, "extract", "1")
        store.put_listing(listing)


def _ocr(data: bytes) -> tuple[float, int]:
    """CPU seconds and number of pages of a document's first pages as pictures."""
    import io

    import pypdfium2

    from policyscan.parse import parse

    source = pypdfium2.PdfDocument(data)
    pictures = [source[at].render(scale=200 / 72).to_pil() for at in range(min(OCR_PAGES + 1, len(source)))]

    def scanned(some: list[Any]) -> bytes:
        out = io.BytesIO()
        some[0].save(out, "PDF", resolution=200, save_all=True, append_images=some[1:])
        return out.getvalue()

    parse(scanned(pictures[:1]), ocr=True)  # loads the engine
    rest = pictures[1:] or pictures
    seconds, result = _cpu(lambda: parse(scanned(rest), ocr=True))
    if len(result.ocr_pages) != len(rest):
        raise SystemExit(f"{len(result.ocr_pages)} of {len(rest)} pictures were read by OCR")
    return seconds, len(rest)


# --- what grows with all there is ----------------------------------------------------------------


def _slope(sizes: tuple[int, int], seconds: list[float]) -> float:
    """Seconds for one more, between two sizes."""
    return max(0.0, (seconds[1] - seconds[0]) / (sizes[1] - sizes[0]))


def _vectors(corpus: Path, scratch: Path) -> dict[str, float]:  # noqa: ARG001 (as the other steps)
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

        build.append(_wall(lambda f=folder, i=ids, r=rows: build_index(f, card(), i, r))[0])
        is_current(folder, card())
        # A round looks whether the index is current, and opens it at its end to hold it against the store.
        opened.append(_wall(lambda f=folder: (is_current(f, card()), VectorIndex.open(f, card())))[0])
        index = VectorIndex.open(folder)
        index.search(rows[0], 10)
        search.append(min(_wall(lambda i=index, r=rows: i.search(r[1], 10))[0] for _ in range(20)))
    return {
        "index_passage": _slope(VECTORS, build),
        "open_passage": _slope(VECTORS, opened),
        "search_passage": _slope(VECTORS, search),
    }


def _looks(corpus: Path, scratch: Path) -> dict[str, float]:  # noqa: ARG001 (as the other steps)
    """What a look at an unchanged document costs, and an arrival, in stores of two sizes."""
    looks, arrivals = [], []
    for count in LISTINGS:
        look, arrive = look_and_arrive(scratch / f"made-{count}", count)
        looks.append(look)
        arrivals.append(arrive)
    alone, _ = look_and_arrive(scratch / "made-alone", LOOKS)
    big = scratch / "big"
    big.write_bytes(os.urandom(READ_BYTES))
    # A round reads every original again, to know it by its hash.
    read, _ = _cpu(lambda: hashlib.sha256(big.read_bytes()).hexdigest())
    return {
        "read_byte": read / READ_BYTES,
        "look_document": alone,
        "look_listing": _slope(LISTINGS, looks),
        "arrive_watched": _slope(LISTINGS, arrivals),
    }


def look_and_arrive(folder: Path, count: int, times: int = LOOKS) -> tuple[float, float]:
    """CPU seconds of a look at one unchanged document among so many, and of one arrival."""
    from policyscan.pipeline import OCR_ENGINE, PARSER_VERSION, Pipeline, Settings, _listed_key
    from policyscan.sources import Source, source_key
    from policyscan.store import Store
    from policyscan.watch.ledger import Ledger

    with Store.open(folder, create=True) as store:
        pipeline = Pipeline(store, Settings(jobs=1))
        sources = []
        with store.transaction():
            for at in range(count):
                data = f"document {at}".encode()
                sha256, name, place = hashlib.sha256(data).hexdigest(), f"{at}.pdf", Place(f"Place {at}")
                store.put_document(_made(sha256), size_bytes=len(data))
                listing = Listing(name, sha256, place, Kind.POLICY)
                store.put_listing(listing)
                store.put_watched(Watched(name, name, f"http://host/{name}", state=SourceState.OK, in_force=sha256))
                for stage, version in (("parse", PARSER_VERSION), ("ocr", OCR_ENGINE)):
                    store.mark_done(sha256, stage, version)
                store.mark_done(sha256, "extract", pipeline._extract_version)
                if at < times:
                    path = store.blob_path(store.put_blob(data))
                    source = Source(name, path, place=place, kind=Kind.POLICY)
                    sources.append(source)
                    store.put_meta(_listed_key(source), f"{source_key(source, sha256)} {listing.id}")
        looked, jobs = _cpu(lambda: [pipeline.prepare(source) for source in sources])
        outcomes = {job.report.outcome for job in jobs if job.report is not None}
        if outcomes != {Outcome.UNCHANGED}:
            raise SystemExit(f"the made documents are not unchanged but {outcomes}")
        ledger = Ledger(store)
        arrived, _ = _cpu(partial(_arrive, ledger, store.watched()[:times]))
        pipeline.close()
    return looked / times, arrived / times


def _made(sha256: str) -> ParsedDocument:
    page = Page(1, "1", 612.0, 792.0, 0, PageSource.TEXT, 0, 1)
    line = Line(0, 1, 1, 10.0, 20.0, (10.0, 15.0))
    return ParsedDocument(sha256, "x", "en", "", (page,), (line,), (), ())


def _arrive(ledger: Any, items: Sequence[Watched]) -> None:
    """New bytes for each, that pass."""
    from policyscan.fetch import Fetched
    from policyscan.watch.arrivals import Arrival, Verdict

    for item in items:
        data = f"another {item.name}".encode()
        fetched = Fetched(item.address, item.address, data, received_bytes=len(data))
        ledger._arrived(
            replace(item, checked="2026-01-01"),
            hashlib.sha256(data).hexdigest(),
            Arrival(Verdict.GOOD),
            fetched,
            time.monotonic(),
        )


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


def _requests(corpus: Path, scratch: Path) -> dict[str, float]:  # noqa: ARG001 (as the other steps)
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


def _tasks(corpus: Path, scratch: Path) -> dict[str, float]:  # noqa: ARG001 (as the other steps)
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
