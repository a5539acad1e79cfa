"""What happened: failures with their fix, runs with their summary, and small notes by name."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from policyscan.store.base import Part, as_json_list, now
from policyscan.store.codec import dump_json

# The stage of the streaks that `put_failure` begins.
_INGEST = "ingest"


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be used: `fault` in one word, `problem` and `fix` in a line each.

    `sha256` is empty where not even the bytes could be read; `at` is ISO 8601, UTC.
    """

    file: str
    sha256: str
    fault: str
    problem: str
    fix: str
    at: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when it began and ended (ISO 8601), and its summary as it was given. `number` counts up from 1."""

    started: str
    finished: str
    summary: Mapping[str, Any]
    number: int = 0


class Journal(Part):
    """What happened to the sources, and when."""

    def put_failure(self, file: str, sha256: str, fault: str, problem: str, fix: str) -> int:
        """Record why a source could not be used, in place of its failure before; the number of its streak."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?)",
                (file, sha256, fault, problem, fix, now()),
            )
            return self.begin_streak(_INGEST, file)

    def clear_failure(self, file: str) -> None:
        """Forget a source's failure, if it has one."""
        with self._database.transaction():
            self._database.run("DELETE FROM failures WHERE file = ?", (file,))
            self.end_streaks(_INGEST, [file])

    def begin_streak(self, stage: str, name: str, origin: str = "") -> int:
        """Record that a document failed at a stage; the number of its streak, which goes on until it is ended.

        `origin` is the list that names the document, where several may. A streak from the time before they were
        counted has the number 0.
        """
        with self._database.transaction():
            old = "SELECT 1 FROM streaks WHERE stage = ? AND name = ? AND number = 0 AND failing = 1"
            if self._database.value(old, (stage, name)):
                return 0
            self._database.run(
                """
                INSERT INTO streaks (stage, name, origin, number, failing) VALUES (?, ?, ?, 1, 1)
                ON CONFLICT DO UPDATE SET number = number + 1 - failing, failing = 1
                """,
                (stage, name, origin),
            )
            found = "SELECT number FROM streaks WHERE stage = ? AND name = ? AND origin = ?"
            return int(self._database.value(found, (stage, name, origin)))

    def end_streaks(self, stage: str, names: Collection[str], origin: str = "") -> None:
        """Record that these fail no more at a stage, or are asked for no more."""
        if set(names).isdisjoint(self.streaks(stage, origin)):
            return
        with self._database.transaction():
            self._database.run(
                """
                UPDATE streaks SET failing = 0
                WHERE stage = ? AND (origin = ? OR number = 0) AND name IN (SELECT value FROM json_each(?))
                """,
                (stage, origin, as_json_list(names)),
            )

    def streaks(self, stage: str, origin: str = "") -> tuple[str, ...]:
        """Names of the documents that fail at a stage."""
        rows = self._database.rows(
            "SELECT DISTINCT name FROM streaks WHERE stage = ? AND (origin = ? OR number = 0) AND failing = 1",
            (stage, origin),
        )
        return tuple(sorted(name for (name,) in rows))

    def failures(self) -> tuple[Failure, ...]:
        """All failures that stand, sorted by file."""
        rows = self._database.rows("SELECT file, sha256, fault, problem, fix, at FROM failures ORDER BY file")
        return tuple(Failure(*row) for row in rows)

    def put_run(self, started: str, finished: str, summary: Mapping[str, Any]) -> int:
        """Record a run and return its number; `summary` is anything that JSON can hold."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO runs (started, finished, summary) VALUES (?, ?, ?)",
                (started, finished, dump_json(dict(summary))),
            )
            return int(self._database.value("SELECT max(position) FROM runs"))

    def end_run(self, number: int, finished: str, summary: Mapping[str, Any]) -> None:
        """Put the end of a run into its record."""
        with self._database.transaction():
            self._database.run(
                "UPDATE runs SET finished = ?, summary = ? WHERE position = ?",
                (finished, dump_json(dict(summary)), number),
            )

    def runs(self, *, last: int | None = None) -> tuple[Run, ...]:
        """All runs, or the last few, oldest first."""
        rows = self._database.rows(
            "SELECT started, finished, summary, position FROM runs ORDER BY position DESC LIMIT ?",
            (-1 if last is None else last,),
        )
        return tuple(Run(row[0], row[1], json.loads(row[2]), row[3]) for row in reversed(rows))

    def run(self, number: int) -> Run | None:
        """The run of that number, if there is one."""
        row = self._database.row("SELECT started, finished, summary, position FROM runs WHERE position = ?", (number,))
        return None if row is None else Run(row[0], row[1], json.loads(row[2]), row[3])

    def get_meta(self, key: str) -> str | None:
        """Return the note of this name, if any."""
        value = self._database.value("SELECT value FROM meta WHERE key = ?", (key,))
        return None if value is None else str(value)

    def put_meta(self, key: str, value: str) -> None:
        """Keep a note under a name, in place of the one before."""
        with self._database.transaction():
            self._database.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
