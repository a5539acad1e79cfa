from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from search_corpus import SOURCES, TAXONOMY, Source, StandIn, document

from policyscan.embed import FakeEmbedder
from policyscan.search import Filters, SearchAnswer, search, similar
from policyscan.store import Store
from policyscan.taxonomy.vocabulary import WordGroup
from policyscan.vectors import IndexCard, VectorIndex, build_index, passages_hash


@dataclass(frozen=True)
class Desk:
    """Everything that a search needs, and the two ways to search."""

    store: Store | StandIn
    index: VectorIndex
    embedder: FakeEmbedder

    def ask(self, query: str, limit: int = 10, diverse: bool = False, **filters: object) -> SearchAnswer:
        given = Filters(**filters)  # type: ignore[arg-type]
        return search(
            self.store, self.index, self.embedder, TAXONOMY, query, filters=given, limit=limit, diverse=diverse
        )

    def similar(self, name: str, limit: int = 10, opposite: bool = False, **filters: object) -> SearchAnswer:
        given = Filters(**filters)  # type: ignore[arg-type]
        return similar(
            self.store, self.index, self.embedder, TAXONOMY, name, opposite=opposite, filters=given, limit=limit
        )


Ask = Callable[..., SearchAnswer]
MakeAsk = Callable[[Sequence[Source]], Ask]
MakeDesk = Callable[[Sequence[Source]], Desk]
Speak = Callable[[Sequence[WordGroup]], None]


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Puts groups of words in place of the vocabulary that comes with the package."""

    def use(groups: Sequence[WordGroup]) -> None:
        for module in ("find", "marks"):
            monkeypatch.setattr(f"policyscan.search.{module}.vocabulary", lambda: tuple(groups))

    return use


@pytest.fixture(params=["store", "stand-in"])
def desk_of(request: pytest.FixtureRequest, tmp_path: Path, speak: Speak) -> Iterator[MakeDesk]:
    """A function from sources to a desk with them, over the real store and over its stand-in, without a vocabulary."""
    speak(())
    with ExitStack() as stack:

        def make(sources: Sequence[Source]) -> Desk:
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            store: Store | StandIn
            if request.param == "store":
                store = stack.enter_context(Store.open(folder, create=True))
                for source in sources:
                    parsed, reading = document(source.name, source.passages)
                    store.put_document(parsed, size_bytes=1)
                    store.put_reading(reading)
                    for listing in source.listings(parsed.sha256):
                        store.put_listing(listing)
            else:
                store = StandIn()
                for source in sources:
                    store.add(source)
            embedder = FakeEmbedder()
            passages = {
                passage.id: passage
                for source in sources
                for passage in document(source.name, source.passages)[1].passages
            }
            card = IndexCard(
                model=embedder.id,
                revision=embedder.card.revision,
                weights=embedder.card.sha256,
                dtype=embedder.card.dtype,
                dimensions=embedder.card.dimensions,
                count=len(passages),
                passages=passages_hash((name, passage.embed_id) for name, passage in passages.items()),
            )
            matrix = embedder.encode_passages([passage.embed_text for passage in passages.values()])
            build_index(folder / "index", card, list(passages), matrix)
            return Desk(store, VectorIndex.open(folder / "index", card), embedder)

        yield make


@pytest.fixture
def ask_of(desk_of: MakeDesk) -> MakeAsk:
    """A function from sources to a search in them."""
    return lambda sources: desk_of(sources).ask


@pytest.fixture
def ask(ask_of: MakeAsk) -> Ask:
    return ask_of(SOURCES)
