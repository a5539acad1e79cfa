"""Read the original bytes again, with another reader, and hold quotes against them.

We read with pypdfium2, so pdfplumber checks: the letters whose middle lies inside a quote's boxes
must be the quote's letters, in order. OCR pages have no letters to compare and are named apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policyscan.model import Box, Comparison, Evidence, PageSource

if TYPE_CHECKING:
    from policyscan.store import Store


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
        sources = {page.number: page.source for page in store.pages(sha256)}
        readable = {
            e: all(sources.get(box.page) is PageSource.TEXT for box in e.boxes) and bool(e.boxes) for e in group
        }
        seen = read_boxes(store.blob(sha256), {box for e in group if readable[e] for box in e.boxes})
        for quote in group:
            stands = text[quote.start : quote.end] == quote.text
            if not readable[quote]:
                checks.append(Check(quote, stands, None))
                continue
            found = "".join(seen[box] for box in quote.boxes)
            checks.append(Check(quote, stands, letters(found) == letters(quote.text), found))
    return tuple(checks)


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
    with pdfplumber.open(io.BytesIO(data), password=password) as pdf:
        for number in sorted(by_page):
            page = pdf.pages[number - 1]
            chars = [((c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2, c["text"]) for c in page.chars]
            for box in by_page[number]:
                inside = [(x, text) for x, y, text in chars if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom]
                found[box] = "".join(text for _, text in sorted(inside, key=lambda pair: pair[0]))
            page.close()
    return found


def letters(text: str) -> str:
    """Letters and digits only, ligatures spelt out: what two readers must agree on."""
    import unicodedata

    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
