"""Find what is to be ingested, and read from a document what its source does not say."""

from __future__ import annotations

from policyscan.sources.collect import collect
from policyscan.sources.guess import Guessed, build_listing, guess, source_key
from policyscan.sources.listing_edits import append_entry, remove_entry
from policyscan.sources.manifest import read_manifest
from policyscan.sources.ranges import Range
from policyscan.sources.records import Collected, Source, SourceFailure
from policyscan.sources.resolve import resolve_places
from policyscan.sources.watchlist import BrokenRow, Entry, Watchlist, link_name, read_watchlist

__all__ = [
    "BrokenRow",
    "Collected",
    "Entry",
    "Guessed",
    "Range",
    "Source",
    "SourceFailure",
    "Watchlist",
    "append_entry",
    "build_listing",
    "collect",
    "guess",
    "link_name",
    "read_manifest",
    "read_watchlist",
    "remove_entry",
    "resolve_places",
    "source_key",
]
