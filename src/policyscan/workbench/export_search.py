"""Lay the hits of a search out as a register, so that every format writes them and every quote can be verified."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policyscan.model import Cited, Evidence, Hit, Record, Register
from policyscan.workbench.citation import cite

if TYPE_CHECKING:
    from policyscan.search import SearchAnswer

# Names that others' scripts read; new ones go to the end.
COLUMNS = (
    "rank", "score", "place", "region", "country", "kind", "document", "title", "published", "page", "page_label",
    "section", "text", "start", "end", "boxes", "sha256", "measures", "force_types", "modalities", "why", "also",
    "citation", "passage_id",
)  # fmt: skip
_LISTS = ("measures", "force_types", "modalities", "why")
NOTE = (
    "Passages found by words and by meaning, the best first; what is not found may still stand in a document. Every "
    "quote stands at its document, page and characters. The score ranks the hits of one search and is no probability."
)


def as_register(
    answer: SearchAnswer, query: str, *, made_at: str, rules: str, link: Callable[[Hit], str] | None = None
) -> Register:
    """A record for each hit, with its words as the quote; `link` gives a hit's permalink for its citation.

    `also` names the other places whose documents have the same wording.
    """
    documents = {(hit.document, hit.sha256) for hit in answer.hits}
    return Register(
        name="search",
        title=f"Passages found for: {query}",
        columns=COLUMNS,
        records=tuple(_record(hit, link(hit) if link else "") for hit in answer.hits),
        documents=tuple(sorted(documents)),
        files=(),
        rules=rules,
        made_at=made_at,
        note=" ".join(part for part in (f"Asked: {query}.", answer.note, NOTE) if part),
    )


def _record(hit: Hit, permalink: str) -> Record:
    values = hit.as_dict() | {name: ";".join(getattr(hit, name)) for name in _LISTS}
    values["also"] = ";".join(dict.fromkeys(place for place, _, _ in hit.also))
    values["citation"] = cite(hit, permalink)
    quote = Evidence(
        text=hit.text,
        document=hit.document,
        sha256=hit.sha256,
        page=hit.page,
        page_label=hit.page_label,
        section=hit.section,
        start=hit.start,
        end=hit.end,
        boxes=hit.boxes,
        says="; ".join(hit.why),
    )
    return Record(tuple((name, values[name]) for name in COLUMNS), (Cited("text", quote),))
