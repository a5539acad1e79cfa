"""Tell subscribers what is new in a workspace, and operators of runs that failed."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan import notices
from policyscan.errors import PolicyScanError, QueryError
from policyscan.fetch import post_json
from policyscan.runs import failed_rows
from policyscan.watch import networks

if TYPE_CHECKING:
    from policyscan.notices import CollectReport, DeliveryReport
    from policyscan.store import Run
    from policyscan.workspace import Workspace

ALERT_WEBHOOK = "POLICYSCAN_ALERT_WEBHOOK"
ALERT_SECRET = "POLICYSCAN_ALERT_SECRET"  # noqa: S105 (the name of a variable)
ALERT_COMMAND = "POLICYSCAN_ALERT_COMMAND"
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
    """
    from policyscan.exchanges.leaving import leaving

    now = _now()
    store = workspace.store
    collected = notices.collect_all(
        store, changes=workspace.changes, search=workspace.search, leaving=leaving, now=now, only=only
    )
    delivered = notices.deliver(
        store,
        to or store.folder / FOLDER,
        post=_post(allow_private),
        run_command=notices.run_command,
        now=now,
        only=only,
        again=again,
    )
    return collected, delivered


def alert(workspace: Workspace, run: Run) -> DeliveryReport:
    """Tell of a failed run, or of documents that failed in one, once.

    Subscriptions that ask for failures hear of it, and the operator by POLICYSCAN_ALERT_WEBHOOK (signed with the secret
    in POLICYSCAN_ALERT_SECRET) and POLICYSCAN_ALERT_COMMAND, which gets the same JSON on its standard input.
    """
    return notices.alert(
        workspace.store,
        workspace.store.folder / FOLDER,
        _summary(run),
        post=_post(None),
        run_command=notices.run_command,
        now=_now(),
        webhook=os.environ.get(ALERT_WEBHOOK, ""),
        secret_env=ALERT_SECRET if os.environ.get(ALERT_SECRET) else "",
        command=_command(os.environ.get(ALERT_COMMAND, "")),
    )


def alert_safely(workspace: Workspace, run: Run) -> tuple[str, ...]:
    """`alert`, where what goes wrong with it is a line each."""
    try:
        return tuple(f"{row.subscription}: {row.problem} Fix: {row.fix}" for row in alert(workspace, run).failed)
    except PolicyScanError as error:
        return (f"{error.problem} Fix: {error.fix}",)
    except Exception as error:
        return (f"The alert broke down: {type(error).__name__}: {error}",)


def tell_of(workspace: Workspace, run: Run) -> tuple[str, ...]:
    """All that is to be told after a run, alerts first; what cannot be is a line each, and is tried again next time."""
    problems = list(alert_safely(workspace, run))
    try:
        collected, delivered = tell(workspace)
    except PolicyScanError as error:
        return (*problems, f"{error.problem} Fix: {error.fix}")
    except Exception as error:
        return (*problems, f"Telling what is new broke down: {type(error).__name__}: {error}")
    problems += [f"{name}: {error.problem} Fix: {error.fix}" for name, error in collected.failed]
    problems += [f"{row.subscription}: {row.problem} Fix: {row.fix}" for row in delivered.failed]
    return tuple(problems)


def _summary(run: Run) -> dict[str, Any]:
    return {
        "id": f"{run.number} {run.started}",
        "flow": run.summary["flow"],
        "state": run.summary["state"],
        "reasons": [f"{fault['problem']} Fix: {fault['fix']}" for fault in run.summary["faults"]],
        "failed": [
            {"file": row["document"], "place": "", "problem": row.get("problem", ""), "fix": row.get("fix", "")}
            for row in failed_rows(run)
        ],
    }


def _command(words: str) -> list[str]:
    try:
        return shlex.split(words)
    except ValueError as error:
        raise QueryError(f"{ALERT_COMMAND} cannot be read ({error}).", fix="Close its quotation marks.") from error


def _post(allow_private: str | None) -> notices.Post:
    return partial(post_json, allow_private=networks(allow_private))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
