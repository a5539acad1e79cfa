"""Embed without a model, deterministically: a hashed bag of words for tests and dry runs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policyscan.embed.base import ModelCard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


class FakeEmbedder:
    """Counts words in hashed bins: texts that share words are near, and nothing else is known.

    A text without words gets the first unit vector, so that every vector has length 1.
    """

    def __init__(self, dimensions: int = 64) -> None:
        weights = hashlib.sha256(f"fake {dimensions}".encode()).hexdigest()
        self.card = ModelCard("fake", "1", weights, dimensions, max_tokens=100_000)

    @property
    def id(self) -> str:
        """As for any model."""
        return self.card.id

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), dimensions)`."""
        import numpy as np

        rows = np.zeros((len(texts), self.card.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.casefold()):
                digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
                sign = 1.0 if digest[8] & 1 else -1.0
                row[int.from_bytes(digest[:8], "big") % self.card.dimensions] += sign
            length = float(np.linalg.norm(row))
            if length > 0.0:
                row /= length
            else:
                row[0] = 1.0
        return rows

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """A unit vector, float32, shape `(dimensions,)`."""
        vector: NDArray[np.float32] = self.encode_passages([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), dimensions)`."""
        return self.encode_passages(texts)
