"""Say what a list of sources names no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from policyscan.model import SourceForm, Watched
from policyscan.sources import Watchlist


def unlisted(
    watched: Iterable[Watched], watchlist: Watchlist, listed: Mapping[str, Collection[str]]
) -> Iterator[tuple[Watched, str]]:
    """What nobody names any more among what came from the list, with why; `listed` says what each index named now.

    A row that cannot be used today still names its document, by its name or its address. While nobody can say which
    one a row means, no row is said to be gone.
    """
    known = list(watched)
    forms = {entry.name: entry.form for entry in watchlist.entries}
    addresses = {row.address for row in watchlist.failures if row.address}
    spared = {row.file for row in watchlist.failures}
    spared |= {item.name for item in known if item.name == item.source and item.address in addresses}
    for item in known:
        form = forms.get(item.source)
        if item.source in spared:
            continue
        if form is None:
            if all(row.is_known for row in watchlist.failures):
                yield item, f"{watchlist.path.name} does not name it any more; it stays in force."
        elif item.name == item.source:
            continue
        elif form is SourceForm.DOCUMENT:
            yield item, f"{item.source} is no list any more; it stays in force."
        elif item.source in listed and item.name not in listed[item.source]:
            yield item, f"{item.source} does not list it any more; it stays in force."
