"""Whether a workspace is sound: damage, orphans, counts that disagree."""

from __future__ import annotations

import sqlite3

from policyscan.errors import WorkspaceError
from policyscan.store.base import IS_LISTED, Part

# Each query gives a subject for every row that contradicts the sentence before it.
_CONTRADICTIONS = (
    (
        "clauses counted and kept differ",
        "SELECT sha256 FROM readings WHERE clauses != "
        "(SELECT count(*) FROM clauses AS c WHERE c.sha256 = readings.sha256)",
    ),
    (
        "passages counted and kept differ",
        "SELECT sha256 FROM readings WHERE passages != "
        "(SELECT count(*) FROM passages AS p WHERE p.sha256 = readings.sha256)",
    ),
    (
        "findings counted and kept differ",
        "SELECT sha256 FROM readings WHERE findings != "
        "(SELECT count(*) FROM findings AS f WHERE f.sha256 = readings.sha256)",
    ),
    ("the layout is missing", "SELECT sha256 FROM documents WHERE sha256 NOT IN (SELECT sha256 FROM layouts)"),
    (
        "a clause lies beyond the text",
        "SELECT sha256 FROM (SELECT sha256, max(end) AS last FROM clauses GROUP BY sha256) "
        "JOIN documents USING (sha256) WHERE last > length(text)",
    ),
    (
        "a passage names a clause that is not kept",
        "SELECT DISTINCT sha256 FROM passages, json_each(passages.clause_ids) "
        "WHERE json_each.value NOT IN (SELECT id FROM clauses)",
    ),
)

_IN_FORCE = (
    f"SELECT sha256 FROM documents WHERE sha256 {IS_LISTED} "  # noqa: S608
    "OR sha256 IN (SELECT in_force FROM watched) ORDER BY sha256"
)

_NOT_TAKEN_IN = """
    SELECT name FROM watched WHERE in_force != '' AND name NOT IN (SELECT file FROM failures)
    AND coalesce((SELECT min(sha256 = in_force) FROM listings WHERE removed = 0 AND file = name), 0) = 0
    ORDER BY name
"""


class Check(Part):
    """The store's view of itself."""

    def check(self) -> tuple[str, ...]:
        """Problems found, a line each; empty when all is sound. Reads everything: seconds, not more."""
        problems: list[str] = []
        try:
            problems += [str(line) for (line,) in self._database.rows("PRAGMA quick_check") if line != "ok"]
            problems += [
                f"{table}: a row refers to {parent}, which has no such row"
                for table, _, parent, _ in self._database.rows("PRAGMA foreign_key_check")
            ]
            for sentence, query in _CONTRADICTIONS:
                problems += [f"document {sha256[:12]}: {sentence}" for (sha256,) in self._database.rows(query)]
            problems += self._check_full_text()
        except WorkspaceError as error:
            problems.append(error.problem)
        # Of what is no longer in force the bytes may have been dropped on purpose.
        problems += [
            f"document {sha256[:12]}: its original bytes are missing"
            for (sha256,) in self._database.rows(_IN_FORCE)
            if not self._blobs.has(sha256)
        ]
        problems += [
            f"{name}: the bytes of a version that waits for a person are missing"
            for name, sha256 in self._database.rows("SELECT name, held FROM watched WHERE held != '' ORDER BY name")
            if not self._blobs.has(sha256)
        ]
        return tuple(problems)

    def not_taken_in(self) -> tuple[str, ...]:
        """Watched documents of which other bytes are listed than those in force, or none, though none failed.

        So it is between a check and the ingest that follows; after that it is a fault.
        """
        return tuple(name for (name,) in self._database.rows(_NOT_TAKEN_IN))

    def _check_full_text(self) -> list[str]:
        try:
            # 1 compares the index with the passages too, not only with itself.
            with self._database.transaction():
                self._database.run("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
        except (sqlite3.DatabaseError, WorkspaceError):
            return ["the full-text index disagrees with the passages: rebuild it"]
        return []
