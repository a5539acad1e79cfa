"""Judgements: the whole set at once, with the key of what it was made from."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, astuple
from typing import Any

from policyscan.model import Box, Evidence, Judgement, Place, Searched, State
from policyscan.store.base import Part, marks
from policyscan.store.codec import dump_json
from policyscan.store.database import Row

_KEY = "judgements_key"


class Judgements(Part):
    """What the findings of each place came to."""

    def put_judgements(self, judgements: Iterable[Judgement], key: str) -> None:
        """Keep a set of judgements in place of the one before; `key` says what it was made from."""
        with self._database.transaction():
            self._database.run("DELETE FROM judgements")
            self._database.run_many(
                f"INSERT INTO judgements VALUES ({marks(16)})",  # noqa: S608
                (_values(position, judgement) for position, judgement in enumerate(judgements)),
            )
            self._database.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_KEY, key))

    def judgements(
        self, *, places: Collection[str] | None = None, measures: Collection[str] | None = None
    ) -> tuple[Judgement, ...]:
        """Judgements in the order in which they were put.

        `places` are place ids or names in any case; None means all, an empty collection none.
        """
        rows = self._database.rows(
            """
            SELECT place, region, country, measure, state, verdict, adopted, reason_code, reason, confidence,
                evidence, searched, decided_by, as_of
            FROM judgements ORDER BY position
            """
        )
        wanted = None if places is None else {name.casefold() for name in places}
        chosen = None if measures is None else set(measures)
        found = []
        for row in rows:
            place = Place(*row[:3])
            if wanted is not None and wanted.isdisjoint({place.name.casefold(), place.id}):
                continue
            if chosen is not None and row[3] not in chosen:
                continue
            found.append(_as_judgement(place, row[3:]))
        return tuple(found)

    def judgements_key(self) -> str:
        """Say what the stored judgements were made from; empty where there are none yet."""
        return str(self._database.value("SELECT value FROM meta WHERE key = ?", (_KEY,)) or "")


def _values(position: int, judgement: Judgement) -> Row:
    place = judgement.place
    return (
        position,
        place.id,
        place.name,
        place.region,
        place.country,
        judgement.measure,
        judgement.state,
        judgement.verdict,
        judgement.adopted,
        judgement.reason_code,
        judgement.reason,
        float(judgement.confidence),
        dump_json([asdict(evidence) for evidence in judgement.evidence]),
        dump_json(astuple(judgement.searched)),
        judgement.by,
        judgement.as_of,
    )


def _as_judgement(place: Place, row: Row) -> Judgement:
    return Judgement(
        place=place,
        measure=row[0],
        state=State(row[1]),
        verdict=row[2],
        adopted=row[3],
        reason_code=row[4],
        reason=row[5],
        confidence=row[6],
        evidence=tuple(map(_as_evidence, json.loads(row[7]))),
        searched=Searched(*json.loads(row[8])),
        by=row[9],
        as_of=row[10],
    )


def _as_evidence(values: dict[str, Any]) -> Evidence:
    return Evidence(**{**values, "boxes": tuple(Box(**box) for box in values["boxes"])})
