"""Lay the records of a register out for a page: ids, facts with their quotes, links to the place in the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from policyscan.export.register.html import Card, Fact, Quote, marked
from policyscan.export.rows import compact
from policyscan.model import Cited, Evidence, Record, content_id
from policyscan.workbench import addresses

# The columns that tell a record from the others of its register, and stay when a rule reads a field otherwise.
_IDENTITY = {
    "agreements": ("sha256",),
    "exchanges": ("sha256", "partner", "whose_record"),
    "findings": ("sha256", "start", "end", "country", "place"),
    "recommendations": ("sha256", "number", "start", "end"),
    "practices": ("practice", "place", "region", "country", "sha256", "start"),
    "changes": ("place", "old_sha256", "new_sha256", "subject", "measure", "change"),
}
_HIDDEN = ("_quote", "_page", "_confidence")


def record_id(name: str, record: Record) -> str:
    """A record's id within its register: the same as long as it is about the same words."""
    places = (f"{item.field} {item.evidence.start}" for item in record.quotes) if name == "changes" else ()
    return content_id(name, *(record.get(column) for column in _IDENTITY[name]), *places)


def cards(name: str, records: Iterable[Record]) -> list[Card]:
    """Each record with its facts, quotes and pictures; `Card.anchor` is its id."""
    return [card(name, record) for record in records]


def card(name: str, record: Record) -> Card:
    """One record: the columns that have a value, each with the quotes that it rests on."""
    anchor = record_id(name, record)
    quotes = tuple(map(quote, record.quotes))
    facts = tuple(
        Fact(column, column.replace("_", " "), str(value), tuple(q for q in quotes if q.cited.field == column))
        for column, value in record.values
        if value not in ("", None) and not column.endswith(_HIDDEN)
    )
    pictures = tuple(
        (addresses.cut_out(name, anchor, number), f"Page {picture.box.page}: {picture.note}")
        for number, picture in enumerate(record.pictures, start=1)
    )
    return Card(anchor, record, facts, quotes, pictures)


def quote(cited: Cited) -> Quote:
    """A quote whose link opens the document at its words; one read from a picture opens at its page."""
    evidence = cited.evidence
    boxes = compact([box.as_list() for box in evidence.boxes])
    return Quote(cited, boxes, where(evidence), marked(evidence.text, cited.marks))


def where(evidence: Evidence) -> str:
    """The address of a quote's place in its document."""
    if evidence.end > evidence.start:
        return addresses.passage(evidence.sha256, evidence.page, evidence.start, evidence.end)
    return addresses.page(evidence.sha256, evidence.page)


def together(quotes: Sequence[Quote]) -> list[tuple[tuple[str, ...], Quote]]:
    """Quotes of the same words as one, with all marks; each with what was said of it, in the order of the first."""
    found: dict[tuple[str, int, int], list[Quote]] = {}
    for item in quotes:
        evidence = item.cited.evidence
        found.setdefault((evidence.sha256, evidence.start, evidence.end), []).append(item)
    merged = []
    for same in found.values():
        marks = tuple(dict.fromkeys(mark for item in same for mark in item.cited.marks))
        said = tuple(dict.fromkeys(item.cited.evidence.says for item in same if item.cited.evidence.says))
        merged.append((said, quote(replace(same[0].cited, marks=marks))))
    return merged
