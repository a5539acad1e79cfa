"""Read the original bytes again with another reader: pdfplumber, where we read with pypdfium2, or the stored OCR."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policyscan.errors import DocumentError, DocumentFault
from policyscan.model import Box, Page, PageSource

if TYPE_CHECKING:
    from policyscan.parse import OcrPage
    from policyscan.store import Store

# Letters shown of two readings from where they part.
SHOWN = 20
_UNMAPPED = re.compile(r"\(cid:(\d{1,7})\)")
_LOCKED = "the original needs its password, which is not kept, so its quotes were checked on the stored text only"


@dataclass(slots=True)
class Seen:
    """The characters found in each box; `notes` say why a page's boxes could not be looked at."""

    found: dict[Box, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)


def look_again(store: Store, sha256: str, data: bytes, pages: Mapping[int, Page], boxes: Iterable[Box]) -> Seen:
    """What the second reader sees in boxes of one document, and why it sees nothing on some pages."""
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
    """Letters and digits only, ligatures spelt out: what two readers must agree on.

    Where pdfplumber has no letter for a code it writes "(cid:120)"; pdfium then takes the code for the letter.
    """
    import unicodedata

    text = _UNMAPPED.sub(lambda match: chr(min(int(match[1]), 0x10FFFF)), text)
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def difference(one: str, other: str) -> str:
    """Where two strings of letters part."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"the letters {one[at : at + SHOWN]!r} where the quote has {other[at : at + SHOWN]!r}"


def wider(box: Box, above: float, below: float) -> Box:
    """A box that reaches so many points further up and down."""
    return Box(box.page, box.x0, box.top - above, box.x1, box.bottom + below)
