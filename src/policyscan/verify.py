"""Read the original bytes again, with another reader, and hold quotes against them.

We read with pypdfium2, so pdfplumber checks: the letters whose middle lies inside a quote's boxes
must be the quote's letters, in order. Pages read by OCR have no letters of their own: there the
stored OCR is held against the quote. Where neither can be done, the quote is checked on the stored
text alone, and named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import DocumentError, DocumentFault, WorkspaceError
from policyscan.model import Box, Comparison, Evidence, Page, PageSource

if TYPE_CHECKING:
    from policyscan.export.quotes import Quote
    from policyscan.parse import OcrPage
    from policyscan.store import Store

# Letters shown of two readings from where they part.
_SHOWN = 20
_LOCKED = "the original needs its password, which is not kept, so its quotes were checked on the stored text only"


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


def verify(export: Path | str, store: Store) -> Verification:
    """Check every quote of an export against document, characters, page and the original's letters.

    Raises `QueryError` for a file that is no export.
    """
    from policyscan.export.read import read_quotes

    quotes = read_quotes(export)
    by_document: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        by_document[quote.sha256].append(quote)
    names: dict[str, set[str]] = defaultdict(set)
    for listing in store.listings(include_removed=True):
        names[listing.sha256].add(listing.file)
    known = set(store.document_hashes())
    found: dict[Quote, Verified] = {}
    for sha256, group in by_document.items():
        if sha256 not in known:
            failure = "its document is not in this workspace" if sha256 else "it names no document"
            found.update({quote: Verified(quote, (failure,), By.TEXT_ONLY) for quote in group})
        else:
            document = _Document(store, sha256, names[sha256])
            found.update(document.check(group))
    return Verification(str(export), tuple(found[quote] for quote in quotes))


def stands_in_text(quote: Quote, text: str) -> str:
    """What is wrong with a quote's words and characters; empty where it stands. `text` is the document's."""
    if quote.start is None or quote.end is None or not 0 <= quote.start < quote.end <= len(text):
        return f"its characters {quote.start} to {quote.end} are not in the document's {len(text)}"
    stored = text[quote.start : quote.end]
    if quote.is_written_from(stored):
        return ""
    at = next((i for i, (one, other) in enumerate(zip(quote.text, stored, strict=False)) if one != other), -1)
    if at < 0:
        return f"it has {len(quote.text)} characters where the document has {len(stored)}"
    return f"character {at + 1} is {quote.text[at]!r} where the document has {stored[at]!r}"


class _Document:
    """One stored document, with what the second reader sees of it."""

    def __init__(self, store: Store, sha256: str, names: set[str]) -> None:
        self.store, self.sha256, self.names = store, sha256, names
        self.text = store.text(sha256)
        self.pages = {page.number: page for page in store.pages(sha256)}

    def check(self, quotes: Sequence[Quote]) -> dict[Quote, Verified]:
        spans = [(quote.start or 0, quote.end or 0) for quote in quotes]
        stored = self.store.boxes(self.sha256, spans)
        boxes = {box for quote in quotes for box in quote.boxes or ()}
        try:
            data = self.store.blob(self.sha256)
        except WorkspaceError as error:
            return {quote: Verified(quote, (error.problem,), By.TEXT_ONLY) for quote in quotes}
        seen = _look_again(self.store, self.sha256, data, self.pages, boxes)
        return {quote: self._one(quote, place, seen) for quote, place in zip(quotes, stored, strict=True)}

    def _one(self, quote: Quote, stored: tuple[Box, ...], seen: Seen) -> Verified:
        failures = []
        if quote.document not in {quote.form.write(name) for name in self.names}:
            failures.append(f"its document is listed here as {' and '.join(sorted(self.names)) or 'nothing'}")
        failures += filter(None, [stands_in_text(quote, self.text), self._page(quote, stored)])
        if quote.boxes is None or (stored and not quote.boxes):
            return Verified(quote, (*failures, "its boxes are missing or cannot be read"), By.TEXT_ONLY)
        if not quote.boxes:
            return Verified(quote, tuple(failures), By.TEXT_ONLY, "no boxes are known")
        unseen = [box for box in quote.boxes if box not in seen.found]
        lost = sorted({box.page for box in unseen} - set(seen.notes))
        if lost:
            failures.append(f"its boxes lie on page {lost[0]}, where nothing was read")
        if unseen:
            return Verified(quote, tuple(failures), By.TEXT_ONLY, seen.notes.get(unseen[0].page, ""))
        read = "".join(seen.found[box] for box in quote.boxes)
        by = By.OCR if any(self._is_ocr(box) for box in quote.boxes) else By.ORIGINAL
        if letters(read) != letters(quote.text):
            reader = "the stored OCR" if by is By.OCR else "the original, read afresh,"
            failures.append(f"in its boxes {reader} has {_difference(letters(read), letters(quote.text))}")
        return Verified(quote, tuple(failures), by)

    def _page(self, quote: Quote, stored: tuple[Box, ...]) -> str:
        if quote.page not in self.pages:
            return f"the document has no page {quote.page}"
        if stored and stored[0].page != quote.page:
            return f"its characters stand on page {stored[0].page}"
        if quote.boxes and quote.boxes[0].page != quote.page:
            return f"its boxes lie on page {quote.boxes[0].page}"
        return ""

    def _is_ocr(self, box: Box) -> bool:
        return box.page in self.pages and self.pages[box.page].source is PageSource.OCR


@dataclass(slots=True)
class Seen:
    """The characters found in each box; `notes` say why a page's boxes could not be looked at."""

    found: dict[Box, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


def _look_again(store: Store, sha256: str, data: bytes, pages: Mapping[int, Page], boxes: Iterable[Box]) -> Seen:
    seen = Seen()
    by_source: dict[PageSource, list[Box]] = defaultdict(list)
    for box in boxes:
        if box.page in pages:
            by_source[pages[box.page].source].append(box)
    if by_source[PageSource.TEXT]:
        try:
            seen.found |= read_boxes(data, by_source[PageSource.TEXT])
        except Exception as error:  # whatever a foreign reader makes of a foreign file is no fault of the quote
            note = _why_unread(error)
            seen.notes |= {box.page: note for box in by_source[PageSource.TEXT]}
    if by_source[PageSource.OCR]:
        from policyscan.parse import OCR_ENGINE

        known = store.ocr_pages(sha256, OCR_ENGINE)
        seen.found |= read_ocr(known, by_source[PageSource.OCR])
        missing = {box.page for box in by_source[PageSource.OCR]} - set(known)
        seen.notes |= dict.fromkeys(missing, "the OCR of its pages is not kept")
    return seen


def _why_unread(error: Exception) -> str:
    if isinstance(error, DocumentError) and error.fault is DocumentFault.NEEDS_PASSWORD:
        return _LOCKED
    chain: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        chain += [type(cause).__name__, *(type(part).__name__ for part in cause.args)]
        cause = cause.__cause__ or cause.__context__
    if any("Password" in name for name in chain):
        return _LOCKED
    return f"the second reader cannot read the original ({type(error).__name__}), so only the stored text was checked"


# --- quotes of a comparison that is at hand ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """What one quote showed. `boxes` is None where a page has no text layer to compare."""

    evidence: Evidence
    stands_in_text: bool
    boxes: bool | None
    seen: str = ""


def check(comparison: Comparison, store: Store) -> tuple[Check, ...]:
    """Every distinct quote of a comparison, checked against text and page."""
    quotes = {(e.sha256, e.start, e.end): e for judgement in comparison.judgements for e in judgement.evidence}
    return check_quotes(list(quotes.values()), store)


def check_quotes(quotes: Sequence[Evidence], store: Store) -> tuple[Check, ...]:
    """Quotes checked against the stored text and, by pdfplumber, against the letters on the page."""
    by_document: dict[str, list[Evidence]] = defaultdict(list)
    for quote in quotes:
        by_document[quote.sha256].append(quote)
    checks: list[Check] = []
    for sha256, group in by_document.items():
        text = store.text(sha256)
        pages = {page.number: page for page in store.pages(sha256) if page.source is PageSource.TEXT}
        boxes = {box for quote in group for box in quote.boxes}
        seen = _look_again(store, sha256, store.blob(sha256), pages, boxes)
        for quote in group:
            stands = text[quote.start : quote.end] == quote.text
            if not quote.boxes or any(box not in seen.found for box in quote.boxes):
                checks.append(Check(quote, stands, None))
                continue
            found = "".join(seen.found[box] for box in quote.boxes)
            checks.append(Check(quote, stands, letters(found) == letters(quote.text), found))
    return tuple(checks)


# --- the second reading -----------------------------------------------------------------------


def read_boxes(data: bytes, boxes: Iterable[Box], password: str = "") -> dict[Box, str]:
    """The characters that pdfplumber finds in each box, from left to right: those whose middle lies inside."""
    import io

    import pdfplumber

    by_page: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        by_page[box.page].append(box)
    found: dict[Box, str] = {}
    if not by_page:
        return found
    from policyscan.parse import flattened

    # What was filled into a form stands in annotations, which no text extraction reads.
    data = flattened(data, password)
    with pdfplumber.open(io.BytesIO(data), password=password) as pdf:
        for number in sorted(by_page):
            page = pdf.pages[number - 1]
            chars = [((c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2, c["text"]) for c in page.chars]
            for box in by_page[number]:
                found[box] = _inside(box, chars)
            page.close()
    return found


def read_ocr(pages: Mapping[int, OcrPage], boxes: Iterable[Box]) -> dict[Box, str]:
    """The characters that OCR read in each box, from left to right; boxes on pages not in `pages` are left out."""
    chars = {
        number: [
            ((left + right) / 2, (line.box.top + line.box.bottom) / 2, char)
            for line in page.lines
            for char, left, right in zip(line.text, line.edges[:-1], line.edges[1:], strict=True)
        ]
        for number, page in pages.items()
    }
    return {box: _inside(box, chars[box.page]) for box in boxes if box.page in chars}


def _inside(box: Box, chars: Sequence[tuple[float, float, str]]) -> str:
    inside = [(x, text) for x, y, text in chars if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom]
    return "".join(text for _, text in sorted(inside, key=lambda pair: pair[0]))


def letters(text: str) -> str:
    """Letters and digits only, ligatures spelt out: what two readers must agree on."""
    import unicodedata

    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _difference(one: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"the letters {one[at : at + _SHOWN]!r} where the quote has {other[at : at + _SHOWN]!r}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
