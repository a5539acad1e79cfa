"""Bring documents from the network and from folders: the only part that uses the network."""

from __future__ import annotations

from policyscan.fetch.fetcher import Fetcher
from policyscan.fetch.files import documents_in
from policyscan.fetch.links import links
from policyscan.fetch.post import post_json
from policyscan.fetch.records import Fetched, FetchError, FetchFault, FetchSettings, Known, Link

__all__ = [
    "FetchError",
    "FetchFault",
    "FetchSettings",
    "Fetched",
    "Fetcher",
    "Known",
    "Link",
    "documents_in",
    "links",
    "post_json",
]
