"""Say on which days an agreement may have been signed, by what its form and its file tell of themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policyscan.agreements.dates import find_dates
from policyscan.agreements.layout import Piece
from policyscan.model import ParsedDocument

# A form is signed within this time of its revision: the longest that ICE's forms were in use is about three years.
_FORM_IN_USE = timedelta(days=3 * 366)
_REVISED = re.compile(r"rev(?:ised|ision|\.)?\W{0,4}", re.IGNORECASE)
NEVER = date(2099, 12, 31)
# A clock that was never set starts at midnight of a new year.
_UNSET = re.compile(r"D:(?:19|20)\d\d0101000000")
_MADE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which it may have been signed, and when the file was made."""

    first: date
    last: date
    made: date | None

    def holds(self, day: date) -> bool:
        """Whether it may have been signed on that day."""
        return self.first <= day <= self.last


def window_of(document: ParsedDocument, printed: Sequence[Piece]) -> Window:
    """The window that the revision of the form and the dates of the file leave open."""
    revised = [
        found.value
        for piece in printed
        if piece.is_margin or len(piece.text) < 40
        for mark in [_REVISED.search(piece.text)]
        if mark
        for found in find_dates(piece.text[mark.end() : mark.end() + 20])[:1]
    ]
    made = dict(document.metadata)
    created, changed = _day(made.get("CreationDate", "")), _day(made.get("ModDate", ""))
    last = max((day for day in (created, changed) if day), default=NEVER)
    if sum(1 for found in find_dates(document.text) if found.value > last) >= 2:
        # The file's own dates are not to be trusted: some programs write always the same.
        last, created = NEVER, None
    first = date(1985, 1, 1)
    if revised:
        form = max(set(revised), key=revised.count)
        # Where the file was last changed before its own form's revision, one of the two is misread.
        first, last = (form, min(last, form + _FORM_IN_USE)) if form <= last else (first, last)
    return Window(first, last + timedelta(days=2), created)


def _day(stamp: str) -> date | None:
    match = None if _UNSET.match(stamp) else _MADE.match(stamp)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
