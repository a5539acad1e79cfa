"""One record of a register as plain values, under the names that every format shares."""

from __future__ import annotations

from policyscan import __version__
from policyscan.model import Cited, Record, Register

# The last column of every register: the quotes with their places, as a list.
QUOTES = "quotes"


def columns(register: Register) -> tuple[str, ...]:
    """The register's columns, then `quotes`."""
    return (*register.columns, QUOTES)


def row(record: Record, register: Register) -> dict[str, object]:
    """Lay a record out by column: numbers as numbers, quotes as a list, None where empty."""
    values = dict(record.values)
    return {name: values.get(name) for name in register.columns} | {QUOTES: [entry(item) for item in record.quotes]}


def entry(cited: Cited) -> dict[str, object]:
    """One quote with its field and place."""
    return {"field": cited.field, **cited.evidence.as_dict(), "confidence": cited.confidence}


def about(register: Register) -> dict[str, str]:
    """What stands in an export about itself."""
    return {
        "register": register.name,
        "made_by": f"policyscan {__version__}",
        "made_at": register.made_at,
        "rules": register.rules,
        "note": register.note,
    }


def documents(register: Register) -> list[dict[str, str]]:
    """What the register was read from."""
    return [{"document": name, "sha256": sha256} for name, sha256 in register.documents]
