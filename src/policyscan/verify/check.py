"""Hold the quotes of an export, or of a comparison at hand, against stored text, page and the original's letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policyscan.errors import WorkspaceError
from policyscan.model import Box, Comparison, Evidence, PageSource
from policyscan.verify.records import By, Verification, Verified
from policyscan.verify.second import SHOWN, Seen, difference, letters, look_again, read_ocr, wider

if TYPE_CHECKING:
    from policyscan.export.quotes import Quote
    from policyscan.store import Store

# How far the two readers' boxes of one line may lie apart, in points above and below, where letters are missing at
# first: fonts state their heights differently, most of all in what was filled into forms.
_WIDER = ((0.0, 3.0), (3.0, 0.0), (3.0, 3.0), (0.0, 6.0), (6.0, 0.0))


def verify(export: Path | str, store: Store) -> Verification:
    """Check every quote of an export against document, characters, page and the original's letters.

    Raises `QueryError` for a file that is no export.
    """
    from policyscan.export.read import read_quotes

    return verify_quotes(str(export), read_quotes(export), store)


def verify_quotes(export: str, quotes: Sequence[Quote], store: Store) -> Verification:
    """Check quotes that were read from an export, which is named in the result."""
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
    return Verification(export, tuple(found[quote] for quote in quotes))


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
        seen = look_again(self.store, self.sha256, data, self.pages, boxes)
        self._look_wider(data, quotes, seen)
        return {quote: self._one(quote, place, seen) for quote, place in zip(quotes, stored, strict=True)}

    def _look_wider(self, data: bytes, quotes: Sequence[Quote], seen: Seen) -> None:
        """Look a little above and below the boxes in which letters are missing, and keep what completes a quote."""
        for above, below in _WIDER:
            lacking = [quote for quote in quotes if self._lacks_letters(quote, seen)]
            moved = {box: wider(box, above, below) for quote in lacking for box in quote.boxes or ()}
            if not moved:
                return
            again = look_again(self.store, self.sha256, data, self.pages, moved.values())
            for quote in lacking:
                found = {box: again.found.get(moved[box], "") for box in quote.boxes or ()}
                if letters("".join(found.values())) == letters(quote.text):
                    seen.found |= found

    def _lacks_letters(self, quote: Quote, seen: Seen) -> bool:
        boxes = quote.boxes or ()
        if not boxes or any(box not in seen.found or self._is_ocr(box) for box in boxes):
            return False
        return letters("".join(seen.found[box] for box in boxes)) != letters(quote.text)

    def _one(self, quote: Quote, stored: tuple[Box, ...], seen: Seen) -> Verified:
        failures = []
        if quote.document not in {quote.form.write(name) for name in self.names}:
            failures.append(f"its document is listed here as {' and '.join(sorted(self.names)) or 'nothing'}")
        if quote.start == quote.end == 0 and quote.boxes:
            return self._in_picture(quote, failures)
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
            failures.append(f"in its boxes {reader} has {difference(letters(read), letters(quote.text))}")
        return Verified(quote, tuple(failures), by)

    def _in_picture(self, quote: Quote, failures: list[str]) -> Verified:
        """A quote of what OCR read in a page's picture beside its text."""
        from policyscan.parse import OCR_ENGINE

        boxes = quote.boxes or ()
        if quote.page not in self.pages or any(box.page != quote.page for box in boxes):
            return Verified(quote, (*failures, f"the document has no such page {quote.page}"), By.TEXT_ONLY)
        read = read_ocr(self.store.ocr_pages(self.sha256, OCR_ENGINE), [wider(box, 1.0, 1.0) for box in boxes])
        if not read:
            return Verified(quote, (*failures, "the OCR of its page is not kept"), By.TEXT_ONLY)
        seen = letters("".join(read.values()))
        if not letters(quote.text) or letters(quote.text) not in seen:
            failures.append(f"in its boxes the stored OCR has {seen[:SHOWN]!r}")
        return Verified(quote, tuple(failures), By.OCR)

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
        seen = look_again(store, sha256, store.blob(sha256), pages, boxes)
        for quote in group:
            stands = text[quote.start : quote.end] == quote.text
            if not quote.boxes or any(box not in seen.found for box in quote.boxes):
                checks.append(Check(quote, stands, None))
                continue
            found = "".join(seen.found[box] for box in quote.boxes)
            checks.append(Check(quote, stands, letters(found) == letters(quote.text), found))
    return tuple(checks)
