"""What collecting gives: the sources to ingest, and the ones that cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from policyscan.model import Kind, Place

_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to ingest with what is known of it beforehand.

    `file` is the name that every result carries: the manifest's `file`, or the path relative to
    the PATH given. Blank fields and a `kind` of None are unknown; `given` names the known ones.
    One file may be several sources, one for each place that its manifest rows name. `sha256` is what the bytes must be,
    where that is known.
    """

    file: str
    path: Path
    password: str = field(default="", repr=False)
    place: Place = _NOWHERE
    kind: Kind | None = None
    title: str = ""
    issuer: str = ""
    published: str = ""
    series: str = ""
    address: str = ""
    given: frozenset[str] = frozenset()
    valid_from: str = ""
    valid_to: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """A source that cannot be used. `fault` is a `DocumentFault` or "manifest_row"."""

    file: str
    fault: str
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class Collected:
    """All sources in the order in which they are to be ingested; `notes` are a line each."""

    sources: tuple[Source, ...]
    failures: tuple[SourceFailure, ...]
    skipped_files: int
    notes: tuple[str, ...]


MANIFEST_ROW = "manifest_row"
