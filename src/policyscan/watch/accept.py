"""A person's yes: what was held comes into force, and what is listed no more goes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import SourceState, Standing, Version, Watched

if TYPE_CHECKING:
    from policyscan.store import Store

UNLISTED = "unlisted"


def accept(store: Store, names: Sequence[str], *, now: str) -> tuple[Version, ...]:
    """Accept what waits under these names (of an address, or of the list that it comes from).

    Returns the versions that came into force; what was unlisted is watched no more. Raises `QueryError`, and changes
    nothing, where a name is unknown or nothing waits under it.
    """
    watched = store.watched()
    chosen: list[Watched] = []
    for name in names:
        found = [item for item in watched if name in {item.name, item.source}]
        if not found:
            raise QueryError(f"No source is named {name}.", fix="policyscan sources list shows the names.")
        waiting = [item for item in found if item.held or item.fault == UNLISTED]
        if not waiting:
            first = next((item for item in found if item.problem), found[0])
            raise QueryError(
                f"Nothing waits to be accepted under {name}."
                + (f" Its last check: {first.problem}" if first.problem else ""),
                fix=first.fix or "policyscan sources list shows what waits.",
            )
        chosen += [item for item in waiting if item not in chosen]
    accepted = []
    with store.transaction():
        for item in chosen:
            if item.fault == UNLISTED:
                # What waits of a withdrawn document was looked at by nobody: it goes with it.
                store.forget_watched([item.name])
                continue
            accepted.append(put_in_force(store, item, item.held, now=now, reason="accepted by a person"))
    return tuple(accepted)


def put_in_force(store: Store, watched: Watched, sha256: str, *, now: str, reason: str = "") -> Version:
    """Let bytes that arrived take the place of those in force; returns their version."""
    if watched.in_force and watched.in_force != sha256:
        store.set_standing(watched.name, watched.in_force, Standing.REPLACED)
    store.set_standing(watched.name, sha256, Standing.IN_FORCE, reason)
    store.put_watched(
        replace(
            watched,
            state=SourceState.OK,
            fault="",
            problem="",
            fix="",
            in_force=sha256,
            held="",
            changed=now,
        )
    )
    return next(item for item in reversed(store.versions(watched.name)) if item.sha256 == sha256)
