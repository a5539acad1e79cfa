"""What the quotes of an export showed when they were held against the originals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policyscan.export.quotes import Quote


class By(StrEnum):
    """What a quote was held against, besides the stored text."""

    ORIGINAL = "original"
    OCR = "ocr"
    TEXT_ONLY = "text_only"


@dataclass(frozen=True, slots=True)
class Verified:
    """What one quote of an export showed: `failures` is empty where it stands."""

    quote: Quote
    failures: tuple[str, ...]
    by: By
    note: str = ""

    @property
    def line(self) -> str:
        """Where the quote is and what fails, on one line."""
        quote = self.quote
        page = f"{quote.document or 'no document'}, page {'?' if quote.page is None else quote.page}"
        where = ", ".join(part for part in (quote.where, quote.place, quote.measure, page) if part)
        return f"{where}: {'; '.join(self.failures) or 'stands'}"

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        quote = self.quote
        return {
            "where": quote.where,
            "place": quote.place,
            "measure": quote.measure,
            "document": quote.document,
            "sha256": quote.sha256,
            "page": quote.page,
            "start": quote.start,
            "end": quote.end,
            "checked_by": self.by.value,
            "note": self.note,
            "failures": list(self.failures),
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """What all quotes of one export showed, in the order of the file."""

    export: str
    quotes: tuple[Verified, ...]

    @property
    def failed(self) -> tuple[Verified, ...]:
        """The quotes that do not stand where the export says."""
        return tuple(item for item in self.quotes if item.failures)

    @property
    def sentence(self) -> str:
        """The result on one line."""
        documents = len({item.quote.sha256 for item in self.quotes})
        counts = {by: sum(1 for item in self.quotes if item.by is by) for by in By}
        ways = [f"{counts[By.ORIGINAL]} read afresh from the original"]
        if counts[By.OCR]:
            ways.append(f"{counts[By.OCR]} held against the stored OCR")
        if counts[By.TEXT_ONLY]:
            ways.append(f"{counts[By.TEXT_ONLY]} checked on the stored text only")
        good = len(self.quotes) - len(self.failed)
        return (
            f"{good} of {_count(len(self.quotes), 'quote')} from {_count(documents, 'document')} "
            f"{'stands' if good == 1 else 'stand'} where the export says ({', '.join(ways)})"
        )

    def as_text(self) -> str:
        """A line for each failing quote, a line for each reason to check on text only, and the summary."""
        lines = [item.line for item in self.failed]
        apart: dict[str, list[str]] = defaultdict(list)
        for item in self.quotes:
            if item.note:
                apart[f"{item.quote.document}: {item.note}"].append(item.quote.where)
        lines += [f"{why} ({', '.join(places)})" for why, places in apart.items()]
        return "\n".join([*lines, self.sentence])

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        return {
            "export": self.export,
            "quotes": len(self.quotes),
            "failed": len(self.failed),
            "summary": self.sentence,
            "checks": [item.as_dict() for item in self.quotes],
        }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
