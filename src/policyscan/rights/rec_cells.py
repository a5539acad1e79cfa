"""An answer, and the short words by which a table's cell gives it: "Accepted", "Not supported"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policyscan.rights.rec_rules import rules

# Lists of recommendations by theme say in which document the answer stands.
_SOURCE = re.compile(
    r"[\s;.*]*source of (?:the )?position\s*:?\s*(?:[^\s-]+\s*[-–—]?\s*)?(?:para\S*\s*[\d.,\s]*\d)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer and the characters of the document that say so; all empty where nothing does."""

    id: str = ""
    start: int = 0
    end: int = 0


def cell_response(text: str, offset: int) -> Response:
    """The answer in the words behind a recommendation in a table: "Accepted", "Not supported"."""
    source = _SOURCE.match(text)
    if source:
        offset, text = offset + source.end(), text[source.end() :]
    words = text.lstrip(" .;|\n")
    start = offset + len(text) - len(words)
    best = Response()
    for answer in rules().answers:
        found = answer.short.match(words)
        # "Not accepted" is longer than what it begins with, and a comment may follow behind a stop.
        if found and found.end() > best.end - best.start and not words[found.end() :].lstrip()[:1].isalnum():
            best = Response(answer.id, start, start + found.end())
    return best
