"""Which rows of a list a check is asked for; where nothing of that is there, the check is no good one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policyscan.errors import QueryError
from policyscan.model import Checked, CheckReport
from policyscan.sources import Entry, Watchlist

# A list without rows, and a name that no list gives.
EMPTY_LIST, NOT_LISTED = "empty_list", "not_listed"


def chosen(watchlist: Watchlist, groups: Sequence[str], only: Sequence[str]) -> list[Entry]:
    """The rows of these groups that have, or list, one of these names; all where nothing is asked for.

    Raises `QueryError` for a group that no row is of, and for a name that no row of the groups can have. A list that
    has no rows at all is no such error: what was watched by it is to be told first.
    """
    name = watchlist.path.name
    known = watchlist.groups
    unknown = [group for group in groups if group not in known]
    if unknown and known:
        raise QueryError(
            f"{name}: no source is of the group {unknown[0]}.",
            fix=f"Name one of: {', '.join(known)}; or write {unknown[0]} into the column 'group' of the rows meant.",
        )
    found = [entry for entry in watchlist.entries if not groups or entry.group in groups]
    broken = {failure.file for failure in watchlist.failures}
    for wanted in (wanted for wanted in only if wanted not in broken and not _gives(found, wanted)):
        other = _gives(watchlist.entries, wanted)
        if other:
            raise QueryError(
                f"{wanted} is of the group {other[0].group}, not of {' or '.join(groups)}.",
                fix="Name it without a group, or with its own.",
            )
        raise QueryError(f"{name} has no source named {wanted}.", fix="policyscan sources list shows the names.")
    return [entry for entry in found if not only or any(is_of(entry, wanted) for wanted in only)]


def unchecked(watchlist: Watchlist, only: Sequence[str], reports: Sequence[CheckReport]) -> Iterator[CheckReport]:
    """A failed check for a list that has no rows, and for each name asked for that nothing was checked of."""
    name = watchlist.path.name
    if not watchlist.entries and not watchlist.failures:
        yield CheckReport(
            name=name,
            source=name,
            address="",
            outcome=Checked.FAILED,
            fault=EMPTY_LIST,
            problem=f"{name} names no source, so nothing was checked.",
            fix="Add one: policyscan sources add ADDRESS, or name another list with --sources FILE.",
        )
    told = {wanted for row in reports for wanted in (row.name, row.source)}
    # Of a list that could not be read nobody knows whether it has that document.
    lost = tuple(f"{row.name}/" for row in reports if row.outcome is Checked.FAILED)
    for wanted in only:
        if wanted not in told and not wanted.startswith(lost):
            source = _gives(watchlist.entries, wanted)[0].name
            yield CheckReport(
                name=wanted,
                source=source,
                address="",
                outcome=Checked.FAILED,
                fault=NOT_LISTED,
                problem=f"{source} lists no document of that name, so nothing was checked.",
                fix="policyscan sources list shows the names.",
            )


def is_of(entry: Entry, name: str) -> bool:
    """Whether a row has the name, or may list a document of that name."""
    return name == entry.name or name.startswith(f"{entry.name}/")


def _gives(entries: Sequence[Entry], name: str) -> list[Entry]:
    return [entry for entry in entries if is_of(entry, name)]
