"""Say when a group of sources is likely to be checked next, from how regularly its runs came so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from policyscan.store import Run

# Runs back that are looked at, and intervals that must be there to speak of a rhythm.
LOOKED_AT, FEWEST_INTERVALS = 6, 2
# A rhythm's intervals differ from their median by no more than this share of it.
REGULAR_WITHIN = 0.25
_FLOW = "watch"


def next_due(runs: Iterable[Run], group: str) -> datetime | None:
    """When the next run that checks the group should begin, UTC; it may be past, for a run that did not come.

    None where too few runs of that group are on record, or where they came irregularly. `runs` are oldest first.
    """
    starts = [_time(run.started) for run in runs if _checks(run, group)]
    latest = [start for start in starts if start is not None][-LOOKED_AT:]
    intervals = [after - before for before, after in pairwise(latest)]
    if len(intervals) < FEWEST_INTERVALS:
        return None
    usual = median(interval.total_seconds() for interval in intervals)
    if usual <= 0 or any(abs(one.total_seconds() - usual) > REGULAR_WITHIN * usual for one in intervals):
        return None
    return latest[-1] + timedelta(seconds=usual)


def moment(iso: str) -> str:
    """A time as a reader looks for it: "2026-11-26 03:15 UTC"; text that is no time stays as it is."""
    found = _time(iso)
    return f"{found:%Y-%m-%d %H:%M} UTC" if found is not None else iso


def lasted(started: str, finished: str) -> str:
    """How long something took, in words: "4 s", "12 min", "1 h 05 min"; empty where it is not over."""
    first, last = _time(started), _time(finished)
    if first is None or last is None:
        return ""
    seconds = max(0, round((last - first).total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"


def _checks(run: Run, group: str) -> bool:
    """Whether a run is a check of that group, or of all."""
    if run.summary.get("flow") != _FLOW:
        return False
    groups = (run.summary.get("options") or {}).get("groups")
    return not groups or group in groups


def _time(iso: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
