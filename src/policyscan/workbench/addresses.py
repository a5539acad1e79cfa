"""The one home of the workbench's addresses: every link is made here, and what numbers they give is read here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlencode

Parameters = Mapping[str, object]
# Larger numbers in an address are taken for this one: nothing here counts so far, and SQLite holds it.
LARGEST = 999_999_999
_FILE = re.compile(r"\bfile:/\S*", re.IGNORECASE)


def number(text: str) -> int | None:
    """The whole number that an address gives, `LARGEST` for any larger one; None for anything else."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= len(str(LARGEST)) else LARGEST


def page_number(text: str) -> int:
    """The part of a list that an address asks for, counted from 1; the first where it names none."""
    return max(1, number(text) or 1)


def shown(text: str) -> str:
    """Text with the name alone of each `file:` address: where a file lies on this machine is nobody else's business."""
    return _FILE.sub(lambda match: PurePosixPath(unquote(match[0])).name, text)


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


def register(name: str, parameters: Parameters | None = None, fragment: str = "") -> str:
    """A register's page: agreements, exchanges, findings, recommendations, practices or changes."""
    return address(f"/{name}", parameters, fragment)


def cut_out(name: str, record: str, number: int) -> str:
    """A picture that a field of a register's record rests on, counted from 1."""
    return f"/{quote(name, safe='')}/{quote(record, safe='')}/{number}.png"


def arrived(sha256: str) -> str:
    """The bytes of a version of a watched source, taken in or not."""
    return f"/sources/versions/{quote(sha256, safe='')}.pdf"


def run(number: int) -> str:
    """One run with its documents."""
    return f"/runs/{number}"


def export(what: str, format: str, parameters: Parameters | None = None) -> str:  # noqa: A002 (callers' name)
    """A comparison or register as a file, with the parameters of the page that it is taken from."""
    return address(f"/export/{quote(what, safe='')}.{quote(format, safe='')}", parameters)


def cut(sha256: str, start: int, end: int) -> str:
    """A quote cut out of its page, as an image."""
    return address(f"/documents/{sha256}/cut.png", {"start": start, "end": end})


def review(place_id: str, measure: str) -> str:
    """One place and measure, put before a person to answer."""
    return address("/review", {"place": place_id, "measure": measure})


def compared(places: Sequence[str], *, measure: str = "", force: str = "") -> str:
    """Places, by their full names, side by side on one measure or one kind of force."""
    return address("/compare", {"place": places, "measure": measure, "force": force})


def searched(query: str) -> str:
    """The search, asked."""
    return address("/", {"q": query})
