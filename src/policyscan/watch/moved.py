"""Tell which documents of a list have another address now: the link that went and the one that came in its place.

One to one, and only where nothing else could be meant: what is not told here is a new document beside one that is
listed no more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from policyscan.fetch import Link
from policyscan.model import LISTED_TITLE, SourceForm, Watched
from policyscan.sources import Entry, link_name
from policyscan.watch.accept import UNLISTED
from policyscan.watch.documents import facts_of

# What an item and a link have in common where they are one document; empty where it says nothing.
Key = tuple[Callable[[Watched], str], Callable[[Link], str]]

_Thing = TypeVar("_Thing", Watched, Link)
_PLACE = ("place", "region", "country")
# Programs that give many documents: which one, their query says.
_PROGRAM = re.compile(r"\.(?:aspx?|ashx|axd|cfm|cgi|do|html?|jspx?|php\d?|pl|py)$", re.IGNORECASE)
_FILE = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"\b(?:"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d(?:[./-]\d{1,2}){1,2}|"
    rf"\d{{1,2}}\.? {_MONTH}\b|{_MONTH}\b\.?(?: \d{{1,2}}\b)?|(?:19|20)\d\d"
    r")\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[._-]?\d\d){0,2}")
_NUMBER = re.compile(r"\d\d?")


def moved(
    entry: Entry, found: Sequence[Link], known: Sequence[Watched], titles: Mapping[str, str], folder: str
) -> dict[str, str]:
    """The names of known documents by the address that each has now, where that is another than before.

    `known` is what the list named, `titles` what its links say of their documents alone, by address, and `folder` where
    a list that is a folder lay before.
    """
    here = {link.address for link in found}
    before = {item.address for item in known}
    named = [item for item in known if item.fault != UNLISTED and _is_same_place(item, entry)]
    came = here - before
    went = {item.name for item in named if item.address not in here}
    names: dict[str, str] = {}
    for of_item, of_link in _keys(entry, titles, folder):
        # Where another document has the same, it tells nothing.
        items = _single(named, of_item)
        links = _single(found, of_link)
        for key, item in items.items():
            link = links.get(key)
            if (
                link is not None
                and link.address in came
                and item.name in went
                and _agree(_title(item, entry), titles.get(link.address, ""))
            ):
                names[link.address] = item.name
                came.remove(link.address)
                went.remove(item.name)
    return names


def in_words(entry: Entry, names: Mapping[str, str]) -> str:
    """A line that says which documents are taken for those at other addresses."""
    shown = [f"{name} at {address}" for address, name in list(names.items())[:3]]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    what = "this document is" if len(names) == 1 else "these documents are"
    return f"{entry.name}: {what} listed at another address now, and taken for the same: {', '.join(shown)}{more}."


def _keys(entry: Entry, titles: Mapping[str, str], folder: str) -> list[Key]:
    """By what a document is known again, the surest first."""
    if entry.form is SourceForm.FOLDER:
        # A file has no words of its own that say whether it is the same, so its whole path has to.
        return [
            (lambda item: _within(item, folder), lambda link: _below(link.address, entry.address)),
            (lambda item: _undated(_within(item, folder)), lambda link: _undated(_below(link.address, entry.address))),
        ]
    keys: list[Key] = [
        (lambda item: _path(item.address), lambda link: _path(link.address)),
        (lambda item: _file(item.address), lambda link: _file(link.address)),
    ]
    if entry.form is not SourceForm.FEED:
        # What a feed names comes and goes, and the next issue often has the title of the last.
        keys.append((lambda item: _title(item, entry).casefold(), lambda link: titles.get(link.address, "").casefold()))
    return keys


def _single(things: Iterable[_Thing], key: Callable[[_Thing], str]) -> dict[str, _Thing]:
    """Those of which no other has the same key."""
    keyed = [(key(thing), thing) for thing in things]
    counts = Counter(name for name, _ in keyed)
    return {name: thing for name, thing in keyed if name and counts[name] == 1}


def _is_same_place(item: Watched, entry: Entry) -> bool:
    said = facts_of(entry.source)
    return all(item.facts.get(name, "") == said.get(name, "") for name in _PLACE)


def _title(item: Watched, entry: Entry) -> str:
    """What the link said of the document when it was last there; nothing where the row has a title for all."""
    return item.facts.get("title", "") if LISTED_TITLE in item.facts and not entry.source.title else ""


def _agree(one: str, other: str) -> bool:
    """Whether two titles may be those of one document: but for dates they are the same, or one is not known."""
    return not one or not other or _words(one) == _words(other)


def _words(title: str) -> list[str]:
    return re.findall(r"[^\W_]+", _DATE.sub(" ", title.casefold()))


def _path(address: str) -> str:
    """An address without its query, where it is that of a file."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}" if _file(address) else ""


def _file(address: str) -> str:
    """The name of the file that an address leads to, empty where that is a program."""
    name = link_name(address).casefold()
    return name if _FILE.search(name) and not _PROGRAM.search(name) and urlsplit(address).path.strip("/") else ""


def _below(address: str, folder: str) -> str:
    """The path of a file in a folder, empty where it does not lie there."""
    path, above = (PurePosixPath(unquote(urlsplit(each).path)) for each in (address, folder))
    return path.relative_to(above).as_posix() if path.is_relative_to(above) else ""


def _within(item: Watched, folder: str) -> str:
    """The path of a watched file in its folder; its name has it, too, where the folder was left earlier."""
    return _below(item.address, folder) or item.name.removeprefix(f"{item.source}/")


def _undated(path: str) -> str:
    """A path without the folders that are named after a year, or after a month in one."""
    kept: list[str] = []
    in_year = False
    *folders, name = path.split("/")
    for part in folders:
        in_year = bool(_YEAR.fullmatch(part) or (in_year and _NUMBER.fullmatch(part)))
        if not in_year:
            kept.append(part)
    return "/".join([*kept, name])
