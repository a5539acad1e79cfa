"""A tiny workspace with a row in every table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from policyscan.embed import FakeEmbedder
from policyscan.model import (
    Agreement,
    Block,
    BlockKind,
    Clause,
    Cue,
    Effect,
    Finding,
    Form,
    Judgement,
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
    ReportReading,
    Searched,
    Section,
    Standing,
    State,
    Version,
    Watched,
)
from policyscan.parse import OcrLine, OcrPage
from policyscan.store import Review, Store
from policyscan.vectorise import update

PLACE = Place("Wexcombe", "Brackenmoor", "XC")


def data_of(name: str) -> bytes:
    return f"original of {name}".encode()


def document_of(name: str) -> ParsedDocument:
    text = f"Officers shall not choke {name}."
    return ParsedDocument(
        sha256=hashlib.sha256(data_of(name)).hexdigest(),
        text=text,
        language="en",
        title=f"Order {name}",
        pages=(Page(1, "i", 612.0, 792.0, 0, PageSource.TEXT, 0, len(text)),),
        lines=(Line(0, len(text), 1, 72.0, 84.0, tuple(72.0 + 5 * step for step in range(len(text) + 1))),),
        blocks=(Block(BlockKind.PARAGRAPH, 0, len(text), 1, section=0),),
        sections=(Section("1", "Force", 1, 0, len(text), -1, ("Force",)),),
        tables=(),
        soft_hyphens=(),
        metadata=(("Producer", "a press"),),
    )


def reading_of(document: ParsedDocument, *, modality: Modality = Modality.MUST_NOT) -> Reading:
    sha256, text = document.sha256, document.text
    cue = Cue("modality", "shall not", 9, 18)
    clause = Clause(sha256, 0, len(text), text, BlockKind.PARAGRAPH, 1, 0, modality=modality, cues=(cue,))
    passage = Passage(sha256, 0, len(text), text, f"Force\n{text}", 1, 0, "en", (clause.id,), ("ban-chokeholds",))
    finding = Finding(
        sha256, "ban-chokeholds", "plain-ban", Effect.MEETS, "banned", "Bans it.", 0.5, clause.id, 9, 24, 1
    )
    return Reading(sha256, (clause,), (passage,), (finding,), True)


def listing_of(document: ParsedDocument, name: str, *, removed: bool = False) -> Listing:
    return Listing(f"{name}.pdf", document.sha256, PLACE, Kind.POLICY, address=f"/x/{name}.pdf", removed=removed)


def judgement_of(measure: str = "ban-chokeholds", *, adopted: int = 1, as_of: str = "2026-01-02") -> Judgement:
    return Judgement(
        PLACE, measure, State.JUDGED, "adopted", adopted, "banned", "Bans it.", 0.9, (), Searched(1, 1, 0, 1), "rules", as_of
    )  # fmt: skip


def put_document(store: Store, name: str) -> None:
    """A document with all that is read from it, and its listing."""
    document = document_of(name)
    store.put_blob(data_of(name))
    line = OcrLine("as read", document.boxes(0, 8)[0], 0.9, (72.0,) * 8)
    store.put_ocr_pages(document.sha256, [OcrPage(1, "engine", (line,))])
    with store.transaction():
        store.put_document(document, size_bytes=len(data_of(name)))
        store.mark_done(document.sha256, "parse", "1", 0.5)
        store.put_reading(reading_of(document))
        store.put_agreement(Agreement(document.sha256, Form.AGREEMENT, (), ()))
        store.put_report_reading(ReportReading(document.sha256, (), (), (("XC", ""),)))
        store.put_listing(listing_of(document, name))


def put_version(store: Store, name: str, text: str, standing: Standing) -> str:
    """A version whose original is kept; its sha256."""
    sha256 = store.put_blob(data_of(text))
    store.put_version(
        Version(name, sha256, len(data_of(text)), "https://x/a.pdf", {"Date": "now"}, "2026-01-01", "", standing)
    )
    return sha256


def steps(at: str = "2026-01-02") -> list[Callable[[Store], None]]:
    """What fills every table; the steps may be taken in any order."""
    review = Review(PLACE, "ban-chokeholds", 1, "", "A. Person", at, "r", "d", 1, "banned", "rules")

    def watch(store: Store) -> None:
        held = put_version(store, "w.pdf", "held", Standing.HELD)
        store.put_watched(
            Watched("w.pdf", "w.pdf", "https://x/w.pdf", {"kind": "policy"}, held=held, etag=at, checked=at)
        )

    def tell(store: Store) -> None:
        store.put_subscription("mine", {"place": "Wexcombe"}, at)
        store.put_baseline("mine", "Wexcombe", {"clauses": ["c"]})
        store.put_notice("n1", "mine", "change", {"clause": "c"}, at)
        store.put_delivery("n1", "feed", "sent", at)

    return [
        lambda store: put_document(store, "a"),
        lambda store: put_document(store, "b"),
        lambda store: store.put_judgements([judgement_of(as_of=at), judgement_of("other", as_of=at)], at),
        lambda store: store.put_failure("c.pdf", "", "broken", "c.pdf is broken", "Save it anew."),
        lambda store: store.put_run(at, at, {"seconds": 1}),
        lambda store: store.put_meta("at", at),
        lambda store: store.put_review(review) and None,
        watch,
        tell,
    ]


def fill(store: Store, *, at: str = "2026-01-02", order: list[int] | None = None) -> None:
    """A row in every table, and an index."""
    every = steps(at)
    for number in order or range(len(every)):
        every[number](store)
    update(store, FakeEmbedder)
