"""One round of work on a workspace: begin, do the steps, end with a record and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

from policyscan.errors import PolicyScanError
from policyscan.model import IngestReport, WatchReport
from policyscan.runs import record, rows_of
from policyscan.telling import alert
from policyscan.watch import Health, WatchSettings, assess, remember_volumes

if TYPE_CHECKING:
    from policyscan.store import Run
    from policyscan.workspace import Workspace


class Round:
    """A round that was begun: `flow` names it, `options` are what doing it again needs.

    Left by an exception before its `end`, it is kept and told of as failed.
    """

    def __init__(self, workspace: Workspace, flow: str, settings: WatchSettings, options: Mapping[str, Any]) -> None:
        self.workspace = workspace
        self.flow = flow
        self.settings = settings
        self.options = dict(options)
        self._has_ended = False
        self.started = datetime.now(UTC).isoformat(timespec="seconds")

    def end(self, *, watch: WatchReport | None = None, ingest: IngestReport | None = None) -> Run:
        """Hold the round against what it must not lose, and keep the record of it."""
        store = self.workspace.store
        health = assess(
            store, self.settings, watch=watch, ingest=ingest, index_problems=self.workspace.index_problems()
        )
        if health.is_good and ingest is not None:
            remember_volumes(store)
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
        self._has_ended = True
        return record(store, self.flow, self.started, health, rows_of(watch, ingest), self.options, counts)

    def __enter__(self) -> Round:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or self._has_ended or not isinstance(error, Exception):
            return
        if isinstance(error, PolicyScanError):
            fault = (error.problem, error.fix)
        else:
            fault = (f"It broke down: {type(error).__name__}: {error}", "This is a fault of policyscan: report it.")
        run = record(self.workspace.store, self.flow, self.started, Health((fault,)), (), self.options, {})
        alert(self.workspace, run)
