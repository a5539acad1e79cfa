"""The one home of the workbench's addresses: every link and permalink is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

Parameters = Mapping[str, object]


def address(path: str, parameters: Parameters | None = None, fragment: str = "") -> str:
    """A path with its parameters: empty ones are left out, sequences stand once for each value."""
    pairs = []
    for name, value in (parameters or {}).items():
        values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        pairs += [(name, str(one)) for one in values if one not in ("", None)]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{quote(path)}{query}{f'#{quote(fragment)}' if fragment else ''}"


def passage(sha256: str, page: int, start: int, end: int, query: str = "") -> str:
    """Where a document opens at a page with a passage marked."""
    return address(f"/documents/{sha256}", {"page": page, "start": start, "end": end, "q": query})


def page(sha256: str, number: int) -> str:
    """Where a document opens at a page."""
    return address(f"/documents/{sha256}", {"page": number})


def picture(sha256: str, number: int, width: int) -> str:
    """A page as an image, so many pixels wide."""
    return address(f"/documents/{sha256}/pages/{number}.png", {"width": width})


def original(sha256: str) -> str:
    """The original bytes."""
    return f"/documents/{sha256}/original.pdf"


def cell(place_id: str, measure: str) -> str:
    """One place and measure with its evidence."""
    return f"/matrix/{quote(place_id, safe='')}/{quote(measure, safe='')}"
