"""What a search stands on: vectors and the full-text index, both restricted to listed documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from policyscan.errors import QueryError
from policyscan.store.base import IS_LISTED, Part, as_json_list

# Full-text rows that are looked up: at first one more for so many wanted, then so many for each.
FEW_MORE, SPARE = 4, 3


class Retrieval(Part):
    """Ids and scores for the passages of listed documents."""

    def missing_embeddings(self, model_id: str) -> list[tuple[str, str]]:
        """`(embed_id, embed_text)` of every string that this model has not embedded yet, sorted by id."""
        return [
            (embed_id, text)
            for embed_id, text in self._database.rows(
                f"""
                SELECT embed_id, min(embed_text) FROM passages
                WHERE sha256 {IS_LISTED}
                    AND embed_id NOT IN (SELECT embed_id FROM embeddings WHERE model_id = ?)
                GROUP BY embed_id ORDER BY embed_id
                """,  # noqa: S608
                (model_id,),
            )
        ]

    def put_embeddings(self, model_id: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep `(embed_id, vector)` pairs; a vector is little-endian float32 bytes, or what else the model makes."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR REPLACE INTO embeddings (model_id, embed_id, vector) VALUES (?, ?, ?)",
                ((model_id, embed_id, vector) for embed_id, vector in vectors),
            )

    def embeddings(self, model_id: str, embed_ids: Collection[str]) -> dict[str, bytes]:
        """Vectors by embed id, of those that this model has embedded."""
        return dict(
            self._database.rows(
                """
                SELECT embed_id, vector FROM embeddings
                WHERE model_id = ? AND embed_id IN (SELECT value FROM json_each(?))
                """,
                (model_id, as_json_list(embed_ids)),
            )
        )

    def kept_of_passages(self, model_id: str, passage_ids: Collection[str]) -> dict[str, bytes]:
        """What this model keeps of passages, by passage id; those that it has not seen are left out."""
        # A cross join keeps the order: left to itself, SQLite goes through all that the model keeps.
        return dict(
            self._database.rows(
                """
                SELECT passages.id, embeddings.vector FROM json_each(?) AS wanted
                CROSS JOIN passages ON passages.id = wanted.value
                CROSS JOIN embeddings ON embeddings.model_id = ? AND embeddings.embed_id = passages.embed_id
                """,
                (as_json_list(passage_ids), model_id),
            )
        )

    def passage_vectors(self, model_id: str) -> tuple[list[str], list[bytes]]:
        """Ids of listed passages that have a vector, sorted, and their vectors in the same order."""
        rows = self._database.rows(
            f"""
            SELECT passages.id, embeddings.vector FROM passages
            JOIN embeddings ON embeddings.model_id = ? AND embeddings.embed_id = passages.embed_id
            WHERE passages.sha256 {IS_LISTED} ORDER BY passages.id
            """,  # noqa: S608
            (model_id,),
        )
        return [row[0] for row in rows], [row[1] for row in rows]

    def passage_embed_ids(self) -> list[tuple[str, str]]:
        """`(passage_id, embed_id)` of every listed passage, sorted: what a vector index is made from."""
        rows = self._database.rows(
            f"SELECT id, embed_id FROM passages WHERE sha256 {IS_LISTED} ORDER BY id"  # noqa: S608
        )
        return [(row[0], row[1]) for row in rows]

    def passage_count(self) -> int:
        """Return the number of listed passages."""
        return int(self._database.value(f"SELECT count(*) FROM passages WHERE sha256 {IS_LISTED}"))  # noqa: S608

    def search_text(self, query: str, *, limit: int, sha256s: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Passages that match an FTS5 `MATCH` expression: `(passage_id, score)`, best first.

        The score is BM25 with its sign turned, so that higher is better; equal scores stand in the
        order of their ids. `sha256s` restricts the answer to these documents, and an empty one
        gives nothing. `QueryError` for an expression that FTS5 does not understand.
        """
        if limit < 1:
            return []
        try:
            if sha256s is None:
                return self._best_of_all(query, limit)
            within = "AND passages.sha256 IN (SELECT value FROM json_each(?))"
            return self._best(within, [query, as_json_list(sha256s), limit])
        except sqlite3.OperationalError as error:
            raise QueryError(
                f"The words {query!r} are no full-text expression ({error}).",
                fix="Put quotation marks around words that contain signs.",
            ) from error

    def _best_of_all(self, query: str, limit: int) -> list[tuple[str, float]]:
        # Only the best rows are looked up among the passages: in a large store, common words are in most of them. Some
        # may be of documents that are not listed any more, so more than are wanted are taken.
        for taken in (limit + limit // FEW_MORE, SPARE * limit):
            found = self._listed_among_best(query, limit, taken)
            if found is not None:
                return found
        return self._best("", [query, limit])

    def _listed_among_best(self, query: str, limit: int, taken: int) -> list[tuple[str, float]] | None:
        """The best that are listed, of so many rows; None where others may belong there."""
        rows = self._database.rows(
            f"""
            SELECT passages.id, best.score, passages.sha256 {IS_LISTED} FROM (
                SELECT rowid AS row, bm25(passages_fts) AS score FROM passages_fts
                WHERE passages_fts MATCH ? ORDER BY rank LIMIT ?
            ) AS best JOIN passages ON passages.row = best.row
            ORDER BY best.score, passages.id
            """,  # noqa: S608
            [query, taken],
        )
        listed = [(name, -score) for name, score, is_listed in rows if is_listed]
        # Were it cut off within the rows wanted, or among equals of the last of them, others might belong here.
        if len(rows) == taken and (len(listed) < limit or listed[limit - 1][1] == -rows[-1][1]):
            return None
        return listed[:limit]

    def _best(self, restriction: str, values: list[object]) -> list[tuple[str, float]]:
        rows = self._database.rows(
            f"""
            SELECT passages.id, bm25(passages_fts) FROM passages_fts
            JOIN passages ON passages.row = passages_fts.rowid
            WHERE passages_fts MATCH ? AND passages.sha256 {IS_LISTED} {restriction}
            ORDER BY bm25(passages_fts), passages.id LIMIT ?
            """,  # noqa: S608
            values,
        )
        return [(name, -score) for name, score in rows]

    def passages_with_findings(self, measure: str) -> list[tuple[str, str, float]]:
        """`(passage_id, effect, weight)` of the listed passages with a finding on a measure."""
        rows = self._database.rows(
            f"""
            SELECT passages.id, findings.effect, max(findings.weight) FROM findings
            JOIN passages ON passages.sha256 = findings.sha256
                AND passages.start <= findings.start AND passages.end > findings.start
            WHERE findings.measure = ? AND passages.sha256 {IS_LISTED}
            GROUP BY passages.id, findings.effect
            """,  # noqa: S608
            (measure,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def passages_at(self, spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, ...]]:
        """For each span (sha256, start, end) the ids of the passages that it touches, in the document's order."""
        return [
            tuple(
                row[0]
                for row in self._database.rows(
                    "SELECT id FROM passages WHERE sha256 = ? AND start < ? AND end > ? ORDER BY position",
                    (sha256, end, start),
                )
            )
            for sha256, start, end in spans
        ]

    def rebuild_full_text(self) -> None:
        """Make the full-text index anew from the passages."""
        with self._database.transaction():
            self._database.run("INSERT INTO passages_fts (passages_fts) VALUES ('rebuild')")
            self._database.run("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")
