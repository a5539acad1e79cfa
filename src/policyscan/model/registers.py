"""Registers: lists of what documents say, each record with the quotes that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model.documents import Box
from policyscan.model.judgements import Evidence

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Cited:
    """The quote that one field of a record rests on; `confidence` (0 to 1) is None where none is estimated.

    `marks` are the words that decided, as offsets into the quote's own text.
    """

    field: str
    evidence: Evidence
    confidence: float | None = None
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A cut-out of a page for a field that could not be read: `png` is the image, `note` says what it shows."""

    field: str
    note: str
    box: Box
    png: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its values by column, and its quotes. Several quotes may stand for one field; the first is shown."""

    values: tuple[tuple[str, object], ...]
    quotes: tuple[Cited, ...] = ()
    pictures: tuple[Picture, ...] = ()

    def get(self, column: str) -> object:
        """The value in that column; empty text where there is none."""
        return dict(self.values).get(column, "")

    def cited(self, field: str) -> tuple[Cited, ...]:
        """The quotes of one field."""
        return tuple(item for item in self.quotes if item.field == field)


@dataclass(frozen=True, slots=True)
class Register:
    """Records of one sort, with all that an export must name.

    `name` is the command's ("agreements"), `columns` are the exported ones in their order; several values are
    joined by ";". `documents` maps manifest names to hashes, `files` hashes to the path of the original bytes.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    documents: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    rules: str
    made_at: str
    note: str

    def __len__(self) -> int:
        return len(self.records)

    def to_pandas(self) -> pd.DataFrame:
        """A data frame with a row for each record."""
        import pandas as pd

        return pd.DataFrame([dict(record.values) for record in self.records], columns=list(self.columns))
