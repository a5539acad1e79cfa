"""A small workspace made by hand, a search by words, a register of changes, and a receiver that keeps what it gets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from policyscan.model import (
    Block,
    BlockKind,
    Clause,
    Effect,
    Finding,
    Hit,
    Kind,
    Line,
    Listing,
    Modality,
    Page,
    PageSource,
    ParsedDocument,
    Passage,
    Place,
    Reading,
    Record,
    Register,
    Section,
)
from policyscan.notices import DeliveryReport, Subscription, add, deliver
from policyscan.store import Store

NOW = "2026-01-02T10:00:00+00:00"
LATER = "2026-01-03T10:00:00+00:00"
CALM = "Officers shall try to calm a person before they use force."
HOLDS = "Officers shall not use neck holds."
COLUMNS = (
    "place", "series", "old_document", "new_document", "change", "measure", "old_text", "old_page", "new_text",
    "new_page", "deciding_words", "why", "section", "old_sha256", "new_sha256",
)  # fmt: skip


def put(
    store: Store,
    file: str,
    *sentences: str,
    place: str = "Wexcombe",
    kind: Kind = Kind.POLICY,
    measures: Mapping[str, tuple[str, ...]] | None = None,
    a_page: int = 2,
    address: str = "",
    title: str = "",
    data: bytes | None = None,
) -> str:
    """Put a document of these sentences, so many a page; returns its hash. `data` are its bytes."""
    sha256 = store.put_blob(data if data is not None else f"{file} {sentences}".encode())
    lines, at = [], 0
    for index, text in enumerate(sentences):
        edges = tuple(72.0 + 5 * step for step in range(len(text) + 1))
        lines.append(Line(at, at + len(text), index // a_page + 1, 72.0, 84.0, edges))
        at += len(text) + 1
    text = "\n".join(sentences)
    pages = lines[-1].page if lines else 1
    document = ParsedDocument(
        sha256=sha256,
        text=text,
        language="en",
        title=title,
        pages=tuple(Page(n, str(n), 612, 792, 0, PageSource.TEXT, 0, len(text)) for n in range(1, pages + 1)),
        lines=tuple(lines),
        blocks=tuple(Block(BlockKind.PARAGRAPH, line.start, line.end, line.page, section=0) for line in lines),
        sections=(Section("1", "Force", 1, 0, len(text), -1, ("Force",)),),
    )
    store.put_document(document, size_bytes=len(text))
    clauses = tuple(
        Clause(
            sha256, line.start, line.end, text[line.start : line.end], BlockKind.PARAGRAPH, line.page, 0, Modality.MUST
        )
        for line in lines
    )
    spoken = measures or {}
    passages = tuple(
        Passage(sha256, c.start, c.end, c.text, c.text, c.page, 0, "en", (c.id,), spoken.get(c.text, ()))
        for c in clauses
    )
    findings = tuple(
        Finding(sha256, name, "rule", Effect.MEETS, "r", "says", 1.0, c.id, c.start, c.end, c.page)
        for c in clauses
        for name in spoken.get(c.text, ())
    )
    store.put_reading(Reading(sha256, clauses, passages, findings, True))
    store.put_listing(
        Listing(file, sha256, Place(place, "Brackenmoor", "XC"), kind, title=title or file, address=address)
    )
    return sha256


def searching(store: Store, *, most: int = 50) -> Callable[..., Iterator[Hit]]:
    """A search that finds the passages holding the query's words, scored by their length."""

    def search(
        query: str,
        *,
        places: Sequence[str] = (),
        kinds: Sequence[str] = (),
        measures: Sequence[str] = (),
        limit: int = 10,
    ) -> Iterator[Hit]:
        found = 0
        for listing in store.listings():
            if places and listing.place.name not in places:
                continue
            for passage in store.passages(listing.sha256):
                if query in passage.text and found < min(limit, most):
                    found += 1
                    yield Hit(
                        rank=found, score=float(len(passage.text)), text=passage.text, place=listing.place.name,
                        region="", country="", kind=listing.kind.value, document=listing.file, sha256=listing.sha256,
                        title="", published="", page=passage.page, page_label="", section="", start=passage.start,
                        end=passage.end, boxes=(), passage_id=passage.id,
                    )  # fmt: skip

    return search


def register(*rows: Mapping[str, object]) -> Register:
    """A register of changes with these rows; what a row leaves out is as in the first version of Wexcombe's policy."""
    usual: dict[str, object] = {
        "place": "Wexcombe", "series": "force", "old_document": "old.pdf", "new_document": "new.pdf",
        "change": "weakened", "measure": "duty-to-intervene", "old_text": "Officers shall intervene.", "old_page": 3,
        "new_text": "Officers may intervene.", "new_page": 4, "deciding_words": "shall -> may",
        "why": "a duty became leave", "section": "3.1", "old_sha256": "a" * 64, "new_sha256": "b" * 64,
    }  # fmt: skip
    records = tuple(Record(tuple({**usual, **row}.items())) for row in rows)
    return Register("changes", "Changes", COLUMNS, records, (), (), "", NOW, "")


class Receiver:
    """A webhook and a command that keep what they get, and answer with `answer` (a status or what to raise)."""

    def __init__(self, answer: int | Exception = 200, code: int | Exception = 0) -> None:
        self.answer, self.code = answer, code
        self.posts: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.runs: list[tuple[tuple[str, ...], dict[str, Any]]] = []

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.posts.append((address, json.loads(body), dict(headers)))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def run(self, command: Sequence[str], data: bytes) -> int:
        self.runs.append((tuple(command), json.loads(data)))
        if isinstance(self.code, Exception):
            raise self.code
        return self.code

    @property
    def titles(self) -> list[str]:
        """Titles of all notices posted, in their order."""
        return [notice["title"] for _, body, _ in self.posts for notice in body["notices"]]


def sent(
    store: Store,
    folder: Path,
    receiver: Receiver,
    now: str = NOW,
    *,
    again: bool = False,
    only: Sequence[str] = (),
    **environ: str,
) -> DeliveryReport:
    return deliver(
        store, folder, post=receiver.post, run_command=receiver.run, now=now, again=again, only=only, environ=environ
    )


def wexcombe(**values: Any) -> Subscription:
    return Subscription(**{"name": "wexcombe", "places": ("Wexcombe",), "since": NOW, **values})


def keep(store: Store, wanted: Subscription, now: str) -> Subscription:
    """Keep a subscription; what it tells at once is left to be collected."""
    return add(store, wanted, now=now)[0]
