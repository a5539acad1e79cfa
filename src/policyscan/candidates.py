"""Find the clauses that by their meaning may decide a measure: from the nearest passages to their clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from policyscan import meaning
from policyscan.model import Candidate, Clause, Passage, content_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policyscan.embed import Embedder
    from policyscan.meaning import Meaning
    from policyscan.store import Store
    from policyscan.taxonomy import Measure
    from policyscan.vectors import VectorIndex

# Passages whose clauses are scored for each measure, words below which a clause decides nothing, and
# the candidates that are kept.
PASSAGES = 3
FEWEST_WORDS = 5
KEPT = 3


class Candidates:
    """Candidates of sets of documents; vectors of clauses are kept in the store."""

    def __init__(self, store: Store, embedder: Embedder, model: Meaning) -> None:
        self._store = store
        self._embedder = embedder
        self._model = model
        self._index: VectorIndex | None = None
        self._read: tuple[tuple[str, ...], tuple[Passage, ...], dict[str, Clause], NDArray[np.float32]] | None = None

    def of(self, sha256s: Sequence[str], measure: Measure) -> tuple[Candidate, ...]:
        """The likeliest clauses of some documents for a measure, likeliest first."""
        if measure.id not in self._model.measures:
            return ()
        column = self._model.measures.index(measure.id)
        passages, by_id, scores = self._passages(tuple(sha256s))
        nearest = np.argsort(-scores[:, column], kind="stable")[:PASSAGES].tolist() if passages else []
        names = dict.fromkeys(name for row in nearest for name in passages[row].clause_ids)
        clauses = [clause for clause in (by_id[name] for name in names) if _can_decide(clause, measure)]
        if not clauses:
            return ()
        leads = [by_id[clause.lead].text if clause.lead in by_id else "" for clause in clauses]
        strings = [meaning.clause_string(clause.text, lead) for clause, lead in zip(clauses, leads, strict=True)]
        odds = self._model.clauses(self._vectors(strings), clauses)[:, column]
        order = np.argsort(-odds, kind="stable")[:KEPT]
        return tuple(_candidate(clauses[row], odds[row]) for row in order)

    def _passages(self, key: tuple[str, ...]) -> tuple[tuple[Passage, ...], dict[str, Clause], NDArray[np.float32]]:
        """The passages and clauses of the documents asked for last, and how near passages are to each measure."""
        from policyscan.vectorise import open_index

        if self._read is None or self._read[0] != key:
            passages = tuple(passage for sha256 in key for passage in self._store.passages(sha256))
            by_id = {clause.id: clause for sha256 in key for clause in self._store.clauses(sha256)}
            if self._index is None:
                self._index = open_index(self._store, self._embedder)
            vectors = self._index.vectors_of([passage.id for passage in passages])
            self._read = (key, passages, by_id, self._model.passages(vectors))
        return self._read[1:]

    def _vectors(self, strings: Sequence[str]) -> NDArray[np.float32]:
        names = [content_id("clause", string) for string in strings]
        model = self._embedder.id
        known = self._store.embeddings(model, names)
        new = {name: string for name, string in zip(names, strings, strict=True) if name not in known}
        if new:
            rows = self._embedder.encode_passages(list(new.values()))
            fresh = {name: row.astype("<f4").tobytes() for name, row in zip(new, rows, strict=True)}
            self._store.put_embeddings(model, fresh.items())
            known |= fresh
        return np.stack([np.frombuffer(known[name], dtype="<f4") for name in names])


def finder(store: Store, embedder: Callable[[], Embedder]) -> Candidates | None:
    """The candidates of a workspace, or nothing where no clause model was trained on its embeddings."""
    loaded = embedder()
    model = meaning.load(loaded.card.sha256)
    return Candidates(store, loaded, model) if model is not None else None


def _can_decide(clause: Clause, measure: Measure) -> bool:
    return len(clause.text.split()) >= FEWEST_WORDS and measure.can_rest_on(clause.modality)


def _candidate(clause: Clause, score: float) -> Candidate:
    return Candidate(clause.sha256, clause.start, clause.end, clause.modality, round(float(score), 3))
