"""What a run did, kept in the workspace: each document with its stage, cost and fault, and how the run ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from policyscan.errors import QueryError
from policyscan.model import Checked, IngestReport, Outcome, WatchReport

if TYPE_CHECKING:
    from policyscan.store import Run, Store
    from policyscan.watch import Health

COMPLETED = "completed"
FAILED = "failed"
RUNNING = "running"


@dataclass(frozen=True, slots=True)
class RunRow:
    """One document in a run: the last stage that it went through, how that ended, what it cost and what went wrong."""

    document: str
    stage: str
    outcome: str
    seconds: float = 0.0
    pages: int = 0
    unreadable: int = 0
    ocr_pages: int = 0
    clauses: int = 0
    received_bytes: int = 0
    fault: str = ""
    problem: str = ""
    fix: str = ""
    place: str = ""
    streak: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The row by column; empty ones are left out."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value not in ("", 0)}


def rows_of(watch: WatchReport | None, ingest: IngestReport | None) -> list[RunRow]:
    """A row for each document, sorted by name: a check that changed nothing gives way to what the ingest did."""
    rows: dict[str, RunRow] = {}
    for check in watch.checks if watch is not None else ():
        rows[check.name] = RunRow(
            document=check.name,
            stage="check",
            outcome=check.outcome,
            seconds=check.seconds,
            received_bytes=check.received_bytes,
            fault=check.fault,
            problem=check.problem,
            fix=check.fix,
            streak=check.streak,
        )
    for source in ingest.sources if ingest is not None else ():
        before = rows.get(source.file)
        # A document that was not fetched stays as it was; that says less than why it was not.
        stays = before is not None and (bool(before.problem) or source.outcome is Outcome.UNCHANGED)
        failed = source.outcome is Outcome.FAILED
        if stays and not failed:
            continue
        has_changed = not failed and before is not None and before.outcome == Checked.CHANGED
        rows[source.file] = RunRow(
            document=source.file,
            stage="ingest",
            # New to the store, it came in place of another version.
            outcome=Checked.CHANGED if has_changed else source.outcome,
            seconds=round(source.seconds + (before.seconds if before else 0.0), 3),
            pages=source.pages,
            unreadable=source.unreadable_pages,
            ocr_pages=source.ocr_pages,
            clauses=source.clauses,
            received_bytes=before.received_bytes if before else 0,
            fault=source.fault,
            problem=source.problem,
            fix=source.fix,
            place=source.place,
            streak=source.streak,
        )
    return [rows[name] for name in sorted(rows)]


def record(
    store: Store,
    number: int,
    summary: Mapping[str, Any],
    health: Health,
    rows: Sequence[RunRow],
    counts: Mapping[str, Any],
) -> Run:
    """Keep how a run ended that is on record already. `counts` is what it did in all."""
    ended = {
        **summary,
        "state": COMPLETED if health.is_good else FAILED,
        "faults": [{"problem": problem, "fix": fix} for problem, fix in health.faults],
        "warnings": list(health.warnings),
        "counts": dict(counts),
        "rows": [row.as_dict() for row in rows],
    }
    store.end_run(number, datetime.now(UTC).isoformat(timespec="seconds"), ended)
    return find(store, number)


def failed_rows(run: Run) -> list[dict[str, Any]]:
    """The rows of a run's documents that failed."""
    failed = {Checked.FAILED, Outcome.FAILED}
    return [row for row in run.summary.get("rows", ()) if row["outcome"] in failed]


def find(store: Store, number: int | None) -> Run:
    """The run of that number, or the last one. Raises `QueryError` where there is none."""
    found = store.run(number) if number is not None else next(iter(store.runs(last=1)), None)
    if found is None:
        what = "No run is on record here." if number is None else f"No run {number} is on record here."
        raise QueryError(what, fix="policyscan flow runs lists them.")
    return found
