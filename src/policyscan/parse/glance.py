"""Look at a PDF without parsing it: how many pages, in what language, whether its end is there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from policyscan.parse.door import open_pdf
from policyscan.parse.language import guess_language

# Enough for a language, at a millisecond a page.
_PAGES_READ = 20
# The end mark stands in the last kilobyte; some writers put other bytes behind it.
_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Glance:
    """What a look at a PDF tells. `language` is ISO 639-1, "und" where too little text speaks for one.

    `characters` counts those of the first pages alone; `is_whole` tells whether the file's end mark is there.
    """

    pages: int
    language: str
    characters: int
    is_whole: bool


def glance(data: bytes, password: str = "") -> Glance:
    """Look at a PDF's bytes. Raises `DocumentError` where they cannot be opened as one."""
    with closing(open_pdf(data, password)) as document:
        texts = []
        for number in range(min(len(document), _PAGES_READ)):
            page = document[number]
            text_page = page.get_textpage()
            texts.append(text_page.get_text_bounded())
            text_page.close()
            page.close()
        text = "\n".join(texts)
        return Glance(len(document), guess_language(text), len(text), b"%%EOF" in data[-_TAIL_BYTES:])


def glance_at(task: tuple[bytes, str], on_progress: Callable[[object], None]) -> Glance:
    """`glance` as work for a worker process."""
    on_progress("looking")
    return glance(*task)
