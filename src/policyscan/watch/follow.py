"""Turn a list of documents (an index page, feed, sitemap or folder) into addresses to check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from policyscan.fetch import Fetched, Fetcher, FetchError, FetchFault, Link, documents_in, links
from policyscan.model import SourceForm
from policyscan.sources import Entry, link_name
from policyscan.watch.naming import told_apart

# A sitemap of sitemaps is followed this deep.
_DEEPEST = 3
_WORD = re.compile(r"[^\W\d_]+")
# Of these are the links that ask for a click and do not say what for.
_SAYS_NOTHING = frozenset(
    """
    a acrobat adobe an and as attachment bytes click copy current details doc document documents download downloads
    english file files for format full get gb here in kb latest learn link mb more new now of open opens or page pages
    pdf please policies policy print read save see show tab text the this to version view window
    """.split()  # noqa: SIM905
)


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


def items_of(entry: Entry, found: list[Link], known: Mapping[str, str], titles: Mapping[str, str]) -> list[Item]:
    """An item for each link, named below the list's own name.

    `known` maps the addresses that are watched already to their names, which stay. A new address whose name is taken
    gets a name that is told apart by the address itself. `titles` are those of `titles_of`.
    """
    used = set(known.values())
    items = []
    for link in found:
        name = known.get(link.address) or told_apart(_name(entry, link), link.address, used)
        used.add(name)
        items.append(item_of(entry, name, link.address, titles.get(link.address, ""), link.published[:10]))
    return items


def item_of(entry: Entry, name: str, address: str, title: str, published: str) -> Item:
    """The item of one document of a list, of which the list itself tells a title and a date.

    What the row says is said of all its documents. The title of a link, or of all, is not given as a document's own.
    """
    source = replace(
        entry.source,
        file=name,
        address=address,
        title=entry.source.title or title,
        published=entry.source.published or published,
        given=entry.source.given - {"title"},
    )
    return Item(replace(entry, source=source, address=address, form=SourceForm.DOCUMENT), entry.name)


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


def titles_of(entry: Entry, found: Sequence[Link]) -> dict[str, str]:
    """What each link says of its document and of no other: not its path, and not "Download PDF"."""
    if entry.form is SourceForm.FOLDER:
        return {}
    counts = Counter(link.title.casefold() for link in found)
    return {
        link.address: link.title
        for link in found
        if counts[link.title.casefold()] == 1
        and link.title.casefold() != link_name(link.address).casefold()
        and not _SAYS_NOTHING.issuperset(_WORD.findall(link.title.casefold()))
    }


def _name(entry: Entry, link: Link) -> str:
    if entry.form is SourceForm.FOLDER:
        below = _folder(link.address).relative_to(_folder(entry.address).resolve())
        return f"{entry.name}/{below.as_posix()}"
    return f"{entry.name}/{link_name(link.address)}"


def _folder(address: str) -> Path:
    parts = urlsplit(address)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else Path(unquote(address))
