"""Bring vectors and the index up to date with the store: embed new wordings, rebuild what differs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from policyscan import matching
from policyscan.vectors import IndexCard, VectorIndex, build_index, is_current, passages_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed import Embedder
    from policyscan.store import Store

# Strings embedded between two writes: a crash loses at most these, about 20 s of work.
CHUNK = 2048
Encode: TypeAlias = "Callable[[Sequence[str]], NDArray[np.float32]]"


def folder_of(store: Store, model_id: str) -> Path:
    """Where the index of a model stands in a workspace."""
    return store.folder / "index" / model_id


def update(
    store: Store,
    embedder: Callable[[], Embedder],
    *,
    encode: Encode | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> int:
    """Embed what has no vector yet and rebuild the index where passages changed.

    Returns the number of strings embedded. The model is loaded only where there is work. `encode` stands in for the
    model's own `encode_passages`, where strings are embedded on other machines.
    """
    model = embedder()
    missing = store.missing_embeddings(model.id)
    # Short next to short wastes least on padding.
    missing.sort(key=lambda pair: (len(pair[1]), pair[0]))
    for at in range(0, len(missing), CHUNK):
        part = missing[at : at + CHUNK]
        rows = (encode or model.encode_passages)([text for _, text in part])
        store.put_embeddings(
            model.id, ((name, row.astype("<f4").tobytes()) for (name, _), row in zip(part, rows, strict=True))
        )
        if on_progress is not None:
            on_progress(f"{min(at + CHUNK, len(missing))} of {len(missing)} passages embedded")
    _cut_up(store)
    pairs = store.passage_embed_ids()
    state = passages_hash(pairs)
    # The card itself says what the index was made of: a note elsewhere could be older than the card, or newer.
    if not is_current(folder_of(store, model.id), _card(model, len(pairs), state)):
        rebuild(store, model, state)
    return len(missing)


def _cut_up(store: Store) -> None:
    """Keep the word pieces of every passage, for the matcher."""
    matcher = matching.load()
    missing = store.missing_embeddings(matcher.id)
    for at in range(0, len(missing), CHUNK):
        part = missing[at : at + CHUNK]
        rows = matcher.pieces([text for _, text in part])
        store.put_embeddings(matcher.id, ((name, row) for (name, _), row in zip(part, rows, strict=True)))


def rebuild(store: Store, model: Embedder, state: str | None = None) -> None:
    """Write the index anew from the store."""
    import numpy as np

    ids, blobs = store.passage_vectors(model.id)
    matrix = np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(ids), model.card.dimensions)
    state = state or passages_hash(store.passage_embed_ids())
    build_index(folder_of(store, model.id), _card(model, len(ids), state), ids, matrix)


def open_index(store: Store, model: Embedder) -> VectorIndex:
    """The index of a model, held against the store. Raises `IndexMismatch` with its fix."""
    pairs = store.passage_embed_ids()
    return VectorIndex.open(folder_of(store, model.id), _card(model, len(pairs), passages_hash(pairs)))


def open_latest(store: Store, model: Embedder) -> VectorIndex:
    """The index of a model as it was last built, even where the store has gone on since (an ingest is on).

    Raises `IndexMismatch` where there is none, or it was made by another model.
    """
    return VectorIndex.open(folder_of(store, model.id), _card(model, -1, ""))


def _card(model: Embedder, count: int, state: str) -> IndexCard:
    card = model.card
    return IndexCard(
        model=model.id,
        revision=card.revision,
        weights=card.sha256,
        dtype=card.dtype,
        dimensions=card.dimensions,
        count=count,
        passages=state,
    )


class NearestPassages:
    """Finds how near the passages of some documents are to any of several questions.

    The index is opened and each question embedded once; the passages of the documents asked for last are kept.
    """

    def __init__(self, store: Store, model: Embedder) -> None:
        self._store = store
        self._model = model
        self._index: VectorIndex | None = None
        self._asked: dict[tuple[str, ...], NDArray[np.float32]] = {}
        self._kept: tuple[tuple[str, ...], list[tuple[str, int, int]], NDArray[np.float32]] | None = None

    def of(self, questions: Sequence[str], sha256s: Sequence[str]) -> list[tuple[tuple[str, int, int], float]]:
        """The spans (sha256, start, end) of all passages with their best cosine to a question, nearest first."""
        import numpy as np

        spans, vectors = self._passages(tuple(sha256s))
        if not spans:
            return []
        key = tuple(questions)
        if key not in self._asked:
            self._asked[key] = self._model.encode_queries(key)
        scores = (vectors @ self._asked[key].T).max(axis=1)
        return [(spans[int(i)], float(scores[i])) for i in np.argsort(-scores, kind="stable")]

    def _passages(self, sha256s: tuple[str, ...]) -> tuple[list[tuple[str, int, int]], NDArray[np.float32]]:
        import numpy as np

        if self._kept is None or self._kept[0] != sha256s:
            if self._index is None:
                self._index = open_index(self._store, self._model)
            found = [passage for sha256 in sha256s for passage in self._store.passages(sha256)]
            vectors = self._index.vectors_of([p.id for p in found]) if found else np.empty((0, 0), dtype=np.float32)
            self._kept = (sha256s, [(p.sha256, p.start, p.end) for p in found], vectors)
        return self._kept[1], self._kept[2]
