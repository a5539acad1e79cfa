"""The word pieces of an embedding model: how it cuts words up, and the vector that each piece begins with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.models import load_base
from policyscan.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TABLE = "embeddings.word_embeddings.weight"


class WordPieces:
    """The tokenizer of the model in a folder and its table of piece vectors; nothing is read before it is used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text, in order, whole: nothing is cut off, and nothing is put around them."""
        return [found.ids for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Each piece as it is written, by its number; "##ing" continues a word."""
        found = self._tokenizer.get_vocab()
        return tuple(sorted(found, key=found.__getitem__))

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """The vector that each piece begins with, float32, shape `(pieces, width)`. Raises ModelError."""
        from policyscan.embed.plain import map_weights

        weights = map_weights(self._folder / "model.safetensors") or {}
        if _TABLE not in weights:
            raise ModelError(f"the model in {self._folder} has no table of word pieces", fix="install it again")
        return weights[_TABLE]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


def word_pieces(name: str, sha256: str) -> WordPieces:
    """The word pieces of the model of that name, whose weights must have that hash. Raises ModelError."""
    return WordPieces(load_base(name, sha256, "the matcher").folder)
