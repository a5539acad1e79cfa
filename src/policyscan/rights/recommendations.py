"""Read the recommendations of a rights report: who made each, to whom, how it was answered, how much it asks."""

from __future__ import annotations

import re
from dataclasses import replace

from policyscan.model import ParsedDocument
from policyscan.model.rights import Recommendation
from policyscan.rights.rec_addressee import addressee
from policyscan.rights.rec_beside import beside
from policyscan.rights.rec_cells import Response, Row, cell_response, row_of
from policyscan.rights.rec_items import Item
from policyscan.rights.rec_numbering import numbered
from policyscan.rights.rec_passages import Passage
from policyscan.rights.rec_pieces import pieces
from policyscan.rights.rec_prose import passages
from policyscan.rights.rec_response import answers
from policyscan.rights.rec_states import brackets
from policyscan.rights.rec_strength import strength, themes

_CLOSING = re.compile(r"\s?[;.]?")
_SPACE = re.compile(r"\s+")


def find(document: ParsedDocument) -> tuple[Recommendation, ...]:
    """One record for each recommendation, in reading order.

    Where a review lists its recommendations by number, only that list is read: what the summary of its discussion
    repeats of them is left out. Several recommendations under one number are "60.1", "60.1.1", "60.1.2". A document
    without such a list gives what a body recommends in its own name, item by item.
    """
    lists = numbered(document)
    if not lists.listings:
        to = addressee(document)
        return tuple(_of_passage(document, passage, to) for passage in passages(document))
    given = answers(lists)
    items = [item for listing in lists.listings for item in listing.items if not item.row]
    # What stands level with an item answers it rather than what comes next in the text.
    given |= beside(document, [item for item in items if item.answer.id or item.start not in given])
    to = addressee(document, tuple(listing.opening.text for listing in lists.listings if listing.opening))
    found: list[Recommendation] = []
    for listing in lists.listings:
        for item in listing.items:
            found += _of_item(document, item, given.get(item.start, Response()), to, lists.names)
    # A list by themes repeats a recommendation under each of its themes.
    once: dict[tuple[str, str], Recommendation] = {}
    for record in sorted(found, key=lambda record: record.start):
        once.setdefault((record.number, _SPACE.sub(" ", document.text[record.start : record.end])), record)
    return tuple(once.values())


def _of_item(
    document: ParsedDocument, item: Item, response: Response, to: str, names: frozenset[str]
) -> list[Recommendation]:
    text = document.text[item.start : item.end]
    for bracket in brackets(text, names):
        cell = cell_response(text[bracket.end :], item.start + bracket.end, row=item.row)
        if cell.id:
            closing = _CLOSING.match(text, bracket.end)
            text, response = text[: closing.end() if closing else bracket.end], cell
            break
    at = item.start
    row = row_of(text, at, names) if item.row else Row(0, len(text))
    if row.response.id or row.states:
        response = row.response if row.response.id else response
        at, text = at + row.start, text[row.start : row.end]
    found = [replace(piece, states=piece.states or row.states) for piece in pieces(text, names)]
    records = []
    for place, piece in enumerate(piece for piece in found if piece.end > piece.start):
        words = _SPACE.sub(" ", text[piece.start : piece.end])
        start = at + piece.start
        records.append(
            Recommendation(
                sha256=document.sha256,
                number=f"{item.number}.{place}" if place else item.number,
                start=start,
                end=at + piece.end,
                page=document.page_at(start),
                addressee=to,
                states=piece.states,
                response=response.id,
                response_start=response.start,
                response_end=response.end,
                strength=strength(words),
                themes=themes(words),
            )
        )
    return records


def _of_passage(document: ParsedDocument, passage: Passage, to: str) -> Recommendation:
    words = _SPACE.sub(" ", document.text[passage.start : passage.end])
    return Recommendation(
        sha256=document.sha256,
        number=passage.number,
        start=passage.start,
        end=passage.end,
        page=document.page_at(passage.start),
        addressee=to,
        response=passage.response.id,
        response_start=passage.response.start,
        response_end=passage.response.end,
        strength=strength(words),
        themes=themes(words),
    )
