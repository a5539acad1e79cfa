"""One judgement as a row of plain values, under the names that every format shares."""

from __future__ import annotations

import json
from pathlib import Path

from policyscan.model import Comparison, Evidence, Judgement
from policyscan.spreadsheets import neutralise

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "place",
    "region",
    "country",
    "measure",
    "state",
    "verdict",
    "adopted",
    "reason_code",
    "reason",
    "confidence",
    "evidence",
    "document",
    "sha256",
    "page",
    "page_label",
    "section",
    "start",
    "end",
    "boxes",
    "more_evidence",
    "by",
    "as_of",
    "taxonomy",
)


def row(judgement: Judgement, taxonomy: str) -> dict[str, object]:
    """Lay a judgement out by column: numbers as numbers, boxes and further quotes as lists, None where empty."""
    first = judgement.evidence[0] if judgement.evidence else None
    return {
        "place": judgement.place.name,
        "region": judgement.place.region,
        "country": judgement.place.country,
        "measure": judgement.measure,
        "state": judgement.state.value,
        "verdict": judgement.verdict,
        "adopted": judgement.adopted,
        "reason_code": judgement.reason_code,
        "reason": judgement.reason,
        "confidence": round(judgement.confidence, 4),
        **_positions(first),
        "more_evidence": [further(evidence) for evidence in judgement.evidence[1:]],
        "by": judgement.by,
        "as_of": judgement.as_of,
        "taxonomy": taxonomy,
    }


def _positions(evidence: Evidence | None) -> dict[str, object]:
    if evidence is None:
        empty = dict.fromkeys(("evidence", "document", "sha256"), "") | {"page": None, "page_label": "", "section": ""}
        return empty | {"start": None, "end": None, "boxes": []}
    values = evidence.as_dict()
    return {"evidence": evidence.text} | {key: values[key] for key in COLUMNS if key in values}


def further(evidence: Evidence) -> dict[str, object]:
    """One entry of `more_evidence`."""
    return evidence.as_dict()


def compact(value: object) -> str:
    """JSON on one line, with letters of any script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def flat(value: object) -> str | int | float | None:
    """Make a value fit one cell of a table: text neutralised, lists as JSON, numbers as they are."""
    if value is None or isinstance(value, int | float):
        return value
    return neutralise(value) if isinstance(value, str) else compact(value)


def original(comparison: Comparison, sha256: str) -> Path | None:
    """Find the file with the original bytes; None where they are not at hand."""
    found = dict(comparison.files).get(sha256)
    return Path(found).resolve() if found else None


def address(comparison: Comparison, sha256: str, page: int) -> str:
    """Lead to the original at that page (`file:///…#page=3`); nothing where it is not at hand."""
    file = original(comparison, sha256)
    return f"{file.as_uri()}#page={page}" if file else ""
