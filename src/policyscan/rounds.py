"""One round of work on a workspace: begin, do the steps, end with a record and a verdict."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from policyscan.errors import PolicyScanError, WorkspaceBusy
from policyscan.model import IngestReport, WatchReport
from policyscan.runs import RUNNING, RunRow, find, record, rows_of
from policyscan.store.lock import WriteLock
from policyscan.telling import record_failures, tell_of
from policyscan.watch import Health, WatchSettings, assess, remember_volumes

if TYPE_CHECKING:
    from policyscan.store import Run
    from policyscan.workspace import Workspace


class Round:
    """A round that was begun: `flow` names it, `options` are what doing it again needs.

    It is on record from the start, and with its end so is what is to be told of it: whoever tells next tells that too.
    Left by an exception before its `end`, it is kept and told of as failed; one whose process was killed is found and
    told of by the next. A writer (`is_writer`) holds the store's lock; any other round holds a lock of its own, that
    dies with its process, and judges nothing that another is just writing.
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
        self._lock = "" if is_writer else f"run-{uuid.uuid4().hex[:12]}.lock"
        self._held = ExitStack()

    def end(
        self,
        *,
        watch: WatchReport | None = None,
        ingest: IngestReport | None = None,
        counts: Mapping[str, Any] | None = None,
    ) -> Run:
        """Hold the round against what it must not lose, and keep the record of it."""
        health = self._assess(watch, ingest)
        with self.workspace.store.transaction():
            if health.is_good and ingest is not None:
                remember_volumes(self.workspace.store)
            run = self._record(
                self._number,
                self._summary(),
                health,
                rows_of(watch, ingest),
                {**_counts(watch, ingest), **(counts or {})},
            )
        self._has_ended = True
        return run

    def _assess(self, watch: WatchReport | None, ingest: IngestReport | None) -> Health:
        health = self._look(watch, ingest)
        if health.is_good or self.is_writer:
            return health
        try:
            with self.workspace.store.writing(0.0):
                # Another may have written when we looked.
                return self._look(watch, ingest)
        except WorkspaceBusy as error:
            return Health((), (*health.warnings, f"{error.problem} Whether all is well, the end of that run says."))

    def _look(self, watch: WatchReport | None, ingest: IngestReport | None) -> Health:
        has_index = ingest is not None or self.workspace.store.passage_count() > 0
        return assess(
            self.workspace.store,
            self.settings,
            watch=watch,
            ingest=ingest,
            index_problems=self.workspace.index_problems() if has_index else (),
        )

    def _summary(self) -> dict[str, Any]:
        return {
            "flow": self.flow,
            "state": RUNNING,
            "writer": self.is_writer,
            "lock": self._lock,
            "options": self.options,
        }

    def _record(
        self,
        number: int,
        summary: Mapping[str, Any],
        health: Health,
        rows: Sequence[RunRow] = (),
        counts: Mapping[str, Any] | None = None,
    ) -> Run:
        """Keep how a run ended, and what is to be told of it, both or neither."""
        with self.workspace.store.transaction():
            run = record(self.workspace.store, number, summary, health, rows, counts or {})
            record_failures(self.workspace.store, run)
        return run

    def _fail(self, problem: str, fix: str) -> None:
        self._record(self._number, self._summary(), Health(((problem, fix),)))
        tell_of(self.workspace, collects=False)

    def _find_the_dead(self) -> None:
        """Fail the runs that are on record as running and whose process is gone."""
        was_found = False
        for run in self.workspace.store.runs(last=20):
            if run.summary.get("state") != RUNNING:
                continue
            if run.summary.get("writer"):
                # Who holds the store's lock knows that whoever wrote this is gone.
                was_found |= self.is_writer and self._bury(run)
                continue
            # Runs of older versions have none.
            path = self._path(run.summary.get("lock") or "run.lock")
            try:
                with WriteLock(path).held(0.0, None):
                    was_found |= self._bury(run)
                    path.unlink(missing_ok=True)
            except WorkspaceBusy:
                continue
        if was_found:
            tell_of(self.workspace, collects=False)

    def _bury(self, run: Run) -> bool:
        # It may have ended, or been found by another, while we waited for its lock.
        if find(self.workspace.store, run.number).summary["state"] != RUNNING:
            return False
        problem = "It ended without a word: killed, or the machine went down."
        is_made_good = bool(run.summary.get("writer"))
        fix = "Nothing is to be done: this run makes good what it left." if is_made_good else "Run it again."
        self._record(run.number, run.summary, Health(((problem, fix),)))
        return True

    def _path(self, lock: str) -> Path:
        return self.workspace.store.folder / lock

    def __enter__(self) -> Round:
        self._find_the_dead()
        if self._lock:
            self._held.enter_context(WriteLock(self._path(self._lock)).held(0.0, None))
        self._number = self.workspace.store.put_run(self.started, "", self._summary())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._held:
            if error is not None and not self._has_ended:
                self._fail(*_why(error))
            if self._lock:
                self._path(self._lock).unlink(missing_ok=True)


def _why(error: BaseException) -> tuple[str, str]:
    """What made a round end before its end, and its fix."""
    if isinstance(error, PolicyScanError):
        return error.problem, error.fix
    if isinstance(error, Exception):
        return f"It broke down: {type(error).__name__}: {error}", "This is a fault of policyscan: report it."
    return "It was interrupted.", "Run it again: what was done is kept."


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
