"""Read closely the clauses of a place that may decide its measures, and keep the answers in the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from policyscan import meaning
from policyscan.model import Candidate, Effect, content_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policyscan.embed import Adapted
    from policyscan.meaning import ClauseReader, Context
    from policyscan.store import Store
    from policyscan.taxonomy import Measure

    Answer = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]

# Clauses of a document that are read closely for each measure at most, beside those in which a rule found something.
WORTH_READING = 40
# Clauses read between two writes: a crash loses at most these.
CHUNK = 2048
_DECIDING = {Effect.MEETS, Effect.PART, Effect.DEFEATS}


class Candidates:
    """The candidates of sets of documents. `answer` is called for clauses that were never read before."""

    def __init__(self, store: Store, reader: ClauseReader, answer: Answer) -> None:
        self._store = store
        self._reader = reader
        self._answer = answer
        self._chosen: dict[str, list[Context]] = {}
        self._rows: dict[str, NDArray[np.float32]] = {}

    def read(self, sha256s: Iterable[str]) -> None:
        """Read the documents that have not been read, all at once: that is cheaper than one by one."""
        new = [sha256 for sha256 in dict.fromkeys(sha256s) if sha256 not in self._chosen]
        for sha256 in new:
            self._chosen[sha256] = self._choose(sha256)
        wanted = {_name(c): (c.heading, c.words) for sha256 in new for c in self._chosen[sha256]}
        known = self._store.embeddings(self._reader.id, list(wanted))
        self._rows |= {name: np.frombuffer(row, dtype="<f4") for name, row in known.items()}
        missing = iter(sorted((item for item in wanted.items() if item[0] not in known), key=lambda item: item[0]))
        while part := list(islice(missing, CHUNK)):
            fresh = self._answer([pair for _, pair in part])
            self._rows |= {name: row for (name, _), row in zip(part, fresh, strict=True)}
            self._store.put_embeddings(
                self._reader.id,
                ((name, row.astype("<f4").tobytes()) for (name, _), row in zip(part, fresh, strict=True)),
            )

    def of(self, sha256s: Sequence[str], measure: Measure) -> tuple[Candidate, ...]:
        """What the clauses of some documents that were read closely say on a measure, in the documents' order."""
        if measure.id not in self._reader.measures:
            return ()
        self.read(sha256s)
        return tuple(
            candidate_of(context, self._reader, self._rows[_name(context)], measure)
            for sha256 in dict.fromkeys(sha256s)
            for context in self._chosen[sha256]
        )

    def _choose(self, sha256: str) -> list[Context]:
        store = self._store
        every = meaning.contexts(store.clauses(sha256), store.sections(sha256), store.text(sha256))
        found = {f.clause_id for f in store.findings(sha256) if f.effect in _DECIDING}
        return choose(every, self._reader, found)


def choose(every: Sequence[Context], reader: ClauseReader, found: set[str]) -> list[Context]:
    """The clauses of one document that are worth reading closely, in its order; those in `found` always are."""
    chosen = {row for rows in reader.worth_reading([c.words for c in every], WORTH_READING).values() for row in rows}
    return [context for row, context in enumerate(every) if row in chosen or context.clause.id in found]


def candidate_of(context: Context, reader: ClauseReader, row: NDArray[np.float32], measure: Measure) -> Candidate:
    """A clause with what a row of the reader's outputs says of it on a measure."""
    clause = context.clause
    answer = reader.answer(row, measure.id, measure.parts)
    return Candidate(
        clause.sha256,
        clause.start,
        context.end,
        clause.id,
        clause.modality,
        answer.meets,
        answer.defeats,
        answer.on_topic,
        answer.reason,
    )


def finder(store: Store) -> Candidates:
    """The candidates of a workspace, by the clause reader that comes with the package."""
    return Candidates(store, meaning.load(), lambda pairs: _adapted().answer(pairs))


@cache
def _adapted() -> Adapted:
    """The model that reads, loaded when a clause is read for the first time."""
    from policyscan.embed import load_adapted

    reader = meaning.load()
    return load_adapted(reader.base, reader.weights, reader.tensors, max_tokens=reader.max_tokens)


def _name(context: Context) -> str:
    return content_id("read closely", context.heading, context.words)
