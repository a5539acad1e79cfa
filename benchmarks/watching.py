"""What a scheduled run costs: all new, nothing changed, one document changed; CPU seconds beyond start-up.

    python -m benchmarks.watching [--corpus DIR] [--documents N]

A server on loopback serves the documents. Each run is a process of its own, as a schedule starts it; start-up (imports,
models, workers) is measured by a run that takes in one page, and told apart.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

_CHILD = """
import json, sys, time
from policyscan import open_workspace
from policyscan.watch import from_environment
started = time.monotonic()
with open_workspace(sys.argv[1], create=True) as place:
    settings = from_environment(contact="bench@example.org", allow_private="127.0.0.1")
    report = place.sources.check(sys.argv[2], settings=settings)
    taken = place.sources.ingest(sys.argv[2], ocr=False)
    problems = (*place.store.check(), *place.index_problems())
outcomes = {}
for row in report.checks:
    outcomes[row.outcome] = outcomes.get(row.outcome, 0) + 1
print(json.dumps({"checks": outcomes, "parsed": taken.parsed, "extracted": taken.extracted, "embedded": taken.embedded,
                  "problems": problems, "failed": len(taken.failed)}))
"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    answers: ClassVar[Counter[int]] = Counter()

    def log_request(self, code: Any = "-", size: Any = "-") -> None:  # noqa: ARG002 (the base class's own)
        if self.path != "/robots.txt":
            self.answers[int(code)] += 1

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder on a port of loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def one_page(words: str) -> bytes:
    """A PDF of one page."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    sheet = canvas.Canvas(out, invariant=1)
    sheet.drawString(72, 740, words)
    sheet.drawString(72, 720, "Officers shall report every use of force to a supervisor before the end of the shift.")
    sheet.save()
    return out.getvalue()


def with_a_page_more(data: bytes) -> bytes:
    """The same document with a page at its end."""
    import pypdfium2

    document, more = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument(one_page("Amendment of this policy"))
    document.import_pages(more)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cpu_of(workspace: Path, sources: Path) -> tuple[float, float, dict[str, object]]:
    """Wall and CPU seconds of one run with all its processes, and what it did."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "POLICYSCAN_FETCH_SECONDS_BETWEEN": "0",
                   "POLICYSCAN_FETCH_PER_HOST": "8"}  # fmt: skip
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(workspace), str(sources)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, json.loads(done.stdout.splitlines()[-1])


def run(corpus: Path, scratch: Path, documents: int = 40) -> dict[str, object]:
    """All runs on so many documents of a corpus."""
    site = scratch / "site"
    site.mkdir(parents=True)
    files = sorted(corpus.glob("*.pdf"), key=lambda path: path.stat().st_size)
    chosen = files[len(files) // 2]
    files = sorted({*files[:documents], chosen})
    for path in files:
        (site / path.name).write_bytes(path.read_bytes())
    start = scratch / "start"
    start.mkdir()
    (start / "one.pdf").write_bytes(one_page("Use of force"))
    (start / "sources.csv").write_text(f"address,place,country\n{start}/one.pdf,Wexcombe,XA\n")
    results: dict[str, object] = {"documents watched": len(files)}
    _, start_cpu, _ = cpu_of(start / "ws", start / "sources.csv")
    with served(site) as url:
        sources = scratch / "sources.csv"
        sources.write_text("address\n" + "".join(f"{url}/{path.name}\n" for path in files))
        figures = {}
        for name in ("all new", "nothing changed", "one changed"):
            if name == "one changed":
                (site / chosen.name).write_bytes(with_a_page_more(chosen.read_bytes()))
                future = time.time() + 10
                os.utime(site / chosen.name, (future, future))
            _Handler.answers.clear()
            wall, cpu, did = cpu_of(scratch / "ws", sources)
            figures[name] = cpu
            answers = ", ".join(f"{number} of {code}" for code, number in sorted(_Handler.answers.items()))
            results[f"watch, {name}: wall / CPU seconds"] = f"{wall:.1f} / {cpu:.1f}"
            results[f"watch, {name}: answers, parsed, extracted, embedded"] = (
                f"{answers}; {did['parsed']}, {did['extracted']}, {did['embedded']}"
            )
            if did["problems"]:
                results[f"watch, {name}: problems"] = str(did["problems"])
    full = figures["all new"] - start_cpu
    results["watch: start-up alone, CPU seconds"] = round(start_cpu, 1)
    for name in ("nothing changed", "one changed"):
        beyond = max(0.0, figures[name] - start_cpu)
        results[f"watch, {name}: CPU seconds beyond start-up / those of all new"] = (
            f"{beyond:.1f} / {full:.1f} = {beyond / full:.3f}"
        )
    return results


def main() -> int:
    """Print the figures."""
    from benchmarks.__main__ import corpus_folder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus_folder())
    parser.add_argument("--documents", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="policyscan-watching-") as scratch:
        for name, value in run(given.corpus, Path(scratch), given.documents).items():
            print(f"{name:74} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
