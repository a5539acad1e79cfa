"""Choose the clauses that are worth reading closely: by their words and pairs of words, with plain weights."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Words and pairs of words share so many weights for each measure, by their CRC-32 (Weinberger et al.,
# "Feature hashing", 2009).
BUCKETS = 1 << 14
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def buckets(text: str) -> list[int]:
    """The buckets of the distinct words and pairs of neighbouring words of a text, sorted."""
    words = _WORD.findall(text.lower())
    names = {*words, *(f"{one} {other}" for one, other in pairwise(words))}
    return sorted({zlib.crc32(name.encode()) % BUCKETS for name in names})


def scores(texts: Sequence[str], weights: NDArray[np.float32], bias: NDArray[np.float32]) -> NDArray[np.float32]:
    """How near each text is to what each measure is about, shape `(texts, measures)`; good for an order only.

    `weights` has shape `(BUCKETS, measures)`.
    """
    found = np.tile(bias, (len(texts), 1))
    for row, text in enumerate(texts):
        chosen = buckets(text)
        if chosen:
            found[row] += weights[chosen].sum(axis=0) / np.float32((len(chosen) + 1) ** 0.5)
    return found
