"""JSON: one object with all that a CSV and its companion hold, lists and numbers as they are."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from policyscan.export import words
from policyscan.export.rows import row
from policyscan.model import Comparison


def render(comparison: Comparison, path: Path) -> dict[Path, bytes]:
    """`path` with `{about, coverage, documents, judgements}`; judgements have the CSV's names and `searched`."""
    judgements = [
        row(judgement, comparison.taxonomy) | {"searched": asdict(judgement.searched)}
        for judgement in comparison.judgements
    ]
    whole = {
        "about": words.about(comparison),
        "coverage": words.coverage(comparison),
        "documents": words.documents(comparison),
        "judgements": judgements,
    }
    return {path: encode(whole)}


def encode(value: object) -> bytes:
    """Indented UTF-8 with a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
