"""The matcher: plain numbers that say how near two word pieces are in a question and a passage.

Each piece of a question looks for its nearest piece in the passage; what it finds counts by how much the piece tells
(late interaction: Khattab and Zaharia, "ColBERT", 2020, arXiv:2004.12832; here without context, so that it costs
next to nothing). Trained by `python -m benchmarks.learn_matching`; on what, and how good it is, stands in `card.toml`
and docs/search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed import word_pieces
from policyscan.trained import read_trained

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed import WordPieces

FOLDER = Path(__file__).parent
NUMBERS = "matcher.safetensors"
# The most telling pieces of a passage that are kept.
MOST_PIECES = 96
# A piece that stands for nothing; it is as far from each as one that has nothing to do with it.
NONE = 0
_NOTHING = NONE.to_bytes(2, "little")
# The ways in which a passage may hold a word: for each the parts that must all stand there, each as any of some pieces.
Ways = tuple[tuple[frozenset[int], ...], ...]
# Cosine from which one word is said to stand for another.
NEAR = 0.6
# How sharp the line is between pieces that count as the same and others.
SHARPNESS = 8.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for in the ranking of passages, together 1.

    `cosine` of passage and question, `words` (BM25 as a share of the best), `held` (share of the telling words that the
    passage holds), `near` and `close`: the last three as `Matcher.match` gives them.
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

    def match(self, question: str, passages: Sequence[bytes], wanted: Sequence[Ways] = ()) -> NDArray[np.float32]:
        """How near the words of a question are to those of passages, given as `pieces`: shape `(len(passages), 3)`.

        The first column is the mean cosine of each telling piece to its nearest in the passage, the second the share
        of pieces that stand there or nearly so, the third the share of the wanted words that it holds.
        """
        import numpy as np

        answer = np.zeros((len(passages), 3), dtype=np.float32)
        if not passages:
            return answer
        every, starts = joined(passages)
        answer[:, 2] = held(wanted, len(self.tells), every, starts)
        asked = np.frombuffer(self.pieces([question])[0], dtype="<u2")
        if not len(asked):
            return answer
        cosines = self._table @ self._table[asked].T
        cosines[NONE] = 0.0
        nearest = np.maximum.reduceat(cosines.take(every, axis=0), starts, axis=0)
        shares = self.tells[asked] / self.tells[asked].sum()
        answer[:, 0] = nearest @ shares
        answer[:, 1] = (1.0 / (1.0 + np.exp(SHARPNESS * (self.threshold - nearest)))) @ shares
        return answer

    def near_words(self, question: str, passages: Sequence[bytes]) -> list[tuple[tuple[str, str], ...]]:
        """For each passage the words of a question with another that stands for them there: pairs of whole pieces."""
        import numpy as np

        asked = np.frombuffer(self.pieces([question])[0], dtype="<u2")
        return [self._near_words(asked, np.frombuffer(passage, dtype="<u2")) for passage in passages]

    def _near_words(self, asked: NDArray[np.uint16], held: NDArray[np.uint16]) -> tuple[tuple[str, str], ...]:
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

    def make(card: dict[str, Any], tensors: dict[str, NDArray[np.float32]], name: str) -> Matcher:
        return Matcher(
            pieces_of=word_pieces(card["base"], card["weights"]),
            weights=Weights(**card["ranking"]),
            mean=tensors["mean"],
            project=tensors["project"],
            tells=tensors["tells"],
            threshold=float(card["threshold"]),
            hash=name,
        )

    return read_trained(folder, NUMBERS, "the matcher", make)


def joined(passages: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pieces of passages one after another, and where each passage begins.

    Every passage also holds the piece that stands for nothing, so that none is empty.
    """
    import numpy as np

    every = np.frombuffer(b"".join(part for row in passages for part in (_NOTHING, row)), dtype="<u2")
    starts = np.cumsum([0, *(1 + len(row) // every.itemsize for row in passages[:-1])])
    return every.astype(np.int64), starts.astype(np.int64)


def held(
    wanted: Sequence[Ways], pieces: int, every: NDArray[np.int64], starts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The share of the wanted words that each of the passages `joined` holds; `pieces` is how many there are."""
    import numpy as np

    parts = list(dict.fromkeys(part for ways in wanted for way in ways for part in way))
    marks = np.zeros((pieces, -(-len(parts) // 8)), dtype=np.uint8)
    for number, part in enumerate(parts):
        marks[list(part), number // 8] |= 1 << number % 8
    standing = np.bitwise_or.reduceat(marks.take(every, axis=0), starts, axis=0)
    bits = np.unpackbits(standing, axis=1, count=len(parts), bitorder="little").astype(bool)
    row = {part: number for number, part in enumerate(parts)}
    share = np.zeros(len(starts), dtype=np.float32)
    for ways in wanted:
        stands = np.zeros(len(starts), dtype=bool)
        for way in ways:
            stands |= bits[:, [row[part] for part in way]].all(axis=1)
        share += stands / np.float32(len(wanted))
    return share


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = rows / np.maximum(lengths, np.float32(1e-9))
    return unit
