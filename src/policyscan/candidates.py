"""Find the clauses that by their meaning may decide a measure: from the nearest passages to their clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from policyscan import meaning
from policyscan.model import Candidate, Clause, content_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policyscan.embed import Embedder
    from policyscan.meaning import Meaning
    from policyscan.store import Store
    from policyscan.taxonomy import Measure
    from policyscan.vectors import VectorIndex

# Passages whose clauses are scored for each measure, words below which a clause decides nothing, and
# the candidates that are kept.
PASSAGES = 4
FEWEST_WORDS = 5
KEPT = 3


class Candidates:
    """Candidates of sets of documents, for all measures at once; vectors of clauses are kept in the store."""

    def __init__(self, store: Store, embedder: Embedder, model: Meaning) -> None:
        self._store = store
        self._embedder = embedder
        self._model = model
        self._index: VectorIndex | None = None
        self._found: dict[tuple[str, ...], dict[str, tuple[Candidate, ...]]] = {}

    def of(self, sha256s: Sequence[str], measure: Measure) -> tuple[Candidate, ...]:
        """The likeliest clauses of some documents for a measure, likeliest first."""
        key = tuple(sha256s)
        if key not in self._found:
            self._found[key] = self._search(key)
        return self._found[key].get(measure.id, ())

    def _search(self, sha256s: Sequence[str]) -> dict[str, tuple[Candidate, ...]]:
        wanted = self._clause_ids(sha256s)
        by_id = {clause.id: clause for sha256 in sha256s for clause in self._store.clauses(sha256)}
        clauses = [by_id[name] for name in wanted if len(by_id[name].text.split()) >= FEWEST_WORDS]
        if not clauses:
            return {}
        leads = [by_id[clause.lead].text if clause.lead in by_id else "" for clause in clauses]
        strings = [meaning.clause_string(clause.text, lead) for clause, lead in zip(clauses, leads, strict=True)]
        scores = self._model.clauses(self._vectors(strings), clauses)
        found = {}
        for column, measure in enumerate(self._model.measures):
            order = np.argsort(-scores[:, column], kind="stable")[:KEPT]
            found[measure] = tuple(_candidate(clauses[row], scores[row, column]) for row in order)
        return found

    def _clause_ids(self, sha256s: Sequence[str]) -> list[str]:
        """Clauses of the passages that are nearest to what any measure asks."""
        from policyscan.vectorise import open_index

        passages = [passage for sha256 in sha256s for passage in self._store.passages(sha256)]
        if not passages:
            return []
        if self._index is None:
            self._index = open_index(self._store, self._embedder)
        scores = self._model.passages(self._index.vectors_of([passage.id for passage in passages]))
        nearest = np.argsort(-scores, axis=0, kind="stable")[:PASSAGES]
        names = [name for row in np.unique(nearest) for name in passages[int(row)].clause_ids]
        return list(dict.fromkeys(names))

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


def _candidate(clause: Clause, score: float) -> Candidate:
    return Candidate(clause.sha256, clause.start, clause.end, clause.modality, round(float(score), 3))
