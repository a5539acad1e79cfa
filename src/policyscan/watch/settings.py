"""How sources are to be checked, and what a run may lose before it counts as failed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from policyscan.errors import QueryError, WorkspaceError
from policyscan.fetch import FetchSettings

CONTACT = "POLICYSCAN_CONTACT"
ALLOW_PRIVATE = "POLICYSCAN_ALLOW_PRIVATE"
FETCH = "POLICYSCAN_FETCH_"
# Stands in the settings where no server is asked.
NOBODY = "nobody@example.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """How to check sources, and when a run has failed.

    `jobs`: addresses checked at once. `least_free_bytes`: of disk, before anything is fetched. `most_links`: followed
    from one index, feed or folder. `least_share`: pages of a new version against the last good one, and text of a
    place against the last good run, below which a person has to look. `most_failing`: share of documents that may fail.
    """

    fetch: FetchSettings = field(default_factory=lambda: FetchSettings(contact=NOBODY))
    jobs: int = 8
    least_free_bytes: int = 500_000_000
    most_links: int = 1000
    least_share: float = 0.5
    most_failing: float = 0.2

    def check_contact(self) -> None:
        """Raise `QueryError` where servers would be asked by nobody."""
        if self.fetch.contact == NOBODY:
            raise QueryError(
                "No contact is set, and servers are not asked without one.",
                fix=f"Set {CONTACT} to a mail address or page where a site's owner finds you.",
            )

    def check_room(self, folder: Path) -> None:
        """Raise `WorkspaceError` where the disk has too little room for what may arrive."""
        free = shutil.disk_usage(folder).free
        if free < self.least_free_bytes:
            raise WorkspaceError(
                f"The disk of {folder} has {free / 1e6:,.0f} MB left, less than {self.least_free_bytes / 1e6:,.0f}.",
                fix="Make room (policyscan blobs prune shows what is not in force), or allow less by --min-free-mb.",
            )


def from_environment(
    *,
    contact: str = "",
    allow_private: str | None = None,
    min_free_mb: int | None = None,
    most_failing: float | None = None,
) -> WatchSettings:
    """Settings from options, and from the environment where an option is not given.

    `allow_private` is "all", or networks as in "10.0.0.0/8,192.168.1.7".
    """
    fetch = FetchSettings(
        contact=contact or os.environ.get(CONTACT, "") or NOBODY,
        allow_private=networks(allow_private),
    )
    found = WatchSettings(fetch=replace(fetch, **_numbers()))
    if min_free_mb is not None:
        found = replace(found, least_free_bytes=min_free_mb * 1_000_000)
    return found if most_failing is None else replace(found, most_failing=most_failing)


def networks(text: str | None = None) -> bool | tuple[str, ...]:
    """Which private addresses may be asked: "all", or networks as in "10.0.0.0/8,192.168.1.7"; none where empty.

    Without a text, what the environment says.
    """
    text = os.environ.get(ALLOW_PRIVATE, "") if text is None else text
    if text.strip().casefold() in {"all", "1", "true", "yes"}:
        return True
    return tuple(part for part in text.replace(",", " ").split() if part.casefold() not in {"0", "none", "no", "false"})


def _numbers() -> dict[str, Any]:
    """The numbers of `FetchSettings` that the environment sets, as in POLICYSCAN_FETCH_SECONDS_BETWEEN=5."""
    found: dict[str, Any] = {}
    for item in fields(FetchSettings):
        name = f"{FETCH}{item.name.upper()}"
        value = os.environ.get(name, "").strip()
        if not value:
            continue
        kind = type(item.default)
        if kind not in {int, float}:
            raise QueryError(f"{name} is no setting of numbers.", fix="Take it out of the environment.")
        try:
            found[item.name] = kind(value)
        except ValueError as error:
            raise QueryError(f"{name} is '{value}', which is no number.", fix="Give a number.") from error
    return found
