"""What is watched, and the versions that arrived; what was told to subscribers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from policyscan.model import SourceState, Standing, Version, Watched
from policyscan.store.base import Part, as_json_list
from policyscan.store.codec import dump_json

_WATCHED = (
    "name, source, address, facts, state, fault, problem, fix, in_force, held, etag, last_modified, checked, changed"
)
_VERSION = "name, sha256, size_bytes, address, headers, fetched, replaced, standing, reason, position"


class Watching(Part):
    """The watched addresses and their versions."""

    def put_watched(self, watched: Watched) -> None:
        """Keep how an address stands, in place of how it stood."""
        values = (
            watched.name,
            watched.source,
            watched.address,
            dump_json(dict(watched.facts)),
            watched.state,
            watched.fault,
            watched.problem,
            watched.fix,
            watched.in_force,
            watched.held,
            watched.etag,
            watched.last_modified,
            watched.checked,
            watched.changed,
        )
        with self._database.transaction():
            self._database.run(
                f"INSERT OR REPLACE INTO watched ({_WATCHED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                values,
            )

    def watched(self) -> tuple[Watched, ...]:
        """Return all watched addresses, sorted by name."""
        return self._watched("ORDER BY name")

    def _watched(self, rest: str, values: tuple[str, ...] = ()) -> tuple[Watched, ...]:
        rows = self._database.rows(f"SELECT {_WATCHED} FROM watched {rest}", values)  # noqa: S608
        return tuple(
            Watched(name, source, address, json.loads(facts), SourceState(state), *more)
            for name, source, address, facts, state, *more in rows
        )

    def watched_by_name(self, name: str) -> Watched | None:
        """Return the watched address of that name, if there is one."""
        return next(iter(self._watched("WHERE name = ?", (name,))), None)

    def forget_watched(self, names: Collection[str]) -> None:
        """Watch these no longer; their versions stay on record, and none of them is in force."""
        wanted = as_json_list(names)
        with self._database.transaction():
            for before, after in ((Standing.IN_FORCE, Standing.REPLACED), (Standing.HELD, Standing.DROPPED)):
                self._database.run(
                    """
                    UPDATE versions SET standing = ?, reason = 'no longer watched'
                    WHERE standing = ? AND name IN (SELECT value FROM json_each(?))
                    """,
                    (after, before, wanted),
                )
            self._database.run("DELETE FROM watched WHERE name IN (SELECT value FROM json_each(?))", (wanted,))

    def rename_watched(self, names: Mapping[str, tuple[str, str]]) -> None:
        """Give watched addresses other names and rows, with all their versions; names may be swapped."""
        # Through names that nobody bears: at no moment may two be the same.
        steps = [(name, f"\x1f{number}", source) for number, (name, (_, source)) in enumerate(names.items())]
        steps += [(f"\x1f{number}", new, source) for number, (new, source) in enumerate(names.values())]
        with self._database.transaction():
            for name, new, source in steps:
                self._database.run("UPDATE watched SET name = ?, source = ? WHERE name = ?", (new, source, name))
                self._database.run("UPDATE versions SET name = ? WHERE name = ?", (new, name))

    def put_version(self, version: Version) -> None:
        """Record bytes that arrived."""
        with self._database.transaction():
            self._database.run(
                """
                INSERT INTO versions (name, sha256, size_bytes, address, headers, fetched, replaced, standing, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                (
                    version.name,
                    version.sha256,
                    version.size_bytes,
                    version.address,
                    dump_json(dict(version.headers)),
                    version.fetched,
                    version.replaced,
                    version.standing,
                    version.reason,
                ),
            )

    def set_standing(
        self, name: str, sha256: str, standing: Standing, reason: str = "", *, position: int | None = None
    ) -> None:
        """Record what became of an arrival of these bytes under that name: of the newest, or of that at `position`."""
        with self._database.transaction():
            self._database.run(
                """
                UPDATE versions SET standing = ?, reason = ? WHERE name = ? AND sha256 = ? AND position =
                    coalesce(?, (SELECT max(position) FROM versions WHERE name = ? AND sha256 = ?))
                """,
                (standing, reason, name, sha256, position, name, sha256),
            )

    def versions(self, name: str | None = None) -> tuple[Version, ...]:
        """Return the versions of one name, or of all, in the order in which they arrived."""
        where, values = ("", ()) if name is None else ("WHERE name = ?", (name,))
        rows = self._database.rows(f"SELECT {_VERSION} FROM versions {where} ORDER BY position", values)  # noqa: S608
        return tuple(
            Version(
                name,
                sha256,
                size,
                address,
                json.loads(headers),
                fetched,
                replaced,
                Standing(standing),
                reason,
                position,
            )
            for name, sha256, size, address, headers, fetched, replaced, standing, reason, position in rows
        )

    def times_removed(self) -> dict[str, int]:
        """How often each listing went that ever did; all that was here before that was counted went once."""
        return dict(self._database.rows("SELECT listing, times FROM removals"))

    def turns_told_as_one(self) -> int:
        """Position of the last arrival from before turns were told apart."""
        return int(self._database.value("SELECT value FROM meta WHERE key = 'turns_told_as_one'") or 0)


class Notices(Part):
    """Subscriptions, what was found for each, and what was sent by which channel. Specs and data are JSON objects."""

    def put_subscription(self, name: str, spec: Mapping[str, Any], since: str) -> None:
        """Keep a subscription, in place of one of the same name."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?)", (name, dump_json(dict(spec)), since)
            )

    def subscriptions(self) -> tuple[tuple[str, Mapping[str, Any], str], ...]:
        """Name, spec and the time from which it counts, sorted by name."""
        rows = self._database.rows("SELECT name, spec, since FROM subscriptions ORDER BY name")
        return tuple((name, json.loads(spec), since) for name, spec, since in rows)

    def forget_subscription(self, name: str) -> bool:
        """End a subscription with its baselines; its notices stay on record. Whether there was one."""
        with self._database.transaction():
            first = _baseline(name, "")
            self._database.run("DELETE FROM meta WHERE substr(key, 1, ?) = ?", (len(first), first))
            return self._database.run("DELETE FROM subscriptions WHERE name = ?", (name,)) > 0

    def put_notices_aside(self, subscription: str) -> None:
        """Keep the notices of a subscription that ended under a name of their own ("name#1", the next time "name#2").

        So another of its name has none yet, and is told what that one was told.
        """
        with self._database.transaction():
            before = "SELECT count(DISTINCT subscription) FROM notices WHERE subscription GLOB ? || '#*'"
            mark = f"#{int(self._database.value(before, (subscription,))) + 1}"
            ours = "SELECT id FROM notices WHERE subscription = ?"
            self._database.run(
                f"UPDATE deliveries SET notice = notice || ? WHERE notice IN ({ours})",  # noqa: S608
                (mark, subscription),
            )
            self._database.run(
                "UPDATE notices SET id = id || ?, subscription = subscription || ? WHERE subscription = ?",
                (mark, mark, subscription),
            )

    def put_baseline(self, subscription: str, key: str, data: Mapping[str, Any]) -> None:
        """Keep what was there before a subscription began, in place of what was kept under the key."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                (_baseline(subscription, key), dump_json(dict(data))),
            )

    def baseline(self, subscription: str, key: str) -> Mapping[str, Any] | None:
        """Return what `put_baseline` kept; None where there is nothing yet."""
        value = self._database.value("SELECT value FROM meta WHERE key = ?", (_baseline(subscription, key),))
        return None if value is None else cast("Mapping[str, Any]", json.loads(value))

    def put_notice(self, notice_id: str, subscription: str, kind: str, data: Mapping[str, Any], at: str) -> bool:
        """Keep a notice unless it is here already; whether it was new."""
        with self._database.transaction():
            changed = self._database.run(
                "INSERT OR IGNORE INTO notices (id, subscription, kind, data, at) VALUES (?, ?, ?, ?, ?)",
                (notice_id, subscription, kind, dump_json(dict(data)), at),
            )
        return changed > 0

    def notices(self, subscription: str | None = None) -> tuple[tuple[str, str, str, Mapping[str, Any], str], ...]:
        """Id, subscription, kind, data and time of the notices, oldest first."""
        where, values = ("", ()) if subscription is None else ("WHERE subscription = ?", (subscription,))
        rows = self._database.rows(
            f"SELECT id, subscription, kind, data, at FROM notices {where} ORDER BY position",  # noqa: S608
            values,
        )
        return tuple((row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in rows)

    def put_delivery(self, notice_id: str, channel: str, state: str, at: str) -> None:
        """Record how a delivery stands, in place of how it stood."""
        self.put_deliveries({notice_id: at}, channel, state)

    def put_deliveries(self, times: Mapping[str, str], channel: str, state: str) -> None:
        """Record how the deliveries of several notices stand, all or nothing; `times` maps notices to their time.

        Outside of another transaction it is on the disk when this returns, so that not even a failure of power
        forgets what is about to be sent.
        """
        with self._durable(), self._database.transaction():
            self._database.run_many(
                "INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?, ?)",
                [(notice_id, channel, state, at) for notice_id, at in times.items()],
            )

    @contextmanager
    def _durable(self) -> Iterator[None]:
        database = self._database
        with database._lock:
            if database._depth:
                # SQLite refuses the pragma inside a transaction: the outer one then decides.
                yield
                return
            database.run("PRAGMA synchronous = FULL")
            try:
                yield
            finally:
                database.run("PRAGMA synchronous = NORMAL")

    def deliveries(self, subscription: str | None = None) -> dict[tuple[str, str], tuple[str, str]]:
        """State and time of each delivery, by notice and channel, in the order of the notices."""
        rows = self._database.rows(
            """
            SELECT notice, channel, deliveries.state, deliveries.at FROM deliveries
            LEFT JOIN notices ON notices.id = deliveries.notice
            WHERE ? IS NULL OR subscription = ? ORDER BY position, channel
            """,
            (subscription, subscription),
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _baseline(subscription: str, key: str) -> str:
    return f"baseline/{subscription}/{key}"
