"""Turn strings into unit vectors, by models that are named and pinned by the hash of their weights."""

from __future__ import annotations

from policyscan.embed.base import Adapted, Embedder, ModelCard
from policyscan.embed.fake import FakeEmbedder
from policyscan.embed.models import (
    DEFAULT_MODEL,
    load_adapted,
    load_model,
    load_plain_adapted,
    load_plain_marked,
    load_plain_pairs,
    load_plain_tagger,
    model_names,
)
from policyscan.embed.pieces import WordPieces, word_pieces

__all__ = [
    "DEFAULT_MODEL",
    "Adapted",
    "Embedder",
    "FakeEmbedder",
    "ModelCard",
    "WordPieces",
    "load_adapted",
    "load_model",
    "load_plain_adapted",
    "load_plain_marked",
    "load_plain_pairs",
    "load_plain_tagger",
    "model_names",
    "word_pieces",
]
