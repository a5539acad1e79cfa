"""What is watched for change, and every version of it that arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SourceForm(StrEnum):
    """What an address gives: one document, or a list of documents to follow."""

    DOCUMENT = "document"
    INDEX = "index"
    SITEMAP = "sitemap"
    FEED = "feed"
    FOLDER = "folder"


class SourceState(StrEnum):
    """How the last check of a source ended; `NEW` was never checked.

    `WARNED`: something arrived that is not what was expected, and waits for a person (`held`). `FAILED`: nothing
    usable arrived. In both the last good version stays in force.
    """

    NEW = "new"
    OK = "ok"
    WARNED = "warned"
    FAILED = "failed"


class Standing(StrEnum):
    """What became of a version that arrived."""

    IN_FORCE = "in_force"
    HELD = "held"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Watched:
    """One address that is watched, as it stands after its last check.

    `source` is the row of sources.csv that it comes from: its own name, or that of the index, feed or folder that
    lists it. `in_force` and `held` are hashes of bytes, empty where there are none. Times are ISO 8601, UTC.
    """

    name: str
    source: str
    address: str
    facts: Mapping[str, str] = field(default_factory=dict)
    state: SourceState = SourceState.NEW
    fault: str = ""
    problem: str = ""
    fix: str = ""
    in_force: str = ""
    held: str = ""
    etag: str = ""
    last_modified: str = ""
    checked: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """Bytes that arrived from an address: when, with which headers, in place of what, and what became of them.

    `position` counts up with arrival over the whole workspace.
    """

    name: str
    sha256: str
    size_bytes: int
    address: str
    headers: Mapping[str, str]
    fetched: str
    replaced: str
    standing: Standing
    reason: str = ""
    position: int = 0


class Checked(StrEnum):
    """How one check ended. `UNLISTED`: the index, feed or folder does not list it any more."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WARNED = "warned"
    UNLISTED = "unlisted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One check of one address: how it ended, why, and what it cost.

    `sha256` is that of the version in force after the check, `held` that of one that waits for a person. `status` is
    the HTTP status of the last answer, 0 where there was none. `streak` counts the unbroken runs of failures, 0 where
    it did not fail.
    """

    name: str
    source: str
    address: str
    outcome: Checked
    fault: str = ""
    problem: str = ""
    fix: str = ""
    sha256: str = ""
    held: str = ""
    status: int = 0
    received_bytes: int = 0
    retries: int = 0
    seconds: float = 0.0
    streak: int = 0


@dataclass(frozen=True, slots=True)
class WatchReport:
    """One check of the sources: a row for each address and each list, those that cannot be used among them."""

    checks: tuple[CheckReport, ...]
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def of(self, *outcomes: Checked) -> tuple[CheckReport, ...]:
        """The checks that ended so."""
        return tuple(row for row in self.checks if row.outcome in outcomes)
