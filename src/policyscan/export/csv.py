"""CSV: one row for each place and measure, and beside it a small JSON file about the whole."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from policyscan.export import json, words
from policyscan.export.rows import COLUMNS, flat, row
from policyscan.model import Comparison


def render(comparison: Comparison, path: Path) -> dict[Path, bytes]:
    """`path` with the rows, and `<path>.about.json` with what has no place in a CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for judgement in comparison.judgements:
        writer.writerow({name: flat(value) for name, value in row(judgement, comparison.taxonomy).items()})
    beside = {
        "about": words.about(comparison),
        "coverage": words.coverage(comparison),
        "documents": words.documents(comparison),
    }
    return {
        # Half a surrogate pair, which some PDFs hold, has no UTF-8 form.
        path: out.getvalue().encode("utf-8", "replace"),
        path.with_name(f"{path.name}.about.json"): json.encode(beside),
    }
