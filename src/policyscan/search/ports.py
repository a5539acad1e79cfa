"""Say what search needs of a store, an index and a taxonomy, so that others can stand behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from policyscan.model import Box, Clause, Judgement, Listing, Page, Passage, Section

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SearchStore(Protocol):
    """Records by id, and full-text search as ids and scores."""

    def listings(self) -> tuple[Listing, ...]:
        """The live listings."""
        ...

    def search_text(self, query: str, *, limit: int, sha256s: Collection[str] | None = None) -> list[tuple[str, float]]:
        """Passage ids with BM25 (higher is better) for an FTS5 MATCH string."""
        ...

    def commonness(self, terms: Collection[str]) -> dict[str, int]:
        """In how many passages the rarest word of each term stands."""
        ...

    def passages(self, sha256: str) -> tuple[Passage, ...]:
        """A document's passages."""
        ...

    def passages_by_id(self, ids: Collection[str]) -> dict[str, Passage]:
        """Passages by id; unknown ids are left out."""
        ...

    def clause(self, clause_id: str) -> Clause:
        """One clause; QueryError for an unknown id."""
        ...

    def kept_of_passages(self, model_id: str, passage_ids: Collection[str]) -> dict[str, bytes]:
        """What a model keeps of passages, by passage id."""
        ...

    def pages(self, sha256: str) -> tuple[Page, ...]:
        """A document's pages."""
        ...

    def section(self, sha256: str, index: int) -> Section | None:
        """A document's section, None for -1."""
        ...

    def boxes(self, sha256: str, spans: Sequence[tuple[int, int]]) -> list[tuple[Box, ...]]:
        """For each span of a document its boxes."""
        ...

    def judgements_key(self) -> str:
        """What the judgements were made from."""
        ...

    def judgements(self, *, measures: Collection[str] | None = None) -> tuple[Judgement, ...]:
        """Judgements on some measures, or all."""
        ...

    def passages_with_findings(self, measure: str) -> list[tuple[str, str, float]]:
        """Passage ids with effect and weight of what was found in them on a measure."""
        ...

    def passages_at(self, spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, ...]]:
        """For each span (sha256, start, end) the ids of the passages that it touches."""
        ...


class SearchIndex(Protocol):
    """Passage ids with cosines."""

    def __len__(self) -> int: ...

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages, best first; `allowed` keeps only these."""
        ...


class SearchTag(Protocol):
    """What passages are marked with."""

    @property
    def id(self) -> str:
        """Its key in the records."""
        ...

    @property
    def title(self) -> str:
        """Its name for people."""
        ...

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Other names."""
        ...


class SearchMeasure(SearchTag, Protocol):
    """A reform measure."""

    @property
    def question(self) -> str:
        """What it asks of a policy."""
        ...


class SearchPattern(Protocol):
    """Something that is looked for in a text."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere in `text`."""
        ...


class SearchForceType(SearchTag, Protocol):
    """A kind of force."""

    @property
    def pattern(self) -> SearchPattern:
        """Matches the words that name it, in lower case."""
        ...


class SearchTaxonomy(Protocol):
    """The measures and kinds of force that there are."""

    @property
    def hash(self) -> str:
        """Changes with any of them."""
        ...

    @property
    def measures(self) -> Sequence[SearchMeasure]:
        """In the order of the codebook."""
        ...

    @property
    def force_types(self) -> Sequence[SearchForceType]:
        """In any order."""
        ...
