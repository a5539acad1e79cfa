"""CSV: one row for each record, and beside it a small JSON file about the whole."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from policyscan.export.json import encode
from policyscan.export.register import rows
from policyscan.export.rows import flat
from policyscan.model import Register


def render(register: Register, path: Path) -> dict[Path, bytes]:
    """`path` with the rows, and `<path>.about.json` with what has no place in a CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, rows.columns(register))
    writer.writeheader()
    for record in register.records:
        writer.writerow({name: flat(value) for name, value in rows.row(record, register).items()})
    beside = {"about": rows.about(register), "documents": rows.documents(register)}
    return {
        path: out.getvalue().encode("utf-8", "replace"),
        path.with_name(f"{path.name}.about.json"): encode(beside),
    }
