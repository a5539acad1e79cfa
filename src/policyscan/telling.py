"""Tell subscribers what is new in a workspace, and the operator of runs that failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan import notices
from policyscan.errors import PolicyScanError
from policyscan.fetch import post_json
from policyscan.model.notices import OPERATOR
from policyscan.runs import failed_rows
from policyscan.watch import networks

if TYPE_CHECKING:
    from policyscan.notices import CollectReport, DeliveryReport
    from policyscan.store import Run, Store
    from policyscan.workspace import Workspace

FOLDER = "notices"


def tell(
    workspace: Workspace,
    *,
    to: Path | None = None,
    only: Sequence[str] = (),
    again: bool = False,
    allow_private: str | None = None,
) -> tuple[CollectReport, DeliveryReport]:
    """Find what is new for each subscription, write its feed and digest, and send what was not sent yet.

    Files go to `notices/` in the workspace. With `again`, what was refused or may have been sent goes out once more.
    Named `operator`, what failed runs have to tell the operator is sent; otherwise that is `tell_of`'s.
    """
    names = [name for name in only if name != OPERATOR]
    collected, delivered = notices.CollectReport({}), notices.DeliveryReport()
    if OPERATOR in only:
        delivered.deliveries += _alert(workspace, again=again, allow_private=allow_private).deliveries
    if names or not only:
        collected = _collect(workspace, names)
        sent = _deliver(workspace, to, only=names, again=again, allow_private=allow_private)
        delivered.files += sent.files
        delivered.deliveries += sent.deliveries
    return collected, delivered


def record_failures(store: Store, run: Run) -> None:
    """Record what is to be told of a run that failed, or of documents that failed in it; nothing is sent yet.

    Subscriptions that ask for failures hear of it, and the operator by POLICYSCAN_ALERT_WEBHOOK (signed with the secret
    in POLICYSCAN_ALERT_SECRET) and POLICYSCAN_ALERT_COMMAND, which gets the same JSON on its standard input.
    """
    notices.record_failures(store, _summary(run), operator=notices.Operator.from_environment(), now=_now())


def alert(workspace: Workspace) -> tuple[str, ...]:
    """Send the operator what was recorded, and nobody else anything; what goes wrong is a line each."""
    problems: list[str] = []
    with _noting(problems, "The alert"):
        problems += _lines(_alert(workspace))
    return tuple(problems)


def tell_of(workspace: Workspace, *, to: Path | None = None, collects: bool = True) -> tuple[str, ...]:
    """All that is to be told after a run, the operator first; what goes wrong is a line each, and is tried next time.

    Everybody is asked once. Without `collects` only what is on record already goes out, as after a run that broke off.
    """
    problems = list(alert(workspace))
    if collects:
        with _noting(problems, "Finding what is new"):
            problems += [f"{name}: {error.problem} Fix: {error.fix}" for name, error in _collect(workspace, ()).failed]
    with _noting(problems, "Telling what is new"):
        problems += _lines(_deliver(workspace, to))
    return tuple(problems)


def _alert(workspace: Workspace, *, again: bool = False, allow_private: str | None = None) -> DeliveryReport:
    return notices.alert(
        workspace.store,
        notices.Operator.from_environment(),
        post=_post(allow_private),
        run_command=notices.run_command,
        now=_now(),
        again=again,
    )


def _collect(workspace: Workspace, only: Sequence[str]) -> CollectReport:
    from policyscan.exchanges.leaving import leaving

    return notices.collect_all(
        workspace.store, changes=workspace.changes, search=workspace.search, leaving=leaving, now=_now(), only=only
    )


def _deliver(
    workspace: Workspace,
    to: Path | None,
    *,
    only: Sequence[str] = (),
    again: bool = False,
    allow_private: str | None = None,
) -> DeliveryReport:
    return notices.deliver(
        workspace.store,
        to or workspace.store.folder / FOLDER,
        post=_post(allow_private),
        run_command=notices.run_command,
        now=_now(),
        only=only,
        again=again,
    )


@contextmanager
def _noting(problems: list[str], what: str) -> Iterator[None]:
    """Take what goes wrong in the block as a line; nothing that is told may fail a run."""
    try:
        yield
    except PolicyScanError as error:
        problems.append(f"{error.problem} Fix: {error.fix}")
    except Exception as error:
        problems.append(f"{what} broke down: {type(error).__name__}: {error}")


def _lines(report: DeliveryReport) -> list[str]:
    return [f"{row.subscription}: {row.problem} Fix: {row.fix}" for row in report.failed]


def _summary(run: Run) -> dict[str, Any]:
    return {
        "id": f"{run.number} {run.started}",
        "flow": run.summary["flow"],
        "state": run.summary["state"],
        "reasons": [f"{fault['problem']} Fix: {fault['fix']}" for fault in run.summary["faults"]],
        "failed": [
            {
                "file": row["document"],
                **{name: row.get(name, "") for name in ("place", "problem", "fix")},
                "streak": f"{row['stage']} {row['streak']}" if row.get("streak") else "",
            }
            for row in failed_rows(run)
        ],
    }


def _post(allow_private: str | None) -> notices.Post:
    return partial(post_json, allow_private=networks(allow_private))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
