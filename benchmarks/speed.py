"""Pages, passages and queries a second, beside pdfplumber on the same pages; memory; a second ingest."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

QUERIES = (
    "must officers intervene when a colleague uses excessive force",
    "shooting at a moving vehicle",
    "verbal warning before deadly force",
    "chokehold ban",
    "carotid restraint as a force option",
    "de-escalation before force",
    "report pointing a firearm",
    "taser on a handcuffed person",
    "police dog bite",
    "tear gas against protesters",
    "mental health crisis response",
    "last resort",
)
PASSAGES_WANTED = 3000
# Seconds between two looks at a family's memory: each goes through all processes and takes 10 ms of what is measured.
PAUSE = 0.5


def run(files: list[Path], corpus: Path, scratch: Path) -> dict[str, object]:
    readable = [path for path in files if _has_text(path)]
    pages = sum(_pages(path) for path in readable)
    results: dict[str, object] = {"documents with a text layer": len(readable), "pages in them": pages}

    plain = _timed(lambda: _pdfplumber(readable))
    ours = _timed(lambda: _parse(readable))
    folder = scratch / "text-only"
    whole, whole_cpu, _ = _ingest(readable, corpus, folder, "--no-ocr")
    results["pdfplumber.extract_text alone: pages a second"] = round(pages / plain, 1)
    results["our parse (text, boxes, blocks, sections): pages a second"] = round(pages / ours, 1)
    results["whole ingest (no OCR): pages a second"] = round(pages / whole, 1)
    results["wall time of whole ingest / pdfplumber alone"] = round(whole / plain, 2)
    results["CPU seconds of the whole ingest"] = round(whole_cpu, 1)
    again, again_cpu, _ = _ingest(readable, corpus, folder, "--no-ocr")
    start_wall, start_cpu = _start_up()
    results["second ingest: wall seconds / CPU seconds"] = f"{again:.1f} / {again_cpu:.1f}"
    results["start-up alone (imports, hashing): wall / CPU seconds"] = f"{start_wall:.1f} / {start_cpu:.1f}"
    results["second ingest: CPU seconds beyond start-up"] = round(max(0.0, again_cpu - start_cpu), 1)

    biggest = max(readable, key=_pages)
    _, _, peak = _ingest([biggest], corpus, scratch / "one", "--no-ocr")
    results[f"peak memory on {_pages(biggest)} pages (largest process), MB"] = round(peak)
    results |= _search(folder)
    (scratch / "workspace").symlink_to(folder)
    return results


def _timed(work: object) -> float:
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - started


def _has_text(path: Path) -> bool:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return False
    found = sum(len(pdf[i].get_textpage().get_text_bounded()) > 100 for i in range(min(10, len(pdf))))
    return found > min(10, len(pdf)) / 2


def _pages(path: Path) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(path))


def _pdfplumber(files: list[Path]) -> None:
    import pdfplumber

    for path in files:
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                page.extract_text()
                page.close()


def _parse(files: list[Path]) -> None:
    from policyscan.parse import parse

    for path in files:
        parse(path.read_bytes(), ocr=False)


def _ingest(files: list[Path], corpus: Path, workspace: Path, *options: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds (children included) and peak megabytes of one `policyscan ingest`."""
    command = [sys.executable, "-m", "policyscan", "ingest", *map(str, files), "--workspace", str(workspace), *options]
    manifest = corpus / "manifest.csv"
    if manifest.exists():
        command += ["--manifest", str(manifest)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(PAUSE)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak


def _memory(pid: int) -> float:
    """Resident megabytes of the largest process of a family."""
    import psutil

    try:
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
        return max(process.memory_info().rss for process in family) / 2**20
    except psutil.Error:
        return 0.0


def _start_up() -> tuple[float, float]:
    """What an ingest of an unchanged corpus needs before its first document: imports of what it uses."""
    code = "import policyscan.cli, policyscan.workspace, policyscan.pipeline, policyscan.sources, policyscan.vectorise"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _search(workspace: Path) -> dict[str, object]:
    from policyscan import open_workspace

    results: dict[str, object] = {}
    with open_workspace(workspace) as place:
        texts = [text for _, text in place.store.missing_embeddings("none")]
        words = sorted(texts, key=lambda text: abs(len(text.split()) - 110))[:512]
        model = place.embedder()
        model.encode_passages(words[:32])
        seconds = _timed(lambda: model.encode_passages(words))
        results["passages of about 110 words embedded a second"] = round(len(words) / seconds, 1)
        place.search(QUERIES[0])
        times = []
        for query in QUERIES * 3:
            times.append(_timed(lambda query=query: list(place.search(query))))
        results[f"search, warm, {len(place.index()):,} passages: median ms"] = round(statistics.median(times) * 1000, 1)
        results["search, warm: slowest of 36, ms"] = round(max(times) * 1000, 1)
    cold = _timed(
        lambda: subprocess.run(
            [sys.executable, "-m", "policyscan", "search", QUERIES[0], "--workspace", str(workspace)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    )
    results["search, cold, one-off command: seconds"] = round(cold, 2)
    return results
