"""Runs: what each did, how it ended, which expectation it missed; one run with its documents."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.runs import COMPLETED, FAILED, RUNNING, RunRow, failed_rows
from policyscan.store import Run
from policyscan.workbench import addresses
from policyscan.workbench.register_due import lasted, moment
from policyscan.workbench.render import NotHere, Work, plain, show

router = APIRouter()

PAGE_RUNS, PAGE_ROWS = 50, 200
# State: symbol, word and badge.
_STATES = {
    COMPLETED: ("✓", "completed", "yes"),
    FAILED: ("✕", "failed", "no"),
    RUNNING: ("…", "running", "silent"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A run as the page shows it. `faults` are the expectations that it missed, each with its fix."""

    number: int
    flow: str
    symbol: str
    word: str
    badge: str
    started: str
    lasted: str
    counts: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    failed: int


@router.get("/runs")
def runs(request: Request, work: Work, at: int = 1) -> HTMLResponse:
    """Every run on record, newest first."""
    known = list(reversed(work.store.runs()))
    pages = max(1, -(-len(known) // PAGE_RUNS))
    at = min(max(1, at), pages)
    start = (at - 1) * PAGE_RUNS
    return show(
        request,
        "runs.jinja",
        here="/sources",
        run=None,
        runs=[shown(run) for run in known[start : start + PAGE_RUNS]],
        total=len(known),
        before=addresses.address("/runs", {"at": at - 1}) if at > 1 else "",
        after=addresses.address("/runs", {"at": at + 1}) if at < pages else "",
        folder=shlex.quote(str(work.store.folder)),
    )


@router.get("/runs/{number}")
def run(request: Request, work: Work, number: int, outcome: str = "", at: int = 1) -> HTMLResponse:
    """One run with its documents: stage, seconds, fault and fix, those that failed first."""
    found = work.store.run(number) if 1 <= number <= addresses.LARGEST else None
    if found is None:
        raise NotHere(f"run {number}")
    rows = _rows(found)
    outcomes = Counter(row.outcome for row in rows)
    chosen = [row for row in rows if not outcome or row.outcome == outcome]
    pages = max(1, -(-len(chosen) // PAGE_ROWS))
    at = min(max(1, at), pages)
    start = (at - 1) * PAGE_ROWS
    documents = {listing.file: listing.sha256 for listing in work.store.listings()}

    def path(page: int, of: str) -> str:
        return addresses.address(addresses.run(number), {"outcome": of, "at": page if page > 1 else ""})

    return show(
        request,
        "runs.jinja",
        here="/sources",
        run=shown(found),
        rows=_linked(chosen[start : start + PAGE_ROWS], documents),
        total=len(chosen),
        outcome=outcome,
        outcomes=[(name, of, path(1, name), name == outcome) for name, of in outcomes.most_common()],
        all_of_them=path(1, ""),
        before=path(at - 1, outcome) if at > 1 else "",
        after=path(at + 1, outcome) if at < pages else "",
        folder=shlex.quote(str(work.store.folder)),
    )


def shown(run: Run) -> Shown:
    """A run laid out."""
    summary = run.summary
    state = str(summary.get("state", ""))
    symbol, word, badge = _STATES.get(state, ("·", state or "unknown", "unreadable"))
    return Shown(
        number=run.number,
        flow=str(summary.get("flow", "")),
        symbol=symbol,
        word=word,
        badge=badge,
        started=moment(run.started),
        lasted=lasted(run.started, run.finished),
        counts=tuple(_counts(summary.get("counts", {}))),
        faults=tuple((fault["problem"], fault["fix"]) for fault in summary.get("faults", ())),
        warnings=tuple(summary.get("warnings", ())),
        failed=len(failed_rows(run)),
    )


def _counts(counts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The numbers that are not nought, as words; seconds have one decimal."""
    found = []
    for name, value in counts.items():
        shown = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
        if shown not in {"", "0", "0.0"}:
            found.append((plain(name), shown))
    return found


def _linked(rows: Sequence[RunRow], documents: Mapping[str, str]) -> list[tuple[RunRow, str]]:
    """Each row with the address of its document, where that is here."""
    return [(row, addresses.page(documents[row.document], 1) if row.document in documents else "") for row in rows]


def _rows(run: Run) -> list[RunRow]:
    """A run's documents, those that went wrong first."""
    names = RunRow.__slots__
    found = [RunRow(**{name: row[name] for name in names if name in row}) for row in run.summary.get("rows", ())]
    return sorted(found, key=lambda row: (not row.problem, row.document))
