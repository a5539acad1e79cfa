"""Turn a list of documents (an index page, feed, sitemap or folder) into addresses to check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from policyscan.fetch import Fetched, Fetcher, FetchError, FetchFault, Link, documents_in, links
from policyscan.model import SourceForm, content_id
from policyscan.sources import Entry, link_name

# A sitemap of sitemaps is followed this deep.
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One address to check: its entry with the address, name and facts of its own. `source` names the list's row."""

    entry: Entry
    source: str

    @property
    def name(self) -> str:
        """The name that all results carry."""
        return self.entry.name


def links_of(entry: Entry, fetcher: Fetcher, page: Fetched | None, most: int) -> list[Link]:
    """The documents that a list names; `page` is what came from its address, None for a folder.

    Raises `FetchError` for a list that cannot be read, names nothing, or names more than `most`.
    """
    if entry.form is SourceForm.FOLDER:
        found: Iterable[Link] = documents_in(_folder(entry.address), entry.pattern)
    elif page is None or page.data is None:
        raise RuntimeError("a list without its bytes")
    else:
        found = _followed(page.data, page.final_address, entry, fetcher, most, depth=1)
    kept: dict[str, Link] = {}
    for link in found:
        kept.setdefault(link.address, link)
        if len(kept) > most:
            raise FetchError(
                f"{entry.address} lists more than {most:,} documents.",
                fault=FetchFault.UNREADABLE_LIST,
                address=entry.address,
                fix="Give it a narrower pattern in the list of sources.",
            )
    if not kept:
        what = "holds no PDF" if entry.form is SourceForm.FOLDER else "lists no document"
        raise FetchError(
            f"{entry.address} {what}{' that its pattern fits' if entry.pattern else ''}.",
            fault=FetchFault.UNREADABLE_LIST,
            address=entry.address,
            fix="Open the address, and correct the source's pattern or form.",
        )
    return list(kept.values())


def items_of(entry: Entry, found: list[Link], known: Mapping[str, str]) -> list[Item]:
    """An item for each link, named below the list's own name.

    `known` maps the addresses that are watched already to their names, which stay. A new address whose name is taken
    gets a name that is told apart by the address itself.
    """
    used = {known[link.address] for link in found if link.address in known}
    items = []
    for link in found:
        name = known.get(link.address, "")
        if not name:
            name = _name(entry, link)
            if name in used or name in known.values():
                path = PurePosixPath(name)
                name = str(path.with_name(f"{path.stem}-{content_id(link.address)[:6]}{path.suffix}"))
            used.add(name)
        source = replace(
            entry.source,
            file=name,
            address=link.address,
            # What the row says is said of all its documents; a title or date of a single one comes from the list.
            title=entry.source.title or link.title,
            published=entry.source.published or link.published[:10],
        )
        items.append(Item(replace(entry, source=source, address=link.address, form=SourceForm.DOCUMENT), entry.name))
    return items


def in_turns(items: Sequence[Item]) -> list[Item]:
    """The same items, one of each host after the other: who waits for a host's turn keeps no other host waiting."""
    counts: Counter[str] = Counter()
    placed = []
    for item in items:
        host = urlsplit(item.entry.address).hostname or ""
        placed.append((counts[host], item))
        counts[host] += 1
    return [item for _, item in sorted(placed, key=itemgetter(0))]


def _followed(data: bytes, address: str, entry: Entry, fetcher: Fetcher, most: int, *, depth: int) -> Iterator[Link]:
    for link in links(data, address, form=entry.form, pattern=entry.pattern):
        if not link.is_sitemap:
            yield link
        elif depth < _DEEPEST and urlsplit(link.address).netloc == urlsplit(address).netloc:
            nested = fetcher.fetch(link.address)
            yield from _followed(nested.data or b"", nested.final_address, entry, fetcher, most, depth=depth + 1)


def _name(entry: Entry, link: Link) -> str:
    if entry.form is SourceForm.FOLDER:
        below = _folder(link.address).relative_to(_folder(entry.address).resolve())
        return f"{entry.name}/{below.as_posix()}"
    return f"{entry.name}/{link_name(link.address)}"


def _folder(address: str) -> Path:
    parts = urlsplit(address)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(unquote(address))
