"""Measure what a page, a passage, a place and a request cost, for `benchmarks.schedule`.

CPU seconds of one core where documents are read, wall seconds where something is written or waited for. What looks as
if it grew with the square of the documents is timed on made stores of two sizes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.schedule_growth import cpu, looks, requests, tasks, vectors, wall
from policyscan.model import Kind, Listing, ParsedDocument, Place

PAGES_WANTED = 150
LONGEST = 120
OCR_PAGES = 3


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
    rebuild_passage_bytes: float
    health_page: float
    request: float
    prefect_task: float
    begin_listing: float
    look_document: float
    look_listing: float
    read_byte: float
    arrive_watched: float
    database_page_bytes: float
    original_page_bytes: float
    vector_bytes: float


# `python -m benchmarks.schedule --measure`, see docs/scaling.md for date and machine.
MEASURED = Costs(
    parse_page=0.00597,
    extract_page=0.03398,
    ocr_page=6.171,
    passages_page=4.724,
    embed_passage=0.01775,
    closely_page=0.06089,
    judge_place=0.05775,
    write_page=0.00215,
    index_passage=6.264e-06,
    open_passage=8.672e-06,
    search_passage=1.49e-07,
    rebuild_passage_bytes=7868.0,
    health_page=8.535e-05,
    request=0.001412,
    prefect_task=0.002743,
    begin_listing=2.187e-05,
    look_document=0.0002524,
    look_listing=0.0,
    read_byte=1.122e-09,
    arrive_watched=0.0,
    database_page_bytes=40480.0,
    original_page_bytes=16280.0,
    vector_bytes=1536.0,
)


def measure(corpus: Path, say: Callable[[str], None]) -> Costs:
    """All of it, in two to three minutes on two cores."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="policyscan-schedule-") as scratch:
        folder = Path(scratch)
        for step in (looks, vectors, requests, tasks, partial(documents, corpus)):
            started = time.perf_counter()
            some = step(folder)
            found |= some
            say(f"{', '.join(some)}: measured in {time.perf_counter() - started:.0f} s")
    return Costs(**found)


def _use_one_core() -> None:
    """Threads that wait for one another burn seconds on a busy machine; a cost is that of one core."""
    os.environ["POLICYSCAN_OCR_THREADS"] = "1"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


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


def documents(corpus: Path, scratch: Path) -> dict[str, float]:
    from policyscan import judging, vectorise
    from policyscan.extract import read
    from policyscan.parse import parse
    from policyscan.store import DATABASE, Store
    from policyscan.taxonomy import load
    from policyscan.workspace import default_embedder

    _use_one_core()
    taxonomy = load(None)
    datas = _chosen(corpus)
    read(parse(datas[0], ocr=False).document, taxonomy, kind=Kind.POLICY)  # loads models
    parse_seconds = extract_seconds = write_seconds = 0.0
    pages = 0
    with Store.open(scratch / "documents", create=True) as store:
        for number, data in enumerate(datas):
            seconds, result = cpu(lambda data=data: parse(data, ocr=False))
            parse_seconds += seconds
            document = result.document
            seconds, reading = cpu(lambda document=document: read(document, taxonomy, kind=Kind.POLICY))
            extract_seconds += seconds
            listing = Listing(f"{number}.pdf", document.sha256, Place(f"Place {number}"), Kind.POLICY)
            seconds, _ = wall(partial(_write, store, data, document, reading, listing))
            write_seconds += seconds
            pages += len(document.pages)
        model = default_embedder()
        model.encode_passages(["Officers shall report."])
        embed_seconds, embedded = cpu(lambda: vectorise.update(store, lambda: model))
        passages = store.passage_count()
        first, _ = cpu(lambda: judging.judge_all(store, taxonomy, lambda: model))
        again, _ = cpu(lambda: judging.judge_all(store, taxonomy, lambda: model))
        health_seconds, problems = wall(store.check)
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
    seconds, result = cpu(lambda: parse(scanned(rest), ocr=True))
    if len(result.ocr_pages) != len(rest):
        raise SystemExit(f"{len(result.ocr_pages)} of {len(rest)} pictures were read by OCR")
    return seconds, len(rest)
