"""One row for each recommendation of a review, verbatim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policyscan.model import Cited, Evidence, Kind, Recommendation, Record, Register
from policyscan.registers.shelf import Shelf, fold

if TYPE_CHECKING:
    from policyscan.store import Store

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "document",
    "sha256",
    "number",
    "text",
    "addressee",
    "recommending_state",
    "response",
    "strength",
    "themes",
    "page",
    "start",
    "end",
    "response_quote",
    "response_page",
    "section",
    "published",
)
_NOTE = (
    "One row for each recommendation, verbatim. 'response' is what this document says that the state answered; it is "
    "empty where the answer stands elsewhere. 'strength' runs from 1 (continue) to 5 (a specific act)."
)


def recommendations(store: Store, *, places: Sequence[str] = (), rules: str = "") -> Register:
    """The recommendations of a store's rights reports, or those to the states or places named."""
    shelf = Shelf(store)
    readings = store.report_readings()
    wanted = {fold(name) for name in places}
    records = []
    for reading in sorted(readings, key=lambda item: shelf.listing(item.sha256, Kind.RIGHTS_REPORT).file):
        listed = {fold(place.name) for place in shelf.places_of(reading.sha256)}
        rows = [item for item in reading.recommendations if not wanted or wanted & {fold(item.addressee), *listed}]
        texts = shelf.quoting.words(reading.sha256, [(item.start, item.end) for item in rows])
        answers = shelf.quoting.words(reading.sha256, [(item.response_start, item.response_end) for item in rows])
        records += [record(item, text, answer, shelf) for item, text, answer in zip(rows, texts, answers, strict=True)]
    return shelf.register(
        "recommendations",
        "Recommendations of reviews",
        COLUMNS,
        records,
        documents={reading.sha256 for reading in readings},
        rules=rules,
        note=_NOTE,
    )


def record(item: Recommendation, text: Evidence, answer: Evidence, shelf: Shelf) -> Record:
    """One recommendation as a row, with its words and those that tell the answer."""
    listing = shelf.listing(item.sha256, Kind.RIGHTS_REPORT)
    has_answer = item.response_end > item.response_start
    values: dict[str, object] = {
        "document": listing.file,
        "sha256": item.sha256,
        "number": item.number,
        "text": text.text,
        "addressee": item.addressee or listing.place.name,
        "recommending_state": ";".join(item.states),
        "response": item.response,
        "strength": item.strength or None,
        "themes": ";".join(item.themes),
        "page": text.page,
        "start": item.start,
        "end": item.end,
        "response_quote": answer.text if has_answer else "",
        "response_page": answer.page if has_answer else None,
        "section": text.section,
        "published": listing.published,
    }
    quotes = [Cited("text", replace(text, says=item.number))]
    if has_answer:
        quotes.append(Cited("response", replace(answer, says=item.response)))
    return Record(tuple(values.items()), tuple(quotes))
