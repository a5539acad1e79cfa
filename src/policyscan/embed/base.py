"""Say what an embedding model is to the rest of policyscan."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Which model it is, and what its vectors are like.

    `sha256` is that of the weights, `change` that of a small trained change to them ("" where there is none).
    `dtype` is what passages are computed in on this machine ("bfloat16" or "float32"); the vectors themselves
    are always float32.
    """

    name: str
    revision: str
    sha256: str
    dimensions: int
    max_tokens: int
    query_prefix: str = ""
    passage_prefix: str = ""
    dtype: str = "float32"
    change: str = ""

    @property
    def id(self) -> str:
        """The name and a digest of all that decides what a vector means; good as a folder's name.

        `dtype` is left out: vectors of both kinds agree to a cosine above 0.999 and may be mixed.
        """
        parts = (
            self.name,
            self.revision,
            self.sha256,
            str(self.dimensions),
            str(self.max_tokens),
            self.query_prefix,
            self.passage_prefix,
            *filter(None, [self.change]),
        )
        digest = hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:12]
        return f"{self.name}-{digest}"


class Embedder(Protocol):
    """Something that turns strings into unit vectors that can be compared by their dot product."""

    @property
    def id(self) -> str:
        """The key of its vectors: two embedders with one id give vectors that can be compared."""
        ...

    @property
    def card(self) -> ModelCard:
        """Which model it is."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), dimensions)`, in the order given."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """A unit vector, float32, shape `(dimensions,)`."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Several queries at once: unit rows, float32, shape `(len(texts), dimensions)`."""
        ...


class Adapted(Protocol):
    """An embedding model with small trained changes, that gives answers in place of vectors."""

    def answer(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Log-odds, float32, shape `(len(pairs), answers)`, for pairs of heading and words."""
        ...
