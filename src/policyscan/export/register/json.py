"""JSON: one object with all that a CSV and its companion hold, lists and numbers as they are."""

from __future__ import annotations

from pathlib import Path

from policyscan.export.json import encode
from policyscan.export.register import rows
from policyscan.model import Register


def render(register: Register, path: Path) -> dict[Path, bytes]:
    """`path` with `{about, documents, records}`; records have the CSV's names."""
    whole = {
        "about": rows.about(register),
        "documents": rows.documents(register),
        "records": [rows.row(record, register) for record in register.records],
    }
    return {path: encode(whole)}
