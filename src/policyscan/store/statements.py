"""What agreements and rights reports say: one JSON text for each document, given back as records."""

from __future__ import annotations

import json
from typing import Any

from policyscan.model import (
    Accusation,
    Agreement,
    Box,
    Cue,
    Firmness,
    Form,
    Party,
    Recommendation,
    ReportReading,
    Role,
    Term,
)
from policyscan.store.base import IS_LISTED, Part
from policyscan.store.codec import dump_json


class Statements(Part):
    """Agreements and readings of rights reports, by their document."""

    def put_agreement(self, agreement: Agreement) -> None:
        """Keep what one agreement says, in place of the reading before. Its document must be here."""
        self._put("agreements", agreement.sha256, _dump_agreement(agreement))

    def put_report_reading(self, reading: ReportReading) -> None:
        """Keep what one rights report says, in place of the reading before. Its document must be here."""
        self._put("report_readings", reading.sha256, _dump_report(reading))

    def agreement(self, sha256: str) -> Agreement | None:
        """What was read from one agreement; None where it was not read as one."""
        row = self._database.row("SELECT data FROM agreements WHERE sha256 = ?", (sha256,))
        return None if row is None else _load_agreement(sha256, json.loads(row[0]))

    def report_reading(self, sha256: str) -> ReportReading | None:
        """What was read from one rights report; None where it was not read as one."""
        row = self._database.row("SELECT data FROM report_readings WHERE sha256 = ?", (sha256,))
        return None if row is None else _load_report(sha256, json.loads(row[0]))

    def agreements(self) -> tuple[Agreement, ...]:
        """Those of all listed documents, by hash."""
        rows = self._database.rows(f"SELECT sha256, data FROM agreements WHERE sha256 {IS_LISTED} ORDER BY sha256")  # noqa: S608
        return tuple(_load_agreement(sha256, json.loads(data)) for sha256, data in rows)

    def report_readings(self) -> tuple[ReportReading, ...]:
        """Those of all listed documents, by hash."""
        rows = self._database.rows(f"SELECT sha256, data FROM report_readings WHERE sha256 {IS_LISTED} ORDER BY sha256")  # noqa: S608
        return tuple(_load_report(sha256, json.loads(data)) for sha256, data in rows)

    def _put(self, table: str, sha256: str, data: dict[str, Any]) -> None:
        with self._database.transaction():
            self._database.run(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", (sha256, dump_json(data)))  # noqa: S608


def _dump_agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "form": agreement.form,
        "parties": [
            [p.name, p.role, p.short, p.region, p.country, p.start, p.end, p.page, p.confidence]
            for p in agreement.parties
        ],
        "terms": [
            [t.name, t.value, t.start, t.end, t.page, t.confidence, t.note, _dump_box(t.box), t.words]
            for t in agreement.terms
        ],
    }


def _load_agreement(sha256: str, data: dict[str, Any]) -> Agreement:
    return Agreement(
        sha256,
        Form(data["form"]),
        tuple(Party(name, Role(role), *rest) for name, role, *rest in data["parties"]),
        tuple(_load_term(*values) for values in data["terms"]),
    )


def _load_term(*values: Any) -> Term:
    name, value, start, end, page, confidence, note, box, words = values
    return Term(name, value, start, end, page, confidence, note, Box(*box) if box else None, words)


def _dump_report(reading: ReportReading) -> dict[str, Any]:
    return {
        "covers": reading.covers,
        "accusations": [
            [
                a.start,
                a.end,
                a.page,
                a.violations,
                a.firmness,
                a.country,
                a.place,
                a.body,
                a.force_types,
                a.groups,
                a.period,
                [[cue.category, cue.text, cue.start, cue.end] for cue in a.cues],
            ]
            for a in reading.accusations
        ],
        "recommendations": [
            [
                r.number,
                r.start,
                r.end,
                r.page,
                r.addressee,
                r.states,
                r.response,
                r.response_start,
                r.response_end,
                r.strength,
                r.themes,
            ]
            for r in reading.recommendations
        ],
    }


def _load_report(sha256: str, data: dict[str, Any]) -> ReportReading:
    return ReportReading(
        sha256,
        tuple(_load_accusation(sha256, *values) for values in data["accusations"]),
        tuple(_load_recommendation(sha256, *values) for values in data["recommendations"]),
        tuple((country, place) for country, place in data.get("covers", ())),
    )


def _load_accusation(sha256: str, *values: Any) -> Accusation:
    start, end, page, violations, firmness, country, place, body, force_types, groups, period, cues = values
    return Accusation(
        sha256,
        start,
        end,
        page,
        tuple(violations),
        Firmness(firmness),
        country,
        place,
        body,
        tuple(force_types),
        tuple(groups),
        period,
        tuple(Cue(*cue) for cue in cues),
    )


def _load_recommendation(sha256: str, *values: Any) -> Recommendation:
    number, start, end, page, addressee, states, response, answer_start, answer_end, strength, themes = values
    return Recommendation(
        sha256,
        number,
        start,
        end,
        page,
        addressee,
        tuple(states),
        response,
        answer_start,
        answer_end,
        strength,
        tuple(themes),
    )


def _dump_box(box: Box | None) -> list[float] | None:
    return None if box is None else [box.page, box.x0, box.top, box.x1, box.bottom]
