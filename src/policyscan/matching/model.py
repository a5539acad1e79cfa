"""The matcher: plain numbers that say how near two word pieces are in a question and a passage.

Each piece of a question looks for its nearest piece in the passage; what it finds counts by how much the piece tells
(late interaction: Khattab and Zaharia, "ColBERT", 2020, arXiv:2004.12832; here without context, so that it costs
next to nothing). Trained by `python -m benchmarks.learn_matching`; on what, and how good it is, stands in `card.toml`
and docs/search.md.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.embed import word_pieces
from policyscan.errors import PolicyScanError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed import WordPieces

FOLDER = Path(__file__).parent
CARD, NUMBERS = "card.toml", "matcher.safetensors"
# The most telling pieces of a passage that are kept.
MOST_PIECES = 96
# A piece that stands for nothing; it is as far from each as one that has nothing to do with it.
NONE = 0
# Cosine from which one word is said to stand for another.
NEAR = 0.6
# How sharp the line is between pieces that count as the same and others.
SHARPNESS = 8.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for in the ranking of passages, together 1.

    `cosine` of passage and question, `words` (BM25 as a share of the best), `held` (share of the telling words that the
    passage holds), `near` and `close` (`Matcher.match`).
    """

    cosine: float
    words: float
    held: float
    near: float
    close: float


@dataclass(frozen=True, eq=False)
class Matcher:
    """The trained numbers.

    `mean` (width) is taken off the model's piece vectors, `project` (width × dimensions) turns them into those that are
    compared; `tells` (pieces) is how much a piece tells, 0 for those that are passed over; above `threshold` (a cosine)
    two pieces begin to count as the same.
    """

    pieces_of: WordPieces
    weights: Weights
    mean: NDArray[np.float32]
    project: NDArray[np.float32]
    tells: NDArray[np.float32]
    threshold: float
    hash: str

    @property
    def id(self) -> str:
        """The key of what it keeps of passages in a store."""
        return f"matcher-{self.hash}"

    def pieces(self, texts: Sequence[str]) -> list[bytes]:
        """The different pieces of each text that tell something, the most telling first: little-endian uint16."""
        import numpy as np

        kept = []
        for ids in self.pieces_of.ids(texts):
            found = np.unique(np.asarray(ids, dtype=np.int64))
            found = found[self.tells[found] > 0.0]
            kept.append(found[np.argsort(-self.tells[found], kind="stable")][:MOST_PIECES].astype("<u2").tobytes())
        return kept

    def match(self, question: str, passages: Sequence[bytes]) -> NDArray[np.float32]:
        """How near the words of a question are to those of passages, given as `pieces`: shape `(len(passages), 2)`.

        The first column is the mean cosine of each telling piece to its nearest in the passage, the second the share
        of pieces that stand there or nearly so.
        """
        import numpy as np

        answer = np.zeros((len(passages), 2), dtype=np.float32)
        asked = np.frombuffer(self.pieces([question])[0], dtype="<u2")
        if not len(asked) or not passages:
            return answer
        rows = [np.frombuffer(row, dtype="<u2") for row in passages]
        # Every passage also holds the piece that stands for nothing, so that none is empty.
        starts = np.cumsum([0, *(len(row) + 1 for row in rows[:-1])])
        every = np.concatenate([part for row in rows for part in ((NONE,), row)]).astype(np.int64)
        cosines = self._table[asked] @ self._table.T
        cosines[:, NONE] = 0.0
        nearest = np.maximum.reduceat(cosines[:, every], starts, axis=1)
        shares = self.tells[asked] / self.tells[asked].sum()
        answer[:, 0] = shares @ nearest
        answer[:, 1] = shares @ (1.0 / (1.0 + np.exp(SHARPNESS * (self.threshold - nearest))))
        return answer

    def near_words(self, question: str, passage: bytes) -> tuple[tuple[str, str], ...]:
        """Words of a question with another word that stands for them in a passage: pairs of whole pieces."""
        import numpy as np

        asked = np.frombuffer(self.pieces([question])[0], dtype="<u2")
        held = np.frombuffer(passage, dtype="<u2")
        if not len(asked) or not len(held):
            return ()
        cosines = self._table[asked] @ self._table[held].T
        names = self.pieces_of.names
        pairs = [
            (names[one], names[held[at]])
            for one, at, cosine in zip(asked, cosines.argmax(axis=1), cosines.max(axis=1), strict=True)
            if cosine >= NEAR
        ]
        return tuple((one, other) for one, other in pairs if one != other and one.isalpha() and other.isalpha())

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        import numpy as np

        return np.ascontiguousarray(_unit(_unit(self.pieces_of.vectors - self.mean) @ self.project))


@cache
def load(folder: Path = FOLDER) -> Matcher:
    """The matcher in a folder; by default the one that comes with the package.

    Raises PolicyScanError where its files are broken, ModelError where the model that it changes is not there.
    """
    import numpy as np
    from safetensors import SafetensorError
    from safetensors.numpy import load as unpack

    try:
        card = tomllib.loads((folder / CARD).read_text(encoding="utf-8"))
        data = (folder / NUMBERS).read_bytes()
        tensors = {name: tensor.astype(np.float32) for name, tensor in unpack(data).items()}
        return Matcher(
            pieces_of=word_pieces(card["base"], card["weights"]),
            weights=Weights(**card["ranking"]),
            mean=tensors["mean"],
            project=tensors["project"],
            tells=tensors["tells"],
            threshold=float(card["threshold"]),
            hash=hashlib.sha256(data).hexdigest()[:12],
        )
    except (OSError, tomllib.TOMLDecodeError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise PolicyScanError(
            f"{folder}: the matcher cannot be read ({error})", fix="Install policyscan again."
        ) from error


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = rows / np.maximum(lengths, np.float32(1e-9))
    return unit
