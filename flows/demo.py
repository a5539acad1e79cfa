"""The demonstration: ingest the sample corpus as a Prefect flow, then compare, search and evaluate.

    python flows/demo.py            # what `make demo` runs

Everything it writes lies in index/demo.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Prefect keeps its own database apart from the user's, and its server starts with the flow.
os.environ.setdefault("PREFECT_HOME", str(ROOT / "index" / "demo" / "prefect"))
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
sys.path.insert(0, str(ROOT))

SAMPLE = ROOT / "corpora" / "sample"
OUT = ROOT / "index" / "demo"
(OUT / "prefect").mkdir(parents=True, exist_ok=True)
QUESTIONS = (
    "Must an officer stop a colleague who uses too much force?",
    "shooting at moving cars",
    "training paid by the city with a foreign force",
    "recipe for apple pie",
)


def main() -> int:
    """Run the street once; 1 if anything failed."""
    from rich.console import Console
    from rich.table import Table

    from flows.ingest import ingest
    from policyscan import open_workspace
    from policyscan.export import write

    console = Console()
    workspace = OUT / "workspace"

    console.rule("1. Ingest: the Prefect flow, one task a document")
    counts = ingest(paths=[str(SAMPLE)], workspace=str(workspace), manifest=str(SAMPLE / "manifest.csv"))["counts"]
    console.print(
        f"{counts['documents']} documents, {counts['pages']} pages: {counts['parsed']} parsed, "
        f"{counts['ocr_pages']} pages by OCR, {counts['embedded']} passages embedded, {counts['seconds']:.0f} s. "
        "Run it again: nothing is done twice."
    )
    with open_workspace(workspace) as place:
        comparison = place.compare()
        console.rule("2. Compare: what the fictional cities' rules require")
        table = Table("measure", "coverage", box=None)
        titles = dict(comparison.titles)
        for row in comparison.coverage:
            table.add_row(titles[row.measure], row.sentence)
        console.print(table)
        for suffix in ("csv", "xlsx", "json", "html"):
            write(comparison, suffix, OUT / f"comparison.{suffix}")
        console.rule("3. Search: every hit with its page")
        for question in QUESTIONS:
            answer = place.search(question, limit=2)
            console.print(f"[bold]{question}[/bold]")
            for hit in answer:
                console.print(f"  {hit.place}, {hit.document} p. {hit.page}: {hit.text[:140]}…", highlight=False)
            if not len(answer):
                console.print(f"  {answer.note}")
        console.rule("4. Exchanges: agreements beside the record of the partner")
        exchanges = place.exchanges()
        write(exchanges, "html", OUT / "exchanges.html")
        for record in exchanges.records:
            local, partner, whose, reading = (
                record.get(name) for name in ("local_party", "partner", "whose_record", "reading")
            )
            own = ", the city's own record" if whose == "own" else ""
            console.print(f"  {reading}: {local} with {partner}{own}", highlight=False)
        console.rule("5. Evaluate: against the coding written with the sample")
        console.print(place.evaluate(SAMPLE / "gold.csv").as_text(), highlight=False, soft_wrap=True)
    console.rule("Look at")
    for suffix in ("html", "xlsx", "csv", "json"):
        console.print(f"  {(OUT / f'comparison.{suffix}').relative_to(ROOT)}")
    console.print(f"  {(OUT / 'exchanges.html').relative_to(ROOT)}")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
