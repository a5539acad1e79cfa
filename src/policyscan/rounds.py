"""One round of work on a workspace: begin, do the steps, end with a record and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from policyscan.errors import PolicyScanError
from policyscan.model import IngestReport, WatchReport
from policyscan.runs import RUNNING, record, rows_of
from policyscan.telling import alert_safely
from policyscan.watch import Health, WatchSettings, assess, remember_volumes

if TYPE_CHECKING:
    from policyscan.store import Run
    from policyscan.workspace import Workspace


class Round:
    """A round that was begun: `flow` names it, `options` are what doing it again needs.

    It is on record from the start. Left by an exception before its `end`, it is kept and told of as failed; one whose
    process was killed is found and told of by the next that writes (`is_writer`: it holds the store's lock).
    """

    def __init__(self, workspace: Workspace, flow: str, options: Mapping[str, Any], *, is_writer: bool = True) -> None:
        self.workspace = workspace
        self.flow = flow
        self.settings = WatchSettings()
        self.options = dict(options)
        self.is_writer = is_writer
        self.started = _now()
        self._number = 0
        self._has_ended = False

    def end(
        self,
        *,
        watch: WatchReport | None = None,
        ingest: IngestReport | None = None,
        counts: Mapping[str, Any] | None = None,
    ) -> Run:
        """Hold the round against what it must not lose, and keep the record of it."""
        store = self.workspace.store
        has_index = ingest is not None or store.passage_count() > 0
        health = assess(
            store,
            self.settings,
            watch=watch,
            ingest=ingest,
            index_problems=self.workspace.index_problems() if has_index else (),
        )
        if health.is_good and ingest is not None:
            remember_volumes(store)
        run = record(
            store,
            self._number,
            self._summary(),
            health,
            rows_of(watch, ingest),
            {**_counts(watch, ingest), **(counts or {})},
        )
        self._has_ended = True
        return run

    def _summary(self) -> dict[str, Any]:
        return {"flow": self.flow, "state": RUNNING, "writer": self.is_writer, "options": self.options}

    def _fail(self, number: int, summary: Mapping[str, Any], problem: str, fix: str) -> None:
        run = record(self.workspace.store, number, summary, Health(((problem, fix),)), (), {})
        alert_safely(self.workspace, run)

    def __enter__(self) -> Round:
        store = self.workspace.store
        if self.is_writer:
            for run in store.runs(last=20):
                # We hold the lock, so that whoever wrote this is gone.
                if run.summary.get("state") == RUNNING and run.summary.get("writer"):
                    self._fail(run.number, run.summary, "It ended without a word: killed, or the machine went down.",
                               "Nothing is to be done: this run makes good what it left.")  # fmt: skip
        self._number = store.put_run(self.started, "", self._summary())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or self._has_ended:
            return
        if isinstance(error, PolicyScanError):
            self._fail(self._number, self._summary(), error.problem, error.fix)
        elif isinstance(error, Exception):
            what = f"It broke down: {type(error).__name__}: {error}"
            self._fail(self._number, self._summary(), what, "This is a fault of policyscan: report it.")
        else:
            self._fail(self._number, self._summary(), "It was interrupted.", "Run it again: what was done is kept.")


def _counts(watch: WatchReport | None, ingest: IngestReport | None) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    if watch is not None:
        counts["checks"] = len(watch.checks)
        for check in watch.checks:
            counts[f"checks_{check.outcome}"] = counts.get(f"checks_{check.outcome}", 0) + 1
        counts["check_seconds"] = watch.seconds
    if ingest is not None:
        names = ("parsed", "extracted", "embedded", "ocr_pages", "seconds")
        values = asdict(ingest)
        counts |= {"documents": len(ingest.sources), **{name: values[name] for name in names}}
        counts["failed"] = len(ingest.failed)
        counts["pages"] = sum(row.pages for row in ingest.sources)
    return counts


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
