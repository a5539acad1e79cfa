"""Keep passage vectors in an exact FAISS index with a card that says which model and passages made it.

A folder holds `card.json` and the two files that it names: `vectors-<digest>.faiss` and
`ids-<digest>.txt`, one id a line in the order of the vectors. The card is replaced last and in one
step, so a reader finds either the index before or the index after, and a crash leaves the one before.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.errors import IndexMismatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CARD = "card.json"
_REBUILD = "run `policyscan ingest`: it rebuilds the index from the store"
# Up to so many rows, or this share of an index, are multiplied one by one, which beats a pass over it.
FEW, FEW_OF = 1000, 50
# What must agree between the card found and the card expected, with the words for it.
_COMPARED = {
    "model": "model",
    "revision": "model's revision",
    "weights": "model's weights (sha256)",
    "dimensions": "number of dimensions",
    "count": "number of passages",
    "passages": "passages (hash)",
}


@dataclass(frozen=True, slots=True)
class IndexCard:
    """What an index was made from.

    `model` is the embedder's id and `weights` the sha256 of its weights; `passages` is
    `passages_hash` over what is indexed. `files` (name and sha256 of vectors and ids) and `made_at`
    are filled in when the index is built.
    """

    model: str
    revision: str
    weights: str
    dtype: str
    dimensions: int
    count: int
    passages: str
    made_at: str = ""
    files: tuple[tuple[str, str], ...] = ()


def passages_hash(passages: Iterable[tuple[str, str]]) -> str:
    """A hash over pairs of passage id and embed id, in any order."""
    digest = hashlib.sha256()
    for passage_id, embed_id in sorted(passages):
        digest.update(f"{passage_id}\x1f{embed_id}\n".encode())
    return digest.hexdigest()


def build_index(folder: Path, card: IndexCard, ids: Sequence[str], matrix: NDArray[np.float32]) -> None:
    """Write an index over unit rows (float32, shape `(len(ids), card.dimensions)`), replacing any before it.

    Raises IndexMismatch where ids, matrix and card do not belong together.
    """
    import numpy as np

    if matrix.shape != (len(ids), card.dimensions) or card.count != len(ids):
        raise IndexMismatch(
            f"{folder}: {len(ids)} ids, a matrix of {matrix.shape} and a card of {card.count} passages with"
            f" {card.dimensions} dimensions do not belong together",
            fix="embed all passages by one model before the index is built",
        )
    if len(set(ids)) != len(ids) or any(not name or "\n" in name for name in ids):
        raise IndexMismatch(f"{folder}: an id is empty or stands twice", fix="give every passage one id on one line")
    faiss = _faiss()
    flat = faiss.IndexFlatIP(card.dimensions)
    flat.add(np.ascontiguousarray(matrix, dtype=np.float32))
    folder.mkdir(parents=True, exist_ok=True)
    named = [
        _write(folder, "vectors", "faiss", faiss.serialize_index(flat).tobytes()),
        _write(folder, "ids", "txt", "".join(f"{name}\n" for name in ids).encode()),
    ]
    made = replace(card, made_at=datetime.now(UTC).isoformat(timespec="seconds"), files=tuple(named))
    _replace(folder / CARD, json.dumps(asdict(made), indent=2).encode())
    _sweep(folder, made)


def is_current(folder: Path, expected: IndexCard) -> bool:
    """Whether the index in `folder` is the expected one, with its files as they were written.

    Also deletes what a build that was cut off left behind, so only a writer may ask.
    """
    try:
        card = _read_card(folder)
        _compare(folder, card, expected)
        for name, sha256 in card.files:
            _read(folder, name, sha256)
    except (IndexMismatch, OSError):
        return False
    _sweep(folder, card)
    return True


def _sweep(folder: Path, card: IndexCard) -> None:
    kept = {CARD, *(name for name, _ in card.files)}
    for old in folder.iterdir():
        if old.name not in kept and old.name.startswith(("vectors-", "ids-", ".new-")):
            old.unlink(missing_ok=True)


class VectorIndex:
    """An index read into memory; scores are dot products, so cosines, computed exactly."""

    def __init__(self, card: IndexCard, ids: tuple[str, ...], flat: Any) -> None:
        self.card = card
        self.ids = ids
        self._flat = flat

    @classmethod
    def open(cls, folder: Path, expected: IndexCard | None = None) -> VectorIndex:
        """Read the index of `folder` and hold its card against the expected one.

        Not compared: `dtype`, `made_at`, `files`, and what is empty or negative in `expected`. Raises
        IndexMismatch, with the first difference, and for an index that is missing, incomplete or altered.
        """
        import numpy as np

        for attempt in (1, 2):
            card = _read_card(folder)
            if expected is not None:
                _compare(folder, card, expected)
            try:
                vectors, names = (_read(folder, name, sha256) for name, sha256 in card.files)
                break
            except FileNotFoundError as error:
                # Another process may have built a newer index between the card and its files.
                if attempt == 2:
                    raise IndexMismatch(
                        f"{folder}: the index lacks a file of its card: {Path(error.filename).name}", fix=_REBUILD
                    ) from error
        flat = _faiss().deserialize_index(np.frombuffer(vectors, dtype=np.uint8))
        ids = tuple(names.decode().split("\n")[:-1])
        if (flat.ntotal, flat.d, len(ids)) != (card.count, card.dimensions, card.count):
            raise IndexMismatch(f"{folder}: the index holds other vectors than its card says", fix=_REBUILD)
        return cls(card, ids, flat)

    def __len__(self) -> int:
        return len(self.ids)

    def search(
        self, vector: NDArray[np.float32], limit: int, allowed: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The nearest passages with their cosine to a unit vector, best first; ties stand in order of id.

        `allowed` keeps only these ids, before the limit is applied; ids that are not indexed are passed
        over. Raises IndexMismatch for a vector of another length.
        """
        import numpy as np

        if vector.shape != (self.card.dimensions,):
            raise IndexMismatch(
                f"a query of {vector.shape} dimensions does not fit an index of {self.card.dimensions}",
                fix="search with the model that made the index",
            )
        query = np.ascontiguousarray(vector, dtype=np.float32)[None, :]
        rows = None if allowed is None else [self._rows[name] for name in allowed if name in self._rows]
        count = min(limit, len(self.ids) if rows is None else len(rows))
        if count < 1:
            return []
        if rows is not None and len(rows) <= max(FEW, len(self.ids) // FEW_OF):
            scores = self._flat.reconstruct_batch(np.asarray(rows, dtype=np.int64)) @ query[0]
            return _best(((self.ids[row], float(score)) for row, score in zip(rows, scores, strict=True)), count)
        options = None
        if rows is not None:
            faiss = _faiss()
            bits = np.zeros(len(self.ids), dtype=bool)
            bits[rows] = True
            options = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little")))
        scores, found = self._flat.search(query, count, params=options)
        return _best(((self.ids[row], float(score)) for row, score in zip(found[0], scores[0], strict=True)), count)

    def vectors_of(self, ids: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of these passages, float32, shape `(len(ids), dimensions)`.

        Raises IndexMismatch for an id that is not indexed.
        """
        import numpy as np

        try:
            rows = np.asarray([self._rows[name] for name in ids], dtype=np.int64)
        except KeyError as error:
            raise IndexMismatch(f"passage {error.args[0]} is not in the vector index", fix=_REBUILD) from error
        if not len(rows):
            return np.zeros((0, self.card.dimensions), dtype=np.float32)
        vectors: NDArray[np.float32] = self._flat.reconstruct_batch(rows)
        return vectors

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.ids)}


def _best(pairs: Iterable[tuple[str, float]], count: int) -> list[tuple[str, float]]:
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:count]


def _faiss() -> Any:
    # Untyped on purpose: its Python layer takes arrays and keywords that its generated types do not know.
    import faiss

    return faiss


def _write(folder: Path, stem: str, suffix: str, data: bytes) -> tuple[str, str]:
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"{stem}-{sha256[:12]}.{suffix}"
    _replace(folder / name, data)
    return name, sha256


def _replace(file: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".new-", dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _read_card(folder: Path) -> IndexCard:
    try:
        values = json.loads((folder / CARD).read_text(encoding="utf-8"))
        values["files"] = tuple((str(name), str(sha256)) for name, sha256 in values["files"])
        card = IndexCard(**values)
    except FileNotFoundError as error:
        raise IndexMismatch(f"{folder}: there is no vector index", fix=_REBUILD) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexMismatch(f"{folder}: the card of the index cannot be read", fix=_REBUILD) from error
    if len(card.files) != 2 or any(Path(name).name != name for name, _ in card.files):
        raise IndexMismatch(f"{folder}: the card of the index cannot be read", fix=_REBUILD)
    return card


def _compare(folder: Path, found: IndexCard, expected: IndexCard) -> None:
    for name, words in _COMPARED.items():
        has, wants = getattr(found, name), getattr(expected, name)
        if has != wants and wants not in ("", -1):
            raise IndexMismatch(f"{folder}: the index has another {words}: {has}, not {wants}", fix=_REBUILD)


def _read(folder: Path, name: str, sha256: str) -> bytes:
    data = (folder / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise IndexMismatch(f"{folder}: {name} is not the file that was written (sha256)", fix=_REBUILD)
    return data
