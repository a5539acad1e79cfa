"""Which names the watched addresses bear: a name goes with its address, and no two are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
from posixpath import splitext

from policyscan.model import Watched, content_id
from policyscan.sources import Entry

_PLACE = ("place", "region", "country")


def told_apart(name: str, address: str, taken: Collection[str]) -> str:
    """The name, or where it is taken one like it that the address tells apart."""
    return next(other for other in _like(name, address) if other not in taken)


def new_names(
    watched: Sequence[Watched], entries: Sequence[Entry], *, broken: Collection[str], foreign: Collection[str]
) -> dict[str, tuple[str, str]]:
    """New name and new row of what a list watches, by the name that it has; only what changes.

    An address goes along with its row when that is renamed, also to a name that another bore until now. What nobody
    names any more keeps its name, unless that was given away. `broken` are names of rows that cannot be used today,
    `foreign` what other lists watch: neither is given away.
    """
    said = {(entry.name, entry.address) for entry in entries}
    known = {(item.name, item.address) for item in watched}
    names = {item.name: item.name for item in watched if (item.name, item.address) in said or item.name in broken}
    rows = [item for item in watched if item.name == item.source and item.name not in names]
    newcomers = [entry for entry in entries if (entry.name, entry.address) not in known]
    names |= _gone_along(rows, [entry for entry in newcomers if entry.name not in {*broken, *foreign}])
    taken = {*broken, *foreign, *(entry.name for entry in entries)}

    def settle(item: Watched) -> None:
        if item.name not in names:
            wanted = names.get(item.source, item.source) + item.name.removeprefix(item.source)
            names[item.name] = told_apart(wanted, item.address, taken)
            taken.add(names[item.name])

    for item in rows:
        settle(item)
    # What stays below its row has the first right to a name there.
    for item in sorted(watched, key=lambda item: names.get(item.source, item.source) != item.source):
        settle(item)
    wanted = {item.name: (names[item.name], names.get(item.source, item.source)) for item in watched}
    return {item.name: wanted[item.name] for item in watched if wanted[item.name] != (item.name, item.source)}


def _gone_along(rows: Sequence[Watched], entries: Sequence[Entry]) -> dict[str, str]:
    """The new row of each watched one: that of its address and place, else of its address, else of its name."""
    keys: tuple[tuple[Callable[[Watched], object], Callable[[Entry], object]], ...] = (
        (
            lambda item: (item.address, *(item.facts.get(name, "") for name in _PLACE)),
            lambda entry: (entry.address, *_place(entry)),
        ),
        (lambda item: item.address, lambda entry: entry.address),
        (lambda item: item.name, lambda entry: entry.name),
    )
    found: dict[str, str] = {}
    left = list(entries)
    for of_row, of_entry in keys:
        waiting: dict[object, list[Watched]] = defaultdict(list)
        for item in rows:
            if item.name not in found:
                waiting[of_row(item)].append(item)
        for entry in left.copy():
            if waiting[of_entry(entry)]:
                found[waiting[of_entry(entry)].pop(0).name] = entry.name
                left.remove(entry)
    return found


def _place(entry: Entry) -> tuple[str, str, str]:
    place = entry.source.place
    return place.name, place.region, place.country


def _like(name: str, address: str) -> Iterator[str]:
    yield name
    stem, suffix = splitext(name)
    own = f"{stem}-{content_id(address)[:6]}"
    yield f"{own}{suffix}"
    for number in count(2):
        yield f"{own}-{number}{suffix}"
