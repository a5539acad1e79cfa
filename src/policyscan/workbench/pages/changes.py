"""Changes between versions: judgements that flipped, then the clauses of each section, old and new side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from policyscan.export.register.grouped import PAIR, by_pair, counts
from policyscan.export.register.html import Card
from policyscan.model import Cited, Record
from policyscan.workbench.register_list import CACHE, asked_of, listed, titles
from policyscan.workbench.register_page import parameters_of, show_register
from policyscan.workbench.register_records import cards
from policyscan.workbench.render import Work

router = APIRouter()


@router.get("/changes")
def changes(request: Request, work: Work) -> HTMLResponse:
    """What changed in substance between the versions of documents."""
    asked = asked_of("changes", parameters_of(request))
    found = listed(work, asked, order=in_reading_order)
    laid = cards("changes", marked(found.records, CACHE.get(work, "changes", asked.question).records))
    whole = {key: counts(records) for key, records in by_pair(found.register.records, lambda record: record)}
    return show_register(
        request,
        "changes.jinja",
        found,
        here="/changes",
        cards=laid,
        flipped=pairs_of([card for card in laid if _is_flip(card.record)]),
        pairs=[
            (of, whole[key], by_section(group))
            for key, of, group in pairs_of([card for card in laid if not _is_flip(card.record)])
        ],
        titles=titles(work),
    )


def marked(records: Sequence[Record], all_of_them: Sequence[Record]) -> list[Record]:
    """The records, those of judgements with the words marked that a change of the same clause names."""
    marks = {
        _span(item): item.marks
        for record in all_of_them
        if not _is_flip(record)
        for item in record.quotes
        if item.marks
    }
    return [
        replace(record, quotes=tuple(replace(item, marks=marks.get(_span(item), item.marks)) for item in record.quotes))
        if _is_flip(record)
        else record
        for record in records
    ]


def in_reading_order(records: Sequence[Record]) -> list[Record]:
    """Judgements that flipped first, then pair by pair the clauses of each section.

    A section stands where its first clause does: what was removed, where the older version had it.
    """
    flipped = [record for record in records if _is_flip(record)]
    clauses = [record for record in records if not _is_flip(record)]
    pairs = {key: number for number, (key, _) in enumerate(by_pair(clauses, lambda record: record))}
    first: dict[tuple[int, str], int] = {}
    keyed = []
    for record in clauses:
        section = (pairs[tuple(str(record.get(name)) for name in PAIR)], str(record.get("section")))
        first[section] = min(first.get(section, _position(record)), _position(record))
        keyed.append((section, record))
    keyed.sort(key=lambda item: (item[0][0], first[item[0]], item[0][1], _position(item[1])))
    return [*flipped, *(record for _, record in keyed)]


def by_section(group: Sequence[Card]) -> list[tuple[str, list[Card]]]:
    """The clauses of a pair below the name of their section, in their order."""
    return [(name, list(found)) for name, found in groupby(group, lambda card: str(card.record.get("section")))]


def pairs_of(laid: Sequence[Card]) -> list[tuple[tuple[str, ...], dict[str, str], list[Card]]]:
    """Cards by the pair of documents that they compare: its key, the same by column, its cards."""
    return [(key, dict(zip(PAIR, key, strict=True)), group) for key, group in by_pair(laid, lambda card: card.record)]


def _is_flip(record: Record) -> bool:
    return record.get("subject") == "judgement"


def _span(item: Cited) -> tuple[str, int, int]:
    return item.evidence.sha256, item.evidence.start, item.evidence.end


def _position(record: Record) -> int:
    starts = {item.field: item.evidence.start for item in record.quotes}
    return starts.get("new", starts.get("old", 0))
