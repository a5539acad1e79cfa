"""Read the quotes of a register back: those of its list, and those that its columns show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from policyscan.export.quotes import Form, Quote, foreign, number_of, parse_json, quote_of, text_of
from policyscan.export.register.rows import QUOTES

# Columns that show a field's first quote: "signed_quote", "old_text".
_SHOWS = ("_quote", "_text")

__all__ = ["QUOTES", "of_rows", "of_sheets"]


def of_rows(
    file: Path, rows: Iterable[Mapping[str, Any]], form: Form, inner: Form, where: str, *, first: int
) -> Iterator[Quote]:
    """The quotes of a register's CSV or JSON; `inner` is how the list was written, `first` the first row's number."""
    for number, row in enumerate(rows, start=first):
        at = where.format(number)
        entries = row.get(QUOTES) or []
        entries = parse_json(file, entries, at) if isinstance(entries, str) else entries
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise foreign(file, f"{at}: {QUOTES} is no list of quotes")
        for entry in entries:
            field = text_of(entry.get("field"))
            yield quote_of(f"{at}, {field}", "", field, text_of(entry.get("text")), inner, entry)
        yield from _shown(at, row, entries, form)


def of_sheets(records: Sequence[Mapping[str, Any]], quotes: Sequence[Mapping[str, Any]]) -> Iterator[Quote]:
    """The quotes of a register's workbook."""
    of_row: dict[int, list[Mapping[str, Any]]] = {}
    for number, row in enumerate(quotes, start=2):
        if not text_of(row.get("quote")):
            continue
        of_row.setdefault(number_of(row.get("row")) or 0, []).append(row)
        field = text_of(row.get("field"))
        yield quote_of(f"Quotes, row {number}", "", field, text_of(row.get("quote")), Form.SHEET, row)
    for number, row in enumerate(records, start=2):
        yield from _shown(f"Records, row {number}", row, of_row.get(number, []), Form.SHEET)


def _shown(at: str, row: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], form: Form) -> Iterator[Quote]:
    """The quotes in a record's own columns, at the place that the list names for the first of that field."""
    first = {text_of(entry.get("field")): entry for entry in reversed(entries)}
    for column, value in row.items():
        is_text = column == "text"
        if not text_of(value) or not (is_text or (column and column.endswith(_SHOWS))):
            continue
        field = column.removesuffix("_quote").removesuffix("_text")
        own = {"page": row.get("page" if is_text else f"{field}_page")}
        if is_text:
            own |= {name: row.get(name) for name in ("start", "end")}
        yield quote_of(f"{at}, column {column}", "", field, text_of(value), form, {**first.get(field, {}), **own})
