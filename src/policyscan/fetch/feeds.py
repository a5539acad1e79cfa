"""Read the entries of RSS and Atom feeds."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped, unused-ignore]
from defusedxml import ElementTree  # type: ignore[import-untyped, unused-ignore]
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped, unused-ignore]

from policyscan.fetch.records import FetchError, FetchFault, Link

_PDF_TYPES = frozenset({"application/pdf", "application/x-pdf"})


def feed_links(data: bytes, address: str) -> list[tuple[Link, bool]]:
    """All links of all entries, and of each whether it is a PDF by its type; publication times are ISO 8601, UTC."""
    _check(data, address)
    # Bytes themselves would be tried as the name of a file, and a text as an address to fetch.
    headers = {"content-location": address, "content-type": "application/xml"}
    feed: Any = feedparser.parse(BytesIO(data), response_headers=headers)
    trouble = feed.get("bozo_exception")
    if not feed.entries and (trouble is not None or not feed.get("version")):
        raise _unreadable(address, f"it is no feed, or a broken one ({trouble or 'no entries'})")
    found = []
    for entry in feed.entries:
        title = " ".join(str(entry.get("title", "")).split())
        published = _iso(entry.get("published_parsed") or entry.get("updated_parsed"))
        published = published or str(entry.get("published") or entry.get("updated") or "")
        for link in entry.get("links", []):
            if link.get("href"):
                kind = str(link.get("type", "")).partition(";")[0].strip().lower()
                found.append((Link(str(link["href"]), title, published), kind in _PDF_TYPES))
    return found


def _check(data: bytes, address: str) -> None:
    """Refuse entities, also in the broken XML that feedparser would still read."""
    try:
        ElementTree.fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise _bomb(address) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        if b"<!entity" in data.replace(b"\0", b"").lower():
            raise _bomb(address) from error


def _iso(moment: time.struct_time | None) -> str:
    if moment is None:
        return ""
    try:
        return datetime(*moment[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _bomb(address: str) -> FetchError:
    return _unreadable(address, "it declares entities, as XML bombs do")


def _unreadable(address: str, why: str) -> FetchError:
    return FetchError(
        f"{address} gives no list of documents: {why}.", fault=FetchFault.UNREADABLE_LIST, address=address
    )
