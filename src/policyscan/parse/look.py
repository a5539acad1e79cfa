"""Look at a page's picture again, where its text layer leaves a question open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from policyscan.model import Box
from policyscan.parse import ocr
from policyscan.parse.door import open_pdf
from policyscan.parse.frames import frame_of
from policyscan.parse.records import OcrLine, OcrPage


class SecondLook:
    """Reads pages of one PDF by OCR when asked, each once: `look(3)` gives the lines of page 3.

    Pages in `known` are not read again; `on_ocr` gets each that is. With `ocr` off only known pages are given.
    A page that cannot be read gives no lines. The PDF is opened at the first question; close it, or use it as
    a context manager.
    """

    def __init__(
        self,
        data: bytes,
        password: str = "",
        known: Mapping[int, OcrPage] | None = None,
        *,
        on_ocr: Callable[[OcrPage], None] | None = None,
        ocr: bool = True,
    ) -> None:
        self._data, self._password = data, password
        self._known = dict(known or {})
        self._on_ocr, self._ocr = on_ocr, ocr
        self._document: Any = None

    def __call__(self, number: int) -> Sequence[OcrLine]:
        """The lines of the page with that number, from top to bottom."""
        if number not in self._known:
            if not self._ocr or not self._data:
                return ()
            if self._document is None:
                self._document = open_pdf(self._data, self._password)
            if not 1 <= number <= len(self._document):
                return ()
            page = self._document[number - 1]
            try:
                self._known[number] = ocr.read_page(page, number, frame_of(page.raw, None))
            finally:
                page.close()
            if self._on_ocr is not None:
                self._on_ocr(self._known[number])
        return self._known[number].lines

    def __enter__(self) -> SecondLook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._document is not None:
            self._document.close()
            self._document = None


def cut_out(data: bytes, box: Box, password: str = "", *, margin: float = 6.0) -> bytes:
    """A picture (PNG, 144 dpi) of the place on the page, with a margin in points around it.

    Raises `DocumentError` as `open_pdf` does.
    """
    from policyscan.parse.pictures import cut_png

    return cut_png(data, [box], margin=margin, mark=False, password=password)
