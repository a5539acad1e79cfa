"""What agreements and rights reports say: one JSON text for each document, given back as records."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from policyscan.model import (
    Accusation,
    Agreement,
    Box,
    Cue,
    Firmness,
    Form,
    Kind,
    Party,
    Recommendation,
    ReportReading,
    Role,
    Term,
)
from policyscan.store.base import Part
from policyscan.store.codec import dump_json

# A document that is listed as something else by now is not shown as what it was taken for.
_LISTED = "sha256 IN (SELECT sha256 FROM listings WHERE removed = 0 AND kind = ?)"


class Statements(Part):
    """Agreements and readings of rights reports, by their document."""

    def put_agreement(self, agreement: Agreement) -> None:
        """Keep what one agreement says, in place of the reading before. Its document must be here."""
        self._put("agreements", agreement.sha256, asdict(agreement))

    def put_report_reading(self, reading: ReportReading) -> None:
        """Keep what one rights report says, in place of the reading before. Its document must be here."""
        self._put("report_readings", reading.sha256, asdict(reading))

    def agreement(self, sha256: str) -> Agreement | None:
        """What was read from one agreement; None where it was not read as one."""
        row = self._database.row("SELECT data FROM agreements WHERE sha256 = ?", (sha256,))
        return None if row is None else _load_agreement(sha256, json.loads(row[0]))

    def report_reading(self, sha256: str) -> ReportReading | None:
        """What was read from one rights report; None where it was not read as one."""
        row = self._database.row("SELECT data FROM report_readings WHERE sha256 = ?", (sha256,))
        return None if row is None else _load_report(sha256, json.loads(row[0]))

    def agreements(self) -> tuple[Agreement, ...]:
        """Those of all documents that are listed as agreements, by hash."""
        rows = self._database.rows(
            f"SELECT sha256, data FROM agreements WHERE {_LISTED} ORDER BY sha256",  # noqa: S608
            (Kind.AGREEMENT,),
        )
        return tuple(_load_agreement(sha256, json.loads(data)) for sha256, data in rows)

    def report_readings(self) -> tuple[ReportReading, ...]:
        """Those of all documents that are listed as rights reports, by hash."""
        rows = self._database.rows(
            f"SELECT sha256, data FROM report_readings WHERE {_LISTED} ORDER BY sha256",  # noqa: S608
            (Kind.RIGHTS_REPORT,),
        )
        return tuple(_load_report(sha256, json.loads(data)) for sha256, data in rows)

    def _put(self, table: str, sha256: str, data: dict[str, Any]) -> None:
        with self._database.transaction():
            self._database.run(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", (sha256, dump_json(data)))  # noqa: S608


def _load_agreement(sha256: str, data: dict[str, Any]) -> Agreement:
    return Agreement(
        sha256,
        Form(data["form"]),
        tuple(Party(**{**party, "role": Role(party["role"])}) for party in data["parties"]),
        tuple(Term(**{**term, "box": Box(**term["box"]) if term["box"] else None}) for term in data["terms"]),
    )


def _load_report(sha256: str, data: dict[str, Any]) -> ReportReading:
    return ReportReading(
        sha256,
        tuple(_load_accusation(item) for item in data["accusations"]),
        tuple(_load_recommendation(item) for item in data["recommendations"]),
        tuple((country, place) for country, place in data["covers"]),
    )


def _load_accusation(item: dict[str, Any]) -> Accusation:
    tuples = {name: tuple(item[name]) for name in ("violations", "force_types", "groups")}
    cues = tuple(Cue(**cue) for cue in item["cues"])
    return Accusation(**{**item, **tuples, "firmness": Firmness(item["firmness"]), "cues": cues})


def _load_recommendation(item: dict[str, Any]) -> Recommendation:
    return Recommendation(**{**item, "states": tuple(item["states"]), "themes": tuple(item["themes"])})
