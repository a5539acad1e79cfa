"""What the flows share: the tasks for one document, where they run, what Prefect shows of a round.

A task stands for a document, never for a page, and only for one with something to do: what is unchanged costs a look.
Arguments are quoted or packed: Prefect would search them for futures, which takes seconds for a manual.
Results are neither cached nor kept by Prefect, whose database may be lost at any time: the workspace is the truth.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed, wait
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from policyscan import open_workspace
from policyscan.errors import DocumentError, DocumentFault, PolicyScanError, WorkspaceBusy
from policyscan.ingesting import Ingest, Intake
from policyscan.model import Checked, CheckReport, IngestReport, Outcome, SourceReport, WatchReport
from policyscan.pipeline import Event, Job
from policyscan.rounds import Round
from policyscan.telling import tell_of
from policyscan.watch import Item, Watch, WatchSettings
from policyscan.work import Worked, work
from policyscan.workspace import Workspace

JOBS = "POLICYSCAN_JOBS"
RUNNER = "POLICYSCAN_RUNNER"
DASK_ADDRESS = "POLICYSCAN_DASK_ADDRESS"
RETRIES = 2
RETRY_SECONDS = 5
# Strings that one task embeds: some seconds of work.
_EMBEDDED_AT_ONCE = 256
_listener: ContextVar[Callable[[Event], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(show: Callable[[Event], None]) -> Iterator[None]:
    """Let a terminal hear how far an ingest is, while the block runs."""
    before = _listener.set(show)
    try:
        yield
    finally:
        _listener.reset(before)


def jobs() -> int:
    """How many documents are read at once, by POLICYSCAN_JOBS or the cores."""
    return max(1, int(os.environ.get(JOBS, "0") or 0) or (os.cpu_count() or 1))


def runner() -> Any:
    """Where documents are read: processes of this machine, or with POLICYSCAN_RUNNER=dask a cluster.

    Without POLICYSCAN_DASK_ADDRESS the cluster is a local one with as many workers as there are jobs.
    """
    if os.environ.get(RUNNER, "local") != "dask":
        return ThreadPoolTaskRunner(max_workers=max(jobs(), 8))
    import dask

    # Before distributed is imported: its workers tell of every connection.
    dask.config.set({"logging.distributed": "warning"})
    from prefect_dask import DaskTaskRunner

    # A cluster's workers import the tasks by name; those that start here search where we do.
    above = str(Path(__file__).resolve().parent.parent)
    if above not in sys.path:
        sys.path.append(above)
    address = os.environ.get(DASK_ADDRESS, "")
    if address:
        return DaskTaskRunner(address=address)
    return DaskTaskRunner(cluster_kwargs={"n_workers": jobs(), "threads_per_worker": 1, "dashboard_address": None})


def is_elsewhere() -> bool:
    """Whether documents are read by other processes than ours, which cannot touch the store."""
    return os.environ.get(RUNNER, "local") == "dask"


def _is_io_fault(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a retry can help: a disk or network fault, not a bad document."""
    try:
        state.result()
    except OSError:
        return True
    except Exception:
        return False
    return False


_ONCE = {"cache_policy": NO_CACHE, "persist_result": False}
_RETRIED = {"retries": RETRIES, "retry_delay_seconds": RETRY_SECONDS, "retry_condition_fn": _is_io_fault}


@task(name="document", task_run_name="{name}", **_ONCE, **_RETRIED)
def take(run: Ingest, job: Job, name: str) -> SourceReport:  # noqa: ARG001 (names the task run)
    """Read one document in a process of this machine and keep it; its failure is its own."""
    return _told(run.read(job))


@task(name="read", task_run_name="{name}", **_ONCE, **_RETRIED)
def read(packed: bytes, name: str) -> Worked:
    """Read one document, of whose `Task` these are the pickled bytes: a pure function, for any machine."""
    from policyscan.workers import isolated

    found: Worked = isolated(work, pickle.loads(packed), name)  # noqa: S301 (we packed it)
    return found


@task(name="embed", task_run_name="{count} passages", **_ONCE, **_RETRIED)
def embed(texts: Sequence[str], count: int) -> Any:  # noqa: ARG001 (names the task run)
    """Embed strings: a pure function, for any machine."""
    from policyscan.workspace import default_embedder

    return default_embedder().encode_passages(texts)


@task(name="check", task_run_name="{name}", **_ONCE)
def check(watch: Watch, item: Item, name: str) -> CheckReport:
    """Check one address; its failure is its own."""
    report = watch.check(item)
    logger = get_run_logger()
    if report.outcome in {Checked.FAILED, Checked.WARNED}:
        logger.warning("%s: %s: %s Fix: %s", name, report.outcome, report.problem, report.fix)
    else:
        logger.info("%s: %s", name, report.outcome)
    return report


def check_all(watch: Watch) -> WatchReport:
    """Check every address of a watch, a task for each."""
    if is_elsewhere():
        # Checks write to the store, so they stay on this machine.
        return watch.run()
    futures = [check.submit(quote(watch), quote(item), item.name) for item in watch.gather()]
    wait(futures)
    for future in futures:
        future.result()
    return watch.finish()


def ingest_all(workspace: Workspace, intake: Intake, *, ocr: bool, jobs: int) -> IngestReport:
    """Take every source of an intake, a task for each document that lacks something."""
    with workspace.taking(lambda: intake, ocr=ocr, jobs=jobs, on_progress=_listener.get()) as run:
        if is_elsewhere():
            _read_elsewhere(run, at_once=4 * jobs)
            return run.finish(encode=_encode_elsewhere)
        _read_here(run, at_once=4 * jobs)
        return run.finish()


@contextmanager
def _in_flight() -> Iterator[dict[PrefectFuture[Any], Job]]:
    """The tasks that run; none outlives the block, so that none writes to a store that is closed."""
    waiting: dict[PrefectFuture[Any], Job] = {}
    try:
        yield waiting
    except BaseException:
        wait(list(waiting))
        raise


def _read_here(run: Ingest, at_once: int) -> None:
    with _in_flight() as waiting:
        _feed_here(run, at_once, waiting)


def _feed_here(run: Ingest, at_once: int, waiting: dict[PrefectFuture[Any], Job]) -> None:
    for source in run.sources:
        job = run.prepare(source)
        if job.report is None:
            waiting[take.submit(quote(run), quote(job), source.file)] = job
        # No more documents in memory than are about to be read.
        if len(waiting) >= at_once:
            _settle_next(run, waiting)
    while waiting:
        _settle_next(run, waiting)


def _settle_next(run: Ingest, waiting: dict[PrefectFuture[Any], Job]) -> None:
    future = next(as_completed(list(waiting)))
    _settle(run, waiting.pop(future), future)


def _settle(run: Ingest, job: Job, future: PrefectFuture[Any]) -> None:
    """A task that broke down is its document's failure."""
    if job.report is not None:
        return
    result = future.result(raise_on_failure=False)
    if isinstance(result, Worked):
        _told(run.complete(job, result))
        return
    error = result if isinstance(result, PolicyScanError) else None
    _told(
        run.fail_job(
            job,
            error
            or DocumentError(
                f"{job.source.file}: reading broke down ({type(result).__name__}: {result})",
                fix="Run it again; if it stays, report it with the file.",
                fault=DocumentFault.CRASHED,
            ),
        )
    )


def _read_elsewhere(run: Ingest, at_once: int) -> None:
    """Send bytes out and keep what comes back: the store is written here alone."""
    with _in_flight() as waiting:
        _feed_elsewhere(run, at_once, waiting)


def _feed_elsewhere(run: Ingest, at_once: int, waiting: dict[PrefectFuture[Any], Job]) -> None:
    # Twins of bytes that are being read wait for them, and then need nothing.
    twins: list[Any] = []
    busy: set[str] = set()
    for source in run.sources:
        job = run.prepare(source)
        if job.report is None and job.sha256 in busy:
            twins.append(source)
        elif job.report is None and job.task is not None:
            busy.add(job.sha256)
            waiting[read.submit(pickle.dumps(job.task), source.file)] = job
        if len(waiting) >= at_once:
            _settle_next(run, waiting)
    while waiting:
        _settle_next(run, waiting)
    for source in twins:
        run.read(run.prepare(source))


def _encode_elsewhere(texts: Sequence[str]) -> Any:
    import numpy as np

    parts = [texts[at : at + _EMBEDDED_AT_ONCE] for at in range(0, len(texts), _EMBEDDED_AT_ONCE)]
    futures = [embed.submit(part, len(part)) for part in parts]
    return np.concatenate([future.result() for future in futures])


def _told(report: SourceReport) -> SourceReport:
    logger = get_run_logger()
    if report.outcome is Outcome.FAILED:
        logger.warning("%s: %s Fix: %s", report.file, report.problem, report.fix)
    else:
        logger.info("%s: %s, %d pages, %.1f s", report.file, report.outcome, report.pages, report.seconds)
    return report


def ended(run: Any) -> dict[str, Any]:
    """Show a round as a table in Prefect, and fail the flow run where the round failed."""
    summary = run.summary
    faults = " ".join(f"{item['problem']} Fix: {item['fix']}" for item in summary["faults"])
    counts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in summary["counts"].items())
    create_table_artifact(
        key=f"policyscan-{summary['flow']}",
        table=[_shown(row) for row in summary["rows"]],
        description=f"Run {run.number}: {summary['state']}. {faults}\n\n{counts}",
    )
    for warning in summary["warnings"]:
        get_run_logger().warning(warning)
    if summary["faults"]:
        return Failed(message=f"Run {run.number} failed. {faults}")
    return {"run": run.number, "state": summary["state"], "counts": summary["counts"]}


_COLUMNS = (
    "document", "stage", "outcome", "seconds", "pages", "unreadable", "ocr_pages", "clauses", "received_bytes",
    "fault", "problem", "fix",
)  # fmt: skip


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_", " "): row.get(name, "") for name in _COLUMNS}


def run_round(
    name: str,
    workspace: str,
    settings: Callable[[], WatchSettings],
    options: dict[str, Any],
    if_busy: str,
    work: Callable[[Workspace, WatchSettings], tuple[WatchReport | None, IngestReport | None]],
) -> Any:
    """Do one round alone on a workspace, tell who asked for it, and give the flow run's state.

    Where another run is on, it waits (an hour at most) or is skipped.
    """
    with open_workspace(workspace, create=True) as place, ExitStack() as held:
        try:
            held.enter_context(place.store.writing(0.0 if if_busy == "skip" else 3600.0))
        except WorkspaceBusy as error:
            if if_busy != "skip":
                raise
            return Completed(name="Skipped", message=error.problem)
        with Round(place, name, options) as turn:
            turn.settings = settings()
            watch, ingest = work(place, turn.settings)
            run = turn.end(watch=watch, ingest=ingest)
        held.close()
        for problem in tell_of(place):
            get_run_logger().warning(problem)
        return ended(run)
