from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from search_corpus import SOURCES, TAXONOMY, Source, StandIn, document

from policyscan.embed import FakeEmbedder
from policyscan.search import SearchAnswer, search
from policyscan.search.ports import SearchStore
from policyscan.store import Store
from policyscan.vectors import IndexCard, VectorIndex, build_index, passages_hash

Ask = Callable[..., SearchAnswer]
MakeAsk = Callable[[Sequence[Source]], Ask]


@pytest.fixture(params=["store", "stand-in"])
def ask_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeAsk]:
    """A function from sources to a search in them, over the real store and over its stand-in."""
    with ExitStack() as stack:

        def make(sources: Sequence[Source]) -> Ask:
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            store: SearchStore
            if request.param == "store":
                store = real = stack.enter_context(Store.open(folder, create=True))
                for source in sources:
                    parsed, reading = document(source.name, source.passages)
                    real.put_document(parsed, size_bytes=1)
                    real.put_reading(reading)
                    for listing in source.listings(parsed.sha256):
                        real.put_listing(listing)
            else:
                store = stand_in = StandIn()
                for source in sources:
                    stand_in.add(source)
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
            index = VectorIndex.open(folder / "index", card)

            def ask(query: str, **filters: object) -> SearchAnswer:
                return search(store, index, embedder, TAXONOMY, query, **filters)  # type: ignore[arg-type]

            return ask

        yield make


@pytest.fixture
def ask(ask_of: MakeAsk) -> Ask:
    return ask_of(SOURCES)
