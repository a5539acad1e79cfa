"""What an ingest did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Outcome(StrEnum):
    """What an ingest did with one source."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REFRESHED = "refreshed"
    REFILED = "refiled"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What an ingest did with one source, and what it cost.

    `place` is that of a failed one, where its list says it; `streak` counts its unbroken runs of failures, 0 where it
    did not fail.
    """

    file: str
    outcome: Outcome
    sha256: str = ""
    pages: int = 0
    unreadable_pages: int = 0
    ocr_pages: int = 0
    clauses: int = 0
    seconds: float = 0.0
    problem: str = ""
    fix: str = ""
    fault: str = ""
    place: str = ""
    streak: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What one ingest did: a row for each source, and the work done by stage."""

    sources: tuple[SourceReport, ...]
    parsed: int
    extracted: int
    embedded: int
    ocr_pages: int
    skipped_files: int
    seconds: float
    notes: tuple[str, ...] = field(default=())

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        """The sources that could not be used."""
        return tuple(row for row in self.sources if row.outcome is Outcome.FAILED)

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each source."""
        import pandas as pd

        return pd.DataFrame([asdict(row) for row in self.sources])
