"""Clauses, passages and findings: put as one reading, asked for one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from policyscan.errors import QueryError
from policyscan.model import BlockKind, Clause, Effect, Finding, Modality, Passage, Reading, content_id
from policyscan.store.base import (
    IS_LISTED,
    Part,
    as_json_list,
    dump_cues,
    dump_strings,
    load_cues,
    load_strings,
    load_tags,
    marks,
)
from policyscan.store.database import Row

_CLAUSE = (
    "sha256, start, end, text, kind, page, section, language, lead, modality, negated, condition, exception, "
    "actor, force_types, cues"
)
_PASSAGE = (
    "sha256, start, end, text, embed_text, page, section, language, clause_ids, measures, force_types, modalities"
)
_FINDING = "sha256, measure, rule, effect, reason, says, weight, clause_id, start, end, page, part, cues"


class Readings(Part):
    """What extraction read."""

    def put_reading(self, reading: Reading) -> None:
        """Keep a document's reading, in place of the one before. Its document must be here."""
        sha256 = reading.sha256
        clauses = [_clause_values(position, clause) for position, clause in enumerate(reading.clauses)]
        passages = [_passage_values(position, passage) for position, passage in enumerate(reading.passages)]
        findings = [_finding_values(position, finding) for position, finding in enumerate(reading.findings)]
        digest = hashlib.sha256(repr((reading.speaks_of_force, clauses, passages, findings)).encode("utf-8"))
        with self._database.transaction():
            for table in ("findings", "passages", "clauses", "readings"):
                self._database.run(f"DELETE FROM {table} WHERE sha256 = ?", (sha256,))  # noqa: S608
            self._database.run(
                "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?)",
                (
                    sha256,
                    int(reading.speaks_of_force),
                    len(clauses),
                    len(passages),
                    len(findings),
                    digest.hexdigest(),
                ),
            )
            self._database.run_many(
                f"INSERT INTO clauses (id, position, text_id, {_CLAUSE}) VALUES ({marks(19)})",  # noqa: S608
                clauses,
            )
            self._database.run_many(
                f"INSERT INTO passages (id, position, embed_id, {_PASSAGE}) VALUES ({marks(15)})",  # noqa: S608
                passages,
            )
            self._database.run_many(
                f"INSERT INTO findings (position, {_FINDING}) VALUES ({marks(14)})",  # noqa: S608
                findings,
            )

    def clauses(self, sha256: str) -> tuple[Clause, ...]:
        """Return the document's clauses, in the order in which they were read."""
        rows = self._database.rows(
            f"SELECT {_CLAUSE} FROM clauses WHERE sha256 = ? ORDER BY position",  # noqa: S608
            (sha256,),
        )
        return tuple(map(_as_clause, rows))

    def passages(self, sha256: str) -> tuple[Passage, ...]:
        """Return the document's passages, in the order in which they were read."""
        rows = self._database.rows(
            f"SELECT {_PASSAGE} FROM passages WHERE sha256 = ? ORDER BY position",  # noqa: S608
            (sha256,),
        )
        return tuple(map(_as_passage, rows))

    def findings(self, sha256: str, measure: str | None = None) -> tuple[Finding, ...]:
        """Return the document's findings, for one measure or all, in the order in which they were read."""
        rows = self._database.rows(
            f"""
            SELECT {_FINDING} FROM findings WHERE sha256 = ? AND (? IS NULL OR measure = ?) ORDER BY position
            """,  # noqa: S608
            (sha256, measure, measure),
        )
        return tuple(map(_as_finding, rows))

    def clause(self, clause_id: str) -> Clause:
        """One clause; `QueryError` for an unknown id."""
        row = self._database.row(f"SELECT {_CLAUSE} FROM clauses WHERE id = ?", (clause_id,))  # noqa: S608
        if row is None:
            raise _unknown("clause", clause_id)
        return _as_clause(row)

    def passage(self, passage_id: str) -> Passage:
        """One passage; `QueryError` for an unknown id."""
        row = self._database.row(f"SELECT {_PASSAGE} FROM passages WHERE id = ?", (passage_id,))  # noqa: S608
        if row is None:
            raise _unknown("passage", passage_id)
        return _as_passage(row)

    def passages_by_id(self, ids: Collection[str]) -> dict[str, Passage]:
        """Return the passages that are here, by id, in the order of `ids`."""
        rows = self._database.rows(
            f"SELECT id, {_PASSAGE} FROM passages WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
            (as_json_list(ids),),
        )
        found = {row[0]: _as_passage(row[1:]) for row in rows}
        for passage_id, passage in found.items():
            # What the row is kept by need not be computed again (`cached_property`).
            passage.__dict__["id"] = passage_id
        return {passage_id: found[passage_id] for passage_id in ids if passage_id in found}

    def clause_ids_with_wording(self, text_id: str) -> tuple[str, ...]:
        """Clauses of listed documents with this wording (`Clause.text_id`), sorted by id."""
        rows = self._database.rows(
            f"SELECT id FROM clauses WHERE text_id = ? AND sha256 {IS_LISTED} ORDER BY id",  # noqa: S608
            (text_id,),
        )
        return tuple(clause_id for (clause_id,) in rows)

    def speaks_of_force(self, sha256: str) -> bool:
        """Whether the document was read and speaks of force."""
        return bool(self._database.value("SELECT speaks_of_force FROM readings WHERE sha256 = ?", (sha256,)))

    def clause_count(self, sha256: str) -> int:
        """How many clauses were read; 0 for a document that was not."""
        return int(self._database.value("SELECT clauses FROM readings WHERE sha256 = ?", (sha256,)) or 0)

    def readings_key(self) -> str:
        """Sum up the readings, and the texts they were read from, of all listed documents.

        The same as long as nothing that a judgement rests on has changed.
        """
        return content_id(*(part for sha256, digests in self.reading_digests().items() for part in (sha256, *digests)))

    def reading_digests(self) -> dict[str, tuple[str, str | None]]:
        """Digests of the text and of the reading (None where there is none) of each listed document, by hash."""
        rows = self._database.rows(
            f"""
            SELECT sha256, documents.digest, readings.digest FROM documents LEFT JOIN readings USING (sha256)
            WHERE sha256 {IS_LISTED} ORDER BY sha256
            """  # noqa: S608
        )
        return {sha256: (text, reading) for sha256, text, reading in rows}

    def has_reading(self, sha256: str) -> bool:
        """Whether the document was read at all."""
        return self._database.value("SELECT 1 FROM readings WHERE sha256 = ?", (sha256,)) is not None


def _clause_values(position: int, clause: Clause) -> Row:
    return (
        clause.id,
        position,
        clause.text_id,
        clause.sha256,
        clause.start,
        clause.end,
        clause.text,
        clause.kind,
        clause.page,
        clause.section,
        clause.language,
        clause.lead,
        clause.modality,
        int(clause.negated),
        clause.condition,
        clause.exception,
        clause.actor,
        dump_strings(clause.force_types),
        dump_cues(clause.cues),
    )


def _as_clause(row: Row) -> Clause:
    return Clause(
        sha256=row[0],
        start=row[1],
        end=row[2],
        text=row[3],
        kind=BlockKind(row[4]),
        page=row[5],
        section=row[6],
        language=row[7],
        lead=row[8],
        modality=Modality(row[9]),
        negated=bool(row[10]),
        condition=row[11],
        exception=row[12],
        actor=row[13],
        force_types=load_strings(row[14]),
        cues=load_cues(row[15]),
    )


def _passage_values(position: int, passage: Passage) -> Row:
    return (
        passage.id,
        position,
        passage.embed_id,
        passage.sha256,
        passage.start,
        passage.end,
        passage.text,
        passage.embed_text,
        passage.page,
        passage.section,
        passage.language,
        dump_strings(passage.clause_ids),
        dump_strings(passage.measures),
        dump_strings(passage.force_types),
        dump_strings(passage.modalities),
    )


def _as_passage(row: Row) -> Passage:
    # Its clauses are no other passage's.
    return Passage(*row[:8], *map(load_strings, row[8:9]), *map(load_tags, row[9:]))


def _finding_values(position: int, finding: Finding) -> Row:
    return (
        position,
        finding.sha256,
        finding.measure,
        finding.rule,
        finding.effect,
        finding.reason,
        finding.says,
        float(finding.weight),
        finding.clause_id,
        finding.start,
        finding.end,
        finding.page,
        finding.part,
        dump_cues(finding.cues),
    )


def _as_finding(row: Row) -> Finding:
    return Finding(
        sha256=row[0],
        measure=row[1],
        rule=row[2],
        effect=Effect(row[3]),
        reason=row[4],
        says=row[5],
        weight=row[6],
        clause_id=row[7],
        start=row[8],
        end=row[9],
        page=row[10],
        part=row[11],
        cues=load_cues(row[12]),
    )


def _unknown(noun: str, given: str) -> QueryError:
    return QueryError(
        f"There is no {noun} {given!r} in this workspace.",
        fix="Take an id from a search or a comparison made after the last ingest.",
    )
