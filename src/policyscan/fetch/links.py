"""Read which documents a page, sitemap or feed names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag
from bs4.builder import ParserRejectedMarkup
from defusedxml import ElementTree  # type: ignore[import-untyped, unused-ignore]
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped, unused-ignore]

from policyscan.errors import QueryError
from policyscan.fetch.addresses import file_of
from policyscan.fetch.feeds import feed_links
from policyscan.fetch.inflate import inflate
from policyscan.fetch.patterns import matcher
from policyscan.fetch.records import FetchError, FetchFault, Link
from policyscan.model import SourceForm

# What sitemaps may have at most after decompression (https://www.sitemaps.org/protocol.html).
MOST_LIST_BYTES = 50 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|a|div|p|ul|ol|table|h[1-6]|title|meta)\b", re.I)
Matches = Callable[..., bool]


def links(data: bytes, address: str, *, form: SourceForm, pattern: str = "") -> tuple[Link, ...]:
    """The documents that a list names, in its order, each once, by whole addresses without fragment.

    `address` is where the list came from (after redirects); only a list that is itself a file may name files.
    `pattern` is held against addresses and against the words of a link or the title of an entry:

    - empty: addresses whose path ends with `.pdf`, and a feed's enclosures that are PDFs by their type;
    - `re:` and a regular expression, found anywhere in one of them;
    - anything else is a glob (`*`, `?`) for the whole of one of them. Case never counts.

    A sitemap's further sitemaps are given whatever the pattern. An empty answer means that a list was read and names
    no such document; `FetchError` (`unreadable_list`) means that it was none, or one that must not be read.
    """
    matches = matcher(pattern)
    here = _base(address)
    if data.startswith(_GZIP):
        try:
            data = inflate(data, MOST_LIST_BYTES)
        except ValueError as error:
            raise _unreadable(address, str(error)) from error
    if len(data) > MOST_LIST_BYTES:
        raise _unreadable(address, f"more than {MOST_LIST_BYTES:,} bytes")
    if data.startswith(b"%PDF"):
        raise _unreadable(address, "it is a PDF, not a list", fix=f"Give the source the form {SourceForm.DOCUMENT}.")
    if form == SourceForm.INDEX:
        found = _page_links(data, address, here)
    elif form == SourceForm.SITEMAP:
        found = _sitemap_links(data, address)
    elif form == SourceForm.FEED:
        found = feed_links(data, address)
    else:
        raise QueryError(
            f"A source of the form {form} has no links.",
            fix=f"Give it one of the forms {SourceForm.INDEX}, {SourceForm.SITEMAP}, {SourceForm.FEED}.",
        )
    return _wanted(found, here, matches, is_default=not pattern)


def _base(address: str) -> str:
    path = file_of(address)
    return path.absolute().as_uri() if path is not None else address


def _wanted(found: Iterable[tuple[Link, bool]], here: str, matches: Matches, *, is_default: bool) -> tuple[Link, ...]:
    """What is asked for, once each; a later mention may supply the title that an earlier lacks."""
    kept: dict[str, Link] = {}
    own = _whole("", here)
    for link, is_pdf in found:
        address = _whole(link.address, here)
        wanted = link.is_sitemap or matches(address, link.title) or (is_default and is_pdf)
        if not address or address == own or not wanted:
            continue
        earlier = kept.get(address)
        if earlier is None or (link.title and not earlier.title):
            kept[address] = Link(address, link.title, link.published, link.is_sitemap)
    return tuple(kept.values())


def _whole(reference: str, base: str) -> str:
    """The absolute address of a reference, empty for what cannot or must not be fetched from there."""
    try:
        whole = urljoin(base, re.sub(r"[\t\r\n]", "", reference.strip()))
        path = file_of(whole)
        if path is not None:
            return path.as_uri() if base.startswith("file:") else ""
        url = httpx.URL(whole).copy_with(fragment=None)
    except (httpx.InvalidURL, FetchError, ValueError):
        return ""
    return str(url) if url.scheme in {"http", "https"} and url.host and not url.userinfo else ""


def _page_links(data: bytes, address: str, here: str) -> list[tuple[Link, bool]]:
    if not _PAGE.search(data.replace(b"\0", b"")):
        raise _unreadable(address, "it is not an HTML page", fix="Give the source the form that it has.")
    try:
        soup = BeautifulSoup(data, "html.parser")
        tags = [tag for tag in soup.find_all(["a", "base"]) if isinstance(tag, Tag)]
    except ParserRejectedMarkup as error:
        raise _unreadable(address, "its HTML is broken") from error
    except (RecursionError, ValueError, LookupError) as error:
        raise _unreadable(address, f"its HTML cannot be read ({error})") from error
    bases = [str(tag["href"]) for tag in tags if tag.name == "base" and tag.get("href")]
    base = _whole(bases[0], here) if bases else here
    return [
        (Link(_whole(str(tag["href"]), base or here), _title(tag)), False)
        for tag in tags
        if tag.name == "a" and tag.get("href")
    ]


def _title(tag: Tag) -> str:
    words = " ".join(tag.get_text(" ").split())
    return words or " ".join(str(tag.get("title") or tag.get("aria-label") or "").split())


def _sitemap_links(data: bytes, address: str) -> list[tuple[Link, bool]]:
    try:
        root = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _unreadable(address, "it declares entities or a document type, as XML bombs do") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise _unreadable(address, f"its XML is broken ({error})") from error
    kind = _local(root.tag)
    if kind not in {"urlset", "sitemapindex"}:
        raise _unreadable(address, f"it is no sitemap but <{kind}>", fix="Give the source the form that it has.")
    found = []
    for entry in root:
        facts = {_local(child.tag): (child.text or "").strip() for child in entry}
        if facts.get("loc"):
            link = Link(facts["loc"], published=facts.get("lastmod", ""), is_sitemap=kind == "sitemapindex")
            found.append((link, False))
    return found


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()


def _unreadable(address: str, why: str, *, fix: str = "") -> FetchError:
    return FetchError(
        f"{address} gives no list of documents: {why}.", fault=FetchFault.UNREADABLE_LIST, address=address, fix=fix
    )
