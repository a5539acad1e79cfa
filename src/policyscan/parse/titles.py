"""Say what a document calls itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyscan.model import BlockKind
from policyscan.parse.blocks import BlockDraft

# What word processors and scanners write into the title field by themselves.
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+\s*-|untitled|document\d*$|scan|img|print|title$|template|pdf$|slide \d|powerpoint|\(?\d+\)?$)"
    r"|\.(?:docx?|pdf|rtf|wpd|tmp|qxd|indd|pub|xlsx?|pptx?|jpe?g|tiff?)\b|^[\w\-]*\d{5,}[\w\-]*$|[\\/]",
    re.IGNORECASE,
)
_LONGEST = 160


def document_title(metadata: Sequence[tuple[str, str]], blocks: Sequence[BlockDraft]) -> str:
    """The PDF's own title where it is one, otherwise the largest heading of its first page with words."""
    given = dict(metadata).get("Title", "")
    if len(given.split()) >= 2 and len(given) <= _LONGEST and not _NO_TITLE.search(given):
        return given
    if not blocks:
        return given if given and not _NO_TITLE.search(given) else ""
    page = blocks[0].first.page
    first = [block for block in blocks if block.first.page == page]
    headings = [block for block in first if block.kind is BlockKind.HEADING and len(block.text) <= _LONGEST]
    if headings:
        largest = max(headings, key=lambda block: round(block.first.size))
        return largest.text
    short = [block.text for block in first[:3] if len(block.text) <= 90]
    return short[0] if short else ""
