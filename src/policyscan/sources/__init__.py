"""Find what is to be ingested, and read from a document what its source does not say."""

from __future__ import annotations

from policyscan.sources.collect import collect
from policyscan.sources.guess import Guessed, build_listing, guess, source_key
from policyscan.sources.manifest import read_manifest
from policyscan.sources.records import Collected, Source, SourceFailure
from policyscan.sources.resolve import resolve_places

__all__ = [
    "Collected",
    "Guessed",
    "Source",
    "SourceFailure",
    "build_listing",
    "collect",
    "guess",
    "read_manifest",
    "resolve_places",
    "source_key",
]
