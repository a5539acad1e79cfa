"""A person's yes: what was held comes into force; and, by a word of its own, what is listed no more goes out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policyscan.errors import QueryError
from policyscan.model import SourceState, Standing, Version, Watched
from policyscan.watch.words import command

if TYPE_CHECKING:
    from policyscan.store import Store

UNLISTED = "unlisted"


def accept(store: Store, names: Sequence[str], *, now: str) -> tuple[Version, ...]:
    """Let what waits under these names (of an address, or of the list that it comes from) come into force.

    What is listed no more is left as it is, with what waits of it: that is `withdraw`'s. Returns the versions that came
    into force. Raises `QueryError`, and changes nothing, where a name is unknown or nothing waits under it.
    """
    chosen = _chosen(store, names, lambda item: bool(item.held) and item.fault != UNLISTED, _nothing_waits)
    with store.transaction():
        return tuple(put_in_force(store, item, item.held, now=now, reason="accepted by a person") for item in chosen)


def withdraw(store: Store, names: Sequence[str]) -> tuple[str, ...]:
    """Take out of force what no list names any more, of these names (of an address, or of the list it came from).

    It is watched no more, and what waited of it goes with it: nobody looked at that. Returns the names that went.
    Raises `QueryError`, and changes nothing, where a name is unknown or nothing under it is unlisted.
    """
    chosen = _chosen(store, names, lambda item: item.fault == UNLISTED, _nothing_unlisted)
    gone = tuple(item.name for item in chosen)
    store.forget_watched(gone)
    return gone


def _chosen(
    store: Store,
    names: Sequence[str],
    fits: Callable[[Watched], bool],
    refuse: Callable[[str, Sequence[Watched]], QueryError],
) -> list[Watched]:
    watched = store.watched()
    chosen: dict[str, Watched] = {}
    for name in names:
        found = [item for item in watched if name in {item.name, item.source}]
        if not found:
            raise QueryError(f"No source is named {name}.", fix="policyscan sources list shows the names.")
        fitting = {item.name: item for item in found if fits(item)}
        if not fitting:
            raise refuse(name, found)
        chosen |= fitting
    return list(chosen.values())


def _nothing_waits(name: str, found: Sequence[Watched]) -> QueryError:
    unlisted = [item for item in found if item.fault == UNLISTED]
    if unlisted:
        which = "it" if len(found) == 1 else ", ".join(item.name for item in unlisted)
        return QueryError(
            f"Nothing waits to be accepted under {name}, and no list names {which} any more.",
            fix=f"If that was withdrawn: {command('withdraw', name)}",
        )
    first = next((item for item in found if item.problem), found[0])
    return QueryError(
        f"Nothing waits to be accepted under {name}." + (f" Its last check: {first.problem}" if first.problem else ""),
        fix=first.fix or "policyscan sources list shows what waits.",
    )


def _nothing_unlisted(name: str, found: Sequence[Watched]) -> QueryError:
    source = found[0].source
    return QueryError(
        f"Nothing under {name} was named no more at its last check.",
        fix=f"policyscan sources list shows how it stands; {command('remove', source)} takes out a row with all its "
        "documents.",
    )


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
